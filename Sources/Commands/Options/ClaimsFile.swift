import Model
import Provisioning
import Reconciling

/// Reads the claims of one person from a JSON or YAML file, or from standard input.
enum ClaimsFile {
    /// - Throws: R6045 when the file holds no map of claims.
    static func read(_ path: String) throws(Diagnostics) -> ValueMap {
        let (files, unreadable) = ManifestSource.files([path])
        guard unreadable.isEmpty, let file = files.first, files.count == 1 else {
            throw unreadable.isEmpty
                ? problem(path, "`\(path)` is a folder", hint: "name one file of claims") : Diagnostics(unreadable)
        }
        let (documents, findings) = Composition.nodeReader.documents(in: file)
        guard findings.isEmpty else { throw Diagnostics(findings) }
        guard documents.count == 1, let claims = documents.first.map({ Value(plain: $0.root) })?.map else {
            throw problem(
                path, "`\(path)` holds no map of claims",
                hint: #"write what the identity provider sends: {"sub": "00u1", "email": "ada@example.com"}"#)
        }
        return claims
    }

    /// The person that the claims are of.
    ///
    /// - Throws: R6045 when neither the flag nor the claims name one.
    static func subject(_ flag: String?, _ claims: ValueMap, of path: String) throws(Diagnostics) -> Subject {
        guard let text = flag ?? claims["sub"]?.string, let subject = Subject(text) else {
            throw problem(
                path, "the claims have no `sub`, and no subject was given", hint: "add `sub`, or give --subject")
        }
        return subject
    }

    private static func problem(_ path: String, _ message: String, hint: String) -> Diagnostics {
        Diagnostics([
            Diagnostic(
                .claimsUnreadable, at: SourceLocation(file: path, line: 1, column: 1), message, hint: hint)
        ])
    }
}

extension Value {
    /// The value that a document holds, without its places.
    fileprivate init(plain node: Node) {
        self =
            switch node.content {
            case .null: .null
            case .bool(let flag): .bool(flag)
            case .int(let number): .int(number)
            case .number(let number): .number(number)
            case .string(let text): .string(text)
            case .list(let items): .list(items.map(Value.init(plain:)))
            case .map(let entries):
                .map(ValueMap(entries.map { ValueMap.Entry(key: $0.key, value: Value(plain: $0.value)) }))
            }
    }
}
