import ArgumentParser
import FoundationEssentials
import Model
import Provisioning
import Reconciling
import Reports

struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check the stored state, secrets and connectors, and say what needs somebody's attention.",
        discussion: """
            Sends reads alone, to the targets of enabled connectors and the key addresses of login triggers; with \
            --offline it asks none. Where the login page is used, --sign-in asks the identity providers too. Secrets \
            are looked for where it runs, so run it as the listener runs. Exits 1 when something is wrong.
            """)

    @Flag(help: "Ask no target.")
    var offline = false

    @Flag(help: "Ask the providers of enabled connections too, as the login page does.")
    var signIn = false

    @OptionGroup var probe: ProbeArguments
    @OptionGroup var state: StateOptions
    @OptionGroup var output: OutputOptions

    @Option(name: [.customShort("o"), .customLong("output")], help: "The form of the report.")
    var form: OutputForm = .table

    func run() async throws {
        let console = output.console
        let lines = try await lines(console)
        Rendering(form: form, console: console).write(CheckupText.value(of: lines)) {
            CheckupText.lines(lines, style: console.style)
        }
        guard lines.allSatisfy(\.isFine) else { throw ExitStatus.failed }
    }

    private func lines(_ console: Console) async throws -> [Checkup.Line] {
        guard FileManager.default.fileExists(atPath: state.path) else {
            return [
                Checkup.Line(
                    "state", "there is none at `\(state.path)`",
                    remedy: "`reconcile apply -f manifests/` makes it; or name another one with --state")
            ]
        }
        let found: (lines: [Checkup.Line], asked: ProbeArguments.Asked)
        do throws(Diagnostics) {
            let store = try OpenState(state, .reading)
            defer { store.close() }
            found = try await Composition.asking { () throws(StoreError) in try await lines(of: store) }
        } catch {
            return error.findings.map { finding in
                Checkup.Line(
                    "state", "\(finding.message) (\(finding.code.id))", remedy: finding.hint ?? finding.code.explanation
                )
            }
        }
        guard !offline, !found.asked.isEmpty else { return found.lines }
        return found.lines + (try await probe.lines(found.asked, console))
    }

    /// What the state tells, and what may be asked.
    private func lines(
        of store: OpenState
    ) async throws(StoreError) -> (lines: [Checkup.Line], asked: ProbeArguments.Asked) {
        let facts = try await store.records.facts()
        var lines = [
            Checkup.Line(
                "state",
                "`\(state.path)`, schema \(facts.schema), serial \(facts.serial), \(ByteCount.written(facts.bytes)) "
                    + "of which \(ByteCount.written(facts.freeBytes)) free")
        ]
        let stored = try await store.state.read()
        let table = try await StoredRouting(store.state).current()
        let asked = ProbeArguments.Asked(of: table, signIn: signIn)
        for record in stored.resources.values.sorted(by: { $0.key < $1.key }) {
            guard let resource = try record.resource() else { continue }
            let isUsed =
                switch record.key.kind {
                case .outboundConnector: table.connectors[record.key.name]?.isEnabled ?? false
                case .loginTrigger: true
                case .connection: asked.connections[record.key.name] != nil
                case .loginFlow: false
                }
            if isUsed { lines += Checkup.secrets(of: record.key, spec: resource.spec, by: ProcessSecrets()) }
        }
        lines += Checkup.connectors(table.connectors, try await store.records.standings(), at: SystemClock().now)
        return (lines, asked)
    }
}
