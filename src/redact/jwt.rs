//! What of a JWT is secret: the whole, and its signature. Header and payload by themselves are public.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The signature segment, when the secret is a signed JWT (RFC 7515 section 3.1). Whoever holds it and
/// the claims of a report could put the token together again.
pub(super) fn signature(value: &str) -> Vec<String> {
    let segments: Vec<&str> = value.split('.').collect();
    match segments[..] {
        [header, _, signature] if is_object(header) => vec![signature.to_owned()],
        _ => Vec::new(),
    }
}

fn is_object(segment: &str) -> bool {
    URL_SAFE_NO_PAD.decode(segment).is_ok_and(|bytes| bytes.first() == Some(&b'{'))
}
