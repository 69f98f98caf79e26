//! The rules by which answers count, each with what it nearly takes in.

use super::*;
use crate::diagnose::Evidence;
use crate::model::*;
use crate::provider::Meaning;

const URL: &str = "https://api.example/api/v2/things";

/// How many answers give the reason, and how sure a finding of it is that may be confirmed.
fn told(reason: Meaning, checks: &[CheckResult]) -> (usize, Option<Confidence>) {
    let evidence = Evidence::new(checks, &[]);
    let title = |host: &str| host.to_owned();
    let draft = evidence.by_answers(reason, Confidence::Confirmed, title);
    let sure = draft.map(|draft| match draft.found() {
        Verdict::Finding(finding) => finding.confidence,
        other => panic!("{other:?}"),
    });
    (evidence.told(reason).len(), sure)
}

fn address(status: u16) -> Exchange {
    refusal(URL, status, "", "Requests from this IP address are not authorized")
}

const CONFIRMED: (usize, Option<Confidence>) = (1, Some(Confidence::Confirmed));
const LIKELY: (usize, Option<Confidence>) = (1, Some(Confidence::Likely));
const NOTHING: (usize, Option<Confidence>) = (0, None);

#[test]
fn words_count_with_any_status_but_of_no_check_that_passed() {
    for status in [200, 400, 401, 403, 404, 422, 500, 503] {
        assert_eq!(told(Meaning::Address, &[called("a", address(status))]), CONFIRMED, "{status}");
    }
    let passed = check("a").saw(Fact::Exchange(Box::new(address(200))));
    assert_eq!(told(Meaning::Address, &[passed]), NOTHING);
}

#[test]
fn who_stands_on_the_way_gives_no_reasons_of_the_api() {
    for (who, counts) in [
        (AnsweredBy::Api, true),
        (AnsweredBy::Gateway, true),
        (AnsweredBy::Unknown, true),
        (AnsweredBy::Edge, false),
        (AnsweredBy::Proxy, false),
        (AnsweredBy::LoginPage, false),
    ] {
        let answer = Exchange { answered_by: who, ..address(403) };
        let checks = [called("a", answer)];
        let known = if counts { CONFIRMED } else { NOTHING };
        assert_eq!(told(Meaning::Address, &checks), known, "{who:?}");
        let evidence = Evidence::new(&checks, &[]);
        assert_eq!(evidence.answers().count(), usize::from(counts), "{who:?}");
        assert_eq!(evidence.refusals().count(), usize::from(counts), "{who:?}");
    }
}

#[test]
fn a_request_is_read_with_the_words_of_whom_it_asks() {
    let words = ("invalid_scope", "requested scope is not allowed for the client");
    let asked = not_issued(&["a"], 400, words.0, words.1);
    assert_eq!(told(Meaning::Scope, &[asked]), CONFIRMED);
    // A request of which only the looks are known.
    let mut looks =
        refusal("https://api.example/oauth/token", 401, "invalid_client", "Unknown client");
    looks.method = "POST".to_owned();
    looks.identity = None;
    assert_eq!(told(Meaning::ClientUnknown, &[called("a", looks.clone())]), CONFIRMED);
    looks.url = URL.to_owned();
    looks.identity = Some("service".to_owned());
    assert_eq!(told(Meaning::ClientUnknown, &[called("a", looks)]), NOTHING);
    // A token that came after all is no refusal, whatever stands beside it.
    let mut request = token_request(&[]);
    request.exchange.error = error(words.0, words.1);
    let served = check("a").saw(Fact::TokenRequest(Box::new(request))).failed();
    assert_eq!(told(Meaning::Scope, &[served]), NOTHING);
}

#[test]
fn an_alternative_gives_no_reason_and_another_reason_leaves_a_doubt() {
    let read = |message: &str| {
        told(Meaning::Expired, &[called("a", refusal(URL, 401, "invalid_token", message))])
    };
    // What fits every reason, such as the code, is no other reason.
    assert_eq!(read("The token expired"), CONFIRMED);
    assert_eq!(read("The token expired or was revoked"), NOTHING);
    assert_eq!(read("The token expired. Its signature verification failed."), LIKELY);
    // One answer that is sure is enough.
    let sure = called("b", refusal(URL, 401, "", "The token expired"));
    let unsure =
        called("a", refusal(URL, 401, "", "The token expired. Signature verification failed."));
    assert_eq!(told(Meaning::Expired, &[unsure, sure]), (2, Some(Confidence::Confirmed)));
}

#[test]
fn a_cause_that_words_do_not_prove_is_likely_at_most() {
    let checks = [called("a", address(403))];
    let evidence = Evidence::new(&checks, &[]);
    let title = |host: &str| format!("at {host}");
    let draft = evidence.by_answers(Meaning::Address, Confidence::Likely, title);
    let Some(Verdict::Finding(finding)) = draft.map(crate::diagnose::draft::Draft::found) else {
        panic!("it is told");
    };
    assert_eq!(
        (finding.confidence, finding.title.as_str()),
        (Confidence::Likely, "at api.example")
    );
    assert!(finding.worded && finding.explains == ["sample/a"]);
    assert!(finding.particulars.contains(&("call", format!("GET {URL}").into())));
}
