//! Ask the token endpoint for the scope that the token lacks.

use super::ask::{Asking, acted};
use super::kind::experiment;
use crate::diagnose::words;
use crate::model::{Act, Experiment};
use crate::provider::Meaning;

experiment! {
    /// ## What is sent
    ///
    /// The check's token request once more, with the scopes that are missing in its `scope` parameter. The
    /// token that comes is looked at and used for nothing.
    ///
    /// ## When
    ///
    /// A scope is missing, and it was not asked for: either the client is not granted it, or it is issued
    /// only when it is asked for.
    ///
    /// ## What it proves
    ///
    /// Refused with `invalid_scope`, or issued without the scope in the JWT: the client is not granted it. In
    /// the JWT: asking for it was all that was missing. An opaque token proves nothing: a response may leave
    /// `scope` out (RFC 6749, section 5.1).
    id: "token-with-scope",
    question: "is the scope issued when it is asked for?",
    ask: ask,
}

fn ask(asking: &Asking<'_>) -> Vec<Experiment> {
    let evidence = asking.evidence;
    let demanded = evidence
        .missing_scopes()
        .map(|missing| (missing.check, missing.token.identity.clone(), missing.missing));
    let named = evidence.refusals_for(Meaning::Scope).filter_map(|one| {
        let identity = one.fact.identity.clone()?;
        let carried = evidence.token(&identity).and_then(|token| token.fact.scopes.clone());
        let wanted: Vec<String> = one
            .fact
            .challenges
            .iter()
            .filter_map(|challenge| challenge.get("scope"))
            .flat_map(str::split_whitespace)
            .map(str::to_owned)
            .filter(|scope| carried.as_ref().is_none_or(|carried| !carried.contains(scope)))
            .collect();
        Some((one.check, identity, wanted))
    });
    let mut asked: Vec<(String, Vec<String>)> = Vec::new();
    let mut experiments = Vec::new();
    for (check, identity, missing) in demanded.chain(named) {
        let Some(request) = asking.issued(&identity) else { continue };
        let before = &request.fact.scopes_requested;
        let known = asked.iter().any(|(whose, scopes)| {
            *whose == identity && missing.iter().all(|scope| scopes.contains(scope))
        });
        if missing.is_empty() || known || missing.iter().any(|scope| before.contains(scope)) {
            continue;
        }
        let scopes: Vec<String> = before.iter().chain(&missing).cloned().collect();
        let is = if missing.len() == 1 { "is" } else { "are" };
        let it = if missing.len() == 1 { "it is" } else { "they are" };
        experiments.push(acted(
            KIND.id,
            check,
            format!("{is} {} issued when {it} asked for?", words::list(&missing)),
            format!("scope={}", scopes.join(" ")),
            Act::RequestToken {
                identity: identity.clone(),
                scopes: Some(scopes.clone()),
                client_auth: None,
            },
        ));
        asked.push((identity, scopes));
    }
    experiments
}
