//! Words that somebody pasted, on lines that can be shown.

use crate::model::printable;

/// How many lines of a log are kept, and how many characters of each.
const LINES: usize = 400;
const CHARACTERS: usize = 4000;

/// A text on lines that can be shown; of a long one the lines that are about a refusal, the last ones.
pub(super) fn tidy(text: &str) -> String {
    let shown =
        |line: &str| -> String { printable(line.trim_end()).chars().take(CHARACTERS).collect() };
    let lines: Vec<&str> = text.lines().collect();
    let kept: Vec<String> = if lines.len() <= LINES {
        lines.into_iter().map(shown).collect()
    } else {
        let about = lines.into_iter().filter(|line| is_about_refusal(line));
        let about: Vec<&str> = about.collect();
        about[about.len().saturating_sub(LINES)..].iter().map(|line| shown(line)).collect()
    };
    kept.join("\n").trim().to_owned()
}

fn is_about_refusal(line: &str) -> bool {
    const WORDS: [&str; 16] = [
        "401",
        "403",
        "auth",
        "token",
        "denied",
        "forbidden",
        "error",
        "exception",
        "expired",
        "credential",
        "permission",
        "scope",
        "jwt",
        "refused",
        "429",
        "fail",
    ];
    let line = line.to_ascii_lowercase();
    WORDS.iter().any(|word| line.contains(word))
}
