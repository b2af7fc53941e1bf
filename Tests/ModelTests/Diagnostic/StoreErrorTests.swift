import Model
import Testing

struct StoreErrorTests {
    static let cases: [(error: StoreError, code: DiagnosticCode)] = [
        (.busy, .stateLocked), (.stale(expected: 4, found: 5), .stalePlan),
        (.unavailable("`state.db` can't be opened"), .stateUnavailable), (.corrupt("resource 7"), .stateCorrupt),
        (.newer(found: 3, known: 2), .newerState), (.tooOpen(path: "state.db", mode: "0644"), .stateTooOpen),
    ]

    @Test(arguments: cases)
    func `each failure of the store has a code of its own and says what to do`(
        error: StoreError, code: DiagnosticCode
    ) {
        #expect(error.diagnostic.code == code)
        #expect(error.diagnostic.severity == .error)
        #expect(error.diagnostic.hint?.isEmpty == false)
    }

    @Test func `a stale plan names both serials`() {
        let message = StoreError.stale(expected: 4, found: 5).diagnostic.message
        #expect(message.contains("4") && message.contains("5"))
    }
}
