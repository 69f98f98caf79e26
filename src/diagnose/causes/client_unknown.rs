//! The token endpoint does not know the client's id.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::{Evidence, Verdict, words};
use crate::model::Confidence;
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The token endpoint does not know the client's id: it is mistyped, was deleted, or belongs to
    /// another region, tenant or environment.
    ///
    /// ## How we know
    ///
    /// Confirmed when the token endpoint says in words that there is no such client, and likely where the
    /// client may be known in another region or directory of the same platform. A bare
    /// `invalid_client` does not say it: that is `client-secret-wrong`, likely at most. Likely when a log
    /// says so, or shows a placeholder in the place of the id.
    ///
    /// ## What to do
    ///
    /// Compare the id with the administration, and the host of the token endpoint with the region or
    /// tenant in which the client was made.
    ///
    /// ## Look-alikes
    ///
    /// `client-secret-wrong`: the id is known, the secret is not accepted.
    id: "client-unknown",
    group: "acquisition",
    leaf: &["ACQ-1"],
    title: "the token endpoint does not know the client's id",
    remedies: &["fix-client-id"],
    look_alikes: &["client-secret-wrong", "grant-not-allowed"],
    symptoms: &["client-secret-wrong", "grant-not-allowed"],
    judge: judge,
    next: |_| None,
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let refused: Vec<_> = evidence
        .all_refused_token_requests()
        .into_iter()
        .filter(|one| {
            let said = evidence.said(&one.fact.exchange);
            said.contains(&Meaning::ClientUnknown) && !said.contains(&Meaning::ClientSecret)
        })
        .collect();
    if let Some(first) = refused.first() {
        if let Some(why) = evidence.at_home_elsewhere(first.fact) {
            return Verdict::RuledOut(why);
        }
        let host = words::host(&first.fact.exchange.url);
        let mut draft = Draft::new(
            Confidence::Confirmed,
            format!("{host} does not know the client {}", first.fact.client_id),
        )
        .worded()
        .with("client_id", Some(first.fact.client_id.as_str()))
        .with("token_url", Some(first.fact.exchange.url.as_str()))
        .with("host", Some(host));
        let said = evidence.said(&first.fact.exchange);
        let asked = words::host(&first.fact.exchange.url);
        let regions = evidence.platform().is_some_and(|platform| {
            platform.has_regions() && (asked.is_empty() || platform.domain(&asked).is_some())
        });
        let elsewhere = evidence.signs(Meaning::Region).next().is_some();
        if regions
            || elsewhere
            || said.contains(&Meaning::Tenant)
            || said.contains(&Meaning::Region)
        {
            // As likely as another region, and what the answer itself says: so it stands first.
            draft = draft.at_most_likely().weighing(3);
        }
        for one in &refused {
            draft = draft.because(one.check, one.fact.exchange.answer()).explains([one.check]);
        }
        return draft.found();
    }
    if let Some(draft) = evidence.by_signs(Meaning::ClientUnknown, CAUSE.title) {
        return draft.found();
    }
    match evidence.every_client_served() {
        Some(one) => Verdict::RuledOut(format!("{} got a token", one.check.id)),
        None => Verdict::Unknown,
    }
}
