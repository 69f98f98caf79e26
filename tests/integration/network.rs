//! What is sent, and to whom: credentials go only where the pack says, and arrive as it says.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::packs::{CLIENT, Pack, check_named};
use crate::server::{Answer, Server};
use crate::world::{end, why401};

const TOKEN: &str = r#"{"access_token":"opaque-token-1","token_type":"Bearer","expires_in":3600}"#;

fn redirect(to: &str) -> Answer {
    Answer { status: 302, ..Answer::default() }.header("location", to)
}

#[test]
fn a_redirect_elsewhere_is_not_followed_and_gets_no_credential() {
    let other = Server::start(|_, _| Answer::json(200, "{}"));
    let target = format!("{}/stolen", other.url());
    let server = Server::start(move |asked, _| match asked.path.as_str() {
        "/token" => Answer::json(200, TOKEN),
        _ => redirect(&target),
    });
    let pack = Pack::new(&format!(
        "{CLIENT}checks:\n  - {{ id: get, title: g, http: {{ url: \"${{api}}/x\", identity: service, redirects: 5 }} }}\n"
    ));
    let report = pack.check(&server, &[]).expect_code(1).json();
    assert!(other.asked().is_empty(), "{:?}", other.asked());
    let saw = check_named(&report, "get")["saw"].as_str().expect("saw").to_owned();
    assert!(saw.contains("another host, not followed"), "{saw}");
}

#[test]
fn a_redirect_to_a_host_that_the_pack_names_is_followed_without_the_credential() {
    let other = Server::start(|_, _| Answer::json(200, "{}"));
    let target = format!("{}/there", other.url());
    let server = Server::start(move |asked, _| match asked.path.as_str() {
        "/token" => Answer::json(200, TOKEN),
        _ => redirect(&target),
    });
    let pack = Pack::new(&format!(
        "{CLIENT}checks:\n  - {{ id: get, title: g, http: {{ url: \"${{api}}/x\", identity: service, redirects: 5 }} }}\n  \
         - {{ id: named, title: n, http: {{ url: \"{}/named\" }} }}\n",
        other.url()
    ));
    pack.check(&server, &[]).expect_code(0);
    let there =
        other.asked().into_iter().find(|one| one.path == "/there").expect("it was followed");
    assert!(!there.headers.contains_key("authorization"));
}

#[test]
fn redirects_within_the_host_are_followed_as_often_as_the_pack_says_and_never_for_a_post() {
    let server = Server::start(|asked, _| match asked.path.as_str() {
        "/a" => redirect("/b"),
        "/b" => redirect("/c"),
        _ => Answer::json(200, "{}"),
    });
    let pack = Pack::new(&format!(
        "{CLIENT}checks:\n  - {{ id: enough, title: e, http: {{ url: \"${{api}}/a\", redirects: 2 }} }}\n  \
         - {{ id: few, title: f, http: {{ url: \"${{api}}/a\", redirects: 1 }} }}\n  \
         - {{ id: none, title: n, http: {{ url: \"${{api}}/a\" }} }}\n  \
         - {{ id: post, title: p, effect: read, http: {{ method: POST, url: \"${{api}}/a\", redirects: 2 }} }}\n"
    ));
    let report = pack.check(&server, &[]).expect_code(1).json();
    let status =
        |id: &str| check_named(&report, id)["status"].as_str().expect("a status").to_owned();
    assert_eq!(
        [status("enough"), status("few"), status("none"), status("post")],
        ["pass", "fail", "fail", "fail"]
    );
    assert!(server.asked().iter().all(|one| one.method == "GET" || one.path == "/a"));
}

