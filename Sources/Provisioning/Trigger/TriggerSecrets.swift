import Model

/// The secrets of a trigger, any of which proves: while a secret is changed there are two of them.
struct TriggerSecrets: Sendable {
    private let references: [SecretReference]

    /// What the fields for one and for several hold, of which one is there.
    init?(_ one: SecretReference?, _ several: Unordered<SecretReference>?) {
        switch (one, several) {
        case (let one?, nil): references = [one]
        case (nil, let several?): references = several.items.sorted { $0.description < $1.description }
        default: return nil
        }
    }

    static func field(_ name: String, _ doc: String, example: String) -> Field<Unordered<SecretReference>> {
        .optional(name, doc, example: example)
    }

    /// Asks about every secret, so that the answer takes the same time whichever is right.
    ///
    /// A secret that can't be had does not spoil the proof by another one.
    /// - Parameter refusal: Thrown when none is right; it must not tell them apart.
    /// - Throws: `refusal`, or R5015 when one can't be had and no other is right.
    func prove(
        with means: ProofMeans, _ isRight: (Redacted) throws(TriggerRefusal) -> Bool,
        else refusal: TriggerRefusal
    ) throws(TriggerRefusal) {
        var rightOnes = 0
        var unavailable: TriggerRefusal?
        for reference in references {
            do throws(TriggerRefusal) {
                rightOnes += try isRight(try means.resolve(reference)) ? 1 : 0
            } catch {
                unavailable = error
            }
        }
        guard rightOnes == 0 else { return }
        throw unavailable ?? refusal
    }
}
