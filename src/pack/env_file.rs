//! Env files: `NAME=value` lines, as `--env-file` takes them.
//!
//! ```text
//! # a comment
//! export API_URL=https://api.example.com   # a comment after white space
//! SECRET='as it stands, $ and \ too'
//! TEXT="with \n \t \" \\ \$ escapes, over
//! several lines if need be"
//! ```
//!
//! Nothing is expanded. Where a name stands twice, the last one counts. Values are never shown.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::document::{Document, Span};
use super::input::is_variable;
use super::open::{self, TextFile};
use super::problem::{Problem, Problems};
use crate::model::Secret;

/// The variables of an env file, each with its place.
#[derive(Clone)]
pub struct EnvFile {
    document: Arc<Document>,
    variables: BTreeMap<String, (Secret, Span)>,
}

impl EnvFile {
    /// The value of a variable, and where its name stands.
    pub(super) fn get(&self, name: &str) -> Option<(&Secret, Span)> {
        self.variables.get(name).map(|(value, span)| (value, *span))
    }

    /// The value of a variable, and the line of its name, counted from 1.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<(&Secret, usize)> {
        let (value, span) = self.variables.get(name)?;
        Some((value, self.document.place(span.start).0))
    }

    /// The names of the variables, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.variables.keys().map(String::as_str)
    }

    pub(super) fn problem(&self, span: Span, message: String) -> Problem {
        Problem::at(&self.document, span, message)
    }
}

const ENV_FILE: TextFile = TextFile {
    what: "env file",
    missing: |path| Problem::new(format!("there is no env file {path}")),
    directory: |_| None,
};

/// Opens and reads an env file.
///
/// # Errors
/// When it cannot be read or is no text, or else with every line that is none of its kind.
pub fn open(path: &str) -> Result<EnvFile, Problems> {
    parse(&open::read(path, &ENV_FILE)?, path)
}

/// Reads an env file. `file` is its name in messages.
///
/// # Errors
/// With every line that is none of its kind.
pub fn parse(text: &str, file: &str) -> Result<EnvFile, Problems> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let document = Document::new(file.into(), text.to_owned());
    let document = Arc::new(document.masked(values(text)));
    let mut reader = Reader { text, at: 0, document: &document, problems: Problems::default() };
    let mut variables = BTreeMap::new();
    while let Some((name, value, span)) = reader.variable() {
        variables.insert(name, (Secret::new(value), span));
    }
    reader.problems.settle()?;
    Ok(EnvFile { document, variables })
}

/// Everything that may be part of a value: what stands behind a `=`, and lines without one.
fn values(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end();
        let name = content.split('=').next().unwrap_or_default();
        let bare = name.trim().trim_start_matches("export ").trim();
        let from = match content.find('=') {
            Some(at) if is_variable(bare) => at + 1,
            _ if content.trim_start().starts_with('#') => content.len(),
            _ => 0,
        };
        spans.push(Span::new(start + from, start + content.len()));
        start += line.len();
    }
    spans
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    document: &'a Arc<Document>,
    problems: Problems,
}

impl<'a> Reader<'a> {
    /// The next variable; lines that are none are noted and passed over.
    fn variable(&mut self) -> Option<(String, String, Span)> {
        loop {
            let line = self.line()?;
            let start = self.at + (line.len() - line.trim_start().len());
            let content = line.trim();
            if content.is_empty() || content.starts_with('#') {
                self.pass(line.len());
                continue;
            }
            let exported =
                content.strip_prefix("export").filter(|rest| rest.starts_with([' ', '\t']));
            let assignment = exported.map_or(content, str::trim_start);
            let start = start + (content.len() - assignment.len());
            let Some((name, _)) = assignment.split_once('=') else {
                self.note(
                    start,
                    start + 1,
                    "this line has no `=`",
                    "write NAME=value, or `#` before a comment",
                );
                self.pass(line.len());
                continue;
            };
            let span = Span::new(start, start + name.trim_end().len().max(1));
            if !is_variable(name.trim_end()) {
                let help = "letters, digits and underscores, and no digit first";
                self.note(span.start, span.end, "this cannot be the name of a variable", help);
                self.pass(line.len());
                continue;
            }
            let from = start + name.len() + 1;
            if let Some(value) = self.value(from) {
                return Some((name.trim_end().to_owned(), value, span));
            }
        }
    }

