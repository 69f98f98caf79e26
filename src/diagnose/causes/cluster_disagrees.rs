//! Servers behind one name judge the same request differently.

use std::collections::BTreeMap;

use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::evidence::is_troubled;
use crate::diagnose::{Evidence, Seen, Verdict, words};
use crate::model::{Act, Confidence, Exchange, NODE_HEADERS, Variation};
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// Several servers answer under one name, and they do not judge the same token alike: one has old
    /// keys, another configuration, or a clock of its own.
    ///
    /// ## How we know
    ///
    /// Confirmed when the same request with the same credential was answered differently, and a header
    /// names the answering node: each node is of one mind, and they differ. An experiment repeats a read for
    /// that; when it is answered alike every time, this cause is ruled out. Likely when the same request
    /// was accepted and refused in turn, at least twice over, or when one call accepts the token and
    /// another on the same host does not verify its signature. Possible after one change: a token can
    /// also expire or be revoked between two calls.
    ///
    /// ## What to do
    ///
    /// Find the node that refuses, and bring its keys and configuration in line.
    ///
    /// ## Look-alikes
    ///
    /// `signing-key-stale`: every node has old keys, so every call is refused.
    /// `rate-limited`: answers change with the rate of calls.
    id: "cluster-disagrees",
    group: "keys",
    leaf: &["PLT-5"],
    title: "servers behind one name judge the same request differently",
    remedies: &["align-gateway-nodes"],
    look_alikes: &["signing-key-stale", "rate-limited"],
    symptoms: &["signing-key-stale"],
    judge: judge,
    next: |finding| {
        let call = finding.particulars.iter().find(|(name, _)| *name == "call")?.1.as_str()?;
        Some(format!(
            "send {call} ten times, spaced, with one token, and group the answers by the node that gave them: \
             nodes that differ confirm it"
        ))
    },
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    by_facts(evidence).or_signs(evidence, Meaning::ClusterDisagrees, CAUSE.title)
}

fn by_facts(evidence: &Evidence<'_>) -> Verdict {
    let mut same: BTreeMap<(&str, &str, &str), Vec<Seen<'_, Exchange>>> = BTreeMap::new();
    for one in evidence.exchanges() {
        let Some(identity) = one.fact.identity.as_deref() else { continue };
        if verdict(one.fact).is_some() {
            let key = (identity, one.fact.method.as_str(), one.fact.url.as_str());
            same.entry(key).or_default().push(*one);
        }
    }
    for check in evidence.checks() {
        for (one, answers) in evidence.experiments_on(check) {
            if !matches!(one.experiment.act, Act::Send(Variation::Repeat { .. })) {
                continue;
            }
            for fact in answers.into_iter().filter(|answer| verdict(answer).is_some()) {
                let identity = fact.identity.as_deref().unwrap_or_default();
                let key = (identity, fact.method.as_str(), fact.url.as_str());
                same.entry(key).or_default().push(Seen { check, fact });
            }
        }
    }
    let mut alike = None;
    for ((_, method, url), mut answers) in same {
        answers.sort_by_key(|one| one.fact.started);
        let changes = answers
            .windows(2)
            .filter(|pair| matches!(pair, [one, next] if verdict(one.fact) != verdict(next.fact)))
            .count();
        if changes == 0 {
            if answers.len() >= 5 && alike.is_none() {
                alike = Some(format!(
                    "{} of {} calls were answered alike",
                    answers.len(),
                    answers.len()
                ));
            }
            continue;
        }
        let refused: Vec<_> = answers
            .iter()
            .filter(|one| verdict(one.fact) == Some(false) && is_troubled(one.check))
            .collect();
        if refused.is_empty() {
            continue;
        }
        let by_node = nodes(&answers);
        let sure = match (&by_node, changes) {
            (Some(_), _) => Confidence::Confirmed,
            (None, 2..) => Confidence::Likely,
            (None, _) => Confidence::Possible,
        };
        let host = words::host(url);
        let good = answers.iter().filter(|one| verdict(one.fact) == Some(true)).count();
        let mut draft =
            Draft::new(sure, format!("servers behind {host} judge the same request differently"))
                .with("host", Some(host))
                .with("call", Some(format!("{method} {url}")));
        for one in refused {
            draft = draft
                .because(
                    one.check,
                    format!(
                        "{good} of {} answers alike were accepted, the others: {}",
                        answers.len(),
                        one.fact.answer()
                    ),
                )
                .explains([one.check]);
        }
        if let (Some(bad), Some(first)) = (by_node, answers.first()) {
            let text = format!("every refusal comes from {}", words::list(&bad));
            draft = draft.because(first.check, text).with("nodes", Some(bad));
        }
        return draft.found();
    }
    if let Some(verdict) = by_repeats(evidence) {
        return verdict;
    }
    if let Some(draft) = verified_elsewhere(evidence) {
        return draft.found();
    }
    alike.map_or_else(|| keys_disagree(evidence), Verdict::RuledOut)
}

