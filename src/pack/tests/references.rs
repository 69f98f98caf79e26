//! `${…}`: what it may name, and where exactly it is wrong.

use super::{good, messages, with};

fn url(rest: &str) -> Vec<String> {
    let text = with(
        "inputs: { q: {}, queue_id: {} }\n",
        &format!(
            "    http: {{ url: \"https://a.example/{rest}\" }}\n  - id: two-b\n    title: t\n    clock: {{ url: \
             \"https://a.example/\" }}\n"
        ),
    );
    messages(&text)
}

#[test]
fn each_wrong_reference_is_pointed_at_and_told_apart() {
    let cases = [
        ("${nope}", "8:37 there is no input `nope`"),
        ("x/${ queue-id }", "8:39 there is no input `queue-id`"),
        ("${two-b}", "8:37 `two-b` is a check: say what to read of it"),
        ("${two.status}", "8:37 there is no check `two`"),
        ("${q.status}", "8:37 the input `q` has nothing behind a dot"),
        ("${two-b.body.name}", "8:37 `clock` checks see no `body.name`"),
        ("${two-b.clock.offst}", "8:37 `clock` has no `offst`"),
        ("${two-b.clok.offset}", "8:37 `clok` is not something that can be read"),
        ("${one.status}", "8:37 only its `cleanup` can read a check itself"),
        ("${}", "8:37 nothing is named between `${` and `}`"),
        ("${q", "8:37 a `${` without its `}`"),
    ];
    for (rest, message) in cases {
        assert_eq!(url(rest), [message], "{rest}");
    }
    assert_eq!(
        url("${nope}/${two.status}/${q}"),
        ["8:37 there is no input `nope`", "8:45 there is no check `two`",]
    );
}

#[test]
fn the_nearest_name_is_offered() {
    let text = with(
        "inputs: { queue_id: {} }\n",
        "    http: { url: \"https://a.example/${queue-id}\" }\n",
    );
    let problems = super::read(&text).err().expect("a problem");
    let help: Vec<_> = problems.iter().map(|one| one.help.clone()).collect();
    assert_eq!(help, [Some("did you mean `queue_id`?".to_owned())]);
}

#[test]
fn dollars_that_read_nothing_stand_for_themselves() {
    let text = with(
        "inputs: { q: { default: \"1\" } }\n",
        "    http: { url: \"https://a.example/$${q}/$q/$$${q}/${q}\" }\n",
    );
    let pack = good(&text);
    let super::super::draft::DraftValue::Text(pieces) = &pack.checks[0].act.settings[0].draft.value
    else {
        panic!("text");
    };
    let texts: Vec<_> = pieces
        .iter()
        .map(|piece| match piece {
            super::super::draft::Piece::Text(text) => text.as_str(),
            super::super::draft::Piece::Input { .. } => "(q)",
            super::super::draft::Piece::Reading { .. } => "(reading)",
        })
        .collect();
    assert_eq!(texts, ["https://a.example/${q}/$q/$${q}/", "(q)"]);
}

#[test]
fn a_query_may_hold_brackets_braces_and_quotes() {
    let text = with(
        "",
        "    http: { url: \"https://a.example/\" }\n  - id: two\n    title: t\n    http:\n      url: https://a.example/\n      query: { id: '${one.body.$.items[?@.name == \"a}b\"].id}', key: '${one.body[\"a.b}\"][0]}' }\n",
    );
    let pack = good(&text);
    let read: Vec<String> = pack.checks[1]
        .drafts()
        .iter()
        .flat_map(|draft| draft.readings())
        .map(|(check, path, _)| format!("{check} {path}"))
        .collect();
    assert_eq!(read.len(), 2);
    assert!(read[0].starts_with("one body.$") && read[0].contains("a}b"), "{read:?}");
    assert_eq!(read[1], "one body[\"a.b}\"][0]");
}

#[test]
fn a_reference_in_a_block_of_text_is_found_in_its_line() {
    let text = with(
        "",
        "    http:\n      url: https://a.example/\n      body: |\n        one\n        two ${nope}\n    effect: read\n",
    );
    assert_eq!(messages(&text), ["11:13 there is no input `nope`"]);
}

#[test]
fn text_that_stands_as_it_is_reads_nothing() {
    let text = with(
        "inputs: { q: {} }\n",
        "    http: { url: \"https://a.example/\" }\n    tags: [\"${q}\"]\n",
    )
    .replace("it works", "\"it ${q}\"");
    assert_eq!(
        messages(&text),
        [
            "7:12 `title` stands as it is: nothing can be read into it",
            "9:12 `tags` stands as it is: nothing can be read into it",
        ]
    );
}
