//! Whatever a server says, it says it inside of a text: it makes no row, no heading, no element and no entry of its
//! own in what people read.

use std::collections::BTreeSet;

use regex::Regex;

use super::generated::{each, styled};
use super::{Format, Style, fixture};
use crate::model::{Diagnosis, Report, Status, Waived};

fn rendered(name: &str, report: &Report, style: &Style) -> String {
    (Format::find(name).expect("a format").render)(report, style)
}

/// A check of each status and one that is waived, and nothing else.
fn one_of_each() -> Report {
    let mut checks = Status::ALL.map(|status| fixture::check("xyzzy", status, "", 0)).to_vec();
    let mut waived = fixture::check("xyzzy", Status::Fail, "", 0);
    let expires = "2026-12-31".parse().expect("a day");
    waived.waived = Some(Waived { reason: "known".to_owned(), expires });
    checks.push(waived);
    fixture::report(checks, Diagnosis::default())
}

#[test]
fn a_table_has_a_row_for_each_check_and_no_other() {
    for unicode in [true, false] {
        let style = Style { unicode, ..Style::plain() };
        // How rows begin is learned from a table without anything from elsewhere.
        let table = rendered("table", &one_of_each(), &style);
        let known: BTreeSet<&str> = table
            .lines()
            .filter_map(|line| line.split_once("xyzzy"))
            .map(|(before, _)| before.trim_end())
            .collect();
        assert_eq!(known.len(), Status::ALL.len() + 1, "{table}");
        styled("table", &style, |report, text| {
            let begins = |line: &&str| {
                known
                    .iter()
                    .any(|mark| line.strip_prefix(mark).is_some_and(|rest| rest.starts_with("  ")))
            };
            let found: Vec<&str> = text.lines().filter(begins).collect();
            assert_eq!(found.len(), report.checks.len(), "{found:#?}\n{text}");
        });
    }
}

#[test]
fn a_page_has_only_elements_and_attributes_of_its_own() {
    let name = Regex::new("^/?[a-z][a-z0-9]*").expect("a pattern");
    let attribute = Regex::new(r#"^ ([a-z][a-z-]*)(="([^"<>]*)")?"#).expect("a pattern");
    // What the page has where nothing comes from elsewhere.
    let mut elements = BTreeSet::new();
    let mut attributes = BTreeSet::new();
    for report in fixture::all() {
        tags(&rendered("html", &report, &Style::plain()), &name, &attribute, |element, names| {
            elements.insert(element.to_owned());
            attributes.extend(names.iter().map(|one| (*one).to_owned()));
        });
    }
    // A remedy is Markdown, of which these may come.
    for more in
        ["ul", "ol", "li", "em", "strong", "h3", "h4", "h5", "h6", "blockquote", "hr", "br", "pre"]
    {
        elements.insert(more.to_owned());
    }
    for never in ["img", "a", "iframe", "object", "embed", "form", "base"] {
        assert!(!elements.contains(never), "{never}");
    }
    each("html", |report, text| {
        let mut rows = 0;
        let mut scripts = 0;
        tags(text, &name, &attribute, |element, names| {
            assert!(elements.contains(element), "<{element}> in\n{text}");
            for one in names {
                assert!(
                    !one.starts_with("on") && attributes.contains(*one),
                    "{one} of <{element}>"
                );
            }
            rows += usize::from(element == "tr" && names.contains(&"class"));
            scripts += usize::from(element == "script");
        });
        assert_eq!((rows, scripts), (report.checks.len(), 1));
    });
}

/// Tells of every opening tag and the names of its attributes. Every `<` outside of style and script opens a tag.
fn tags(text: &str, name: &Regex, attribute: &Regex, mut tell: impl FnMut(&str, &[&str])) {
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix("!doctype html>") {
            rest = after;
            continue;
        }
        let found = name.find(rest).unwrap_or_else(|| panic!("no tag: <{rest:.100}"));
        let element = found.as_str();
        rest = &rest[found.end()..];
        let mut names = Vec::new();
        while let Some(found) = attribute.captures(rest) {
            names.push(found.get(1).expect("a name").as_str());
            rest = &rest[found[0].len()..];
        }
        rest = rest.strip_prefix('/').unwrap_or(rest);
        rest = rest.strip_prefix('>').unwrap_or_else(|| panic!("<{element}{rest:.100}"));
        if element.starts_with('/') {
            continue;
        }
        tell(element, &names);
        if let "style" | "script" = element {
            let close = format!("</{element}>");
            rest = &rest[rest.find(&close).expect("a closing tag")..];
        }
    }
}

#[test]
fn markdown_has_only_rows_headings_and_elements_of_its_own() {
    let element = Regex::new("</?([a-zA-Z!?][a-zA-Z]*)").expect("a pattern");
    each("markdown", |report, text| {
        let mut report = report.clone();
        // A remedy is Markdown; its own tests say what passes of it.
        let of_causes = report.diagnosis.root.iter_mut().chain(&mut report.diagnosis.others);
        let remedies = of_causes.flat_map(|cause| &mut cause.remedies);
        remedies.chain(&mut report.diagnosis.remedies).for_each(|one| one.text.clear());
        let plain = rendered("markdown", &report, &Style::plain());
        assert!(!text.is_empty() && !plain.is_empty());
        let outside = super::markdown::tests::outside_of_code(&plain);
        for found in element.captures_iter(&outside) {
            let known = ["details", "summary", "sub", "br"];
            assert!(known.contains(&&found[1]), "{} in\n{outside}", &found[0]);
        }
        for part in ["![", "](", "://", "www.", " @", "#77"] {
            assert!(!outside.contains(part), "{part} in\n{outside}");
        }
        let heading = |line: &&str| line.starts_with('#');
        for line in outside.lines().filter(heading) {
            assert!(!line.trim_start_matches('#').trim_start().starts_with("forged"), "{line}");
        }
        // A row for each check in the tables of checks, and as many cells as the head has.
        let mut rows = 0;
        for table in outside.split("\n\n").filter(|part| part.starts_with('|')) {
            let cells = |row: &str| {
                let escaped = row.matches("\\|").count();
                row.matches('|').count() - escaped
            };
            let head = table.lines().next().expect("a head");
            assert!(table.lines().all(|row| cells(row) == cells(head)), "{table}");
            if head.contains("| check | what was seen |") {
                rows += table.lines().count() - 2;
            }
        }
        assert_eq!(rows, report.checks.len(), "{outside}\n---\n{plain}");
    });
}

#[test]
fn a_ticket_has_only_entries_of_its_own() {
    // An entry begins at the margin, and what goes on is indented: each label is there as often as it is ours.
    each("ticket", |report, text| {
        // What is in full below repeats what was cut short above.
        let alone = || text.lines().take_while(|line| !line.is_empty());
        let count = |label: &str| alone().filter(|line| line.starts_with(label)).count();
        for label in ["why401 ", "run: ", "packs: ", "redaction: "] {
            assert_eq!(count(label), 1, "{label}\n{text}");
        }
        let causes = usize::from(report.diagnosis.root.is_some());
        assert_eq!(count("cause: "), causes, "{text}");
        assert!(text.is_ascii(), "{text}");
    });
}
