//! Bad input: each kind of it gets one clear error that says where and what to do, exit code 2, nothing on
//! standard output, and nothing is sent.

use std::fs::{self, File};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::server::{Answer, Server};
use crate::world::{Ended, end, run, why401};

/// Looks like a secret to whoever looks for one, and is none.
pub(crate) const LITERAL: &str = "Zk3vQ9xT7bLw2mHs8RfY4cNd";

/// A folder for packs, and an API that must not be asked.
pub(crate) struct Bench {
    pub(crate) folder: TempDir,
    pub(crate) api: Server,
}

impl Bench {
    pub(crate) fn new() -> Self {
        let api = Server::start(|_, _| Answer::json(200, "{}"));
        Self { folder: tempfile::tempdir().expect("a folder"), api }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        fs::write(&path, bytes).expect("written");
        path.to_str().expect("a name").to_owned()
    }

    /// Runs `check` with inputs that are all right, so that only the arguments can be wrong.
    pub(crate) fn check(&self, args: &[&str]) -> Ended {
        let mut command = why401();
        command.arg("check").args(args);
        command.env("WHY401_API_URL", self.api.url()).env("API", self.api.url());
        command.env("CLIENT_ID", "client-1").env("CLIENT_SECRET", "correct horse battery");
        let mut ended = end(&mut command);
        let folder = self.folder.path().to_str().expect("a name");
        ended.stderr = ended.stderr.replace(folder, "DIR");
        ended
    }

    /// Runs `check` and gives what was said of it, having seen that it was refused as it must be.
    pub(crate) fn refused(&self, args: &[&str]) -> String {
        let ended = self.check(args).expect_code(2);
        assert_eq!(ended.stdout, "", "{}", ended.all());
        assert!(self.api.asked().is_empty(), "{:?}\n{}", self.api.asked(), ended.all());
        assert!(!ended.stderr.contains("panicked"), "{}", ended.all());
        assert!(!ended.stderr.contains('\u{1b}'), "no colour without a terminal: {}", ended.all());
        ended.stderr
    }

    /// The same for a pack of this text.
    pub(crate) fn refused_pack(&self, text: impl AsRef<[u8]>) -> String {
        let path = self.file("pack.yaml", text);
        self.refused(&[&path])
    }
}

/// How many errors are told.
pub(crate) fn errors(said: &str) -> usize {
    said.lines().filter(|line| line.starts_with("error: ")).count()
}

/// A pack around these keys, with one check that would ask the API.
pub(crate) fn pack(top: &str, check: &str) -> String {
    format!(
        "version: 1\nname: test\ntitle: A test\n{top}checks:\n  - id: one\n    title: it answers\n{check}"
    )
}

pub(crate) const INPUTS: &str = "inputs: { api: { type: url, env: API, required: true } }\n";
pub(crate) const HTTP: &str = "    http: { url: \"${api}/ok\" }\n";

#[test]
fn the_near_miss_of_all_these_packs_is_sent() {
    let bench = Bench::new();
    let good = pack(INPUTS, HTTP);
    let path = bench.file("pack.yaml", &good);
    bench.check(&[&path]).expect_code(0);
    assert_eq!(bench.api.asked().len(), 1);
    for (name, text) in
        [("bom.yaml", format!("\u{feff}{good}")), ("crlf.yaml", good.replace('\n', "\r\n"))]
    {
        let path = bench.file(name, text);
        bench.check(&[&path]).expect_code(0);
        run(&["lint", &path]).expect_code(0);
    }
    assert_eq!(bench.api.asked().len(), 3);
}

