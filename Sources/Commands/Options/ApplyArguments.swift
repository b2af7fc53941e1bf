import ArgumentParser
import FoundationEssentials
import Reconciling

/// What a command takes that applies a plan.
struct ApplyArguments: ParsableArguments {
    @Option(help: "The digest of a plan that a brake refused; lets exactly that plan pass.")
    var confirm: String?

    @Option(help: "A note kept with the revision, such as a ticket.")
    var revisionNote: String?

    @Flag(name: [.customShort("y"), .long], help: "Do not ask, even on a terminal.")
    var yes = false

    /// The same where nobody is asked.
    var unattended: ApplyArguments {
        var copy = self
        copy.yes = true
        return copy
    }

    /// The commit that a pipeline says it works on.
    ///
    /// Sources: GitHub, https://docs.github.com/en/actions/reference/workflows-and-actions/variables; GitLab,
    /// https://docs.gitlab.com/ci/variables/predefined_variables/.
    static func source(_ environment: [String: String]) -> RevisionSource? {
        func given(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        if let commit = given("GITHUB_SHA") {
            let run = given("GITHUB_SERVER_URL").flatMap { server in
                given("GITHUB_REPOSITORY").flatMap { repository in
                    given("GITHUB_RUN_ID").map { "\(server)/\(repository)/actions/runs/\($0)" }
                }
            }
            return RevisionSource(commit: commit, ref: given("GITHUB_REF"), run: run)
        }
        guard let commit = given("CI_COMMIT_SHA") else { return nil }
        return RevisionSource(
            commit: commit, ref: given("CI_COMMIT_REF_NAME"), run: given("CI_JOB_URL") ?? given("CI_PIPELINE_URL"))
    }
}
