//! Causes of transport, server, platform and issuer: the evidence that shows each, and evidence that is
//! almost the same.

use serde_json::json;

use super::*;
use crate::model::Confidence::{Confirmed, Likely, Possible};
use crate::model::*;

#[test]
fn authorization_header_lost() {
    let genesys = "No authentication bearer token specified in authorization header.";
    assert_eq!(
        sure("authorization-header-lost", &[post(401, "authentication.required", genesys)]),
        Some(Confirmed)
    );
    assert_eq!(
        sure(
            "authorization-header-lost",
            &[post(401, "", "Authentication credentials were not provided.")]
        ),
        Some(Likely)
    );
    // A gateway's answer to a wrong path, too: its words say both.
    let gateway = [post(403, "", "Missing Authentication Token")];
    let found = finding("authorization-header-lost", &gateway);
    assert_eq!(found.confidence, Possible);
    assert!(found.title.contains("or api.example does not have the path"), "{}", found.title);
    // A limit for callers without a credential, said to one that sent one.
    let anonymous = [post(403, "", "API rate limit exceeded for anonymous callers")];
    assert_eq!(sure("authorization-header-lost", &anonymous), Some(Likely));
    assert_eq!(sure("rate-limited", &anonymous), None);
    let limited = [post(403, "", "API rate limit exceeded")];
    assert_eq!(sure("rate-limited", &limited), Some(Likely));
    // None was sent: the server is right.
    let mut none_sent = post(401, "authentication.required", genesys);
    if let Some(Fact::Exchange(exchange)) = none_sent.facts.first_mut() {
        exchange.identity = None;
    }
    assert_eq!(sure("authorization-header-lost", &[none_sent]), None);
    let bare = called("one", with_challenge(exchange(&messages(), 401), &[]));
    assert_eq!(sure("authorization-header-lost", std::slice::from_ref(&bare)), Some(Possible));
    assert_eq!(sure("authorization-header-lost", &[queue_passed(), bare]), None);
    let read =
        called("one", with_challenge(exchange(&messages(), 401), &[("error", "invalid_token")]));
    assert!(is_ruled_out("authorization-header-lost", &[read]));
    assert_eq!(sure("authorization-header-lost", &[bare_post()]), None);
}

#[test]
fn login_page_instead_of_api() {
    let page = |status, who| Exchange {
        body: BodyKind::Html,
        answered_by: who,
        ..exchange(&messages(), status)
    };
    let of = |exchange| sure("login-page-instead-of-api", &[called("one", exchange)]);
    assert_eq!(of(page(200, AnsweredBy::LoginPage)), Some(Confirmed));
    assert_eq!(of(page(200, AnsweredBy::Unknown)), Some(Likely));
    assert_eq!(of(page(403, AnsweredBy::Edge)), None);
    let mut redirected = exchange(&messages(), 302);
    let location = "https://sso.example/login".to_owned();
    redirected.redirects.push(Hop { status: 302, location, elsewhere: true, followed: false });
    assert_eq!(of(redirected), Some(Likely));
    assert_eq!(of(refusal(&messages(), 401, "unauthorized", "")), None);
}

#[test]
fn what_stands_on_the_way() {
    let by = |who, status| Exchange { answered_by: who, ..exchange(&messages(), status) };
    let edge = called("one", by(AnsweredBy::Edge, 403));
    assert_eq!(sure("edge-refused", &[edge]), Some(Likely));
    assert_eq!(sure("edge-refused", &[called("one", by(AnsweredBy::Api, 403))]), None);
    assert_eq!(
        sure("proxy-refused", &[called("one", exchange(&messages(), 407))]),
        Some(Confirmed)
    );
    assert_eq!(sure("proxy-refused", &[called("one", by(AnsweredBy::Proxy, 401))]), Some(Likely));
    assert_eq!(sure("proxy-refused", &[called("one", by(AnsweredBy::Gateway, 401))]), None);
}

#[test]
fn servers_in_trouble() {
    assert_eq!(sure("server-error", &[post(503, "", "down")]), Some(Confirmed));
    assert_eq!(sure("server-error", &[post(404, "", "")]), None);
    assert_eq!(sure("rate-limited", &[post(429, "", "")]), Some(Confirmed));
    let hidden = not_issued(&[], 400, "invalid_request", "rate limit exceeded; 300 per minute");
    // A sentence alone proves no limit; a code, a header that says when to return or a spent count does.
    assert_eq!(sure("rate-limited", &[hidden]), Some(Likely));
    let coded = not_issued(&[], 400, "slow_down", "");
    assert_eq!(sure("rate-limited", &[coded]), Some(Confirmed));
    let counted = |name: &str, value: &str| {
        let mut counted = refusal(&messages(), 403, "forbidden", "API rate limit exceeded");
        counted.headers.push((name.to_owned(), value.to_owned()));
        sure("rate-limited", &[called("one", counted)])
    };
    assert_eq!(counted("x-ratelimit-remaining", "0"), Some(Confirmed));
    assert_eq!(counted("retry-after", "30"), Some(Confirmed));
    assert_eq!(counted("x-ratelimit-remaining", "17"), Some(Likely));
    let people = "Quota administrators only: too many requests to approve";
    assert_eq!(sure("rate-limited", &[post(403, "forbidden", people)]), None);
    assert_eq!(sure("rate-limited", &[post(403, "forbidden", "")]), None);
    let mut passed = check("one").saw(Fact::Exchange(Box::new(exchange(&messages(), 429))));
    passed.status = Status::Pass;
    assert_eq!(sure("rate-limited", &[passed]), None);
}

