import ArgumentParser
import Provisioning

extension DeliveryStatus: ExpressibleByArgument {}
extension AccountRecord.State: ExpressibleByArgument {}

/// Most records of a list.
struct LimitOption: ParsableArguments {
    @Option(help: "Most of them to list.")
    var limit = 50

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit takes a number from 1") }
    }
}
