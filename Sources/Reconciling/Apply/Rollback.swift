package import Model

/// The way back to a revision: a plan like any other, made from what the revision left.
package struct Rollback: Sendable {
    private let number: Int
    private let contents: RevisionContents

    /// Reads what the revision left.
    ///
    /// - Parameter number: 0 is the empty state.
    /// - Throws: `.unknownRevision` when there is none, or its content was not kept.
    package init(to number: Int, in store: any StateStore) async throws(Diagnostics) {
        do throws(StoreError) {
            contents = try await store.contents(at: number)
        } catch {
            throw Diagnostics([error.diagnostic])
        }
        self.number = number
        let mark = contents.mark
        guard number <= mark.newest else {
            throw Self.refusal(
                "there is no revision \(number)",
                hint: mark.newest == 0 ? "nothing was applied yet" : "the newest is \(mark.newest)")
        }
        guard number >= mark.keptFrom else {
            throw Self.refusal(
                "the content of revision \(number) was not kept", hint: "the oldest to go back to is \(mark.keptFrom)")
        }
    }

    /// Plans to make the owner's resources what they were after the revision: what came later goes, what went comes
    /// back, and what got another name takes its old one, with its account links.
    package func plan(against stored: StoredState, owner: String) throws(Diagnostics) -> Plan {
        var manifests: [Manifest] = []
        for write in contents.resources where write.owner == owner {
            guard let body = write.body else { continue }
            let resource: Resource
            do throws(JSONReader.Failure) {
                resource = Resource(key: write.key, body: try CanonicalJSON.decode(body))
            } catch {
                throw Diagnostics([
                    StoreError.corrupt("revision \(number) has a body of \(write.key) that can't be read: \(error)")
                        .diagnostic
                ])
            }
            let present = contents.presentName(of: write.key)
            manifests.append(
                Manifest(resource: resource, renamedFrom: present == write.key.name ? nil : present))
        }
        return try Planner.plan(returningTo: DesiredState(manifests: manifests), from: stored, owner: owner)
    }

    private static func refusal(_ message: String, hint: String) -> Diagnostics {
        Diagnostics([Diagnostic(.unknownRevision, message, hint: hint)])
    }
}
