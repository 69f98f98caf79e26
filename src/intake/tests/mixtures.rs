//! Several kinds in one text, and who belongs to whom.

use super::{NOW, TOKEN, exchange, given, rows, taken, taken_all};
use crate::model::{CredentialFlaw, CredentialKind, Fact, RemarkSource};

#[test]
fn a_command_its_output_and_words_are_one_failure() {
    let text = format!(
        "We get this since Monday:\n\n```\n$ curl -i -H \"Authorization: Bearer {TOKEN}\" https://a.example/x\nHTTP/2 403\ncontent-type: application/json\n\n{{\"code\":\"forbidden\"}}\n```\n\nAny idea?\n\n2026-11-22 09:14:05 ERROR denied\n"
    );
    let taken = taken(&text);
    assert_eq!(rows(&taken), ["request-1 fail", "token-1 pass"]);
    assert_eq!(exchange(&taken.checks[0]).identity.as_deref(), Some("token"));
    let remarks: Vec<(RemarkSource, &str)> = taken.checks[0]
        .facts
        .iter()
        .filter_map(|fact| match fact {
            Fact::Remark(remark) => Some((remark.source, remark.text.as_str())),
            _ => None,
        })
        .collect();
    assert_eq!(
        remarks,
        [
            (RemarkSource::Note, "We get this since Monday:"),
            (RemarkSource::Note, "Any idea?"),
            (RemarkSource::Log, "2026-11-22 09:14:05 ERROR denied"),
        ]
    );
    assert_eq!(taken.checks[0].source.line, 4);
}

#[test]
fn a_token_that_stands_alone_belongs_to_the_only_request() {
    let (taken, _) = taken_all(&[
        given(Some("curl"), "curl -H \"Authorization: Bearer $T\" https://a.example/x"),
        given(Some("http"), "HTTP/1.1 401 Unauthorized"),
        given(Some("token"), &format!("Bearer {TOKEN}\n")),
    ]);
    assert_eq!(rows(&taken), ["request-1 fail", "token-1 pass"]);
    assert_eq!(exchange(&taken.checks[0]).identity.as_deref(), Some("token"));
    // Without it somebody's credential went along, and nothing more is known.
    let (alone, _) = taken_all(&[
        given(Some("curl"), "curl -H \"Authorization: Bearer $T\" https://a.example/x"),
        given(Some("http"), "HTTP/1.1 401 Unauthorized"),
    ]);
    assert_eq!(exchange(&alone.checks[0]).identity.as_deref(), Some("caller"));
    let (bare, _) = taken_all(&[given(Some("curl"), "curl https://a.example/x")]);
    assert_eq!(exchange(&bare.checks[0]).identity, None);
}

#[test]
fn a_variable_hides_and_a_quoted_one_was_sent() {
    let flaws = |command: &str| {
        let taken = taken(command);
        let sent = exchange(&taken.checks[0]).sent.clone().expect("what was sent");
        (sent.credentials[0].kind, sent.credentials[0].flaws.clone())
    };
    assert_eq!(
        flaws("curl -H \"Authorization: Bearer $TOKEN\" https://a"),
        (CredentialKind::Masked, vec![])
    );
    assert_eq!(
        flaws("curl -H 'Authorization: Bearer $TOKEN' https://a"),
        (CredentialKind::Masked, vec![CredentialFlaw::Placeholder])
    );
    assert_eq!(
        flaws("curl -H 'Authorization: Bearer <token>' https://a"),
        (CredentialKind::Masked, vec![])
    );
}

#[test]
fn answers_in_two_orders_find_their_request() {
    let taken = taken("HTTP/1.1 401 Unauthorized\n\ncurl https://a.example/x\n");
    assert_eq!(rows(&taken), ["request-1 fail"]);
    let two = super::taken("curl https://a.example/x\nHTTP/1.1 200 OK\n\n{}\nHTTP/1.1 401 No\n\n");
    assert_eq!(rows(&two), ["request-1 pass", "request-2 fail"]);
}

