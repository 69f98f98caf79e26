//! Making a pack ready to run: with the values of its inputs it becomes a plan.

use std::collections::{BTreeMap, BTreeSet};

use super::act::Act;
use super::check::{Check, CleanupDraft};
use super::condition::When;
use super::credential::{CredentialDraft, IdentityDraft, OAuth2Draft};
use super::document::Span;
use super::draft::{Draft, Piece};
use super::fill::{Filler, reading};
use super::graph;
use super::parse::Pack;
use super::problem::{Problem, Problems};
use super::select::settle_skips;
use super::suggest;
use super::values::{InputValues, Known, settle};
use crate::model::{
    ClientAuthentication, ClockPath, Credential, Custody, Expression, FieldType, Identity, Matcher,
    OAuth2, Observed, Path, Reference, Setting, Settings, SkipReason, Source,
};
use crate::plan::{Cleanup, Condition, Expectation, Hint, Plan, PlannedCheck, Retry};
use crate::probe::Probe;

/// Makes a pack ready to run. Its secret inputs go into custody.
///
/// # Errors
/// With every input that is missing or of the wrong type, or else with everything that is wrong once the
/// inputs are put in.
pub fn plan(pack: &Pack, values: &InputValues<'_>, custody: &Custody) -> Result<Plan, Problems> {
    let mut problems = Problems::default();
    let known = settle(pack, values, custody, &mut problems);
    problems.settle()?;
    let mut filler = Filler {
        pack,
        values: &known,
        problems: Problems::default(),
        hosts: url_inputs(pack, &known),
        strict: true,
    };
    let needs = graph::needs(&pack.checks, &pack.identities);
    let mut checks = Vec::new();
    let mut used: BTreeSet<&str> = BTreeSet::new();
    for (check, needs) in pack.checks.iter().zip(needs) {
        let (skip, when) = filler.condition(check, &known);
        filler.strict = skip.is_none();
        if skip.is_none() {
            used.extend(check.identities().iter().map(|(name, _)| *name));
        }
        checks.push(filler.check(check, needs, skip, when));
    }
    let mut identities = Vec::new();
    for identity in &pack.identities {
        filler.strict = used.contains(identity.name.as_str());
        identities.push(filler.identity(identity));
    }
    for (id, path) in readings(pack) {
        if let Some(check) = checks.iter_mut().find(|check| check.id == id)
            && !check.read_by_others.contains(&path)
        {
            check.read_by_others.push(path);
        }
    }
    let hosts = filler.hosts;
    filler.problems.settle()?;
    let mut plan = Plan {
        name: pack.name.clone(),
        title: pack.title.clone(),
        file: pack.file.to_string(),
        identities,
        checks,
        hosts,
    };
    settle_skips(&mut plan);
    Ok(plan)
}

/// The hosts of inputs that are URLs.
fn url_inputs(pack: &Pack, known: &BTreeMap<String, Known>) -> BTreeSet<String> {
    let urls = pack.inputs.iter().filter(|input| input.kind == super::InputType::Url);
    urls.filter_map(|input| match known.get(&input.name) {
        Some(Known::Value(value)) => super::web::authority(value.as_str()?),
        Some(Known::Secret(_) | Known::Absent) | None => None,
    })
    .collect()
}

/// Everything that anything reads of a check.
fn readings(pack: &Pack) -> Vec<(String, Path)> {
    let of_checks = pack.checks.iter().flat_map(|check| {
        let compared = check.when.iter().flat_map(|when| match when {
            When::Present(_) => Vec::new(),
            When::All(all) => {
                all.iter().flat_map(|(_, matchers)| matchers).flat_map(|one| one.drafts()).collect()
            }
        });
        check.drafts().into_iter().chain(check.cleanup_drafts()).chain(compared)
    });
    let drafts = of_checks.chain(pack.identities.iter().flat_map(IdentityDraft::drafts));
    let read = drafts.flat_map(|draft| draft.readings());
    let when = pack.checks.iter().filter_map(|check| check.when.as_ref());
    let when = when.flat_map(When::pieces).filter_map(reading);
    read.map(|(check, path, _)| (check.to_owned(), path.clone())).chain(when).collect()
}

