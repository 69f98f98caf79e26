//! `why401 redact` and `verify-redaction`: nothing that was planted survives, and nothing else changes.
//!
//! `WHY401_CASES=200000 cargo test --release --test integration redaction_property` runs as many cases as that;
//! a failure prints the seed of its case, which `WHY401_SEED` runs again by itself.

use std::fs;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use why401::model::{Custody, Secret};
use why401::redact::{Scanner, redact, verify};

use crate::world::{Ended, end, root, run, why401};

/// SplitMix64: small, fast, and the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    fn text(&mut self, alphabet: &str, length: usize) -> String {
        let all: Vec<char> = alphabet.chars().collect();
        (0..length).map(|_| all[self.below(all.len())]).collect()
    }
}

const ALPHANUMERIC: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// A secret that can be searched for: of one alphabet, of all that can be typed, of letters of any script.
fn secret(random: &mut Random) -> String {
    let length = 10 + random.below(40);
    let tail = random.text("0123456789", 2) + &random.text("QWXZ", 1);
    let head = match random.below(5) {
        0 => random.text(ALPHANUMERIC, length),
        1 => {
            random.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/", length)
        }
        2 => random.text("0123456789abcdef", length),
        3 => random.text("abcXYZ019!#$%&'()*+,-./:;<=>?@[]^_`{|}~\"\\", length),
        _ => random.text("abcäöüßéłЖ漢字0123456789", length),
    };
    format!("{}{head}{tail}", random.text("BCDFGHJK", 1))
}

