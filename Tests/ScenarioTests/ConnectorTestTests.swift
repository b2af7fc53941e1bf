import TestSupport
import Testing

/// `connector test`, and `doctor`, which does the same for every enabled connector.
struct ConnectorTestTests {
    @Test func `a target that can be provisioned is told as such`() async throws {
        try await PeerProcess.withSCIMServer(token: OperatedState.token) { port, server in
            try await OperatedState.with(port: port) { state in
                let test = try await state.run("connector", "test", "wiki")
                #expect(test.exitCode == 0, "\(test.stdout)\(test.stderr)")
                #expect(test.stdout.contains("OutboundConnector/wiki: users: "), "\(test.stdout)")
                #expect(test.stdout.hasSuffix("All is well.\n"))
                let doctor = try await state.run("doctor")
                #expect(doctor.exitCode == 0, "\(doctor.stdout)")
                #expect(doctor.stdout.contains("OutboundConnector/wiki: users: "), "\(doctor.stdout)")
                #expect(!"\(server.stdout)\(server.stderr)".contains("POST"))
            }
        }
    }

    @Test func `the identity providers are asked only where somebody wants them to be`() async throws {
        try await PeerProcess.withSCIMServer(token: OperatedState.token) { port, _ in
            try await OperatedState.with(port: port) { state in
                #expect(!(try await state.run("doctor").stdout.contains("Connection/")))
                let asked = try await state.run("doctor", "--sign-in")
                #expect(asked.exitCode == 1)
                #expect(asked.stdout.contains("Connection/corp-okta: discovery: no answer from"), "\(asked.stdout)")
                #expect(asked.stdout.contains("(R5050)"))
            }
        }
    }

    @Test func `refused credentials, a target that is gone and a misspelt name are told apart`() async throws {
        try await PeerProcess.withSCIMServer(token: "another") { port, _ in
            try await OperatedState.with(port: port) { state in
                let refused = try await state.run("connector", "test", "wiki")
                #expect(refused.exitCode == 1)
                #expect(
                    refused.stdout.contains("(R6004)") && refused.stdout.contains("what to do: check the credentials"))
                #expect(!"\(refused.stdout)\(refused.stderr)".contains(OperatedState.token))
                #expect(try await state.run("connector", "test", "wiky").stderr.contains("R4005"))
            }
        }
        try await OperatedState.with(port: 1) { state in
            let gone = try await state.run("connector", "test", "wiki", "-o", "json")
            #expect(gone.exitCode == 1 && gone.stdout.contains("(R6005)"), "\(gone.stdout)")
        }
    }
}
