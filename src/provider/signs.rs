//! Signs: what a failure looks like as a whole, in the words of answers, logs and people, held against
//! what is known to look like that. Data is in `checks/providers/signs/`.

use std::sync::LazyLock;

use serde::Deserialize;

use super::Meaning;
use super::phrase::{Hit, Phrase, hit, sentences};

/// A failure in words: everything that a rule may look at. Texts may be in any case.
#[derive(Clone, Debug, Default)]
pub struct Scene {
    /// What programs printed.
    pub logs: Vec<String>,
    /// What people wrote.
    pub notes: Vec<String>,
    /// What answers say: codes, sentences and parameters of challenges, each a text of its own.
    pub said: Vec<String>,
    /// Status codes of the answers.
    pub status: Vec<u16>,
    /// Requests as `METHOD URL`.
    pub requests: Vec<String>,
    /// Headers of the answers as `name: value`.
    pub headers: Vec<String>,
    /// Names of the request headers that were sent.
    pub sent: Vec<String>,
    /// What tokens show, as `name value`: `alg`, `iss`, `aud`, and the claims that may be shown.
    pub tokens: Vec<String>,
}

/// A sign that points to a reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sign {
    /// The reason.
    pub means: Meaning,
    /// How much it says: 3 is likely by itself, 1 only with others.
    pub weight: u32,
    /// What shows it, in words that a report can print.
    pub because: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    means: Meaning,
    weight: u32,
    because: String,
    #[serde(default)]
    when: Conditions,
    #[serde(default)]
    unless: Conditions,
}

/// Every condition that is given must hold. One of words is a list of groups: each group is a list of
/// phrases of which one must occur.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Conditions {
    /// Anywhere: answers, logs and notes.
    words: Vec<Vec<Phrase>>,
    /// In what programs printed.
    log: Vec<Vec<Phrase>>,
    /// In what people wrote.
    note: Vec<Vec<Phrase>>,
    /// In what answers say.
    said: Vec<Vec<Phrase>>,
    /// One of these status codes was answered.
    status: Vec<u16>,
    /// In the method and URL of a request.
    request: Vec<Vec<Phrase>>,
    /// In a header of an answer.
    header: Vec<Vec<Phrase>>,
    /// Names of request headers, of which one was sent.
    sent: Vec<String>,
    /// In what a token shows, as `name value`.
    token: Vec<Vec<Phrase>>,
}

/// Every rule. Read when first asked for, in the compact form that a test keeps in step with
/// `checks/providers/signs/*.yaml`.
static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../checks/providers/compact/signs.json"))
        .expect("embedded files are read by a test")
});

/// Every sign that a failure shows, in the order of the rules.
#[must_use]
pub fn read_signs(scene: &Scene) -> Vec<Sign> {
    let scene = Lowered::new(scene);
    let shown = RULES.iter().filter(|rule| rule.when.hold(&scene) && !rule.unless.any(&scene));
    shown
        .map(|rule| Sign { means: rule.means, weight: rule.weight, because: rule.because.clone() })
        .collect()
}

/// A scene in small letters.
struct Lowered<'a> {
    logs: Vec<String>,
    notes: Vec<String>,
    said: Vec<String>,
    requests: Vec<String>,
    headers: Vec<String>,
    tokens: Vec<String>,
    status: &'a [u16],
    sent: &'a [String],
}

impl<'a> Lowered<'a> {
    fn new(scene: &'a Scene) -> Self {
        let lower = |texts: &[String]| -> Vec<String> {
            texts.iter().map(|text| text.to_lowercase().replace('"', "'")).collect()
        };
        Self {
            logs: lower(&scene.logs),
            notes: lower(&scene.notes),
            said: lower(&scene.said),
            requests: lower(&scene.requests),
            headers: lower(&scene.headers),
            tokens: lower(&scene.tokens),
            status: &scene.status,
            sent: &scene.sent,
        }
    }
}

impl Conditions {
    /// Whether every condition that is given holds.
    fn hold(&self, scene: &Lowered<'_>) -> bool {
        let everywhere = [&scene.said, &scene.logs, &scene.notes];
        groups_hold(&self.words, &everywhere)
            && groups_hold(&self.log, &[&scene.logs])
            && groups_hold(&self.note, &[&scene.notes])
            && groups_hold(&self.said, &[&scene.said])
            && groups_hold(&self.request, &[&scene.requests])
            && groups_hold(&self.header, &[&scene.headers])
            && groups_hold(&self.token, &[&scene.tokens])
            && (self.status.is_empty() || self.status.iter().any(|one| scene.status.contains(one)))
            && (self.sent.is_empty() || self.sent.iter().any(|one| scene.sent.contains(one)))
    }

    /// Whether any condition that is given holds.
    fn any(&self, scene: &Lowered<'_>) -> bool {
        let everywhere = [&scene.said, &scene.logs, &scene.notes];
        let some = |groups: &[Vec<Phrase>], places: &[&Vec<String>]| {
            groups.iter().any(|group| group_holds(group, places))
        };
        some(&self.words, &everywhere)
            || some(&self.log, &[&scene.logs])
            || some(&self.note, &[&scene.notes])
            || some(&self.said, &[&scene.said])
            || some(&self.request, &[&scene.requests])
            || some(&self.header, &[&scene.headers])
            || some(&self.token, &[&scene.tokens])
            || self.status.iter().any(|one| scene.status.contains(one))
            || self.sent.iter().any(|one| scene.sent.contains(one))
    }
}

fn groups_hold(groups: &[Vec<Phrase>], places: &[&Vec<String>]) -> bool {
    groups.iter().all(|group| group_holds(group, places))
}

fn group_holds(group: &[Phrase], places: &[&Vec<String>]) -> bool {
    let mut texts = places.iter().copied().flatten();
    texts.any(|text| {
        let sentences: Vec<&str> = sentences(text).collect();
        group.iter().any(|phrase| matches!(hit(&sentences, phrase), Some(Hit { .. })))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_holds_when_every_group_of_words_occurs() {
        let rule = |text: &str| -> Rule { serde_yaml::from_str(text).expect("a rule") };
        let rule = rule(
            "{ means: expired, weight: 3, because: x, when: { words: [[expired, 'lifetime*over']], status: [401] }, \
             unless: { note: [[never works]] } }",
        );
        let scene = |note: &str, status| Scene {
            notes: vec![note.to_owned()],
            status: vec![status],
            ..Scene::default()
        };
        let holds = |note: &str, status| {
            let scene = scene(note, status);
            let scene = Lowered::new(&scene);
            rule.when.hold(&scene) && !rule.unless.any(&scene)
        };
        assert!(holds("The token EXPIRED", 401));
        assert!(holds("its lifetime is over", 401));
        assert!(!holds("its lifetime. Now it is over", 401));
        assert!(!holds("The token expired", 403));
        assert!(!holds("The token expired. It never works", 401));
    }

    #[test]
    fn every_rule_can_be_read_and_says_what_shows_it() {
        for rule in RULES.iter() {
            assert!(!rule.because.is_empty() && (1..=5).contains(&rule.weight), "{}", rule.because);
        }
    }
}