fn percent(text: &str, all: bool, plus: bool) -> String {
    text.bytes()
        .map(|byte| match byte {
            b' ' if plus => "+".to_owned(),
            byte if !all && (byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)) => {
                char::from(byte).to_string()
            }
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

/// Every form that the design names, and a few that hide one.
fn encoded(random: &mut Random, secret: &str) -> (&'static str, String) {
    match random.below(14) {
        0 | 1 => ("raw", secret.to_owned()),
        2 => ("percent-encoded", percent(secret, false, false)),
        3 => ("percent-encoded, small digits", {
            let text = percent(secret, true, false);
            text.to_ascii_lowercase()
        }),
        4 => ("as a form has it", percent(secret, false, true)),
        5 => ("base64", {
            let before = random.text(ALPHANUMERIC, random.0 as usize % 4);
            STANDARD.encode(format!("{before}{secret}"))
        }),
        6 => ("base64url", {
            let before = random.text(ALPHANUMERIC, random.0 as usize % 4);
            URL_SAFE_NO_PAD.encode(format!("{before}:{secret}:"))
        }),
        7 => ("base64 of a Basic header", STANDARD_NO_PAD.encode(format!("client-1:{secret}"))),
        8 => ("as JSON has it", {
            let text = Value::from(secret).to_string();
            text[1..text.len() - 1].to_owned()
        }),
        9 => ("as XML has it", {
            let escaped = secret.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            escaped.replace('"', "&quot;")
        }),
        10 => ("hex", secret.bytes().map(|byte| format!("{byte:02x}")).collect()),
        11 => ("HEX", secret.bytes().map(|byte| format!("{byte:02X}")).collect()),
        12 => ("percent-encoded twice", percent(&percent(secret, false, false), false, false)),
        _ => ("UTF-16 escapes", {
            secret.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect()
        }),
    }
}

/// Where it stands: words, headers, commands, forms, documents.
fn placed(random: &mut Random, planted: &str) -> (String, &'static str, String) {
    let (before, after) = [
        ("The gateway said no.\nIt repeated ", " and closed.\nSee the manual, page 12.\n"),
        ("2026-11-22T15:00:00Z ERROR [auth] refused ", " for GET /things?page=2\n"),
        ("GET /things HTTP/1.1\r\nHost: api.example\r\nX-Note: ", "\r\nAccept: */*\r\n\r\n"),
        ("curl https://api.example/things -H 'X-Note: ", "' --max-time 3\n"),
        ("<p>Answer: <code>", "</code></p>\n<p>Nothing else.</p>\n"),
        ("grant_type=client_credentials&note=", "&page=2\n"),
        ("- a list\n- of words\n- `", "`\n- and more words\n"),
        ("wss://rt.example/v1?deploymentId=4d2f7f4e-1b7a-4a9e-9a57-0c8e5b1f2d60 ", " 403\n"),
    ][random.below(8)];
    (before.to_owned(), after, format!("{before}{planted}{after}"))
}

/// What holds for whatever was redacted.
fn settled(text: &str, known: &Custody) -> String {
    let done = redact(text, known).unwrap_or_else(|error| panic!("{error}: {text:?}"));
    let again = redact(&done.text, known).expect("what was redacted can be");
    assert_eq!(again.text, done.text, "not settled: {text:?}");
    let (left, _) = verify(&done.text, known);
    assert!(left.is_empty(), "{left:?} in {:?} of {text:?}", done.text);
    done.text
}

fn known(random: &mut Random) -> (String, Custody) {
    let secret = secret(random);
    let custody = Custody::default();
    custody.add("client_secret", &Secret::new(secret.clone()));
    (secret, custody)
}

/// A known secret in any form goes, wherever it stands; what stands around it stays.
fn one_that_is_known(random: &mut Random) {
    let (secret, custody) = known(random);
    let (form, planted) = encoded(random, &secret);
    let (before, after, text) = placed(random, &planted);
    let done = settled(&text, &custody);
    assert!(!done.contains(&planted) && !done.contains(&secret), "{form}: {text:?}: {done:?}");
    assert!(Scanner::new(&custody).scan(&done).is_empty(), "{form}: {text:?}: {done:?}");
    assert!(done.starts_with(&before) || form.starts_with("base64"), "{form}: {text:?}: {done:?}");
    assert!(done.ends_with(after), "{form}: {text:?}: {done:?}");
}

/// The same within a JSON document, which stays one.
fn one_in_a_document(random: &mut Random) {
    let (secret, custody) = known(random);
    let (form, planted) = encoded(random, &secret);
    let inner = json!({ "note": planted, "page": 2 }).to_string();
    let packed = random.below(2) == 0;
    let body = if packed { STANDARD.encode(&inner) } else { inner };
    let mut content = json!({ "mimeType": "application/json", "text": body });
    if packed {
        content["encoding"] = "base64".into();
    }
    let document = json!({ "log": { "version": "1.2", "entries": [{
        "request": { "method": "GET", "url": "https://api.example/things", "headers": [
            { "name": "X-Note", "value": planted }, { "name": "Accept", "value": "*/*" } ] },
        "response": { "status": 401, "content": content } }], "number": 12.50, "list": [planted] } });
    let text = if random.below(2) == 0 {
        document.to_string()
    } else {
        serde_json::to_string_pretty(&document).expect("JSON")
    };
    let done = settled(&text, &custody);
    let read: Value = serde_json::from_str(&done).unwrap_or_else(|error| panic!("{error}: {done}"));
    assert_eq!(read["log"]["entries"][0]["response"]["status"], 401);
    assert!(!done.contains(&secret), "{form}: {done}");
    let content = &read["log"]["entries"][0]["response"]["content"]["text"];
    let content = content.as_str().expect("a text");
    let inner = if packed {
        String::from_utf8(STANDARD.decode(content).unwrap_or_default()).expect("UTF-8")
    } else {
        content.to_owned()
    };
    assert!(!inner.contains(&secret) && !inner.contains(&planted), "{form}: {inner}");
}

/// One that nobody knows goes where its shape or its name shows it, and everywhere else, too.
fn one_that_shows(random: &mut Random) {
    let value = random.text("BCDFGH", 1) + &random.text(ALPHANUMERIC, 24) + "7x";
    let token = format!(
        "{}.{}.{}",
        URL_SAFE_NO_PAD.encode(r#"{"alg":"RS256","kid":"2026-11"}"#),
        URL_SAFE_NO_PAD
            .encode(json!({ "iss": "https://a.example", "sub": value, "exp": 1 }).to_string()),
        random.text(ALPHANUMERIC, 43)
    );
    let (secret, text) = match random.below(13) {
        0 => (value.clone(), format!("Authorization: Bearer {value}\r\n")),
        1 => {
            let pair = STANDARD.encode(format!("client-1:{value}"));
            (
                pair.clone(),
                format!("curl -H 'Authorization: Basic {pair}' https://a.example\nthen {value}\n"),
            )
        }
        2 => (value.clone(), format!("Cookie: lang=de; sid={value}; theme=dark\n")),
        3 => (value.clone(), format!("Set-Cookie: sid={value}; Path=/; HttpOnly\n")),
        4 => (value.clone(), format!("grant_type=client_credentials&client_secret={value}&x=y\n")),
        5 => (value.clone(), format!("fetching https://user:{value}@a.example/x now\n")),
        6 => (token.clone(), format!("the token {token} was refused\n")),
        7 => (format!("ghp_{value}"), format!("with ghp_{value} it says 401\n")),
        8 => (value.clone(), json!({ "data": { "access_token": value }, "n": [1, 2] }).to_string()),
        9 => (
            value.clone(),
            json!({ "headers": [{ "name": "X-Api-Key", "value": value }] }).to_string(),
        ),
        10 => (
            value.clone(),
            format!("-----BEGIN PRIVATE KEY-----\n{value}\n{value}\n-----END PRIVATE KEY-----\n"),
        ),
        11 => (value.clone(), format!("curl -u 'client-1:{value}' https://a.example/x\n")),
        _ => (value.clone(), format!("code_verifier={value}&SAMLResponse={value}abcdefgh\n")),
    };
    let nobody = Custody::default();
    let (found, _) = verify(&text, &nobody);
    assert!(!found.is_empty(), "not found: {text}");
    let done = settled(&text, &nobody);
    assert!(!done.contains(&secret) && !done.contains(&value), "{text}: {done}");
    if secret == token {
        let header = token.split('.').next().expect("a header");
        assert!(done.contains(header) && !done.contains(token.rsplit('.').next().expect("one")));
    }
}

#[test]
fn redaction_property() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let cases = number("WHY401_CASES").unwrap_or(240);
    let (first, cases) = number("WHY401_SEED").map_or((401, cases), |seed| (seed, 1));
    let threads = std::thread::available_parallelism().map_or(1, |count| count.get() as u64);
    std::thread::scope(|scope| {
        for thread in 0..threads {
            scope.spawn(move || {
                for seed in (first..first + cases).skip(thread as usize).step_by(threads as usize) {
                    let case = move || {
                        let mut random = Random(seed);
                        match random.below(10) {
                            0..=4 => one_that_is_known(&mut random),
                            5..=6 => one_in_a_document(&mut random),
                            _ => one_that_shows(&mut random),
                        }
                    };
                    let done = std::panic::catch_unwind(case);
                    assert!(done.is_ok(), "run it again by itself with WHY401_SEED={seed}");
                }
            });
        }
    });
}

/// Texts that talk of secrets and hold none.
const ORDINARY: &[&str] = &[
    "The token is expired; ask for a new one. Bearer authentication is on, and Basic is off.\n",
    "Password rules: at least 12 characters. The client secret was rotated on 2026-11-22 at 15:00.\n",
    "curl -u \"$CLIENT_ID:$CLIENT_SECRET\" https://login.example/oauth/token -d grant_type=client_credentials\n",
    "Authorization: Bearer <token>\nX-Api-Key: YOUR_API_KEY\nCookie: lang=de; theme=dark\n",
    "commit 9ff39dda8b3c4d5e6f708192a3b4c5d6e7f80912\ntrace 4bf92f3577b34da6a3ce929d0e0e4736\n",
    "let token = parser.next_token(&mut input)?; // the secret is in `vault`\nfn password(&self) -> &str { &self.0 }\n",
    "requestId=7c2a9f34-61de-4d0b-9a57-0c8e5b1f2d60 deploymentId: 4d2f7f4e1b7a4a9e9a570c8e5b1f2d60 -> 403\n",
    "{\"token_type\":\"Bearer\",\"expires_in\":86399,\"scope\":\"a b\",\"secrets_known\":2,\"password\":null}\n",
    "SELECT id FROM users WHERE token IS NULL; -- 100% of 12 rows & more\n",
    "naïve façade – “quoted”, 漢字, \u{1f511} key, tab\there\r\nCRLF stays\r\n\r\n",
    "",
];

#[test]
fn what_holds_no_secret_comes_through_to_the_byte() {
    let custody = Custody::default();
    let mut random = Random(7);
    for at in 0..20 {
        custody.add(&format!("s{at}"), &Secret::new(random.text(ALPHANUMERIC, 32)));
    }
    let mut texts: Vec<(String, String)> =
        ORDINARY.iter().map(|text| ("a text".to_owned(), (*text).to_owned())).collect();
    let har = json!({ "log": { "version": "1.2", "creator": { "name": "Firefox", "version": "1" }, "entries": [{
        "startedDateTime": "2026-11-22T15:00:00Z", "time": 12.50,
        "request": { "method": "GET", "url": "https://api.example/things?page=1&key=products", "cookies": [],
            "headers": [{ "name": "Accept", "value": "*/*" }, { "name": "X-Request-Id", "value": "7c2a9f34-61de-4d0b-9a57-0c8e5b1f2d60" }] },
        "response": { "status": 401, "content": { "mimeType": "image/png", "encoding": "base64",
            "text": STANDARD.encode((0..600_u32).map(|n| (n * 197 % 251) as u8).collect::<Vec<_>>()) } } }] } });
    texts.push(("a HAR file".to_owned(), serde_json::to_string_pretty(&har).expect("JSON")));
    texts.push(("README".to_owned(), fs::read_to_string(root().join("README.md")).expect("it")));
    for folder in fs::read_dir(root().join("tests/scenarios")).expect("scenarios") {
        let expected = folder.expect("one").path().join("expected");
        for file in fs::read_dir(&expected).into_iter().flatten() {
            let path = file.expect("a file").path();
            texts.push((path.display().to_string(), fs::read_to_string(&path).expect("a text")));
        }
    }
    assert!(texts.len() > 100);
    for (name, text) in texts {
        let done = redact(&text, &custody).expect("nothing to withhold");
        assert!(done.places == 0 && done.text == text, "{name}: {:?}\n{}", done.kinds, done.text);
    }
}

fn given(arguments: &[&str], text: &str) -> Ended {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("given.txt");
    fs::write(&path, text).expect("a file");
    let secret = "Hq7vnKzRtWmQ-42";
    end(why401().env("SECRET", secret).env("SHORT", "abc").args(arguments).arg(&path))
}

#[test]
fn the_commands_tell_what_they_did_and_never_what_it_was() {
    let text = "login of Hq7vnKzRtWmQ-42 with Authorization: Bearer Zq8vQm2Lp9wert, again Hq7vnKzRtWmQ-42\n";
    let sources = ["--secret", "env:SECRET", "--secret", "env:SHORT"];
    let redacted = given(&[&["redact"], &sources[..]].concat(), text).expect_code(0);
    assert_eq!(
        redacted.stdout,
        "login of (secret-1) with Authorization: Bearer (secret-2), again (secret-1)\n"
    );
    for part in ["3 places of 2 secrets", "2 known secrets", "1 is too short"] {
        assert!(redacted.stderr.contains(part), "{}", redacted.stderr);
    }
    let found = given(&[&["verify-redaction"], &sources[..]].concat(), text).expect_code(1);
    for part in [
        ":1:10: SECRET (known, raw)",
        ":1:53: bearer (by its shape)",
        "3 secrets found",
        "1 is too short",
    ] {
        assert!(found.stdout.contains(part), "{}", found.stdout);
    }
    assert!(!found.all().contains("Hq7v") && !found.all().contains("Zq8v"), "{}", found.all());
    let json = given(&["verify-redaction", "--format", "json"], text).expect_code(1).json();
    assert_eq!((&json["clean"], &json["found"][0]["kind"]), (&json!(false), &json!("bearer")));
    given(&[&["verify-redaction"], &sources[..]].concat(), &redacted.stdout).expect_code(0);
    // A secret as it stands is not taken, and not repeated.
    let refused = given(&["redact", "--secret", "Hq7vnKzRtWmQ-42"], text).expect_code(2);
    assert!(
        refused.stderr.contains("env:NAME") && !refused.all().contains("Hq7v"),
        "{}",
        refused.all()
    );
    assert_eq!(refused.stdout, "");
    run(&["redact", "/nowhere/at-all.txt"]).expect_code(2);
}

#[test]
fn a_token_keeps_what_helps_and_equal_secrets_keep_equal_names() {
    let token = |signature: &str| {
        let claims = json!({ "iss": "https://login.example", "sub": "jo", "email": "jo@example.com", "exp": 1_795_348_080 });
        let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
        format!(
            "{}.{}.{signature}",
            part(json!({ "alg": "RS256", "kid": "2026-11" })),
            part(claims)
        )
    };
    let one = token("c2lnbmF0dXJlLW9uZS1vZi10aGUtdG9rZW4");
    let other = token("b3RoZXItc2lnbmF0dXJlLW9mLXRoZS10b2tlbg");
    let text = format!("first {one}\nthen {other}\nfirst again {one}\n");
    let done = redact(&text, &Custody::default()).expect("a text").text;
    let tokens: Vec<&str> =
        done.split_whitespace().filter(|word| word.starts_with("eyJ")).collect();
    assert_eq!((tokens.len(), tokens[0]), (3, tokens[2]));
    assert!(tokens[0].ends_with(".(secret-1)") && tokens[1].ends_with(".(secret-2)"), "{done}");
    let claims =
        URL_SAFE_NO_PAD.decode(tokens[0].split('.').nth(1).expect("claims")).expect("base64url");
    let claims: Value = serde_json::from_slice(&claims).expect("JSON");
    assert_eq!(claims["iss"], "https://login.example");
    assert_eq!(claims["redacted"], json!(["sub", "email"]).clone());
    assert!(claims.get("email").is_none() && claims.get("sub").is_none());
}
