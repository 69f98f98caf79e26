//! Plan: validated, ordered; nothing left to go wrong but the world.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::model::{Effect, Identity, Matcher, Path, Reference, Severity, SkipReason, Source};
use crate::probe::{Kind, Probe};

/// A pack made ready to run.
pub struct Plan {
    /// The pack's name.
    pub name: String,
    /// The pack's title.
    pub title: String,
    /// The file it came from, or `builtin:NAME`.
    pub file: String,
    /// Its credential sources.
    pub identities: Vec<Identity>,
    /// Its checks, in the pack's order.
    pub checks: Vec<PlannedCheck>,
    /// The `host:port` pairs that its URLs name: nothing else may be contacted.
    pub hosts: BTreeSet<String>,
}

/// One check, ready to run.
pub struct PlannedCheck {
    /// Its id, unique in the pack.
    pub id: String,
    /// The claim.
    pub title: String,
    /// Where it stands.
    pub source: Source,
    /// What a false claim means for the run.
    pub severity: Severity,
    /// What it does to the other side.
    pub effect: Effect,
    /// Checks that must have passed before, as indexes into the plan, ascending.
    pub needs: Vec<usize>,
    /// Those of `needs` whose readings the check uses: without them it cannot look.
    pub reads: Vec<usize>,
    /// Checks that must have come out before, because `when` reads them.
    pub waits_for: Vec<usize>,
    /// Whether it applies.
    pub when: Condition,
    /// Why it is left out before anything is run.
    pub skip: Option<SkipReason>,
    /// The kind of its probe.
    pub kind: &'static Kind,
    /// The act that looks.
    pub probe: Box<dyn Probe>,
    /// What it expects, the kind's own demands included.
    pub expect: Vec<Expectation>,
    /// What other checks read of it.
    pub read_by_others: Vec<Path>,
    /// Remedies by the way it fails; the first match wins.
    pub hints: Vec<Hint>,
    /// The remedy when no hint matches.
    pub remedy: Option<String>,
    /// Words to select it by.
    pub tags: Vec<String>,
    /// How long it may take; none means the run's own limit.
    pub timeout: Option<Duration>,
    /// Whether to try again.
    pub retry: Option<Retry>,
    /// How what it makes is removed.
    pub cleanup: Option<Cleanup>,
    /// Where to read more.
    pub docs: Option<String>,
}

/// Whether a check applies.
pub enum Condition {
    /// It does.
    Always,
    /// What is read is there and not empty.
    Present(Reference),
    /// All of these hold for what is read.
    All(Vec<(Reference, Vec<Matcher>)>),
}

/// What is expected at one path.
pub struct Expectation {
    /// What is looked at.
    pub path: Path,
    /// What must hold, all of it.
    pub matchers: Vec<Matcher>,
}

/// A remedy for one way to fail.
pub struct Hint {
    /// Holds when all of these do.
    pub when: Vec<Expectation>,
    /// The remedy's id.
    pub remedy: String,
}

/// When and how often to try again.
pub struct Retry {
    /// How often at most, the first try not counted.
    pub max: u32,
    /// How long to wait in between, unless the server says more.
    pub delay: Duration,
    /// Try again until all of these hold; empty means until the check passes, and then an answer of
    /// 401 or 403 ends it: those are tried again only where the pack says so here.
    pub until: Vec<Expectation>,
    /// Stop trying as soon as all of these hold.
    pub unless: Vec<Expectation>,
}

/// How what a check makes is removed.
pub enum Cleanup {
    /// By this act.
    Probe {
        /// The act.
        probe: Box<dyn Probe>,
        /// What it reads of earlier checks; the check itself included.
        reads: Vec<Reference>,
        /// What shows that it worked.
        expect: Vec<Expectation>,
    },
    /// Nothing needs to be removed, and the pack says why.
    None {
        /// Why.
        reason: String,
    },
}

impl Plan {
    /// The identity of that name.
    #[must_use]
    pub fn identity(&self, name: &str) -> Option<&Identity> {
        self.identities.iter().find(|identity| identity.name == name)
    }
}

impl PlannedCheck {
    /// Every path that is to be evaluated when the check looks.
    #[must_use]
    pub fn paths(&self) -> Vec<Path> {
        let retry = self.retry.iter().flat_map(|retry| retry.until.iter().chain(&retry.unless));
        let hints = self.hints.iter().flat_map(|hint| &hint.when);
        let expected = self.expect.iter().chain(retry).chain(hints).map(|one| one.path.clone());
        let mut paths: Vec<Path> = Vec::new();
        for path in expected.chain(self.read_by_others.iter().cloned()) {
            if !paths.contains(&path) {
                paths.push(path);
            }
        }
        paths
    }

    /// Every path that it expects something of.
    #[must_use]
    pub fn expected_paths(&self) -> Vec<Path> {
        self.expect.iter().map(|one| one.path.clone()).collect()
    }
}
