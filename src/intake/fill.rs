//! Variables that a shell would have filled in: filled from the environment, for a request that is to be sent.

use super::request::{Payload, Request};
use super::secrets;
use super::value::{Value, Writer};
use crate::decode::names_a_secret;
use crate::model::{Custody, Secret};

/// What fills variables, and what it could not fill.
struct Filler<'a> {
    variable: &'a dyn Fn(&str) -> Option<String>,
    custody: &'a Custody,
    missing: Vec<String>,
}

impl Request {
    /// The request with its variables filled in. `variable` gives the value of one by its name. Every secret in
    /// the result goes into custody.
    ///
    /// # Errors
    /// With what could not be filled, as it was written.
    pub fn fill(
        &self,
        variable: &dyn Fn(&str) -> Option<String>,
        custody: &Custody,
    ) -> Result<Self, Vec<String>> {
        let mut filler = Filler { variable, custody, missing: Vec::new() };
        let mut filled = self.clone();
        filled.url = filler.fill(&self.url);
        for (_, value) in &mut filled.headers {
            *value = filler.fill(value);
        }
        if let Some((user, password)) = &mut filled.basic {
            *user = filler.fill(user);
            *password = filler.fill(password);
        }
        match &mut filled.body {
            Payload::Text(text) => *text = filler.fill(text),
            Payload::Multipart(parts) => {
                for (_, value) in parts {
                    *value = filler.fill(value);
                }
            }
            Payload::None | Payload::File => {}
        }
        if let Some(proxy) = &mut filled.proxy {
            *proxy = filler.fill(proxy);
        }
        if !filler.missing.is_empty() {
            return Err(filler.missing);
        }
        secrets::keep_request(&filled, custody);
        Ok(filled)
    }
}

impl Filler<'_> {
    fn fill(&mut self, value: &Value) -> Value {
        let mut writer = Writer::default();
        for (text, open) in value.pieces() {
            if !open {
                writer.push_str(text);
                continue;
            }
            match self.look_up(text) {
                Some(found) => writer.push_str(&found),
                None => {
                    writer.push_hole(text);
                    if !self.missing.iter().any(|known| known == text) {
                        self.missing.push(text.to_owned());
                    }
                }
            }
        }
        writer.take()
    }

    fn look_up(&self, written: &str) -> Option<String> {
        let (name, default) = variable(written)?;
        let Some(found) = (self.variable)(name).filter(|found| !found.is_empty()) else {
            return default.map(str::to_owned);
        };
        if names_a_secret(name) {
            self.custody.add(name, &Secret::new(found.as_str()));
        }
        Some(found)
    }
}

/// The name of a variable as shells write it, and the value it has where it is not set (`${A:-b}`). What a
/// command would print is no variable.
fn variable(written: &str) -> Option<(&str, Option<&str>)> {
    let within = |open, close| written.strip_prefix(open)?.strip_suffix(close);
    let (name, default) = if let Some(inside) = within("${", "}") {
        match inside.split_once(":-").or_else(|| inside.split_once('-')) {
            Some((name, default)) => (name, Some(default)),
            None => (inside, None),
        }
    } else if let Some(inside) = within("%", "%") {
        (inside, None)
    } else {
        (written.strip_prefix('$')?, None)
    };
    let name = name.strip_prefix("env:").unwrap_or(name);
    let first = name.chars().next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    (first && plain).then_some((name, default))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(text: &str) -> Request {
        super::super::curl::read(text, 1)
            .into_iter()
            .find_map(|item| match item.what {
                super::super::What::Request(request) => Some(*request),
                _ => None,
            })
            .expect("a request")
    }

    #[test]
    fn variables_are_filled_and_what_they_hide_is_in_custody() {
        let given = request(
            "curl -H \"Authorization: Bearer $TOKEN\" ${HOST:-https://api.example}/me?a=%41\n",
        );
        let custody = Custody::default();
        let lookup = |name: &str| (name == "TOKEN").then(|| "opaque-token-1".to_owned());
        let filled = given.fill(&lookup, &custody).map_err(|_| ()).expect("filled");
        assert_eq!(filled.url.text(), "https://api.example/me?a=%41");
        let header = filled.header("authorization").expect("a header");
        assert_eq!((header.text(), header.is_filled()), ("Bearer opaque-token-1", true));
        assert_eq!(custody.all().first().map(|(_, one)| one.expose()), Some("opaque-token-1"));
    }

    #[test]
    fn what_cannot_be_filled_is_named_as_it_was_written() {
        let given = request(
            "curl -H \"Authorization: Bearer $(cat token)\" -H \"X: $B\" https://api.example/$B\n",
        );
        let missing = given.fill(&|_| None, &Custody::default()).err().expect("missing");
        assert_eq!(missing, ["$B", "$(cat token)"]);
    }

    #[test]
    fn names_are_read_as_shells_write_them() {
        for (written, expected) in [
            ("$TOKEN", Some(("TOKEN", None))),
            ("${TOKEN}", Some(("TOKEN", None))),
            ("${A:-b}", Some(("A", Some("b")))),
            ("$env:TOKEN", Some(("TOKEN", None))),
            ("%TOKEN%", Some(("TOKEN", None))),
            ("$(cat x)", None),
            ("`cat x`", None),
            ("@file", None),
            ("$1", None),
        ] {
            assert_eq!(variable(written), expected, "{written}");
        }
    }
}
