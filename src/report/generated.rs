//! Reports that are made up, with what a hostile server could say in every text: whatever they hold, each format
//! is legal, shows everything, and lets nothing break out of its place.

use std::sync::Arc;

use regex::Regex;
use serde_json::Value;

use super::fixture;
use super::{FORMATS, Format, Style, annotations, summary};
use crate::model::{
    Because, CauseReport, CheckResult, CleanupResult, Confidence, Diagnosis, Mismatch,
    RemedyReport, Report, Severity, SkipReason, Source, Status, Waived, Waiver, WaiverReport,
    WaiverState, WaiverTarget, is_hidden,
};

/// What breaks out of one format or another.
const EVIL: &[&str] = &[
    "]]>",
    "-->",
    "</script>",
    "::error::owned",
    "%0A::error file=x::y",
    "%25",
    "a | b",
    "`x`",
    "\\",
    "\"",
    "'",
    "&amp;",
    "<b>",
    "\u{1b}[2J\u{1b}]0;owned\u{7}",
    "\u{0}",
    "\u{202e}txet",
    "\u{2028}",
    "\u{2029}",
    "\u{feff}",
    "\u{fffe}",
    "\u{ffff}",
    "\u{85}",
    "\r\n::error::x",
    "\n  ...\n",
    "\nok 99 - forged",
    "\nBail out! no",
    "# SKIP",
    "# TODO",
    "\t",
    "\\ud800",
    "{x=\"y\"} 1\nforged_total 5",
    "\n# HELP a b",
    "##[error]x",
    "::endgroup::",
    "@everyone",
    "![x](y)",
    "客服 😀",
    "e\u{301}",
    "\u{200b}",
    "${{ secrets.X }}",
    "",
    " ",
    "*b*",
    "1..5",
    "---",
    "\u{e000}",
    "\u{10ffff}",
    "\u{9b}31m",
    "\u{2066}isolated\u{2069}",
    "\n ✓  forged             | 200 | pass",
    "\n pass  forged",
    "\n| ✗ fail | forged | 500 | - | 1 ms |\n",
    "\n::stop-commands::why401-run1::",
    "\n\n## forged\n\n- x",
    "\nrun: forged\ncause: forged",
    "<img src=x onerror=y>",
    "\" onclick=\"z",
    "</td></tr><tr><td>",
    "{{ report }}{% raw %}",
    "<!--",
    "```\n## forged\n```",
    "<details><summary>",
    "www.e.example #77",
];

/// A generator of numbers that is always the same (Marsaglia's xorshift with 64 bits).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(limit).expect("small")).expect("small")
    }

    fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    /// A text that holds `word`, by which it is found again.
    fn text(&mut self, word: &str) -> String {
        let mut text = word.to_owned();
        for _ in 0..self.below(4) {
            text.push_str(self.pick(EVIL));
        }
        if self.below(60) == 0 {
            text.push_str(&"long ".repeat(2000));
        }
        let front = self.pick(EVIL);
        if self.below(2) == 0 { format!("{front} {text}") } else { text }
    }
}

