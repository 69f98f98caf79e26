//! The values of inputs: who wins, what is missing, what is of the wrong type, what is a secret.

use serde_json::{Value, json};

use super::{Given, World, good, with};
use crate::model::{Credential, Expression, Part, Secret};
use crate::plan::Plan;

const INPUTS: &str = "inputs:
  base: { type: url, env: [BASE, OLD_BASE], default: \"https://default.example/\" }
  key: { env: KEY, secret: true }
  names: { type: list, env: NAMES }
  count: { type: int, default: 3 }
  url: { type: url, default: \"${base}/x\" }
  basic: { default: \"user:${key}\" }
";

const CHECK: &str = "    http:
      url: ${url}/y
      headers: { X-Key: \"${key}\", X-Basic: \"Basic ${basic}\", X-Names: \"${names}\" }
      json: { names: \"${names}\", count: \"${count}\", text: \"${count} of ${names}\" }
    effect: read
    expect:
      body.names: { contains_all: \"${names}\" }
      body.key: ${key}
";

/// The settings of the first check, as their shapes.
fn shown(plan: &Plan) -> Vec<String> {
    plan.checks[0]
        .expect
        .iter()
        .flat_map(|one| &one.matchers)
        .map(|one| shape(&one.expected))
        .collect()
}

fn shape(expression: &Expression) -> String {
    match expression {
        Expression::Literal(value) => value.to_string(),
        Expression::Secret(secret) => format!("secret {}", secret.expose()),
        Expression::Template(template) => template
            .parts
            .iter()
            .map(|part| match part {
                Part::Text(text) => text.clone(),
                Part::Secret(secret) => format!("<secret {}>", secret.expose()),
                Part::Reading(reference) => format!("<{}.{}>", reference.check, reference.path),
            })
            .collect(),
        Expression::List(items) => {
            format!("[{}]", items.iter().map(shape).collect::<Vec<_>>().join(", "))
        }
        Expression::Map(items) => {
            let items: Vec<_> =
                items.iter().map(|(name, item)| format!("{name}: {}", shape(item))).collect();
            format!("{{{}}}", items.join(", "))
        }
    }
}

fn hosts(plan: &Plan) -> Vec<&str> {
    plan.hosts.iter().map(String::as_str).collect()
}

#[test]
fn the_strongest_source_wins() {
    let text = with(INPUTS, CHECK);
    let mut world = World::default().env("KEY", "from the environment").set("names", "a");
    let host = |world: &World| hosts(&world.good(&text)).join(" ");
    assert_eq!(host(&world), "default.example:443");
    world = world.env("OLD_BASE", "http://old.example");
    assert_eq!(host(&world), "old.example:80");
    world = world.env("BASE", "http://env.example");
    assert_eq!(host(&world), "env.example:80");
    world = world.env("BASE", "");
    assert_eq!(host(&world), "old.example:80", "an empty variable counts as not set");
    world.env_file = "OLD_BASE=https://file.example:8443\n".to_owned();
    assert_eq!(host(&world), "file.example:8443");
    world = world.set("base", "https://first.example").set("base", "https://set.example");
    assert_eq!(host(&world), "set.example:443");
    world.overrides.push(("base".to_owned(), Given::Text("http://127.0.0.1:4010".to_owned())));
    assert_eq!(host(&world), "127.0.0.1:4010");
}

#[test]
fn what_is_made_from_a_secret_is_one_and_types_are_kept() {
    let world = World::default().env("KEY", "s3cret-value").set("names", "a, b");
    let plan = world.good(&with(INPUTS, CHECK));
    assert_eq!(shown(&plan), [r#"["a","b"]"#, "secret s3cret-value", "200", "299"]);
    let known: Vec<(String, String)> = world
        .custody
        .all()
        .into_iter()
        .map(|(name, secret)| (name, secret.expose().to_owned()))
        .collect();
    assert_eq!(
        known,
        [
            ("key".to_owned(), "s3cret-value".to_owned()),
            ("basic".to_owned(), "user:s3cret-value".to_owned()),
        ]
    );
}

#[test]
fn everything_missing_is_named_at_once() {
    let inputs = "inputs:
  api_url: { type: url, env: WHY401_API_URL, required: true, help: \"base URL of the API\" }
  client_id: { env: [CLIENT_ID, OTHER_ID], required: true }
  client_secret: { env: CLIENT_SECRET, required: true, secret: true }
  scopes: { type: list, required: true }
  fine: { required: true, env: FINE }
";
    let world = World::default().env("FINE", "x").env("CLIENT_ID", "");
    assert_eq!(
        world.said(&with(inputs, "    http: { url: \"${api_url}/x\" }\n")),
        "\
error: test needs the input `api_url` (base URL of the API)
--> pack.yaml:5:3
 = help: set WHY401_API_URL, or pass `--set api_url=URL`

error: test needs the input `client_id`
--> pack.yaml:6:3
 = help: set CLIENT_ID or OTHER_ID, or pass `--set client_id=VALUE`

error: test needs the input `client_secret`
--> pack.yaml:7:3
 = help: set CLIENT_SECRET, or pass `--set client_secret=env:NAME`

error: test needs the input `scopes`
--> pack.yaml:8:3
 = help: pass `--set scopes=A,B`
"
    );
}

#[test]
fn a_wrong_type_names_its_source_and_shows_only_what_was_just_typed() {
    let text = with(INPUTS, CHECK);
    let world = World {
        env_file: "# c\nBASE=hunter2-not-a-url\n".to_owned(),
        ..World::default().env("KEY", "k").set("count", "many")
    };
    assert_eq!(
        world.said(&text),
        "\
error: `--set count=…`: `many` is not a whole number

error: BASE sets the input `base`, and what it says is not an absolute http or https URL, such as https://api.example.com
 --> .env:2:1
  |
2 | BASE=********
  | ^^^^
"
    );
    let world = World::default().env("BASE", "hunter2");
    assert_eq!(
        world.said(&text),
        "error: the environment variable BASE sets the input `base`, and what it says is not an absolute http or https URL, such as https://api.example.com\n"
    );
}

#[test]
fn a_secret_is_not_taken_from_the_command_line() {
    let text = with(INPUTS, CHECK);
    let said = World::default().set("key", "hunter2").said(&text);
    assert_eq!(
        said,
        "\
error: `--set key=…`: a secret given like this stands in the process list and the shell's history
help: write `--set key=env:NAME`, `--set key=file:PATH` or `--set key=cmd:COMMAND`
"
    );
    let mut world = World::default().set("names", "");
    world.set.push(("key".to_owned(), Given::Secret(Secret::new("from-a-file"))));
    assert_eq!(shown(&world.good(&text))[..2], ["[]", "secret from-a-file"]);
    assert_eq!(world.custody.count(), 2);
}

#[test]
fn an_unset_input_is_left_out_where_that_can_be_and_told_where_not() {
    let inputs = "inputs:
  q: { env: Q }
  l: { type: list }
  way: {}
identities:
  svc:
    oauth2:
      grant: client_credentials
      token_url: https://a.example/token
      client_id: me
      client_auth: none
      scopes: ${l}
      audience: ${q}
      resource: ${q}
      extra: { one: \"${q}\", two: \"2\" }
";
    let check = "    http:
      url: https://a.example/
      identity: svc
      query: { q: \"${q}\", r: \"1\" }
      body: ${q}
";
    let plan = World::default().good(&with(inputs, check));
    let Credential::OAuth2(oauth2) = &plan.identities[0].credential else { panic!("oauth2") };
    assert!(oauth2.scopes.is_none() && oauth2.audience.is_none() && oauth2.resource.is_none());
    let extra: Vec<_> =
        oauth2.extra.iter().map(|(name, value)| format!("{name}={}", shape(value))).collect();
    assert_eq!(extra, [r#"two="2""#]);
    let plan = World::default().set("q", "x").set("l", "a b").good(&with(inputs, check));
    let Credential::OAuth2(oauth2) = &plan.identities[0].credential else { panic!("oauth2") };
    assert_eq!(oauth2.scopes.as_ref().map(shape).as_deref(), Some(r#"["a","b"]"#));
    assert_eq!(oauth2.audience.as_ref().map(shape).as_deref(), Some(r#""x""#));
    assert_eq!(oauth2.extra.len(), 2);

    let needs_it =
        "    http: { url: \"https://a.example/${q}\" }\n    expect: { body.x: \"${q}\" }\n";
    assert_eq!(
        World::default().said(&with(inputs, needs_it)),
        "\
error: the input `q` is not set, and this needs it
  --> pack.yaml:22:37
   |
22 |     http: { url: \"https://a.example/${q}\" }
   |                                     ^^^^
   |
   = help: set Q, or pass `--set q=VALUE`; or let `when: ${q}` leave the check out

error: the input `q` is not set, and this needs it
  --> pack.yaml:23:23
   |
23 |     expect: { body.x: \"${q}\" }
   |                       ^^^^^^
   |
   = help: set Q, or pass `--set q=VALUE`; or let `when: ${q}` leave the check out
"
    );
    let plan = World::default().good(&with(inputs, &format!("    when: ${{q}}\n{needs_it}")));
    assert!(plan.checks[0].skip.is_some());
}

#[test]
fn a_way_to_authenticate_may_be_an_input() {
    let top = "inputs:
  way: { default: basic }
  s: { secret: true, env: S }
identities:
  svc: { oauth2: { grant: client_credentials, token_url: \"https://a.example/\", client_id: me, client_secret: \"${s}\", client_auth: \"${way}\" } }
";
    let text = with(top, "    token: { identity: svc }\n");
    let way = |world: World| {
        let plan = world.env("S", "s3cret-value").good(&text);
        let Credential::OAuth2(oauth2) = &plan.identities[0].credential else { panic!("oauth2") };
        (oauth2.client_auth.as_str(), oauth2.client_secret.is_some())
    };
    assert_eq!(way(World::default()), ("basic", true));
    assert_eq!(way(World::default().set("way", "post")), ("post", true));
    assert_eq!(way(World::default().set("way", "none")), ("none", false));
    let said = World::default().env("S", "x").set("way", "psot").said(&text);
    assert!(said.contains("the input `way` is no way for a client to prove who it is"), "{said}");
    assert!(said.contains("did you mean `post`?"), "{said}");
    let said = World::default().said(&text);
    assert!(said.contains("the input `s` is not set, and this needs it"), "{said}");
}

#[test]
fn slashes_are_not_doubled_and_the_value_itself_stays() {
    let top = "inputs:\n  issuer: { type: url }\n";
    let check = "    http: { url: \"${issuer}/.well-known/openid-configuration\" }\n    expect: { body.issuer: \"${issuer}\" }\n";
    for issuer in ["https://a.example", "https://a.example/", "https://a.example/realm/"] {
        let pack = good(&with(top, check));
        let plan = World::default().set("issuer", issuer).plan(&pack).expect("a plan");
        assert_eq!(shown(&plan)[0], Value::from(issuer).to_string());
        let settings = settings(&pack, &World::default().set("issuer", issuer));
        assert_eq!(
            settings,
            [(
                "url".to_owned(),
                json!(format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/')))
                    .to_string(),
            )]
        );
    }
}

/// The settings of the first check with inputs put in.
fn settings(pack: &super::Pack, world: &World) -> Vec<(String, String)> {
    let values = super::super::InputValues {
        overrides: Vec::new(),
        set: world.set.clone(),
        env_file: None,
        environment: &|name| world.environment.get(name).cloned(),
        uuid: &|| "5f6d2c1e-8a4b-4c3d-9e2f-1a0b9c8d7e6f".to_owned(),
    };
    let mut problems = super::Problems::default();
    let known = super::super::values::settle(pack, &values, &world.custody, &mut problems);
    let mut filler = super::super::fill::Filler {
        pack,
        values: &known,
        problems,
        hosts: std::collections::BTreeSet::new(),
        strict: true,
    };
    let told = &pack.checks[0].act.settings;
    told.iter()
        .filter_map(|told| {
            let value = filler.setting(&told.draft, told.field.kind)?;
            Some((told.field.name.to_owned(), shape(&value)))
        })
        .collect()
}

#[test]
fn values_keep_their_types_inside_requests() {
    let pack = good(&with(INPUTS, CHECK));
    let world = World::default().env("KEY", "k3y").set("names", "a b");
    let settings = settings(&pack, &world);
    assert_eq!(
        settings,
        [
            ("url".to_owned(), r#""https://default.example/x/y""#.to_owned()),
            (
                "headers".to_owned(),
                r#"{X-Key: secret k3y, X-Basic: secret Basic user:k3y, X-Names: ["a","b"]}"#
                    .to_owned()
            ),
            ("json".to_owned(), r#"{"names":["a","b"],"count":3,"text":"3 of a b"}"#.to_owned()),
        ]
    );
}

#[test]
fn with_inputs_put_in_a_url_or_pattern_can_still_be_wrong() {
    let top = "inputs:\n  where: {}\n  what: { default: \"(\" }\n";
    let check =
        "    http: { url: \"${where}/x\" }\n    expect: { body.x: { matches: \"${what}\" } }\n";
    let said = World::default().set("where", "a.example").said(&with(top, check));
    assert_eq!(
        said,
        "\
error: with its inputs put in, this is not an absolute http or https URL, such as https://api.example.com
  --> pack.yaml:10:18
   |
10 |     http: { url: \"${where}/x\" }
   |                  ^^^^^^^^^^^^

error: with its inputs put in, this is not a regular expression
  --> pack.yaml:11:34
   |
11 |     expect: { body.x: { matches: \"${what}\" } }
   |                                  ^^^^^^^^^
"
    );
}

#[test]
fn names_that_no_pack_has_are_told() {
    let pack = good(&with(INPUTS, CHECK));
    let world = World::default().set("nmaes", "x").set("count", "1");
    let values = super::super::InputValues {
        overrides: Vec::new(),
        set: world.set.clone(),
        env_file: None,
        environment: &|_| None,
        uuid: &|| "5f6d2c1e-8a4b-4c3d-9e2f-1a0b9c8d7e6f".to_owned(),
    };
    let said = super::super::unknown_names(&[&pack], &values).expect_err("a problem").render(false);
    assert_eq!(
        said,
        "error: `--set nmaes=…`: there is no input `nmaes`\nhelp: did you mean `names`?\n"
    );
}
