//! Takes out of an output what differs from run to run: times, ports, the run's id. What is replaced keeps its width
//! wherever a layout depends on it, and numbers stay numbers, so that JSON can still be read.

use std::sync::LazyLock;

use regex::Regex;

/// What differs, and what is written in its place.
const DIFFERS: &[(&str, &str)] = &[
    // RFC 3339, with or without a fraction of a second.
    (r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", "YYYY-MM-DDThh:mm:ssZ"),
    // RFC 9110, section 5.6.7.
    (
        r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT",
        "Day, DD Mon YYYY hh:mm:ss GMT",
    ),
    (r"127\.0\.0\.1:\d{4,5}", "127.0.0.1:00000"),
    (r#""run": \{\s*"id": "[0-9a-f]+""#, "\"run\": {\n    \"id\": \"RUN\""),
    // Members of the JSON report that hold a measured time.
    (
        r#""(duration_ms|after_ms|dns_ms|connect_ms|tls_ms|first_byte_ms|total_ms|low|high|lifetime|exp|iat|nbf|since_issued|since_not_before|until_expired|forms_searched)": -?\d+(\.\d+)?([eE]-?\d+)?"#,
        "\"$1\": 0",
    ),
    // Whether a connection was used again depends on which check came first.
    (r#""connect_ms": (null|\d+(\.\d+)?)"#, r#""connect_ms": 0"#),
    // The same in other formats.
    (r#"(time|timestamp)="[0-9][0-9.T:-]*""#, "$1=\"0\""),
    (r"duration_ms: \d+\.\d+", "duration_ms: 0"),
    (r"(_seconds(\{[^}]*\})?) -?\d+(\.\d+)?", "$1 0"),
    (r"\d+ forms searched", "N forms searched"),
    (r#""formsSearched": \d+"#, "\"formsSearched\": 0"),
    (r#"(name="run" value="|why401-|why401/[a-z/-]+/)[0-9a-f]{32}"#, "${1}RUN"),
    // Measured values beside the demand that they do not meet.
    (r#""actual": (\[\s*)-?\d+\.\d+,(\s*)-?\d+\.\d+(\s*\])"#, r#""actual": ${1}0,${2}0$3"#),
    (r#""actual": -?\d+\.\d{3,}"#, r#""actual": 0"#),
    // The time that a check has left, after it waited for its token.
    (r"within(\s+)0\.\d s", "within${1}0.3 s"),
    // A clock that agrees, to half a second.
    (r"± 0\.\d s", "± 0.5 s"),
    (r"[+−]0\.\d s \(± 0", "+0.0 s (± 0"),
    // A clock ten minutes off, to half a second.
    (r"\b(599|600)\.\d+", "600.0"),
    (r"\b(599|601) s\b", "600 s"),
    // The column of times, and the time of the whole run.
    (r"(?m) (config|accepted|permitted|proven|-) +\d+(\.\d+)? (ms|s)$", " $1  N $3"),
    (r"(?m)  +(time|-)$", "  $1"),
    // A token that outlives us, whose time is counted from now.
    (r"\b\d{5} d( \d{1,2} h)? left(  +)?", "N d left"),
    // What experiments took.
    (r"(requests?) · \d+\.\d\d s\b", "$1 · N s"),
    (r" · \d+\.\d\d(\s)s\n$", " · N${1}s\n"),
];

static PATTERNS: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    let compile =
        |(pattern, with): &(&str, &'static str)| (Regex::new(pattern).expect("a pattern"), *with);
    DIFFERS.iter().map(compile).collect()
});

/// The output without what differs from run to run.
pub(crate) fn steady(text: &str) -> String {
    PATTERNS.iter().fold(text.to_owned(), |text, (pattern, with)| {
        pattern.replace_all(&text, *with).into_owned()
    })
}

#[test]
fn what_differs_is_taken_out_and_what_matters_stays() {
    let same = |text: &str| assert_eq!(steady(text), text);
    let becomes = |text: &str, expected: &str| assert_eq!(steady(text), expected);
    becomes(
        " ✓  token-fetch  JWT, 23 h 50 min left   accepted   12 ms\n",
        " ✓  token-fetch  JWT, 23 h 50 min left   accepted  N ms\n",
    );
    becomes("3 passed, 2 failed · 0.03 s\n", "3 passed, 2 failed · N s\n");
    becomes("local clock −0.2 s (± 0.5 s)", "local clock +0.0 s (± 0.5 s)");
    becomes("+10 min (+599.6 s ± 0.5 s)", "+10 min (+600.0 s ± 0.5 s)");
    becomes("\"duration_ms\": 12.5, \"status\": 401", "\"duration_ms\": 0, \"status\": 401");
    becomes(
        "started 2026-11-22T15:00:00.123Z at 127.0.0.1:41234",
        "started YYYY-MM-DDThh:mm:ssZ at 127.0.0.1:00000",
    );
    same("expired 5 min ago, 401");
    same("did not answer within 1 s\n");
    same("local clock −37.4 s (± 0.5 s)");
    same("Retry-After: 30");
    same("wait 30 s, then send less");
    same("00726571-0000-4000-8000-000300000000");
}
