//! Checks as packs declare them.

use std::time::Duration;

use super::act::Act;
use super::condition::When;
use super::document::Span;
use super::draft::Draft;
use super::expect::Demanded;
use super::lint::{Lint, Mapping, Scope, shown};
use super::shape::{CHECK, CLEANUP, HINT, RETRY, with_probes};
use super::suggest;
use super::yaml::{Entry, Node, Yaml};
use crate::model::{Effect, Severity, Source};
use crate::probe::KINDS;

/// A check as its pack declares it.
pub struct Check {
    /// Its id, unique in the pack.
    pub id: String,
    /// The claim.
    pub title: String,
    /// Words to select it by.
    pub tags: Vec<String>,
    /// What a false claim means for the run.
    pub severity: Severity,
    /// What it does to the other side.
    pub effect: Effect,
    /// Where to read more.
    pub docs: Option<String>,
    /// Where it stands.
    pub source: Source,
    pub(super) act: Act,
    pub(super) when: Option<When>,
    pub(super) needs: Vec<(String, Span)>,
    pub(super) expect: Vec<Demanded>,
    pub(super) hints: Vec<(Vec<Demanded>, String)>,
    pub(super) remedy: Option<String>,
    pub(super) timeout: Option<Duration>,
    pub(super) retry: Option<RetryDraft>,
    pub(super) cleanup: Option<CleanupDraft>,
}

/// When to try again.
pub(super) struct RetryDraft {
    pub(super) max: u32,
    pub(super) delay: Duration,
    pub(super) until: Vec<Demanded>,
    pub(super) unless: Vec<Demanded>,
}

/// How what a check makes is removed.
pub(super) enum CleanupDraft {
    Act { act: Act, expect: Vec<Demanded> },
    None { reason: String },
}

impl Check {
    /// The kind of its probe.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        self.act.kind.name
    }

    /// Every remedy that it names.
    #[must_use]
    pub fn remedies(&self) -> Vec<&str> {
        self.hints.iter().map(|(_, remedy)| remedy.as_str()).chain(self.remedy.as_deref()).collect()
    }

    /// Every value that the check itself reads from; its cleanup and its identity left out.
    pub(super) fn drafts(&self) -> Vec<&Draft> {
        let retry = self.retry.iter().flat_map(|retry| retry.until.iter().chain(&retry.unless));
        let hints = self.hints.iter().flat_map(|(demanded, _)| demanded);
        let demanded = self.expect.iter().chain(retry).chain(hints);
        let compared = demanded.flat_map(|one| &one.matchers).flat_map(|one| one.drafts());
        self.act.settings.iter().map(|told| &told.draft).chain(compared).collect()
    }

    /// Every value that its cleanup reads from.
    pub(super) fn cleanup_drafts(&self) -> Vec<&Draft> {
        match &self.cleanup {
            Some(CleanupDraft::Act { act, expect }) => {
                let compared = expect.iter().flat_map(|one| &one.matchers);
                let compared = compared.flat_map(|one| one.drafts());
                act.settings.iter().map(|told| &told.draft).chain(compared).collect()
            }
            Some(CleanupDraft::None { .. }) | None => Vec::new(),
        }
    }

    /// The identities that it and its cleanup use.
    pub(super) fn identities(&self) -> Vec<(&str, Span)> {
        let cleanup = match &self.cleanup {
            Some(CleanupDraft::Act { act, .. }) => act.identity(),
            Some(CleanupDraft::None { .. }) | None => None,
        };
        self.act.identity().into_iter().chain(cleanup).collect()
    }
}

