import ArgumentParser
import FoundationEssentials
import Model
import Provisioning
import Reconciling
import Reports

struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check the stored state, secrets and connectors, and say what needs somebody's attention.",
        discussion: """
            Reads only, and asks no target. Secrets are looked for where it runs, so run it as the listener runs. \
            Exits 1 when something is wrong.
            """)

    @OptionGroup var state: StateOptions
    @OptionGroup var output: OutputOptions

    @Option(name: [.customShort("o"), .customLong("output")], help: "The form of the report.")
    var form: OutputForm = .table

    func run() async throws {
        let console = output.console
        let lines = await lines()
        Rendering(form: form, console: console).write(CheckupText.value(of: lines)) {
            CheckupText.lines(lines, style: console.style)
        }
        guard lines.allSatisfy(\.isFine) else { throw ExitStatus.failed }
    }

    private func lines() async -> [Checkup.Line] {
        guard FileManager.default.fileExists(atPath: state.path) else {
            return [
                Checkup.Line(
                    "state", "there is none at `\(state.path)`",
                    remedy: "`reconcile apply -f manifests/` makes it; or name another one with --state")
            ]
        }
        do throws(Diagnostics) {
            let store = try OpenState(state, .reading)
            defer { store.close() }
            return try await Composition.asking { () throws(StoreError) in try await lines(of: store) }
        } catch {
            return error.findings.map { finding in
                Checkup.Line(
                    "state", "\(finding.message) (\(finding.code.id))", remedy: finding.hint ?? finding.code.explanation
                )
            }
        }
    }

    private func lines(of store: OpenState) async throws(StoreError) -> [Checkup.Line] {
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
        return lines
            + Checkup.connectors(
                table.connectors, try await store.records.standings(), at: SystemClock().now)
    }
}
