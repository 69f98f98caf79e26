//! Genesys Cloud taken for another API: what was attempted names the pack, and what is believed is named from what was
//! asked; each hit beside its near misses.

use serde_json::json;

use super::*;
use crate::model::*;

const GENESYS: &str = "https://api.mypurecloud.de";

/// A check of this pack that was answered so.
fn asked(pack: &str, id: &str, method: &str, url: &str, status: u16) -> CheckResult {
    let mut exchange = refusal(url, status, "not.found", "The requested resource was not found.");
    exchange.method = method.to_owned();
    let mut check = called(id, exchange);
    check.pack = pack.to_owned();
    check
}

/// A token request of this pack that got no token, with these scopes asked for.
fn no_token(pack: &str, url: &str, scopes: &[&str]) -> CheckResult {
    let mut request = token_request(scopes);
    request.issued = false;
    request.exchange = refusal(url, 404, "not.found", "");
    let mut check = check("token-fetch").saw(Fact::TokenRequest(Box::new(request))).failed();
    check.pack = pack.to_owned();
    check
}

fn remedy_of(checks: &[CheckResult]) -> String {
    let root = diagnose(checks).root.expect("named");
    assert_eq!(root.cause, "wrong-platform");
    let remedy = root.remedies.iter().find(|one| one.id == "use-genesys-cloud-pack");
    remedy.expect("the packs").text.clone()
}

#[test]
fn the_pack_is_named_by_what_was_attempted() {
    let pack =
        |name: &str| format!("why401 check genesys-cloud/{name} --set domain=mypurecloud.de");
    let queue = "api/v2/routing/queues/not-a-queue";
    for (id, path, named, others) in [
        (
            "token-fetch",
            "api/v2/oauth/token",
            &["oauth-client"][..],
            &["queue", "open-messaging"][..],
        ),
        ("queue-permission", "api/v2/oauth/token", &["queue"], &["web-messaging"]),
        ("message-post", "api/v2/oauth/token", &["open-messaging", "web-messaging"], &["web-chat"]),
        ("guest", "api/v2/webchat/guest/sessions", &["web-messaging", "web-chat"], &["queue"]),
        (
            "guest",
            "api/v2/messaging/conversations",
            &["open-messaging"],
            &["oauth-client", "queue"],
        ),
    ] {
        let text = remedy_of(&[asked("guest-api", id, "POST", &format!("{GENESYS}/{path}"), 404)]);
        for name in named {
            assert!(text.contains(&pack(name)), "{id} {path}: {name}\n{text}");
        }
        for name in others {
            assert!(!text.contains(&pack(name)), "{id} {path}: {name}\n{text}");
        }
    }
    // A queue that is refused for a reason of the platform's own is no matter of the pack.
    let refused = asked("guest-api", "queue-permission", "GET", &format!("{GENESYS}/{queue}"), 404);
    assert_eq!(sure("wrong-platform", &[refused]), None);
}

#[test]
fn scopes_that_do_not_exist_are_named_and_those_that_do_are_not() {
    let at = format!("{GENESYS}/api/v2/oauth/token");
    let text = remedy_of(&[no_token("mine", &at, &["webchat:guest:write", "conversations"])]);
    assert!(text.contains("webchat:guest:write: no such scope exists"), "{text}");
    assert!(!text.contains("- conversations:"), "{text}");
    // Asked of somebody else it may well exist.
    let elsewhere = no_token("mine", "https://api.example/oauth/token", &["webchat:guest:write"]);
    assert_eq!(sure("wrong-platform", &[elsewhere]), None);
}

#[test]
fn calls_that_are_believed_in_are_named_by_what_holds_instead() {
    for (path, instead) in [
        ("api/v2/oauth/token", "https://login.mypurecloud.de/oauth/token"),
        ("api/v2/tokens/head", "HEAD /api/v2/tokens/me"),
        ("api/v2/oauth/tokens/verify", "HEAD /api/v2/tokens/me"),
        ("api/v2/me", "GET /api/v2/tokens/me"),
    ] {
        let text = remedy_of(&[asked("mine", "x", "GET", &format!("{GENESYS}/{path}"), 404)]);
        assert!(text.contains(instead), "{path}: {text}");
    }
    // What is there and refused is no belief.
    let there = asked("mine", "x", "GET", &format!("{GENESYS}/api/v2/tokens/me"), 401);
    assert_eq!(sure("wrong-platform", &[there]), None);
}

#[test]
fn a_call_that_the_definition_has_not_is_likely_the_wrong_address() {
    let of = |host: &str, method: &str, path: &str, status: u16| {
        sure(
            "request-address-wrong",
            &[asked("mine", "x", method, &format!("{host}/{path}"), status)],
        )
    };
    let (unknown, known) = ("api/v2/routing/queuez/7", "api/v2/routing/queues/7");
    assert_eq!(of(GENESYS, "GET", unknown, 404), Some(Confidence::Likely));
    assert_eq!(of(GENESYS, "PATCH", known, 405), Some(Confidence::Likely));
    let call = asked("mine", "x", "GET", &format!("{GENESYS}/{unknown}"), 404);
    let named = finding("request-address-wrong", &[call]);
    let meant = named.because.iter().any(|because| match because {
        Because::Check { text, .. } => text.contains("GET /api/v2/routing/queues/{queueId}"),
        Because::Experiment { .. } => false,
    });
    assert!(meant, "{:?}", named.because);
    // An object that is not there; a call that was let in; somebody else's API; a path beside the API's.
    assert_eq!(of(GENESYS, "GET", known, 404), None);
    assert_eq!(of(GENESYS, "GET", unknown, 401), None);
    assert_eq!(of("https://api.example", "GET", unknown, 404), None);
    assert_eq!(of(GENESYS, "GET", "v2/routing/queuez/7", 404), None);
}

#[test]
fn who_reads_an_opaque_token_of_the_platform_believes_in_a_jwt() {
    let opaque = || TokenFact { kind: TokenKind::Opaque, ..token(&[]) };
    let claim = |path: &str, token: TokenFact| {
        check("guest").saw(token_fact(token)).mismatch(path, "exists", json!(true), json!(null))
    };
    let served = |host: &str| {
        check("token-accepted")
            .saw(Fact::Exchange(Box::new(exchange(&format!("{host}/api/v2/tokens/me"), 200))))
    };
    let checks = [served(GENESYS), claim("claims.guest_id", opaque())];
    assert!(remedy_of(&checks).contains("there is nothing to read in them"));
    // Its life is told by the token response; a token that can be read; another platform.
    assert_eq!(sure("wrong-platform", &[served(GENESYS), claim("token.lifetime", opaque())]), None);
    assert_eq!(
        sure("wrong-platform", &[served(GENESYS), claim("claims.guest_id", token(&[]))]),
        None
    );
    let elsewhere = [served("https://api.example"), claim("claims.guest_id", opaque())];
    assert_eq!(sure("wrong-platform", &elsewhere), None);
}
