import Provisioning

/// The simulators by connector type, as `TargetServer` serves them.
package enum SimulatedTargets {
    /// - Parameter options: `NAME=VALUE` of the command line; which ones count depends on the type.
    package typealias Maker = @Sendable (_ options: [String: String]) throws -> any AccountSystemSimulator

    package static let makers: [String: Maker] = [
        "scim2": { options in
            SCIM2Simulator(
                proof: HTTPHeader("Authorization", "Bearer \(options["token"] ?? SCIM2Simulator.secret)"))
        }
    ]
}