#[test]
fn a_file_that_is_no_pack_is_said_to_be_none() {
    let bench = Bench::new();
    let directory = bench.path("");
    let directory = directory.to_str().expect("a name").trim_end_matches('/').to_owned();
    assert_eq!(
        bench.refused(&[&directory]),
        "error: DIR is a directory, not a pack\nhelp: name a YAML file\n"
    );
    bench.file("orders.yaml", "x");
    assert_eq!(
        bench.refused(&[&format!("{directory}/order.yaml")]),
        "error: there is no file DIR/order.yaml\nhelp: did you mean DIR/orders.yaml?\n"
    );
    assert_eq!(
        bench.refused(&["gest-api"]),
        "error: there is no built-in pack and no file called gest-api\nhelp: did you mean guest-api?\n"
    );
    assert_eq!(
        bench.refused_pack(b"version: 1\nname: \xff\n"),
        "error: DIR/pack.yaml is not UTF-8: byte 17, on line 2, belongs to no character\n\
         help: save it as UTF-8\n"
    );
    for empty in ["", "\n \n", "\u{feff}"] {
        let said = bench.refused_pack(empty);
        assert!(
            said.starts_with("error: DIR/pack.yaml is empty\n--> DIR/pack.yaml:1:1\n"),
            "{said}"
        );
        assert_eq!(errors(&said), 1, "{said}");
    }
    let said = bench.refused_pack("# nothing but this\n");
    assert!(said.starts_with("error: this file has nothing but comments\n"), "{said}");
    let said = bench.refused_pack("a: \0\n");
    assert!(said.contains("DIR/pack.yaml:1:4\n") && said.contains("NUL"), "{said}");
}

#[test]
fn a_hundred_megabytes_are_refused_unread() {
    let bench = Bench::new();
    let path = bench.path("huge.yaml");
    File::create(&path).expect("created").set_len(100 << 20).expect("sparse");
    let path = path.to_str().expect("a name").to_owned();
    let begun = Instant::now();
    let said = bench.refused(&[&path]);
    assert!(
        said.starts_with("error: DIR/huge.yaml is larger than 4 MiB, which no pack is\n"),
        "{said}"
    );
    assert!(begun.elapsed() < Duration::from_secs(5));
    let said = bench.refused(&["guest-api", "--env-file", &path]);
    assert!(said.contains("larger than 4 MiB, which no env file is"), "{said}");
}

#[test]
fn shapes_made_to_hurt_are_refused_soon() {
    let bench = Bench::new();
    let bomb =
        (b'b'..=b'j').fold("a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned(), |text, name| {
            let (name, before) = (char::from(name), char::from(name - 1));
            format!("{text}{name}: &{name} [{}]\n", vec![format!("*{before}"); 9].join(", "))
        });
    let deep = "nested deeper than 32 levels, which no pack is";
    for (text, message) in [
        (bomb, "more than 50000 values with every alias spelled out, which no pack is"),
        ("[".repeat(10_000) + &"]".repeat(10_000), deep),
        ("{a: ".repeat(10_000), deep),
        ("- ".repeat(10_000) + "x", deep),
        ((0..2_000).map(|level| " ".repeat(level) + "a:\n").collect(), deep),
        ("a: &x [*x]\n".to_owned(), "an alias inside its own anchor"),
    ] {
        let begun = Instant::now();
        let said = bench.refused_pack(text);
        assert_eq!(errors(&said), 1, "{said}");
        assert!(said.contains(message), "{said}");
        assert!(said.len() < 2_000, "{} bytes of it", said.len());
        assert!(begun.elapsed() < Duration::from_secs(10), "{message}: {:?}", begun.elapsed());
    }
}

