//! The lines of a private key in PEM (RFC 7468): whoever joins, indents or numbers them still shows it.

/// The least length of a line; the last one of a key may be a few characters.
const LEAST: usize = 16;

/// The lines that carry private keys. Certificates beside them are public.
pub(super) fn lines(value: &str) -> Vec<String> {
    let mut inside = false;
    let mut all = Vec::new();
    for line in value.lines().map(str::trim) {
        if line.starts_with("-----") {
            inside = line.starts_with("-----BEGIN ") && line.contains("PRIVATE KEY");
        } else if inside && line.len() >= LEAST && !line.contains(':') {
            all.push(line.to_owned());
        }
    }
    all
}
