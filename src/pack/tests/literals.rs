//! Secrets written into a pack: refused, and never shown.

use super::{good, said, with};

#[test]
fn a_secret_in_a_file_is_refused_and_not_shown() {
    let jwt = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2lnbmF0dXJl";
    let top = format!(
        "inputs:
  s: {{ secret: true, default: hunter2hunter2 }}
  password: {{ default: hunter2hunter2 }}
identities:
  a: {{ oauth2: {{ grant: client_credentials, token_url: \"https://a.example\", client_id: x, client_secret: hunter2hunter2 }} }}
  b: {{ bearer: {{ token: {jwt} }} }}
"
    );
    let check = format!(
        "    http:\n      url: https://a.example/\n      headers:\n        Authorization: Bearer hunter2hunter2\n        X-Other: {jwt} # {jwt}\n      colour: red # password: hunter2hunter2\n"
    );
    let said = said(&with(&top, &check));
    assert!(!said.contains("hunter2") && !said.contains("eyJ"), "{said}");
    assert_eq!(
        said,
        "\
error: the default of a secret input is written here for everyone to read
 --> pack.yaml:5:31
  |
5 |   s: { secret: true, default: ******** }
  |                               ^^^^^^^^
  |
  = help: declare an input with `secret: true` and an `env`, and read it as `${name}`

error: the default of `password` is written here for everyone to read
 --> pack.yaml:6:24
  |
6 |   password: { default: ******** }
  |                        ^^^^^^^^
  |
  = help: declare an input with `secret: true` and an `env`, and read it as `${name}`

error: `client_secret` is written here for everyone to read
 --> pack.yaml:8:106
  |
8 |   a: { oauth2: { grant: client_credentials, token_url: \"https://a.example\", client_id: x, client_secret: ******** } }
  |                                                                                                          ^^^^^^^^
  |
  = help: declare an input with `secret: true` and an `env`, and read it as `${name}`

error: `token` is written here for everyone to read
 --> pack.yaml:9:25
  |
9 |   b: { bearer: { token: ******** } }
  |                         ^^^^^^^^
  |
  = help: declare an input with `secret: true` and an `env`, and read it as `${name}`

error: `Authorization` is written here for everyone to read
  --> pack.yaml:16:24
   |
16 |         Authorization: ********
   |                        ^^^^^^^^
   |
   = help: declare an input with `secret: true` and an `env`, and read it as `${name}`

error: this looks like a secret
  --> pack.yaml:17:18
   |
17 |         X-Other: ******** # ********
   |                  ^^^^^^^^
   |
   = help: declare an input with `secret: true` and an `env`, and read it as `${name}`

error: `http` has no key `colour`
  --> pack.yaml:18:7
   |
18 |       colour: red # password: ********
   |       ^^^^^^
   |
   = help: known here: method, url, identity, query, headers, json, form, body, basic, redirects
"
    );
}

#[test]
fn what_is_no_secret_is_not_taken_for_one() {
    let top = "inputs:
  token: { env: TOKEN, secret: true }
  client_secret: { env: SECRET, secret: true, help: \"the secret: never shown\" }
  password: { default: \"${token}\" }
";
    let check = "    http:
      url: https://a.example/b2d5e4a0-5f0e-4f6c-9d1b-0a6f2c3d4e5f
      headers: { Authorization: \"Bearer ${token}\" }
      json: { token: \"${token}\", token_type: Bearer }
    tags: [token]
";
    good(&with(top, check));
}
