//! Answers that give several reasons, pages that follow from a token's end, and remedies of the platform at hand.

use super::*;
use crate::model::Confidence::{Confirmed, Likely, Possible};
use crate::model::*;

/// The sentence of RFC 6749, section 5.2, that many servers send as it stands.
const BOILERPLATE: &str = "Client authentication failed (e.g., unknown client, no client \
    authentication included, or unsupported authentication method)";

#[test]
fn examples_claim_nothing_and_are_listed() {
    let refused =
        |more: &str| [not_issued(&[], 401, "invalid_client", &format!("{BOILERPLATE}. {more}"))];
    assert_eq!(sure("client-unknown", &refused("")), Some(Possible));
    assert_eq!(sure("client-secret-wrong", &refused("")), Some(Likely));
    // What stands beside the examples is claimed.
    let named = refused("client not found");
    assert_eq!(sure("client-unknown", &named), Some(Confirmed));
}

#[test]
fn two_reasons_that_exclude_each_other_prove_neither() {
    let confirmed = |checks: &[CheckResult]| {
        let diagnosis = diagnose(checks);
        let all = diagnosis.root.iter().chain(&diagnosis.others);
        let all = all.filter(|one| one.confidence == Confirmed);
        all.map(|one| one.cause.clone()).collect::<Vec<_>>()
    };
    let mut both = refusal(&messages(), 401, "unauthorized", "Invalid audience");
    assert_eq!(confirmed(&[called("one", both.clone())]), ["audience-wrong"]);
    let challenge = |description: &str| Challenge {
        scheme: "Bearer".to_owned(),
        parameters: vec![
            ("error".to_owned(), "invalid_token".to_owned()),
            ("error_description".to_owned(), description.to_owned()),
        ],
    };
    both.challenges = vec![challenge("The token has expired")];
    assert!(confirmed(&[called("one", both.clone())]).is_empty());
    // The same reason twice.
    both.challenges = vec![challenge("Invalid audience")];
    assert_eq!(confirmed(&[called("one", both)]), ["audience-wrong"]);
    // In one sentence none is proven, and those that are known are listed.
    let either = [post(401, "", "The token has expired or has an invalid signature")];
    let diagnosis = diagnose(&either);
    let named: Vec<&str> =
        diagnosis.root.iter().chain(&diagnosis.others).map(|one| one.cause.as_str()).collect();
    assert!(named.contains(&"token-expired") && named.contains(&"signature-invalid"), "{named:?}");
    assert!(confirmed(&either).is_empty());
}

#[test]
fn a_page_for_logging_in_follows_from_a_token_past_its_end() {
    let page = || {
        let mut page = exchange(&messages(), 200);
        page.answered_by = AnsweredBy::LoginPage;
        called("one", page)
    };
    let expired = [token_read(expired_by(7200)), page()];
    assert_eq!(root(&diagnose(&expired)), Some(("token-expired", Likely)));
    let alive = [token_read(token(&[])), page()];
    assert_eq!(root(&diagnose(&alive)), Some(("login-page-instead-of-api", Confirmed)));
}

#[test]
fn a_remedy_speaks_of_the_platform_that_answered() {
    let remedy = |vendor: Option<&str>| {
        let mut refused = refusal(&messages(), 403, "api_disabled_for_org", "not enabled");
        refused.error.as_mut().expect("an error").vendor = vendor.map(str::to_owned);
        let root = diagnose(&[called("one", refused)]).root;
        root.map(|root| root.remedies[0].text.clone())
    };
    let own = remedy(Some("salesforce")).expect("a cause");
    assert!(own.contains("edition") && !own.contains("gcloud"), "{own}");
    assert_eq!(remedy(None), None);
}
