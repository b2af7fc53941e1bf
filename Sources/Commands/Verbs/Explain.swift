import ArgumentParser
import Model
import Reports

struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Explain a kind, a field or a diagnostic code.",
        discussion: "For example: explain connector, explain OutboundConnector.spec.scope, explain R1017.")

    @Argument(help: "KIND, KIND.path.to.field, or a code such as R1017. Nothing lists the kinds.")
    var subject: String?

    @OptionGroup var output: OutputOptions

    func run() throws {
        let console = output.console
        guard let subject else {
            console.result(ResourceKind.allCases.map { "\($0.rawValue): \($0.doc)" })
            return
        }
        if let code = DiagnosticCode.all.first(where: { $0.id == subject.uppercased() }) {
            console.result(ExplainText.lines(code, style: console.style))
            return
        }
        do throws(Diagnostic) {
            let target = try SchemaPath.resolve(subject, Composition.catalogue)
            console.result(ExplainText.lines(target, Composition.catalogue, style: console.style))
        } catch {
            throw Diagnostics([error])
        }
    }
}