/// A mistake, its place, and the words that must stand in what is said of it.
#[test]
fn a_mistake_in_a_pack_has_its_place_a_caret_and_what_was_meant() {
    let bench = Bench::new();
    let cases: &[(String, &str, &[&str])] = &[
        (
            "version: 1\nchecks:\n  - id: x\n\ttitle: y\n".to_owned(),
            "4:1",
            &["not valid YAML: indentation with a tab", "help: indent with spaces"],
        ),
        (
            pack("title: again\n", "    http: { url: \"https://a.example/\" }\n"),
            "4:1",
            &["the key `title` stands here twice", "first here", "again"],
        ),
        ("a: 1\n---\nb: 2\n".to_owned(), "3:1", &["a second document begins here"]),
        (
            pack(INPUTS, &format!("{HTTP}    severty: warn\n")),
            "9:5",
            &["has no key `severty`", "did you mean `severity`?"],
        ),
        (
            pack(INPUTS, "    http: { url: \"${apii}/ok\" }\n"),
            "8:",
            &["apii", "did you mean", "api"],
        ),
        (
            pack(
                INPUTS,
                &format!(
                    "{HTTP}    needs: [tow]\n  - {{ id: two, title: t, http: {{ url: \"${{api}}/ok\" }} }}\n"
                ),
            ),
            "9:13",
            &["tow", "did you mean `two`?"],
        ),
        (pack(INPUTS, "    http: { url: \"${api}/ok\", identity: servic }\n"), "8:", &["servic"]),
        (
            pack(INPUTS, &format!("{HTTP}    remedy: add-oauth-scop\n")),
            "9:13",
            &["there is no remedy `add-oauth-scop`", "did you mean `add-oauth-scope`?"],
        ),
        (
            pack(INPUTS, &format!("{HTTP}    expect: {{ statuss: 200 }}\n")),
            "9:",
            &["statuss", "did you mean", "status"],
        ),
        (
            pack(INPUTS, &format!("{HTTP}    expect: {{ status: {{ one_off: [200] }} }}\n")),
            "9:",
            &["one_off", "did you mean `one_of`?"],
        ),
        (
            pack(INPUTS, &format!("{HTTP}    timeout: 30\n")),
            "9:14",
            &["`timeout` is a duration with its unit", "write `30s`"],
        ),
        (pack(INPUTS, &format!("{HTTP}    tags: {{ a: 1 }}\n")), "9:", &["`tags`"]),
        (
            pack("inputs:\n  api: { type: uri, env: API }\n", HTTP),
            "5:16",
            &["`type` is none of the words it can be", "did you mean `url`?"],
        ),
        (pack(INPUTS, &format!("{HTTP}    needs: [one]\n")), "9:", &["itself"]),
        (
            format!(
                "version: 1\nname: test\ntitle: t\n{INPUTS}checks:\n  - {{ id: a, title: a, needs: [b], http: {{ url: \"${{api}}/\" }} }}\n  - {{ id: b, title: b, needs: [a], http: {{ url: \"${{api}}/\" }} }}\n"
            ),
            "6:32",
            &["circle"],
        ),
    ];
    for (text, place, words) in cases {
        let said = bench.refused_pack(text);
        assert_eq!(errors(&said), 1, "one mistake, one error:\n{said}");
        assert!(said.contains(&format!("DIR/pack.yaml:{place}")), "not at {place}:\n{said}");
        assert!(said.contains('^'), "no caret:\n{said}");
        for word in *words {
            assert!(said.contains(word), "{word:?} is not in\n{said}");
        }
    }
}

#[test]
fn a_misspelt_kind_of_check_is_told_beside_what_is_missing_for_it() {
    let said = Bench::new().refused_pack(pack(INPUTS, "    htp: { url: \"${api}/ok\" }\n"));
    for part in ["DIR/pack.yaml:8:5", "did you mean `http`?", "add one of token, jwt, clock, http"]
    {
        assert!(said.contains(part), "{part:?} is not in\n{said}");
    }
}

#[test]
fn a_secret_written_into_a_pack_is_refused_and_not_repeated() {
    let bench = Bench::new();
    let identity = format!(
        "{INPUTS}identities:\n  service:\n    oauth2:\n      grant: client_credentials\n      token_url: \"${{api}}/token\"\n      \
         client_id: a\n      client_secret: {LITERAL}\n"
    );
    let header = format!(
        "    http: {{ url: \"${{api}}/ok\", headers: {{ Authorization: \"Bearer {LITERAL}\" }} }}\n"
    );
    let default = format!(
        "inputs:\n  api: {{ type: url, env: API }}\n  key: {{ env: KEY, secret: true, default: {LITERAL} }}\n"
    );
    for text in [
        pack(&identity, "    token: { identity: service }\n"),
        pack(INPUTS, &header),
        pack(&default, HTTP),
        // Beside another mistake on the same line, and in YAML that cannot be read.
        pack(
            &identity.replace("client_secret:", "client_secrt:"),
            "    token: { identity: service }\n",
        ),
        pack(
            &identity.replace(LITERAL, &format!("\"{LITERAL}")),
            "    token: { identity: service }\n",
        ),
    ] {
        let said = bench.refused_pack(&text);
        assert!(!said.contains(LITERAL), "the secret is shown:\n{said}");
        assert!(!said.contains(&LITERAL[..12]), "half of the secret is shown:\n{said}");
        let path = bench.path("pack.yaml");
        for format in ["table", "json"] {
            let ended = run(&["lint", "--format", format, path.to_str().expect("a name")]);
            assert!(!ended.all().contains(LITERAL), "{}", ended.all());
        }
    }
    let said = bench.refused_pack(pack(&default, HTTP));
    assert!(said.contains("declare an input with `secret: true`"), "{said}");
}

