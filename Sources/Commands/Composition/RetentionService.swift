import Logging
import Model
import Provisioning
import ServiceLifecycle

/// Forgets logins of a certain age once an hour, beside the dispatcher.
struct RetentionService: Service {
    let retention: Retention
    let keep: Duration
    let logger: Logger

    private static let interval = Duration.seconds(3600)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await forget()
                try? await Task.sleep(for: Self.interval)
            }
        }
    }

    private func forget() async {
        do throws(StoreError) {
            let sum = try await retention.forget(by: RetentionRule(keep: keep, at: SystemClock().now))
            logger.info(
                "old logins deleted",
                metadata: [
                    "logins": "\(sum.logins)", "deliveries": "\(sum.deliveries)", "removals": "\(sum.removals)",
                ])
        } catch {
            logger.warning("old logins stay for now", metadata: ["error": "\(error.diagnostic.message)"])
        }
    }
}
