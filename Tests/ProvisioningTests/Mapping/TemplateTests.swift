import Model
import Provisioning
import Testing

@Suite struct TemplateTests {
    static let ada = UserAttributes(
        ValueMap([
            .init(key: "active", value: .bool(true)),
            .init(key: "address", value: .object(("country", .string("GB")))),
            .init(key: "blank", value: .string("  ")),
            .init(key: "disabled", value: .bool(false)),
            .init(key: "email", value: .string("Ada.Lovelace@Example.COM")),
            .init(key: "employeeNumber", value: .int(7)),
            .init(key: "familyName", value: .string("O'Brien & <Söhne>")),
            .init(key: "givenName", value: .string("ada-marie")),
            .init(key: "groups", value: .list([.string("Ops"), .string("Dev"), .string("")])),
            .init(key: "none", value: .list([])),
            .init(key: "padded", value: .string(" x\n")),
            .init(key: "single", value: .string("ops")),
        ]))

    @Test(arguments: [
        ("{{email}}", Value.string("Ada.Lovelace@Example.COM")),
        ("{{ email }}", .string("Ada.Lovelace@Example.COM")),
        ("{{{email}}}", .string("Ada.Lovelace@Example.COM")),
        ("{{active}}", .bool(true)),
        ("{{disabled}}", .bool(false)),
        ("{{employeeNumber}}", .int(7)),
        ("{{groups}}", .list([.string("Ops"), .string("Dev")])),
        ("{{address.country}}", .string("GB")),
        ("{{lowercased(email)}}", .string("ada.lovelace@example.com")),
        ("{{uppercased(localPart(email))}}", .string("ADA.LOVELACE")),
        ("{{lowercased(domain(email))}}", .string("example.com")),
        ("{{capitalized(givenName)}}", .string("Ada-Marie")),
        ("{{trimmed(padded)}}", .string("x")),
        ("{{ascii(familyName)}}", .string("O'Brien & <Sohne>")),
        ("{{first(groups)}}", .string("Ops")),
        ("{{last(sorted(groups))}}", .string("Ops")),
        ("{{first(single)}}", .string("ops")),
        ("{{joined(sorted(groups))}}", .string("Dev,Ops")),
        ("{{lowercased(groups)}}", .list([.string("ops"), .string("dev")])),
        ("true", .string("true")),
        ("a literal & <text>", .string("a literal & <text>")),
    ])
    func `one expression keeps the type of its value`(template: String, expected: Value) throws {
        #expect(try Template(template).value(for: Self.ada) == expected)
    }

    @Test(arguments: [
        ("{{givenName}} {{familyName}}", "ada-marie O'Brien & <Söhne>"),
        ("no. {{employeeNumber}}", "no. 7"),
        ("{{active}}/{{disabled}}", "true/false"),
        ("{{#title}}{{title}}{{/title}}{{^title}}none{{/title}}", "none"),
        ("{{#givenName}}{{givenName}}{{/givenName}}{{^givenName}}none{{/givenName}}", "ada-marie"),
        ("{{#blank}}yes{{/blank}}{{^blank}}no{{/blank}}", "no"),
        ("{{#disabled}}yes{{/disabled}}{{^disabled}}no{{/disabled}}", "no"),
        ("{{#none}}yes{{/none}}{{^none}}no{{/none}}", "no"),
        ("{{#groups}}[{{.}}]{{/groups}}", "[Ops][Dev]"),
        ("{{#sorted(groups)}}{{lowercased(.)}};{{/sorted(groups)}}", "dev;ops;"),
        ("{{! a comment }}x{{employeeNumber}}", "x7"),
        ("{{&familyName}}!", "O'Brien & <Söhne>!"),
        ("{{#address}}{{address.country}}{{/address}}.", "GB."),
        ("first\n{{email}}\n", "first\nAda.Lovelace@Example.COM\n"),
        ("\n{{email}}", "\nAda.Lovelace@Example.COM"),
    ])
    func `other templates give text that is never escaped`(template: String, expected: String) throws {
        #expect(try Template(template).value(for: Self.ada) == .string(expected))
    }

