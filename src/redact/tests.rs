//! The two sides of redaction: nothing secret survives, and nothing else is touched.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use serde_json::json;
use url::form_urlencoded;

use super::searchable::searchable;
use super::{Scanner, Scrubber};
use crate::model::{Custody, Secret};

const VALUE: &str = "Zx9$k+/7 \"Q&w<é>\\t'%~=";

fn custody(secrets: &[(&str, &str)]) -> Custody {
    let custody = Custody::default();
    for (name, value) in secrets {
        custody.add(name, &Secret::new(*value));
    }
    custody
}

fn scanner(secrets: &[(&str, &str)]) -> Scanner {
    Scanner::new(&custody(secrets))
}

fn jwt(claims: &serde_json::Value) -> String {
    let part = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let header = part(&json!({ "alg": "RS256", "kid": "2026-11" }));
    let signature = URL_SAFE_NO_PAD.encode([0x5a, 0x17, 0xc3, 0x99, 0xe0, 0x42].repeat(40));
    format!("{header}.{}.{signature}", part(claims))
}

/// The name of an encoder, of the form that it gives, and itself.
type Encoder = (&'static str, &'static str, fn(&str) -> String);

/// Encoders that nobody here wrote.
fn encoders() -> Vec<Encoder> {
    vec![
        ("raw", "raw", str::to_owned),
        ("form", "percent-encoded", |value| {
            form_urlencoded::byte_serialize(value.as_bytes()).collect()
        }),
        ("form, %20", "percent-encoded", |value| {
            form_urlencoded::byte_serialize(value.as_bytes())
                .collect::<String>()
                .replace('+', "%20")
        }),
        ("form, lower case", "percent-encoded", |value| {
            let mut text = String::new();
            for one in form_urlencoded::byte_serialize(value.as_bytes()) {
                let encoded = one.starts_with('%');
                text.push_str(&if encoded { one.to_ascii_lowercase() } else { one.to_owned() });
            }
            text
        }),
        ("query", "percent-encoded", |value| {
            let mut url = url::Url::parse("https://example.test/").expect("a URL");
            url.set_query(Some(value));
            url.query().unwrap_or_default().to_owned()
        }),
        ("path segment", "percent-encoded", |value| {
            let mut url = url::Url::parse("https://example.test/").expect("a URL");
            url.path_segments_mut().expect("a path").push(value);
            url.path()[1..].to_owned()
        }),
        ("user information", "percent-encoded", |value| {
            let mut url = url::Url::parse("https://example.test/").expect("a URL");
            url.set_password(Some(value)).expect("a URL with a host");
            url.password().unwrap_or_default().to_owned()
        }),
        ("Basic header", "base64", |value| STANDARD.encode(format!("the-client:{value}"))),
        ("Basic header of RFC 6749", "base64", |value| {
            let form: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
            STANDARD.encode(format!("a-client:{form}"))
        }),
        ("base64url", "base64", |value| URL_SAFE_NO_PAD.encode(value)),
        ("JSON", "JSON-escaped", |value| json!({ "a": value }).to_string()),
        ("JSON in JSON", "JSON-escaped", |value| {
            json!({ "body": json!({ "a": value }).to_string() }).to_string()
        }),
        ("HTML", "XML-escaped", |value| {
            let mut environment = minijinja::Environment::new();
            environment.set_auto_escape_callback(|_| minijinja::AutoEscape::Html);
            environment
                .render_str("{{ value }}", minijinja::context! { value })
                .expect("a template")
        }),
        ("hex", "hex", |value| value.bytes().map(|byte| format!("{byte:02x}")).collect()),
        ("HEX", "hex", |value| value.bytes().map(|byte| format!("{byte:02X}")).collect()),
    ]
}

#[test]
fn every_form_is_found_and_named() {
    let scanner = scanner(&[("client_secret", VALUE)]);
    for (name, form, encode) in encoders() {
        let text = format!("first line\nsecond: {}\n", encode(VALUE));
        let hits = scanner.scan(&text);
        assert_eq!(hits.len(), 1, "{name}: {text}");
        assert_eq!(hits[0].form, form, "{name}");
        assert_eq!(hits[0].secret, "client_secret");
        assert_eq!(hits[0].place, "line 2", "{name}");
        let scrubbed = scanner.scrub(&text);
        assert!(scrubbed.starts_with("first line\nsecond: "), "{name}: {scrubbed}");
        assert!(scrubbed.contains("[client_secret redacted]"), "{name}: {scrubbed}");
    }
}

