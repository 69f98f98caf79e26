//! From a pack to its plan: needs, conditions, demands, cleanups, hosts.

use super::{World, with};
use crate::model::{Effect, Matcher, Operator, Path, Severity, SkipReason};
use crate::plan::{Cleanup, Condition, Expectation, Plan, PlannedCheck};

fn check<'p>(plan: &'p Plan, id: &str) -> &'p PlannedCheck {
    plan.checks.iter().find(|check| check.id == id).unwrap_or_else(|| panic!("no check {id}"))
}

fn expected(expect: &[Expectation]) -> Vec<String> {
    let matcher = |matcher: &Matcher| format!("{} {}", matcher.operator.as_str(), matcher.shown());
    expect
        .iter()
        .map(|one| {
            let matchers: Vec<_> = one.matchers.iter().map(matcher).collect();
            format!("{}: {}", one.path, matchers.join(", "))
        })
        .collect()
}

fn paths(paths: &[Path]) -> Vec<String> {
    paths.iter().map(ToString::to_string).collect()
}

const CHAIN: &str = "identities:
  svc: { oauth2: { grant: client_credentials, token_url: \"${disco.body.token_endpoint}\", client_id: me, client_auth: none } }
";

fn chain() -> String {
    with(
        CHAIN,
        "    http: { url: \"https://a.example/one/${two.body.id}\", identity: svc }
    severity: warn
    tags: [x, y]
    timeout: 5s
    remedy: set-clock
    docs: https://docs.example/one
    hints: [{ match: { status: 403, body.code: { matches: ^no } }, remedy: fix-queue-id }]
    retry: { max: 2, until: { body.state: done }, unless: { status: 410 } }
  - id: two
    title: two
    http: { url: \"https://a.example/two\", method: POST }
    needs: [three]
    cleanup:
      http: { method: DELETE, url: \"https://b.example:8443/two/${two.body.id}?of=${three.body.name}\" }
      expect: { status: { one_of: [204, 404] } }
  - id: three
    title: three
    when: { disco.status: 200, four.body.x: { not: { equals: 1 } } }
    http: { url: \"https://a.example/three\" }
    expect:
      status: { not: 500 }
      body.items: { length: { at_least: 1 }, contains_any: [a, b] }
  - id: disco
    title: disco
    http: { url: \"http://c.example/disco\" }
  - id: four
    title: four
    http: { url: \"${disco.body.url}/x\", method: PUT }
    cleanup: { none: a PUT of what is there }
",
    )
}

#[test]
fn needs_come_from_names_readings_identities_and_cleanups() {
    let plan = World::default().good(&chain());
    let ids: Vec<_> = plan.checks.iter().map(|check| check.id.as_str()).collect();
    assert_eq!(ids, ["one", "two", "three", "disco", "four"]);
    let needs: Vec<_> = plan.checks.iter().map(|check| check.needs.clone()).collect();
    assert_eq!(needs, [vec![1, 3], vec![2], vec![], vec![], vec![3]]);
    let reads: Vec<_> = plan.checks.iter().map(|check| check.reads.clone()).collect();
    assert_eq!(reads, [vec![1, 3], vec![2], vec![], vec![], vec![3]]);
    assert_eq!(check(&plan, "three").waits_for, [3, 4]);
    assert_eq!(paths(&check(&plan, "two").read_by_others), ["body.id"]);
    assert_eq!(paths(&check(&plan, "three").read_by_others), ["body.name"]);
    assert_eq!(
        paths(&check(&plan, "disco").read_by_others),
        ["body.url", "body.token_endpoint", "status"]
    );
    assert_eq!(paths(&check(&plan, "four").read_by_others), ["body.x"]);
}

#[test]
fn hosts_are_exactly_those_that_urls_name() {
    let plan = World::default().good(&chain());
    let hosts: Vec<_> = plan.hosts.iter().map(String::as_str).collect();
    assert_eq!(hosts, ["a.example:443", "b.example:8443", "c.example:80"]);
}

#[test]
fn everything_that_a_check_says_is_in_the_plan() {
    let plan = World::default().good(&chain());
    let one = check(&plan, "one");
    assert_eq!((one.severity, one.effect), (Severity::Warn, Effect::Read));
    assert_eq!(one.tags, ["x", "y"]);
    assert_eq!(one.timeout.map(|timeout| timeout.as_secs()), Some(5));
    assert_eq!(one.remedy.as_deref(), Some("set-clock"));
    assert_eq!(one.docs.as_deref(), Some("https://docs.example/one"));
    assert_eq!((one.source.line, one.source.column, &*one.source.file), (7, 5, "pack.yaml"));
    assert_eq!(expected(&one.hints[0].when), ["status: equals 403", "body.code: matches \"^no\""]);
    assert_eq!(one.hints[0].remedy, "fix-queue-id");
    let retry = one.retry.as_ref().expect("a retry");
    assert_eq!((retry.max, retry.delay.as_secs()), (2, 1));
    assert_eq!(expected(&retry.until), ["body.state: equals \"done\""]);
    assert_eq!(expected(&retry.unless), ["status: equals 410"]);

    let two = check(&plan, "two");
    assert_eq!(two.effect, Effect::Write);
    let Some(Cleanup::Probe { reads, expect, .. }) = &two.cleanup else { panic!("a cleanup") };
    let reads: Vec<_> = reads.iter().map(|one| format!("{}.{}", one.check, one.path)).collect();
    assert_eq!(reads, ["two.body.id", "three.body.name"]);
    assert_eq!(expected(expect), ["status: one_of [204,404]"]);

    let Some(Cleanup::None { reason }) = &check(&plan, "four").cleanup else { panic!("a reason") };
    assert_eq!(reason, "a PUT of what is there");
    let Condition::All(all) = &check(&plan, "three").when else { panic!("a condition") };
    assert_eq!(all.len(), 2);
    assert_eq!(all[1].1[0].operator, Operator::Not);
    assert_eq!(all[1].1[0].nested[0].operator, Operator::Equals);
}

#[test]
fn a_kind_demands_what_the_pack_does_not_say() {
    let plan = World::default().good(&chain());
    assert_eq!(expected(&check(&plan, "disco").expect), ["status: at_least 200, at_most 299"]);
    assert_eq!(
        expected(&check(&plan, "three").expect),
        ["status: not 500", "body.items: length {\"at_least\":1}, contains_any [\"a\",\"b\"]",]
    );
    for kind in crate::probe::KINDS {
        for demand in (kind.demands)(&crate::model::Settings::default()) {
            let path = Path::parse(demand.path).expect("the path of a demand");
            assert!(kind.roots.contains(&path.root()), "{} demands {}", kind.name, demand.path);
        }
    }
}

#[test]
fn when_is_decided_by_inputs_as_soon_as_they_are_known() {
    let top = "inputs:
  q: { env: Q }
  mode: { default: fast }
  on: { type: bool, default: false }
  patience: { type: duration, default: 90s }
";
    let skip = |when: &str, world: World| {
        let plan = world.good(&with(
            top,
            &format!("    when: {when}\n    http: {{ url: \"https://a.example/\" }}\n"),
        ));
        match plan.checks.into_iter().next().and_then(|check| check.skip) {
            Some(SkipReason::When(why)) => Some(why),
            None => None,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(
        skip("${q}", World::default()).as_deref(),
        Some("q is not set: set Q, or pass `--set q=VALUE`")
    );
    assert_eq!(skip("${q}", World::default().env("Q", "x")), None);
    assert!(skip("${on}", World::default()).is_some());
    assert_eq!(skip("${on}", World::default().set("on", "yes")), None);
    assert_eq!(skip("{ mode: fast }", World::default()), None);
    let slow = World::default().set("mode", "slow");
    assert_eq!(skip("{ mode: fast }", slow).as_deref(), Some("mode is not what `when` asks for"));
    assert_eq!(
        skip("{ mode: { one_of: [slow, fast] }, q: { exists: false } }", World::default()),
        None
    );
    assert_eq!(skip("{ patience: { at_least: 1m } }", World::default()), None);
    assert!(skip("{ patience: { at_least: 2m } }", World::default()).is_some());
}

#[test]
fn who_reads_from_a_check_that_is_left_out_is_left_out_too() {
    let text = with(
        "inputs: { q: {} }\n",
        "    when: ${q}
    http: { url: \"https://a.example/\" }
  - { id: reads, title: t, http: { url: \"https://a.example/${one.body.id}\" } }
  - { id: needs, title: t, needs: [one], http: { url: \"https://a.example/\" } }
  - { id: after, title: t, needs: [reads], http: { url: \"https://a.example/\" } }
",
    );
    let plan = World::default().good(&text);
    assert!(matches!(plan.checks[0].skip, Some(SkipReason::When(_))));
    assert_eq!(plan.checks[1].skip, Some(SkipReason::Need("one".to_owned())));
    assert_eq!(
        plan.checks[2].skip, None,
        "a check left out by its `when` satisfies those that need it"
    );
    assert_eq!(plan.checks[3].skip, Some(SkipReason::Need("reads".to_owned())));
}
