//! Bad input: one clear error each, and soon.

use std::io::Write;
use std::time::{Duration, Instant};

use super::super::{BUILTIN, open};
use super::{good, messages, read, said, with};

const HTTP: &str = "    http: { url: \"https://a.example/\" }\n";

/// What is said of a file with these bytes, its folder's name replaced.
fn file(bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("pack.yaml");
    std::fs::write(&path, bytes).expect("written");
    opened(path.to_str().expect("a name")).replace(folder.path().to_str().expect("a name"), "DIR")
}

fn opened(name: &str) -> String {
    match open(name) {
        Ok(text) => match super::parse(&text, super::REMEDIES, super::CAUSES) {
            Ok(_) => "fine".to_owned(),
            Err(problems) => problems.render(false),
        },
        Err(problems) => problems.render(false),
    }
}

#[test]
fn what_cannot_be_read_is_said_in_one_error() {
    assert_eq!(
        file(b"version: 1\nname: \xff\n"),
        "error: DIR/pack.yaml is not UTF-8: byte 17, on line 2, belongs to no character\nhelp: save it as UTF-8\n"
    );
    assert_eq!(
        file(b"\xff\xfev\0e\0"),
        "error: DIR/pack.yaml is not UTF-8: byte 0, on line 1, belongs to no character\nhelp: it is UTF-16: save it as UTF-8\n"
    );
    let empty = "error: DIR/pack.yaml is empty\n--> DIR/pack.yaml:1:1\n = help: `why401 generate schema` prints what a pack may hold\n";
    assert_eq!(file(b""), empty);
    assert_eq!(file(b" \n\n"), empty);
    assert_eq!(file(b"\xef\xbb\xbf"), empty);
    assert_eq!(
        file(b"# comments\n# only\n"),
        "error: this file has nothing but comments\n--> DIR/pack.yaml:1:1\n"
    );
    assert_eq!(
        file(b"a: \0\n"),
        "error: a NUL byte: this is not a text file\n --> DIR/pack.yaml:1:4\n  |\n1 | a: ␀\n  |    ^\n"
    );
}

#[test]
fn a_hundred_megabytes_are_refused_unread() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("huge.yaml");
    let file = std::fs::File::create(&path).expect("created");
    file.set_len(100 << 20).expect("sparse");
    let started = Instant::now();
    let said = opened(path.to_str().expect("a name"));
    assert!(said.contains("is larger than 4 MiB, which no pack is"), "{said}");
    assert!(started.elapsed() < Duration::from_millis(200));
}

#[test]
fn a_directory_and_a_missing_file_say_what_is_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let name = folder.path().to_str().expect("a name").to_owned();
    let said = opened(&name).replace(&name, "DIR");
    assert_eq!(said, "error: DIR is a directory, not a pack\nhelp: name a YAML file\n");
    for pack in ["orders.yaml", "billing.yml", "notes.txt"] {
        writeln!(std::fs::File::create(folder.path().join(pack)).expect("created"), "x")
            .expect("written");
    }
    let said = opened(&name).replace(&name, "DIR");
    assert_eq!(
        said,
        "error: DIR is a directory, not a pack\nhelp: name one of its files: DIR/billing.yml, DIR/orders.yaml\n"
    );
    let said = opened(&format!("{name}/order.yaml")).replace(&name, "DIR");
    assert_eq!(
        said,
        "error: there is no file DIR/order.yaml\nhelp: did you mean DIR/orders.yaml?\n"
    );
    assert_eq!(
        opened("gest-api"),
        "error: there is no built-in pack and no file called gest-api\nhelp: did you mean guest-api?\n"
    );
    let names: Vec<&str> = BUILTIN.iter().filter(|one| one.visible).map(|one| one.name).collect();
    assert_eq!(
        opened("something-else-entirely"),
        format!(
            "error: there is no built-in pack and no file called something-else-entirely\nhelp: built in: {}; anything else is the path of a YAML file\n",
            names.join(", ")
        )
    );
}

#[test]
fn hostile_shapes_are_refused_soon() {
    let bomb =
        (b'b'..=b'j').fold("a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned(), |text, name| {
            let (name, before) = (char::from(name), char::from(name - 1));
            let items = vec![format!("*{before}"); 9].join(", ");
            format!("{text}{name}: &{name} [{items}]\n")
        });
    let deep = "nested deeper than 32 levels, which no pack is";
    let cases = [
        ("[".repeat(10_000) + &"]".repeat(10_000), deep),
        ("[".repeat(10_000), deep),
        ("{a: ".repeat(10_000), deep),
        ("- ".repeat(10_000) + "x", deep),
        ((0..2_000).map(|depth| " ".repeat(depth) + "a:\n").collect(), deep),
        (bomb, "more than 50000 values with every alias spelled out, which no pack is"),
        (
            "- a\n".repeat(1_000_000),
            "more than 50000 values with every alias spelled out, which no pack is",
        ),
        ("a: &x [*x]\n".to_owned(), "an alias inside its own anchor"),
        ("a: *nothing\n".to_owned(), "no anchor of this name stands before this alias"),
    ];
    for (text, message) in cases {
        let started = Instant::now();
        let said = messages(&text);
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].ends_with(message), "{said:?}");
        assert!(
            started.elapsed() < Duration::from_secs(60),
            "{message} took {:?}",
            started.elapsed()
        );
    }
}