#[test]
fn a_date_of_the_server_is_the_time_of_the_token() {
    let text = |date: &str| {
        format!(
            "curl -H 'Authorization: Bearer {TOKEN}' https://a.example\nHTTP/1.1 401 No\n{date}\n\n"
        )
    };
    let ended = taken(&text("Date: Sun, 22 Nov 2026 10:30:00 GMT"));
    assert_eq!(rows(&ended), ["request-1 fail", "token-1 fail"]);
    assert!(ended.checks[1].saw.starts_with("the token ended 30 min"), "{}", ended.checks[1].saw);
    let good = taken(&text("Date: Sun, 22 Nov 2026 09:30:00 GMT"));
    assert_eq!(rows(&good), ["request-1 fail", "token-1 pass"]);
    let token = good.checks[1].facts[0].token().expect("a token");
    assert_eq!(token.now.as_second(), NOW - 845 + 1800 + 800 - 800);
}

#[test]
fn a_token_answer_gives_its_token() {
    let taken = taken(&format!(
        "curl -u id:secret-1x -d grant_type=client_credentials https://a.example/oauth/token\nHTTP/1.1 200 OK\nContent-Type: application/json\n\n{{\"access_token\":\"{TOKEN}\",\"expires_in\":3600,\"token_type\":\"Bearer\",\"scope\":\"a b\"}}\n"
    ));
    assert_eq!(rows(&taken), ["request-1 pass", "client-token pass"]);
    let request = taken.checks[0].facts[0].token_request().expect("a token request");
    assert!(request.issued);
    assert_eq!(request.scopes_granted.as_deref(), Some(&["a".to_owned(), "b".to_owned()][..]));
}

#[test]
fn the_words_of_a_token_endpoint_are_its_own() {
    let (taken, _) = taken_all(&[given(
        Some("http"),
        "HTTP/1.1 400 Bad Request\n\n{\"error\":\"invalid_grant\"}",
    )]);
    assert!(taken.checks[0].facts[0].token_request().is_some());
    // Anybody may say this.
    let (other, _) = taken_all(&[given(
        Some("http"),
        "HTTP/1.1 400 Bad Request\n\n{\"error\":\"invalid_request\"}",
    )]);
    assert!(other.checks[0].facts[0].exchange().is_some());
}

#[test]
fn a_credential_that_may_stand_in_a_file_is_not_called_missing() {
    let known = |options: &str| {
        let answer = "HTTP/1.1 401 Unauthorized\n\n";
        let taken = taken(&format!("curl -i {options} https://api.example.com/v1\n\n{answer}"));
        exchange(&taken.checks[0]).sent.is_some()
    };
    for options in ["-K conf", "-n", "-H @headers", "--cert me.pem", "-b jar"] {
        assert!(!known(options), "{options}");
    }
    for options in ["-s", "-H 'Authorization Bearer abc'", "-n -H 'Authorization: Bearer abc'"] {
        assert!(known(options), "{options}");
    }
}

#[test]
fn a_request_that_is_written_down_in_short_is_one_and_says_nothing_of_what_it_carried() {
    let answer = "HTTP/1.1 401 Unauthorized\n{\"code\":\"bad.credentials\"}\n";
    for (request, url) in [
        ("GET https://a.example/x", "https://a.example/x"),
        ("POST http://a.example/x", "http://a.example/x"),
        ("GET /x", "https://{host}/x"),
        ("GET /x HTTP/1.1", "https://{host}/x"),
    ] {
        let taken = taken(&format!("It fails since Monday.\n{request}\n{answer}"));
        assert_eq!(rows(&taken), ["request-1 fail"], "{request}");
        let exchange = exchange(&taken.checks[0]);
        assert_eq!((exchange.url.as_str(), exchange.sent.is_none()), (url, true), "{request}");
        assert!(taken.missing.is_some_and(|text| text.contains("with its headers")), "{request}");
    }
    // With a header, nothing is left out.
    let whole = taken(&format!("GET https://a.example/x\nAccept: */*\n\n{answer}"));
    assert!(exchange(&whole.checks[0]).sent.is_some());
    assert_eq!(whole.missing, None);
}

#[test]
fn a_call_that_words_name_is_no_request() {
    let answer = "HTTP/1.1 401 Unauthorized\n\n{}\n";
    for words in [
        "GET /x and GET /y fail",
        "GET /x\nGET /y\nboth fail",
        "GET /x\nnote: it fails",
        "GO https://a.example/x",
        "POST data",
    ] {
        let taken = taken(&format!("{words}\n\n{answer}"));
        assert_eq!(rows(&taken), ["answer-1 fail"], "{words}");
    }
}
