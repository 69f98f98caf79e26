//! URLs as reports may show them.

use url::Url;

use super::{Scrub, clean};

/// A URL without user information and fragment, query values masked, known secrets removed.
#[must_use]
pub fn shown(url: &Url, scrub: &Scrub) -> String {
    let mut shown = url.clone();
    let _ = shown.set_username("");
    let _ = shown.set_password(None);
    shown.set_fragment(None);
    let names: Vec<String> = url.query_pairs().map(|(name, _)| name.into_owned()).collect();
    shown.set_query(None);
    let query: Vec<String> =
        names.iter().map(|name| format!("{}=…", clean(&scrub(name)))).collect();
    let text = clean(&scrub(shown.as_str()));
    if query.is_empty() { text } else { format!("{text}?{}", query.join("&")) }
}
