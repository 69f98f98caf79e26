//! Causes that the shape of requests, answers and tokens shows: redirects, preflights, upgrades, regions,
//! tenants, algorithms. For each a hit and its near miss.

use super::*;
use crate::model::Confidence::{Confirmed, Likely};
use crate::model::*;

fn sending(mut exchange: Exchange, headers: &[(&str, &str)]) -> Exchange {
    let mut sent = Sent::default();
    for (name, value) in headers {
        sent.headers.push((*name).to_owned());
        sent.shown.push(((*name).to_owned(), (*value).to_owned()));
    }
    exchange.sent = Some(Box::new(sent));
    exchange
}

fn hop(status: u16, location: &str, elsewhere: bool, followed: bool) -> Hop {
    Hop { status, location: location.to_owned(), elsewhere, followed }
}

/// A control request of the check `call`, and what came of it.
fn experiment(variation: Variation, answers: Vec<Exchange>) -> ExperimentResult {
    ExperimentResult {
        duration: std::time::Duration::ZERO,
        n: 1,
        experiment: Experiment {
            kind: "test",
            pack: "sample".to_owned(),
            check: "call".to_owned(),
            question: String::new(),
            changed: String::new(),
            act: Act::Send(variation),
        },
        requests: 1,
        request: String::new(),
        answer: String::new(),
        ran: true,
        facts: answers.into_iter().map(|one| Fact::Exchange(Box::new(one))).collect(),
    }
}

fn with(id: &str, checks: &[CheckResult], experiments: &[ExperimentResult]) -> Verdict {
    (find(id).expect("a cause").judge)(&crate::diagnose::Evidence::new(checks, experiments))
}

fn confidence(verdict: &Verdict) -> Option<Confidence> {
    match verdict {
        Verdict::Finding(finding) => Some(finding.confidence),
        Verdict::RuledOut(_) | Verdict::Unknown => None,
    }
}

#[test]
fn a_redirect_to_another_host_drops_the_credential() {
    let id = "redirect-drops-credential";
    let mut lost = exchange(&messages(), 401);
    lost.redirects.push(hop(302, "https://files.example/x", true, true));
    assert_eq!(sure(id, &[called("call", lost.clone())]), Some(Confirmed));
    // The refusal gives no reason, so that the whole is not more than likely.
    let diagnosis = diagnose(&[called("call", lost.clone())]);
    assert_eq!(root(&diagnosis), Some((id, Likely)));
    // On the same host the credential goes along.
    let mut same = lost.clone();
    same.redirects = vec![hop(302, &format!("{API}/v2"), false, true)];
    assert_eq!(sure(id, &[called("call", same)]), None);
    // Words about the token show that one arrived.
    let mut read = with_challenge(
        lost,
        &[("error", "invalid_token"), ("error_description", "The token is expired")],
    );
    read.error = None;
    assert_eq!(sure(id, &[called("call", read)]), None);
    assert!(is_ruled_out(id, &[post(401, "authentication.required", "")]));
    assert!(!is_ruled_out(id, &[bare_post()]));

    let target = "https://files.example/x".to_owned();
    let works =
        [experiment(Variation::RedirectTarget(target.clone()), vec![exchange(&target, 200)])];
    let refused =
        [experiment(Variation::RedirectTarget(target.clone()), vec![exchange(&target, 401)])];
    let redirected = || called("call", exchange(&messages(), 302));
    assert_eq!(confidence(&with(id, &[redirected()], &works)), Some(Confirmed));
    assert_eq!(confidence(&with(id, &[redirected()], &refused)), None);
}

#[test]
fn a_redirect_turns_a_post_into_a_get() {
    let id = "redirect-changes-method";
    let answered = |method: &str, status, location: &str| {
        let mut answer = exchange(&messages(), status);
        answer.method = method.to_owned();
        answer.redirects.push(hop(status, location, false, false));
        sure(id, &[called("call", answer)])
    };
    let slash = format!("{}/", messages());
    assert_eq!(answered("POST", 301, &slash), Some(Confirmed));
    // 308 keeps the method; a GET has none to lose; another path may be a login.
    assert_eq!(answered("POST", 308, &slash), None);
    assert_eq!(answered("GET", 301, &slash), None);
    assert_eq!(answered("POST", 302, "https://sso.example/login"), Some(Confidence::Possible));
}

