import Model

/// Whose attempt a request belongs to. Child tasks inherit it.
struct AttemptMark: Hashable, Sendable, CustomStringConvertible {
    let process: Int
    let delivery: DeliveryID
    let connector: String
    let subject: String
    let number: Int

    @TaskLocal static var current: AttemptMark?

    var description: String { "\(connector)/\(subject) attempt \(number) of \(delivery) in process \(process)" }
}
