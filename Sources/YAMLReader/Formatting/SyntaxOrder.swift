import Model

/// Puts the entries of maps into the order of a schema.
///
/// An alias must stay behind its anchor, and before another anchor of that name: where the order would change what an
/// alias stands for, the two entries keep theirs.
struct SyntaxOrder {
    let hasAliases: Bool

    static func arrange(_ document: SyntaxDocument, by order: KeyOrder) {
        // What stands first in the file is about the file, whichever key comes first.
        if let root = document.root.blockCollection, let first = root.members.first {
            document.head += first.leads
            first.leads = []
        }
        SyntaxOrder(hasAliases: document.hasAliases).arrange(document.root, by: order)
    }

    private func arrange(_ node: SyntaxNode, by order: KeyOrder) {
        if case .asWritten = order { return }
        guard let collection = node.collection else { return }
        guard collection.isMap else {
            for item in collection.members { arrange(item.value, by: order.ofItems) }
            return
        }
        for entry in collection.members { arrange(entry.value, by: order.inside(entry.keyText)) }
        guard case .fields = order else { return }
        collection.members = arranged(collection.members, by: order)
    }

    /// Again and again the first in order of those that need not wait for another.
    private func arranged(_ entries: [SyntaxMember], by order: KeyOrder) -> [SyntaxMember] {
        let ranks = entries.enumerated().map { index, entry in
            // A merge key comes first by custom, unknown keys last.
            entry.isMerge ? (-1, index) : (order.rank(of: entry.keyText) ?? .max, index)
        }
        guard hasAliases else { return ranks.indices.sorted { ranks[$0] < ranks[$1] }.map { entries[$0] } }
        let uses = entries.map(AnchorUse.init)
        var blocking = entries.indices.map { index in
            uses[..<index].indices.filter { uses[$0].conflicts(with: uses[index]) }
        }
        var waiting = Array(entries.indices)
        var result: [SyntaxMember] = []
        while let next = waiting.filter({ blocking[$0].isEmpty }).min(by: { ranks[$0] < ranks[$1] }) {
            result.append(entries[next])
            waiting.removeAll { $0 == next }
            for index in waiting { blocking[index].removeAll { $0 == next } }
        }
        return result
    }
}

/// The anchors that a part of a document defines, and those that it refers to.
private struct AnchorUse {
    private var defined: Set<String> = []
    private var used: Set<String> = []

    init(of entry: SyntaxMember) {
        collect(entry)
    }

    func conflicts(with other: AnchorUse) -> Bool {
        !defined.isDisjoint(with: other.used) || !defined.isDisjoint(with: other.defined)
            || !used.isDisjoint(with: other.defined)
    }

    private mutating func collect(_ member: SyntaxMember) {
        if let key = member.key { collect(key) }
        collect(member.value)
    }

    private mutating func collect(_ node: SyntaxNode) {
        for property in node.properties where property.hasPrefix("&") { defined.insert(String(property.dropFirst())) }
        switch node.content {
        case .inline(let lines):
            guard let text = lines.first?.text, text.hasPrefix("*") else { return }
            used.insert(String(text.dropFirst()))
        case .block: break
        case .collection(let collection): for member in collection.members { collect(member) }
        }
    }
}
