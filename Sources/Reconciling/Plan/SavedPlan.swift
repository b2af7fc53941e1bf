package import Model

/// A plan in a file: what was reviewed, bound to the state, the owner and the manifests it was made for.
///
/// The plan document with what apply needs besides: the state's identity, the bodies to store, when the plan was made
/// and how long it is good, and a seal over all of it.
package struct SavedPlan: Sendable {
    /// The document without its seal.
    private let document: Value
    private let expiresAt: Timestamp?
    private let writes: [ResourceKey: Write]

    private struct Write: Sendable {
        let body: Value?
        let renamedFrom: String?
    }

    /// The document of a plan.
    ///
    /// - Parameter expiresAt: When it stops being good; `nil` for never.
    package static func value(of plan: Plan, createdAt: Timestamp, expiresAt: Timestamp?) -> Value {
        var members = (PlanDocument.value(of: plan).map ?? ValueMap()).entries
        members += [
            ValueMap.Entry(key: "stateIdentity", value: .string(plan.stateIdentity)),
            ValueMap.Entry(key: "createdAt", value: .string(createdAt.description)),
            ValueMap.Entry(key: "expiresAt", value: expiresAt.map { .string($0.description) } ?? .null),
            ValueMap.Entry(key: "writes", value: .list(plan.changes.map(write))),
        ]
        let document = plain(.map(ValueMap(members)))
        members.append(ValueMap.Entry(key: "seal", value: .string(seal(document))))
        return .map(ValueMap(members))
    }

    /// Reads a plan's file.
    ///
    /// - Throws: `.savedPlanUnreadable` when it is no plan, one of another major format, or was changed since.
    package init(_ text: [UInt8], file: String) throws(Diagnostics) {
        do throws(Problem) {
            try self.init(reading: text)
        } catch {
            throw Diagnostics([
                Diagnostic(.savedPlanUnreadable, "`\(file)` \(error.reason)", hint: "nothing was written; plan again")
            ])
        }
    }

    /// The plan, made again from the state it meets: exactly what was reviewed.
    ///
    /// - Parameter manifestDigest: Of the manifests given beside the plan, when there are some.
    /// - Throws: `.stalePlan`, `.foreignPlan`, `.expiredPlan` or `.savedPlanUnreadable`; all of them exit 7.
    package func bound(
        to stored: StoredState, owner: String, manifestDigest: String?, at now: Timestamp
    ) throws(Diagnostics) -> Plan {
        if let expiresAt, expiresAt <= now {
            throw refusal(.expiredPlan, "the plan expired at \(expiresAt)", hint: "plan again")
        }
        let made = (owner: document["owner"]?.string ?? "", identity: document["stateIdentity"]?.string ?? "")
        guard made.owner == owner else {
            throw refusal(
                .foreignPlan, "the plan is for the owner `\(made.owner)`, not for `\(owner)`",
                hint: "apply it with --owner \(made.owner), or plan again")
        }
        // A plan made before there was a state fits any new one.
        guard made.identity == stored.identity || made.identity.isEmpty && stored.serial == 0 else {
            throw refusal(
                .foreignPlan, "the plan was made for another stored state", hint: "check --state, or plan again")
        }
        if let manifestDigest, manifestDigest != document["manifestDigest"]?.string {
            throw refusal(.foreignPlan, "the manifests are not those that were planned", hint: "plan again")
        }
        guard let serial = document["stateSerial"]?.int, serial == stored.serial else {
            throw Diagnostics([
                StoreError.stale(expected: document["stateSerial"]?.int ?? 0, found: stored.serial).diagnostic
            ])
        }
        let changes = try (document["changes"]?.list ?? []).map { (value) throws(Diagnostics) in
            try change(value, stored)
        }
        let plan = Plan(
            stateSerial: serial, stateIdentity: stored.identity, owner: owner, changes: changes,
            unchanged: document["summary"]?["unchanged"]?.int ?? 0,
            manifestDigest: document["manifestDigest"]?.string)
        // What a reviewer read must be what is done: the document's changes are compared with those made again.
        let again = Self.plain(PlanDocument.value(of: plan))
        for member in ["digest", "changes", "summary"] where again[member] != document[member] {
            throw refusal(
                .savedPlanUnreadable, "`\(member)` of the plan is not what its writes amount to", hint: "plan again")
        }
        return plan
    }

    private struct Problem: Error {
        let reason: String
    }

    private init(reading text: [UInt8]) throws(Problem) {
        let whole: Value
        do throws(JSONReader.Failure) {
            whole = try JSONReader.read(text)
        } catch {
            throw Problem(reason: "is no saved plan: \(error)")
        }
        guard let members = whole.map, let version = whole["formatVersion"]?.string else {
            throw Problem(reason: "is no saved plan: it has no `formatVersion`")
        }
        let major = version.prefix { $0 != "." }
        guard major == PlanDocument.formatVersion.prefix(while: { $0 != "." }) else {
            throw Problem(
                reason:
                    "has format \(version), this program reads \(PlanDocument.formatVersion) and other \(PlanDocument.formatVersion.prefix { $0 != "." }).x"
            )
        }
        guard let seal = whole["seal"]?.string else {
            throw Problem(reason: "has no seal: it is no file of `plan --out`")
        }
        document = .map(ValueMap(members.entries.filter { $0.key != "seal" }))
        guard Self.seal(document) == seal else { throw Problem(reason: "was changed after it was saved") }
        switch document["expiresAt"] {
        case nil, .null: expiresAt = nil
        case let value:
            guard let text = value?.string, let moment = Timestamp(rfc3339: text) else {
                throw Problem(reason: "has an `expiresAt` that is no time")
            }
            expiresAt = moment
        }
        var writes: [ResourceKey: Write] = [:]
        for write in document["writes"]?.list ?? [] {
            guard let key = Self.key(write["resource"]) else { throw Problem(reason: "has a write of no resource") }
            var body: Value?
            if let text = write["body"]?.string {
                do throws(JSONReader.Failure) { body = try CanonicalJSON.decode(text) } catch {
                    throw Problem(reason: "has a body of \(key) that can't be read")
                }
            }
            writes[key] = Write(body: body, renamedFrom: write["renamedFrom"]?.string)
        }
        self.writes = writes
    }

    private func change(_ value: Value, _ stored: StoredState) throws(Diagnostics) -> Change {
        guard let action = value["action"]?.string.flatMap(ChangeAction.init), let key = Self.key(value["resource"]),
            let write = writes[key], (write.body == nil) == (action == .delete)
        else {
            throw refusal(.savedPlanUnreadable, "a change of the plan has no write that fits it", hint: "plan again")
        }
        let source = value["source"].flatMap { source -> SourceLocation? in
            guard let file = source["file"]?.string, let line = source["line"]?.int, let column = source["column"]?.int
            else { return nil }
            return SourceLocation(file: file, line: line, column: column)
        }
        let storedKey = write.renamedFrom.map { ResourceKey(key.kind, $0) } ?? key
        do throws(StoreError) {
            return Change(
                action: action, key: key, renamedFrom: write.renamedFrom, source: source,
                before: action == .create ? nil : try stored.resources[storedKey]?.resource()?.body, after: write.body,
                remarks: (value["remarks"]?.list ?? []).compactMap(\.string))
        } catch {
            throw Diagnostics([error.diagnostic])
        }
    }

    private func refusal(_ code: DiagnosticCode, _ message: String, hint: String) -> Diagnostics {
        Diagnostics([Diagnostic(code, message, hint: "nothing was written; \(hint)")])
    }

    private static func write(_ change: Change) -> Value {
        .object(
            ("resource", PlanDocument.value(of: change.key)),
            ("renamedFrom", change.renamedFrom.map(Value.string) ?? .null),
            ("body", change.after.map { .string(CanonicalJSON.encode($0)) } ?? .null))
    }

    private static func key(_ value: Value?) -> ResourceKey? {
        guard let kind = value?["kind"]?.string.flatMap(ResourceKind.init(rawValue:)), let name = value?["name"]?.string
        else { return nil }
        return ResourceKey(kind, name)
    }

    /// As a reader of the JSON sees it, who can't tell a secret reference from a map.
    private static func plain(_ value: Value) -> Value {
        switch value {
        case .secret(let reference): .object((reference.manifestKey, .string(reference.target)))
        case .list(let items): .list(items.map(plain))
        case .map(let map):
            .map(ValueMap(map.entries.map { ValueMap.Entry(key: $0.key, value: plain($0.value)) }))
        default: value
        }
    }

    private static func seal(_ document: Value) -> String { ContentDigest.of(document) }
}