    @Test(arguments: [
        "{{title}}", "{{blank}}", "{{none}}", "{{address.city}}", "{{title}} {{title}}", "", "{{domain(single)}}",
        "{{first(none)}}",
    ])
    func `what comes out empty is no value`(template: String) throws {
        #expect(try Template(template).value(for: Self.ada) == nil)
    }

    @Test(arguments: [
        ("{{email", "a tag is never closed: `}}` is missing"),
        ("{{{email}}", "a tag is never closed: `}}}` is missing"),
        ("{{#title}}x", "the section `{{#title}}` is never closed"),
        ("x{{/title}}", "`{{/title}}` closes a section that was never opened"),
        ("{{#a}}{{#b}}{{/a}}{{/b}}", "`{{/a}}` stands where `{{/b}}` was expected"),
        ("{{> partial}}", "partials are not supported"),
        ("{{<layout}}{{/layout}}", "partials are not supported"),
        ("{{$block}}{{/block}}", "partials are not supported"),
        ("{{=<% %>=}}", "the delimiters can't be changed"),
        ("{{% CONTENT_TYPE:HTML}}{{email}}", "pragmas are not supported"),
        ("{{}}", "a tag without a name"),
        ("{{.}}", "`.` means the item of a section, and there is none around it"),
        ("{{lowercased(email}}", "`{{lowercased(email}}` has brackets that do not match"),
        ("{{lowercased( email )}}", "`{{lowercased( email )}}` is neither a name nor a function of one"),
        ("{{a b}}", "`{{a b}}` is neither a name nor a function of one"),
        ("{{a..b}}", "`{{a..b}}` is neither a name nor a function of one"),
    ])
    func `a malformed template is refused with the reason`(template: String, message: String) {
        guard case .failure(.malformed(let found, _)) = templateReading.attributes(template) else {
            Issue.record("\(template) was accepted")
            return
        }
        #expect(found == message)
    }

    @Test func `an unknown function is refused with the nearest name`() {
        #expect(
            templateReading.attributes("{{lowercase(email)}}")
                == .failure(.unknownFunction("lowercase", hint: "did you mean `lowercased`?")))
    }

    @Test func `the attributes that a template uses are told`() {
        #expect(
            templateReading.attributes("{{#title}}{{lowercased(email)}}{{/title}}{{address.country}}{{email}}")
                == .success(["address", "email", "title"]))
    }

    @Test func `an endless nest and an endless text are refused`() {
        let nest = String(repeating: "{{#a}}", count: 17) + String(repeating: "{{/a}}", count: 17)
        for template in [nest, String(repeating: "x", count: 9000)] {
            guard case .failure = templateReading.attributes(template) else {
                Issue.record("accepted")
                return
            }
        }
    }

    @Test(arguments: [
        ("Jörg Groß", "Jorg Gross"), ("Łukasz Øre", "Lukasz Ore"), ("Ærøskøbing", "AEroskobing"),
        ("e\u{301}", "e"), ("İı", "Ii"), ("’–…", "'-..."), ("Юлия", ""), ("a\u{A0}b", "a b"),
    ])
    func `ascii keeps letters and drops what has no Latin form`(text: String, expected: String) {
        #expect(TemplateFunction.ascii.applied(to: .string(text)) == .string(expected))
    }

    @Test func `random templates never crash the reader or the renderer`() {
        var random = SplitMix(seed: 0xADA)
        let pieces = [
            "{{", "}}", "{{{", "}}}", "#", "^", "/", "!", "&", ">", "=", "%", "a", "email", "groups", ".", "(", ")",
            "lowercased(", "first(", "\n", "\r\n", " ", "{", "}", "é", "{{#groups}}", "{{/groups}}", "{{email}}",
            "{{^email}}", "{{/email}}",
        ]
        for _ in 0..<20_000 {
            let source = (0..<Int.random(in: 1...8, using: &random))
                .map { _ in pieces[Int.random(in: pieces.indices, using: &random)] }.joined()
            _ = (try? Template(source))?.value(for: Self.ada)
        }
    }
}
