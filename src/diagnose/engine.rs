//! From evidence to a diagnosis: judge every cause, rank, let upstream explain downstream.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::draft::full_name;
use super::{CAUSES, Cause, Evidence, Verdict, excluded, next, wavering};
use crate::model::{
    Because, CauseReport, CheckResult, Confidence, Diagnosis, ExperimentResult, Finding,
    RemedyReport, RuledOut, Severity,
};
use crate::remedy;

/// How many causes that were ruled out are worth saying, beside those that experiments exclude.
const RULED_OUT_AT_MOST: usize = 6;

/// A cause that fits.
struct Named {
    /// Its place in the table: upstream first.
    place: usize,
    cause: &'static Cause,
    finding: Finding,
    /// Whether it would be confirmed, had the refusals that it explains given a reason.
    tempered: bool,
}

/// Explains a run. Names nothing when every check passed.
///
/// `root` is the first-ranked cause; `others` are independent causes and, where the root is not
/// confirmed, those that the evidence cannot tell from it.
#[must_use]
pub fn diagnose(checks: &[CheckResult], experiments: &[ExperimentResult]) -> Diagnosis {
    let evidence = Evidence::new(checks, experiments);
    if evidence.troubled().next().is_none() {
        return Diagnosis::default();
    }
    let mut named = Vec::new();
    let mut out = Vec::new();
    for (place, cause) in CAUSES.iter().copied().enumerate() {
        match (cause.judge)(&evidence) {
            Verdict::Finding(finding) => match excluded::finding(cause.id, &finding, &evidence) {
                Some(because) => out.push((cause, because)),
                None => named.push(Named { place, cause, finding, tempered: false }),
            },
            Verdict::RuledOut(because) => out.push((cause, because)),
            Verdict::Unknown => {
                out.extend(excluded::open(cause.id, &evidence).map(|because| (cause, because)));
            }
        }
    }
    drop_symptoms(&mut named);
    for one in &mut named {
        temper(one, &evidence);
        if !SHOWN_WITHOUT_WORDS.contains(&one.cause.id) {
            wavering::temper(one.cause.id, &mut one.finding, &evidence);
        }
    }
    heed_alternatives(&mut named, &evidence);
    heed_rivals(&mut named, &evidence);
    rank(&mut named, &evidence);
    let named = drop_covered(named);

    let base = particulars(&evidence);
    let explained: BTreeSet<String> =
        named.iter().flat_map(|one| with_blocked(&one.finding.explains, checks)).collect();
    let unexplained: Vec<&CheckResult> =
        // That a waiver has expired is no answer of anybody, and needs no cause.
        evidence
            .troubled()
            .filter(|check| check.kind != "waiver" && !explained.contains(&full_name(check)))
            .collect();
    let next = match named.first() {
        Some(root) if root.tempered => Some(
            "cure this first and send the same request again: the same answer means that it is refused \
             for another reason"
                .to_owned(),
        ),
        Some(root) if root.finding.confidence != Confidence::Confirmed => {
            (root.cause.next)(&root.finding)
        }
        _ => None,
    };
    let next = next.or_else(|| unexplained.iter().find_map(|check| next::of(check, &evidence)));
    let ruled_out = worth_saying(&named, out);
    let mut remedies = Vec::new();
    for id in unexplained.iter().flat_map(|check| &check.remedies) {
        add_remedy(&mut remedies, id, &base, &evidence);
    }
    let unexplained = unexplained.into_iter().map(|check| short_name(check, checks)).collect();
    let mut reports = named.into_iter().map(|one| report(one, &base, &evidence));
    Diagnosis {
        root: reports.next(),
        others: reports.collect(),
        ruled_out,
        experiments: experiments.to_vec(),
        unexplained,
        next,
        remedies,
    }
}

/// A confirmed cause makes symptoms of others that explain nothing more than it does.
fn drop_symptoms(named: &mut Vec<Named>) {
    let symptoms: Vec<usize> = named
        .iter()
        .filter(|one| {
            named.iter().any(|upstream| {
                upstream.finding.confidence == Confidence::Confirmed
                    && upstream.cause.symptoms.contains(&one.cause.id)
                    && covers(&upstream.finding.explains, &one.finding.explains)
            })
        })
        .map(|one| one.place)
        .collect();
    named.retain(|one| !symptoms.contains(&one.place));
}

/// Causes that answers show by how they differ, or by whom they come from: no words are needed.
const SHOWN_WITHOUT_WORDS: &[&str] = &["wrong-platform", "cluster-disagrees"];

