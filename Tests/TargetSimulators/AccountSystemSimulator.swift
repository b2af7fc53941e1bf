package import Provisioning

/// A strict model of an account system: it keeps the truth, and remembers every request that it should not have got.
package protocol AccountSystemSimulator: HTTPTransport {
    /// Where it is: scheme and host, which its requests begin with.
    var origin: String { get }
    /// Every request so far; those for a token are not among them.
    var requests: [HTTPRequest] { get }
    /// What the connector did against the protocol.
    var violations: [String] { get }
    /// Access tokens that it gave out: nobody else may see them.
    var issuedSecrets: [String] { get }
    /// The ids of all accounts.
    var accountIDs: Set<String> { get }
    /// Adds an account that somebody else made.
    func addAccount(userName: String, externalID: String?)
    /// Does this instead of answering the next request that asks for a change.
    func failNextChange(_ fault: SimulatedFault)
    /// Does this instead of answering any further request.
    func failAll(_ fault: SimulatedFault?)
}

package enum SimulatedFault: Hashable, Sendable {
    /// The change is made and the answer gets lost.
    case timeOutAfterCommit
    /// The connection breaks before anything is sent.
    case unreachable
    /// Nothing is changed.
    case answer(HTTPResponse)
    /// The change is made, and this is the answer.
    case commitThenAnswer(HTTPResponse)
}

extension AccountSystemSimulator {
    package var issuedSecrets: [String] { [] }
    package var changes: [HTTPRequest] { requests.filter { !$0.method.isSafe } }
}
