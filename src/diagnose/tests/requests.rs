//! Causes of how a request is built: what it carried, and evidence that is almost the same.

use super::*;
use crate::model::Confidence::{Confirmed, Likely, Possible};
use crate::model::*;

/// What a request carried in its `Authorization` header.
pub(super) fn carried(
    scheme: Option<&str>,
    kind: CredentialKind,
    flaws: &[CredentialFlaw],
) -> Sent {
    Sent {
        headers: vec!["authorization".to_owned()],
        credentials: vec![SentCredential {
            place: CredentialPlace::Authorization,
            scheme: scheme.map(str::to_owned),
            kind,
            flaws: flaws.to_vec(),
        }],
        ..Sent::default()
    }
}

/// A refused call that somebody pasted: what it carried is known, no identity of a pack is behind it.
pub(super) fn pasted(sent: Sent, mut exchange: Exchange) -> CheckResult {
    exchange.identity = None;
    exchange.sent = Some(Box::new(sent));
    called("pasted", exchange)
}

/// What came of an experiment on the check `id`.
pub(super) fn experiment(id: &str, act: Act, fact: Fact) -> ExperimentResult {
    ExperimentResult {
        duration: std::time::Duration::ZERO,
        n: 1,
        experiment: Experiment {
            kind: "sample",
            pack: "sample".to_owned(),
            check: id.to_owned(),
            question: "is it so?".to_owned(),
            changed: "one thing".to_owned(),
            act,
        },
        requests: 1,
        request: "GET https://api.example".to_owned(),
        answer: "200".to_owned(),
        ran: true,
        facts: vec![fact],
    }
}

pub(super) fn judged(
    id: &str,
    checks: &[CheckResult],
    experiments: &[ExperimentResult],
) -> Verdict {
    (find(id).expect("a cause").judge)(&crate::diagnose::Evidence::new(checks, experiments))
}

fn bare() -> Exchange {
    exchange(&messages(), 401)
}

#[test]
fn credential_missing() {
    let none_came = || refusal(&messages(), 401, "authentication.required", "");
    let of = |check| sure("credential-missing", &[check]);
    assert_eq!(of(pasted(Sent::default(), none_came())), Some(Confirmed));
    assert_eq!(of(pasted(Sent::default(), bare())), Some(Likely));
    assert_eq!(of(pasted(Sent::default(), exchange(&messages(), 403))), Some(Possible));
    let placeholder =
        carried(Some("Bearer"), CredentialKind::Masked, &[CredentialFlaw::Placeholder]);
    assert_eq!(of(pasted(placeholder, bare())), Some(Likely));
    let empty = carried(Some("Bearer"), CredentialKind::Empty, &[]);
    assert_eq!(of(pasted(empty, none_came())), Some(Confirmed));
    let under = |name: &str| Sent { headers: vec![name.to_owned()], ..Sent::default() };
    assert_eq!(of(pasted(under("authorisation"), bare())), Some(Likely));
    assert!(is_ruled_out("credential-missing", &[pasted(under("authorization"), bare())]));
    // A token went along: whatever is said, it was not left out.
    let token = || carried(Some("Bearer"), CredentialKind::Jwt, &[]);
    assert!(is_ruled_out("credential-missing", &[pasted(token(), none_came())]));
    assert!(is_ruled_out("credential-missing", &[called("one", none_came())]));
    // Another reason is given; a preflight and an upgrade never carry one.
    let said = refusal(&messages(), 403, "missing.permissions", "");
    assert_eq!(of(pasted(Sent::default(), said)), None);
    let preflight = Exchange { method: "OPTIONS".to_owned(), ..bare() };
    assert_eq!(of(pasted(Sent::default(), preflight)), None);
    let upgrade = Sent { headers: vec!["upgrade".to_owned()], ..Sent::default() };
    assert_eq!(of(pasted(upgrade, bare())), None);
}