/// A fact that is proven is not proven to be why a call is refused: where the refusal gives no reason,
/// the finding is likely at most. Only the counter-proof lifts that: the same call, different in just
/// this, and accepted. An experiment that shows the fact itself once more does not: a scope that the
/// client is not granted may be a scope that the API does not want.
fn temper(one: &mut Named, evidence: &Evidence<'_>) {
    if one.finding.confidence != Confidence::Confirmed
        || SHOWN_WITHOUT_WORDS.contains(&one.cause.id)
    {
        return;
    }
    let explained = evidence.troubled().filter(|check| {
        one.finding.explains.contains(&full_name(check))
            && evidence.refused_without_reason(check)
            && !evidence.shown_to_be_why(check, one.cause.id)
    });
    for check in explained {
        one.tempered = true;
        one.finding.confidence = Confidence::Likely;
        one.finding.because.push(Because::Check {
            check: check.id.clone(),
            text: "the refusal itself gives no reason".to_owned(),
        });
    }
}

/// An answer that gives two reasons which exclude each other proves neither: what rests on nothing but its
/// words is likely at most.
fn heed_alternatives(named: &mut [Named], evidence: &Evidence<'_>) {
    let unsure: Vec<_> = evidence.answers_of_two_minds().collect();
    for one in named {
        let finding = &mut one.finding;
        if finding.confidence != Confidence::Confirmed {
            continue;
        }
        let only_words = finding.because.iter().all(|because| match because {
            Because::Check { check, text } => {
                unsure.iter().any(|one| one.check.id == *check && one.fact.answer() == *text)
            }
            Because::Experiment { .. } => false,
        });
        let last = finding.because.last();
        if let (true, Some(Because::Check { check, .. })) = (only_words, last) {
            let text = "not proven: the answer gives another reason beside it".to_owned();
            let check = check.clone();
            finding.confidence = Confidence::Likely;
            finding.because.push(Because::Check { check, text });
        }
    }
}

