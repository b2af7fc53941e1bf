import Provisioning
import ServiceLifecycle

/// Runs the dispatcher within the program's service group.
struct DispatchService: Service {
    let dispatcher: Dispatcher
    let signal: DispatchSignal

    func run() async throws {
        await withGracefulShutdownHandler {
            await dispatcher.run()
        } onGracefulShutdown: {
            signal.drain()
        }
    }
}