#[test]
fn ten_thousand_mistakes_are_told_and_not_all_shown() {
    let mistakes: String = (0..10_000).map(|one| format!("    k{one}: 1\n")).collect();
    let problems = read(&with("", &format!("{HTTP}{mistakes}"))).err().expect("mistakes");
    assert_eq!(problems.len(), 10_000);
    let shown = problems.render(false);
    assert!(shown.ends_with("\n\nand 9900 more\n"));
}

#[test]
fn mistakes_in_yaml_say_what_helps() {
    let cases = [
        (
            "version: 1\nchecks:\n  - id: x\n\ttitle: y\n",
            "\
error: not valid YAML: indentation with a tab
 --> pack.yaml:4:1
  |
4 |     title: y
  | ^^^^
  |
  = help: indent with spaces
",
        ),
        (
            "name: a: b\n",
            "\
error: not valid YAML: mapping values are not allowed in this context
 --> pack.yaml:1:8
  |
1 | name: a: b
  |        ^
  |
  = help: put quotes around a value with `: ` in it, and indent keys of one mapping alike
",
        ),
        (
            "a: 1\n---\nb: 2\n",
            "\
error: a second document begins here; a pack is one document
 --> pack.yaml:3:1
  |
3 | b: 2
  | ^
  |
  = help: put the second pack into a file of its own
",
        ),
        (
            "x: { default: ${y} }\n",
            "\
error: not valid YAML: while parsing a flow mapping, did not find expected ',' or '}'
 --> pack.yaml:1:16
  |
1 | x: { default: ${y} }
  |                ^
  |
  = help: inside `{ }` and `[ ]`, put quotes around a reference: \"${name}\"
",
        ),
        (
            "client_secret: \"hunter2hunter2\nname: x\n",
            "\
error: not valid YAML: unclosed quote
 --> pack.yaml:1:16
  |
1 | client_secret: ********
  |                ^^^^^^^^
  |
  = help: close the quote, or put it inside quotes of the other kind
",
        ),
        (
            "a: `x`\n",
            "\
error: not valid YAML: unexpected character: ``'
 --> pack.yaml:1:4
  |
1 | a: `x`
  |    ^
  |
  = help: put quotes around a value that begins with this character
",
        ),
        (
            "? [a]\n: 1\n",
            "\
error: a key must be a word
 --> pack.yaml:1:3
  |
1 | ? [a]
  |   ^
",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(said(text), expected);
    }
}

#[test]
fn byte_order_mark_line_ends_and_anchors_are_fine() {
    let text = with("", HTTP);
    assert_eq!(file(format!("\u{feff}{text}").as_bytes()), "fine");
    assert_eq!(file(text.replace('\n', "\r\n").as_bytes()), "fine");
    let anchored = with(
        "x-defaults: &defaults\n  expect: { status: 204 }\n  tags: [a]\n",
        &format!("    <<: *defaults\n{HTTP}"),
    );
    let pack = good(&anchored);
    assert_eq!(pack.checks[0].tags, ["a"]);
    let many: String =
        (0..300).map(|one| format!("  - {{ id: c{one}, title: t, <<: *d }}\n")).collect();
    good(&format!(
        "version: 1\nname: x\ntitle: t\nx-d: &d {{ http: {{ url: \"https://a.example/\" }} }}\nchecks:\n{many}"
    ));
}

#[test]
fn a_mistake_behind_an_anchor_is_told_once_and_where_it_is() {
    let text = "version: 1\nname: x\ntitle: t\nx-d: &d\n  severty: warn\nchecks:\n  - { id: a, title: t, <<: *d, http: { url: \"https://a.example/\" } }\n  - { id: b, title: t, <<: *d, http: { url: \"https://a.example/\" } }\n";
    assert_eq!(
        messages(text),
        ["5:3 check `a` has no key `severty`", "5:3 check `b` has no key `severty`"]
    );
}

#[test]
fn control_characters_never_reach_the_terminal() {
    let said = said(&with("", "    \"http\\e[31m\": 1\n"));
    assert!(!said.contains('\u{1b}'), "{said:?}");
}