/// Words of an answer prove a cause only while nothing speaks against them. Where logs or notes say of the
/// same failure that another cause is likely, and not one that follows from it, it is likely at most:
/// "client not found" is no proof when the report says that the client is active in another region.
fn heed_rivals(named: &mut [Named], evidence: &Evidence<'_>) {
    if evidence.remarks().is_empty() {
        return;
    }
    let rivals: Vec<(usize, &'static Cause, Vec<String>)> = named
        .iter()
        .filter(|one| one.finding.confidence == Confidence::Likely)
        .map(|one| (one.place, one.cause, one.finding.explains.clone()))
        .collect();
    for one in named {
        if one.finding.confidence != Confidence::Confirmed || !one.finding.worded {
            continue;
        }
        let rival = rivals.iter().find(|(place, rival, explains)| {
            *place != one.place
                && !one.cause.symptoms.contains(&rival.id)
                && one.finding.explains.iter().any(|name| explains.contains(name))
        });
        if let Some((_, rival, _)) = rival
            && let Some(check) = evidence.troubled().next()
        {
            one.finding.confidence = Confidence::Likely;
            one.finding.because.push(Because::Check {
                check: check.id.clone(),
                text: format!("not proven: the report also speaks of {}", rival.id),
            });
        }
    }
}

/// First what explains a failure, then what explains only warnings; then the surer one; then the
/// one upstream.
fn rank(named: &mut [Named], evidence: &Evidence<'_>) {
    let fails = |finding: &Finding| {
        evidence.troubled().any(|check| {
            check.severity == Severity::Error && finding.explains.contains(&full_name(check))
        })
    };
    named.sort_by_key(|one| {
        let sure = Reverse((one.finding.confidence, one.finding.weight));
        (!fails(&one.finding), sure, one.place)
    });
}

/// What a surer cause explains needs no guess beside it. A guess stays beside another guess where the
/// evidence cannot tell the two apart.
fn drop_covered(named: Vec<Named>) -> Vec<Named> {
    let mut kept: Vec<Named> = Vec::new();
    for one in named {
        let explained_by = |least: Confidence, apart: bool| -> Vec<String> {
            let surer = kept.iter().filter(|other| {
                other.finding.confidence >= least && !(apart && alike(one.cause, other.cause))
            });
            surer.flat_map(|other| other.finding.explains.iter().cloned()).collect()
        };
        let covered = match one.finding.confidence {
            // Two things are broken: curing the one leaves the other.
            _ if one.finding.stands => false,
            Confidence::Confirmed => false,
            Confidence::Likely => {
                covers(&explained_by(Confidence::Confirmed, false), &one.finding.explains)
            }
            Confidence::Possible => {
                covers(&explained_by(Confidence::Confirmed, false), &one.finding.explains)
                    || covers(&explained_by(Confidence::Likely, true), &one.finding.explains)
            }
        };
        if !covered {
            kept.push(one);
        }
    }
    kept
}

fn alike(one: &Cause, other: &Cause) -> bool {
    one.look_alikes.contains(&other.id) || other.look_alikes.contains(&one.id)
}

fn covers(all: &[String], some: &[String]) -> bool {
    some.iter().all(|name| all.contains(name))
}

/// What is explained, and what is only held up by it, in the order of the run.
fn with_blocked(explains: &[String], checks: &[CheckResult]) -> Vec<String> {
    let mut all: BTreeSet<String> = explains.iter().cloned().collect();
    loop {
        let before = all.len();
        for check in checks {
            let blocked = check.blocked.as_ref();
            if blocked
                .is_some_and(|blocked| all.contains(&format!("{}/{}", check.pack, blocked.by)))
            {
                all.insert(full_name(check));
            }
        }
        if all.len() == before {
            break;
        }
    }
    checks.iter().map(full_name).filter(|name| all.contains(name)).collect()
}

/// The names of checks as reports carry them.
fn shown(names: &[String], checks: &[CheckResult]) -> Vec<String> {
    let named = checks.iter().filter(|check| names.contains(&full_name(check)));
    named.map(|check| short_name(check, checks)).collect()
}

/// A check's id, with its pack before it where several packs of the run have a check of that id.
fn short_name(check: &CheckResult, checks: &[CheckResult]) -> String {
    let alone = checks.iter().filter(|other| other.id == check.id).count() == 1;
    if alone { check.id.clone() } else { full_name(check) }
}

/// Of what was ruled out, that which looks like a named cause, or belongs to the same stage. Where
/// nothing was named, every bit helps.
fn worth_saying(named: &[Named], excluded: Vec<(&'static Cause, String)>) -> Vec<RuledOut> {
    let near = |cause: &Cause| {
        named.first().is_none_or(|root| alike(cause, root.cause) || cause.group == root.cause.group)
    };
    // What an experiment excludes was open before, however far it lies: that goes before the rest.
    let tried = |because: &str| because.contains("(experiment ");
    let mut room = RULED_OUT_AT_MOST;
    room = room.saturating_sub(excluded.iter().filter(|(_, because)| tried(because)).count());
    let all = excluded.into_iter().filter(|(cause, because)| {
        let plain = !tried(because) && near(cause) && room > 0;
        room -= usize::from(plain);
        plain || tried(because)
    });
    all.map(|(cause, because)| RuledOut { cause: cause.id.to_owned(), because }).collect()
}

fn report(one: Named, base: &Map<String, Value>, evidence: &Evidence<'_>) -> CauseReport {
    let Named { cause, finding, .. } = one;
    let mut particulars = base.clone();
    for (name, value) in finding.particulars {
        particulars.insert(name.to_owned(), value);
    }
    let mut remedies = Vec::new();
    for id in cause.remedies {
        add_remedy(&mut remedies, id, &particulars, evidence);
    }
    CauseReport {
        cause: cause.id.to_owned(),
        leaf: cause.leaf.iter().map(|&leaf| leaf.to_owned()).collect(),
        confidence: finding.confidence,
        title: finding.title,
        because: finding.because,
        explains: shown(&with_blocked(&finding.explains, evidence.checks()), evidence.checks()),
        waived: None,
        remedies,
    }
}

/// Adds a remedy once, and only where it can work.
fn add_remedy(
    remedies: &mut Vec<RemedyReport>,
    id: &str,
    particulars: &Map<String, Value>,
    evidence: &Evidence<'_>,
) {
    let works =
        remedy::find(id).is_some_and(|remedy| remedy.works_on(evidence.platform_id().as_deref()));
    if works && !remedies.iter().any(|known| known.id == id) {
        remedies.extend(remedy::render(id, particulars));
    }
}

/// What fills the holes of any remedy.
fn particulars(evidence: &Evidence<'_>) -> Map<String, Value> {
    let mut known = Map::new();
    if let Some(platform) = evidence.platform_id() {
        known.insert("platform".to_owned(), Value::from(platform));
    }
    if let Some(request) = evidence.token_requests().first() {
        let fact = request.fact;
        known.insert("client_id".to_owned(), Value::from(fact.client_id.as_str()));
        known.insert("token_url".to_owned(), Value::from(fact.exchange.url.as_str()));
        known.insert("client_auth".to_owned(), Value::from(fact.client_auth.as_str()));
        known.insert("requested_scopes".to_owned(), Value::from(fact.scopes_requested.clone()));
    }
    let granted = evidence.tokens().iter().find_map(|one| one.fact.scopes.clone());
    if let Some(granted) = granted {
        known.insert("granted_scopes".to_owned(), Value::from(granted));
    }
    known
}