/// What an experiment shows that repeated a read: the answers differ, or are all alike.
fn by_repeats(evidence: &Evidence<'_>) -> Option<Verdict> {
    let mut alike = None;
    for repeated in evidence.repeated() {
        let result = repeated.result;
        let of = &result.experiment;
        let Some(check) =
            evidence.checks().iter().find(|check| check.pack == of.pack && check.id == of.check)
        else {
            continue;
        };
        let own = check.last_exchange();
        let answers: Vec<Seen<'_, Exchange>> =
            own.into_iter().chain(result.exchanges()).map(|fact| Seen { check, fact }).collect();
        let Some(first) = answers.first().map(|one| one.fact) else { continue };
        let heard: Vec<bool> = answers.iter().filter_map(|one| verdict(one.fact)).collect();
        let changes = heard.windows(2).filter(|pair| pair.first() != pair.last()).count();
        if changes == 0 {
            if repeated.other == 0 && heard.len() >= 5 && alike.is_none() {
                alike = Some(Verdict::RuledOut(format!(
                    "{0} of {0} reads were answered alike (experiment {1})",
                    heard.len(),
                    result.n
                )));
            }
            continue;
        }
        let by_node = nodes(&answers);
        let sure = match (&by_node, changes) {
            (Some(_), _) => Confidence::Confirmed,
            (None, 2..) => Confidence::Likely,
            (None, _) => Confidence::Possible,
        };
        let refused = answers.iter().find(|one| verdict(one.fact) == Some(false))?;
        let host = words::host(&first.url);
        let mut draft =
            Draft::new(sure, format!("servers behind {host} judge the same request differently"))
                .because_of(
                    result,
                    format!(
                        "the same read was accepted {} times and refused {} times: {}",
                        repeated.accepted,
                        repeated.refused,
                        refused.fact.answer()
                    ),
                )
                .with("call", Some(format!("{} {}", first.method, first.url)));
        if let Some(bad) = &by_node {
            draft = draft
                .because_of(result, format!("every refusal comes from {}", words::list(bad)))
                .with("nodes", Some(bad.clone()));
        }
        // Refusals that the disagreement explains: in the same words, and from such a node where one is named.
        let explained = evidence.refusals().filter(|one| {
            let node = NODE_HEADERS.iter().find_map(|name| one.fact.header(name));
            let from_bad = match (&by_node, node) {
                (Some(bad), Some(node)) => bad.iter().any(|known| known == node),
                _ => true,
            };
            one.fact.identity == first.identity
                && words::host(&one.fact.url) == host
                && one.fact.answer() == refused.fact.answer()
                && from_bad
        });
        let mut any = false;
        for one in explained {
            any = true;
            draft = draft.because(one.check, one.fact.answer()).explains([one.check]);
        }
        if any {
            return Some(draft.with("host", Some(host)).found());
        }
    }
    alike
}