#[test]
fn a_host_that_only_an_answer_names_is_not_contacted_unless_allowed() {
    let other = Server::start(|_, _| Answer::json(200, "{}"));
    let body = format!(r#"{{"next":"{}/x"}}"#, other.url());
    let server = Server::start(move |_, _| Answer::json(200, &body));
    let pack = Pack::new(&format!(
        "{CLIENT}checks:\n  - {{ id: first, title: f, http: {{ url: \"${{api}}/\" }} }}\n  \
         - {{ id: next, title: n, http: {{ url: \"${{first.body.next}}\" }} }}\n"
    ));
    let report = pack.check(&server, &[]).expect_code(3).json();
    let saw = check_named(&report, "next")["saw"].as_str().expect("saw").to_owned();
    assert!(saw.contains("--allow other-hosts"), "{saw}");
    assert!(other.asked().is_empty());
    pack.check(&server, &["--allow", "other-hosts"]).expect_code(0);
    assert_eq!(other.asked().len(), 1);
}

/// A token request with a secret full of characters that encodings change, as the server got it.
fn token_request(client_auth: &str) -> crate::server::Asked {
    let server = Server::start(|_, _| Answer::json(200, TOKEN));
    let mut identity =
        CLIENT.replace("grant:", &format!("client_auth: {client_auth}\n      grant:"));
    if client_auth == "none" {
        identity = identity.replace("      client_secret: ${secret}\n", "");
    }
    let pack = Pack::new(&format!(
        "{identity}checks:\n  - {{ id: token, title: t, token: {{ identity: service }} }}\n"
    ));
    let mut command = why401();
    command.arg("check").arg(&pack.path);
    let ended =
        end(command.env("API", server.url()).env("SECRET", "a+b/c=d%e:f g&h")).expect_code(0);
    assert!(!ended.stdout.contains("a+b/c"), "{}", ended.all());
    server.asked().remove(0)
}

fn basic(asked: &crate::server::Asked) -> String {
    let header = asked.headers.get("authorization").expect("a header");
    let encoded = header.strip_prefix("Basic ").expect("Basic");
    String::from_utf8(STANDARD.decode(encoded).expect("base64")).expect("UTF-8")
}

#[test]
fn the_secret_arrives_as_the_pack_says() {
    let asked = token_request("basic");
    assert_eq!(basic(&asked), "client-1:a+b/c=d%e:f g&h");
    assert_eq!(asked.body, "grant_type=client_credentials");
    assert_eq!(
        asked.headers.get("content-type").map(String::as_str),
        Some("application/x-www-form-urlencoded")
    );
    assert_eq!(basic(&token_request("basic_encoded")), "client-1:a%2Bb%2Fc%3Dd%25e%3Af+g%26h");
    let asked = token_request("post");
    assert!(!asked.headers.contains_key("authorization"));
    assert_eq!(
        asked.body,
        "grant_type=client_credentials&client_id=client-1&client_secret=a%2Bb%2Fc%3Dd%25e%3Af+g%26h"
    );
    let asked = token_request("none");
    assert_eq!(asked.body, "grant_type=client_credentials&client_id=client-1");
    assert!(!asked.headers.contains_key("authorization"));
}

#[test]
fn empty_parameters_are_not_sent_and_others_are() {
    let server = Server::start(|_, _| Answer::json(200, TOKEN));
    let identity = format!(
        "{}      scopes: ${{scopes}}\n      audience: ${{audience}}\n      extra: {{ tenant: t-1 }}\n",
        CLIENT.replace(
            "identities:",
            "  scopes: { type: list, default: [] }\n  audience: { env: AUDIENCE }\nidentities:"
        )
    );
    let pack = Pack::new(&format!(
        "{identity}checks:\n  - {{ id: token, title: t, token: {{ identity: service }} }}\n"
    ));
    pack.check(&server, &[]).expect_code(0);
    assert_eq!(server.asked()[0].body, "grant_type=client_credentials&tenant=t-1");
    pack.check(&server, &["--set", "scopes=a:b c", "--set", "audience=x"]).expect_code(0);
    assert_eq!(
        server.asked()[1].body,
        "grant_type=client_credentials&scope=a%3Ab+c&audience=x&tenant=t-1"
    );
}

#[test]
fn every_body_is_sent_as_the_pack_says() {
    let server = Server::start(|_, _| Answer::json(200, "{}"));
    let pack = Pack::new(&format!(
        "{CLIENT}checks:
  - {{ id: json, title: j, effect: read, http: {{ method: POST, url: \"${{api}}/json\", json: {{ n: 1, secret: \"${{secret}}\", list: [true, null] }} }} }}
  - {{ id: form, title: f, cleanup: {{ none: nothing is kept }}, http: {{ method: PUT, url: \"${{api}}/form\", form: {{ a: \"1 2\", b: \"&\" }} }} }}
  - {{ id: raw, title: r, cleanup: {{ none: nothing is kept }}, http: {{ method: PATCH, url: \"${{api}}/raw\", body: \"<x/>\", headers: {{ Content-Type: text/xml }} }} }}
  - {{ id: query, title: q, http: {{ url: \"${{api}}/query?a=1\", query: {{ b: \"2 3\" }} }} }}
"
    ));
    pack.check(&server, &["--allow", "write"]).expect_code(0);
    let asked = server.asked();
    let one = |path: &str| asked.iter().find(|one| one.path.starts_with(path)).expect("asked");
    assert_eq!(one("/json").body, r#"{"n":1,"secret":"correct horse battery","list":[true,null]}"#);
    assert_eq!(one("/form").body, "a=1+2&b=%26");
    assert_eq!((one("/raw").body.as_str(), one("/raw").method.as_str()), ("<x/>", "PATCH"));
    assert_eq!(one("/raw").headers["content-type"], "text/xml");
    assert_eq!(one("/query").path, "/query?a=1&b=2+3");
}

#[test]
fn a_token_that_its_own_answer_repeats_is_not_shown() {
    let server = Server::start(|asked, _| match asked.path.as_str() {
        "/token" => {
            Answer::json(200, TOKEN).header("x-request-id", "for opaque-token-1 and no other")
        }
        _ => Answer::json(200, "{}"),
    });
    let pack = Pack::new(&format!(
        "{CLIENT}checks:\n  - {{ id: token, title: t, token: {{ identity: service }} }}\n"
    ));
    let ended = pack.check(&server, &[]).expect_code(0);
    assert!(!ended.stdout.contains("opaque-token-1"), "{}", ended.all());
    assert!(
        ended.stdout.contains("[service.access_token redacted] and no other"),
        "{}",
        ended.all()
    );
}

#[test]
fn any_method_can_be_sent_and_a_misspelt_one_is_not() {
    let server = Server::start(|_, _| Answer::json(200, "{}"));
    let pack = |method: &str| {
        Pack::new(&format!(
            "{CLIENT}checks:\n  - {{ id: ask, title: a, effect: read, http: {{ method: {method}, url: \"${{api}}/\" }} }}\n"
        ))
    };
    for method in ["QUERY", "PROPFIND", "MKCOL", "X-OWN"] {
        pack(method).check(&server, &[]).expect_code(0);
    }
    let sent: Vec<String> = server.asked().into_iter().map(|one| one.method).collect();
    assert_eq!(sent, ["QUERY", "PROPFIND", "MKCOL", "X-OWN"]);
    for (method, help) in [("PSOT", "did you mean `POST`?"), ("get", "write `GET`")] {
        let ended = pack(method).check(&server, &[]).expect_code(2);
        assert!(ended.stderr.contains(help), "{}", ended.all());
    }
    assert_eq!(server.asked().len(), 4);
}

#[test]
fn no_secret_leaves_even_when_the_server_sends_it_back() {
    let server = Server::start(|asked, _| match asked.path.as_str() {
        "/token" => Answer::json(200, TOKEN),
        _ => {
            let token = asked.headers.get("authorization").cloned().unwrap_or_default();
            let body = format!(
                r#"{{"code":"bad","message":"you sent {token} and correct+horse+battery"}}"#
            );
            Answer::json(403, &body).header("x-request-id", &token)
        }
    });
    let pack = Pack::new(&format!(
        "{CLIENT}checks:\n  - {{ id: get, title: g, http: {{ url: \"${{api}}/x\", identity: service }} }}\n"
    ));
    for format in ["json", "table"] {
        let mut command = why401();
        command.arg("check").arg(&pack.path).args(["--format", format, "--verbose"]);
        let ended = end(command.env("API", server.url()).env("SECRET", "correct horse battery"));
        assert_eq!(ended.code, 1, "{}", ended.all());
        for secret in ["opaque-token-1", "correct horse battery", "correct+horse+battery"] {
            assert!(
                !ended.stdout.contains(secret) && !ended.stderr.contains(secret),
                "{}",
                ended.all()
            );
        }
        assert!(ended.stdout.contains("you sent"), "{}", ended.all());
    }
}

#[test]
fn a_secret_that_a_check_reads_is_compared_and_never_shown_nor_withholds_the_report() {
    let server = Server::start(|asked, _| {
        match asked.path.as_str() {
        "/token" => Answer::json(200, TOKEN),
        _ => Answer::json(
            200,
            r#"{"queue":{"name":"opaque-token-1","note":"is opaque-token-1"},
                "tree":{"opaque-token-1":{"correct horse battery":["correct+horse+battery","plain"]}},
                "percent":"correct%20horse%20battery","twice":"correct%2520horse%2520battery",
                "split":"correct horse\n battery","hidden":"opaque-\u200btoken-1","plain":"a name",
                "code":"c00kie-v4lue-9"}"#,
        )
        .header("set-cookie", "session=c00kie-v4lue-9; Path=/; HttpOnly"),
    }
    });
    let pack = Pack::new(&format!(
        r#"{CLIENT}checks:
  - id: equal
    title: e
    http: {{ url: "${{api}}/x", identity: service }}
    expect: {{ body.queue.name: opaque-to, body.queue.note: {{ contains: "is opaque-" }} }}
  - id: holds
    title: h
    http: {{ url: "${{api}}/x", identity: service }}
    expect:
      body.queue.note: {{ matches: "^is opaque-[a-z]+-1$" }}
      body.queue: {{ exists: true }}
      body.tree: {{ length: 1 }}
      body.percent: {{ contains: "%20horse" }}
      body.twice: {{ exists: true }}
      body.split: {{ exists: true }}
      body.hidden: {{ exists: true }}
      body.plain: a name
      body.code: {{ length: 14 }}
  - id: wrong
    title: w
    http: {{ url: "${{api}}/x", identity: service }}
    expect:
      body.tree: {{ length: 7 }}
      body.queue: {{ length: 7 }}
      body.percent: x
      body.twice: x
      body.split: x
      body.hidden: x
      body.code: x
  - id: query
    title: q
    http: {{ url: "${{api}}/x", identity: service }}
    expect: {{ "body.$..name": x, "body.$..*": {{ length: 1 }} }}
"#
    ));
    for format in ["json", "table"] {
        let mut command = why401();
        command.arg("check").arg(&pack.path).args(["--format", format, "--verbose"]);
        let ended = end(command.env("API", server.url()).env("SECRET", "correct horse battery"));
        assert_eq!(ended.code, 1, "{}", ended.all());
        for secret in [
            "opaque-token-1",
            "correct horse battery",
            "correct+horse+battery",
            "correct%20horse",
            "correct horse\\n battery",
            "correct%2520horse",
            "opaque-\u{200b}token-1",
            "c00kie-v4lue-9",
        ] {
            assert!(!ended.all().contains(secret), "{secret}: {}", ended.all());
        }
        if format == "json" {
            let report = ended.json();
            assert_eq!(check_named(&report, "holds")["status"], "pass", "{report:#}");
            for id in ["equal", "wrong", "query"] {
                assert_eq!(check_named(&report, id)["status"], "fail", "{report:#}");
            }
            assert!(report.to_string().contains("(secret)"), "{report:#}");
        }
    }
}

#[test]
fn who_cannot_be_reached_is_an_error_that_says_why() {
    let server = Server::start(|_, _| Answer::json(200, "{}"));
    let pack = Pack::new(&format!(
        "{CLIENT}checks:\n  - {{ id: refused, title: r, http: {{ url: \"http://127.0.0.1:1/\" }} }}\n  \
         - {{ id: unknown, title: u, http: {{ url: \"http://no-such-host.invalid/\" }} }}\n  \
         - {{ id: plain, title: p, http: {{ url: \"{}/\" }} }}\n",
        server.url().replace("http:", "https:")
    ));
    let report = pack.check(&server, &[]).expect_code(3).json();
    let saw = |id: &str| check_named(&report, id)["saw"].as_str().expect("saw").to_owned();
    assert!(saw("refused").contains("refuses the connection"), "{}", saw("refused"));
    assert!(saw("unknown").contains("does not resolve"), "{}", saw("unknown"));
    assert!(saw("plain").contains("does not speak TLS"), "{}", saw("plain"));
}

#[test]
fn names_and_connections_can_be_pinned_as_with_curl() {
    let server = Server::start(|_, _| Answer::json(200, "{}"));
    let port = server.url().rsplit(':').next().expect("a port").to_owned();
    let pack = Pack::new(&format!(
        "{CLIENT}checks:\n  - {{ id: get, title: g, http: {{ url: \"http://api.test:{port}/\" }} }}\n"
    ));
    let pinned = format!("api.test:{port}:127.0.0.1");
    pack.check(&server, &["--resolve", &pinned]).expect_code(0);
    assert_eq!(server.asked()[0].headers["host"], format!("api.test:{port}"));
    let pack = Pack::new(&format!(
        "{CLIENT}checks:\n  - {{ id: get, title: g, http: {{ url: \"http://api.test:4711/\" }} }}\n"
    ));
    let mapped = format!("api.test:4711:127.0.0.1:{port}");
    pack.check(&server, &["--connect-to", &mapped]).expect_code(0);
    assert_eq!(server.asked()[1].headers["host"], "api.test:4711");
}

#[test]
fn a_proxy_is_used_as_the_environment_or_the_flag_says() {
    let proxy = Server::start(|_, _| Answer::json(200, "{}"));
    let pack = Pack::new(&format!(
        "{CLIENT}checks:\n  - {{ id: get, title: g, http: {{ url: \"http://api.test/x\" }} }}\n"
    ));
    pack.check(&proxy, &["--proxy", &proxy.url()]).expect_code(0);
    assert_eq!(proxy.asked()[0].headers["host"], "api.test");
    let mut command = why401();
    command.arg("check").arg(&pack.path).env("http_proxy", proxy.url());
    end(command.env("API", proxy.url()).env("SECRET", "correct horse battery")).expect_code(0);
    assert_eq!(proxy.asked().len(), 2);
    let ended = pack.check(&proxy, &["--proxy", "http://127.0.0.1:1"]).expect_code(3);
    assert!(ended.stdout.contains("proxy"), "{}", ended.all());
    pack.check(&proxy, &["--proxy", "nonsense://u:p@x"]).expect_code(2);
}
