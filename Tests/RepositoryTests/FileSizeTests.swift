import Testing

struct FileSizeTests {
    static let largest = 400

    @Test func `the source tree is found`() {
        #expect(SourceTree.sources.count > 30, "the rules read no sources; did the folder move?")
    }

    @Test func `no file is longer than 400 lines`() {
        for file in SourceTree.all where file.lineCount > Self.largest {
            Issue.record(
                "\(file.path) has \(file.lineCount) lines, \(Self.largest) are allowed: move a subject into a file of its own"
            )
        }
    }

    @Test func `the usual file is short`() {
        let sizes = SourceTree.sources.map(\.lineCount).sorted()
        let median = sizes.isEmpty ? 0 : sizes[sizes.count / 2]
        print("source files: \(sizes.count), median \(median) lines, longest \(sizes.last ?? 0)")
        #expect(median <= 110, "the median source file has \(median) lines; split by subject, the aim is 90")
    }
}
