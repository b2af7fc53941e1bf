import Foundation
import Model
import Provisioning

/// The simulators by connector type, as `TargetServer` serves them.
package enum SimulatedTargets {
    /// - Parameter options: `NAME=VALUE` of the command line; which ones count depends on the type.
    package typealias Maker = @Sendable (_ options: [String: String]) throws -> any AccountSystemSimulator

    package static let makers: [String: Maker] = [
        "google": { options in
            let file = try String(contentsOf: URL(filePath: options["keyFile"] ?? ""), encoding: .utf8)
            let simulator = try GoogleSimulator(
                key: try GoogleServiceKey(file: file), token: options["token"] ?? SCIM2Simulator.secret,
                now: { Timestamp(seconds: Int64(Date().timeIntervalSince1970)) })
            for group in options["groups"]?.split(separator: ",") ?? [] { simulator.addGroup(String(group)) }
            return simulator
        },
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
