package import Model

/// Turns manifest files into resources: YAML → variables → schema.
package struct ManifestLoader: Sendable {
    private let reader: any NodeReading
    private let variables: VariableSubstitution
    private let catalogue: SchemaCatalogue
    /// How many pieces of files are read at once.
    private let parallelism: Int
    private let progress: LoadingProgress

    package init(
        reader: any NodeReading, variables: VariableSubstitution, catalogue: SchemaCatalogue, parallelism: Int,
        progress: LoadingProgress = LoadingProgress()
    ) {
        self.reader = reader
        self.variables = variables
        self.catalogue = catalogue
        self.parallelism = max(1, parallelism)
        self.progress = progress
    }

    /// Reads every file, whatever is wrong with the others, so that one run reports every problem.
    ///
    /// - Returns: The manifests in file order, what could be told of broken ones, and all findings.
    package func load(_ files: [ManifestFile]) async -> LoadedManifests {
        let pieces = files.indices.flatMap { file in
            reader.pieces(of: files[file]).map { (file: file, piece: $0) }
        }
        progress.begin(bytes: files.reduce(0) { $0 + $1.bytes.count })
        let parts = await spread(pieces) { readSound($0.piece, of: files[$0.file]) }
        // A file of which any piece is in doubt is read again, whole: only so its findings are those of the file.
        var doubted = Set<Int>()
        for (place, part) in zip(pieces, parts) where part == nil { doubted.insert(place.file) }
        let order = doubted.sorted()
        let whole = Dictionary(uniqueKeysWithValues: zip(order, await spread(order) { read(files[$0]) }))
        var result = LoadedManifests()
        result.manifests.reserveCapacity(parts.reduce(0) { $0 + ($1?.manifests.count ?? 0) })
        var last = -1
        for (place, part) in zip(pieces, parts) {
            if let read = whole[place.file] {
                if last != place.file { result.append(read) }
            } else if let part {
                result.append(part)
            }
            last = place.file
        }
        return result
    }

    /// The results of `body`, in the order of the items; whichever task is free takes the next item.
    private func spread<Item: Sendable, Result: Sendable>(
        _ items: [Item], _ body: @Sendable @escaping (Item) -> Result
    ) async -> [Result] {
        let queue = WorkQueue(count: items.count)
        let parts = await withTaskGroup(of: [(Int, Result)].self) { group in
            for _ in 0..<min(parallelism, items.count) {
                group.addTask {
                    var results: [(Int, Result)] = []
                    while let index = queue.next() { results.append((index, body(items[index]))) }
                    return results
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        return parts.sorted { $0.0 < $1.0 }.map(\.1)
    }

    private func readSound(_ piece: ManifestPiece, of file: ManifestFile) -> LoadedManifests? {
        var result = LoadedManifests()
        let mayHoldVariables = Self.hasDollar(file.bytes[piece.bytes])
        let isSound = reader.readSound(piece, of: file) { document in
            add(document, to: &result, unread: [], mayHoldVariables: mayHoldVariables)
        }
        progress.count(bytes: piece.bytes.count, documents: result.manifests.count + result.broken.count)
        return isSound ? result : nil
    }

    private func read(_ file: ManifestFile) -> LoadedManifests {
        var result = LoadedManifests()
        let (documents, findings) = reader.documents(in: file)
        result.findings.findings += findings
        let unread = Set(findings.compactMap(\.location))
        let mayHoldVariables = Self.hasDollar(file.bytes[...])
        for document in documents {
            add(document, to: &result, unread: unread, mayHoldVariables: mayHoldVariables)
        }
        return result
    }

    private static func hasDollar(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.withUnsafeBufferPointer { bytes in
            // Without a way out in the middle the compiler looks at many bytes at once.
            bytes.reduce(into: UInt8(0)) { $0 |= $1 == UInt8(ascii: "$") ? 1 : 0 } != 0
        }
    }

    /// - Parameters:
    ///   - unread: Where the file could not be read. What could not be read stands in the tree as nothing, what could
    ///     not be filled in as it was written; that this is no proper value either is no second finding.
    ///   - mayHoldVariables: Most files hold no `$` at all: their trees need not be walked for variables.
    private func add(
        _ document: Document, to result: inout LoadedManifests, unread: Set<SourceLocation>, mayHoldVariables: Bool
    ) {
        let (filled, variableFindings) = mayHoldVariables ? variables.apply(to: document) : (document, [])
        let reading = Manifest.read(filled, catalogue: catalogue)
        if !variableFindings.isEmpty || !reading.findings.isEmpty {
            let blamed = unread.union(variableFindings.compactMap(\.location))
            result.findings.findings += variableFindings
            result.findings.findings += reading.findings.filter { finding in
                blamed.isEmpty || finding.location.map { !blamed.contains($0) } ?? true
            }
        }
        switch reading.outcome {
        case .complete(let manifest): result.manifests.append(manifest)
        case .broken(let manifest): result.broken.append(manifest)
        }
    }
}

/// The manifests of a run, and everything found while reading them.
package struct LoadedManifests: Sendable {
    package var manifests: [Manifest] = []
    package var broken: [BrokenManifest] = []
    package var findings = Diagnostics()

    package init() {}

    mutating func append(_ other: LoadedManifests) {
        manifests += other.manifests
        broken += other.broken
        findings.findings += other.findings.findings
    }
}