#[test]
fn an_env_file_that_cannot_be_read_is_named() {
    let bench = Bench::new();
    let folder = bench.path("");
    let folder = folder.to_str().expect("a name").trim_end_matches('/').to_owned();
    let with = |path: &str| bench.refused(&["guest-api", "--env-file", path]);
    assert_eq!(with(&format!("{folder}/.env")), "error: there is no env file DIR/.env\n");
    assert_eq!(with(&folder), "error: DIR is a directory, not an env file\n");
    assert_eq!(
        with(&bench.file("latin", b"A=1\nB=\xe4\n")),
        "error: DIR/latin is not UTF-8: byte 6, on line 2, belongs to no character\nhelp: save it as UTF-8\n"
    );
    let said =
        with(&bench.file("bad.env", format!("A=1\nno equals sign {LITERAL}\n2B=3\nC=\"open\n")));
    assert_eq!(errors(&said), 3, "{said}");
    for part in [
        "error: this line has no `=`\n --> DIR/bad.env:2:1\n",
        " --> DIR/bad.env:3:1\n",
        " --> DIR/bad.env:4:3\n",
        "^^",
    ] {
        assert!(said.contains(part), "{part:?} is not in\n{said}");
    }
    assert!(!said.contains(LITERAL), "{said}");
}

#[test]
fn every_missing_input_is_named_at_once_with_what_would_set_it() {
    let ended = run(&["check", "guest-api"]).expect_code(2);
    assert_eq!(ended.stdout, "");
    assert_eq!(errors(&ended.stderr), 3, "{}", ended.all());
    for part in [
        "guest-api needs the input `api_url` (base URL of the API)",
        "set WHY401_API_URL, or pass `--set api_url=URL`",
        "set GENESYSCLOUD_OAUTHCLIENT_ID or CLIENT_ID, or pass `--set client_id=VALUE`",
        "set GENESYSCLOUD_OAUTHCLIENT_SECRET or CLIENT_SECRET, or pass `--set client_secret=env:NAME`",
    ] {
        assert!(ended.stderr.contains(part), "{part:?} is not in\n{}", ended.stderr);
    }
    // Of two packs, those of both.
    let ended = run(&["check", "guest-api", "oidc/client-credentials"]).expect_code(2);
    assert!(ended.stderr.contains("guest-api needs the input `api_url`"), "{}", ended.all());
    assert!(
        ended.stderr.contains("oidc/client-credentials needs the input `issuer`"),
        "{}",
        ended.all()
    );
}

#[test]
fn what_set_cannot_do_is_said() {
    let bench = Bench::new();
    let nowhere = bench.path("nowhere").display().to_string();
    let cases: &[(&[&str], &[&str])] = &[
        (
            &["--set", "apiurl=x"],
            &["`--set apiurl=…`: there is no input `apiurl`", "did you mean `api_url`?"],
        ),
        (&["--set", "api_url"], &["`--set api_url` is not NAME=VALUE"]),
        (
            &["--set", "api_url=example.com"],
            &["`--set api_url=…`: `example.com` is not an absolute http or https URL"],
        ),
        (
            &["--set", "jwks_url=env:UNSET_HERE"],
            &["the environment variable UNSET_HERE is not set"],
        ),
        (&["--set", &format!("queue_id=file:{nowhere}")], &["DIR/nowhere cannot be read"]),
        (&["--set", "queue_id=cmd:false"], &["the command false ended with exit status: 1"]),
        (
            &["--set", "queue_id=cmd:no-such-command-here -x"],
            &["the command no-such-command-here cannot be run"],
        ),
        (&["--set", "queue_id=cmd:"], &["cmd: names no command"]),
        (
            &["--set", "client_id=-", "--set", "client_secret=-"],
            &["`--set client_secret=-`: standard input goes to `client_id` already"],
        ),
    ];
    for (args, words) in cases {
        let said = bench.refused(&[&["guest-api"], *args].concat());
        assert_eq!(errors(&said), 1, "{said}");
        for word in *words {
            assert!(said.contains(word), "{word:?} is not in\n{said}");
        }
    }
    // All at once.
    let said = bench.refused(&[
        "guest-api",
        "gest-api",
        "--set",
        "x",
        "--set",
        "queue_id=cmd:false",
        "--sim=slo",
    ]);
    assert_eq!(errors(&said), 4, "{said}");
}