impl Filler<'_> {
    /// Whether a check applies, as far as the inputs decide it; what is left waits for other checks.
    fn condition(
        &mut self,
        check: &Check,
        known: &BTreeMap<String, Known>,
    ) -> (Option<SkipReason>, Condition) {
        let value = |name: &str| known.get(name).cloned().unwrap_or(Known::Absent);
        match &check.when {
            None => (None, Condition::Always),
            Some(When::Present(Piece::Input { name, .. })) => {
                let skip = value(name).is_empty().then(|| self.not_set(name));
                (skip, Condition::Always)
            }
            Some(When::Present(piece)) => {
                let read = reading(piece).map(|(check, path)| Reference { check, path });
                (None, read.map_or(Condition::Always, Condition::Present))
            }
            Some(When::All(all)) => {
                let mut waiting: Vec<(Reference, Vec<Matcher>)> = Vec::new();
                let mut skip = None;
                for (piece, drafts) in all {
                    match piece {
                        Piece::Input { name, .. } => {
                            let path = self.input_path(name);
                            let observed = value(name).observed();
                            let matchers = self.matchers(drafts, path.is_duration());
                            let holds = matchers
                                .iter()
                                .all(|one| one.holds(&observed, &path) == Some(true));
                            if !holds && skip.is_none() {
                                skip = Some(SkipReason::When(format!(
                                    "{name} is not what `when` asks for"
                                )));
                            }
                        }
                        Piece::Reading { check, path, .. } => {
                            let matchers = self.matchers(drafts, path.is_duration());
                            waiting.push((
                                Reference { check: check.clone(), path: path.clone() },
                                matchers,
                            ));
                        }
                        Piece::Text(_) => {}
                    }
                }
                let when =
                    if waiting.is_empty() { Condition::Always } else { Condition::All(waiting) };
                (skip, when)
            }
        }
    }

    fn not_set(&self, name: &str) -> SkipReason {
        let input = self.pack.inputs.iter().find(|input| input.name == name);
        let how = input.map(super::Input::how_to_set).unwrap_or_default();
        let known = self.values.get(name).map(Known::observed);
        match known {
            Some(Observed::Value(value)) if !value.is_null() => {
                SkipReason::When(format!("{name} is {value}"))
            }
            _ => SkipReason::When(format!("{name} is not set: {how}")),
        }
    }

    /// A path that is a duration exactly when the input is one: matchers ask for no more.
    fn input_path(&self, name: &str) -> Path {
        let duration = self
            .pack
            .inputs
            .iter()
            .any(|input| input.name == name && input.kind == super::InputType::Duration);
        if duration { Path::Clock(ClockPath::Offset) } else { Path::Status }
    }

    fn check(
        &mut self,
        check: &Check,
        needs: graph::Needs,
        skip: Option<SkipReason>,
        when: Condition,
    ) -> PlannedCheck {
        let (settings, probe) = self.act(&check.act);
        let expect = self.expectations(&check.expect);
        let cleanup = check.cleanup.as_ref().map(|cleanup| match cleanup {
            CleanupDraft::None { reason } => Cleanup::None { reason: reason.clone() },
            CleanupDraft::Act { act, expect } => {
                let (settings, probe) = self.act(act);
                let expect = self.expectations(expect);
                let source = self.source(act.span);
                let expect = with_demands(act, &settings, expect, &source);
                Cleanup::Probe { probe, reads: cleanup_reads(check), expect }
            }
        });
        PlannedCheck {
            id: check.id.clone(),
            title: check.title.clone(),
            source: check.source.clone(),
            severity: check.severity,
            effect: check.effect,
            needs: needs.needs.into_iter().map(|(to, _)| to).collect(),
            reads: needs.reads,
            waits_for: needs.waits_for.into_iter().map(|(to, _)| to).collect(),
            when,
            skip,
            kind: check.act.kind,
            probe,
            expect: with_demands(&check.act, &settings, expect, &check.source),
            read_by_others: Vec::new(),
            hints: check
                .hints
                .iter()
                .map(|(when, remedy)| Hint {
                    when: self.expectations(when),
                    remedy: remedy.clone(),
                })
                .collect(),
            remedy: check.remedy.clone(),
            tags: check.tags.clone(),
            timeout: check.timeout,
            retry: check.retry.as_ref().map(|retry| Retry {
                max: retry.max,
                delay: retry.delay,
                until: self.expectations(&retry.until),
                unless: self.expectations(&retry.unless),
            }),
            cleanup,
            docs: check.docs.clone(),
        }
    }

    /// The settings of a probe, and the probe.
    fn act(&mut self, act: &Act) -> (Settings, Box<dyn Probe>) {
        let mut settings = Vec::new();
        for told in &act.settings {
            let value = match self.setting(&told.draft, told.field.kind) {
                None if told.field.required => {
                    self.unset(told.draft.whole_input().unwrap_or_default(), told.draft.span);
                    Expression::text("")
                }
                // An optional key that reads an input in which nothing is, is as good as left out.
                _ if !told.field.required && self.is_empty(&told.draft) => continue,
                None => continue,
                Some(value) => value,
            };
            let source = self.source(told.span);
            settings.push(Setting { name: told.field.name, value, source });
        }
        let settings = Settings(settings);
        let probe = (act.kind.build)(&settings);
        (settings, probe)
    }

    fn identity(&mut self, identity: &IdentityDraft) -> Identity {
        let credential = match &identity.credential {
            CredentialDraft::Bearer { token } => {
                Credential::Bearer { token: self.required(token, FieldType::Text) }
            }
            CredentialDraft::OAuth2(oauth2) => Credential::OAuth2(Box::new(self.oauth2(oauth2))),
        };
        Identity { name: identity.name.clone(), source: self.source(identity.span), credential }
    }

    fn oauth2(&mut self, draft: &OAuth2Draft) -> OAuth2 {
        let client_auth = self.client_auth(draft.client_auth.as_ref());
        let client_secret = match (&draft.client_secret, client_auth) {
            (_, ClientAuthentication::None) | (None, _) => None,
            (Some(secret), _) => Some(self.required(secret, FieldType::Text)),
        };
        let mut optional = |draft: &Option<Draft>, kind| {
            let draft = draft.as_ref()?;
            if self.is_empty(draft) { None } else { self.setting(draft, kind) }
        };
        let scopes = optional(&draft.scopes, FieldType::List);
        let audience = optional(&draft.audience, FieldType::Text);
        let resource = optional(&draft.resource, FieldType::Text);
        let extra = match optional(&draft.extra, FieldType::Map) {
            Some(Expression::Map(entries)) => entries,
            _ => Vec::new(),
        };
        OAuth2 {
            grant: draft.grant,
            token_url: self.required(&draft.token_url, FieldType::Url),
            client_id: self.required(&draft.client_id, FieldType::Text),
            client_secret,
            client_auth,
            scopes,
            audience,
            resource,
            extra,
        }
    }

    fn required(&mut self, draft: &Draft, kind: FieldType) -> Expression {
        if self.is_empty(draft) {
            self.unset(draft.whole_input().unwrap_or_default(), draft.span);
        }
        self.setting(draft, kind).unwrap_or_else(|| Expression::text(""))
    }

    fn client_auth(&mut self, draft: Option<&Draft>) -> ClientAuthentication {
        let Some(draft) = draft else { return ClientAuthentication::default() };
        let Some(Expression::Literal(value)) = self.setting(draft, FieldType::Text) else {
            return ClientAuthentication::default();
        };
        let word = value.as_str().unwrap_or_default();
        ClientAuthentication::parse(word).unwrap_or_else(|| {
            if self.strict {
                let name = draft.whole_input().unwrap_or_default();
                let help = suggest::help(word, ClientAuthentication::WORDS.iter().copied());
                let message =
                    format!("the input `{name}` is no way for a client to prove who it is");
                let problem =
                    Problem::at(&self.pack.document, draft.span, message).maybe_help(help);
                self.problems.push(problem);
            }
            ClientAuthentication::default()
        })
    }

    fn source(&self, span: Span) -> Source {
        self.pack.document.source(span)
    }
}