/// A report, and the words that every format must show.
fn report(seed: u64) -> (Report, Vec<String>) {
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut words = Vec::new();
    let mut word = |kind: &str, n: usize| {
        let word = format!("{kind}{seed}n{n}z");
        words.push(word.clone());
        word
    };
    let mut checks = Vec::new();
    for n in 0..1 + dice.below(12) {
        let status = dice.pick(&Status::ALL);
        let id = dice.text(&word("check", n));
        let saw = dice.text("saw");
        let waived = matches!(status, Status::Fail | Status::Warn) && dice.below(3) == 0;
        checks.push(CheckResult {
            title: dice.text("title"),
            severity: if status == Status::Warn { Severity::Warn } else { Severity::Error },
            mismatches: vec![Mismatch {
                path: dice.text("body."),
                matcher: "equals",
                expected: Value::from(dice.text("expected")),
                actual: Value::from(dice.text("actual")),
                source: fixture::source(1),
            }],
            skipped: (status == Status::Skip).then(|| SkipReason::When(dice.text("when"))),
            cleanup: (dice.below(8) == 0).then(|| CleanupResult {
                done: false,
                saw: dice.text("left"),
                facts: Vec::new(),
            }),
            docs: (dice.below(4) == 0).then(|| dice.text("https://docs.example.com/")),
            waived: waived.then(|| waived_by(&mut dice)),
            source: Source { file: Arc::from(dice.text("pack.yaml")), line: n + 1, column: 1 },
            ..fixture::check(&id, status, &saw, 1)
        });
    }
    let mut causes = Vec::new();
    for n in 0..dice.below(3) {
        let explained: Vec<String> = checks
            .iter()
            .filter(|_| dice.0.count_ones().is_multiple_of(2))
            .map(|one| one.id.clone())
            .collect();
        causes.push(CauseReport {
            cause: dice.text(&word("cause", n)),
            leaf: vec![dice.text("leaf")],
            confidence: Confidence::Likely,
            title: dice.text(&word("because", n)),
            because: vec![
                Because::Check { check: checks[0].id.clone(), text: dice.text("shown") },
                Because::Experiment { experiment: 1, text: dice.text("shown") },
            ],
            explains: explained,
            waived: (dice.below(3) == 0).then(|| waived_by(&mut dice)),
            remedies: vec![RemedyReport {
                id: dice.text(&word("remedy", n)),
                title: dice.text(&word("cure", n)),
                who: dice.text(&word("who", n)),
                text: format!("# {}\n\n```\n{}\n```\n", dice.text("how"), dice.text("code")),
            }],
        });
    }
    let root = (!causes.is_empty()).then(|| causes.remove(0));
    let diagnosis = Diagnosis {
        root,
        others: causes,
        next: Some(dice.text("next")),
        remedies: vec![RemedyReport {
            id: dice.text(&word("pack", 0)),
            title: dice.text(&word("pack", 1)),
            who: dice.text(&word("pack", 2)),
            text: dice.text("text"),
        }],
        ..Diagnosis::default()
    };
    let mut report = fixture::report(checks, diagnosis);
    report.packs = vec![("guest-api".to_owned(), dice.text("title"))];
    report.run.target = dice.text("target");
    report.run.faults = vec![dice.text("fault")];
    report.run.died = (dice.below(6) == 0).then(|| dice.text("died"));
    report.summary.exit_code = dice.pick(&[0, 1, 3, 4, 130]);
    let by = waived_by(&mut dice);
    report.waivers = vec![WaiverReport {
        waiver: Waiver {
            of: WaiverTarget::Check(dice.text("of")),
            reason: by.reason,
            expires: by.expires,
            source: fixture::source(1),
        },
        state: dice.pick(&WaiverState::ALL),
    }];
    (report, words)
}

fn waived_by(dice: &mut Dice) -> Waived {
    Waived { reason: dice.text("reason"), expires: "2026-12-31".parse().expect("a day") }
}

fn all() -> impl Iterator<Item = (Report, Vec<String>)> {
    let fixed = fixture::all().into_iter().chain([fixture::hostile()]);
    fixed.map(|report| (report, Vec::new())).chain((1..60).map(report))
}

pub(super) fn each(name: &str, judge: impl Fn(&Report, &str)) {
    styled(name, &Style::plain(), judge);
}

pub(super) fn styled(name: &str, style: &Style, judge: impl Fn(&Report, &str)) {
    let format = Format::find(name).expect("a format");
    for (report, _) in all() {
        judge(&report, &(format.render)(&report, style));
    }
}

#[test]
fn every_format_shows_everything_and_nothing_that_a_terminal_obeys() {
    for (report, words) in all() {
        for format in FORMATS {
            let text = (format.render)(&report, &Style::plain());
            assert!(text.ends_with('\n'), "{}", format.name);
            let hidden = text.chars().find(|one| *one != '\n' && is_hidden(*one));
            assert_eq!(hidden, None, "{}:\n{text}", format.name);
            // Tables break long words over lines.
            let flat: String = text.chars().filter(|one| !one.is_whitespace()).collect();
            for word in &words {
                assert!(flat.contains(word), "{}: no {word} in\n{text}", format.name);
            }
        }
    }
}

