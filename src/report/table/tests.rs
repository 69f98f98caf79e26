//! What the table looks like.

use proptest::prelude::*;
use unicode_width::UnicodeWidthStr;

use super::super::fixture;
use super::*;
use crate::model::{Because, Diagnosis, Mismatch, RuledOut, SkipReason, Status, is_hidden};

const STYLE: Style = Style { width: 80, colour: false, unicode: true };

fn table(report: &Report, style: &Style) -> String {
    (FORMAT.render)(report, style)
}

fn without_colour(text: &str) -> String {
    let mut plain = String::new();
    for (index, piece) in text.split("\u{1b}[").enumerate() {
        plain.push_str(if index == 0 { piece } else { piece.split_once('m').expect("an SGR").1 });
    }
    plain
}

#[test]
fn the_run_of_the_design_looks_like_its_picture() {
    let expected = r#"guest-api · Guest messaging API behind a JWT gateway
simulator, fault: scope-missing

    check             what was seen                             proves      time
 ✓  token-fetch       JWT, RS256, 23 h 59 min left              accepted   12 ms
 ✗  token-scopes      webchat:guest:write is missing            -           0 ms
 ✓  clock-skew        local clock −0.2 s (± 0.5 s)              -           3 ms
 ✓  queue-permission  200, queue "Support", division Home       permitted   4 ms
 ✗  message-post      401 unauthorized: User is not authorized  -           5 ms

why  the OAuth client is not granted the scope webchat:guest:write
     scope-missing · confirmed
     token-scopes   granted: conversation:read conversation:write guest:access
     experiment 1   token requested with scope=webchat:guest:write: refused,
                    invalid_scope
ruled out
     scope-not-requested  asking for it does not help (experiment 1)
     token-expired        23 h 59 min left by the server's clock
fix  grant webchat:guest:write to the OAuth client, then fetch a new token
     who: whoever administers the client · why401 explain add-oauth-scope
     In `main.tf`:

       scopes = [
     +   "webchat:guest:write",
       ]

3 passed, 2 failed · 0.03 s
"#;
    assert_eq!(table(&fixture::scope_missing(), &STYLE), expected);
}

#[test]
fn a_wide_terminal_has_the_names_beside_the_titles() {
    let text = table(&fixture::scope_missing(), &Style { width: 100, ..STYLE });
    let mut lines = text.lines();
    assert_eq!(
        lines.next(),
        Some(
            "guest-api · Guest messaging API behind a JWT gateway   simulator, fault: scope-missing"
        )
    );
    assert!(text.contains("webchat:guest:write     scope-missing · confirmed\n"), "{text}");
}

#[test]
fn when_all_is_well_there_is_only_the_table() {
    let expected = "guest-api · Guest messaging API behind a JWT gateway            simulator

    check         what was seen                           proves     time
 ✓  token-fetch   JWT, RS256, 23 h 59 min left            accepted  12 ms
 -  message-post  it writes; allow it with --allow write  -             -

1 passed, 1 skipped · 0.03 s
";
    assert_eq!(table(&fixture::green(), &STYLE), expected);
}

#[test]
fn a_run_without_checks_says_so() {
    let text = table(&fixture::empty(), &STYLE);
    assert!(text.ends_with("\n    no checks\n\nno checks · 0.03 s\n"), "{text}");
    let mut skipped = fixture::green();
    skipped.checks.remove(0);
    skipped.summary = crate::model::Summary::count(&skipped.checks);
    assert!(table(&skipped, &STYLE).ends_with("\n1 skipped; no check ran · 0.03 s\n"));
}

#[test]
fn every_status_and_reason_has_its_row() {
    let text = table(&fixture::everything(), &STYLE);
    for row in [
        " !  clock-strict      local clock −41.0 s (± 0.5 s)             -           3 ms\n",
        " ?  introspection     connection refused by 192.0.2.1:443 (3    -          1.2 s\n                      tries)\n",
        " ⊘  active            blocked by introspection                  -              -\n",
        " -  by-when           does not apply: queue_id is not set       -              -\n",
        " -  by-effect         it writes; allow it with --allow write    -              -\n",
        " -  by-selection      left out by --only, --skip or --tag       -              -\n",
        " -  by-need           needs by-effect, which was skipped        -              -\n",
        " -  by-nature         not applicable: opaque token, 23 h left   -           0 ms\n",
        "    check        what was seen        proves       time\n ✓  客服-create  201, 客服会话已创建  proven 1 min 15 s\n",
    ] {
        assert!(text.contains(row), "no {row:?} in\n{text}");
    }
}

#[test]
fn what_the_row_does_not_say_stands_below_the_table_and_nothing_twice() {
    let text = table(&fixture::everything(), &STYLE);
    let demands = "
    clock-strict  builtin:guest-api:41:5
      expected  clock.offset within \"30s\"
      actual    between -41.5 s and -40.5 s
      see       https://docs.example.com/clocks
";
    assert!(text.contains(demands), "{text}");
    assert_eq!(text.matches("expected  ").count(), 1, "{text}");
}

#[test]
fn what_was_left_behind_cannot_be_overlooked() {
    let text = table(&fixture::everything(), &STYLE);
    let loud = "\nCLEANUP FAILED  客服-create\n    left behind: 500, conversation c-17\n    Remove it by hand";
    assert!(text.contains(loud), "{text}");
    assert!(text.contains("1 blocked, 1 left\nbehind"), "{text}");
    // Also in a run in which everything passed.
    let mut green = fixture::green();
    green.checks[0].cleanup = fixture::everything().checks.pop().expect("a check").cleanup;
    assert!(table(&green, &STYLE).contains("CLEANUP FAILED  token-fetch\n"));
}

