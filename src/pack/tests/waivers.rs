//! Waivers: what is read, and what is said of those in which something is wrong.

use super::{CAUSES, messages, said, with};
use crate::model::WaiverTarget;
use crate::pack::{PackText, waivers};

const CHECK: &str = "    http: { url: \"https://api.example.com/\" }\n";

fn pack(list: &str) -> String {
    with(&format!("waivers:\n{list}"), CHECK)
}

#[test]
fn a_waiver_of_a_check_and_one_of_a_cause_are_read() {
    let pack = super::good(&pack(
        "  - { check: one, reason: known since May, expires: 2026-12-31 }\n  \
         - { cause: scope-missing, reason: \"ticket 7\", expires: \"2027-01-31\" }\n",
    ));
    let read: Vec<_> = pack.waivers().collect();
    assert_eq!(read.len(), 2);
    assert_eq!(read[0].pack.as_deref(), Some("test"));
    assert_eq!(read[0].waiver.of, WaiverTarget::Check("one".to_owned()));
    assert_eq!(read[0].waiver.reason, "known since May");
    assert_eq!(read[0].waiver.source.line, 5);
    assert_eq!(read[1].waiver.of, WaiverTarget::Cause("scope-missing".to_owned()));
    assert_eq!(read[1].waiver.expires.to_string(), "2027-01-31");
    let day = |text: &str| text.parse().expect("a day");
    assert!(pack.expired(day("2026-12-31")).is_empty());
    let expired = pack.expired(day("2027-01-01"));
    assert_eq!(expired.len(), 1);
    assert!(expired.render(false).contains("expired on 2026-12-31"));
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let list = "  - { check: onee, reason: x, expires: 2026-12-31 }\n  \
         - { cause: scope-mising, reason: x, expires: 2026-12-31 }\n  \
         - { check: one, cause: scope-missing, reason: x, expires: 2026-12-31 }\n  \
         - { reason: x, expires: 2026-12-31 }\n  \
         - { check: one, expires: 2026-02-30 }\n  \
         - { check: one, reason: x, expires: soon }\n";
    let told = messages(&pack(list)).join("\n");
    for expected in [
        "5:14 there is no check `onee`",
        "6:14 there is no cause `scope-mising`",
        "not of both",
        "a waiver needs `check` or `cause`",
        "a waiver needs `reason`",
        "`expires` is a day of the calendar",
    ] {
        assert!(told.contains(expected), "{expected}\n{told}");
    }
    let shown = said(&pack(list));
    assert!(shown.contains("did you mean `one`?"), "{shown}");
    assert!(shown.contains("did you mean `scope-missing`?"), "{shown}");
}

#[test]
fn one_target_is_waived_once() {
    let one = "  - { check: one, reason: x, expires: 2026-12-31 }\n";
    assert!(messages(&pack(&one.repeat(2))).join("\n").contains("waived twice"));
}

#[test]
fn a_file_names_checks_alone_or_with_their_pack() {
    let packs = [super::good(&with("", CHECK))];
    let file = |text: &str| PackText { file: "waivers.yaml".into(), text: text.to_owned() };
    let item = |id: &str| format!("- {{ check: {id}, reason: x, expires: 2026-12-31 }}\n");
    for (id, pack) in [("one", None), ("test/one", Some("test"))] {
        for text in [item(id), format!("waivers:\n{}", item(id))] {
            let read = waivers(&file(&text), &packs, CAUSES).expect("waivers");
            assert_eq!(read[0].pack.as_deref(), pack);
            assert_eq!(read[0].waiver.of, WaiverTarget::Check("one".to_owned()));
        }
    }
    let refused = waivers(&file(&item("tset/one")), &packs, CAUSES).expect_err("unknown");
    assert!(
        refused.render(false).contains("did you mean `test/one`?"),
        "{}",
        refused.render(false)
    );
}
