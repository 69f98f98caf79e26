//! The credential is not written as its scheme wants it.

use crate::diagnose::answers::WORDS;
use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::sent::{in_header, is_token_request};
use crate::diagnose::words;
use crate::diagnose::{Evidence, Verdict};
use crate::model::Confidence;
use crate::model::{Act, CredentialFlaw, SentCredential, Variation};
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The token may be good, and the header around it is not: the scheme is missing, doubled, joined to
    /// the token or another one than the server reads; quotes, a line break or percent-encoding came along;
    /// a Basic user is not built as documented.
    ///
    /// ## How we know
    ///
    /// Confirmed when the same credential in one canonical header is accepted, or when the refusal says
    /// that the header has the wrong form and what was sent shows the flaw. Likely when only one of the two
    /// is known. A scheme in small letters is only possible: RFC 9110, section 11.1, allows it, and some
    /// servers do not.
    ///
    /// ## What to do
    ///
    /// Send exactly `Authorization: Bearer`, one blank, and the token as it was issued.
    ///
    /// ## Look-alikes
    ///
    /// `credential-missing`: nothing came. `credential-kind-wrong`: the form is right, another kind of
    /// credential is wanted.
    id: "credential-malformed",
    group: "request",
    leaf: &["REQ-2"],
    title: "the credential is not written as its scheme wants it",
    remedies: &["write-header-canonically"],
    look_alikes: &["credential-missing", "credential-kind-wrong", "authorization-header-lost"],
    symptoms: &["token-not-jwt", "authorization-header-lost"],
    judge: judge,
    next: |_| Some(
        "send the same request once with the header written as Authorization: Bearer TOKEN, and \
         nothing else changed: success means that its form was what is refused"
            .to_owned(),
    ),
}

/// Flaws that a server need not forgive.
const FLAWS: [CredentialFlaw; 9] = [
    CredentialFlaw::SchemeMissing,
    CredentialFlaw::SchemeDoubled,
    CredentialFlaw::SchemeUnknown,
    CredentialFlaw::SchemeJoined,
    CredentialFlaw::Quoted,
    CredentialFlaw::WhiteSpace,
    CredentialFlaw::PercentEncoded,
    CredentialFlaw::Truncated,
    CredentialFlaw::NotBasic,
];

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let canonical = |act: &Act| matches!(act, Act::Send(Variation::CanonicalHeader));
    for (one, _) in evidence.answers() {
        let Some((experiment, status)) = evidence.tried(one.check, canonical) else { continue };
        if !matches!(one.fact.status, Some(401 | 403)) {
            continue;
        }
        if (200..300).contains(&status) {
            return Draft::new(
                Confidence::Confirmed,
                format!(
                    "{} accepts the credential in canonical form, and not as it was sent",
                    words::host(&one.fact.url)
                ),
            )
            .weighing(WORDS)
            .because(one.check, one.fact.answer())
            .because_of(experiment, format!("the canonical header is answered {status}"))
            .explains([one.check])
            .found();
        }
        if Some(status) == one.fact.status {
            return Verdict::RuledOut(format!(
                "experiment {}: the canonical header is answered {status} as well",
                experiment.n
            ));
        }
    }
    let told = evidence.told(Meaning::CredentialForm);
    let flawed: Vec<_> = evidence
        .refused_and_known()
        .filter(|(one, _)| !is_token_request(one.fact))
        .filter_map(|(one, sent)| Some((one, in_header(sent).find_map(flaw)?)))
        .collect();
    if let Some((first, flaw)) = flawed.first() {
        let said = told.iter().any(|one| std::ptr::eq(one.seen.fact, first.fact));
        let sure = match (said, flaw) {
            (true, _) => Confidence::Confirmed,
            (false, CredentialFlaw::SchemeCase) => Confidence::Possible,
            (false, _) => Confidence::Likely,
        };
        let mut draft = Draft::new(sure, format!("the Authorization header {}", in_words(*flaw)))
            .weighing(if sure == Confidence::Possible { 2 } else { WORDS })
            .with("flaw", Some(in_words(*flaw)))
            .with("host", Some(words::host(&first.fact.url)));
        for (one, flaw) in &flawed {
            draft = draft
                .because(one.check, format!("the header {}", in_words(*flaw)))
                .because(one.check, one.fact.answer())
                .explains([one.check]);
        }
        return draft.found();
    }
    let draft = evidence
        .by_answers(Meaning::CredentialForm, Confidence::Likely, |_| CAUSE.title.to_owned())
        .or_else(|| evidence.by_signs(Meaning::CredentialForm, CAUSE.title));
    if let Some(draft) = draft {
        return draft.found();
    }
    let good = evidence.refused_and_known().find(|(one, sent)| {
        let mut bearer = in_header(sent)
            .filter(|one| one.scheme.as_deref() == Some("Bearer") && one.flaws.is_empty());
        !is_token_request(one.fact) && bearer.next().is_some()
    });
    match good {
        Some((one, _)) => {
            Verdict::RuledOut(format!("{} sent Bearer, one blank and a token", one.check.id))
        }
        None => Verdict::Unknown,
    }
}

fn flaw(sent: &SentCredential) -> Option<CredentialFlaw> {
    // A scheme of its own with a signature behind it is no slip of the pen.
    if sent.kind == crate::model::CredentialKind::Signature {
        return None;
    }
    let mut all = sent.flaws.iter().copied();
    all.clone()
        .find(|flaw| FLAWS.contains(flaw))
        .or_else(|| all.find(|flaw| *flaw == CredentialFlaw::SchemeCase))
}

fn in_words(flaw: CredentialFlaw) -> &'static str {
    match flaw {
        CredentialFlaw::SchemeMissing => "has no scheme before the token",
        CredentialFlaw::SchemeDoubled => "has its scheme twice",
        CredentialFlaw::SchemeUnknown => "has a scheme that is not registered",
        CredentialFlaw::SchemeJoined => "has no single blank between scheme and token",
        CredentialFlaw::SchemeCase => "has its scheme in other letters than registered",
        CredentialFlaw::Quoted => "has quotes around the token",
        CredentialFlaw::WhiteSpace => "has white space or a line break in or after the token",
        CredentialFlaw::PercentEncoded => "has a percent-encoded token",
        CredentialFlaw::Placeholder => "has a placeholder instead of a token",
        CredentialFlaw::Truncated => "has a token that is cut short",
        CredentialFlaw::NotBasic => "has a Basic credential that cannot be decoded",
    }
}
