//! Circles and conditions: what is wrong with how the parts of a pack hang together.

use super::{messages, said, with};

const HTTP: &str = "    http: { url: \"https://a.example/\" }\n";

#[test]
fn a_circle_is_shown() {
    let text = with(
        "inputs:\n  a: { default: \"${b}\" }\n  b: { default: \"x${a}\" }\n  c: { default: \"${c}\" }\n",
        &format!(
            "{HTTP}    needs: [two]\n  - id: two\n    title: t\n    needs: [three]\n{HTTP}  - id: three\n    \
             title: t\n    when: ${{one.status}}\n{HTTP}"
        ),
    );
    assert_eq!(
        said(&text),
        "\
error: inputs read each other in a circle: a → b → a
 --> pack.yaml:5:18
  |
5 |   a: { default: \"${b}\" }
  |                  ^^^^

error: `c` needs itself
 --> pack.yaml:7:18
  |
7 |   c: { default: \"${c}\" }
  |                  ^^^^

error: checks need each other in a circle: one → two → three → one
  --> pack.yaml:12:13
   |
12 |     needs: [two]
   |             ^^^
"
    );
}

#[test]
fn an_identity_that_reads_its_own_check_is_a_circle() {
    let top = "identities:\n  svc: { oauth2: { grant: client_credentials, token_url: \"${one.body.url}\", client_id: x, client_auth: none } }\n";
    assert_eq!(messages(&with(top, "    token: { identity: svc }\n")), ["9:24 `one` needs itself"]);
}

#[test]
fn when_is_checked_like_all_else() {
    let top = "inputs:\n  q: {}\n  l: { type: list }\n  n: { type: int }\n";
    let case = |when: &str| messages(&with(top, &format!("    when: {when}\n{HTTP}")));
    assert_eq!(
        case("5"),
        ["11:11 `when` is one reference, or a mapping from what is read to matchers"]
    );
    assert_eq!(
        case("\"a ${q}\""),
        ["11:11 `when` is one reference, or a mapping from what is read to matchers"]
    );
    assert_eq!(case("{ qq: 1 }"), ["11:13 there is no input `qq`"]);
    assert_eq!(case("{ one.status: 200 }"), ["11:13 only its `cleanup` can read a check itself"]);
    assert_eq!(case("{ n: x }"), ["11:16 what stands there is a number, not text"]);
    assert_eq!(
        case("{ q: { contains_all: \"${q}\" } }"),
        ["11:32 `contains_all` is a list, and the input `q` is none"]
    );
    assert_eq!(case("{ l: { one_of: [] } }"), ["11:26 `one_of` with an empty list says nothing"]);
    assert_eq!(case("{}"), ["11:11 `when` asks for nothing"]);
    let other = "  - { id: two, title: t, http: { url: \"https://a.example/\" } }\n";
    let text = with(top, &format!("    when: {{ q: \"${{two.body.x}}\" }}\n{HTTP}{other}"));
    assert_eq!(
        messages(&text),
        ["11:17 the input `q` is known before any check: it cannot be held against one"]
    );
}
