//! What the Markdown looks like.

use super::super::fixture;
use super::*;
use crate::model::Summary;

fn markdown(report: &Report) -> String {
    (FORMAT.render)(report, &Style::plain())
}

/// The text without its code spans and fences, in which nothing means anything.
pub(in crate::report) fn outside_of_code(text: &str) -> String {
    let mut kept = String::new();
    let mut fence: Option<usize> = None;
    for line in text.lines() {
        let marks = line.len() - line.trim_start_matches('`').len();
        if let Some(open) = fence {
            if line.trim_end().len() == marks && marks >= open {
                fence = None;
            }
            continue;
        }
        if marks >= 3 && !line[marks..].contains('`') {
            fence = Some(marks);
            continue;
        }
        let mut rest = line;
        while let Some(at) = rest.find('`') {
            kept.push_str(&rest[..at]);
            let inside = rest[at..].trim_start_matches('`');
            let mark = "`".repeat(rest.len() - at - inside.len());
            let mut end = 0;
            loop {
                let found = inside[end..].find(&mark).expect("a closed span") + end;
                let run = inside[found..].len() - inside[found..].trim_start_matches('`').len();
                if run == mark.len() {
                    rest = &inside[found + run..];
                    break;
                }
                end = found + run;
            }
            kept.push('C');
        }
        kept.push_str(rest);
        kept.push('\n');
    }
    kept
}

#[test]
fn the_verdict_and_the_cause_come_first() {
    let text = markdown(&fixture::scope_missing());
    let start = "## ✗ guest-api: 2 of 5 checks failed\n\n**the OAuth client is not granted the scope `webchat:guest:write`**  \n`scope-missing` · confirmed\n\n- `token-scopes`: granted: `conversation:read conversation:write guest:access`\n";
    assert!(text.starts_with(start), "{text}");
    assert!(
        text.contains(
            "| ✗ fail | message-post | 401 unauthorized: User is not authorized | - | 5 ms |\n"
        ),
        "{text}"
    );
    assert!(
        text.contains("```diff\n  scopes = [\n+   \"webchat:guest:write\",\n  ]\n```\n"),
        "{text}"
    );
    assert!(text.contains("redaction: 2 secrets known, 41 forms searched for, 0 found"), "{text}");
}

#[test]
fn correlation_ids_stand_below_their_request() {
    let mut report = fixture::everything();
    report.checks[0].status = Status::Fail;
    let text = markdown(&report);
    assert!(text.contains("    - `correlation-id`: `c-1`\n"), "{text}");
    assert!(text.contains("`2026-11-22T15:00:00.500Z` `POST https://api.example.com/"), "{text}");
}

#[test]
fn waivers_and_changes_are_shown() {
    let text = markdown(&fixture::waived());
    assert!(text.starts_with("## ✗ guest-api: 3 of 6 checks failed\n"), "{text}");
    // What is waived fails no run; a waiver that has expired does.
    let mut accepted = fixture::waived();
    accepted.checks.retain(|check| check.kind != "waiver");
    accepted.summary = Summary { exit_code: 0, ..Summary::count(&accepted.checks) };
    let accepted = markdown(&accepted);
    assert!(
        accepted.starts_with("## ! guest-api: 2 of 5 checks failed, and that is waived\n"),
        "{accepted}"
    );
    assert!(text.contains("waived until 2026-12-31: the client is replaced"), "{text}");
    assert!(text.contains("| expired | check queue | 2026-10-01 |"), "{text}");
    assert!(text.contains("| key-id | service | 2026-10 | 2026-11 | neutral |"), "{text}");
    assert!(markdown(&fixture::died()).contains("the configuration of TLS cannot be read"));
}

#[test]
fn nothing_from_elsewhere_means_anything() {
    let evil = "<script>alert(1)</script> @octocat #77 | `x` ``` [a](javascript:b) ![i](http://e/x.png) https://e.example www.e.example **b** _i_ <!-- \n## forged\n- x";
    let mut report = fixture::saying(evil);
    // A remedy is Markdown; its own tests say what passes of it.
    for remedy in report.diagnosis.root.iter_mut().flat_map(|root| &mut root.remedies) {
        remedy.text.clear();
    }
    let text = markdown(&report);
    let outside = outside_of_code(&text);
    for part in [
        "<script",
        "@octocat",
        "#77",
        "javascript",
        "![",
        "://",
        "www.",
        "**b",
        "<!--",
        "\n## forged",
        "_i_",
    ] {
        assert!(!outside.contains(part), "{part} in\n{outside}\n---\n{text}");
    }
    let tags = outside.split('<').skip(1).map(|tag| tag.split('>').next().unwrap_or_default());
    for tag in tags {
        assert!(
            ["details", "summary", "/summary", "/details", "sub", "/sub", "br"].contains(&tag),
            "{tag}"
        );
    }
    // Every row of a table has the cells of its head.
    for table in outside.split("\n\n").filter(|part| part.starts_with('|')) {
        let cells: Vec<usize> = table.lines().map(|row| row.matches('|').count()).collect();
        assert!(cells.iter().all(|count| *count == cells[0]), "{table}");
    }
    let hostile = markdown(&fixture::hostile());
    assert!(!hostile.contains(['\u{1b}', '\u{7}', '\u{9b}', '\u{202e}', '\0']));
}