#[test]
fn several_causes_say_what_each_explains_and_what_nothing_does() {
    let text = table(&fixture::everything(), &STYLE);
    let also = "
also this machine's clock is 41 s behind     clock-wrong · likely
     clock-strict   three answers agree
     explains       guest-api/clock-strict

     not explained by this: guest-api/introspection
";
    assert!(text.contains(also), "{text}");
    let more = "
more set this machine's clock
     for clock-wrong · who: whoever administers the client
     why401 explain set-clock
     restart the introspection endpoint
     who: whoever administers the client · why401 explain restart-it

experiments 1 request · 0.01 s
  1  does asking for the scope help?
     changed  scope=webchat:guest:write
     request  POST https://login.example.com/oauth/token
     answer   400 invalid_scope
";
    assert!(text.contains(more), "{text}");
    assert!(text.contains("\nnext why401 check guest-api --only introspection -v\n"));
}

#[test]
fn failures_without_a_cause_still_have_their_remedies() {
    let mut report = fixture::scope_missing();
    let root = report.diagnosis.root.take().expect("a root");
    report.diagnosis = Diagnosis { remedies: root.remedies, ..Diagnosis::default() };
    let text = table(&report, &STYLE);
    assert!(text.contains("  5 ms\n\nfix  grant webchat:guest:write"), "{text}");
    assert!(!text.contains("why  ") && !text.contains("ruled out"), "{text}");
    report.diagnosis.unexplained = vec!["guest-api/token-scopes".to_owned()];
    let text = table(&report, &STYLE);
    assert!(
        text.contains("\n\nwhy  no cause could be named for guest-api/token-scopes\nfix  "),
        "{text}"
    );
}

#[test]
fn how_the_run_ended_is_said_and_redaction_only_when_it_matters() {
    let text = table(&fixture::everything(), &STYLE);
    assert!(
        text.contains("\nThe run's deadline passed") && text.contains("\nRedaction: one secret")
    );
    let text = table(&fixture::scope_missing(), &STYLE);
    assert!(!text.contains("deadline passed") && !text.contains("Redaction"));
    let mut report = fixture::green();
    report.run.interrupted = true;
    assert!(table(&report, &STYLE).contains("\nInterrupted: "));
}

#[test]
fn colour_repeats_what_the_text_says() {
    for report in fixture::all() {
        let colourful = table(&report, &Style { colour: true, ..STYLE });
        assert_eq!(without_colour(&colourful), table(&report, &STYLE));
        assert!(colourful.contains("\u{1b}["));
    }
}

#[test]
fn without_unicode_statuses_are_words_and_everything_is_ascii() {
    let text = table(&fixture::everything(), &Style { unicode: false, ..STYLE });
    assert!(text.is_ascii());
    for word in [
        " pass     token-fetch",
        " FAIL     ",
        " WARN     ",
        " error    ",
        " skip     ",
        " blocked  ",
    ] {
        assert!(text.contains(word), "no {word:?} in\n{text}");
    }
}

#[test]
fn a_hostile_server_can_neither_command_the_terminal_nor_forge_a_row() {
    let report = fixture::hostile();
    for unicode in [true, false] {
        for width in [60, 80, 200] {
            let style = Style { width, unicode, ..STYLE };
            let text = table(&report, &style);
            assert!(!text.chars().any(|c| c != '\n' && is_hidden(c)), "{text:?}");
            let rows = text.lines().filter(|line| line.starts_with(" ✓") || line.starts_with("✓"));
            assert_eq!(rows.count(), 0, "{text}");
            let ours = table(&report, &Style { colour: true, ..style });
            assert_eq!(without_colour(&ours), text);
        }
    }
}

fn too_wide(text: &str, width: usize) -> Option<&str> {
    text.lines().find(|line| line.width() > width)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_line_is_wider_than_asked_for(
        width in 60_usize..200,
        unicode in any::<bool>(),
        colour in any::<bool>(),
        words in prop::collection::vec("\\PC{0,90}|[a-z:/.-]{0,150}|[客服令牌 ]{0,60}|[ -~\n\t\u{1b}]{0,80}", 16),
    ) {
        let style = Style { width, colour, unicode };
        let mut report = fixture::everything();
        let mut next = { let mut index = 0; move || { index += 1; words[index % words.len()].clone() } };
        for check in &mut report.checks {
            check.id = next();
            check.saw = next();
            check.docs = Some(next());
            if check.skipped.is_some() {
                check.skipped = Some(SkipReason::When(next()));
            }
            if check.status == Status::Fail {
                let source = fixture::source(3);
                check.mismatches = vec![Mismatch {
                    path: next(), matcher: "equals", expected: next().into(), actual: next().into(), source,
                }];
            }
        }
        report.packs[0].1 = next();
        report.run.target = next();
        let diagnosis = &mut report.diagnosis;
        let root = diagnosis.root.as_mut().expect("a root");
        root.title = next();
        root.cause = next();
        root.because.push(Because::Check { check: next(), text: next() });
        // Prose only: code is not wrapped.
        root.remedies[0].text = next().replace(['`', '~', '|'], "");
        root.remedies[0].who = next();
        diagnosis.ruled_out.push(RuledOut { cause: next(), because: next() });
        diagnosis.experiments.push(fixture::experiment(
            2,
            [next(), next(), next(), next()],
        ));
        diagnosis.next = Some(next());
        let text = without_colour(&table(&report, &style));
        prop_assert_eq!(too_wide(&text, width), None, "{}", text);
        prop_assert!(!text.chars().any(|c| c != '\n' && is_hidden(c)));
    }
}
