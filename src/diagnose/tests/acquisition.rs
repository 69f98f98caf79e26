//! Causes of tokens that are not issued: the evidence that shows each, and evidence that is almost the same.

use super::requests::{bare_post_saying, experiment, judged};
use super::*;
use crate::model::Confidence::{Confirmed, Likely};
use crate::model::*;

/// A refused token request whose body is known.
fn asked(code: &str, kind: SentBodyKind, names: &[&str]) -> CheckResult {
    let mut check = not_issued(&[], 400, code, "");
    if let Some(Fact::TokenRequest(request)) = check.facts.first_mut() {
        let names = names.iter().map(|&name| name.to_owned()).collect();
        let body = SentBody { kind, names };
        request.exchange.sent = Some(Box::new(Sent { body, ..Sent::default() }));
    }
    check
}

fn form(code: &str, names: &[&str]) -> CheckResult {
    asked(code, SentBodyKind::Form, names)
}

/// A token request of the client by another way, answered so.
fn by(way: ClientAuthentication, status: u16) -> ExperimentResult {
    let act =
        Act::RequestToken { identity: "service".to_owned(), scopes: None, client_auth: Some(way) };
    let mut request = token_request(&[]);
    request.exchange.status = Some(status);
    request.issued = status == 200;
    experiment("token-fetch", act, Fact::TokenRequest(Box::new(request)))
}

#[test]
fn another_way_to_authenticate_that_works_names_the_cause() {
    let refused = || [not_issued(&[], 401, "invalid_client", "")];
    let sure = |id, experiments: &[ExperimentResult]| match judged(id, &refused(), experiments) {
        Verdict::Finding(finding) => Some(finding.confidence),
        Verdict::RuledOut(_) | Verdict::Unknown => None,
    };
    let post = |status| [by(ClientAuthentication::Post, status)];
    // The first way once more, afterwards: still refused, or accepted by then.
    let and_again = |way, status| [by(way, 200), by(ClientAuthentication::Basic, status)];
    let posted = |status| and_again(ClientAuthentication::Post, status);
    assert_eq!(sure("client-authentication-mismatch", &post(200)), Some(Likely));
    assert_eq!(sure("client-authentication-mismatch", &posted(401)), Some(Confirmed));
    assert_eq!(sure("client-authentication-mismatch", &posted(200)), Some(Likely));
    assert_eq!(sure("client-authentication-mismatch", &post(401)), None);
    // A third way is not excluded by a second one that fails: a key, a certificate.
    let alike = judged("client-authentication-mismatch", &refused(), &post(401));
    assert!(matches!(alike, Verdict::Unknown), "{alike:?}");
    // A page is no token.
    let mut page = by(ClientAuthentication::Post, 200);
    if let Some(Fact::TokenRequest(request)) = page.facts.first_mut() {
        request.issued = false;
    }
    assert_eq!(sure("client-authentication-mismatch", &[page]), None);
    assert_eq!(sure("client-authentication-mismatch", &[]), None);
    let encoded = |status| [by(ClientAuthentication::BasicEncoded, status)];
    let encoded_and_again = |status| and_again(ClientAuthentication::BasicEncoded, status);
    assert_eq!(sure("client-secret-mangled", &encoded(200)), Some(Likely));
    assert_eq!(sure("client-secret-mangled", &encoded_and_again(401)), Some(Confirmed));
    assert_eq!(sure("client-secret-mangled", &encoded_and_again(200)), Some(Likely));
    assert_eq!(sure("client-secret-mangled", &encoded(401)), None);
    assert_eq!(sure("client-secret-mangled", &post(200)), None);
    assert_eq!(sure("client-authentication-mismatch", &encoded(200)), None);
    let diagnosis = crate::diagnose::diagnose(&refused(), &posted(401));
    assert_eq!(root(&diagnosis), Some(("client-authentication-mismatch", Confirmed)));
}

