//! `lint`: every problem of a file at once, and nothing is sent.

use serde_json::Value;

use crate::bad_input::{Bench, HTTP, INPUTS, errors, pack};
use crate::world::run;

#[test]
fn lint_shows_all_problems_of_a_file_at_once_in_the_order_of_their_places() {
    let bench = Bench::new();
    let text = "version: 1\nname: Bad Name\ntitel: t\ninputs:\n  api: { type: uri }\n  Key: {}\nchecks:\n  - id: one\n    title: a\n    http: { url: \"${apj}/\", methd: GET }\n    expect: { status: { att_least: 3 } }\n    needs: [nothing]\n    timeout: 3\n  - id: one\n    title: b\n    clock: { url: \"${api}\" }\n    severity: fatal\n";
    let path = bench.file("many.yaml", text);
    let ended = run(&["lint", &path]).expect_code(2);
    let listed = run(&["lint", "--format", "json", &path]).expect_code(2);
    let listed = listed.json();
    let listed = listed.as_array().expect("a list");
    assert!(listed.len() >= 10, "{listed:#?}");
    assert_eq!(errors(&ended.stdout), listed.len(), "{}", ended.all());
    let places: Vec<(u64, u64)> = listed
        .iter()
        .map(|one| {
            (one["line"].as_u64().expect("a line"), one["column"].as_u64().expect("a column"))
        })
        .collect();
    assert!(places.is_sorted(), "{places:?}");
    for line in [2, 3, 5, 6, 10, 11, 12, 13, 14, 17] {
        assert!(places.iter().any(|(one, _)| *one == line), "nothing on line {line}: {places:?}");
    }
    for one in listed {
        assert_eq!(one["file"], path.as_str());
        let message = one["message"].as_str().expect("a message");
        assert!(ended.stdout.contains(message), "{message} is not in\n{}", ended.stdout);
    }
    // Another file does not get between them.
    let other = bench.file("other.yaml", "version: 2\n");
    let both = run(&["lint", "--format", "json", &path, &other]).expect_code(2).json();
    let both = both.as_array().expect("a list");
    assert_eq!(&both[..listed.len()], listed.as_slice());
    assert_eq!(both[listed.len()]["file"], other.as_str());
}

#[test]
fn lint_knows_the_operations_that_a_pack_lists() {
    let bench = Bench::new();
    let check = |id: &str, operations: &str| {
        format!(
            "  - id: {id}\n    title: t\n    permissions:\n      identity: me\n      api_url: \"${{api}}\"\n      operations: {operations}\n"
        )
    };
    let head = "version: 1\nname: operations\ntitle: t\ninputs:\n  api: { type: url, required: true }\n  token: { env: T, secret: true, required: true }\n  used: { type: list, default: [\"GET /api/v2/routing/queuez/1\"] }\nidentities:\n  me: { bearer: { token: \"${token}\" } }\nchecks:\n";
    let listed = "[\"GET /api/v2/tokens/me\", \"PATCH /api/v2/tokens/me\", \"POST /api/v2/webchat/guest/conversations\", \"${token}\", nonsense]";
    let text = format!(
        "{head}{}{}{}",
        check("one", listed),
        check("two", "\"${used}\""),
        check("three", "\"${used}\"")
    );
    let path = bench.file("operations.yaml", text);
    let ended = run(&["lint", &path]).expect_code(2);
    let told = run(&["lint", "--format", "json", &path]).expect_code(2).json();
    let told: Vec<(u64, &str, &str)> = told
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| {
            let text = |name: &str| one[name].as_str().expect("a text");
            assert!(one["column"].as_u64().is_some_and(|column| column > 1), "{one}");
            (one["line"].as_u64().expect("a line"), text("message"), text("help"))
        })
        .collect();
    let expected = [
        (7, "no operation GET /api/v2/routing/queuez/1", "GET /api/v2/routing/queues/{queueId}?"),
        (16, "no operation PATCH /api/v2/tokens/me", "GET /api/v2/tokens/me"),
        (16, "was removed from the API by 2026-08-15", "wss://webmessaging."),
        (16, "`nonsense` is no operation", "write a method and a path"),
    ];
    assert_eq!(told.len(), expected.len(), "{}", ended.all());
    for ((line, message, help), (at, says, helps)) in told.iter().zip(expected) {
        assert_eq!(*line, at, "{message}");
        assert!(message.contains(says) && help.contains(helps), "{message}: {help}");
        assert!(ended.stdout.contains(message), "{}", ended.stdout);
    }
    // Near miss: what is there, filled in or not, and what is advised against only.
    let good = format!(
        "{}{}",
        head.replace("queuez", "queues"),
        check(
            "one",
            "[\"get /api/v2/routing/queues/{id}\", \"POST /api/v2/conversations/messages/inbound/open\"]"
        )
    );
    run(&["lint", &bench.file("good.yaml", good)]).expect_code(0);
}

#[test]
fn lint_ends_with_2_where_something_is_wrong_and_with_0_where_nothing_is() {
    let bench = Bench::new();
    let good = bench.file("good.yaml", pack(INPUTS, HTTP));
    let ended = run(&["lint", &good]).expect_code(0);
    assert_eq!((ended.stdout.as_str(), ended.stderr.as_str()), ("no problems\n", ""));
    let ended = run(&["lint", &good, "guest-api", "oidc/client-credentials"]).expect_code(0);
    assert_eq!(ended.stdout, "no problems in 3 files\n");
    assert_eq!(
        run(&["lint", "--format", "json", &good]).expect_code(0).json(),
        serde_json::json!([])
    );
    // A file that is not there has no place, but it has a name.
    let missing = run(&["lint", "--format", "json", "no-such.yaml"]).expect_code(2).json();
    assert_eq!(missing[0]["file"], "no-such.yaml");
    assert_eq!(missing[0]["line"], Value::Null);
}
