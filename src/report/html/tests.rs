//! What the page holds. How it looks and behaves is tested in a browser: tests/interop/pages.

use super::super::fixture;
use super::*;
use crate::model::{CheckResult, Status};

fn page(report: &Report) -> String {
    (FORMAT.render)(report, &Style::plain())
}

#[test]
fn the_verdict_and_the_cause_come_before_the_checks() {
    let page = page(&fixture::scope_missing());
    let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("no {text} in\n{page}"));
    assert!(at(">2 of 5 checks failed</h1>") < at("<h3>the OAuth client is not granted"));
    assert!(at("<h3>the OAuth client is not granted") < at("<table"));
    assert!(page.contains("<ins>+   &quot;webchat:guest:write&quot;,</ins>"), "{page}");
}

#[test]
fn a_request_has_its_bar_its_ids_and_its_command() {
    let mut report = fixture::everything();
    report.checks[0].status = Status::Fail;
    let page = page(&report);
    assert!(page.contains("<li class=\"dns\">name resolution 1.2 ms</li>"), "{page}");
    assert!(page.contains("<dt>correlation-id</dt><dd>c-1</dd>"), "{page}");
    assert!(page.contains("&quot;Authorization: Bearer $TOKEN&quot;"), "{page}");
}

#[test]
fn a_websocket_shows_who_said_when_how_much_and_how_it_ended() {
    let mut report = fixture::everything();
    report.checks[0].status = Status::Fail;
    let page = page(&report);
    let talk = &page[page.find("<ol class=\"talk\"").expect("a talk")..];
    assert!(talk.contains("<span class=\"faint\">after 1.0 ms · text, 120 bytes</span> <code>action configureSession</code>"), "{talk}");
    assert!(
        talk.contains("received <span class=\"faint\">after 2.0 ms · binary, 4 bytes</span>"),
        "{talk}"
    );
    let end = "subprotocol v1.messaging · step 1 got no answer · closed by the server: 1008 policy violation";
    assert!(talk.contains(end), "{talk}");
    // A request that opened none shows none.
    let page = super::tests::page(&fixture::scope_missing());
    assert!(page.contains("Checks") && !page.contains("<ol class=\"talk\""), "{page}");
}

#[test]
fn the_policy_names_exactly_what_the_page_runs() {
    let page = page(&fixture::green());
    let inside = |open: &str, close: &str| {
        let start = page.find(open).expect(open) + open.len();
        &page[start..start + page[start..].find(close).expect(close)]
    };
    for (open, close) in [("<style>", "</style>"), ("<script>", "</script>")] {
        assert!(page.contains(&hash(inside(open, close))), "{open}");
        assert_eq!(page.matches(open).count(), 1);
    }
    assert!(page.contains("default-src 'none'; "));
    assert!(!page.contains("style=\"") && !page.contains(" src="));
}

#[test]
fn nothing_from_elsewhere_is_an_element() {
    let evil = "</style></script><script>alert(1)</script><img src=x onerror=y> \" ' onclick=z {{ report }} <a href=javascript:b>";
    for report in [fixture::saying(evil), fixture::hostile()] {
        let page = page(&report);
        assert_eq!(page.matches("<script").count(), 1);
        assert_eq!(page.matches("</script").count(), 1);
        assert_eq!(page.matches("</style").count(), 1);
        for part in
            ["<img", "<a href=javascript", "href=\"javascript", "\u{1b}", "\u{202e}", "\u{7}"]
        {
            assert!(!page.contains(part), "{part}");
        }
    }
    assert!(page(&fixture::saying(evil)).contains("&lt;script&gt;alert(1)"));
}

#[test]
fn waivers_and_changes_are_shown() {
    let page = page(&fixture::waived());
    assert!(page.contains("3 of 6 checks failed</h1>"), "{page}");
    assert!(
        page.contains("class=\"expired\">expired</th><td role=\"cell\">check queue<"),
        "{page}"
    );
    assert!(page.contains("<td role=\"cell\" class=\"worse\">worse</td>"), "{page}");
}

#[test]
fn of_thousands_of_checks_the_requests_of_the_bad_ones_are_shown_and_of_some_good_ones() {
    let mut report = fixture::everything();
    let asked = report
        .checks
        .iter()
        .find(|check| check.facts.iter().any(|fact| fact.exchange().is_some()))
        .expect("a check with a request")
        .clone();
    let of = |at: usize, status| CheckResult { id: format!("many-{at}"), status, ..asked.clone() };
    report.checks = (0..300).map(|at| of(at, Status::Pass)).collect();
    report.checks.push(of(300, Status::Fail));
    let many = page(&report);
    let shown = |at: usize| many.contains(&format!("<h3>many-{at}</h3>"));
    assert!(shown(0) && shown(199) && !shown(200) && !shown(299) && shown(300));
    assert!(many.contains("The requests of 100 more checks that are as claimed"));
    report.checks.drain(0..100);
    assert!(!page(&report).contains("more checks that are as claimed"));
}
