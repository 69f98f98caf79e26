//! The record of an OAuth client, which Genesys Cloud answers with its secret in it: whoever reads it, by a pack of their
//! own, prints it in no format; and the tool does not ask for it.

use crate::packs::{CLIENT, Pack};
use crate::server::{Answer, Server};
use crate::world::{FORMATS, end, why401};

/// The secrets of another client than the run's own: nobody told the tool of them.
const PLANTED: [&str; 2] = ["Zk93uQvR0pl4ntedRecord7Wxy", "0ld-Zk93-pl4nted-previous"];

fn record() -> String {
    format!(
        r#"{{"id":"b1946ac9-2492-4d23-8f1a-1f1b5c2d3e4f","name":"chat","secret":"{}","clientSecret":"{}",
            "authorizedGrantType":"CLIENT-CREDENTIALS","scope":[],"state":"active","roleDivisions":[],
            "entities":[{{"secret":"{}"}}]}}"#,
        PLANTED[0], PLANTED[1], PLANTED[0]
    )
}

const CHECKS: &str = r#"checks:
  - id: reads
    title: the record is there
    http: { url: "${api}/api/v2/oauth/clients/b1946ac9", identity: service }
    expect: { body.secret: { exists: true }, body.name: chat }
  - id: wrong
    title: the record is another
    http: { url: "${api}/api/v2/oauth/clients/b1946ac9", identity: service }
    expect:
      body.secret: somebody-elses
      body.clientSecret: { matches: "^x+$" }
      body.entities[0].secret: { length: 3 }
      body.entities: { length: 9 }
      body.$..secret: { contains: x }
      body.name: other
  - id: passes-on
    title: the record is read by another check
    http: { url: "${api}/echo/${wrong.body.secret}", identity: service }
  - id: refused
    title: the record stands in a refusal
    http: { url: "${api}/refused", identity: service }
"#;

#[test]
fn the_secret_in_the_record_of_a_client_is_printed_in_no_format() {
    let server = Server::start(|asked, _| match asked.path.as_str() {
        "/token" => Answer::json(
            200,
            r#"{"access_token":"opaque-token-1","token_type":"Bearer","expires_in":3600}"#,
        ),
        "/api/v2/oauth/clients/b1946ac9" => Answer::json(200, &record()),
        "/refused" => Answer::json(403, &record()),
        path => Answer::json(404, &format!(r#"{{"message":"no {path}","code":"not.found"}}"#)),
    });
    let pack = Pack::new(&format!("{CLIENT}{CHECKS}"));
    for format in FORMATS.iter().chain(&["table"]) {
        let mut command = why401();
        command.arg("check").arg(&pack.path).args(["--format", format, "--verbose"]);
        command.env("API", server.url()).env("SECRET", "correct horse battery");
        let ended = end(&mut command);
        assert_eq!(ended.code, 1, "{format}: {}", ended.all());
        assert!(ended.stdout.contains("wrong"), "{format}: {}", ended.stdout);
        for planted in PLANTED {
            assert!(!ended.all().contains(planted), "{format}: {}", ended.all());
        }
    }
    // The near miss: what is no secret is shown.
    let shown = pack.check(&server, &[]).expect_code(1).stdout;
    assert!(shown.contains("\"chat\""), "{shown}");
}

/// The simulator's records hold the secret of the run's own client, as the platform's do.
#[test]
fn no_run_asks_the_platform_for_the_record() {
    for pack in ["genesys-cloud/oauth-client", "genesys-cloud/queue"] {
        let mut command = why401();
        command.args(["check", pack, "--sim=queue-permission-in-no-role", "--format", "json"]);
        if pack.ends_with("oauth-client") {
            command.args(["--set", "operations=GET /api/v2/routing/queues/{queueId}"]);
        }
        let ended = end(&mut command).expect_code(1);
        assert!(
            ended.stdout.contains("/api/v2/authorization/subjects/me")
                || pack.ends_with("oauth-client")
        );
        assert!(!ended.stdout.contains("/oauth/clients/"), "{}", ended.stdout);
    }
}