#[test]
fn a_preflight_is_refused() {
    let id = "preflight-refused";
    let asked = |status, headers: &[(&str, &str)]| {
        let mut answer = sending(exchange(&messages(), status), headers);
        answer.method = "OPTIONS".to_owned();
        answer.identity = None;
        called("call", answer)
    };
    let preflight = [("origin", "https://app.example"), ("access-control-request-method", "GET")];
    assert_eq!(sure(id, &[asked(401, &preflight)]), Some(Confirmed));
    assert_eq!(sure(id, &[asked(403, &preflight)]), Some(Likely));
    assert!(is_ruled_out(id, &[asked(204, &preflight)]));
    assert_eq!(sure(id, &[asked(401, &preflight[..1])]), None);

    let hidden = |log: &str, allowed: bool| {
        let mut answer = sending(exchange(&messages(), 401), &preflight[..1]);
        if allowed {
            let allow = ("access-control-allow-origin".to_owned(), "*".to_owned());
            answer.headers.push(allow);
        }
        sure(id, &[called("call", answer).saw(remark(log))])
    };
    let log = "blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present";
    assert_eq!(hidden(log, false), Some(Confirmed));
    assert_ne!(hidden(log, true), Some(Confirmed));
    assert_eq!(hidden("401 (Unauthorized)", false), None);
}

#[test]
fn an_upgrade_is_refused_for_its_origin_or_for_want_of_a_credential() {
    let upgrade = |status, headers: &[(&str, &str)]| {
        let mut all = vec![("sec-websocket-version", "13"), ("origin", "https://app.example")];
        all.extend(headers);
        let mut answer = sending(exchange("https://api.example/ws", status), &all);
        answer.identity = None;
        called("call", answer)
    };
    assert_eq!(sure("origin-not-allowed", &[upgrade(403, &[])]), Some(Likely));
    assert_eq!(sure("origin-not-allowed", &[upgrade(401, &[])]), None);
    let entry = "<allow>https://app.example/</allow>";
    let found = finding("origin-not-allowed", &[upgrade(403, &[]).saw(remark(entry))]);
    assert_eq!(found.weight, 6);
    let browser = [("user-agent", "Mozilla/5.0 (X11)")];
    assert_eq!(sure("websocket-credential-impossible", &[upgrade(401, &browser)]), Some(Likely));
    assert_eq!(sure("websocket-credential-impossible", &[upgrade(401, &[])]), None);
    let ticket = [("user-agent", "Mozilla/5.0"), ("sec-websocket-protocol", "bearer")];
    assert_eq!(sure("websocket-credential-impossible", &[upgrade(401, &ticket)]), None);
}

#[test]
fn a_token_of_one_region_is_used_in_another() {
    let id = "region-wrong";
    let fetched = |url: &str| {
        let mut request = token_request(&[]);
        request.exchange.url = url.to_owned();
        check("token-fetch").saw(Fact::TokenRequest(Box::new(request)))
    };
    let used =
        |code| called("call", refusal("https://api.mypurecloud.de/api/v2/users/me", 401, code, ""));
    let login = |domain| fetched(&format!("https://login.{domain}/oauth/token"));
    assert_eq!(sure(id, &[login("mypurecloud.com"), used("bad.credentials")]), Some(Confirmed));
    assert_eq!(sure(id, &[login("mypurecloud.de"), used("bad.credentials")]), None);
    let addresses = [login("mypurecloud.com"), used("ip.not.authorized")];
    assert_ne!(sure(id, &addresses), Some(Confirmed), "the reason is another one");
    // Hosts that people name, and hosts that only look alike.
    let named = |text: &str| sure(id, &[bare_post().saw(remark(text))]);
    assert_eq!(named("login at login.usw2.pure.cloud, API api.mypurecloud.ie"), Some(Likely));
    assert_eq!(named("login.service.com and api.service.eu"), Some(Likely));
    assert_eq!(named("eu1.service.com and us2.service.com"), Some(Likely));
    assert_eq!(named("login.service.com and api.service.com"), None);
    assert_eq!(named("docs.example.com and www.example.eu"), None);
    assert!(is_ruled_out(id, &[queue_passed(), bare_post()]));
}

#[test]
fn environments_are_mixed() {
    let refused = |api: &str, issuer: &str| {
        let token = TokenFact { issuer: Some(issuer.to_owned()), ..token(&[SCOPE]) };
        let call = called("call", exchange(&format!("https://{api}/x"), 401));
        sure("region-wrong", &[token_read(token), call])
    };
    assert_eq!(refused("api-prod.acme.io", "https://login.staging.acme.io"), Some(Likely));
    assert_eq!(refused("api-staging.acme.io", "https://login.staging.acme.io"), None);
    assert_eq!(refused("api.acme.io", "https://login.staging.acme.io"), None);
}

#[test]
fn a_token_of_another_tenant() {
    let id = "tenant-wrong";
    let own = || TokenFact {
        issuer: Some("https://id.example/realms/blue".to_owned()),
        ..token(&[SCOPE])
    };
    let with = |text: &str| sure(id, &[token_read(own()), bare_post().saw(remark(text))]);
    assert_eq!(with("issuer-uri: https://id.example/realms/green"), Some(Likely));
    assert_eq!(with("issuer-uri: https://id.example/realms/blue"), None);
    assert_eq!(with("https://id.example/realms/green and https://id.example/realms/blue"), None);
    assert_eq!(with("https://other.example/realms/green"), None);
}

