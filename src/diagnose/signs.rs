//! What words and circumstances of a failure point to: read once for all causes.

use super::Verdict;
use super::draft::Draft;
use super::evidence::{Evidence, is_troubled};
use crate::model::{Because, Confidence, Fact, RemarkSource};
use crate::provider::{Meaning, Scene, Sign, read_signs};

/// Signs that weigh as much together make a cause likely.
const LIKELY: u32 = 3;

impl<'a> Evidence<'a> {
    /// The signs of a reason: what logs, notes, answers and circumstances point to it.
    pub fn signs(&self, meaning: Meaning) -> impl Iterator<Item = &Sign> {
        self.all_signs().iter().filter(move |sign| sign.means == meaning)
    }

    /// A finding from signs alone: likely or possible, never confirmed. It explains every check that did
    /// not pass. `None` when nothing points to the reason.
    pub(super) fn by_signs(&self, meaning: Meaning, title: &str) -> Option<Draft> {
        let signs: Vec<&Sign> = self.signs(meaning).collect();
        let weight: u32 = signs.iter().map(|sign| sign.weight).sum();
        let first = self.checks().iter().find(|check| is_troubled(check))?;
        if signs.is_empty() {
            return self.by_alternatives(meaning, title);
        }
        let confidence = if weight >= LIKELY { Confidence::Likely } else { Confidence::Possible };
        let mut draft = Draft::new(confidence, title).weighing(weight);
        for sign in signs {
            draft = draft.because(first, sign.because.clone());
        }
        Some(draft.explains(self.troubled()))
    }

    /// What programs printed, in small letters.
    pub(super) fn logs(&self) -> impl Iterator<Item = String> + '_ {
        let logs = self.remarks().iter().filter(|one| one.fact.source == RemarkSource::Log);
        logs.map(|one| one.fact.text.to_lowercase())
    }

    /// Every text that somebody wrote or printed.
    pub(super) fn remark_texts(&self) -> impl Iterator<Item = &'a str> + '_ {
        self.remarks().iter().map(|one| one.fact.text.as_str())
    }
}

impl Verdict {
    /// This verdict, with what signs say for it: they find where the evidence is silent, and make a guess
    /// likely. What is confirmed or ruled out stays as it is.
    pub(super) fn or_signs(self, evidence: &Evidence<'_>, reason: Meaning, title: &str) -> Self {
        match self {
            Self::Unknown => evidence.by_signs(reason, title).map_or(Self::Unknown, Draft::found),
            Self::Finding(mut finding) if finding.confidence != Confidence::Confirmed => {
                let weight: u32 = evidence.signs(reason).map(|sign| sign.weight).sum();
                if weight >= LIKELY {
                    finding.confidence = Confidence::Likely;
                }
                finding.weight += weight;
                if let Some(check) = evidence.troubled().next() {
                    for sign in evidence.signs(reason) {
                        let (check, text) = (check.id.clone(), sign.because.clone());
                        finding.because.push(Because::Check { check, text });
                    }
                }
                Self::Finding(finding)
            }
            Self::Finding(_) | Self::RuledOut(_) => self,
        }
    }
}

/// The failure in words. Nothing where nobody but the API says anything: words of answers are read with
/// more care by the causes themselves.
pub(super) fn read(evidence: &Evidence<'_>) -> Vec<Sign> {
    if evidence.remarks().is_empty() {
        return Vec::new();
    }
    let mut scene = Scene::default();
    for remark in evidence.remarks() {
        match remark.fact.source {
            RemarkSource::Log => scene.logs.push(remark.fact.text.clone()),
            RemarkSource::Note => scene.notes.push(remark.fact.text.clone()),
        }
    }
    for exchange in
        evidence.checks().iter().flat_map(|check| &check.facts).filter_map(Fact::request)
    {
        let error = exchange.error.iter().flat_map(|error| [&error.code, &error.message]);
        scene.said.extend(error.flatten().cloned());
        let parameters = exchange.challenges.iter().flat_map(|challenge| &challenge.parameters);
        scene.said.extend(parameters.map(|(_, value)| value.clone()));
        scene.status.extend(exchange.status);
        scene.requests.push(format!("{} {}", exchange.method, exchange.url));
        let headers = exchange.headers.iter().map(|(name, value)| format!("{name}: {value}"));
        scene.headers.extend(headers);
        scene.sent.extend(exchange.sent.iter().flat_map(|sent| sent.headers.iter().cloned()));
    }
    for token in evidence.tokens() {
        let own = [("alg", &token.fact.algorithm), ("iss", &token.fact.issuer)];
        let own = own.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)));
        let audience = token.fact.audience.iter().map(|audience| ("aud", audience.as_str()));
        let claims = token
            .fact
            .claims
            .iter()
            .filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)));
        let shown = own.chain(audience).chain(claims);
        scene.tokens.extend(shown.map(|(name, value)| format!("{name} {value}")));
    }
    read_signs(&scene)
}