#[test]
fn a_run_that_is_not_good_is_green_nowhere() {
    for (report, _) in all() {
        let text =
            |name: &str| (Format::find(name).expect("a format").render)(&report, &Style::plain());
        let bad = report.summary.exit_code != 0;
        let (junit, tap, github) = (text("junit"), text("tap"), text("github"));
        if bad {
            assert!(junit.contains("<failure") || junit.contains("<error"), "{junit}");
            let point = |line: &&str| line.starts_with("not ok") && !line.contains(" # TODO ");
            assert!(tap.lines().any(|line| point(&line)), "{tap}");
            assert!(
                github.starts_with("::error ")
                    || github.starts_with("::warning ")
                    || github.starts_with("::notice "),
                "{github}"
            );
        }
        let died = report.run.died.is_some();
        assert_eq!(tap.lines().any(|line| line.starts_with("Bail out!")), died, "{tap}");
        let sarif: Value = serde_json::from_str(&text("sarif")).expect("JSON");
        let successful = sarif["runs"][0]["invocations"][0]["executionSuccessful"] == true;
        assert!(!(successful && died));
    }
}

#[test]
fn junit_is_well_formed() {
    let element = Regex::new(
        r#"^<(\?xml version="1\.0" encoding="UTF-8"\?|/?[a-z-]+( [a-z]+="[^"<]*")*/?)>"#,
    )
    .expect("a pattern");
    let entity = Regex::new("^&(amp|lt|gt|quot);").expect("a pattern");
    each("junit", |_, text| {
        let mut open = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find(['<', '&', '\u{fffe}', '\u{ffff}', '>']) {
            rest = &rest[at..];
            if let Some(found) = entity.find(rest) {
                rest = &rest[found.end()..];
                continue;
            }
            let tag = element.find(rest).unwrap_or_else(|| panic!("not XML: {rest:.200}")).as_str();
            let inside = &tag[1..tag.len() - 1];
            let plain = |one: &str| one.split(' ').next().unwrap_or_default().to_owned();
            if let Some(name) = inside.strip_prefix('/') {
                assert_eq!(open.pop().as_deref(), Some(name));
            } else if !inside.starts_with('?') && !inside.ends_with('/') {
                open.push(plain(inside));
            }
            // Entities inside of attributes.
            for (at, _) in tag.match_indices('&') {
                assert!(entity.is_match(&tag[at..]), "{tag}");
            }
            rest = &rest[tag.len()..];
        }
        assert!(open.is_empty(), "{open:?}");
    });
}

#[test]
fn tap_has_as_many_points_as_it_plans() {
    each("tap", |report, text| {
        let mut lines = text.lines();
        assert_eq!(lines.next(), Some("TAP version 14"));
        let plan = lines.next().and_then(|line| line.strip_prefix("1..")).expect("a plan");
        let mut points = 0;
        for line in lines {
            if let Some(point) = line.strip_prefix("not ").unwrap_or(line).strip_prefix("ok ") {
                points += 1;
                assert!(point.starts_with(&format!("{points} - ")), "{line}");
            } else {
                let known = ["#", "  "].iter().any(|start| line.starts_with(start));
                let bail = report.run.died.is_some() && line.starts_with("Bail out! ");
                assert!(known || bail, "no TAP: {line}");
            }
        }
        assert_eq!(plan, points.to_string());
    });
}

