//! What of a JWT is secret: the whole, and every segment but the header. Single claims are public.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The signature of a signed JWT (RFC 7515 section 3.1). Whoever holds it and the claims of a report
/// could put the token together again.
pub(super) fn signature(value: &str) -> Vec<String> {
    let all = segments(value).filter(|all| all.len() == 3);
    all.map(|all| all[2].to_owned()).into_iter().collect()
}

/// The payload of a signed JWT, which holds claims that are not public; of an encrypted one (RFC 7516
/// section 3.1) all that follows the header.
pub(super) fn payload(value: &str) -> Vec<String> {
    segments(value).map_or_else(Vec::new, |all| {
        let end = if all.len() == 3 { 2 } else { all.len() };
        all[1..end].iter().map(|&segment| segment.to_owned()).collect()
    })
}

fn segments(value: &str) -> Option<Vec<&str>> {
    let all: Vec<&str> = value.split('.').collect();
    (matches!(all.len(), 3 | 5) && is_object(all[0])).then_some(all)
}

fn is_object(segment: &str) -> bool {
    URL_SAFE_NO_PAD
        .decode(segment.trim_end_matches('='))
        .is_ok_and(|bytes| bytes.first() == Some(&b'{'))
}