#[test]
fn credential_malformed() {
    let opaque = |scheme, flaws: &[CredentialFlaw]| carried(scheme, CredentialKind::Opaque, flaws);
    let of = |sent| sure("credential-malformed", &[pasted(sent, bare())]);
    assert_eq!(of(opaque(None, &[CredentialFlaw::SchemeMissing])), Some(Likely));
    assert_eq!(of(opaque(Some("Bearer"), &[CredentialFlaw::SchemeDoubled])), Some(Likely));
    assert_eq!(of(opaque(Some("bearer"), &[CredentialFlaw::SchemeCase])), Some(Possible));
    let good = pasted(opaque(Some("Bearer"), &[]), bare());
    assert!(is_ruled_out("credential-malformed", &[good]));
    // A scheme of its own with a signature behind it is meant.
    let signed = carried(
        Some("AWS4-HMAC-SHA256"),
        CredentialKind::Signature,
        &[CredentialFlaw::SchemeUnknown],
    );
    assert_eq!(sure("credential-malformed", &[pasted(signed, bare())]), None);

    let check = || pasted(opaque(Some("bearer"), &[CredentialFlaw::SchemeCase]), bare());
    let canonical = |status| {
        let fact = Fact::Exchange(Box::new(exchange(&messages(), status)));
        experiment("pasted", Act::Send(Variation::CanonicalHeader), fact)
    };
    match judged("credential-malformed", &[check()], &[canonical(200)]) {
        Verdict::Finding(finding) => assert_eq!(finding.confidence, Confirmed),
        other => panic!("{other:?}"),
    }
    let same = judged("credential-malformed", &[check()], &[canonical(401)]);
    assert!(matches!(same, Verdict::RuledOut(_)), "{same:?}");
    // The experiment of another check says nothing of this one.
    let mut other = canonical(200);
    other.experiment.check = "another".to_owned();
    match judged("credential-malformed", &[check()], &[other]) {
        Verdict::Finding(finding) => assert_eq!(finding.confidence, Possible),
        other => panic!("{other:?}"),
    }
}

#[test]
fn credential_kind_wrong() {
    let token = |claim: &str, value: &str| {
        let mut token = token(&[]);
        token.scopes = None;
        token.claims.push((claim.to_owned(), value.into()));
        token_read(token)
    };
    let refused = || called("one", bare());
    let of = |token| sure("credential-kind-wrong", &[token, refused()]);
    assert_eq!(of(token("token_use", "id")), Some(Likely));
    assert_eq!(of(token("token_use", "access")), None);
    assert_eq!(of(token("typ", "ID")), Some(Likely));
    let mut hashed = token("typ", "JWT");
    if let Some(Fact::Token(token)) = hashed.facts.first_mut() {
        token.other_claims.push("at_hash".to_owned());
    }
    assert_eq!(of(hashed), Some(Likely));
    // Another reason is given.
    let expired = called("one", refusal(&messages(), 401, "", "jwt expired"));
    assert_eq!(sure("credential-kind-wrong", &[token("token_use", "id"), expired]), None);
    let key = carried(Some("Bearer"), CredentialKind::ApiKey, &[]);
    assert_eq!(sure("credential-kind-wrong", &[pasted(key, bare())]), Some(Likely));
    let key = carried(Some("Token"), CredentialKind::ApiKey, &[]);
    assert_eq!(sure("credential-kind-wrong", &[pasted(key, bare())]), None);
}

#[test]
fn request_address_wrong() {
    let at = |url: &str| sure("request-address-wrong", &[called("one", exchange(url, 401))]);
    assert_eq!(at("https://https://login.example/token"), Some(Confirmed));
    assert_eq!(at("https://api.example/v1/users/undefined/rights"), Some(Confirmed));
    assert_eq!(at("https://api.example/v1/users/%7B%7Bid%7D%7D"), Some(Confirmed));
    assert_eq!(at("https://api.example/v1/users/1?next=https://app.example/undefined"), None);
    assert_eq!(at("https://api.example/v1/undefined-behaviour"), None);
    assert_eq!(at("https://https.example/v1"), None);
}

#[test]
fn words_of_logs_and_notes_about_requests() {
    for (id, text) in [
        ("request-signature-wrong", "SignatureDoesNotMatch: check your key"),
        ("companion-header-missing", "Access denied due to missing subscription key"),
        ("credential-missing", "Authorization: Bearer undefined"),
        ("credential-malformed", "Authorization header must start with Bearer"),
        ("request-address-wrong", "POST https://https://login.example/token failed"),
    ] {
        let checks = [bare_post_saying(text)];
        assert_eq!(sure(id, &checks), Some(Likely), "{id}");
        let silent = [bare_post_saying("the call is refused, nothing more is known")];
        assert_eq!(sure(id, &silent), None, "{id}");
    }
    // The signature of a token is no signature over a request.
    let token = [bare_post_saying("JWT refused: invalid signature header")];
    assert_eq!(sure("request-signature-wrong", &token), None);
    // Somebody on the way may have taken it.
    let behind = "Authentication credentials were not provided. It runs behind nginx.";
    assert_eq!(sure("credential-missing", &[bare_post_saying(behind)]), None);
}

/// The bare refusal of the thread, and what somebody printed about it.
pub(super) fn bare_post_saying(text: &str) -> CheckResult {
    bare_post().saw(remark(text))
}
