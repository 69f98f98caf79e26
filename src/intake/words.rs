//! Words about a failure: what a program printed, and what a person wrote.

use super::http;
use super::item::{Item, What};
use crate::model::RemarkSource;

/// The length of a paragraph, where a program printed it.
pub(super) fn recognise_log(text: &str) -> Option<usize> {
    let paragraph = paragraph(text);
    let printed = paragraph.lines().any(is_printed);
    printed.then_some(paragraph.len())
}

/// The length of one line: whatever it is, somebody wrote it.
pub(super) fn recognise_note(text: &str) -> Option<usize> {
    text.split_inclusive('\n').next().map(str::len)
}

/// Reads what a program printed.
pub(super) fn read_log(text: &str, line: usize) -> Vec<Item> {
    read(RemarkSource::Log, text, line)
}

/// Reads what a person wrote.
pub(super) fn read_note(text: &str, line: usize) -> Vec<Item> {
    read(RemarkSource::Note, text, line)
}

fn read(source: RemarkSource, text: &str, line: usize) -> Vec<Item> {
    let blank = text.len() - text.trim_start().len();
    let skipped = text[..blank].matches('\n').count();
    let text = text.trim();
    if text.is_empty() {
        return Vec::new();
    }
    vec![Item { line: line + skipped, what: What::Words { source, text: text.to_owned() } }]
}

/// Up to an empty line, or to a request or an answer that stands among the lines.
pub(super) fn paragraph(text: &str) -> &str {
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        if end > 0 && (line.trim().is_empty() || http::begins(&text[end..])) {
            break;
        }
        end += line.len();
    }
    &text[..end]
}

/// Whether a line looks as programs print and people do not write.
fn is_printed(line: &str) -> bool {
    let line = line.trim();
    let levels = [
        "ERROR", "WARN", "INFO", "DEBUG", "TRACE", "FATAL", "CRITICAL", "SEVERE", "error:",
        "Error:", "warn:", "fail:", "info:", "fatal:", "ERR ", "WRN ",
    ];
    let level = levels.iter().any(|level| line.starts_with(level))
        || line
            .get(..80)
            .unwrap_or(line)
            .split([' ', '[', ']', '|', ':', '='])
            .any(|word| ["ERROR", "WARN", "WARNING", "INFO", "DEBUG", "FATAL"].contains(&word));
    let first = line.split([' ', ':', '(', ',']).next().unwrap_or_default();
    let exception = ["Exception", "Error"]
        .iter()
        .any(|end| first.ends_with(end) && first.len() > end.len() && !first.starts_with("401"));
    let stack = line.starts_with("at ") && line.ends_with(')')
        || line.starts_with("Traceback (most recent call last)")
        || line.starts_with("File \"") && line.contains("\", line ")
        || line.starts_with("Caused by: ")
        || line.starts_with("Exception in thread");
    let json = line.starts_with('{') && line.ends_with('}') && line.contains("\":");
    level || exception || stack || json || begins_with_time(line)
}

/// `2026-11-22T09:14:05`, `2026/11/22 09:14:05`, `[22/Nov/2026:09:14:05`, `09:14:05.123`.
fn begins_with_time(line: &str) -> bool {
    let line = line.trim_start_matches(['[', '(']);
    let shape: String = line
        .chars()
        .take(11)
        .map(|c| {
            if c.is_ascii_digit() {
                '0'
            } else if c.is_ascii_alphabetic() {
                'a'
            } else {
                c
            }
        })
        .collect();
    ["0000-00-00", "0000/00/00", "00/aaa/0000", "00:00:00"]
        .iter()
        .any(|known| shape.starts_with(known))
        || line.starts_with("time=\"")
        || line.starts_with("ts=")
}