#[test]
fn no_answer_and_untrusted_certificates() {
    for kind in [FaultKind::Dns, FaultKind::Refused, FaultKind::Timeout, FaultKind::Tls] {
        let checks = [silent(&messages(), kind)];
        assert_eq!(sure("no-answer", &checks), Some(Confirmed), "{kind:?}");
        assert_eq!(sure("certificate-not-trusted", &checks), None, "{kind:?}");
    }
    let certificate = [silent(&messages(), FaultKind::Certificate)];
    assert_eq!(sure("certificate-not-trusted", &certificate), Some(Confirmed));
    assert_eq!(sure("no-answer", &certificate), None);
    for kind in [FaultKind::HostNotNamed, FaultKind::Request] {
        let diagnosis = diagnose(&[silent(&messages(), kind)]);
        assert_eq!(root(&diagnosis), None);
        assert!(diagnosis.next.is_some_and(|next| next.starts_with("nothing was sent")));
    }
}

#[test]
fn issuer_mismatch() {
    let discovery = |url: &str| {
        called("discovery", exchange(url, 200)).mismatch(
            "body.issuer",
            "equals",
            json!("https://issuer.example"),
            json!("https://issuer.example/"),
        )
    };
    let known = discovery("https://issuer.example/.well-known/openid-configuration");
    assert_eq!(sure("issuer-mismatch", &[known]), Some(Confirmed));
    assert_eq!(sure("issuer-mismatch", &[discovery("https://issuer.example/about")]), None);
    let claim = check("claims").saw(token_fact(token(&[]))).mismatch(
        "claims.iss",
        "equals",
        json!("https://a.example"),
        json!("https://b.example"),
    );
    assert_eq!(sure("issuer-mismatch", std::slice::from_ref(&claim)), Some(Confirmed));
    // A document and a token that differ alike are one cause; one that differs otherwise is left.
    let known = discovery("https://issuer.example/.well-known/openid-configuration");
    let alike = check("alike").saw(token_fact(token(&[]))).mismatch(
        "claims.iss",
        "equals",
        json!("https://issuer.example"),
        json!("https://issuer.example/"),
    );
    let found = finding("issuer-mismatch", &[known, alike, claim]);
    assert_eq!(found.explains, ["sample/discovery", "sample/alike"]);
    assert_eq!(
        sure("issuer-mismatch", &[post(401, "invalid_token", "Invalid issuer")]),
        Some(Confirmed)
    );
    let either = post(401, "invalid_token", "Invalid issuer or audience");
    assert_eq!(sure("issuer-mismatch", std::slice::from_ref(&either)), Some(Possible));
    assert!(sure("audience-wrong", &[either]) <= Some(Possible));
}

#[test]
fn audience_wrong() {
    let claim = |actual| {
        check("claims").saw(token_fact(token(&[]))).mismatch(
            "claims.aud",
            "contains",
            json!("https://api.example"),
            actual,
        )
    };
    assert_eq!(sure("audience-wrong", &[claim(json!(["https://other.example"]))]), Some(Confirmed));
    assert_eq!(sure("audience-wrong", &[claim(json!(null))]), None);
    let says = post(403, "", "Audiences in Jwt are not allowed");
    assert_eq!(sure("audience-wrong", &[says]), Some(Confirmed));
    let refused = queue(401, "invalid_token", "Invalid audience");
    assert_eq!(sure("audience-wrong", std::slice::from_ref(&refused)), Some(Confirmed));
    assert_eq!(sure("audience-wrong", &[queue_passed(), refused]), Some(Possible));
    assert!(is_ruled_out("audience-wrong", &[queue_passed(), bare_post()]));
    let target =
        not_issued(&[], 400, "invalid_target", "resource indicator is missing, or unknown");
    assert_eq!(sure("audience-wrong", &[target]), Some(Confirmed));
    let request = not_issued(&[], 400, "invalid_request", "resource is not a URI");
    assert_eq!(sure("audience-wrong", &[request]), None);
}

#[test]
fn token_not_jwt() {
    let opaque = || TokenFact { kind: TokenKind::Opaque, ..token(&[]) };
    let demanded = check("kind").saw(token_fact(opaque())).mismatch(
        "token.kind",
        "equals",
        json!("jwt"),
        json!("opaque"),
    );
    assert_eq!(sure("token-not-jwt", &[demanded]), Some(Confirmed));
    let malformed = || post(401, "invalid_token", "jwt malformed");
    assert_eq!(sure("token-not-jwt", &[token_read(opaque()), malformed()]), Some(Likely));
    assert!(is_ruled_out("token-not-jwt", &[token_read(token(&[])), malformed()]));
    // An opaque token is no fault by itself.
    assert_eq!(sure("token-not-jwt", &[token_read(opaque()), bare_post()]), None);
}