#[test]
fn the_algorithm_is_another_than_the_keys_are_for() {
    let id = "algorithm-mismatch";
    let held = |algorithm: &str, keys: &str| {
        let fact = SignatureFact {
            algorithm: Some(algorithm.to_owned()),
            keys_from: keys.to_owned(),
            ..signature(SignatureVerdict::Unsupported, &[])
        };
        sure(id, &[check("token-signature").saw(Fact::Signature(Box::new(fact))).failed()])
    };
    assert_eq!(held("HS256", "https://issuer.example/jwks"), Some(Likely));
    assert_eq!(held("HS256", "the shared secret"), None);
    assert_eq!(held("RS256", "https://issuer.example/jwks"), None);
    assert!(is_ruled_out(id, &[verified(), bare_post()]));
    let signed = |text: &str| {
        let token = TokenFact { algorithm: Some("HS256".to_owned()), ..token(&[SCOPE]) };
        [token_read(token), bare_post().saw(remark(text))]
    };
    assert_eq!(sure(id, &signed("the API takes RS256 only")), Some(Likely));
    assert_eq!(sure(id, &signed("HS256 in the token, RS256 in the documentation")), None);
    // The server saw a token of another algorithm: another token arrived.
    let replaced = signed("the JWT was signed with the 'RS256' signature algorithm");
    assert_eq!(sure(id, &replaced), None);
    assert_eq!(sure("authorization-header-lost", &replaced), Some(Likely));
}

#[test]
fn an_issuer_is_written_in_two_ways() {
    let with = |text: &str| {
        sure("issuer-mismatch", &[token_read(token(&[])), bare_post().saw(remark(text))])
    };
    assert_eq!(with("issuer: https://issuer.example/"), Some(Likely));
    assert_eq!(with("issuer: https://issuer.example"), None);
    assert_eq!(with("jwks: https://issuer.example/jwks"), None);
}

#[test]
fn the_edge_answers_with_and_without_a_token() {
    let edge = |status| Exchange { answered_by: AnsweredBy::Edge, ..exchange(&messages(), status) };
    let sure = |status, bare| {
        let experiments = [experiment(Variation::WithoutAuthorization, vec![bare])];
        confidence(&with("edge-refused", &[called("call", edge(status))], &experiments))
    };
    assert_eq!(sure(403, edge(403)), Some(Confirmed));
    assert_eq!(sure(403, exchange(&messages(), 401)), Some(Likely));
    assert_eq!(sure(401, edge(401)), Some(Likely));
}

#[test]
fn repeats_show_that_nodes_disagree() {
    let by = |node: &str, status| {
        let mut answer = exchange(&format!("{API}/me"), status);
        answer.headers.push(("x-node".to_owned(), node.to_owned()));
        answer
    };
    let answers = vec![by("a", 200), by("b", 401), by("a", 200), by("b", 401), by("b", 401)];
    let repeat = |answers| [experiment(Variation::Repeat { times: 5 }, answers)];
    let failed = || called("call", by("b", 401));
    let verdict = with("cluster-disagrees", &[failed()], &repeat(answers));
    assert_eq!(confidence(&verdict), Some(Confirmed));
    let alike = vec![by("a", 401), by("b", 401), by("a", 401), by("b", 401), by("a", 401)];
    assert!(matches!(with("cluster-disagrees", &[failed()], &repeat(alike)), Verdict::RuledOut(_)));
}

#[test]
fn refusals_that_name_their_reason() {
    let queue_of = |code| refusal(&format!("{API}/api/v2/routing/queues/q-1"), 403, code, "");
    let division = called("call", queue_of("missing.division.permission"));
    assert_eq!(
        root(&diagnose(std::slice::from_ref(&division))),
        Some(("division-missing", Confirmed))
    );
    assert!(is_ruled_out("permission-missing", &[division]));
    let named = |status, code: &str| {
        let diagnosis = diagnose(&[called("call", refusal(&messages(), status, code, ""))]);
        diagnosis.root.map(|root| (root.cause, root.confidence))
    };
    let confirmed = |cause: &str| Some((cause.to_owned(), Confirmed));
    assert_eq!(named(403, "authz.policy.denied"), confirmed("policy-forbids"));
    assert_eq!(named(403, "feature.toggle.disabled"), confirmed("licence-missing"));
    assert_eq!(named(403, "origin.not.allowed"), confirmed("origin-not-allowed"));
    assert_eq!(named(403, "missing.permissions"), confirmed("permission-missing"));
    assert_eq!(named(403, "forbidden"), None);
    // Meshes say so to callers without a credential as well.
    let mut bare = refusal(&messages(), 403, "authz.policy.denied", "");
    bare.identity = None;
    assert_eq!(sure("policy-forbids", &[called("call", bare)]), Some(Likely));
}