#[test]
fn a_secret_on_the_command_line_is_refused_and_told_why() {
    let bench = Bench::new();
    let said = bench.refused(&["guest-api", "--set", &format!("client_secret={LITERAL}")]);
    assert_eq!(
        said,
        "error: `--set client_secret=…`: a secret given like this stands in the process list and the shell's \
         history\nhelp: write `--set client_secret=env:NAME`, `--set client_secret=file:PATH` or \
         `--set client_secret=cmd:COMMAND`\n"
    );
}

#[test]
fn a_variable_of_the_wrong_type_is_named_and_its_value_is_not() {
    let mut command = why401();
    command.args(["check", "guest-api"]).env("WHY401_API_URL", LITERAL);
    command.env("CLIENT_ID", "a").env("CLIENT_SECRET", "b");
    let ended = end(&mut command).expect_code(2);
    assert!(ended.stderr.contains("WHY401_API_URL sets the input `api_url`"), "{}", ended.all());
    assert!(!ended.all().contains(LITERAL), "{}", ended.all());
}

#[test]
fn arguments_that_mean_nothing_are_told_with_what_would() {
    let bench = Bench::new();
    let cases: &[(&[&str], &[&str])] = &[
        (&["--sim=scope-mising"], &["no fault `scope-mising`", "did you mean `scope-missing`?"]),
        (&["--sim=xyzzy"], &["no fault `xyzzy`", "why401 list faults"]),
        (&["--sim", "--format", "jsn"], &["there is no format `jsn`", "json"]),
        (&["--report", "json"], &["`--report json` is not FORMAT:PATH"]),
        (&["--report", "json:"], &["`--report json:` is not FORMAT:PATH"]),
        (&["--report", "xml:out"], &["there is no format `xml`"]),
        (
            &["--only", "token-fech"],
            &["`--only token-fech` fits no check", "did you mean `token-fetch`?"],
        ),
        (&["--skip", "nothing-*"], &["`--skip nothing-*` fits no check"]),
        (&["--tag", "tokn"], &["`--tag tokn` fits no check", "did you mean `token`?"]),
        (&["--allow", "writ"], &["writ", "write"]),
        (&["--fail-on", "error"], &["error", "warn"]),
        (&["--resolve", "example.com"], &["`example.com` is not HOST:PORT:ADDRESS"]),
        (&["--resolve", "example.com:443:not-an-address"], &["HOST:PORT:ADDRESS"]),
        (&["--connect-to", "one:two"], &["HOST1:PORT1:HOST2:PORT2"]),
        (&["--proxy", "::"], &["`::` is not a proxy", "http://host:port"]),
        (&["--cacert", "/no/such/file.pem"], &["--cacert /no/such/file.pem cannot be read"]),
        (&["--cacert", "README.md"], &["--cacert", "no certificate"]),
        (&["--timeout", "5"], &["`5` is not a duration", "500ms, 30s, 5m or 1h"]),
        (&["--deadline", "soon"], &["`soon` is not a duration"]),
        (&["--jobs", "0"], &["0"]),
        (&["--no-such-flag"], &["--no-such-flag"]),
        (&["--sim", "--proxy", "http://127.0.0.1:1"], &["`--proxy` cannot be used with `--sim`"]),
        (
            &["--sim", "--connect-to", "::127.0.0.1:1"],
            &["`--connect-to` cannot be used with `--sim`"],
        ),
        (&["--sim", "--resolve", "a:1:127.0.0.1"], &["`--resolve` cannot be used with `--sim`"]),
    ];
    for (args, words) in cases {
        let said = bench.refused(&[&["guest-api"], *args].concat());
        assert_eq!(errors(&said), 1, "{said}");
        assert!(said.starts_with("error: "), "{said}");
        for word in *words {
            assert!(said.contains(word), "{word:?} is not in\n{said}");
        }
    }
}

