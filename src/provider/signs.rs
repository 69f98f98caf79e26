//! Signs: what a failure looks like as a whole, in the words of answers, logs and people, held against
//! what is known to look like that. Data is in `checks/providers/signs/`.

use std::sync::LazyLock;

use serde::Deserialize;

use super::Meaning;
use super::denial::{claimed, holds_undenied};
use super::phrase::{Phrase, hit, sentences};

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

/// Texts to look for phrases in.
struct Place<'a> {
    texts: &'a [String],
    /// People and programs also say what it is not: what they deny, ask or quote does not count.
    denies: bool,
}

impl Lowered<'_> {
    /// Where each kind of words is looked for. What takes a rule away does so denied or not: silence beats
    /// a guess.
    fn answers(&self) -> Place<'_> {
        Place { texts: &self.said, denies: false }
    }

    fn remarks(&self, denies: bool) -> [Place<'_>; 2] {
        [Place { texts: &self.logs, denies }, Place { texts: &self.notes, denies }]
    }
}

impl Conditions {
    /// Whether every condition that is given holds.
    fn hold(&self, scene: &Lowered<'_>) -> bool {
        let words = self.of_words(scene, true);
        words.iter().all(|(groups, places)| groups.iter().all(|group| group_holds(group, places)))
            && (self.status.is_empty() || self.status.iter().any(|one| scene.status.contains(one)))
            && (self.sent.is_empty() || self.sent.iter().any(|one| scene.sent.contains(one)))
    }

    /// Whether any condition that is given holds.
    fn any(&self, scene: &Lowered<'_>) -> bool {
        let words = self.of_words(scene, false);
        words.iter().any(|(groups, places)| groups.iter().any(|group| group_holds(group, places)))
            || self.status.iter().any(|one| scene.status.contains(one))
            || self.sent.iter().any(|one| scene.sent.contains(one))
    }

    /// The conditions of words, and where each looks.
    fn of_words<'a>(
        &'a self,
        scene: &'a Lowered<'_>,
        denies: bool,
    ) -> [(&'a [Vec<Phrase>], Vec<Place<'a>>); 7] {
        let plain = |texts: &'a [String]| vec![Place { texts, denies: false }];
        let [logs, notes] = scene.remarks(denies);
        let [all_logs, all_notes] = scene.remarks(denies);
        [
            (&self.words, vec![scene.answers(), all_logs, all_notes]),
            (&self.log, vec![logs]),
            (&self.note, vec![notes]),
            (&self.said, vec![scene.answers()]),
            (&self.request, plain(&scene.requests)),
            (&self.header, plain(&scene.headers)),
            (&self.token, plain(&scene.tokens)),
        ]
    }
}

fn group_holds(group: &[Phrase], places: &[Place<'_>]) -> bool {
    places.iter().any(|place| {
        place.texts.iter().any(|text| {
            let mut sentences = sentences(text);
            if place.denies {
                return sentences.map(claimed).any(|one| {
                    group
                        .iter()
                        .any(|phrase| hit(&[one], phrase).is_some() && holds_undenied(one, phrase))
                });
            }
            sentences.any(|one| group.iter().any(|phrase| hit(&[one], phrase).is_some()))
        })
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
        assert!(!holds("It is not expired", 401));
        assert!(!holds("Has the token expired?", 401));
        assert!(holds("It is not only slow. The token expired", 401));
    }

    #[test]
    fn every_rule_can_be_read_and_says_what_shows_it() {
        for rule in RULES.iter() {
            assert!(!rule.because.is_empty() && (1..=5).contains(&rule.weight), "{}", rule.because);
        }
    }
}
