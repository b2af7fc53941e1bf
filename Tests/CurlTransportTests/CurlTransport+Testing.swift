import CurlTransport
import Foundation
import Provisioning
import Testing

/// What `/echo` answers.
struct Echo: Decodable {
    let line: String
    let headers: [[String]]
    let body: String
    let connection: Int

    init(_ response: HTTPResponse) throws {
        self = try JSONDecoder().decode(Echo.self, from: Data(response.body))
    }

    func values(_ name: String) -> [String] {
        headers.filter { $0[0].lowercased() == name.lowercased() }.map { $0[1] }
    }
}

/// A line of `/log`.
struct Seen: Decodable {
    let line: String
    let connection: Int
}

extension CurlTransport {
    /// Runs a test with a transport that is shut down afterwards.
    static func using<R>(
        _ options: Options = Options(), _ body: (CurlTransport) async throws -> R
    ) async throws -> R {
        let transport = try CurlTransport(options: options)
        do {
            let result = try await body(transport)
            await transport.shutdown()
            return result
        } catch {
            await transport.shutdown()
            throw error
        }
    }

    func get(_ url: String) async throws(TransportError) -> HTTPResponse {
        try await send(HTTPRequest(method: .get, url: url))
    }

    /// The failure of a request that must have one.
    func failure(_ request: HTTPRequest) async throws -> TransportError {
        let response: HTTPResponse
        do {
            response = try await send(request)
        } catch {
            return error
        }
        throw ScriptServer.Failure(reason: "expected a failure, got status \(response.status)")
    }

    func log(of server: ScriptServer) async throws -> [Seen] {
        try JSONDecoder().decode([Seen].self, from: Data(await get(server.url("/log")).body))
    }
}

extension TransportError {
    var kind: String {
        switch self {
        case .unsent: "unsent"
        case .ambiguous: "ambiguous"
        case .refused: "refused"
        case .cancelled: "cancelled"
        }
    }
}

/// Waits until a condition holds, and fails after ten seconds.
func eventually(_ what: Comment, _ condition: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now.advanced(by: .seconds(10))
    while try await !condition() {
        guard ContinuousClock.now < deadline else {
            Issue.record(what)
            return
        }
        try await Task.sleep(for: .milliseconds(5))
    }
}
