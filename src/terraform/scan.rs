//! Reads the native syntax of Terraform (HCL), and with it JSON, into bodies with places. Tolerant: an
//! expression that is not plain is passed over whole, with its brackets, strings and comments.

use super::body::{Argument, Block, Body, Kind, Label, Value};

/// How deep brackets may be nested.
const DEEPEST: usize = 100;

/// Why a text could not be read, and at which byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SyntaxError {
    pub(super) at: usize,
    pub(super) message: &'static str,
}

/// Reads a file in native syntax.
pub(super) fn native(text: &str) -> Result<Body, SyntaxError> {
    let mut scanner = Scanner::new(text);
    let body = scanner.body(None)?;
    Ok(body)
}

/// Reads a file in JSON syntax: one object.
pub(super) fn json(text: &str) -> Result<Body, SyntaxError> {
    let mut scanner = Scanner::new(text);
    scanner.space(true)?;
    let value = scanner.value(Inside::Brackets)?;
    scanner.space(true)?;
    match value.kind {
        Kind::Object(members) if scanner.rest().is_empty() => Ok(Body::from_json(members)),
        _ => Err(SyntaxError { at: value.start, message: "this is not one JSON object" }),
    }
}

/// What ends an expression.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    /// A line's end.
    Line,
    /// A comma or a closing bracket.
    Brackets,
    /// A comma, a closing bracket or a line's end.
    Object,
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Scanner<'a> {
    fn new(text: &'a str) -> Self {
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self { text, at, depth: 0 }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    fn eat(&mut self, text: &str) -> bool {
        let found = self.rest().starts_with(text);
        if found {
            self.at += text.len();
        }
        found
    }

    const fn error<T>(&self, at: usize, message: &'static str) -> Result<T, SyntaxError> {
        Err(SyntaxError { at, message })
    }

    fn deeper(&mut self) -> Result<(), SyntaxError> {
        self.depth += 1;
        if self.depth > DEEPEST { self.error(self.at, "nested too deeply") } else { Ok(()) }
    }

    /// Passes over blanks and comments; over line ends too where `lines` says so.
    fn space(&mut self, lines: bool) -> Result<(), SyntaxError> {
        loop {
            let rest = self.rest();
            let start = self.at;
            if rest.starts_with('#') || rest.starts_with("//") {
                self.at += rest.find('\n').unwrap_or(rest.len());
            } else if rest.starts_with("/*") {
                let Some(end) = rest.find("*/") else {
                    return self.error(start, "the comment is not closed");
                };
                self.at += end + 2;
            } else {
                let blank = |c: char| matches!(c, ' ' | '\t' | '\r') || (lines && c == '\n');
                self.at += rest.len() - rest.trim_start_matches(blank).len();
            }
            if self.at == start {
                return Ok(());
            }
        }
    }

    fn word(&mut self) -> Option<&'a str> {
        let rest = self.rest();
        let first = |c: char| c.is_alphabetic() || c == '_';
        if !rest.starts_with(first) {
            return None;
        }
        let inside = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
        let word = &rest[..rest.len() - rest.trim_start_matches(inside).len()];
        self.at += word.len();
        Some(word)
    }

    /// Arguments and blocks, to the end of the text or to the closing brace of the block that begins there.
    fn body(&mut self, block: Option<usize>) -> Result<Body, SyntaxError> {
        self.deeper()?;
        let mut body = Body::default();
        loop {
            self.space(true)?;
            let start = self.at;
            if block.is_some() && self.eat("}") {
                break;
            }
            if self.rest().is_empty() {
                match block {
                    Some(begin) => return self.error(begin, "this block is not closed"),
                    None => break,
                }
            }
            let Some(name) = self.word() else {
                return self.error(start, "a name was expected here");
            };
            self.space(false)?;
            if self.rest().starts_with('=') && !self.rest().starts_with("==") {
                self.at += 1;
                self.space(false)?;
                let value = self.value(Inside::Line)?;
                body.arguments.push(Argument { name: name.to_owned(), start, value });
                // A comma has no business here; other readers say so.
                self.space(false)?;
                self.eat(",");
            } else {
                body.blocks.push(self.block(name, start)?);
            }
        }
        self.depth -= 1;
        Ok(body)
    }

    fn block(&mut self, kind: &str, start: usize) -> Result<Block, SyntaxError> {
        let mut labels = Vec::new();
        loop {
            self.space(false)?;
            let at = self.at;
            if self.eat("{") {
                let body = self.body(Some(start))?;
                return Ok(Block { kind: kind.to_owned(), labels, start, body });
            }
            let text = if self.rest().starts_with('"') {
                match self.string()?.kind {
                    Kind::Text(text) => text,
                    _ => String::new(),
                }
            } else if let Some(word) = self.word() {
                word.to_owned()
            } else {
                return self.error(at, "`=` or `{` was expected here");
            };
            labels.push(Label { text, start: at, end: self.at });
        }
    }

    /// A value; what is not plain is passed over.
    fn value(&mut self, inside: Inside) -> Result<Value, SyntaxError> {
        let start = self.at;
        self.deeper()?;
        let plain = self.plain()?;
        self.depth -= 1;
        let mut value = plain.unwrap_or(Value { kind: Kind::Computed, start, end: self.at });
        self.space(inside == Inside::Brackets)?;
        let ended = match self.peek() {
            None | Some(',' | ']' | '}' | ')') => true,
            Some('\n') => inside != Inside::Brackets,
            Some(_) => false,
        };
        if !ended {
            self.pass_over(inside)?;
            value = Value { kind: Kind::Computed, start, end: self.at };
        }
        if self.at == start {
            return self.error(start, "a value was expected here");
        }
        Ok(value)
    }

    /// A value that needs no evaluation, if one stands here.
    fn plain(&mut self) -> Result<Option<Value>, SyntaxError> {
        let start = self.at;
        let kind = match self.peek() {
            Some('"') => return self.string().map(Some),
            Some('<') if self.rest().starts_with("<<") => self.heredoc()?,
            Some('[') => self.list()?,
            Some('{') => self.object()?,
            Some('-' | '0'..='9') => self.number(),
            Some(c) if c.is_alphabetic() || c == '_' => self.named(),
            _ => return Ok(None),
        };
        Ok(Some(Value { kind, start, end: self.at }))
    }

    fn number(&mut self) -> Kind {
        let rest = self.rest();
        let inside = |c: char| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-');
        let text = &rest[..rest.len() - rest.trim_start_matches(inside).len()];
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => {
                self.at += text.len();
                Kind::Number(number)
            }
            _ => Kind::Computed,
        }
    }

    /// `true`, `null`, or a reference such as `var.scopes`.
    fn named(&mut self) -> Kind {
        let mut steps = Vec::new();
        while let Some(word) = self.word() {
            steps.push(word.to_owned());
            if !self.eat(".") {
                break;
            }
        }
        match steps.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            ["true"] => Kind::Bool(true),
            ["false"] => Kind::Bool(false),
            ["null"] => Kind::Null,
            [_, _, ..] => Kind::Reference(steps),
            _ => Kind::Computed,
        }
    }

    fn starts_for(&self) -> bool {
        let inside = self.rest().get(1..).unwrap_or_default().trim_start();
        inside.strip_prefix("for").is_some_and(|rest| rest.starts_with(char::is_whitespace))
    }

    fn list(&mut self) -> Result<Kind, SyntaxError> {
        let start = self.at;
        if self.starts_for() {
            self.brackets()?;
            return Ok(Kind::Computed);
        }
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.space(true)?;
            if self.eat("]") {
                return Ok(Kind::List(items));
            }
            if self.rest().is_empty() {
                return self.error(start, "`[` is not closed");
            }
            items.push(self.value(Inside::Brackets)?);
            self.space(true)?;
            if !self.eat(",") && !self.rest().starts_with(']') {
                if self.rest().is_empty() {
                    continue;
                }
                return self.error(self.at, "`,` or `]` was expected here");
            }
        }
    }

    fn object(&mut self) -> Result<Kind, SyntaxError> {
        let start = self.at;
        if self.starts_for() {
            self.brackets()?;
            return Ok(Kind::Computed);
        }
        self.at += 1;
        let mut members = Vec::new();
        loop {
            self.space(true)?;
            if self.eat("}") {
                return Ok(Kind::Object(members));
            }
            if self.rest().is_empty() {
                return self.error(start, "`{` is not closed");
            }
            let at = self.at;
            let name = if self.rest().starts_with('"') {
                match self.string()?.kind {
                    Kind::Text(text) => text,
                    _ => String::new(),
                }
            } else if self.rest().starts_with('(') {
                self.brackets()?;
                String::new()
            } else {
                match self.word() {
                    Some(word) => word.to_owned(),
                    None => return self.error(at, "a name was expected here"),
                }
            };
            self.space(false)?;
            if !self.eat("=") && !self.eat(":") {
                return self.error(self.at, "`=` or `:` was expected here");
            }
            self.space(true)?;
            let value = self.value(Inside::Object)?;
            members.push(Argument { name, start: at, value });
            self.space(true)?;
            self.eat(",");
        }
    }

    /// A text in quotes (with the escapes of HCL and of JSON).
    fn string(&mut self) -> Result<Value, SyntaxError> {
        let start = self.at;
        self.at += 1;
        let mut parts: Vec<Value> = Vec::new();
        let mut text = String::new();
        let mut text_start = self.at;
        loop {
            let at = self.at;
            if self.eat("$${") {
                text.push_str("${");
            } else if self.eat("%%{") {
                text.push_str("%{");
            } else if self.rest().starts_with("${") || self.rest().starts_with("%{") {
                if !text.is_empty() {
                    let kind = Kind::Text(std::mem::take(&mut text));
                    parts.push(Value { kind, start: text_start, end: at });
                }
                parts.push(self.interpolation()?);
                text_start = self.at;
            } else {
                match self.next() {
                    Some('"') => break,
                    Some('\\') => self.escape(&mut text),
                    Some('\n') | None => return self.error(start, "the text is not closed"),
                    Some(other) => text.push(other),
                }
            }
        }
        let end = self.at;
        if !text.is_empty() || parts.is_empty() {
            parts.push(Value { kind: Kind::Text(text), start: text_start, end });
        }
        let kind = match parts.pop() {
            Some(only) if parts.is_empty() => only.kind,
            last => Kind::Template(parts.into_iter().chain(last).collect()),
        };
        Ok(Value { kind, start, end })
    }

    fn escape(&mut self, text: &mut String) {
        match self.next() {
            Some('n') => text.push('\n'),
            Some('r') => text.push('\r'),
            Some('t') => text.push('\t'),
            Some('b') => text.push('\u{8}'),
            Some('f') => text.push('\u{c}'),
            Some(marker @ ('u' | 'U')) => {
                let digits = if marker == 'u' { 4 } else { 8 };
                let mut code = self.digits(digits);
                // JSON writes what lies above as a pair.
                if (0xd800..0xdc00).contains(&code) && self.rest().starts_with("\\u") {
                    self.at += 2;
                    let low = self.digits(4);
                    code =
                        0x1_0000 + ((code - 0xd800) << 10) + (low.saturating_sub(0xdc00) & 0x3ff);
                }
                text.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            Some(other) => text.push(other),
            None => {}
        }
    }

    fn digits(&mut self, count: usize) -> u32 {
        let mut code = 0;
        for _ in 0..count {
            let Some(digit) = self.peek().and_then(|c| c.to_digit(16)) else { break };
            code = (code << 4) | digit;
            self.at += 1;
        }
        code
    }

    /// `${…}` or `%{…}`: a reference, or something that is computed.
    fn interpolation(&mut self) -> Result<Value, SyntaxError> {
        let start = self.at;
        let directive = self.rest().starts_with('%');
        self.at += 1;
        self.brackets()?;
        let inside = self.text.get(start + 2..self.at - 1).unwrap_or_default();
        let inside = inside.trim_matches('~').trim();
        let mut inner = Self { text: inside, at: 0, depth: self.depth };
        let kind =
            if inside.starts_with(char::is_alphabetic) { inner.named() } else { Kind::Computed };
        let whole = inner.rest().is_empty() && !directive;
        let kind = if whole { kind } else { Kind::Computed };
        Ok(Value { kind, start, end: self.at })
    }

    /// `<<END` or `<<-END`, and the lines up to that word.
    fn heredoc(&mut self) -> Result<Kind, SyntaxError> {
        let start = self.at;
        self.at += 2;
        let indented = self.eat("-");
        let Some(word) = self.word() else { return Ok(Kind::Computed) };
        if self.rest().find('\n').is_none_or(|end| !self.rest()[..end].trim().is_empty()) {
            return self.error(start, "a line break was expected after the heredoc's word");
        }
        self.at += self.rest().find('\n').map_or(0, |end| end + 1);
        let mut lines = Vec::new();
        loop {
            let rest = self.rest();
            if rest.is_empty() {
                return self.error(start, "the heredoc is not closed");
            }
            let end = rest.find('\n').unwrap_or(rest.len());
            let line = &rest[..end];
            if line.trim() == word {
                // The line break ends the argument, too.
                self.at += line.len();
                break;
            }
            lines.push(line.trim_end_matches('\r'));
            self.at += (end + 1).min(rest.len());
        }
        if lines.iter().any(|line| line.contains("${") || line.contains("%{")) {
            return Ok(Kind::Computed);
        }
        let indent = |line: &&str| line.len() - line.trim_start_matches(' ').len();
        let full = lines.iter().filter(|line| !line.trim().is_empty());
        let common = if indented { full.map(indent).min().unwrap_or(0) } else { 0 };
        Ok(Kind::Text(
            lines
                .iter()
                .map(|line| format!("{}\n", line.get(common..).unwrap_or_default()))
                .collect(),
        ))
    }

    /// Passes over the rest of an expression.
    fn pass_over(&mut self, inside: Inside) -> Result<(), SyntaxError> {
        loop {
            self.space(inside == Inside::Brackets)?;
            match self.peek() {
                None | Some(',' | ']' | '}' | ')') => return Ok(()),
                Some('\n') => return Ok(()),
                Some('"') => {
                    self.string()?;
                }
                Some('[' | '{' | '(') => self.brackets()?,
                Some('<') if self.rest().starts_with("<<") => {
                    self.heredoc()?;
                }
                Some(_) => {
                    self.next();
                }
            }
        }
    }

    /// Passes over a bracket, what is in it, and its other half.
    fn brackets(&mut self) -> Result<(), SyntaxError> {
        let start = self.at;
        let mut open: Vec<char> = Vec::new();
        loop {
            self.space(true)?;
            match self.peek() {
                None => return self.error(start, "a bracket is not closed"),
                Some('"') => {
                    self.deeper()?;
                    self.string()?;
                    self.depth -= 1;
                }
                Some('<') if self.rest().starts_with("<<") => {
                    self.heredoc()?;
                }
                Some(bracket @ ('(' | '[' | '{')) => {
                    self.at += 1;
                    open.push(match bracket {
                        '(' => ')',
                        '[' => ']',
                        _ => '}',
                    });
                }
                Some(bracket @ (')' | ']' | '}')) => {
                    if open.pop() != Some(bracket) {
                        return self.error(self.at, "this bracket was not opened");
                    }
                    self.at += 1;
                    if open.is_empty() {
                        return Ok(());
                    }
                }
                Some(_) => {
                    self.next();
                }
            }
        }
    }
}
