//! Form bodies, read as strictly as RFC 6749 allows: each parameter once, valid encoding only.

use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;

/// The parameters of a form, in their order.
#[cfg_attr(test, derive(Debug))]
pub(super) struct Form(Vec<(String, String)>);

/// Parameters that may stand more than once (RFC 8707, section 2; RFC 8693, section 2.1).
const REPEATABLE: [&str; 2] = ["resource", "audience"];

impl Form {
    /// Reads a body.
    ///
    /// A parameter without a value counts as absent (RFC 6749, section 3.1).
    ///
    /// # Errors
    ///
    /// What is wrong with it, in words.
    pub(super) fn read(headers: &HeaderMap, body: &[u8]) -> Result<Self, &'static str> {
        let media_type = media_type(headers);
        if media_type.as_deref() != Some("application/x-www-form-urlencoded") {
            return Err("the body must be application/x-www-form-urlencoded");
        }
        let body = std::str::from_utf8(body).map_err(|_| "the body is not UTF-8")?;
        let mut parameters: Vec<(String, String)> = Vec::new();
        for pair in body.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (Some(name), Some(value)) = (decode(name), decode(value)) else {
                return Err("the body is not valid form encoding");
            };
            if parameters.iter().any(|(known, _)| *known == name)
                && !REPEATABLE.contains(&name.as_str())
            {
                return Err("a parameter is repeated");
            }
            parameters.push((name, value));
        }
        parameters.retain(|(_, value)| !value.is_empty());
        Ok(Self(parameters))
    }

    /// The value of a parameter.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// All values of a parameter that may be repeated.
    pub(super) fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// The media type of a body, in lower case and without its parameters.
pub(super) fn media_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    Some(value.split(';').next()?.trim().to_ascii_lowercase())
}

/// Takes form encoding off; none where it is not valid.
pub(super) fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let (high, low) = (rest.next()?, rest.next()?);
                let digit = |byte: u8| char::from(byte).to_digit(16);
                u8::try_from(digit(high)? * 16 + digit(low)?).ok()?
            }
            _ => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn read(media_type: &'static str, body: &str) -> Result<Form, &'static str> {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
        Form::read(&headers, body.as_bytes())
    }

    #[test]
    fn a_form_is_read_and_an_empty_value_counts_as_absent() {
        let form = read("application/x-www-form-urlencoded; charset=UTF-8", "a=1+%2B&b=&c")
            .expect("a good form");
        assert_eq!(form.get("a"), Some("1 +"));
        assert_eq!((form.get("b"), form.get("c")), (None, None));
    }

    #[test]
    fn what_is_not_quite_a_form_is_refused() {
        for (media_type, body, why) in [
            ("application/json", "{}", "the body must be application/x-www-form-urlencoded"),
            ("application/x-www-form-urlencoded", "a=1&a=1", "a parameter is repeated"),
            ("application/x-www-form-urlencoded", "a=%4", "the body is not valid form encoding"),
            ("application/x-www-form-urlencoded", "a=%ff", "the body is not valid form encoding"),
            ("application/x-www-form-urlencoded", "a=%+1", "the body is not valid form encoding"),
        ] {
            assert_eq!(read(media_type, body).err(), Some(why), "{media_type} {body}");
        }
        assert!(Form::read(&HeaderMap::new(), b"a=1").is_err(), "no content type at all");
    }

    #[test]
    fn resource_may_stand_twice() {
        let form = read("application/x-www-form-urlencoded", "resource=a&resource=b");
        let form = form.expect("RFC 8707 allows it");
        assert_eq!(form.all("resource").collect::<Vec<_>>(), ["a", "b"]);
    }
}
