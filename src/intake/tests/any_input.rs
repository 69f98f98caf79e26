//! Whatever is pasted: it is read to its end, and no secret of it is in what comes out.

use proptest::prelude::*;

use super::super::INTAKES;
use super::{given, taken_all};

/// What the facts hold, as text.
fn all_facts(text: &str, kind: Option<&str>) -> String {
    let (taken, _) = taken_all(&[given(kind, text)]);
    format!("{:?} {:?} {:?}", taken.checks, taken.unread, taken.hosts)
}

fn piece() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "curl ",
        "-H '",
        "-d \"",
        "https://a.example/x?y=1",
        "HTTP/1.1 401 No\n",
        "GET /x HTTP/1.1\n",
        "> ",
        "< ",
        "* ",
        "Authorization: Bearer ",
        "\n",
        "\n\n",
        "\\\n",
        "^\n",
        "`\n",
        "'",
        "\"",
        "$'",
        "$(",
        "${",
        "@{",
        "}",
        "{",
        "[",
        "Transfer-Encoding: chunked\n",
        "ffffffffffffffff\n",
        "Content-Length: 3\n",
        "Invoke-WebRequest ",
        "wget ",
        "http ",
        ":status: 401\n",
        "Location: /y\n",
        "Set-Cookie: a=b1c2d3e4f5\n",
        "é",
        "\u{2028}",
        "eyJhbGciOiJub25lIn0.e30.",
        "curl: (6) x\n",
        "```\n",
        "grant_type=x&client_secret=y",
        "Date: Sun, 22 Nov 2026 09:14:05 GMT\n",
    ]);
    prop_oneof![3 => known.prop_map(str::to_owned), 1 => "\\PC{0,8}"]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn anything_is_read_to_its_end(pieces in prop::collection::vec(piece(), 0..14), kind in 0..=INTAKES.len()) {
        let kind = INTAKES.get(kind).map(|intake| intake.id);
        let _ = all_facts(&pieces.concat(), kind);
    }

    #[test]
    fn any_characters_are_read_to_their_end(text in "[\\x00-\\x7fäß€😀\\r\\n]{0,120}", kind in 0..=INTAKES.len()) {
        let kind = INTAKES.get(kind).map(|intake| intake.id);
        let _ = all_facts(&text, kind);
    }

    #[test]
    fn no_secret_of_an_input_comes_out(secret in "[A-Za-z][0-9][A-Za-z0-9]{12,30}", place in 0..24_usize) {
        let text = match place {
            0 => format!("curl -H 'Authorization: Bearer {secret}' https://a.example"),
            1 => format!("curl -u id:{secret} https://a.example"),
            2 => format!("curl -d 'client_secret={secret}&grant_type=x' https://a.example/token"),
            3 => format!("curl -H 'X-API-Key: {secret}' https://a.example"),
            4 => format!("curl -b 'sid={secret}' https://a.example"),
            5 => format!("curl 'https://a.example/x?access_token={secret}&a=1'"),
            6 => format!("curl https://id:{secret}@a.example/x"),
            7 => format!("curl --oauth2-bearer {secret} https://a.example"),
            8 => format!("GET /x HTTP/1.1\nHost: a\nAuthorization: Bearer {secret}\n\n"),
            9 => format!("GET /x?token={secret} HTTP/1.1\nHost: a\nCookie: s={secret}\n\n"),
            10 => format!("HTTP/1.1 200 OK\nSet-Cookie: s={secret}; Path=/\n\n{{\"access_token\":\"{secret}\"}}"),
            11 => format!("HTTP/1.1 400 No\n\n{{\"message\":\"bad\",\"token\":\"{secret}\"}}"),
            12 => format!("2026-11-22 ERROR Authorization: Bearer {secret} refused"),
            13 => format!("my client_secret={secret} is right"),
            14 => format!("Bearer {secret}"),
            15 => format!("curl --json '{{\"password\":\"{secret}\"}}' https://a.example"),
            16 => format!("curl -F 'client_secret={secret}' https://a.example"),
            17 => format!("Invoke-RestMethod https://a.example -Headers @{{ Authorization = 'Bearer {secret}' }}"),
            18 => format!("wget --header 'Authorization: Bearer {secret}' https://a.example"),
            19 => format!("curl -x http://u:{secret}@proxy -U u:{secret} https://a.example"),
            20 => format!("curl -H 'Authorization: Bearer {secret}' https://a.example\nHTTP/1.1 401 No\n\n{{\"message\":\"token {secret} is bad\"}}"),
            21 => format!("HTTP/1.1 302 Found\nLocation: https://b/cb?code={secret}\n\n"),
            22 => format!("curl -d 'grant_type=authorization_code&code={secret}' https://a.example/oauth/token"),
            _ => format!("* Server said: password: {secret}\nand {secret}"),
        };
        let out = all_facts(&text, None);
        prop_assert!(!out.contains(&secret), "{}\n{}", text, out);
    }
}

#[test]
fn more_headers_than_a_map_can_hold_are_no_crash() {
    let mut text = String::from("HTTP/1.1 401 Unauthorized\n");
    for number in 0..40_000 {
        text.push_str(&format!("X-{number}: v\n"));
    }
    assert!(all_facts(&text, None).contains("401"));
}
