package import Model

/// Why a statement failed. Texts name tables and columns, never values.
package enum SQLError: Error, Hashable, Sendable {
    /// Another connection holds what the statement needs.
    case busy
    /// The statement broke a constraint.
    case constraint(String)
    /// The file or a row is not what it must be.
    case corrupt(String)
    /// Anything else: disk full, no permission, server gone.
    case unavailable(String)

    package var storeError: StoreError {
        switch self {
        case .busy: .busy
        case .constraint(let what): .unavailable("the store refused a record: \(what)")
        case .corrupt(let what): .corrupt(what)
        case .unavailable(let what): .unavailable(what)
        }
    }
}

extension StoreError {
    /// The store's error for whatever ended a transaction.
    package init(ending error: any Error) {
        switch error {
        case let error as StoreError: self = error
        case let error as SQLError: self = error.storeError
        default: self = .unavailable("the store failed: \(type(of: error))")
        }
    }
}