/// The name of a disguise, and itself.
type Disguise = (&'static str, fn(&str) -> String);

/// What stands between the halves of a secret, or is done to all of it.
fn disguises() -> Vec<Disguise> {
    fn between(value: &str, what: &str) -> String {
        let middle = value.char_indices().nth(value.chars().count() / 2).map_or(0, |(at, _)| at);
        format!("{}{what}{}", &value[..middle], &value[middle..])
    }
    fn percent(value: &str) -> String {
        form_urlencoded::byte_serialize(value.as_bytes()).collect::<String>().replace('+', "%20")
    }
    vec![
        ("line break", |value| between(value, "\n")),
        ("line break and indent", |value| between(value, "\r\n    ")),
        ("line break in JSON", |value| json!(between(value, "\n")).to_string()),
        ("no width", |value| between(value, "\u{200b}")),
        ("byte order mark", |value| between(value, "\u{feff}")),
        ("ESC", |value| between(value, "\u{1b}")),
        ("colour", |value| between(value, "\u{1b}[31m")),
        ("wrapped base64", |value| between(&STANDARD.encode(format!("ab:{value}")), "\r\n")),
        ("wrapped hex", |value| {
            value.bytes().map(|byte| format!("{byte:02x} ")).collect::<String>()
        }),
        ("percent twice", |value| percent(&percent(value))),
        ("percent three times", |value| percent(&percent(&percent(value)))),
        ("base64 in a query", |value| percent(&STANDARD.encode(format!("{value}??")))),
        ("UTF-16 escapes", |value| {
            value.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect()
        }),
        ("decimal references", |value| {
            value.chars().map(|one| format!("&#{};", u32::from(one))).collect()
        }),
        ("hex references", |value| {
            value.chars().map(|one| format!("&#x{:x};", u32::from(one))).collect()
        }),
    ]
}

#[test]
fn what_is_split_or_encoded_again_is_found_and_removed() {
    let scanner = scanner(&[("client_secret", VALUE)]);
    let near = VALUE.replace('7', "8");
    for (name, disguise) in disguises() {
        let text = format!("first line\nsecond: {} end", disguise(VALUE));
        let hits = scanner.scan(&text);
        assert_eq!(hits.len(), 1, "{name}: {text:?} {hits:?}");
        assert_eq!(hits[0].place, "line 2", "{name}");
        let scrubbed = scanner.scrub(&text);
        assert!(scrubbed.starts_with("first line\nsecond: "), "{name}: {scrubbed}");
        assert!(scrubbed.contains("[client_secret redacted]"), "{name}: {scrubbed}");
        assert!(scrubbed.ends_with(" end"), "{name}: {scrubbed}");
        let text = disguise(&near);
        assert_eq!(scanner.scan(&text), [], "{name}");
        assert_eq!(scanner.scrub(&text), text, "{name}");
    }
}

#[test]
fn words_side_by_side_are_no_secret_and_their_encoding_is() {
    // A passphrase of several words is the same over lines.
    let passphrase = scanner_of("correct horse battery");
    assert_eq!(passphrase.scrub("<correct horse\n  battery>"), "<[it redacted]>");
    for secret in ["opensesame", "version20", "administratorpassword"] {
        let scanner = scanner_of(secret);
        let middle = if secret.starts_with('a') { 13 } else { secret.len() - 6 };
        for space in [" ", "\n", " \t "] {
            let text = format!("{}{space}{}", &secret[..middle], &secret[middle..]);
            assert_eq!(scanner.scrub(&text), text);
        }
        let escaped: String = secret.bytes().map(|byte| format!("&#{byte};")).collect();
        assert_eq!(scanner.scan(&escaped)[0].form, "encoded again");
        assert_eq!(scanner.scrub(&escaped), "[it redacted]");
    }
}

#[test]
fn one_changed_character_is_not_the_secret() {
    let scanner = scanner(&[("client_secret", VALUE)]);
    let near = VALUE.replace('7', "8");
    for (name, _, encode) in encoders() {
        let text = encode(&near);
        assert_eq!(scanner.scan(&text), [], "{name}");
        assert_eq!(scanner.scrub(&text), text, "{name}");
    }
}

#[test]
fn base64_is_removed_with_the_characters_at_its_ragged_ends() {
    let scanner = scanner(&[("pw", "Xq7-vN2!r")]);
    // `a:` is two bytes: the third character of the group holds bits of both.
    let header = format!("Basic {}, next", STANDARD.encode("a:Xq7-vN2!r;"));
    assert_eq!(header, "Basic YTpYcTctdk4yIXI7, next");
    assert_eq!(scanner.scrub(&header), "Basic YT[pw redacted]7, next");
}

#[test]
fn a_json_artefact_is_searched_by_path_and_any_other_by_line() {
    let scanner = scanner(&[("token", "tok-4fT9qLz2")]);
    let places = |text: &str| -> Vec<String> {
        scanner.scan(text).into_iter().map(|hit| hit.place).collect()
    };
    let report = json!({
        "checks": [{}, { "a, [b": "}" }, { "x": [1, { "saw": "got tok-4fT9qLz2 and tok-4fT9qLz2" }] }],
        "odd \"name\"": { "y": "tok-4fT9qLz2" },
        "facts": { "tok-4fT9qLz2": { "kind": "tok-4fT9qLz2" } },
    });
    let expected = [
        "checks[2].x[1].saw",
        "[\"odd \\\"name\\\"\"].y",
        "facts, the name of a member",
        "facts.[token redacted].kind",
    ];
    assert_eq!(places(&report.to_string()), expected);
    let pretty = serde_json::to_string_pretty(&report).expect("JSON");
    assert_eq!(places(&pretty), expected);
    assert_eq!(places(&format!("{pretty}\n{{")).len(), 4);
    assert_eq!(places("\"tok-4fT9qLz2\""), ["the document itself"]);
    assert_eq!(places("a\nb tok-4fT9qLz2\n\ntok-4fT9qLz2"), ["line 2", "line 4"]);
    assert_eq!(places("tok-4fT9qLz"), [""; 0]);
}

#[test]
fn a_jwt_is_secret_as_a_whole_and_by_its_segments_but_not_by_its_header_or_claims() {
    let token = jwt(&json!({ "scope": "guest:access", "aud": "https://api.example.test" }));
    let scanner = scanner(&[("access token", &token)]);
    let segments: Vec<&str> = token.split('.').collect();
    let hits = scanner.scan(&token);
    assert_eq!((hits.len(), hits[0].form), (1, "raw"));
    assert_eq!(scanner.scrub(&format!("<{token}>")), "<[access token redacted]>");
    assert_eq!(scanner.scan(segments[2])[0].form, "JWT signature");
    assert_eq!(scanner.scan(segments[1])[0].form, "JWT payload");
    let unsigned = &token[..token.len() - segments[2].len()];
    assert_eq!(
        scanner.scrub(unsigned),
        format!("{}.[access token redacted].", segments[0]),
        "{unsigned}"
    );
    for public in [segments[0], r#"{"scope":"guest:access","aud":"https://api.example.test"}"#] {
        assert_eq!(scanner.scan(public), []);
        assert_eq!(scanner.scrub(public), public);
    }
    // Three parts that are no JWT have no signature.
    let other = scanner_of("left-part.mid-part.right-part");
    assert_eq!(other.scan("right-part"), []);
    assert_eq!(other.scan("left-part.mid-part.right-part").len(), 1);
}

fn scanner_of(value: &str) -> Scanner {
    scanner(&[("it", value)])
}

#[test]
fn a_private_key_is_found_by_any_of_its_lines_and_a_certificate_is_public() {
    let key = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEF\nAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us\n-----END PRIVATE KEY-----\n-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkq\n-----END CERTIFICATE-----\n";
    let scanner = scanner_of(key);
    assert_eq!(
        scanner.scan("    AASCBKcwggSjAgEAAoIBAQC7VJTUt9Us")[0].form,
        "line of a private key"
    );
    assert_eq!(scanner.scan("MIIDdzCCAl+gAwIBAgIEAgAAuTANBgkq"), []);
    assert_eq!(scanner.scan("-----BEGIN PRIVATE KEY-----"), []);
    assert_eq!(scanner.scan(key)[0].form, "raw");
    assert_eq!(scanner.scan(&json!({ "k": key }).to_string())[0].form, "JSON-escaped");
}

#[test]
fn overlapping_secrets_both_go() {
    let scanner =
        scanner(&[("one", "abcdefgh-ijkl"), ("two", "ijkl-mnopqrst"), ("three", "cdefgh-i")]);
    assert_eq!(scanner.scrub("<abcdefgh-ijkl-mnopqrst>"), "<[one redacted][two redacted]>");
    let secrets: Vec<String> =
        scanner.scan("abcdefgh-ijkl-mnopqrst").into_iter().map(|hit| hit.secret).collect();
    assert_eq!(secrets, ["one", "three", "two"]);
    // The longest of those that begin at one place.
    let nested = self::scanner(&[("short", "abcdefgh"), ("long", "abcdefghij")]);
    assert_eq!(nested.scrub("abcdefghij abcdefghi"), "[long redacted] [short redacted]i");
    // A secret that repeats itself is one secret.
    let twice = self::scanner(&[("rep", "abcabcabcabc")]);
    assert_eq!(twice.scrub("abcabcabcabcabc"), "[rep redacted]");
    assert_eq!(twice.scrub("abcabcabcabcabcabcabcabc"), "[rep redacted]");
}

#[test]
fn a_marker_never_brings_a_secret_back() {
    let named = scanner(&[("hunter2-hunter3", "hunter2-hunter3")]);
    assert_eq!(named.scrub("pw=hunter2-hunter3"), "pw=[redacted]");
    let brackets = scanner(&[("pw", "k3y-k3y-k3y"), ("odd", "redacted]xyz")]);
    assert_eq!(brackets.scrub("a k3y-k3y-k3yxyz"), "[redacted]");
}

#[test]
fn the_receipt_counts() {
    let empty = scanner(&[]).receipt();
    assert_eq!((empty.secrets_known, empty.forms_searched, empty.not_searchable), (0, 0, 0));
    let receipt =
        scanner(&[("a", "changeme"), ("b", "short"), ("c", "Password"), ("d", "abcdefgh")])
            .receipt();
    assert_eq!((receipt.secrets_known, receipt.not_searchable, receipt.hits), (4, 3, 0));
    // Raw, encoded byte by byte in two cases (one of them the same: 61 to 68 have no letter), base64
    // at three alignments, hex.
    assert_eq!(receipt.forms_searched, 1 + 1 + 3 + 1);
    let scanner = scanner(&[("a", "changeme"), ("b", "short")]);
    assert_eq!(scanner.scrub("changeme is short"), "changeme is short");
}

#[test]
fn a_scrubber_learns_of_secrets_that_come_later() {
    let custody = custody(&[]);
    let scrubber = Scrubber::new(custody.clone());
    assert_eq!(scrubber.scrub("token tok-4fT9qLz2"), "token tok-4fT9qLz2");
    custody.add("access token", &Secret::new("tok-4fT9qLz2"));
    assert_eq!(scrubber.scrub("token tok-4fT9qLz2"), "token [access token redacted]");
    assert_eq!(scrubber.scanner().receipt().secrets_known, 1);
    let same = scrubber.scanner();
    assert!(std::sync::Arc::ptr_eq(&same, &scrubber.scanner()));
}

#[test]
fn white_space_around_a_secret_does_not_hide_it() {
    let scanner = scanner(&[("from a file", "tok-4fT9qLz2\n")]);
    assert_eq!(scanner.scrub("Bearer tok-4fT9qLz2."), "Bearer [from a file redacted].");
}

/// Secrets of every make: of one alphabet, of all that can be typed, of any characters at all.
fn secret() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-z0-9]{8,64}",
        "[A-Za-z0-9+/]{20,43}=",
        "[0-9a-f]{32}",
        "[ -~]{8,40}",
        "\\PC{8,24}",
        "[ -~\\n\\t\"\\\\<>&'é€😀]{8,24}",
    ]
    .prop_filter("too short or too common to search for", |value| searchable(value.trim()))
}

