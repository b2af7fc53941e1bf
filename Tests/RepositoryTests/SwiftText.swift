/// The text of a Swift file, split into what the compiler runs, what it prints and what people read.
struct SwiftText: Sendable {
    /// Without comments and without the content of string literals; line breaks stay, so that lines count the same.
    let code: String
    /// Without comments; string literals stay.
    let codeAndStrings: String

    init(_ text: String) {
        var scan = Scan(Array(text.utf8))
        scan.code(until: nil)
        code = String(decoding: scan.bare, as: UTF8.self)
        codeAndStrings = String(decoding: scan.full, as: UTF8.self)
    }

    /// A scanner for just enough of Swift: comments, nested comments, and the four forms of string literals.
    private struct Scan {
        static let (newline, backtick, quote) = (UInt8(ascii: "\n"), UInt8(ascii: "`"), UInt8(ascii: "\""))
        let input: [UInt8]
        var index = 0
        var bare: [UInt8] = []
        var full: [UInt8] = []

        init(_ input: [UInt8]) {
            self.input = input
        }

        mutating func code(until end: UInt8?) {
            var depth = 0
            while index < input.count {
                if starts("//") {
                    while index < input.count, input[index] != Self.newline { index += 1 }
                } else if starts("/*") {
                    comment()
                } else if starts("\"") || starts("#\"") || starts("##\"") {
                    string()
                } else if input[index] == Self.backtick {
                    identifier()
                } else {
                    let byte = input[index]
                    if byte == UInt8(ascii: "(") { depth += 1 }
                    if byte == UInt8(ascii: ")") {
                        if byte == end, depth == 0 { return }
                        depth -= 1
                    }
                    emit(byte)
                    index += 1
                }
            }
        }

        private func starts(_ text: StaticString) -> Bool {
            text.withUTF8Buffer { starts(UnsafeRawBufferPointer($0)) }
        }

        private func starts(_ bytes: some RandomAccessCollection<UInt8>) -> Bool {
            guard index + bytes.count <= input.count, input[index] == bytes.first else { return false }
            return input[index..<index + bytes.count].elementsEqual(bytes)
        }

        private mutating func emit(_ byte: UInt8) {
            bare.append(byte)
            full.append(byte)
        }

        private mutating func comment() {
            var depth = 0
            repeat {
                if starts("/*") {
                    depth += 1
                    index += 2
                } else if starts("*/") {
                    depth -= 1
                    index += 2
                } else {
                    if input[index] == Self.newline { emit(Self.newline) }
                    index += 1
                }
            } while depth > 0 && index < input.count
        }

        /// A raw identifier: it may hold words that would be banned as code.
        private mutating func identifier() {
            repeat {
                emit(input[index])
                index += 1
            } while index < input.count && input[index] != Self.backtick && input[index] != Self.newline
            if index < input.count, input[index] == Self.backtick {
                emit(Self.backtick)
                index += 1
            }
        }

        private mutating func string() {
            var pounds = 0
            while input[index] == UInt8(ascii: "#") {
                pounds += 1
                index += 1
            }
            let quotes = starts("\"\"\"") ? 3 : 1
            index += quotes
            emit(Self.quote)
            let fence = [UInt8](repeating: UInt8(ascii: "#"), count: pounds)
            let end = [UInt8](repeating: Self.quote, count: quotes) + fence
            let escape = [UInt8(ascii: "\\")] + fence
            let interpolation = escape + [UInt8(ascii: "(")]
            while index < input.count, !starts(end) {
                if starts(interpolation) {
                    index += 2 + pounds
                    emit(UInt8(ascii: "("))
                    code(until: UInt8(ascii: ")"))
                    emit(UInt8(ascii: ")"))
                    index += 1
                } else if starts(escape) {
                    let escaped = input[index..<min(index + 2 + pounds, input.count)]
                    full.append(contentsOf: escaped)
                    if escaped.last == Self.newline { bare.append(Self.newline) }
                    index += 2 + pounds
                } else {
                    if input[index] == Self.newline { bare.append(Self.newline) }
                    full.append(input[index])
                    index += 1
                }
            }
            index += end.count
            emit(Self.quote)
        }
    }
}
