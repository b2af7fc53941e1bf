import FoundationEssentials
package import Model
import NIOSSL
import Synchronization

/// The certificate that the listener shows, with its key, from two PEM files that may change while it runs.
///
/// Both are taken together or not at all: files that do not fit, as between two writes, leave the ones before in use.
/// A connection keeps what it began with.
package final class ServerCertificate: Sendable {
    /// What the files hold, for people.
    package struct Shown: Hashable, Sendable {
        /// The names that the certificate is for.
        package let names: [String]
        package let ends: Timestamp
    }

    package enum Change: Hashable, Sendable {
        case none
        case renewed(Shown)
        /// The files changed and can't be used, or can't be read any more.
        case refused(Diagnostic)
    }

    private struct State {
        var bytes: [[UInt8]]
        var context: NIOSSLContext
        var shown: Shown
        /// What was last refused, so that it is told once.
        var refused: Diagnostic?
    }

    package let certificatePath: String
    package let keyPath: String
    private let state: Mutex<State>

    /// - Throws: R5071 for files that can't be used.
    package init(certificate: String, key: String) throws(Diagnostic) {
        certificatePath = certificate
        keyPath = key
        let bytes = [try Self.bytes(of: certificate), try Self.bytes(of: key)]
        let (context, shown) = try Self.context(bytes, certificate, key)
        state = Mutex(State(bytes: bytes, context: context, shown: shown))
    }

    package var shown: Shown { state.withLock { $0.shown } }

    /// For a connection that begins now.
    var context: NIOSSLContext { state.withLock { $0.context } }

    /// Takes what the files hold now.
    package func refresh() -> Change {
        let answer: Result<([[UInt8]], NIOSSLContext, Shown)?, Diagnostic>
        do throws(Diagnostic) {
            let bytes = [try Self.bytes(of: certificatePath), try Self.bytes(of: keyPath)]
            if state.withLock({ $0.bytes == bytes }) {
                answer = .success(nil)
            } else {
                let (context, shown) = try Self.context(bytes, certificatePath, keyPath)
                answer = .success((bytes, context, shown))
            }
        } catch {
            answer = .failure(error)
        }
        return state.withLock { state in
            switch answer {
            case .success(nil):
                state.refused = nil
                return .none
            case .success((let bytes, let context, let shown)?):
                state = State(bytes: bytes, context: context, shown: shown)
                return .renewed(shown)
            case .failure(let problem):
                guard state.refused != problem else { return .none }
                state.refused = problem
                return .refused(problem)
            }
        }
    }

    private static func bytes(of path: String) throws(Diagnostic) -> [UInt8] {
        do {
            return Array(try Data(contentsOf: URL(filePath: path)))
        } catch {
            throw unusable("\(path) can't be read")
        }
    }

    private static func context(
        _ bytes: [[UInt8]], _ certificate: String, _ key: String
    ) throws(Diagnostic) -> (NIOSSLContext, Shown) {
        guard let chain = try? NIOSSLCertificate.fromPEMBytes(bytes[0]), let first = chain.first else {
            throw unusable("\(certificate) holds no certificate in PEM")
        }
        guard let secret = try? NIOSSLPrivateKey(bytes: bytes[1], format: .pem) else {
            throw unusable("\(key) holds no private key in PEM that is without a password")
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(secret))
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["h2", "http/1.1"]
        // Clients show no certificates, so nobody's authorities need to be read.
        configuration.trustRoots = .certificates([])
        do {
            return (
                try NIOSSLContext(configuration: configuration),
                Shown(names: first.names, ends: Timestamp(seconds: Int64(first.notValidAfter)))
            )
        } catch {
            throw unusable("the key in \(key) does not belong to the first certificate in \(certificate)")
        }
    }

    private static func unusable(_ message: String) -> Diagnostic {
        Diagnostic(
            .unusableCertificate, message,
            hint: "give the certificate first and then those that signed it, and the key of the certificate")
    }
}

extension NIOSSLCertificate {
    fileprivate var names: [String] {
        _subjectAlternativeNames().compactMap { name in
            switch name.nameType {
            case .dnsName: String(decoding: name.contents, as: UTF8.self)
            case .ipAddress: Self.address(Array(name.contents))
            default: nil
            }
        }
    }

    private static func address(_ bytes: [UInt8]) -> String {
        if bytes.count == 4 { return bytes.map(String.init).joined(separator: ".") }
        return stride(from: 0, to: bytes.count - 1, by: 2)
            .map { String(Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]), radix: 16) }.joined(separator: ":")
    }
}
