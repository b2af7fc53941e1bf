import Model
import Provisioning

/// Who signed in at a login page, as the person's browser keeps it, sealed.
struct LoginSession: Hashable, Sendable {
    static let cookie = "__Host-reconcile-session"
    /// Largest `Set-Cookie` in bytes: browsers take 4,096, and some count the attributes.
    private static let largestCookie = 3800

    let id: SessionID
    let application: String
    let connection: String
    let identity: SignedInIdentity
    let began: Timestamp
    let expiry: Timestamp
    /// The login that this session began with.
    let login: LoginID
    /// The digest of the browser's `User-Agent`: a stolen cookie is of use to a browser of that kind only.
    let browser: String
    /// A hint for the provider at the logout; `nil` when it did not fit.
    let idToken: String?

    func sealed(by keys: SessionKeys) -> String? {
        let whole = cookie(idToken, keys)
        return whole ?? cookie(nil, keys)
    }

    private func cookie(_ idToken: String?, _ keys: SessionKeys) -> String? {
        var bytes: [UInt8] = []
        CanonicalJSON.append(content(idToken), to: &bytes)
        guard let value = keys.seal(bytes, for: .session) else { return nil }
        let cookie = HostCookie.set(Self.cookie, to: value, for: expiry - began)
        return cookie.utf8.count <= Self.largestCookie ? cookie : nil
    }

    // Short names: the room is small.
    private func content(_ idToken: String?) -> Value {
        var members: [ValueMap.Entry] = [
            .init(key: "i", value: .string(id.text)), .init(key: "a", value: .string(application)),
            .init(key: "c", value: .string(connection)), .init(key: "d", value: .int(Int(began.milliseconds))),
            .init(key: "e", value: .int(Int(expiry.milliseconds))), .init(key: "l", value: .string(login.text)),
            .init(key: "b", value: .string(browser)), .init(key: "s", value: .string(identity.subject.text)),
        ]
        for (key, text) in [
            ("u", identity.userName), ("m", identity.email), ("n", identity.displayName), ("t", idToken),
        ] {
            if let text { members.append(.init(key: key, value: .string(text))) }
        }
        if !identity.groups.isEmpty {
            members.append(.init(key: "g", value: .list(identity.groups.map(Value.string))))
        }
        return .map(ValueMap(members))
    }

    /// `nil` when the cookie's value is none that these keys sealed.
    init?(sealed value: String, by keys: SessionKeys) {
        guard let bytes = keys.open(value, for: .session), let content = try? JSONReader.read(bytes),
            let id = content["i"]?.string, let application = content["a"]?.string,
            let connection = content["c"]?.string, let began = content["d"]?.int, let expiry = content["e"]?.int,
            let login = content["l"]?.string, let browser = content["b"]?.string,
            let subject = content["s"]?.string.flatMap(Subject.init)
        else { return nil }
        self.init(
            id: SessionID(id), application: application, connection: connection,
            identity: SignedInIdentity(
                subject: subject, userName: content["u"]?.string, email: content["m"]?.string,
                displayName: content["n"]?.string, groups: (content["g"]?.list ?? []).compactMap(\.string)),
            began: Timestamp(milliseconds: Int64(began)), expiry: Timestamp(milliseconds: Int64(expiry)),
            login: LoginID(login), browser: browser, idToken: content["t"]?.string)
    }

    init(
        id: SessionID, application: String, connection: String, identity: SignedInIdentity, began: Timestamp,
        expiry: Timestamp, login: LoginID, browser: String, idToken: String?
    ) {
        self.id = id
        self.application = application
        self.connection = connection
        self.identity = identity
        self.began = began
        self.expiry = expiry
        self.login = login
        self.browser = browser
        self.idToken = idToken
    }
}

/// What an application behind a proxy is told about a person.
struct SignedInIdentity: Hashable, Sendable {
    let subject: Subject
    let userName: String?
    let email: String?
    let displayName: String?
    let groups: [String]

    init(_ login: Login) {
        self.init(
            subject: login.subject, userName: login.attributes.userName, email: login.attributes.email,
            displayName: login.attributes["displayName"]?.string, groups: login.attributes.groups)
    }

    init(subject: Subject, userName: String?, email: String?, displayName: String?, groups: [String]) {
        self.subject = subject
        self.userName = userName
        self.email = email
        self.displayName = displayName
        self.groups = groups
    }
}
