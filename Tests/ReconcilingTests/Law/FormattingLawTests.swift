import Foundation
import Laws
import Model
import Reconciling
import TestSupport
import Testing
import YAMLReader

/// What formatting must keep, over random manifests in random styles with comments in random places.
/// `RECONCILE_PROPERTY_CASES` and `RECONCILE_PROPERTY_SEED` repeat a run.
struct FormattingLawTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let cases = (environment["RECONCILE_PROPERTY_CASES"].flatMap(Int.init) ?? 700) * 5
    private static let seed = environment["RECONCILE_PROPERTY_SEED"].flatMap(UInt64.init) ?? .random(in: 0 ... .max)

    private let reader = YAMLNodeReader()
    private let formatter = ManifestFormatter { ToyCatalogue.value.keyOrder(of: $0) }

    private func values(_ text: String) -> [String]? {
        let (documents, findings) = reader.documents(in: ManifestFile(path: "m", bytes: Array(text.utf8)))
        return findings.isEmpty ? documents.map { CanonicalJSON.encode(Self.value($0.root)) } : nil
    }

    private func format(_ text: String) -> String? {
        let outcome = formatter.format(ManifestFile(path: "m", bytes: Array(text.utf8)))
        return if case .formatted(let bytes) = outcome { String(decoding: bytes, as: UTF8.self) } else { nil }
    }

    @Test func `formatting changes no value, loses no comment, and a second time changes nothing`() throws {
        var made = RandomManifests(seed: Self.seed)
        var style = RandomStyle(seed: Self.seed ^ 1)
        var comments = RandomComments(seed: Self.seed ^ 2)
        var (files, marks, changed) = (0, 0, 0)
        for number in 0..<Self.cases {
            for plain in style.files(of: made.next()) {
                let wanted = try #require(values(plain), "seed \(Self.seed), case \(number): \(plain)")
                let text = comments.sprinkle(plain) { values($0) == wanted }
                let note = Comment(rawValue: "seed \(Self.seed), case \(number): \(text)")
                let once = try #require(format(text), note)
                try #require(values(once) == wanted, note)
                let before = RandomComments.marks(in: text)
                try #require(RandomComments.marks(in: once) == before, note)
                try #require(format(once) == once, note)
                try #require(!once.contains(" \n") || text.contains("|"), note)
                files += 1
                marks += before.count
                changed += once == text ? 0 : 1
            }
        }
        print("formatting: \(files) files, \(marks) comments, \(changed) changed, seed \(Self.seed)")
        #expect(marks > files / 2 && changed > files / 2)
    }

    private static func value(_ node: Node) -> Value {
        switch node.content {
        case .null: .null
        case .bool(let flag): .bool(flag)
        case .int(let number): .int(number)
        case .number(let number): .number(number)
        case .string(let text): .string(text)
        case .list(let items): .list(items.map(value))
        case .map(let entries):
            .map(ValueMap(entries.map { ValueMap.Entry(key: $0.key, value: value($0.value)) }))
        }
    }
}
