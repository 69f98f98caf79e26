//! URLs as reports may show them.

use url::Url;

use super::{Scrub, clean};

/// A URL without user information and fragment, query values masked but for ids that are public, known secrets removed.
#[must_use]
pub fn shown(url: &Url, scrub: &Scrub) -> String {
    let mut shown = url.clone();
    let _ = shown.set_username("");
    let _ = shown.set_password(None);
    shown.set_fragment(None);
    let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    shown.set_query(None);
    let parameters: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", clean(&scrub(name)), query(name, value)))
        .collect();
    let text = clean(&scrub(shown.as_str()));
    if parameters.is_empty() { text } else { format!("{text}?{}", parameters.join("&")) }
}

/// The value of a parameter as it may be shown: the id of a deployment stands in the source of every page that
/// uses it, and whoever is asked for help needs it.
fn query<'a>(name: &str, value: &'a str) -> &'a str {
    let public = ["deploymentid", "deployment_id", "deployment-id"];
    let uuid = value.len() == 36
        && value.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        });
    let shown = uuid && public.iter().any(|known| name.eq_ignore_ascii_case(known));
    if shown { value } else { "…" }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn values_are_masked_but_the_id_of_a_deployment() {
        let id = "4d2f7f4e-1b7a-4a9e-9a57-0c8e5b1f2d60";
        for (query, expected) in [
            (
                format!("deploymentId={id}&application=x"),
                format!("?deploymentId={id}&application=…"),
            ),
            (format!("token={id}"), "?token=…".to_owned()),
            ("deploymentId=aJdvugb8k1kwnOovm2qX".to_owned(), "?deploymentId=…".to_owned()),
        ] {
            let url = Url::parse(&format!("wss://u:p@a.example/v1?{query}#x")).expect("a URL");
            let scrub: Scrub = Arc::new(str::to_owned);
            assert_eq!(shown(&url, &scrub), format!("wss://a.example/v1{expected}"));
        }
    }
}
