//! sh, bash, zsh: words as POSIX reads them, and `$'…'` as bash does.

use super::super::value::Writer;
use super::{Line, goes_on, line_end};

/// Reads one command.
pub(super) fn line(text: &str) -> Line {
    let mut reader =
        Reader { text, at: 0, words: Vec::new(), word: Writer::default(), open: false };
    reader.read();
    reader.close();
    Line { words: reader.words, end: reader.at }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    words: Vec<super::Value>,
    word: Writer,
    /// Whether a word has begun.
    open: bool,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn close(&mut self) {
        if self.open {
            self.words.push(self.word.take());
            self.open = false;
        }
    }

    fn read(&mut self) {
        while let Some(character) = self.rest().chars().next() {
            let after = self.at + character.len_utf8();
            match character {
                '\n' => {
                    self.close();
                    self.at = after;
                    if !goes_on(self.rest()) {
                        return;
                    }
                }
                ' ' | '\t' | '\r' => {
                    self.close();
                    self.at = after;
                }
                '\\' => match line_end(&self.text[after..]) {
                    Some(length) => {
                        self.close();
                        self.at = after + length;
                    }
                    None => self.escaped(after),
                },
                '#' if !self.open => self.at += self.rest().find('\n').unwrap_or(self.rest().len()),
                ';' | '|' => return self.close(),
                '&' if ends_command(&self.text[after..]) => return self.close(),
                '>' => self.redirect(after),
                '<' if placeholder(self.rest()).is_none() => self.redirect(after),
                '<' => {
                    let length = placeholder(self.rest()).unwrap_or(1);
                    self.open = true;
                    let written = &self.text[self.at..self.at + length];
                    self.word.push_str(written);
                    self.at += length;
                }
                '\'' => {
                    self.open = true;
                    let end = self.quoted(after, |rest| rest.find('\''));
                    self.word.push_str(&self.text[after..end]);
                    self.at = (end + 1).min(self.text.len());
                    self.bound(end);
                }
                '"' => {
                    self.open = true;
                    self.double(after);
                }
                '$' if self.text[after..].starts_with('\'') => {
                    self.open = true;
                    self.ansi(after + 1);
                }
                '$' if self.text[after..].starts_with('"') => {
                    self.open = true;
                    self.double(after + 1);
                }
                '$' | '`' => {
                    self.open = true;
                    self.variable();
                }
                other => {
                    self.open = true;
                    self.word.push(other);
                    self.at = after;
                }
            }
        }
    }

    fn escaped(&mut self, after: usize) {
        self.open = true;
        if let Some(next) = self.text[after..].chars().next() {
            self.word.push(next);
            self.at = after + next.len_utf8();
        } else {
            self.at = after;
        }
    }

    /// Where a quote ends; one that is never closed ends with its paragraph.
    fn quoted(&self, start: usize, find: impl Fn(&str) -> Option<usize>) -> usize {
        let rest = &self.text[start..];
        let paragraph = || rest.find("\n\n").unwrap_or(rest.len());
        start + find(rest).unwrap_or_else(paragraph)
    }

    /// After a quote that was never closed the line end is the next to be read.
    fn bound(&mut self, end: usize) {
        if self.text[end..].starts_with('\n') {
            self.at = end;
        }
    }

    fn double(&mut self, start: usize) {
        // A quote that is never closed ends with its paragraph.
        let limit = match closing(&self.text[start..]) {
            Some(_) => self.text.len(),
            None => self.quoted(start, closing),
        };
        self.at = start;
        while self.at < limit {
            let Some(character) = self.rest().chars().next() else { break };
            let after = self.at + character.len_utf8();
            match character {
                '"' => {
                    self.at = after;
                    return;
                }
                '\\' => {
                    let next = self.text[after..].chars().next();
                    self.at = after;
                    match next {
                        Some(next @ ('"' | '\\' | '$' | '`')) => {
                            self.word.push(next);
                            self.at += 1;
                        }
                        Some('\n') => self.at += 1,
                        _ => self.word.push('\\'),
                    }
                }
                '$' | '`' => self.variable(),
                other => {
                    self.word.push(other);
                    self.at = after;
                }
            }
        }
    }

    /// `$'…'`: escapes as C has them.
    fn ansi(&mut self, start: usize) {
        let end = self.quoted(start, |rest| unescaped(rest, '\''));
        let inside = &self.text[start..end];
        let mut characters = inside.chars().peekable();
        while let Some(character) = characters.next() {
            if character != '\\' {
                self.word.push(character);
                continue;
            }
            let Some(kind) = characters.next() else { break };
            let mut number = |radix: u32, most: usize, first: Option<char>| {
                let mut digits: String = first.into_iter().collect();
                while digits.len() < most
                    && let Some(digit) = characters.next_if(|next| next.is_digit(radix))
                {
                    digits.push(digit);
                }
                u32::from_str_radix(&digits, radix).ok().and_then(char::from_u32)
            };
            let read = match kind {
                'n' => Some('\n'),
                't' => Some('\t'),
                'r' => Some('\r'),
                'a' => Some('\u{7}'),
                'b' => Some('\u{8}'),
                'e' | 'E' => Some('\u{1b}'),
                'f' => Some('\u{c}'),
                'v' => Some('\u{b}'),
                'x' => number(16, 2, None),
                'u' => number(16, 4, None),
                'U' => number(16, 8, None),
                '0'..='7' => number(8, 3, Some(kind)),
                other => Some(other),
            };
            self.word.push(read.unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        self.at = (end + 1).min(self.text.len());
        self.bound(end);
    }

    /// A variable or the output of a command: what it stands for is not to be seen here.
    fn variable(&mut self) {
        let rest = self.rest();
        let length = match rest.as_bytes().get(1) {
            Some(b'(') if rest.starts_with('$') => {
                balanced(&rest[1..], '(', ')').map(|end| end + 1)
            }
            Some(b'{') if rest.starts_with('$') => {
                balanced(&rest[1..], '{', '}').map(|end| end + 1)
            }
            _ if rest.starts_with('`') => rest[1..].find('`').map(|end| end + 2),
            Some(b'0'..=b'9' | b'@' | b'*' | b'?' | b'#') => Some(2),
            Some(next) if next.is_ascii_alphabetic() || *next == b'_' => {
                let name = |c: char| c.is_ascii_alphanumeric() || c == '_';
                Some(1 + rest[1..].find(|c| !name(c)).unwrap_or(rest.len() - 1))
            }
            _ => None,
        };
        match length {
            Some(length) => {
                let written = &self.text[self.at..self.at + length];
                self.word.push_hole(written);
                self.at += length;
            }
            None => {
                self.word.push(if rest.starts_with('`') { '`' } else { '$' });
                self.at += 1;
            }
        }
    }

    /// Where the output goes is nothing that is sent.
    fn redirect(&mut self, after: usize) {
        if self.open {
            // The number of a stream, as in `2>`.
            let word = self.word.take();
            self.open = false;
            if !word.text().bytes().all(|byte| byte.is_ascii_digit()) {
                self.words.push(word);
            }
        }
        let rest = self.text[after..].trim_start_matches(['>', '<', '&', ' ', '\t']);
        let start = self.text.len() - rest.len();
        self.at = start + rest.find([' ', '\t', '\n', ';', '|']).unwrap_or(rest.len());
    }
}

/// Where a text in double quotes ends.
fn closing(rest: &str) -> Option<usize> {
    unescaped(rest, '"')
}

fn unescaped(rest: &str, quote: char) -> Option<usize> {
    let mut characters = rest.char_indices();
    while let Some((at, character)) = characters.next() {
        if character == '\\' {
            characters.next();
        } else if character == quote {
            return Some(at);
        }
    }
    None
}

/// The length of a text in brackets, both brackets counted.
fn balanced(text: &str, open: char, close: char) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, character) in text.char_indices() {
        if character == open {
            depth += 1;
        } else if character == close {
            depth = depth.checked_sub(1)?;
            if depth == 0 {
                return Some(at + 1);
            }
        }
    }
    None
}

/// `&` within an address that nobody quoted is read as its writer meant it.
fn ends_command(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with([' ', '\t', '\n', '\r', '&', '>'])
}

/// `<token>`, which no shell would take, and people write.
fn placeholder(rest: &str) -> Option<usize> {
    let end = rest.find('>')?;
    let name = &rest[1..end];
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ' ' | '.');
    (!name.is_empty() && name.chars().all(plain) && !name.starts_with(' ')).then_some(end + 1)
}
