import Model
import Reconciling
import Reports
import YAMLReader

/// Writes results in the form that was asked for.
struct Rendering {
    let form: OutputForm
    let console: Console

    /// Writes a value as JSON or YAML, or the lines when a table was asked for.
    func write(_ value: @autoclosure () -> Value, table: () throws -> [String]) rethrows {
        switch form {
        case .json: console.result(JSONText.write(value()))
        case .yaml: console.result(YAMLWriter.write(value()))
        case .table: console.result(try table())
        }
    }

    /// The detail in which plans are shown.
    var detail: PlanText.Detail {
        switch console.volume {
        case .quiet: .brief
        case .usual: .usual
        case .verbose: .full
        }
    }

    func write(_ plan: Plan) {
        write(PlanDocument.value(of: plan)) { PlanText.lines(plan, detail, style: console.style) }
    }
}
