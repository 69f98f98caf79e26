//! Signs: what a failure looks like as a whole, in the words of answers, logs and people, held against
//! what is known to look like that. Data is in `checks/providers/signs/`.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde::Deserialize;

use super::Meaning;
use super::denial::{claimed, holds_undenied};
use super::phrase::{Pairs, Phrase, hit, sentences};

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

/// A scene in small letters, taken apart once for all rules.
struct Lowered<'a> {
    logs: Texts,
    notes: Texts,
    said: Texts,
    requests: Texts,
    headers: Texts,
    tokens: Texts,
    status: &'a [u16],
    sent: &'a [String],
}

/// What one place says.
struct Texts {
    /// Its sentences, each once: calls of one run are often refused in the same words.
    sentences: Vec<Sentence>,
    pairs: Pairs,
}

struct Sentence {
    text: String,
    /// How much of it claims something, from its beginning: it may ask or quote.
    claimed: usize,
}

/// Where words stand.
#[derive(Clone, Copy)]
enum Place {
    Logs,
    Notes,
    Answers,
    Requests,
    Headers,
    Tokens,
}

impl Texts {
    fn of(texts: &[String]) -> Self {
        let mut known = BTreeSet::new();
        let mut all: Vec<Sentence> = Vec::new();
        for text in texts {
            let text = text.to_lowercase().replace('"', "'");
            for one in sentences(&text).filter(|one| known.insert((*one).to_owned())) {
                let (text, claimed) = (one.to_owned(), claimed(one).len());
                all.push(Sentence { text, claimed });
            }
        }
        let pairs = Pairs::of_all(all.iter().map(|one| one.text.as_str()));
        Self { sentences: all, pairs }
    }

    /// Whether a phrase occurs. People and programs also say what it is not: where `undenied`, what they
    /// deny, ask or quote does not count.
    fn hold(&self, phrase: &Phrase, undenied: bool) -> bool {
        phrase.pieces.iter().all(|piece| self.pairs.may_hold(piece))
            && self.sentences.iter().any(|one| {
                let text = if undenied { &one.text[..one.claimed] } else { &one.text };
                hit(&[text], phrase).is_some() && (!undenied || holds_undenied(text, phrase))
            })
    }
}

impl<'a> Lowered<'a> {
    fn new(scene: &'a Scene) -> Self {
        Self {
            logs: Texts::of(&scene.logs),
            notes: Texts::of(&scene.notes),
            said: Texts::of(&scene.said),
            requests: Texts::of(&scene.requests),
            headers: Texts::of(&scene.headers),
            tokens: Texts::of(&scene.tokens),
            status: &scene.status,
            sent: &scene.sent,
        }
    }

    fn at(&self, place: Place) -> &Texts {
        match place {
            Place::Logs => &self.logs,
            Place::Notes => &self.notes,
            Place::Answers => &self.said,
            Place::Requests => &self.requests,
            Place::Headers => &self.headers,
            Place::Tokens => &self.tokens,
        }
    }

    /// Whether one of these phrases occurs in one of these places. What takes a rule away does so denied
    /// or not: silence beats a guess.
    fn hold(&self, group: &[Phrase], places: &[Place], undenied: bool) -> bool {
        places.iter().any(|place| {
            let undenied = undenied && matches!(place, Place::Logs | Place::Notes);
            group.iter().any(|phrase| self.at(*place).hold(phrase, undenied))
        })
    }
}

impl Conditions {
    /// Whether every condition that is given holds.
    fn hold(&self, scene: &Lowered<'_>) -> bool {
        (self.status.is_empty() || self.status.iter().any(|one| scene.status.contains(one)))
            && (self.sent.is_empty() || self.sent.iter().any(|one| scene.sent.contains(one)))
            && self
                .of_words()
                .iter()
                .all(|(groups, places)| groups.iter().all(|group| scene.hold(group, places, true)))
    }

    /// Whether any condition that is given holds.
    fn any(&self, scene: &Lowered<'_>) -> bool {
        self.status.iter().any(|one| scene.status.contains(one))
            || self.sent.iter().any(|one| scene.sent.contains(one))
            || self
                .of_words()
                .iter()
                .any(|(groups, places)| groups.iter().any(|group| scene.hold(group, places, false)))
    }

    /// The conditions of words, and where each looks.
    fn of_words(&self) -> [(&[Vec<Phrase>], &'static [Place]); 7] {
        [
            (&self.words, &[Place::Answers, Place::Logs, Place::Notes]),
            (&self.log, &[Place::Logs]),
            (&self.note, &[Place::Notes]),
            (&self.said, &[Place::Answers]),
            (&self.request, &[Place::Requests]),
            (&self.header, &[Place::Headers]),
            (&self.token, &[Place::Tokens]),
        ]
    }
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
