import Model
import Provisioning
import ServiceLifecycle

/// Holds an answer until its deliveries need no more waiting, the time is up, or the listener drains.
struct HeldAnswer: Sendable {
    let intake: any LoginIntake
    let bell: SettlementBell
    let clock: any Clock<Duration>
    /// How often it looks by itself, for what other processes settle.
    let poll: Duration

    /// The receipt as it stands at the end.
    ///
    /// It looks once when the hold begins, at each ring, at each poll, and once more when the time is up.
    func receipt(after first: LoginReceipt, of trigger: String, within wait: Duration) async -> LoginReceipt {
        guard !first.needsNoWait else { return first }
        let (rings, ring) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let seat = bell.join(first.login, ring)
        defer { bell.leave(seat) }
        // What was settled before rang for nobody.
        ring.yield()
        return await withGracefulShutdownHandler {
            await withTaskGroup(of: Void.self) { group in
                defer { group.cancelAll() }
                group.addTask {
                    try? await clock.sleep(for: wait)
                    ring.finish()
                }
                group.addTask {
                    while (try? await clock.sleep(for: poll)) != nil { ring.yield() }
                }
                var receipt = first
                for await _ in rings {
                    receipt = await current(after: receipt, of: trigger)
                    if receipt.needsNoWait { return receipt }
                }
                return await current(after: receipt, of: trigger)
            }
        } onGracefulShutdown: {
            ring.finish()
        }
    }

    /// The login is stored: a store that can't be read now must not turn that into an error.
    private func current(after last: LoginReceipt, of trigger: String) async -> LoginReceipt {
        guard let now = try? await intake.receipt(of: last.login, trigger: trigger) else { return last }
        return LoginReceipt(login: now.login, isDuplicate: last.isDuplicate, deliveries: now.deliveries)
    }
}

extension LoginReceipt {
    var isFinal: Bool { deliveries.allSatisfy(\.status.isFinal) }

    /// Every delivery ended or waits for a person.
    var needsNoWait: Bool { deliveries.allSatisfy { $0.status.isFinal || $0.status == .held } }
}