/// A call was refused for a reason that is looked at behind the signature, and a control request with the same
/// credential, or one issued alike, was refused for its signature by another node.
fn verified_elsewhere(evidence: &Evidence<'_>) -> Option<Draft> {
    let about_keys = |exchange: &Exchange| {
        let said = evidence.said(exchange);
        said.contains(&Meaning::Signature) || said.contains(&Meaning::UnknownKey)
    };
    let node = |exchange: &Exchange| {
        NODE_HEADERS.iter().find_map(|name| exchange.header(name).map(str::to_owned))
    };
    ["nonsense-object", "fresh-token"]
        .into_iter()
        .flat_map(|kind| evidence.experiments_of(kind))
        .find_map(|result| {
            let of = &result.experiment;
            let varied =
                result.exchange().filter(|one| one.status == Some(401) && about_keys(one))?;
            let own = evidence.refusals().find(|one| {
                let said = evidence.said(one.fact);
                let later = [Meaning::Audience, Meaning::Revoked, Meaning::Claim, Meaning::Scope];
                let behind =
                    one.fact.status == Some(403) || later.iter().any(|one| said.contains(one));
                one.check.pack == of.pack
                    && one.check.id == of.check
                    && behind
                    && !about_keys(one.fact)
                    && words::host(&one.fact.url) == words::host(&varied.url)
                    && node(one.fact).is_some()
                    && node(one.fact) != node(varied)
            })?;
            let host = words::host(&varied.url);
            let title = format!("servers behind {host} verify tokens with different keys");
            let bad = node(varied)?;
            Some(
                Draft::new(Confidence::Likely, title)
                    .standing()
                    .because(
                        own.check,
                        format!("verified by {}: {}", node(own.fact)?, own.fact.answer()),
                    )
                    .because_of(result, format!("not verified by {bad}: {}", varied.answer()))
                    .explains([own.check])
                    .with("host", Some(host))
                    .with("call", Some(format!("{} {}", own.fact.method, own.fact.url)))
                    .with("nodes", Some(vec![bad])),
            )
        })
}

/// The same host accepts a token in one call and does not verify its signature in another.
fn keys_disagree(evidence: &Evidence<'_>) -> Verdict {
    let disagree = evidence
        .refusals_where(|_, said| {
            said.contains(&Meaning::Signature) || said.contains(&Meaning::UnknownKey)
        })
        .find_map(|one| {
            let host = words::host(&one.fact.url);
            Some((one, evidence.accepted(one.fact.identity.as_deref()?, Some(&host))?, host))
        });
    let Some((refused, accepted, host)) = disagree else { return Verdict::Unknown };
    let by = |exchange: &Exchange| {
        let node = NODE_HEADERS.iter().find_map(|name| exchange.header(name));
        node.map_or_else(String::new, |node| format!(", by {node}"))
    };
    let same_node = by(refused.fact) == by(accepted.fact) && !by(refused.fact).is_empty();
    let sure = if same_node { Confidence::Possible } else { Confidence::Likely };
    let call = format!("{} {}", accepted.fact.method, accepted.fact.url);
    Draft::new(sure, format!("servers behind {host} verify the same token with different keys"))
        .because(accepted.check, format!("the token was accepted{}", by(accepted.fact)))
        .because(refused.check, format!("{}{}", refused.fact.answer(), by(refused.fact)))
        .explains([refused.check])
        .with("host", Some(host))
        .with("call", Some(call))
        .found()
}

/// Whether the credential was accepted; `None` when the answer says nothing of it.
fn verdict(exchange: &Exchange) -> Option<bool> {
    match exchange.status {
        Some(200..=299) => Some(true),
        Some(401) => Some(false),
        _ => None,
    }
}

/// The nodes that refuse, when every answer names its node, each node was heard at least twice and is
/// of one mind, and the minds differ.
fn nodes(answers: &[Seen<'_, Exchange>]) -> Option<Vec<String>> {
    let header = NODE_HEADERS
        .iter()
        .find(|name| answers.iter().all(|one| one.fact.header(name).is_some()))?;
    let mut minds: BTreeMap<&str, Vec<bool>> = BTreeMap::new();
    for one in answers {
        minds.entry(one.fact.header(header)?).or_default().push(verdict(one.fact)?);
    }
    let of_one_mind =
        |mind: &Vec<bool>| mind.len() >= 2 && mind.iter().all(|one| Some(one) == mind.first());
    if !minds.values().all(of_one_mind) {
        return None;
    }
    let bad: Vec<String> = minds
        .iter()
        .filter(|(_, mind)| mind.contains(&false))
        .map(|(node, _)| (*node).to_owned())
        .collect();
    (!bad.is_empty() && bad.len() < minds.len()).then_some(bad)
}
