import Logging
import LoginListener
import Model

/// What the listener's server is made of: its limits, its certificate, its access log.
struct ServerSetup {
    let limits: ServerLimits
    let certificate: ServerCertificate?
    let accessLog: AccessLog?

    /// Descriptors that are not for connections: the store, requests to targets, the terminal.
    private static let reserve = 256

    /// - Throws: R5071 for a certificate that can't be used.
    init(_ options: ServerOptions, _ log: ListenerLog) throws(Diagnostics) {
        var limits = ServerLimits()
        limits.connections = options.maxConnections
        if let files = OpenFileLimit.raise(), files - Self.reserve < limits.connections {
            limits.connections = max(16, files - Self.reserve)
            log.logger.warning(
                "fewer connections than wanted: the process may open too few files",
                metadata: ["connections": "\(limits.connections)", "files": "\(files)"])
        }
        self.limits = limits
        accessLog = options.accessLog ? AccessLog(log.logger) : nil
        guard let path = options.tlsCertificate, let key = options.tlsKey else {
            certificate = nil
            return
        }
        do throws(Diagnostic) {
            certificate = try ServerCertificate(certificate: path, key: key)
        } catch {
            throw Diagnostics([error])
        }
    }
}