#[test]
fn two_ways_to_authenticate_at_once() {
    let mut both = form("invalid_client", &["grant_type", "client_id", "client_secret"]);
    assert_eq!(sure("client-authentication-mismatch", std::slice::from_ref(&both)), None);
    if let Some(Fact::TokenRequest(request)) = both.facts.first_mut()
        && let Some(sent) = &mut request.exchange.sent
    {
        sent.credentials.push(SentCredential {
            place: CredentialPlace::Authorization,
            scheme: Some("Basic".to_owned()),
            kind: CredentialKind::UserAndPassword,
            flaws: Vec::new(),
        });
    }
    assert_eq!(sure("client-authentication-mismatch", &[both]), Some(Likely));
}

#[test]
fn what_a_token_request_carries_tells_why_a_grant_is_invalid() {
    let ids =
        ["password-wrong", "authorization-code-spent", "refresh-token-spent", "assertion-rejected"];
    for (names, id) in [
        (["grant_type", "username", "password"], ids[0]),
        (["grant_type", "code", "code_verifier"], ids[1]),
        (["grant_type", "refresh_token", "client_id"], ids[2]),
        (["grant_type", "assertion", "scope"], ids[3]),
    ] {
        for other in ids {
            let expected = (other == id).then_some(Likely);
            assert_eq!(
                sure(other, &[form("invalid_grant", &names)]),
                expected,
                "{other}: {names:?}"
            );
            // Another error is not about what was granted.
            assert_eq!(sure(other, &[form("invalid_scope", &names)]), None, "{other}");
        }
    }
    let client = ["grant_type", "client_assertion", "client_assertion_type"];
    assert_eq!(sure("assertion-rejected", &[form("invalid_client", &client)]), Some(Likely));
    let diagnosis = diagnose(&[form("invalid_client", &client)]);
    assert_eq!(root(&diagnosis).map(|(id, _)| id), Some("assertion-rejected"));
}

#[test]
fn token_request_not_form() {
    let names = ["grant_type", "client_id"];
    let json = |code| asked(code, SentBodyKind::Json, &names);
    assert_eq!(sure("token-request-not-form", &[json("unsupported_grant_type")]), Some(Likely));
    // The parameters were read.
    assert_eq!(sure("token-request-not-form", &[json("invalid_client")]), None);
    assert!(is_ruled_out("token-request-not-form", &[form("unsupported_grant_type", &names)]));
    assert!(is_ruled_out("token-request-not-form", &[issued(&[])]));
    let diagnosis = diagnose(&[json("unsupported_grant_type")]);
    assert_eq!(root(&diagnosis).map(|(id, _)| id), Some("token-request-not-form"));
}

#[test]
fn words_of_logs_and_notes_about_token_requests() {
    for (id, text, near) in [
        (
            "client-secret-mangled",
            "invalid_client: the secret has a trailing newline",
            "invalid_client: the secret is 40 characters long",
        ),
        (
            "client-secret-wrong",
            "AADSTS7000215: Invalid client secret provided",
            "AADSTS7000218: The request body must contain client_assertion",
        ),
        (
            "client-unknown",
            "Application with identifier 'YOUR_CLIENT_ID' was not found",
            "Application with identifier '7c1e0d52' was found",
        ),
        ("redirect-uri-mismatch", "error=redirect_uri_mismatch", "error=access_denied"),
        ("authorization-code-spent", "code has already been redeemed", "code was received"),
        ("refresh-token-spent", "Token reuse detected", "Refresh succeeded"),
        (
            "consent-missing",
            "AADSTS65001: The user or administrator has not consented",
            "AADSTS50126: Error validating credentials",
        ),
        (
            "assertion-rejected",
            "The client_assertion JWT kid is invalid.",
            "The client was authenticated by an assertion.",
        ),
        (
            "token-request-not-form",
            "Content-Type must be application/x-www-form-urlencoded",
            "Content-Type is application/x-www-form-urlencoded",
        ),
        ("password-wrong", "Invalid user credentials", "Invalid client credentials"),
        ("grant-not-allowed", "Grant type is not allowed for this client", "Grant type read"),
    ] {
        assert_eq!(sure(id, &[bare_post_saying(text)]), Some(Likely), "{id}");
        assert_eq!(sure(id, &[bare_post_saying(near)]), None, "{id}: {near}");
    }
}
