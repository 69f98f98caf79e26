//! Causes in what a token holds and in its times: the evidence that shows each, and evidence that is almost
//! the same.

use super::requests::{bare_post_saying, carried, pasted};
use super::*;
use crate::model::Confidence::{Confirmed, Likely};
use crate::model::*;

#[test]
fn actor_wrong() {
    let user = post(400, "not.a.user", "This request requires a user context.");
    assert_eq!(sure("actor-wrong", std::slice::from_ref(&user)), Some(Confirmed));
    assert!(finding("actor-wrong", &[user]).title.contains("wants a user"));
    let application = post(400, "not.a.client", "");
    assert!(finding("actor-wrong", &[application]).title.contains("for applications"));
    assert_eq!(sure("actor-wrong", &[post(400, "bad.request", "")]), None);
    assert_eq!(sure("actor-wrong", &[bare_post()]), None);
}

#[test]
fn claim_not_mapped() {
    let refused = |scope: &str| {
        let parameters = [("error", "insufficient_scope"), ("scope", scope)];
        called("one", with_challenge(exchange(&messages(), 403), &parameters))
    };
    let of = |carried: &[&str], wanted| {
        sure("claim-not-mapped", &[token_read(token(carried)), refused(wanted)])
    };
    assert_eq!(of(&["queue:read", "a"], "queue:read"), Some(Likely));
    assert_eq!(of(&["a"], "queue:read"), None);
    assert_eq!(of(&["queue:read"], ""), None);
    // What the token response says of scopes is not what the API reads.
    let mut opaque = token(&["queue:read"]);
    opaque.scopes_from = Some("token response".to_owned());
    assert_eq!(sure("claim-not-mapped", &[token_read(opaque), refused("queue:read")]), None);
}

#[test]
fn token_for_another_service() {
    let graph =
        || TokenFact { audience: vec!["https://graph.microsoft.com".to_owned()], ..token(&[]) };
    let refused = || post(401, "invalid_token", "Signature verification failed");
    let of = |token, check| sure("token-for-another-service", &[token_read(token), check]);
    assert_eq!(of(graph(), refused()), Some(Likely));
    assert_eq!(of(token(&[]), refused()), None);
    assert_eq!(of(graph(), bare_post()), None);
    let diagnosis = diagnose(&[token_read(graph()), refused()]);
    assert_eq!(root(&diagnosis).map(|(id, _)| id), Some("token-for-another-service"));
}

#[test]
fn proof_of_possession_missing() {
    let bound = || {
        let mut token = token(&[]);
        token.identity = "pasted".to_owned();
        token.other_claims.push("cnf".to_owned());
        token_read(token)
    };
    let bearer = || carried(Some("Bearer"), CredentialKind::Jwt, &[]);
    let refused = |sent| pasted(sent, exchange(&messages(), 401));
    let of = |token, sent| sure("proof-of-possession-missing", &[token, refused(sent)]);
    assert_eq!(of(bound(), bearer()), Some(Likely));
    let mut proven = bearer();
    proven.headers.push("dpop".to_owned());
    assert_eq!(of(bound(), proven), None);
    let free = [token_read(token(&[])), refused(bearer())];
    assert!(is_ruled_out("proof-of-possession-missing", &free));
}

#[test]
fn token_time_unit_wrong() {
    let odd = |text: &str| {
        let mut token = token(&[]);
        token.oddities.push(text.to_owned());
        token_read(token)
    };
    let milliseconds = || odd("exp is in milliseconds, not in seconds since 1970");
    let expired = || post(401, "", "jwt expired");
    let of = |token, check| sure("token-time-unit-wrong", &[token, check]);
    assert_eq!(of(milliseconds(), expired()), Some(Confirmed));
    assert_eq!(of(milliseconds(), bare_post()), Some(Likely));
    assert_eq!(
        of(odd("exp is 60: a length of time, not seconds since 1970"), expired()),
        Some(Confirmed)
    );
    // Another reason is given: the token is broken beside it. Another oddity, none.
    let scope = || post(403, "insufficient_scope", "");
    assert_eq!(of(milliseconds(), scope()), Some(Likely));
    assert_eq!(of(odd("white space around the token"), expired()), None);
    assert!(is_ruled_out("token-time-unit-wrong", &[token_read(token(&[])), expired()]));
    // Three seconds from iat to exp, where an hour was meant; an hour is an hour.
    let living = |seconds: i64| {
        let end = now().checked_add(jiff::SignedDuration::from_secs(seconds)).ok();
        token_read(TokenFact { expires_at: end, ..token(&[]) })
    };
    assert_eq!(of(living(3), expired()), Some(Likely));
    assert_eq!(of(living(3600), expired()), None);
}

#[test]
fn the_date_of_an_answer_tells_whether_the_token_had_expired() {
    let answered = |seconds: i64| {
        let at = now().checked_add(jiff::SignedDuration::from_secs(seconds)).expect("in range");
        let date = httpdate::fmt_http_date(at.into());
        let mut exchange = exchange(&messages(), 401);
        exchange.identity = None;
        exchange.headers.push(("date".to_owned(), date));
        called("pasted", exchange)
    };
    // The token ended an hour ago; the answer is of half an hour ago, or of two hours ago.
    let ended = || token_read(expired_by(3600));
    let of = |check| sure("token-expired", &[ended(), check]);
    assert_eq!(of(answered(-1800)), Some(Confirmed));
    assert!(is_ruled_out("token-expired", &[ended(), answered(-7200)]));
    // Out of a cache, and not about the token.
    let mut cached = answered(-1800);
    if let Some(Fact::Exchange(exchange)) = cached.facts.first_mut() {
        exchange.headers.push(("age".to_owned(), "600".to_owned()));
    }
    assert_ne!(of(cached), Some(Confirmed));
    let mut forbidden = answered(-1800);
    if let Some(Fact::Exchange(exchange)) = forbidden.facts.first_mut() {
        exchange.status = Some(403);
    }
    assert_ne!(of(forbidden), Some(Confirmed));
}

#[test]
fn words_of_logs_and_notes_about_tokens() {
    for (id, text, near) in [
        ("actor-wrong", "This method requires a user", "This method requires a role"),
        (
            "claim-not-mapped",
            "realm_access is there, and still the list has no authorities",
            "realm_access was read",
        ),
        ("token-not-jwt", "IDX12741: JWT must have three segments", "JWT was read"),
        (
            "token-for-another-service",
            "IDX10511: Signature validation failed for a token of Microsoft Graph",
            "IDX10214: Audience validation failed for a token of Microsoft Graph",
        ),
        ("proof-of-possession-missing", "error=use_dpop_nonce", "error=use_nonce"),
        ("claim-missing", "the required claim tenant is not there", "the claim tenant was read"),
        ("token-expired", "TokenExpiredError: jwt expired", "TokenError: jwt refused"),
        (
            "clock-wrong",
            "ImmatureSignatureError: The token is not yet valid (iat)",
            "The token is valid (iat)",
        ),
        (
            "token-time-unit-wrong",
            "'Expiration time' claim ('exp') is too far in the future",
            "'Expiration time' claim ('exp') is in the past",
        ),
    ] {
        assert_eq!(sure(id, &[bare_post_saying(text)]), Some(Likely), "{id}");
        assert_eq!(sure(id, &[bare_post_saying(near)]), None, "{id}: {near}");
    }
    // A refresh token that ended is another cause than an access token that did.
    let refresh = [bare_post_saying("invalid_grant: refresh token expired")];
    assert_eq!(sure("token-expired", &refresh), None);
    assert_eq!(sure("refresh-token-spent", &refresh), Some(Likely));
}
