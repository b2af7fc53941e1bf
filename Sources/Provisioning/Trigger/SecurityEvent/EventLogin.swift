import Model

/// How an event becomes a login.
struct EventLogin: ManifestObject {
    static let doc = "How an event becomes a login: which application, connection and person it is about."

    private let application: EventName<LoginFlow>?
    private let connection: EventName<Connection>?
    private let subject: EventPath?
    private let formats: Set<SubjectFormat>
    private let claims: [String: EventPath]

    private static let application = Field<EventName<LoginFlow>>.optional(
        "application",
        "The login flow. May be absent when the events are WSO2's `loginSuccess`, which names its application.",
        example: "{name: crm}")
    private static let connection = Field<EventName<Connection>>.optional(
        "connection", "The connection. May be absent when the login flow offers exactly one.",
        example: "{claim: subject.iss, values: {\"https://corp.okta.example\": corp-okta}}")
    private static let subject = Field<EventPath>.optional(
        "subject", "Where the person's identifier at the connection stands. Absent: the subject identifier says it.",
        example: "event.user.id")
    private static let formats = Field<Unordered<SubjectFormat>>.defaulted(
        "subjectFormats",
        "The subject identifiers (RFC 9493) that are the person's subject at the connection. Add `email` only if the connection's subjects are e-mail addresses: a person is one person only under one subject.",
        to: Unordered([.issSub, .opaque]), example: "[iss_sub, opaque]")
    private static let claims = Field<[String: EventPath]>.optional(
        "claims",
        "The login's claims, which the connection's `attributes` map to user attributes, and where each stands.",
        example: "{email: subject.email, given_name: event.profile.first}")

    static let fields = [application.shape, connection.shape, subject.shape, formats.shape, claims.shape]

    init?(_ object: inout ObjectReader) {
        application = object.optional(Self.application)
        connection = object.optional(Self.connection)
        subject = object.optional(Self.subject)
        let formats = object.defaulted(Self.formats)
        claims = object.optional(Self.claims) ?? [:]
        guard let formats else { return nil }
        self.formats = formats.items
    }

    /// - Throws: R5005, R5008, R5009 or R5035; each says what to declare.
    func login(of event: FoundEvent, id: String) throws(TriggerRefusal) -> ReportedLogin {
        var event = event
        let (person, told) = try person(of: &event)
        let application =
            try Self.name(application, in: event, field: "application", unknown: .unknownApplication)
            ?? event.ownApplication.flatMap(\.string)
        guard let application, LoginBody.isUsable(application, upTo: LoginBody.longestName) else {
            throw TriggerRefusal(
                .malformedLogin, "the event names no application", hint: "declare `login.application` in the trigger")
        }
        let declared = claims.compactMap { claim, path in
            path.value(in: event).map { ValueMap.Entry(key: claim, value: $0) }
        }
        return ReportedLogin(
            eventID: id, occurredAt: event.occurredAt, application: application,
            connection: try Self.name(connection, in: event, field: "connection", unknown: .unknownConnection),
            subject: person, claims: ValueMap(told + event.ownClaims + declared))
    }

    /// Who it is, and what the subject identifiers tell beside that.
    private func person(of event: inout FoundEvent) throws(TriggerRefusal) -> (Subject, [ValueMap.Entry]) {
        let written = event.token["sub_id"] ?? event.payload["subject"] ?? event.ownSubject ?? Self.plainSubject(event)
        let identifier = try written.map { (value) throws(TriggerRefusal) in try SubjectIdentifier(value) }
        if let subject {
            event.subject = try? identifier?.subject(among: Set(SubjectFormat.allCases)).1
            guard let text = subject.value(in: event)?.string, LoginBody.isUsable(text, upTo: 512),
                let person = Subject(text)
            else {
                throw SubjectIdentifier.unusable(
                    "there is no usable text at `\(subject.text)`", hint: "correct `login.subject` of the trigger")
            }
            return (person, identifier?.claims ?? [])
        }
        guard let identifier else { throw SubjectIdentifier.unusable("the token has no `sub_id`") }
        let (person, taken) = try identifier.subject(among: formats)
        event.subject = taken
        return (person, identifier.claims)
    }

    /// `sub` (RFC 7519 §4.1.2) is of the token's issuer.
    private static func plainSubject(_ event: FoundEvent) -> Value? {
        guard let issuer = event.token["iss"], let subject = event.token["sub"] else { return nil }
        return .object(("format", .string(SubjectFormat.issSub.rawValue)), ("iss", issuer), ("sub", subject))
    }

    private static func name<Target>(
        _ name: EventName<Target>?, in event: FoundEvent, field: String, unknown: DiagnosticCode
    ) throws(TriggerRefusal) -> String? {
        switch name?.source {
        case nil: return nil
        case .fixed(let text): return text
        case .claim(let path, let values):
            guard let text = path.value(in: event)?.string, LoginBody.isUsable(text, upTo: LoginBody.longestName) else {
                throw TriggerRefusal(
                    .malformedLogin, "there is no usable text at `\(path.text)`, which names the \(field)",
                    hint: "correct `login.\(field).claim` of the trigger")
            }
            guard let values else { return text }
            guard let meant = values[text] else {
                throw TriggerRefusal(
                    unknown, "the value at `\(path.text)` stands for no \(field)",
                    hint: "add it to `login.\(field).values` of the trigger")
            }
            return meant
        }
    }
}