/// What stands around: prose, digits, base64, controls.
fn around() -> impl Strategy<Value = String> {
    prop_oneof!["[ -~]{0,12}", "[A-Za-z0-9+/]{0,9}", "\\PC{0,8}", "[\\n\\r\\t ]{0,4}"]
}

fn gone(scanner: &Scanner, text: &str, planted: &str) -> Result<(), TestCaseError> {
    let hits = scanner.scan(text);
    prop_assert!(!hits.is_empty(), "not found in {text:?}");
    let scrubbed = scanner.scrub(text);
    prop_assert!(!scrubbed.contains(planted), "survived: {scrubbed:?}");
    prop_assert_eq!(scanner.scan(&scrubbed), []);
    for hit in hits {
        prop_assert!(!hit.place.contains(planted));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_planted_is_found_and_does_not_survive(
        secrets in prop::collection::vec(secret(), 1..4),
        before in around(),
        after in around(),
    ) {
        let custody = Custody::default();
        for (index, value) in secrets.iter().enumerate() {
            custody.add(&format!("s{index}"), &Secret::new(value.clone()));
        }
        let scanner = Scanner::new(&custody);
        for (name, _, encode) in encoders() {
            for value in &secrets {
                // Parsers of URLs drop tabs and line breaks.
                if matches!(name, "query" | "path segment") && value.contains(['\n', '\t', '\r']) {
                    continue;
                }
                let planted = encode(value.trim());
                gone(&scanner, &format!("{before}{planted}{after}"), &planted)?;
            }
        }
    }

    #[test]
    fn what_was_disguised_does_not_survive(
        value in "[A-Za-z]{8,20}[0-9+/_.-]{2}[A-Z]{8}",
        before in around(),
        after in around(),
    ) {
        let scanner = scanner_of(&value);
        for (_, disguise) in disguises() {
            let planted = disguise(&value);
            // A space on each side: what stands around must not change what the disguise means.
            gone(&scanner, &format!("{before} {planted} {after}"), planted.trim())?;
        }
    }

    #[test]
    fn prose_with_escapes_comes_through_to_the_byte(
        secrets in prop::collection::vec("[A-Za-z0-9+/]{20,40}", 1..6),
        prose in "([A-Za-zé,.:;%&#x\\\\u0-9\u{200b}\u{1b}\\[]{1,9}[ \n]){0,60}",
    ) {
        let custody = Custody::default();
        for (index, value) in secrets.iter().enumerate() {
            custody.add(&format!("s{index}"), &Secret::new(value.clone()));
        }
        let scanner = Scanner::new(&custody);
        prop_assert_eq!(scanner.scan(&prose), []);
        prop_assert_eq!(scanner.scrub(&prose), prose);
    }

    #[test]
    fn base64_is_found_at_any_alignment(
        value in secret(),
        before in prop::collection::vec(any::<u8>(), 0..7),
        after in prop::collection::vec(any::<u8>(), 0..7),
    ) {
        let scanner = scanner_of(&value);
        let bytes = [&before, value.trim().as_bytes(), &after].concat();
        for planted in [STANDARD.encode(&bytes), URL_SAFE_NO_PAD.encode(&bytes)] {
            gone(&scanner, &format!("({planted})"), &planted)?;
        }
    }

    #[test]
    fn json_artefacts_name_the_member(value in secret(), key in "[a-z]{1,6}", at in 0_usize..4) {
        let scanner = scanner_of(&value);
        let mut list = vec![json!({ "n": null, "t": "[{\",\\" }); 4];
        list[at] = json!({ "deep": { key.as_str(): [true, format!("saw {value} there")] } });
        let artefact = json!({ "version": 1, "checks": list }).to_string();
        let hits = scanner.scan(&artefact);
        prop_assert_eq!(hits.len(), 1);
        prop_assert_eq!(&hits[0].place, &format!("checks[{at}].deep.{key}[1]"));
    }

    #[test]
    fn what_is_not_secret_comes_through_to_the_byte(
        secrets in prop::collection::vec("[A-Za-z0-9+/]{20,40}", 0..20),
        prose in "([A-Za-zé,.:;€ ]{1,9}[ \\n]){0,60}",
        numbers in prop::collection::vec(any::<i64>(), 0..8),
        bytes in prop::collection::vec(any::<u8>(), 0..90),
    ) {
        let custody = Custody::default();
        for (index, value) in secrets.iter().enumerate() {
            custody.add(&format!("s{index}"), &Secret::new(value.clone()));
        }
        let scanner = Scanner::new(&custody);
        let report = json!({ "saw": prose, "numbers": numbers, "key": STANDARD.encode(&bytes) });
        let pretty = serde_json::to_string_pretty(&report).expect("JSON");
        for text in [prose, report.to_string(), pretty] {
            prop_assert_eq!(scanner.scan(&text), []);
            prop_assert_eq!(scanner.scrub(&text), text);
        }
    }

    #[test]
    fn a_secret_without_its_last_character_is_not_the_secret(value in "[A-Za-z0-9]{12,40}") {
        let scanner = scanner_of(&value);
        let shorter = &value[..value.len() - 1];
        prop_assert_eq!(scanner.scrub(shorter), shorter);
        let other_case: String = value
            .chars()
            .map(|c| if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() })
            .collect();
        prop_assume!(other_case != value);
        prop_assert_eq!(scanner.scrub(&other_case), other_case);
    }
}
