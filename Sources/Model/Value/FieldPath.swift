/// The way from a resource to one of its fields, written `spec.steps[0].options`.
package struct FieldPath: Hashable, Sendable, CustomStringConvertible {
    package enum Component: Hashable, Sendable {
        case key(String)
        case index(Int)
    }

    package var components: [Component]

    package init(_ components: [Component] = []) {
        self.components = components
    }

    package init(keys: String...) {
        components = keys.map(Component.key)
    }

    package func appending(_ component: Component) -> FieldPath {
        FieldPath(components + [component])
    }

    package var description: String {
        var text = ""
        for component in components {
            switch component {
            case .index(let index): text += "[\(index)]"
            case .key(let key) where key.allSatisfy({ $0.isLetter || $0.isNumber || "-_$".contains($0) }):
                text += text.isEmpty ? key : ".\(key)"
            case .key(let key):
                text += "[\"\(key)\"]"
            }
        }
        return text
    }
}