impl Lint<'_> {
    /// The ids and kinds of the checks, before anything is read.
    pub(super) fn survey_checks(&mut self, node: &Node) {
        let Yaml::List(items) = &node.value else { return };
        let mut places: Vec<(&str, Span)> = Vec::new();
        for item in items {
            let Yaml::Map(entries) = &item.value else { continue };
            let kind = KINDS
                .iter()
                .copied()
                .find(|kind| entries.iter().any(|entry| entry.key == kind.name));
            let Some(entry) = entries.iter().find(|entry| entry.key == "id") else { continue };
            let Some(id) = entry.node.text() else { continue };
            if let Some((_, first)) = places.iter().find(|(known, _)| *known == id) {
                let problem = self
                    .at(entry.node.span, format!("a second check is called `{}`", shown(id)))
                    .related(*first, "the first");
                self.push(problem);
            } else {
                places.push((id, entry.node.span));
                self.checks.push((id.to_owned(), kind));
            }
        }
    }

    /// The checks.
    pub(super) fn read_checks(&mut self, entry: &Entry) -> Vec<Check> {
        match &entry.node.value {
            Yaml::List(items) if items.is_empty() => {
                let problem = self.at(entry.key_span, "a pack has one check at least");
                self.push(problem);
                Vec::new()
            }
            Yaml::List(items) => items.iter().filter_map(|item| self.check(item)).collect(),
            _ => {
                let message = format!("`checks` is a list of checks, not {}", entry.node.kind());
                let problem = self.at(entry.node.span, message);
                self.push(problem);
                Vec::new()
            }
        }
    }

    fn check(&mut self, node: &Node) -> Option<Check> {
        let id = match &node.value {
            Yaml::Map(entries) => entries.iter().find(|entry| entry.key == "id"),
            _ => None,
        };
        let id = id.and_then(|entry| entry.node.text());
        let what = id.map_or_else(|| "a check".to_owned(), |id| format!("check `{}`", shown(id)));
        let map = self.mapping(node, node.span, &what, &with_probes(CHECK))?;
        self.scope = id.map_or(Scope::All, |id| Scope::Check(id.to_owned()));
        let id = map.get("id").and_then(|entry| self.name(entry));
        let title = map.get("title").and_then(|entry| self.plain(entry));
        let when = map.get("when").and_then(|entry| self.when(entry));
        let needs = map.get("needs").map(|entry| self.needs(entry)).unwrap_or_default();
        let act = self.act(&map, node.span, &what);
        let severity = map.get("severity").and_then(|entry| self.severity(entry));
        let remedy = map.get("remedy").and_then(|entry| self.remedy(entry));
        let tags = map.get("tags").map(|entry| self.words(entry)).unwrap_or_default();
        let timeout = map.get("timeout").and_then(|entry| self.duration(entry));
        let docs = map.get("docs").and_then(|entry| self.docs(entry));
        let act = act?;
        let expect =
            map.get("expect").map(|entry| self.expect(entry, act.kind)).unwrap_or_default();
        let hints = map.get("hints").map(|entry| self.hints(entry, &act)).unwrap_or_default();
        let retry = map.get("retry").and_then(|entry| self.retry(entry, &act));
        let effect = self.effect(&map, &act);
        let cleanup = self.cleanup(&map, node.span, &what, effect);
        Some(Check {
            id: id?,
            title: title?,
            tags: tags.into_iter().map(|(tag, _)| tag).collect(),
            severity: severity.unwrap_or_default(),
            effect,
            docs,
            source: self.document.source(node.span),
            act,
            when,
            needs,
            expect,
            hints,
            remedy,
            timeout,
            retry,
            cleanup,
        })
    }

    fn needs(&mut self, entry: &Entry) -> Vec<(String, Span)> {
        let mut needs = Vec::new();
        for (id, span) in self.words(entry) {
            if self.checks.iter().any(|(known, _)| *known == id) {
                needs.push((id, span));
            } else {
                let known: Vec<&str> = self.checks.iter().map(|(id, _)| id.as_str()).collect();
                let problem = self
                    .at(span, format!("there is no check `{}`", shown(&id)))
                    .maybe_help(suggest::help(&id, known));
                self.push(problem);
            }
        }
        needs
    }

    fn severity(&mut self, entry: &Entry) -> Option<Severity> {
        const WORDS: &[&str] = &[Severity::Error.as_str(), Severity::Warn.as_str()];
        let word = self.choice(entry, WORDS)?;
        [Severity::Error, Severity::Warn].into_iter().find(|one| one.as_str() == word)
    }

    fn remedy(&mut self, entry: &Entry) -> Option<String> {
        let remedy = self.plain(entry)?;
        if self.remedies.contains(&remedy.as_str()) {
            return Some(remedy);
        }
        let help = suggest::nearest(&remedy, self.remedies.iter().copied()).map_or_else(
            || "`why401 list remedies` shows them all".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        let problem =
            self.at(entry.node.span, format!("there is no remedy `{}`", shown(&remedy))).help(help);
        self.push(problem);
        None
    }

    fn docs(&mut self, entry: &Entry) -> Option<String> {
        let docs = self.plain(entry)?;
        if let Err(wanted) = super::input::absolute(&docs) {
            let problem = self.at(entry.node.span, format!("`docs` is {wanted}"));
            self.push(problem);
            return None;
        }
        Some(docs)
    }

    fn hints(&mut self, entry: &Entry, act: &Act) -> Vec<(Vec<Demanded>, String)> {
        let Yaml::List(items) = &entry.node.value else {
            let message = format!("`hints` is a list, not {}", entry.node.kind());
            let problem = self.at(entry.node.span, message);
            self.push(problem);
            return Vec::new();
        };
        let mut hints = Vec::new();
        for item in items {
            let Some(map) = self.mapping(item, item.span, "a hint", HINT) else { continue };
            let when = map.get("match").map(|entry| self.expect(entry, act.kind));
            let remedy = map.get("remedy").and_then(|entry| self.remedy(entry));
            if let (Some(when), Some(remedy)) = (when, remedy) {
                hints.push((when, remedy));
            }
        }
        hints
    }

    fn retry(&mut self, entry: &Entry, act: &Act) -> Option<RetryDraft> {
        let map = self.mapping(&entry.node, entry.key_span, "`retry`", RETRY)?;
        let max = map.get("max").and_then(|entry| self.int(entry, 1, 20));
        let delay = map.get("delay").and_then(|entry| self.duration(entry));
        let mut demanded = |name: &str| {
            map.get(name).map(|entry| self.expect(entry, act.kind)).unwrap_or_default()
        };
        let (until, unless) = (demanded("until"), demanded("unless"));
        Some(RetryDraft {
            max: u32::try_from(max?).ok()?,
            delay: delay.unwrap_or(Duration::from_secs(1)),
            until,
            unless,
        })
    }

    /// What the check does to the other side: what it says, where that can be true.
    fn effect(&mut self, map: &Mapping<'_>, act: &Act) -> Effect {
        const ALL: [Effect; 3] = [Effect::None, Effect::Read, Effect::Write];
        const WORDS: &[&str] = &[ALL[0].as_str(), ALL[1].as_str(), ALL[2].as_str()];
        let natural = act.effect(self);
        let Some(entry) = map.get("effect") else { return natural };
        let word = self.choice(entry, WORDS);
        let Some(effect) = ALL.into_iter().find(|one| Some(one.as_str()) == word) else {
            return natural;
        };
        let method = act.word("method").unwrap_or(act.kind.name);
        let impossible = match (natural, effect) {
            (Effect::Read | Effect::Write, Effect::None) => {
                Some(format!("`{}` checks send requests: they read or write", act.kind.name))
            }
            (Effect::Write, Effect::Read) if matches!(method, "PUT" | "PATCH" | "DELETE") => {
                Some(format!("{method} writes, whatever its answer is used for"))
            }
            _ => None,
        };
        if let Some(message) = impossible {
            let problem = self.at(entry.node.span, message);
            self.push(problem);
        }
        effect
    }

    fn cleanup(
        &mut self,
        map: &Mapping<'_>,
        at: Span,
        what: &str,
        effect: Effect,
    ) -> Option<CleanupDraft> {
        let Some(entry) = map.get("cleanup") else {
            if effect == Effect::Write {
                let problem = self
                    .at(at, format!("{what} writes and does not say how that is removed"))
                    .help(
                        "add `cleanup: { http: { … } }`, or `cleanup: { none: \"why nothing is left \
                         behind\" }`; a POST that only reads says `effect: read`",
                    );
                self.push(problem);
            }
            return None;
        };
        if effect != Effect::Write {
            let problem = self
                .at(entry.key_span, format!("{what} only reads: there is nothing to remove"))
                .help("leave out `cleanup`, or say `effect: write`");
            self.push(problem);
        }
        if entry.node.text() == Some("none") {
            let problem = self
                .at(entry.node.span, "say why nothing is left behind")
                .help("write `cleanup: { none: \"the reason\" }`");
            self.push(problem);
            return None;
        }
        let map = self.mapping(&entry.node, entry.key_span, "`cleanup`", &with_probes(CLEANUP))?;
        if let Some(none) = map.get("none") {
            let reason = self.plain(none)?;
            let other = KINDS.iter().map(|kind| kind.name).chain(["expect"]);
            for other in other.filter_map(|name| map.get(name)) {
                let problem = self
                    .at(other.key_span, "where nothing is removed, nothing else is said")
                    .related(none.key_span, "nothing is removed");
                self.push(problem);
            }
            return Some(CleanupDraft::None { reason });
        }
        let scope = std::mem::replace(&mut self.scope, Scope::Cleanup);
        let act = self.act(&map, entry.key_span, "`cleanup`");
        let cleanup = act.map(|act| {
            let expect = map.get("expect").map(|entry| self.expect(entry, act.kind));
            CleanupDraft::Act { expect: expect.unwrap_or_default(), act }
        });
        self.scope = scope;
        cleanup
    }
}
