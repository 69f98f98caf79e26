//! Texts from elsewhere in GitHub-flavoured Markdown.
//!
//! Words that could mean anything to Markdown or to GitHub (marks, HTML, links, mentions, references to issues,
//! emoji, mathematics) become code: nothing in a code span means anything. That also keeps them fit to copy. A
//! pipe is written as `&#124;` between two spans, so that no text ends the cell of a table.

use std::borrow::Cow;

use crate::model::printable;

/// A text from elsewhere, on one line.
pub(in crate::report) fn text(words: &str) -> String {
    from(words, true)
}

/// The same within a line: its first word cannot look like a mark of a list.
pub(super) fn within(words: &str) -> String {
    from(words, false)
}

fn from(text: &str, mut first: bool) -> String {
    let shown = printable(text);
    let mut line = String::with_capacity(shown.len() + 8);
    let mut marked = String::new();
    for word in shown.split(' ').filter(|word| !word.is_empty()) {
        if plain(word, first) {
            flush(&mut line, &mut marked);
            space(&mut line);
            line.push_str(word);
        } else {
            space(&mut marked);
            marked.push_str(word);
        }
        first = false;
    }
    flush(&mut line, &mut marked);
    line
}

/// A text as code: commands, ids, values.
pub(super) fn code(text: &str) -> String {
    let shown = printable(text);
    let mut line = String::new();
    for (index, part) in shown.split('|').enumerate() {
        if index > 0 {
            line.push_str("&#124;");
        }
        // Spaces at the ends of a span are not shown.
        let (before, after) = (part.len() - part.trim_start().len(), part.trim_end().len());
        if before < after {
            line.push_str(&part[..before]);
            line.push_str(&span(&part[before..after]));
            line.push_str(&part[after..]);
        } else {
            line.push_str(part);
        }
    }
    let line = line.trim();
    if line.is_empty() { "(nothing)".to_owned() } else { line.to_owned() }
}

/// Lines as they stand, in a fence that none of them closes.
pub(super) fn block(info: &str, lines: &[Cow<'_, str>]) -> String {
    let marks = lines.iter().map(|line| longest_run(line)).max().unwrap_or(0).max(2) + 1;
    let fence = "`".repeat(marks);
    let info: String =
        info.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(20).collect();
    let mut block = format!("{fence}{info}\n");
    for line in lines {
        block.push_str(printable(&line.replace('\t', "    ")).trim_end());
        block.push('\n');
    }
    block.push_str(&fence);
    block.push('\n');
    block
}

/// Whether a word means nothing but itself. The first of a line must not look like a mark of a list either.
fn plain(word: &str, first: bool) -> bool {
    let harmless = |c: char| {
        c.is_alphanumeric()
            || (!c.is_ascii() && !c.is_whitespace())
            || matches!(
                c,
                '.' | ','
                    | ';'
                    | '\''
                    | '"'
                    | '('
                    | ')'
                    | '-'
                    | '/'
                    | '%'
                    | '+'
                    | '?'
                    | '!'
                    | ':'
                    | '='
            )
    };
    // A colon ends a word: `:a:` is an emoji, `://` a link.
    let colon = word.find(':').is_some_and(|at| at + 1 < word.len());
    let lower = word.to_ascii_lowercase();
    let link = lower.contains("www.") || lower.contains("gh-") || word.starts_with("![");
    let begins = word.chars().next().is_some_and(|c| {
        let number = c.is_ascii_digit() && word.ends_with(['.', ')']);
        (c.is_alphanumeric() || c == '"' || c == '(' || !c.is_ascii()) && !number
    });
    // GitHub links what looks like the hash of a commit.
    let hash = word
        .split(|c: char| !c.is_ascii_alphanumeric())
        .any(|part| part.len() >= 7 && part.bytes().all(|byte| byte.is_ascii_hexdigit()));
    word.chars().all(harmless) && !colon && !link && !hash && (!first || begins)
}

fn space(line: &mut String) {
    if !line.is_empty() {
        line.push(' ');
    }
}

fn flush(line: &mut String, marked: &mut String) {
    if !marked.is_empty() {
        space(line);
        line.push_str(&code(marked));
        marked.clear();
    }
}

/// A code span: its back quotes outnumber every run of them inside (CommonMark, section 6.1).
fn span(text: &str) -> String {
    let mark = "`".repeat(longest_run(text) + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{mark}{pad}{text}{pad}{mark}")
}

fn longest_run(text: &str) -> usize {
    let mut longest = 0;
    let mut run = 0;
    for character in text.chars() {
        run = if character == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_mean_something_become_code() {
        for (said, written) in [
            ("local clock −0.2 s (± 0.5 s)", "local clock −0.2 s (± 0.5 s)"),
            (
                "401 unauthorized: User is not authorized",
                "401 unauthorized: User is not authorized",
            ),
            ("ask @octocat about #12", "ask `@octocat` about `#12`"),
            ("<b onclick=x()> hi </b>", "`<b onclick=x()>` hi `</b>`"),
            (
                "see https://e.example/a_b_ or www.e.example",
                "see `https://e.example/a_b_` or `www.e.example`",
            ),
            ("a|b | c", "`a`&#124;`b` &#124; c"),
            ("x`y``z", "```x`y``z```"),
            ("`", "`` ` ``"),
            ("- not a list", "`-` not a list"),
            ("1. not a list", "`1.` not a list"),
            ("# no heading", "`#` no heading"),
            (":tada: GH-1 $a$ deadbeef1 [x](y)", "`:tada: GH-1 $a$ deadbeef1 [x](y)`"),
            ("two\nlines", "two lines"),
            ("", ""),
        ] {
            assert_eq!(text(said), written, "{said}");
        }
    }

    #[test]
    fn a_fence_is_longer_than_what_is_inside() {
        let lines = [Cow::Borrowed("````"), Cow::Borrowed("a\u{1b}[2J")];
        assert_eq!(block("sh <x>", &lines), "`````shx\n````\na\u{fffd}[2J\n`````\n");
    }
}
