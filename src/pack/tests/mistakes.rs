//! Mistakes in packs, and the exact words in which each is told.

use super::{messages, said, with};

const HTTP: &str = "    http: { url: \"https://a.example/\" }\n";

#[test]
fn an_unknown_key_is_pointed_at() {
    assert_eq!(
        said(&with("", &format!("{HTTP}    exepct: {{ status: 200 }}\n"))),
        "\
error: check `one` has no key `exepct`
 --> pack.yaml:8:5
  |
8 |     exepct: { status: 200 }
  |     ^^^^^^
  |
  = help: did you mean `expect`?
"
    );
}

#[test]
fn everything_wrong_with_what_is_expected_is_told_at_once() {
    let check = "    expect:
      stats: 200
      body.name: [1]
      timing.total: { at_most: 3 }
      status: { atleast: 200, one_of: 3, type: number }
      claims.iss: x
      headers.x: { matches: \"(a\" }
      body.n: { exists: yes }
      body.l: { length: { at_least: x } }
      body.t: { type: int }
      body.c: { contains: [1] }
      answered_by: proxi
      timing.dns: 3s
";
    assert_eq!(
        said(&with("", &format!("{HTTP}{check}"))),
        "\
error: `stats` is not something that can be read
 --> pack.yaml:9:7
  |
9 |       stats: 200
  |       ^^^^^
  |
  = help: did you mean `status`?

error: say how `body.name` is held against this list
  --> pack.yaml:10:18
   |
10 |       body.name: [1]
   |                  ^
   |
   = help: `{ one_of: […] }`, `{ contains_all: […] }` or `{ equals: […] }`

error: `at_most` is a duration with its unit here
  --> pack.yaml:11:32
   |
11 |       timing.total: { at_most: 3 }
   |                                ^
   |
   = help: write `3s`, or another of the units ms, s, m, h, d

error: there is no matcher `atleast`
  --> pack.yaml:12:17
   |
12 |       status: { atleast: 200, one_of: 3, type: number }
   |                 ^^^^^^^
   |
   = help: did you mean `at_least`?

error: `one_of` is a list, not a number
  --> pack.yaml:12:39
   |
12 |       status: { atleast: 200, one_of: 3, type: number }
   |                                       ^
   |
   = help: write `[ … ]`, or a reference to an input of type list

error: `http` checks see no `claims.iss`
  --> pack.yaml:13:7
   |
13 |       claims.iss: x
   |       ^^^^^^^^^^
   |
   = help: they see status, headers, body, tls, timing, answered_by, host

error: not a regular expression: unclosed group
  --> pack.yaml:14:29
   |
14 |       headers.x: { matches: \"(a\" }
   |                             ^^^^

error: `exists` is true or false, not text
  --> pack.yaml:15:25
   |
15 |       body.n: { exists: yes }
   |                         ^^^
   |
   = help: write `true`

error: `at_least` is a number here, not text
  --> pack.yaml:16:37
   |
16 |       body.l: { length: { at_least: x } }
   |                                     ^

error: there is no type `int`
  --> pack.yaml:17:23
   |
17 |       body.t: { type: int }
   |                       ^^^
   |
   = help: known here: string, number, bool, list, object, null

error: `contains` is one value, not a list
  --> pack.yaml:18:27
   |
18 |       body.c: { contains: [1] }
   |                           ^
   |
   = help: `contains_all` and `contains_any` take lists

error: this can never stand there
  --> pack.yaml:19:20
   |
19 |       answered_by: proxi
   |                    ^^^^^
   |
   = help: did you mean `proxy`?
"
    );
}

#[test]
fn everything_wrong_with_a_check_is_told_at_once() {
    let check = "    severity: warning
    effect: wrte
    timeout: 30
    retry: { max: 0, delay: 5, untill: {} }
    needs: [tow, one]
    remedy: add-oauth-scop
    docs: example.com
    http: { url: a.example, method: get, redirects: 99, header: {}, json: {}, form: {} }
";
    assert_eq!(
        messages(&with("", check)),
        [
            "7:15 `severity` is none of the words it can be",
            "8:13 `effect` is none of the words it can be",
            "9:14 `timeout` is a duration with its unit",
            "10:19 `max` is a whole number from 1 to 20",
            "10:29 `delay` is a duration with its unit",
            "10:32 `retry` has no key `untill`",
            "11:13 there is no check `tow`",
            "11:18 `one` needs itself",
            "12:13 there is no remedy `add-oauth-scop`",
            "13:11 `docs` is an absolute http or https URL, such as https://api.example.com",
            "14:18 `url` is an absolute http or https URL, such as https://api.example.com",
            "14:37 `method` is none of the words it can be",
            "14:53 `redirects` is a whole number from 0 to 10",
            "14:57 `http` has no key `header`",
            "14:79 at most one of json, form, body can stand here",
        ]
    );
}

#[test]
fn everything_wrong_with_inputs_is_told_at_once() {
    let inputs = "inputs:
  Api-Url: { type: uri, env: 9X, requird: true }
  n: { type: int, default: x }
  u: { type: url, default: \"${n}/x\" }
  l: { type: list, default: [1] }
  d: { type: duration, default: 30 }
  b: { type: bool, default: yes }
  r: { required: true, default: x }
  s: { type: int, secret: true }
  t: { default: 007, env: [A, A] }
  e: { default: \"${one.status}\" }
  none:
";
    assert_eq!(
        messages(&with(inputs, HTTP)),
        [
            "5:3 the name of an input is small letters, digits and underscores",
            "5:20 `type` is none of the words it can be",
            "5:30 this cannot be the name of an environment variable",
            "5:34 input `Api-Url` has no key `requird`",
            "6:28 the default of an input of type int is a whole number",
            "7:29 a URL cannot begin with `n`, an input of type int",
            "8:29 the default of an input of type list is a list of texts",
            "9:33 the default is a duration with its unit",
            "11:24 input `r` is required and has a default",
            "12:14 a secret is a string, not int",
            "13:31 `A` stands here twice",
            "14:18 the default of an input can read other inputs only",
            "15:3 input `none` is a mapping, not nothing",
        ]
    );
}

#[test]
fn everything_wrong_with_identities_is_told_at_once() {
    let top = "inputs: { way: {} }
identities:
  Svc: { oauth2: { grant: password, token_url: ftp://a.example, client_id: 5, scopes: {} } }
  two: { bearer: { token: \"${way}\" }, oauth2: {} }
  none: {}
  pub: { oauth2: { grant: client_credentials, token_url: \"https://a.example\", client_id: x, client_auth: \"x${way}\" } }
  non: { oauth2: { grant: client_credentials, token_url: \"https://a.example\", client_id: x, client_auth: none, client_secret: \"${way}\" } }
";
    assert_eq!(
        messages(&with(top, "    token: { identity: svcs }\n")),
        [
            "6:3 the name of an identity is in kebab-case: small letters, digits and hyphens",
            "6:10 `oauth2` needs `client_secret`",
            "6:27 `grant` is none of the words it can be",
            "6:48 `token_url` is an absolute http or https URL, such as https://api.example.com",
            "6:76 `client_id` is text, not a number",
            "6:87 `scopes` is a list of texts",
            "7:39 identity `two` has two sources",
            "8:3 identity `none` does not say where its credential comes from",
            "9:106 `client_auth` is a word, or one reference to an input",
            "10:112 a client with `client_auth: none` has no secret",
            "14:24 there is no identity `svcs`",
        ]
    );
}

#[test]
fn a_second_key_or_check_or_probe_names_both_places() {
    let text = with(
        "",
        "    title: again
    jwt: { identity: x }
    http: { url: \"https://a.example/\" }
  - id: one
    title: t
    http: { url: \"https://a.example/\" }
",
    );
    assert_eq!(
        said(&text),
        "\
error: the key `title` stands here twice
 --> pack.yaml:7:5
  |
6 |     title: it works
  |     ----- first here
7 |     title: again
  |     ^^^^^ again

error: there is no identity `x`
 --> pack.yaml:8:22
  |
8 |     jwt: { identity: x }
  |                      ^
  |
  = help: identities are named under `identities`

error: check `one` looks twice; one probe is all it has
 --> pack.yaml:9:5
  |
8 |     jwt: { identity: x }
  |     --- the first
9 |     http: { url: \"https://a.example/\" }
  |     ^^^^ a second probe
  |
  = help: make two checks of it

error: a second check is called `one`
  --> pack.yaml:10:9
   |
 5 |   - id: one
   |         --- the first
...
10 |   - id: one
   |         ^^^
"
    );
}

#[test]
fn what_a_pack_must_say_is_asked_for() {
    assert_eq!(
        messages("checks: 5\n"),
        [
            "1:1 a pack needs `version`",
            "1:1 a pack needs `name`",
            "1:1 a pack needs `title`",
            "1:9 `checks` is a list of checks, not a number",
        ]
    );
    let text = "version: 1\nname: Ab_c\ntitle: t\nchecks:\n  - id:\n    http:\n  - id: x\n  - 5\n";
    assert_eq!(
        messages(text),
        [
            "2:7 `name` is in kebab-case: small letters, digits and hyphens",
            "5:5 a check needs `title`",
            "5:5 `id` has no value",
            "6:5 `http` has no value",
            "7:5 check `x` needs `title`",
            "7:5 check `x` does not say how it looks",
            "8:5 a check is a mapping, not a number",
        ]
    );
    assert_eq!(
        messages("version: 1\nname: x\ntitle: t\nchecks: []\n"),
        ["4:1 a pack has one check at least"]
    );
}

#[test]
fn a_newer_version_is_the_only_thing_that_is_told() {
    assert_eq!(
        said("version: 2\nname: x\nnovelty: 1\n"),
        "\
error: this pack is written in a newer version of the language than 1
 --> pack.yaml:1:10
  |
1 | version: 2
  |          ^
  |
  = help: it needs a newer why401
"
    );
    assert_eq!(
        messages(&with("", HTTP).replace("version: 1", "version: \"1\"")),
        ["1:10 `version` is a whole number from 1 to 1"]
    );
}

#[test]
fn a_write_says_how_it_is_removed() {
    let post = "    http: { url: \"https://a.example/\", method: POST }\n";
    assert_eq!(
        said(&with("", post)),
        "\
error: check `one` writes and does not say how that is removed
 --> pack.yaml:5:5
  |
5 |   - id: one
  |     ^
  |
  = help: add `cleanup: { http: { … } }`, or `cleanup: { none: \"why nothing is left behind\" }`; a POST that only reads says `effect: read`
"
    );
    assert_eq!(
        messages(&with("", &format!("{post}    cleanup: none\n"))),
        ["8:14 say why nothing is left behind"]
    );
    assert_eq!(
        messages(&with(
            "",
            &format!("{post}    cleanup: {{ none: x, expect: {{ status: 1 }} }}\n")
        )),
        ["8:25 where nothing is removed, nothing else is said"]
    );
    assert_eq!(
        messages(&with("", &format!("{HTTP}    cleanup: {{ none: x }}\n"))),
        ["8:5 check `one` only reads: there is nothing to remove"]
    );
    assert_eq!(
        messages(&with("", &format!("{}    effect: read\n", post.replace("POST", "DELETE")))),
        ["8:13 DELETE writes, whatever its answer is used for"]
    );
    assert_eq!(
        messages(&with("", &format!("{HTTP}    effect: none\n"))),
        ["8:13 `http` checks send requests: they read or write"]
    );
    for fine in ["    cleanup: { none: it is idempotent }\n", "    effect: read\n"] {
        super::good(&with("", &format!("{post}{fine}")));
    }
}
