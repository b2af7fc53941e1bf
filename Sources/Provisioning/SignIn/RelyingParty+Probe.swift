package import Model

extension RelyingParty {
    /// Looks at what a sign-in at the provider would need, without signing anybody in.
    package func probe(_ provider: OpenIDProvider, at now: Timestamp) async -> [ProbeStep] {
        let metadata: ProviderMetadata
        do throws(SignInFailure) {
            metadata = try await self.metadata(for: provider)
        } catch {
            return [error.probeStep("discovery")]
        }
        var steps = [ProbeStep("discovery", "the metadata of `\(metadata.issuer)` are of use")]
        steps.append(await keys.probe(metadata.keysAddress))
        do throws(SignInFailure) {
            let proof = try await ClientProof.make(for: provider, at: metadata, by: secrets, random: random, now: now)
            steps.append(ProbeStep("client", "`\(proof.way.rawValue)` can prove us at \(metadata.tokenEndpoint)"))
        } catch {
            steps.append(error.probeStep("client"))
        }
        return steps
    }
}

extension KeyCache {
    /// Looks whether an issuer's keys can be had.
    package func probe(_ address: WebAddress) async -> ProbeStep {
        do throws(KeyFailure) {
            let count = try await keys(at: address, holding: nil).keys.count
            return ProbeStep("keys", "\(count) \(count == 1 ? "key" : "keys") of use at \(address.text)")
        } catch {
            return ProbeStep(
                "keys", error.reason, remedy: "check that the address is the issuer's, and can be reached from here")
        }
    }
}

extension SignInFailure {
    fileprivate func probeStep(_ subject: String) -> ProbeStep {
        ProbeStep(subject, "\(reason) (\(code.id))", remedy: code.explanation)
    }
}
