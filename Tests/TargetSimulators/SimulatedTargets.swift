import Foundation
import Model
import Provisioning

/// The simulators by connector type, as `TargetServer` serves them.
package enum SimulatedTargets {
    /// - Parameter options: `NAME=VALUE` of the command line; which ones count depends on the type.
    package typealias Maker = @Sendable (_ options: [String: String]) throws -> any AccountSystemSimulator

    package static let makers: [String: Maker] = [
        "salesforce": { options in
            let simulator = SalesforceSimulator(
                publicKey: try options["publicKey"].map { try String(contentsOf: URL(filePath: $0), encoding: .utf8) },
                instanceURL: options["instanceUrl"] ?? SalesforceSimulator.instance,
                now: { Timestamp(seconds: Int64(Date().timeIntervalSince1970)) })
            for name in options["takenElsewhere"]?.split(separator: ",") ?? [] { simulator.takeElsewhere(String(name)) }
            if let count = options["licences"].flatMap({ Int($0) }) { simulator.setLicences(count) }
            return simulator
        },
        "scim2": { options in
            SCIM2Simulator(
                proof: HTTPHeader("Authorization", "Bearer \(options["token"] ?? SCIM2Simulator.secret)"))
        },
    ]
}
