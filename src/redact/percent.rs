//! Percent-encoded spellings of a secret.

/// What an encoder leaves as it is, besides letters and digits; or that it leaves those too.
struct Encoder {
    /// Punctuation that is left as it is.
    kept: &'static str,
    /// Whether letters and digits are encoded too.
    everything: bool,
}

/// Encoders in use; each draws the line elsewhere.
const ENCODERS: &[Encoder] = &[
    // RFC 3986 section 2.3, unreserved.
    Encoder { kept: "-._~", everything: false },
    // application/x-www-form-urlencoded of the URL standard.
    Encoder { kept: "*-._", everything: false },
    // encodeURIComponent of ECMAScript.
    Encoder { kept: "-_.!~*'()", everything: false },
    // encodeURI of ECMAScript.
    Encoder { kept: ";,/?:@&=+$-_.!~*'()#", everything: false },
    // Encoders of a path segment by segment, Python's `quote` among them.
    Encoder { kept: "/-._~", everything: false },
    // The query of the URL standard, and that of its special schemes.
    Encoder { kept: "!$%&'()*+,-./:;=?@[\\]^_`{|}~", everything: false },
    Encoder { kept: "!$%&()*+,-./:;=?@[\\]^_`{|}~", everything: false },
    // The path of the URL standard, of today and of earlier years.
    Encoder { kept: "!$%&'()*+,-./:;=@[\\]_|~", everything: false },
    Encoder { kept: "!$%&'()*+,-./:;=@[\\]^_|~", everything: false },
    // One segment of such a path, of special schemes and of others, of today and of earlier years.
    Encoder { kept: "!$&'()*+,-.:;=@[]_|~", everything: false },
    Encoder { kept: "!$&'()*+,-.:;=@[]^_|~", everything: false },
    Encoder { kept: "!$&'()*+,-.:;=@[\\]_|~", everything: false },
    Encoder { kept: "!$&'()*+,-.:;=@[\\]^_|~", everything: false },
    // RFC 3986 section 3.3, pchar; and Go's segment of a path.
    Encoder { kept: "!$&'()*+,-.:;=@_~", everything: false },
    Encoder { kept: "$&+-.:=@_~", everything: false },
    // The user information of the URL standard, and its component set.
    Encoder { kept: "!$%&'()*+,-._~", everything: false },
    Encoder { kept: "!%'()*-._~", everything: false },
    // PHP's urlencode.
    Encoder { kept: "-._", everything: false },
    // Encoders that take no risk.
    Encoder { kept: "", everything: false },
    Encoder { kept: "", everything: true },
];

/// The two encoders with which RFC 6749 section 2.3.1 is read: what they give goes into Basic headers.
const BASIC: &[Encoder] =
    &[Encoder { kept: "*-._", everything: false }, Encoder { kept: "-._~", everything: false }];

/// Every percent-encoded spelling: each encoder, hex digits in both cases, a space as `%20` and `+`.
pub(super) fn spellings(value: &str) -> Vec<String> {
    of(ENCODERS, value)
}

/// The percent-encoded spellings that stand in Basic headers, where they differ from the value itself.
pub(super) fn basic(value: &str) -> Vec<String> {
    let mut all = of(BASIC, value);
    all.sort();
    all.dedup();
    all
}

fn of(encoders: &[Encoder], value: &str) -> Vec<String> {
    let spaces: &[bool] = if value.contains(' ') { &[false, true] } else { &[false] };
    let mut all = Vec::new();
    for encoder in encoders.iter().filter(|one| value.bytes().any(|byte| !one.keeps(byte))) {
        for &plus in spaces {
            for upper in [true, false] {
                all.push(encoder.encode(value, plus, upper));
            }
        }
    }
    all
}

impl Encoder {
    fn keeps(&self, byte: u8) -> bool {
        !self.everything
            && (byte.is_ascii_alphanumeric()
                || byte.is_ascii() && self.kept.contains(char::from(byte)))
    }

    fn encode(&self, value: &str, plus: bool, upper: bool) -> String {
        let mut text = String::with_capacity(value.len() * 3);
        for byte in value.bytes() {
            if plus && byte == b' ' {
                text.push('+');
            } else if self.keeps(byte) {
                text.push(char::from(byte));
            } else if upper {
                text.push_str(&format!("%{byte:02X}"));
            } else {
                text.push_str(&format!("%{byte:02x}"));
            }
        }
        text
    }
}
