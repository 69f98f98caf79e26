//! A scope is issued only when it is asked for, and it was not.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::evidence::MissingScopes;
use crate::diagnose::{Compared, Evidence, ScopeAnswer, Verdict, code, words};
use crate::model::Confidence;
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The client is granted the scope, but the token request does not ask for it, and the server
    /// issues only what is asked for (RFC 6749, section 3.3, leaves that to the server). Adding the
    /// scope to the client once more does not help.
    ///
    /// ## How we know
    ///
    /// Confirmed when an experiment asks for the scope and the JWT that comes carries it; that a call is
    /// refused for it is confirmed when the same call is accepted with that token. Never confirmed
    /// without asking for the scope once. Likely when the request asked for other scopes only, or when it asked for none and the token carries none.
    /// Ruled out when the scope was asked for, by the check or by an experiment, and did not come.
    ///
    /// ## What to do
    ///
    /// Put the scope into the token request.
    ///
    /// ## Look-alikes
    ///
    /// `scope-missing`: the client is not granted the scope, and asking does not help.
    id: "scope-not-requested",
    group: "privileges",
    leaf: &["PRV-2"],
    title: "a scope is issued only when it is asked for, and it was not",
    remedies: &["request-oauth-scope"],
    look_alikes: &["scope-missing"],
    symptoms: &[],
    judge: judge,
    next: super::scope_missing::next,
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    for request in evidence.refused_token_requests() {
        if evidence.said(&request.fact.exchange).contains(&Meaning::Scope)
            && !request.fact.scopes_requested.is_empty()
        {
            return Verdict::RuledOut("asking for it does not help: it was refused".to_owned());
        }
    }
    let mut ruled_out = None;
    for missing in evidence.missing_scopes() {
        match of_token(evidence, &missing) {
            finding @ Verdict::Finding(_) => return finding,
            Verdict::RuledOut(because) => ruled_out = Some(because),
            Verdict::Unknown => {}
        }
    }
    ruled_out.map_or_else(|| refused_by_api(evidence), Verdict::RuledOut)
}

fn of_token(evidence: &Evidence<'_>, missing: &MissingScopes<'_>) -> Verdict {
    let Some(request) = evidence.token_request(&missing.token.identity).map(|one| one.fact) else {
        return Verdict::Unknown;
    };
    let asked = &request.scopes_requested;
    if missing.missing.iter().any(|scope| asked.contains(scope)) {
        return Verdict::RuledOut(
            "asking for it does not help: it was asked for and dropped".to_owned(),
        );
    }
    let pack = &missing.check.pack;
    let tried = evidence.asked_for(pack, &missing.token.identity, &missing.missing);
    let granted = match tried {
        Some((result, ScopeAnswer::Refused | ScopeAnswer::Dropped)) => {
            return Verdict::RuledOut(format!(
                "asking for it does not help (experiment {})",
                result.n
            ));
        }
        Some((result, ScopeAnswer::Granted)) => Some(result),
        Some((_, ScopeAnswer::Unclear)) | None => None,
    };
    let likely = !asked.is_empty() || missing.granted.is_empty();
    let sure = match (granted, likely) {
        (Some(_), _) => Confidence::Confirmed,
        (None, true) => Confidence::Likely,
        (None, false) => Confidence::Possible,
    };
    let how = if asked.is_empty() {
        "the token request asked for no scope".to_owned()
    } else {
        format!("the token request asked only for {}", words::list(asked))
    };
    let mut draft = Draft::new(
        sure,
        format!("the token request does not ask for {}", words::list(&missing.missing)),
    )
    .because(missing.check, how)
    .explains([missing.check])
    .with("missing_scopes", Some(missing.missing.clone()))
    .with("requested_scopes", Some(asked.clone()))
    .with("granted_scopes", Some(missing.granted.clone()));
    let identity = &missing.token.identity;
    if code::has_scopes(evidence, identity, &missing.missing) {
        draft = code::about_scopes(draft, evidence, identity, &missing.missing, false);
    }
    if let Some(result) = granted {
        draft = draft.because_of(
            result,
            format!(
                "token requested with {}: it carries {}",
                result.experiment.changed,
                words::list(&missing.missing)
            ),
        );
    }
    for one in missing.refused(evidence) {
        let again = evidence.experiment_about(one.check, "call-with-scope");
        match again.map(|result| (result, evidence.compared(one.check, result))) {
            Some((result, Compared::Accepted)) => {
                let text = format!("{} is accepted with such a token", one.check.id);
                draft = draft.because_of(result, text).explains([one.check]);
            }
            // Refused with the scope as well: for another reason.
            Some((_, Compared::Alike | Compared::Otherwise)) => {}
            Some((_, Compared::Unclear)) | None => draft = draft.explains([one.check]),
        }
    }
    draft.found()
}

/// The API names scopes that it misses, and the token request asked for none of them.
fn refused_by_api(evidence: &Evidence<'_>) -> Verdict {
    for one in evidence.refusals_for(Meaning::Scope) {
        let Some(identity) = one.fact.identity.as_deref() else { continue };
        let Some(request) = evidence.token_request(identity) else { continue };
        // What the token carries is not missing, whatever the API says.
        let token = evidence.token(identity).map(|token| token.fact);
        let granted = token.and_then(|token| token.scopes.as_deref()).unwrap_or_default();
        let wanted: Vec<String> = one
            .fact
            .challenges
            .iter()
            .filter_map(|challenge| challenge.get("scope"))
            .flat_map(str::split_whitespace)
            .map(str::to_owned)
            .filter(|scope| !granted.contains(scope))
            .collect();
        let asked = &request.fact.scopes_requested;
        if wanted.is_empty() || wanted.iter().any(|scope| asked.contains(scope)) {
            continue;
        }
        return Draft::new(
            Confidence::Possible,
            format!("the token request does not ask for {}", words::list(&wanted)),
        )
        .because(one.check, one.fact.answer())
        .explains([one.check])
        .with("missing_scopes", Some(wanted))
        .with("requested_scopes", Some(asked.clone()))
        .found();
    }
    Verdict::Unknown
}
