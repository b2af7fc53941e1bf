import Logging
import LoginListener
import Model
import ServiceLifecycle
import UnixSignals

#if canImport(Glibc)
    import Glibc
#endif

/// Takes a renewed certificate: within seconds after its files changed, and at once on SIGHUP.
struct CertificateService: Service {
    let certificate: ServerCertificate
    let metrics: ListenerMetrics
    let logger: Logger

    private static let interval = Duration.seconds(5)
    /// Who renews by hand needs some days.
    private static let notice = Duration.seconds(14 * 86_400)
    private static let warningsEvery = Duration.seconds(86_400)

    func run() async throws {
        tell(certificate.shown, "certificate shown")
        if Self.isReadableByOthers(certificate.keyPath) {
            log(.readableKey, "the listener's key can be read by others", ["file": "\(certificate.keyPath)"])
        }
        let signals = await UnixSignalsSequence(trapping: .sighup)
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await _ in signals { look() }
                }
                group.addTask {
                    var sinceWarning = Duration.zero
                    while (try? await Task.sleep(for: Self.interval)) != nil {
                        look()
                        sinceWarning += Self.interval
                        if sinceWarning >= Self.warningsEvery {
                            sinceWarning = .zero
                            warn(certificate.shown)
                        }
                    }
                }
            }
        }
    }

    private func look() {
        switch certificate.refresh() {
        case .none: break
        case .renewed(let shown): tell(shown, "certificate renewed")
        case .refused(let problem):
            log(
                problem.code, "the changed certificate can't be used; the one before stays",
                [
                    "reason": "\(problem.message)"
                ])
        }
    }

    private func tell(_ shown: ServerCertificate.Shown, _ message: Logger.Message) {
        metrics.certificate(ends: shown.ends)
        logger.notice(
            message,
            metadata: ["names": .array(shown.names.map { .string($0) }), "ends": "\(shown.ends)"])
        warn(shown)
    }

    private func warn(_ shown: ServerCertificate.Shown) {
        let left = shown.ends - SystemClock().now
        guard left < Self.notice else { return }
        log(
            .certificateEnds,
            left < .zero ? "the listener's certificate has ended" : "the listener's certificate ends soon",
            [
                "ends": "\(shown.ends)"
            ])
    }

    private func log(_ code: DiagnosticCode, _ message: Logger.Message, _ fields: Logger.Metadata) {
        logger.warning(message, metadata: fields.merging(["code": "\(code.id)"]) { $1 })
    }

    private static func isReadableByOthers(_ path: String) -> Bool {
        var facts = stat()
        return stat(path, &facts) == 0 && facts.st_mode & 0o077 != 0
    }
}