/// What the pack expects, and what the kind demands at paths that the pack does not name.
fn with_demands(
    act: &Act,
    settings: &Settings,
    mut expect: Vec<Expectation>,
    source: &Source,
) -> Vec<Expectation> {
    let named: Vec<Path> = expect.iter().map(|one| one.path.clone()).collect();
    for demand in (act.kind.demands)(settings) {
        // The demands stand in the code; a test parses each.
        let Ok(path) = Path::parse(demand.path) else { continue };
        if named.contains(&path) {
            continue;
        }
        let matcher = Matcher {
            operator: demand.operator,
            expected: Expression::Literal(demand.expected),
            nested: Vec::new(),
            source: source.clone(),
        };
        match expect.iter_mut().find(|one| one.path == path) {
            Some(one) => one.matchers.push(matcher),
            None => expect.push(Expectation { path, matchers: vec![matcher] }),
        }
    }
    expect
}

fn cleanup_reads(check: &Check) -> Vec<Reference> {
    let mut reads: Vec<Reference> = Vec::new();
    for (id, path, _) in check.cleanup_drafts().iter().flat_map(|draft| draft.readings()) {
        if !reads.iter().any(|known| known.check == id && known.path == *path) {
            reads.push(Reference { check: id.to_owned(), path: path.clone() });
        }
    }
    reads
}
