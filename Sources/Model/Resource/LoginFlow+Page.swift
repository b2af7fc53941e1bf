extension LoginFlow {
    /// How the login page of an application looks.
    package struct Page: ManifestObject, Hashable {
        package static let doc = "How the login page of an application looks."

        package let title: String?
        package let logo: Logo?
        package let accent: Accent?

        private static let title = Field<String>.optional(
            "title", "The page's heading; the application's name when absent.", example: "Sign in to CRM")
        private static let logo = Field<Logo>.optional(
            "logo", "A picture above the heading: an https address, or the picture itself as a data: address.",
            example: "https://crm.example.com/logo.svg")
        private static let accent = Field<Accent>.optional(
            "accent", "The colour of the buttons.", example: "\"#0550ae\"")

        package static let fields = [title.shape, logo.shape, accent.shape]

        package init?(_ object: inout ObjectReader) {
            title = object.optional(Self.title)
            logo = object.optional(Self.logo)
            accent = object.optional(Self.accent)
        }
    }

    /// Where a login page's picture is.
    package struct Logo: ManifestScalar, Hashable {
        package let address: String
        /// The origin that a page must be allowed to load it from; `nil` when the address is the picture itself.
        package let origin: WebOrigin?

        /// Longest address; a picture inside one is part of every answer.
        private static let longest = 24 << 10
        private static let pictures = ["png", "jpeg", "gif", "webp", "svg+xml"]

        package init?(_ text: String) {
            guard text.utf8.count <= Self.longest else { return nil }
            if text.hasPrefix("data:") {
                guard let kind = Self.pictures.first(where: { text.hasPrefix("data:image/\($0);base64,") }) else {
                    return nil
                }
                let content = text.utf8.dropFirst("data:image/\(kind);base64,".utf8.count)
                guard !content.isEmpty, content.allSatisfy(Self.isBase64) else { return nil }
                origin = nil
            } else {
                guard let address = WebAddress(text), address.isEncrypted else { return nil }
                origin = address.origin
            }
            address = text
        }

        private static func isBase64(_ byte: UInt8) -> Bool {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="): true
            default: false
            }
        }

        package static var shape: Shape {
            .text(
                TextForm(
                    name: "an https address, or a picture of at most 24 KiB as `data:image/png;base64,…`",
                    pattern: "^(https://[^\\s@#]+|data:image/(png|jpeg|gif|webp|svg\\+xml);base64,[A-Za-z0-9+/=]+)$"
                ) { Logo($0) != nil })
        }
        package var canonical: Value { .string(address) }

        package static func read(_ node: Node, in reading: Reading) -> Accepted<Self>? {
            guard case .text(let form) = shape, let text = reading.text(node, form: form), let logo = Self(text) else {
                return nil
            }
            return Accepted(logo, canonical: logo.canonical)
        }
    }

    /// A colour as `#rrggbb`.
    package struct Accent: ManifestScalar, Hashable {
        /// Lower case.
        package let text: String

        package init?(_ text: String) {
            let digits = text.utf8.dropFirst()
            guard text.utf8.first == UInt8(ascii: "#"), digits.count == 6,
                digits.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0 | 0x20) && $0 > 0x40 })
            else { return nil }
            self.text = text.lowercased()
        }

        /// Black text on it has more contrast than white text, and 4.5 at least (WCAG 2.2 §1.4.3).
        package var isLight: Bool {
            let number = Int(text.dropFirst(), radix: 16) ?? 0
            let weighed = [(0.2126, number >> 16), (0.7152, number >> 8 & 0xFF), (0.0722, number & 0xFF)].map {
                $0.0 * Self.linear(Double($0.1) / 255)
            }
            return weighed.reduce(0, +) > 0.179
        }

        /// The curve of sRGB, as a polynomial that is off by less than 0.002.
        private static func linear(_ part: Double) -> Double {
            part * (part * (part * 0.305306011 + 0.682171111) + 0.012522878)
        }

        package static var shape: Shape {
            .text(TextForm(name: "a colour as `#rrggbb`", pattern: "^#[0-9A-Fa-f]{6}$") { Accent($0) != nil })
        }
        package var canonical: Value { .string(text) }

        package static func read(_ node: Node, in reading: Reading) -> Accepted<Self>? {
            guard case .text(let form) = shape, let text = reading.text(node, form: form), let colour = Self(text)
            else { return nil }
            return Accepted(colour, canonical: colour.canonical)
        }
    }

    /// From nothing to five minutes.
    package struct Wait: ManifestScalar, Hashable {
        package let length: Duration
        private static let allowed: ClosedRange<Duration> = .zero ... .seconds(300)

        package init(_ length: Duration) { self.length = length }

        package static var shape: Shape { .duration(allowed) }
        package var canonical: Value { length.canonical }

        package static func read(_ node: Node, in reading: Reading) -> Accepted<Self>? {
            Duration.read(node, within: allowed, in: reading).map { Accepted(Self($0.value), canonical: $0.canonical) }
        }
    }

    /// From five minutes to thirty days.
    package struct SessionLength: ManifestScalar, Hashable {
        package let length: Duration
        private static let allowed: ClosedRange<Duration> = .seconds(300) ... .seconds(30 * 86_400)

        package init(_ length: Duration) { self.length = length }

        package static var shape: Shape { .duration(allowed) }
        package var canonical: Value { length.canonical }

        package static func read(_ node: Node, in reading: Reading) -> Accepted<Self>? {
            Duration.read(node, within: allowed, in: reading).map { Accepted(Self($0.value), canonical: $0.canonical) }
        }
    }
}
