//! PowerShell: words of a program's command line, and the arguments of its own commands.

use super::super::value::{Value, Writer};
use super::{Line, goes_on, line_end};

/// An argument of a command.
pub(in crate::intake) enum Argument {
    /// A word.
    Word(Value),
    /// A table, `@{ name = value }`.
    Table(Vec<(String, Value)>),
    /// Something in brackets, as it was written: its value is not to be seen here.
    Expression(String),
}

/// Reads one command of a program such as curl.exe.
pub(super) fn line(text: &str) -> Line {
    let (arguments, end) = statement(text);
    let words = arguments.into_iter().filter_map(|argument| match argument {
        Argument::Word(word) => Some(word),
        Argument::Table(_) | Argument::Expression(_) => None,
    });
    Line { words: words.collect(), end }
}

/// Reads one statement, and where it ends.
pub(in crate::intake) fn statement(text: &str) -> (Vec<Argument>, usize) {
    let mut reader = Reader { text, at: 0 };
    let mut arguments = Vec::new();
    while let Some(character) = reader.next() {
        match character {
            '\n' => {
                reader.at += 1;
                if !goes_on(reader.rest()) {
                    break;
                }
            }
            ' ' | '\t' | '\r' => reader.at += 1,
            '`' if line_end(&reader.rest()[1..]).is_some() => reader.continuation(),
            ';' | '|' => break,
            '#' => reader.at += reader.rest().find('\n').unwrap_or(reader.rest().len()),
            '@' if reader.rest().starts_with("@{") => arguments.push(reader.table()),
            '(' => arguments.push(Argument::Expression(reader.group())),
            _ => arguments.push(Argument::Word(reader.word(&[' ', '\t', '\r', '\n', ';', '|']))),
        }
    }
    (arguments, reader.at)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn next(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn continuation(&mut self) {
        self.at += 1 + line_end(&self.rest()[1..]).unwrap_or(0);
    }

    /// A word: pieces in quotes and without, up to one of these characters.
    fn word(&mut self, ends: &[char]) -> Value {
        let mut word = Writer::default();
        if let Some(quote @ ('"' | '\'')) =
            self.rest().strip_prefix('@').and_then(|rest| rest.chars().next())
        {
            self.here_string(quote, &mut word);
            return word.take();
        }
        while let Some(character) = self.next() {
            match character {
                '\'' => self.single(&mut word),
                '"' => self.double(&mut word),
                '`' if line_end(&self.rest()[1..]).is_some() => break,
                '`' => self.escape(&mut word),
                '$' => self.variable(&mut word),
                other if ends.contains(&other) => break,
                other => {
                    word.push(other);
                    self.at += other.len_utf8();
                }
            }
        }
        word.take()
    }

    fn single(&mut self, word: &mut Writer) {
        self.at += 1;
        while let Some(character) = self.next() {
            self.at += character.len_utf8();
            if character == '\'' {
                if self.next() != Some('\'') {
                    return;
                }
                self.at += 1;
            }
            word.push(character);
        }
    }

    fn double(&mut self, word: &mut Writer) {
        self.at += 1;
        while let Some(character) = self.next() {
            match character {
                '"' if self.rest().starts_with("\"\"") => {
                    word.push('"');
                    self.at += 2;
                }
                '"' => {
                    self.at += 1;
                    return;
                }
                // What Windows programs want, and people write here too.
                '\\' if self.rest().starts_with("\\\"") => {
                    word.push('"');
                    self.at += 2;
                }
                '`' => self.escape(word),
                '$' => self.variable(word),
                other => {
                    word.push(other);
                    self.at += other.len_utf8();
                }
            }
        }
    }

    fn escape(&mut self, word: &mut Writer) {
        self.at += 1;
        if let Some(next) = self.next() {
            self.at += next.len_utf8();
            word.push(match next {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                '0' => '\0',
                other => other,
            });
        }
    }

    fn variable(&mut self, word: &mut Writer) {
        let rest = self.rest();
        let name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let length = match rest.as_bytes().get(1) {
            Some(b'(') => rest.find(')').map(|end| end + 1),
            Some(b'{') => rest.find('}').map(|end| end + 1),
            Some(next) if name(char::from(*next)) => {
                let end = |from: usize| {
                    from + rest[from..].find(|c| !name(c)).unwrap_or(rest.len() - from)
                };
                let first = end(1);
                // `$env:NAME`; the properties of an object belong to it as well.
                let more = rest[first..].strip_prefix(':').filter(|more| more.starts_with(name));
                Some(if more.is_some() && rest[1..first].eq_ignore_ascii_case("env") {
                    end(first + 1)
                } else {
                    first
                })
            }
            _ => None,
        };
        match length {
            Some(length) => {
                word.push_hole(&rest[..length]);
                self.at += length;
            }
            None => {
                word.push('$');
                self.at += 1;
            }
        }
    }

    /// `@"` and `"@` on lines of their own.
    fn here_string(&mut self, quote: char, word: &mut Writer) {
        self.at += 2;
        self.at += line_end(self.rest()).unwrap_or(0);
        let close = format!("\n{quote}@");
        let length = self.rest().find(&close).unwrap_or(self.rest().len());
        word.push_str(self.rest()[..length].trim_end_matches('\r'));
        self.at = (self.at + length + close.len()).min(self.text.len());
    }

    /// Something in round brackets, quotes minded.
    fn group(&mut self) -> String {
        let start = self.at;
        let mut depth = 0_usize;
        while let Some(character) = self.next() {
            match character {
                '\'' => self.single(&mut Writer::default()),
                '"' => self.double(&mut Writer::default()),
                _ => {
                    self.at += character.len_utf8();
                    depth += usize::from(character == '(');
                    if character == ')' {
                        depth = depth.saturating_sub(1);
                        if depth == 0 {
                            break;
                        }
                    }
                }
            }
        }
        self.text[start..self.at].to_owned()
    }

    /// `@{ "a"="b"; c = 'd' }`, over lines.
    fn table(&mut self) -> Argument {
        self.at += 2;
        let mut rows = Vec::new();
        loop {
            let blanks = [' ', '\t', '\r', '\n', ';', ','];
            self.at += self.rest().len() - self.rest().trim_start_matches(blanks).len();
            match self.next() {
                None => break,
                Some('}') => {
                    self.at += 1;
                    break;
                }
                Some('`') => {
                    self.at += 1;
                    continue;
                }
                Some(_) => {}
            }
            let before = self.at;
            let name = self.word(&['=', ' ', '\t', '\n', ';', '}']);
            self.at += self.rest().len() - self.rest().trim_start_matches([' ', '\t']).len();
            if self.next() == Some('=') {
                self.at += 1;
                self.at += self.rest().len() - self.rest().trim_start_matches([' ', '\t']).len();
                let value = if self.next() == Some('(') {
                    let mut writer = Writer::default();
                    writer.push_hole(&self.group());
                    writer.take()
                } else {
                    self.operands()
                };
                rows.push((name.text().to_owned(), value));
            }
            // Whatever it is, it is left behind: no text may hold this up.
            if self.at == before {
                self.at += self.next().map_or(1, char::len_utf8);
            }
        }
        Argument::Table(rows)
    }

    /// A word, or words joined by `+`.
    fn operands(&mut self) -> Value {
        let mut all = Writer::default();
        loop {
            let word = self.word(&[' ', '\t', '\r', '\n', ';', '}', '+']);
            all.append(&word);
            let rest = self.rest().trim_start_matches([' ', '\t']);
            let Some(rest) = rest.strip_prefix('+') else { break };
            self.at = self.text.len() - rest.trim_start_matches([' ', '\t']).len();
            if self.rest().is_empty() {
                break;
            }
        }
        all.take()
    }
}
