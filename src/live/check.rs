//! A planned check that no pack wrote.

use crate::model::{
    Effect, Expression, Matcher, Path, Setting, Settings, Severity, SkipReason, Source,
};
use crate::plan::{Condition, Expectation, PlannedCheck};
use crate::probe::{KINDS, Kind};

/// The kind of that name; the table of kinds has every name that is asked for here.
fn kind(name: &str) -> Option<&'static Kind> {
    KINDS.iter().copied().find(|kind| kind.name == name)
}

/// A check of a kind with these settings.
pub(super) fn check(
    id: &str,
    title: &str,
    of: &str,
    settings: Vec<(&'static str, Expression)>,
    severity: Severity,
    source: &Source,
) -> Option<PlannedCheck> {
    let kind = kind(of)?;
    let settings =
        settings.into_iter().map(|(name, value)| Setting { name, value, source: source.clone() });
    let settings = Settings(settings.collect());
    let demands = (kind.demands)(&settings).into_iter().filter_map(|demand| {
        let matcher = |operator, expected| Matcher {
            operator,
            expected: Expression::Literal(expected),
            nested: Vec::new(),
            source: source.clone(),
        };
        // The demands stand in the code; a test parses each.
        let path = Path::parse(demand.path).ok()?;
        Some(Expectation { path, matchers: vec![matcher(demand.operator, demand.expected)] })
    });
    Some(PlannedCheck {
        id: id.to_owned(),
        title: title.to_owned(),
        source: source.clone(),
        severity,
        effect: (kind.effect)(&settings),
        needs: Vec::new(),
        reads: Vec::new(),
        waits_for: Vec::new(),
        when: Condition::Always,
        skip: None,
        kind,
        probe: (kind.build)(&settings),
        expect: demands.collect(),
        read_by_others: Vec::new(),
        hints: Vec::new(),
        remedy: None,
        tags: Vec::new(),
        timeout: None,
        retry: None,
        cleanup: None,
        docs: None,
    })
}

/// The check, left out where it writes and that is not allowed.
pub(super) fn held(mut check: PlannedCheck, allow_write: bool) -> PlannedCheck {
    if check.effect == Effect::Write && !allow_write {
        check.skip = Some(SkipReason::Effect);
    }
    check
}
