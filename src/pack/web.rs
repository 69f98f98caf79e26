//! URLs of a pack: only http and https, and which hosts they name.

use serde_json::Value;
use url::Url;

use super::draft::{Draft, DraftValue, Piece};
use super::input::{InputType, absolute};
use super::lint::Lint;

impl Lint<'_> {
    /// Whether a value can be a URL as far as it is known; notes it if not.
    pub(super) fn url(&mut self, draft: &Draft, key: &str) -> bool {
        let wanted = match &draft.value {
            DraftValue::Plain(Value::String(text)) => absolute(text).err(),
            DraftValue::Text(pieces) => match pieces.first() {
                Some(Piece::Text(text)) => beginning(text).err(),
                Some(Piece::Input { name, span }) => {
                    let kind = self.inputs.iter().find(|(known, _)| known == name);
                    let kind = kind.map(|(_, kind)| *kind).unwrap_or_default();
                    if !matches!(kind, InputType::Url | InputType::String) {
                        let message = format!(
                            "a URL cannot begin with `{name}`, an input of type {}",
                            kind.as_str()
                        );
                        let problem = self.at(*span, message);
                        self.push(problem);
                        return false;
                    }
                    None
                }
                Some(Piece::Reading { .. }) | None => None,
            },
            DraftValue::Plain(_) | DraftValue::List(_) | DraftValue::Map(_) => Some("a URL"),
        };
        if let Some(wanted) = wanted {
            let problem = self.at(draft.span, format!("`{key}` is {wanted}"));
            self.push(problem);
        }
        wanted.is_none()
    }
}

/// Whether a text can be the beginning of a URL.
fn beginning(text: &str) -> Result<(), &'static str> {
    let rest = ["https://", "http://", "wss://", "ws://"]
        .iter()
        .find_map(|scheme| text.strip_prefix(scheme));
    match rest {
        Some("") => Ok(()),
        Some(rest) if rest.contains(['/', '?']) => absolute(text),
        Some(rest) if rest.contains('@') => Err("a URL without user name and password in it"),
        Some(_) => Ok(()),
        None => Err("an absolute http or https URL, such as https://api.example.com"),
    }
}

/// The `host:port` of a URL, its scheme's port when it names none.
pub(super) fn authority(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    Some(format!("{}:{}", url.host()?, url.port_or_known_default()?))
}

/// The `host:port` of a URL of which only the beginning is known, when that settles it.
pub(super) fn authority_of_beginning(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("://")?;
    rest.contains(['/', '?', '#']).then(|| authority(text))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_authority_has_its_port() {
        assert_eq!(authority("https://api.example.com/x").as_deref(), Some("api.example.com:443"));
        assert_eq!(authority("http://127.0.0.1:8080").as_deref(), Some("127.0.0.1:8080"));
        assert_eq!(authority("http://[::1]/").as_deref(), Some("[::1]:80"));
        assert_eq!(authority("nonsense"), None);
    }

    #[test]
    fn a_beginning_settles_the_host_only_when_the_host_has_ended() {
        assert_eq!(
            authority_of_beginning("https://a.example/x/").as_deref(),
            Some("a.example:443")
        );
        assert_eq!(authority_of_beginning("https://a.exam"), None);
        assert_eq!(authority_of_beginning("https://a.example:80"), None);
        assert!(beginning("https://a.exam").is_ok());
        assert!(beginning("a.example/").is_err());
        assert!(beginning("https://user:word@x").is_err());
    }
}
