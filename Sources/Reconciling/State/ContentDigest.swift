import Crypto
package import Model

/// Names content by its canonical bytes.
package enum ContentDigest {
    /// SHA-256, `sha256:` and hexadecimal digits.
    package static func of(_ value: Value) -> String { of(CanonicalJSON.encode(value)) }

    package static func of(_ text: String) -> String {
        var text = text
        return text.withUTF8 { bytes in
            "sha256:" + SHA256.hash(data: bytes).hexadecimal
        }
    }
}
