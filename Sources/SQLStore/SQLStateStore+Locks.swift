package import Model
package import Reconciling

extension SQLStateStore {
    package func acquire(_ holder: LockHolder) async throws(StoreError) -> LockAttempt {
        try await transactions.write { session in try LockTable(session: session).acquire(holder) }
    }

    package func renew(
        _ token: LockToken, at now: Timestamp, until end: Timestamp
    ) async throws(StoreError) -> LockRenewal {
        try await transactions.write { session in try LockTable(session: session).renew(token, at: now, until: end) }
    }

    package func release(_ token: LockToken) async throws(StoreError) {
        try await transactions.write { session in try LockTable(session: session).release(token) }
    }

    package func lockHolder() async throws(StoreError) -> LockHolder? {
        try await transactions.read { session in try LockTable(session: session).holder() }
    }

    package func breakLock(acquiredBefore moment: Timestamp) async throws(StoreError) -> LockHolder? {
        try await transactions.write { session in try LockTable(session: session).delete(acquiredBefore: moment) }
    }
}
