import Model
import Reconciling
import Testing
import YAMLReader

struct IgnoredTagTests {
    static let text = "!!org.example.Person\nname: Ada\naddress: !!org.example.Address\n  city: London\n"

    static func read(ignoring prefix: String?) -> (documents: [Document], findings: [Diagnostic]) {
        YAMLNodeReader(ignoredTagPrefix: prefix).documents(in: ManifestFile(path: "a.yml", bytes: Array(text.utf8)))
    }

    @Test func `the classes of the program that wrote a file are taken for no tags`() {
        let (documents, findings) = Self.read(ignoring: "tag:yaml.org,2002:org.example.")
        #expect(findings.isEmpty)
        guard case .string("London")? = documents.first?.root["address"]?["city"]?.content else {
            Issue.record("the map behind the tag was not read")
            return
        }
    }

    @Test(arguments: [nil, "tag:yaml.org,2002:org.other."])
    func `any other tag is refused`(prefix: String?) {
        #expect(Self.read(ignoring: prefix).findings.map(\.code) == [.unsupportedTag, .unsupportedTag])
    }
}
