import FoundationEssentials
import Model
import Reconciling
import Reports

/// Plans in files.
enum SavedPlanFile {
    /// The bytes of a plan's file; a file that is not there is a finding that exits 7, as any plan that can't be used.
    static func read(_ path: String) throws(Diagnostics) -> [UInt8] {
        do {
            return Array(try Data(contentsOf: URL(filePath: path)))
        } catch {
            throw Diagnostics([
                Diagnostic(
                    .savedPlanUnreadable, "`\(path)` can't be read",
                    hint: "name the file that `reconcile plan --out` wrote; manifests go with -f")
            ])
        }
    }

    /// Writes a plan for `apply PLAN`.
    ///
    /// - Parameter life: How long it is good; `nil` for ever.
    static func write(_ plan: Plan, to path: String, life: Duration?) throws(Diagnostics) {
        let now = SystemClock().now
        let document = SavedPlan.value(of: plan, createdAt: now, expiresAt: life.map { now + $0 })
        do {
            try Data((JSONText.write(document) + "\n").utf8).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw Diagnostics([
                Diagnostic(
                    .unreadableFile, "the plan can't be written to `\(path)`",
                    hint: "check the folder and its permissions")
            ])
        }
    }
}
