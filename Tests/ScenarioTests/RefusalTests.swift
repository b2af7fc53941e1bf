import Foundation
import TestSupport
import Testing

/// Targets that refuse, fail or lose their answer: one account in the end, or a dead letter with its reason.
struct RefusalTests {
    @Test func `a target that is busy twice is asked again at its time and has one account`() async throws {
        let end = try await MoodyTarget.deliver(["503", "503", "ok"])
        #expect(end.answer.contains("\"succeeded\""), "\(end.answer)\n\(end.log)")
        #expect(end.creates == ["503", "503", "201"])
    }

    @Test func `an answer that is lost after the create makes no second account`() async throws {
        let end = try await MoodyTarget.deliver(["lost"])
        #expect(end.answer.contains("\"succeeded\""), "\(end.answer)\n\(end.log)")
        #expect(end.creates == ["lost"])
    }

    @Test func `a refusal for good is a dead letter with the target's reason and is not sent again`() async throws {
        let end = try await MoodyTarget.deliver(["400", "ok"])
        #expect(end.answer.contains("\"dead\""), "\(end.answer)\n\(end.log)")
        #expect(end.creates == ["400"])
        #expect(end.answer.contains("R6003") && end.answer.contains("told to refuse"), "\(end.answer)")
        // The sender is told what the target said; the log tells what the code means, since a target may quote a person.
        #expect(end.log.contains("R6003") && !end.log.contains("told to refuse"), "\(end.log)")
    }

    @Test func `refused credentials are tried again`() async throws {
        let end = try await MoodyTarget.deliver(["401", "ok"])
        #expect(end.answer.contains("\"succeeded\""), "\(end.answer)\n\(end.log)")
        #expect(end.creates == ["401", "201"])
        #expect(end.log.contains("R6004"))
    }

    @Test func `a port that is taken is a clear error`() async throws {
        try await PeerProcess.withSCIMServer { port, _ in
            try await TemporaryFolder.with { folder in
                let run = try await ProgramRun.reconcile(["listen", "--port", "\(port)"], in: folder.url)
                #expect(run.exitCode == 1)
                #expect(run.stderr.contains("R5017") && run.stderr.contains("\(port)"), "\(run.stderr)")
            }
        }
    }
}
