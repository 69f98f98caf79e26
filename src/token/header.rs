//! Members of the header (RFC 7515, 7516, 7518, 9068, 9449) and what they mean.

use serde_json::Value;

/// Signature algorithms and what they say of who can verify.
const ALGORITHMS: &[(&str, &str)] = &[
    ("RS256", "RSA and SHA-256: verified with the issuer's public key"),
    ("RS384", "RSA and SHA-384: verified with the issuer's public key"),
    ("RS512", "RSA and SHA-512: verified with the issuer's public key"),
    ("PS256", "RSA-PSS and SHA-256: verified with the issuer's public key"),
    ("PS384", "RSA-PSS and SHA-384: verified with the issuer's public key"),
    ("PS512", "RSA-PSS and SHA-512: verified with the issuer's public key"),
    ("ES256", "ECDSA on P-256: verified with the issuer's public key"),
    ("ES384", "ECDSA on P-384: verified with the issuer's public key"),
    ("ES512", "ECDSA on P-521: verified with the issuer's public key"),
    ("EdDSA", "Ed25519 or Ed448: verified with the issuer's public key"),
    ("Ed25519", "Ed25519: verified with the issuer's public key"),
    ("HS256", "HMAC: only who shares the secret can verify it"),
    ("HS384", "HMAC: only who shares the secret can verify it"),
    ("HS512", "HMAC: only who shares the secret can verify it"),
    ("none", "not signed: anybody could have written it"),
];

/// Members whose values may be shown, and what they mean.
const MEMBERS: &[(&str, &str)] = &[
    ("kid", "which of the issuer's keys signed it"),
    ("enc", "how the content is encrypted"),
    ("zip", "how the content is compressed"),
    ("cty", "what is inside; JWT for a token within"),
    ("jku", "where a key is said to be; must not be trusted"),
    ("x5t", "the certificate of the key, by its SHA-1"),
    ("x5t#S256", "the certificate of the key, by its SHA-256"),
    ("crit", "extensions that who reads it must understand, or refuse"),
    ("ver", "the version of the token's format"),
];

/// What a member means, and whether its value may be shown.
pub(super) fn member(name: &str, value: &Value) -> (bool, String) {
    let text = value.as_str().unwrap_or_default();
    match name {
        "alg" => {
            let known = ALGORITHMS.iter().find(|(alg, _)| *alg == text);
            let near = ALGORITHMS.iter().find(|(alg, _)| alg.eq_ignore_ascii_case(text));
            let means = match (known, near) {
                (Some((_, means)), _) => (*means).to_owned(),
                (None, Some((alg, _))) => {
                    format!(
                        "names are case-sensitive: {alg} is meant, and many verifiers refuse this"
                    )
                }
                (None, None) => "how it is signed or its key is encrypted".to_owned(),
            };
            (true, means)
        }
        "typ" => (true, typ(text).to_owned()),
        "nonce" => (
            false,
            "Microsoft's own APIs only: the signature cannot be verified by anybody else"
                .to_owned(),
        ),
        _ => MEMBERS.iter().find(|(known, _)| *known == name).map_or_else(
            || (false, "not a registered member".to_owned()),
            |(_, means)| (true, (*means).to_owned()),
        ),
    }
}

/// What `typ` means.
fn typ(text: &str) -> &'static str {
    let short = text.to_ascii_lowercase();
    match short.strip_prefix("application/").unwrap_or(&short) {
        "jwt" => "a JWT of any kind",
        "at+jwt" => "an access token (RFC 9068)",
        "dpop+jwt" => "a DPoP proof, not a token (RFC 9449)",
        "logout+jwt" => "a logout token, not an access token",
        "secevent+jwt" => "a security event, not an access token (RFC 8417)",
        "oauth-authz-req+jwt" => "an authorisation request, not a token (RFC 9101)",
        "id+jwt" => "an ID token",
        "jose" | "jose+json" => "a signed or encrypted object",
        _ => "what it is, in its issuer's words",
    }
}
