/// R507x: the listener's server.
extension DiagnosticCode {
    package static let tooManyRequests = Self(
        "R5070", "the trigger's requests come too fast",
        "Send the same request again after Retry-After seconds, or raise `limits.requestsPerSecond` of the trigger.")

    package static let unusableCertificate = Self(
        "R5071", "the listener's certificate or key can't be used",
        "Give --tls-certificate a PEM file that begins with the listener's certificate, and --tls-key its key without a password."
    )
    package static let certificateEnds = Self(
        "R5072", "the listener's certificate ends soon",
        "Renew the certificate in its file; the listener takes it without a restart.")
    package static let readableKey = Self(
        "R5073", "the listener's key can be read by others",
        "Let only the listener's user read the file: `chmod 600`.")

    static let server = [tooManyRequests, unusableCertificate, certificateEnds, readableKey]
}
