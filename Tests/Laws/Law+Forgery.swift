import Model
import Provisioning
import TestSupport

extension Law {
    private static let requestsPerTry = 500
    private static let requests = Task { try await ForgedRequest.all() }

    /// No request is taken that its sender did not prove, and what a sender proves is read or refused, whatever it is.
    package static let forgery = Law(name: "forgery", casesPerTry: requestsPerTry, factor: 10) { seed in
        var random = SeededRandom(seed: seed)
        let requests = try await requests.value
        for request in requests {
            guard await request.isTaken(request.headers, request.body) else {
                throw LawBroken("\(request.name): the request as its sender made it is refused")
            }
        }
        for number in 0..<requestsPerTry {
            let request = requests[number % requests.count]
            let (headers, body) = request.changed(&random)
            if await request.isTaken(headers, body) {
                throw LawBroken("\(request.name): taken: \(headers) \(String(decoding: body, as: UTF8.self))")
            }
            // Whoever holds the secret may send what he likes.
            if let sign = request.sign, number % 10 < 5 {
                let signed = TriggerRequest(headers: sign(body), body: body)
                if let proof = try? await request.type.prove(signed, by: ForgedRequest.means, at: LoginFixture.now) {
                    _ = try? request.type.report(in: signed, proven: proof)
                }
            }
        }
    }
}
