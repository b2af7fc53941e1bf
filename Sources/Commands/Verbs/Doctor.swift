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
            Sends reads alone, to the targets of enabled connectors; with --offline it asks none. Secrets are looked \
            for where it runs, so run it as the listener runs. Exits 1 when something is wrong.
            """)

    @Flag(help: "Ask no target.")
    var offline = false

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
        let found: (lines: [Checkup.Line], enabled: [String: OutboundConnector])
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
        guard !offline, !found.enabled.isEmpty else { return found.lines }
        return found.lines + (try await probe.lines(found.enabled, console))
    }

    /// What the state tells, and the connectors whose targets may be asked.
    private func lines(
        of store: OpenState
    ) async throws(StoreError) -> (lines: [Checkup.Line], enabled: [String: OutboundConnector]) {
        let facts = try await store.records.facts()
        var lines = [
            Checkup.Line(
                "state",
                "`\(state.path)`, schema \(facts.schema), serial \(facts.serial), \(ByteCount.written(facts.bytes)) "
                    + "of which \(ByteCount.written(facts.freeBytes)) free")
        ]
        let stored = try await store.state.read()
        let table = try await StoredRouting(store.state).current()
        for record in stored.resources.values.sorted(by: { $0.key < $1.key }) {
            guard let resource = try record.resource() else { continue }
            let isUsed =
                switch record.key.kind {
                case .outboundConnector: table.connectors[record.key.name]?.isEnabled ?? false
                case .loginTrigger: true
                case .connection, .loginFlow: false
                }
            if isUsed { lines += Checkup.secrets(of: record.key, spec: resource.spec, by: ProcessSecrets()) }
        }
        lines += Checkup.connectors(table.connectors, try await store.records.standings(), at: SystemClock().now)
        return (lines, table.connectors.filter { $0.value.isEnabled })
    }
}