#[test]
fn headers_that_cannot_be_sent_are_refused_with_their_place() {
    let pack = crate::packs::Pack::new(
        "checks:\n  - id: get\n    title: g\n    http:\n      url: https://a.example/\n      headers:\n        \
         bad name: x\n        x-good: fine\n        x-two: \"a\\nb\"\n",
    );
    let path = pack.path.display().to_string();
    let ended = run(&["lint", &path]);
    assert_eq!(ended.code, 2, "{}", ended.all());
    assert_eq!(errors(&ended.stdout), 2, "{}", ended.all());
    for part in [
        "`bad name` is not the name of a header",
        ":10:9",
        "`x-two` has a line break in it",
        ":12:16",
    ] {
        assert!(ended.stdout.contains(part), "{part:?} is not in\n{}", ended.all());
    }
}

#[test]
fn the_problems_of_several_packs_are_all_shown() {
    let bench = Bench::new();
    let one =
        bench.file("one.yaml", pack(INPUTS, &format!("{HTTP}    severty: warn\n    tagz: [a]\n")));
    let two = bench.file("two.yaml", "version: 1\nname: two\n");
    let said = bench.refused(&[&one, &two]);
    for part in ["DIR/one.yaml:9:5", "DIR/one.yaml:10:5", "DIR/two.yaml:1:1", "`title`", "`checks`"]
    {
        assert!(said.contains(part), "{part:?} is not in\n{said}");
    }
    assert_eq!(errors(&said), 4, "{said}");
}

#[test]
fn nothing_that_a_pack_says_controls_the_terminal() {
    let bench = Bench::new();
    let said = bench.refused_pack(pack(INPUTS, &format!("{HTTP}    \"\\e[31mkey\": 1\n")));
    assert!(said.chars().all(|one| one == '\n' || !one.is_control()), "{said:?}");
}

#[test]
fn a_path_without_terraform_in_it_is_said_to_be_none() {
    let bench = Bench::new();
    let pack = bench.file("pack.yaml", pack(INPUTS, HTTP));
    let folder = |name: &str| {
        fs::create_dir(bench.path(name)).expect("made");
        bench.path(name).to_str().expect("a name").to_owned()
    };
    let empty = folder("empty");
    let broken = folder("broken");
    bench.file("broken/a.tf", "resource \"genesyscloud_oauth_client\" \"a\" {\n");
    bench.file("broken/b.tf", "locals {\n  a = [1, 2\n}\n");
    for (path, said) in [
        (bench.path("nowhere").to_str().expect("a name"), "DIR/nowhere cannot be read: "),
        (&empty, "DIR/empty holds no .tf file"),
        (&broken, "DIR/broken/a.tf:1:1: this block is not closed"),
        (
            &bench.file("notes.txt", "no JSON"),
            "DIR/notes.txt is neither a .tf file nor JSON (line 1, ",
        ),
        (
            &bench.file("x.json", "{}"),
            "DIR/x.json is JSON, and not what `terraform show -json` prints",
        ),
        (&bench.file("plan", b"PK\x03\x04rest"), "DIR/plan is a saved plan; give a file with what"),
        (&bench.file("binary", [0xff, 0x00, 0xfe]), "DIR/binary is not a text (UTF-8)"),
    ] {
        let refused = bench.refused(&[&pack, "--terraform", path]);
        assert!(refused.starts_with(&format!("error: --terraform: {said}")), "{refused}");
        assert!(refused.contains("help: give a folder of .tf files"), "{refused}");
    }
    let refused = bench.refused(&[&pack, "--terraform", &broken]);
    assert_eq!(errors(&refused), 2, "{refused}");
    // The near miss: a folder without an OAuth client is no mistake, and the pack has no OAuth client either.
    let near = folder("near");
    bench.file("near/main.tf", "");
    bench.check(&[&pack, "--terraform", &near]).expect_code(0);
}
