//! The API verifies tokens with keys from before a rotation.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::{Evidence, Seen, Verdict, words};
use crate::model::{Because, Confidence, Exchange, SignatureVerdict};
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The issuer signs with a new key and publishes it, and the API, or the gateway in front of it,
    /// still verifies with the set it fetched before. Fresh tokens are refused, and a new login does not
    /// help; a restart of the verifier does.
    ///
    /// ## How we know
    ///
    /// Likely when the signature verifies here with the issuer's published keys, and the API says that
    /// it does not, or that it does not know the key. Possible when the signature verifies here and
    /// the API refuses every call with this token without a reason. Experiments show whether every node
    /// refuses, and whether every fresh read of the key set has the key. It is not confirmed even so:
    /// the verifier may be configured with another issuer altogether. Ruled out when a fresh read of
    /// the key set lacks the key.
    ///
    /// ## What to do
    ///
    /// Have the verifier fetch the key set again; make it do so by itself when it meets an unknown
    /// key id.
    ///
    /// ## Look-alikes
    ///
    /// `key-not-published`: the issuer's own key set lacks the key.
    /// `cluster-disagrees`: only some nodes have old keys.
    id: "signing-key-stale",
    group: "keys",
    leaf: &["KEY-1"],
    title: "the API verifies tokens with keys from before a rotation",
    remedies: &["refresh-verifier-keys"],
    look_alikes: &["key-not-published", "cluster-disagrees", "token-expired", "authorization-header-lost"],
    symptoms: &[],
    judge: judge,
    next: |finding| {
        let call = finding.particulars.iter().find(|(name, _)| *name == "call")?.1.as_str()?;
        if finding.because.iter().any(|one| matches!(one, Because::Experiment { .. })) {
            return Some(format!(
                "restart the verifier or clear its key cache, and send {call} again: accepted means that its \
                 keys were stale, refused means that it is configured with another issuer or key set"
            ));
        }
        Some(format!(
            "send {call} ten times, spaced, with one fresh token: refusals throughout mean stale keys \
             everywhere, answers that differ mean that only some nodes have them"
        ))
    },
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    by_facts(evidence).or_signs(evidence, Meaning::StaleKeys, CAUSE.title)
}

fn by_facts(evidence: &Evidence<'_>) -> Verdict {
    let mut ruled_out = None;
    let refused: Vec<Seen<'_, Exchange>> =
        evidence.refusals().filter(|one| one.fact.identity.is_some()).collect();
    for one in &refused {
        let Some(identity) = one.fact.identity.as_deref() else { continue };
        let host = words::host(&one.fact.url);
        if let Some(passed) = evidence.accepted(identity, Some(&host)) {
            let again = evidence.experiment_about(passed.check, "repeat");
            let all = evidence.repeated().find(|repeated| {
                again.is_some_and(|again| again.n == repeated.result.n)
                    && repeated.refused + repeated.other == 0
            });
            let also = all.map_or_else(String::new, |repeated| {
                let count = repeated.accepted;
                format!(", and {count} of {count} times again (experiment {})", repeated.result.n)
            });
            ruled_out = Some(format!("{} passed with the same token{also}", passed.check.id));
            continue;
        }
        let signature = evidence.signature(identity);
        let verified =
            signature.filter(|signature| signature.fact.verdict == SignatureVerdict::Valid);
        let named: Vec<_> =
            refused.iter().filter(|one| about(evidence, one.fact, identity)).collect();
        let open = || evidence.refusals_open_to(identity, Meaning::Signature).collect::<Vec<_>>();
        let sure = match (verified, signature, named.is_empty()) {
            (Some(_), _, false) => Confidence::Likely,
            (Some(_), _, true) if throughout(evidence, &open(), &refused, identity) => {
                Confidence::Possible
            }
            (None, None, false) => Confidence::Possible,
            _ => continue,
        };
        let open = open();
        let key = signature.and_then(|signature| signature.fact.key_id.as_deref());
        let mut draft = Draft::new(
            sure,
            format!("{host} does not verify tokens with the keys that the issuer publishes now"),
        )
        .with("host", Some(host))
        .with("key_id", key)
        .with("keys_url", signature.map(|signature| signature.fact.keys_from.as_str()))
        .with("call", Some(format!("{} {}", one.fact.method, one.fact.url)));
        if let Some(verified) = verified {
            let kid = key.map_or_else(String::new, |key| format!("kid {key} is published, and "));
            let text = format!("{kid}the signature verifies with it");
            draft = draft.because(verified.check, text);
        }
        for result in evidence.experiments_of("read-keys") {
            let reads: Vec<SignatureVerdict> = result
                .signatures()
                .filter(|one| one.identity == identity)
                .map(|one| one.verdict)
                .collect();
            if reads.contains(&SignatureVerdict::UnknownKey) {
                return Verdict::RuledOut(format!(
                    "not every fresh read of the key set has the key (experiment {})",
                    result.n
                ));
            }
            let count = reads.len();
            if count > 0 && reads.iter().all(|one| *one == SignatureVerdict::Valid) {
                let text = format!("the key is in {count} of {count} fresh reads of the key set");
                draft = draft.because_of(result, text);
            }
        }
        for repeated in evidence.repeated().filter(|one| one.refused > 1 && one.accepted == 0) {
            let (refused, all) = (repeated.refused, repeated.refused + repeated.other);
            let text = format!("the same read was refused {refused} of {all} times");
            draft = draft.because_of(repeated.result, text);
        }
        let unnamed = if named.is_empty() { open.as_slice() } else { &[] };
        for one in named.iter().copied().chain(unnamed) {
            draft = draft.because(one.check, one.fact.answer()).explains([one.check]);
        }
        for one in open.iter().filter(|one| one.fact.status == Some(401)) {
            draft = draft.explains([one.check]);
        }
        return draft.found();
    }
    ruled_out.map_or(Verdict::Unknown, Verdict::RuledOut)
}

fn about(evidence: &Evidence<'_>, exchange: &Exchange, identity: &str) -> bool {
    let said = evidence.said(exchange);
    exchange.identity.as_deref() == Some(identity)
        && (said.contains(&Meaning::Signature) || said.contains(&Meaning::UnknownKey))
}

/// Whether every refusal of the identity is a 401 without a reason that would point elsewhere, and
/// there is more than one, or the refusal is at least about the token.
fn throughout(
    evidence: &Evidence<'_>,
    open: &[Seen<'_, Exchange>],
    refused: &[Seen<'_, Exchange>],
    identity: &str,
) -> bool {
    let all = refused.iter().filter(|one| one.fact.identity.as_deref() == Some(identity)).count();
    let each_401 = open.iter().all(|one| one.fact.status == Some(401));
    let about_token =
        open.iter().any(|one| evidence.said(one.fact).contains(&Meaning::TokenRejected));
    all == open.len() && each_401 && (all >= 2 || about_token)
}
