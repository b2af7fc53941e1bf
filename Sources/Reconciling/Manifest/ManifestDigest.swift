import Model

/// Names a set of manifests by what it asks for, however it is written.
package enum ManifestDigest {
    /// The digest of keys, canonical bodies and former names, ascending by key.
    package static func of(_ manifests: [Manifest]) -> String {
        var text = ""
        text.reserveCapacity(manifests.reduce(0) { $0 + $1.resource.canonical.utf8.count + 128 })
        for manifest in manifests.sorted(by: { $0.resource.key < $1.resource.key }) {
            // None of them holds a line feed.
            text += "\(manifest.resource.key)\n\(manifest.resource.canonical)\n\(manifest.renamedFrom ?? "")\n"
        }
        return ContentDigest.of(text)
    }
}
