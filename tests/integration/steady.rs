//! Takes out of an output what differs from run to run: times, ports, ids. Keeps the layout: what is replaced
//! keeps its width where it stands in a table.

use std::sync::LazyLock;

use regex::{Captures, Regex};

static TIMES: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z").expect("a pattern"));
static PORTS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"127\.0\.0\.1:\d+").expect("a pattern"));
static IDS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}").expect("a pattern")
});
static RUN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#""run": \{\s*"id": "[^"]+""#).expect("a pattern"));
static DATES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT")
        .expect("a pattern")
});
/// A number of milliseconds or seconds with its unit, and the spaces before it.
static LENGTHS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"( *)\b\d+(\.\d+)? (ms|s)\b").expect("a pattern"));
static CLOCKS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"local clock [+−]\d+(\.\d+)? s \(± \d+\.\d+ s\)").expect("a pattern")
});
static FIELDS: LazyLock<Regex> = LazyLock::new(|| {
    let names = "duration_ms|dns_ms|connect_ms|tls_ms|first_byte_ms|total_ms|low|high|lifetime|exp|iat|nbf\
                 |since_issued|since_not_before|until_expired|offset|error_bound|forms_searched|offset_seconds";
    Regex::new(&format!(r#""({names})": -?\d+(\.\d+)?([eE]-?\d+)?"#)).expect("a pattern")
});

/// The output without what differs from run to run.
pub(crate) fn steady(text: &str) -> String {
    let text = TIMES.replace_all(text, "TIME");
    let text = DATES.replace_all(&text, "DATE");
    let text = PORTS.replace_all(&text, "127.0.0.1:PORT");
    let text = RUN.replace_all(&text, "\"run\": {\n    \"id\": \"RUN\"");
    let text = IDS.replace_all(&text, "ID");
    let text = FIELDS.replace_all(&text, "\"$1\": N");
    let text = CLOCKS.replace_all(&text, "local clock N s (± N s)");
    // In a table the number is right-aligned: its digits and the spaces before it shrink to one form.
    let text = LENGTHS.replace_all(&text, |found: &Captures<'_>| {
        let spaces = if found[1].is_empty() { "" } else { " " };
        format!("{spaces}N {}", &found[3])
    });
    text.into_owned()
}

#[test]
fn what_differs_is_taken_out_and_what_matters_stays() {
    assert_eq!(
        steady("token-fetch  JWT, 23 h 59 min left   accepted   12 ms\n"),
        "token-fetch  JWT, 23 h 59 min left   accepted N ms\n"
    );
    assert_eq!(steady("expired 5 min ago, 401"), "expired 5 min ago, 401");
    assert_eq!(
        steady("\"duration_ms\": 12.5, \"status\": 401"),
        "\"duration_ms\": N, \"status\": 401"
    );
}
