import ArgumentParser
import LoginListener

/// How the listener treats its peers.
struct ServerOptions: ParsableArguments {
    @Option(help: "PEM file of the certificate to show and those that signed it: turns on TLS and HTTP/2.")
    var tlsCertificate: String?

    @Option(help: "PEM file of the certificate's key. A change of either file counts without a restart.")
    var tlsKey: String?

    @Option(help: "Connections at once. For one more, the one that is idle for longest is closed.")
    var maxConnections = ServerLimits().connections

    @Flag(help: "Write a line a request: method, path, status, bytes, time. Never queries, headers or bodies.")
    var accessLog = false

    var isEncrypted: Bool { tlsCertificate != nil }

    func validate() throws {
        guard (tlsCertificate == nil) == (tlsKey == nil) else {
            throw ValidationError("--tls-certificate and --tls-key belong together")
        }
        guard (16...1_000_000).contains(maxConnections) else {
            throw ValidationError("--max-connections takes 16 to 1000000")
        }
    }
}