    fn line(&self) -> Option<&'a str> {
        let text: &'a str = self.text;
        let rest = text.get(self.at..).filter(|rest| !rest.is_empty())?;
        Some(rest.split_inclusive('\n').next().unwrap_or(rest))
    }

    fn pass(&mut self, length: usize) {
        self.at += length;
    }

    fn note(&mut self, start: usize, end: usize, message: &str, help: &str) {
        self.problems.push(Problem::at(self.document, Span::new(start, end), message).help(help));
    }

    /// The value that begins at a byte; reading goes on behind its line.
    fn value(&mut self, from: usize) -> Option<String> {
        let text = self.text;
        let rest = &text[from..];
        let line_end = rest.find('\n').unwrap_or(rest.len());
        let blank = rest[..line_end].len() - rest[..line_end].trim_start_matches([' ', '\t']).len();
        let begin = from + blank;
        let rest = &text[begin..];
        let Some(quote) = rest.chars().next().filter(|first| matches!(first, '"' | '\'')) else {
            let line = rest.split('\n').next().unwrap_or_default();
            // A `#` begins a comment only behind white space.
            let comment = line
                .char_indices()
                .find(|(at, one)| {
                    *one == '#'
                        && (*at == 0 || line[..*at].ends_with([' ', '\t']))
                        && (*at > 0 || blank > 0)
                })
                .map_or(line.len(), |(at, _)| at);
            self.at = (begin + line.len() + 1).min(text.len());
            return Some(line[..comment].trim_end().to_owned());
        };
        let mut value = String::new();
        let mut characters = rest.char_indices().skip(1);
        while let Some((at, one)) = characters.next() {
            match one {
                _ if one == quote => return self.behind(begin + at + 1).then_some(value),
                '\\' if quote == '"' => match characters.next() {
                    Some((_, 'n')) => value.push('\n'),
                    Some((_, 'r')) => value.push('\r'),
                    Some((_, 't')) => value.push('\t'),
                    Some((_, escaped @ ('"' | '\\' | '$' | '`'))) => value.push(escaped),
                    Some((_, '\n')) => {}
                    Some((_, other)) => {
                        value.push('\\');
                        value.push(other);
                    }
                    None => break,
                },
                '\r' if rest[at..].starts_with("\r\n") => {}
                one => value.push(one),
            }
        }
        let help = "close it on this line or a later one";
        self.note(begin, begin + 1, "a quote that is never closed", help);
        self.at = text.len();
        None
    }

    /// Behind a closing quote only a comment may stand.
    fn behind(&mut self, at: usize) -> bool {
        let rest = &self.text[at..];
        let line = rest.split('\n').next().unwrap_or_default();
        self.at = (at + line.len() + 1).min(self.text.len());
        let extra = line.trim();
        if extra.is_empty() || extra.starts_with('#') && line.starts_with([' ', '\t']) {
            return true;
        }
        let start = at + line.len() - line.trim_start().len();
        let help = "put the whole value into the quotes, or write `\\\"` for a quote inside";
        self.note(start, start + 1, "something stands behind the closing quote", help);
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, String)> {
        let file =
            parse(text, ".env").unwrap_or_else(|problems| panic!("{}", problems.render(false)));
        file.names()
            .map(|name| {
                (name.to_owned(), file.variable(name).expect("listed").0.expose().to_owned())
            })
            .collect()
    }

    fn value(text: &str) -> String {
        read(&format!("A={text}")).remove(0).1
    }

    #[test]
    fn every_kind_of_value_is_read() {
        for (text, expected) in [
            ("plain", "plain"),
            ("  spaced out  ", "spaced out"),
            ("a#b", "a#b"),
            ("a #b", "a"),
            (" # only a comment", ""),
            ("#hash", "#hash"),
            ("", ""),
            ("a=b=c", "a=b=c"),
            ("'as $it \\n stands' # c", "as $it \\n stands"),
            (r#""q \" t \t n \n b \\ d \$ o \o""#, "q \" t \t n \n b \\ d $ o \\o"),
            ("\"two\r\nlines\"\r\n", "two\nlines"),
            ("'two\nlines'", "two\nlines"),
        ] {
            assert_eq!(value(text), expected, "{text:?}");
        }
        let text = "\u{feff}# c\n\nexport A=1\r\n B = 2\nA=3\nexported=4\n";
        let all = read(text);
        let expected = [("A", "3"), ("B", "2"), ("exported", "4")];
        assert_eq!(all, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!(parse(text, "x").expect("good").variable("B").expect("there").1, 4);
    }

    #[test]
    fn mistakes_are_told_at_once_and_show_no_value() {
        let text = "GOOD=1\nhunter2-is-the-secret\n1A=hunter2\nB=\"hunter2\" hunter2\nC='hunter2\n";
        let problems = parse(text, ".env").err().expect("mistakes").render(false);
        assert!(!problems.contains("hunter2"), "{problems}");
        assert_eq!(
            problems,
            "\
error: this line has no `=`
 --> .env:2:1
  |
2 | ********
  | ^^^^^^^^
  |
  = help: write NAME=value, or `#` before a comment

error: this cannot be the name of a variable
 --> .env:3:1
  |
3 | ********
  | ^^^^^^^^
  |
  = help: letters, digits and underscores, and no digit first

error: something stands behind the closing quote
 --> .env:4:3
  |
4 | B=********
  |   ^^^^^^^^
  |
  = help: put the whole value into the quotes, or write `\\\"` for a quote inside

error: a quote that is never closed
 --> .env:5:3
  |
5 | C=********
  |   ^^^^^^^^
  |
  = help: close it on this line or a later one
"
        );
    }
}