#[test]
fn address_not_allowed() {
    let says = post(
        401,
        "ip.not.authorized",
        "Requests originating from this IP address are not authorized: [192.0.2.1]",
    );
    assert_eq!(sure("address-not-allowed", &[says]), Some(Confirmed));
    assert_eq!(sure("address-not-allowed", &[bare_post()]), None);
}

#[test]
fn wrong_platform() {
    let at = |pack: &str, host: &str| {
        let mut request = token_request(&[]);
        request.issued = false;
        request.exchange =
            refusal(&format!("https://{host}/api/v2/oauth/token"), 404, "not.found", "");
        let mut check = check("token-fetch").saw(Fact::TokenRequest(Box::new(request))).failed();
        check.pack = pack.to_owned();
        check
    };
    let found = finding("wrong-platform", &[at("guest-api", "api.mypurecloud.de")]);
    assert_eq!(found.confidence, Confirmed);
    assert!(found.title.contains("Genesys Cloud") && found.title.contains("guest-api"));
    // A pack of one's own with a call that does not exist there.
    assert_eq!(sure("wrong-platform", &[at("mine", "api.mypurecloud.de")]), Some(Confirmed));
    assert_eq!(sure("wrong-platform", &[at("guest-api", "gateway.example")]), None);
    assert_eq!(sure("wrong-platform", &[at("guest-api", "api.mypurecloud.de.example")]), None);
    // The right endpoint, and a pack that does not claim otherwise.
    let mut request = token_request(&[]);
    request.issued = false;
    request.exchange =
        refusal("https://login.mypurecloud.de/oauth/token", 400, "invalid_client", "");
    let right = check("token-fetch").saw(Fact::TokenRequest(Box::new(request))).failed();
    assert_eq!(sure("wrong-platform", &[right]), None);
}

#[test]
fn a_refusal_dated_after_the_tokens_end_is_a_clock_that_is_ahead() {
    let refused = |date: &str, header: (&str, &str)| {
        let url = format!("{API}/me");
        let mut exchange = refusal(&url, 401, "invalid_token", "Token validation failed");
        exchange.headers.push(("date".to_owned(), date.to_owned()));
        exchange.headers.push((header.0.to_owned(), header.1.to_owned()));
        [verified(), called("call", exchange)]
    };
    let none = ("server", "x");
    let at = |seconds: i64| {
        let time = now().checked_add(jiff::SignedDuration::from_secs(seconds)).expect("a time");
        time.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
    };
    let day = 24 * 3600;
    let ahead = refused(&at(day + 30), none);
    assert_eq!(sure("clock-wrong", &ahead), Some(Likely));
    let diagnosis = diagnose(&ahead);
    assert_eq!(root(&diagnosis), Some(("clock-wrong", Likely)));
    assert!(diagnosis.others.is_empty(), "{:?}", diagnosis.others);
    assert_eq!(sure("clock-wrong", &refused(&at(-300), none)), Some(Likely));
    // Still good by that Date, or out of a cache.
    assert_eq!(sure("clock-wrong", &refused(&at(day - 30), none)), None);
    assert_eq!(sure("clock-wrong", &refused(&at(-30), none)), None);
    assert_eq!(sure("clock-wrong", &refused(&at(day + 30), ("age", "7"))), None);
    assert_eq!(sure("clock-wrong", &refused("soon", none)), None);
    // Its words say something else, or a check measured that clock.
    let mut other = refused(&at(day + 30), none);
    other[1] = with_date(&at(day + 30), "Invalid issuer");
    assert_eq!(sure("clock-wrong", &other), None);
    let [token, call] = refused(&at(day + 30), none);
    assert_eq!(sure("clock-wrong", &[token, good_clock(), call]), None);
}

fn with_date(date: &str, message: &str) -> CheckResult {
    let mut exchange = refusal(&format!("{API}/me"), 401, "invalid_token", message);
    exchange.headers.push(("date".to_owned(), date.to_owned()));
    called("call", exchange)
}

#[test]
fn a_header_is_too_large_when_the_answer_says_so() {
    let refused = |status| [called("me", exchange("https://api.example/me", status))];
    assert_eq!(sure("header-too-large", &refused(431)), Some(Confirmed));
    assert_eq!(sure("header-too-large", &refused(400)), None);
    let log = |text| [called("me", exchange("https://api.example/me", 400)).saw(remark(text))];
    assert_eq!(
        sure("header-too-large", &log("400 Bad Request: Request Header Or Cookie Too Large")),
        Some(Likely)
    );
    assert_eq!(sure("header-too-large", &log("413 Request Entity Too Large")), None);
}