#[test]
fn github_obeys_only_what_we_say() {
    let command = Regex::new(r"^::(error|warning|notice) ((file|line|col|title)=[^:,\n]*,?)+::")
        .expect("a pattern");
    each("github", |_, text| {
        let (annotations, quoted) = text.split_once("::group::why401\n").expect("a group");
        assert!(annotations.lines().count() <= 10);
        for line in annotations.lines() {
            assert!(command.is_match(line), "{line}");
        }
        let (stop, quoted) = quoted.split_once('\n').expect("lines");
        let token = stop.strip_prefix("::stop-commands::").expect("a token");
        let end = format!("\n::{token}::\n::endgroup::\n");
        assert_eq!(quoted.find(&end), Some(quoted.len() - end.len()), "{quoted}");
    });
    for (report, _) in all() {
        let text = annotations(&report);
        let level = |line: &str| match line {
            line if line.starts_with("::error ") => 0,
            line if line.starts_with("::warning ") => 1,
            _ => 2,
        };
        assert!(text.lines().map(level).is_sorted(), "worst first: {text}");
    }
}

#[test]
fn a_summary_keeps_to_its_room() {
    for (report, words) in all() {
        let whole = summary(&report, 1 << 20);
        for word in &words {
            assert!(whole.contains(word), "no {word} in\n{whole}");
        }
        for room in [0, 10, 200, 1000, 5000] {
            assert!(summary(&report, room).len() <= room);
        }
        assert!(!whole.chars().any(|one| one != '\n' && is_hidden(one)));
    }
}

#[test]
fn prometheus_has_no_line_but_samples_and_comments() {
    let sample = Regex::new(
        r#"^why401_[a-z0-9_]+(\{([a-z]+="([^"\\]|\\["\\n])*",?)+\})? -?[0-9.]+(e-?[0-9]+)?$"#,
    )
    .expect("a pattern");
    each("prometheus", |_, text| {
        let mut seen = std::collections::BTreeSet::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            assert!(sample.is_match(line), "{line}");
            let (labels, _) = line.rsplit_once(' ').expect("a value");
            assert!(seen.insert(labels.to_owned()), "twice: {line}");
        }
        // The parser takes the first word of a comment for a keyword.
        let known = |line: &&str| {
            ["# HELP why401_", "# TYPE why401_", "# |"].iter().any(|start| line.starts_with(start))
        };
        assert!(
            text.lines().filter(|line| line.starts_with('#')).all(|line| known(&line)),
            "{text}"
        );
    });
}

#[test]
fn json_lines_hold_what_the_json_report_holds() {
    let json = Format::find("json").expect("a format");
    each("jsonl", |report, text| {
        let whole: Value =
            serde_json::from_str(&(json.render)(report, &Style::plain())).expect("JSON");
        let records: Vec<Value> =
            text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        assert_eq!(records.first().map(|one| &one["event"]), Some(&Value::from("run-started")));
        let last = records.last().expect("a record").as_object().expect("an object").clone();
        assert_eq!(last["event"], "report");
        let strip = |kind: &str| -> Vec<Value> {
            let of_kind = records.iter().filter(|one| one["event"] == kind).cloned();
            of_kind
                .map(|mut one| {
                    one.as_object_mut().expect("an object").shift_remove("event");
                    one
                })
                .collect()
        };
        assert_eq!(Value::from(strip("check-finished")), whole["checks"]);
        assert_eq!(Value::from(strip("experiment-finished")), whole["diagnosis"]["experiments"]);
        for (name, value) in whole.as_object().expect("an object") {
            match name.as_str() {
                "checks" => assert!(!last.contains_key(name)),
                "diagnosis" => assert_eq!(last[name]["root"], value["root"]),
                _ => assert_eq!(&last[name], value),
            }
        }
    });
}

#[test]
fn sarif_names_every_rule_and_its_places_are_references() {
    let reference = Regex::new("^(file:///|/)?[A-Za-z0-9._~%/-]+$").expect("a pattern");
    each("sarif", |_, text| {
        let document: Value = serde_json::from_str(text).expect("JSON");
        let run = &document["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
        for result in run["results"].as_array().expect("results") {
            let index =
                usize::try_from(result["ruleIndex"].as_u64().expect("a number")).expect("small");
            assert_eq!(rules[index]["id"], result["ruleId"]);
            let uri = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
            assert!(reference.is_match(uri.as_str().expect("a text")), "{uri}");
            assert!(!result["message"]["text"].as_str().expect("a text").is_empty());
        }
    });
}
