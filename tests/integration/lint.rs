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
