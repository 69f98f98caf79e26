//! The OAuth client is not granted a scope that the API demands.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::evidence::MissingScopes;
use crate::diagnose::{Evidence, ScopeAnswer, Verdict, code, words};
use crate::model::{CheckResult, Confidence, ExperimentResult, Finding, TokenRequestFact};
use crate::provider::{Meaning, read_scope_refusal};

cause! {
    /// ## What it means
    ///
    /// The API demands a scope, and the OAuth client may not have it. Asking for it does not help: the
    /// token endpoint refuses the request, or issues a token without the scope.
    ///
    /// ## How we know
    ///
    /// Confirmed when the scope was asked for, by the check or by an experiment, and refused with
    /// `invalid_scope`, or was asked for and is not in the JWT that came. That it is why a call is refused
    /// which gives no reason is likely only: no experiment can send the call with a scope that is not
    /// granted. Ruled out when an experiment asks for the scope and the JWT carries it. When the refusal's sentence says something else than that the scope is
    /// invalid, unknown or not allowed, or leaves open which of several it means: likely at most. When it was not asked for, the evidence cannot tell this from
    /// `scope-not-requested`: likely when the token carries other scopes that nobody asked for either
    /// (the server gives what the client is granted), possible when it carries none. An opaque token,
    /// and a token response without `scope`, prove nothing about scopes.
    ///
    /// ## What to do
    ///
    /// Grant the scope to the client, then fetch a new token: one that exists does not change.
    ///
    /// ## Look-alikes
    ///
    /// `scope-not-requested`: the client is granted the scope, and it is issued only when asked for.
    /// `guest-context-missing`: the scope is there, and what binds the token to a guest is not.
    id: "scope-missing",
    group: "privileges",
    leaf: &["PRV-2"],
    title: "the OAuth client is not granted a scope that the API demands",
    remedies: &["add-oauth-scope", "add-oauth-scope-genesys-cloud"],
    look_alikes: &["scope-not-requested", "guest-context-missing", "permission-missing"],
    symptoms: &["scope-not-requested"],
    judge: judge,
    next: next,
}

/// The request that tells `scope-missing` from `scope-not-requested`.
pub(super) fn next(finding: &Finding) -> Option<String> {
    let scopes = finding.particulars.iter().find(|(name, _)| *name == "missing_scopes")?;
    let scopes: Vec<_> =
        scopes.1.as_array()?.iter().filter_map(serde_json::Value::as_str).collect();
    if finding.particulars.iter().any(|(name, _)| *name == "alternatives") {
        return Some(format!(
            "call GET /api/v2/tokens/me with the same token: it wants no permission, and authorizedScope lists the \
             scopes of the client; without {} among them this is the cause",
            words::list(&scopes)
        ));
    }
    if finding.particulars.iter().any(|(name, _)| *name == "refused") {
        if let [scope] = scopes[..] {
            return Some(format!(
                "request a token with scope={scope} alone, and one without a scope: refused and issued means \
                 that the client is not granted it"
            ));
        }
        return Some(format!(
            "request a token with each of {} alone: the one that is refused is the one that the client \
             is not granted",
            words::list(&scopes)
        ));
    }
    Some(format!(
        "request a token with scope={}: issued means scope-not-requested; refused or dropped means scope-missing",
        scopes.join(" ")
    ))
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    by_facts(evidence).or_signs(evidence, Meaning::Scope, CAUSE.title)
}

fn by_facts(evidence: &Evidence<'_>) -> Verdict {
    for request in evidence.refused_token_requests() {
        if evidence.said(&request.fact.exchange).contains(&Meaning::Scope)
            && !request.fact.scopes_requested.is_empty()
        {
            return refused(evidence, request.check, request.fact);
        }
    }
    let mut best: Option<Verdict> = None;
    for missing in evidence.missing_scopes() {
        let verdict = not_in_token(evidence, &missing);
        if sureness(&verdict) > best.as_ref().map_or(0, sureness) || best.is_none() {
            best = Some(verdict);
        }
    }
    best.or_else(|| by_headers(evidence)).unwrap_or_else(|| refused_by_api(evidence))
}

fn sureness(verdict: &Verdict) -> u8 {
    match verdict {
        Verdict::Finding(finding) => match finding.confidence {
            Confidence::Confirmed => 4,
            Confidence::Likely => 3,
            Confidence::Possible => 2,
        },
        Verdict::RuledOut(_) => 1,
        Verdict::Unknown => 0,
    }
}

/// The token endpoint refused the request because of its scopes.
fn refused(evidence: &Evidence<'_>, check: &CheckResult, request: &TokenRequestFact) -> Verdict {
    let asked = &request.scopes_requested;
    let error = request.error.as_ref().or(request.exchange.error.as_ref());
    let message = error.and_then(|error| error.message.as_deref()).unwrap_or_default();
    let (scopes, sure) = refused_of(asked, message);
    let client = &request.client_id;
    let title = match (sure, scopes.len()) {
        (Confidence::Confirmed, _) => {
            format!("the OAuth client {client} is not granted {}", scope_words(&scopes))
        }
        (_, 1) => {
            format!("the OAuth client {client} seems not to be granted {}", scope_words(&scopes))
        }
        _ => format!(
            "the OAuth client {client} is not granted one of the scopes {}",
            words::list(&scopes)
        ),
    };
    let same = evidence
        .refused_token_requests()
        .filter(|one| one.fact.identity == request.identity)
        .map(|one| one.check);
    let draft = Draft::new(sure, title)
        .because(check, format!("asked for {}: {}", words::list(asked), request.exchange.answer()))
        .explains(same);
    code::about_scopes(draft, evidence, &request.identity, &scopes, true)
        .with("missing_scopes", Some(scopes))
        .with("requested_scopes", Some(asked.clone()))
        .with("refused", Some(true))
        .found()
}

/// Which of the scopes that were asked for the server refuses, by its sentence.
fn refused_of(asked: &[String], message: &str) -> (Vec<String>, Confidence) {
    let said = read_scope_refusal(message, asked);
    let rest: Vec<String> =
        asked.iter().filter(|scope| !said.allowed.contains(scope)).cloned().collect();
    // The only one that was asked for, and nothing else is said than that it is refused.
    if asked.len() == 1 && (message.trim().is_empty() || said.about_scope && rest.len() == 1) {
        return (rest, Confidence::Confirmed);
    }
    // Some servers repeat all that was asked for, and refuse one of them.
    if !said.refused.is_empty() && said.refused.len() < asked.len() {
        return (said.refused, Confidence::Confirmed);
    }
    // Named as what the client may have: it is one of the others.
    if rest.is_empty() {
        return (asked.to_vec(), Confidence::Possible);
    }
    (rest, Confidence::Likely)
}

/// A token came, and the scope is not in it.
fn not_in_token(evidence: &Evidence<'_>, missing: &MissingScopes<'_>) -> Verdict {
    let request = evidence.token_request(&missing.token.identity).map(|one| one.fact);
    let asked = request.map_or(&[][..], |request| &request.scopes_requested);
    let asked_for: Vec<_> =
        missing.missing.iter().filter(|scope| asked.contains(scope)).cloned().collect();
    let carries = if missing.granted.is_empty() {
        "the token carries no scope".to_owned()
    } else {
        format!("the token carries {}", words::list(&missing.granted))
    };
    let pack = &missing.check.pack;
    let tried = evidence.asked_for(pack, &missing.token.identity, &missing.missing);
    let shown = tried.and_then(|(result, answer)| by_experiment(result, answer, missing));
    let (sure, scopes, how) = if let Some((result, ScopeAnswer::Granted)) = tried {
        return Verdict::RuledOut(format!(
            "asking for it helps: the token then carries it (experiment {})",
            result.n
        ));
    } else if let Some((sure, scopes, _)) = &shown {
        (*sure, scopes.clone(), "the token request asked for none of it".to_owned())
    } else if !asked_for.is_empty() {
        let how = format!("{} was asked for, and the token came without", words::list(&asked_for));
        (Confidence::Confirmed, asked_for, how)
    } else if request.is_none() {
        (Confidence::Likely, missing.missing.clone(), "what was asked for is not known".to_owned())
    } else if asked.is_empty() {
        let sure =
            if missing.granted.is_empty() { Confidence::Possible } else { Confidence::Likely };
        (sure, missing.missing.clone(), "the token request asked for no scope".to_owned())
    } else {
        let how = format!("the token request asked only for {}", words::list(asked));
        (Confidence::Possible, missing.missing.clone(), how)
    };
    let client = request.map_or_else(
        || "the OAuth client".to_owned(),
        |request| format!("the OAuth client {}", request.client_id),
    );
    let verb =
        if sure == Confidence::Confirmed { "is not granted" } else { "seems not to be granted" };
    let mut draft = Draft::new(sure, format!("{client} {verb} {}", scope_words(&scopes)))
        .because(missing.check, carries);
    draft = match (shown, tried) {
        (Some((_, _, text)), Some((result, _))) => draft.because_of(result, text),
        _ => draft.because(missing.check, how),
    };
    let was_asked = sure == Confidence::Confirmed;
    draft = draft.explains([missing.check]);
    let mut draft =
        code::about_scopes(draft, evidence, &missing.token.identity, &scopes, was_asked)
            .with("missing_scopes", Some(scopes))
            .with("granted_scopes", Some(missing.granted.clone()))
            .with("requested_scopes", Some(asked.to_vec()));
    for one in missing.refused(evidence) {
        draft = draft.because(one.check, one.fact.answer()).explains([one.check]);
    }
    draft.found()
}

/// What an experiment shows that asked for what is missing: the same request without it was answered with a
/// token, so that what it adds is what is refused. `None` where it shows nothing.
fn by_experiment(
    result: &ExperimentResult,
    answer: ScopeAnswer,
    missing: &MissingScopes<'_>,
) -> Option<(Confidence, Vec<String>, String)> {
    let request = result.token_request()?;
    let asked = format!("token requested with scope={}", request.scopes_requested.join(" "));
    match answer {
        ScopeAnswer::Refused => {
            let error = request.error.as_ref().or(request.exchange.error.as_ref());
            let message = error.and_then(|error| error.message.as_deref()).unwrap_or_default();
            let code = error.and_then(|error| error.code.as_deref()).unwrap_or("no error code");
            let (scopes, sure) = refused_of(&missing.missing, message);
            Some((sure, scopes, format!("{asked}: refused, {code}")))
        }
        ScopeAnswer::Dropped => {
            let text = format!("{asked}: issued without it");
            Some((Confidence::Confirmed, missing.missing.clone(), text))
        }
        ScopeAnswer::Granted | ScopeAnswer::Unclear => None,
    }
}

/// Answers that tell in headers which scopes the token has and which the call accepts, as those of GitHub and
/// Slack do: any one of the accepted suffices. It proves nothing alone: the call may be refused for something
/// else, and what is not found may not exist.
fn by_headers(evidence: &Evidence<'_>) -> Option<Verdict> {
    let lacking: Vec<_> = evidence
        .answers()
        .filter_map(|(one, said)| {
            let list = |name| Some(scopes_of(one.fact.header(name)?));
            let (granted, accepted) = (list("x-oauth-scopes")?, list("x-accepted-oauth-scopes")?);
            let enough = accepted.iter().any(|one| granted.iter().any(|own| includes(own, one)));
            let sure = match one.fact.status {
                _ if accepted.is_empty() || enough => return None,
                _ if said.contains(&Meaning::Unclear) => return None,
                _ if said.contains(&Meaning::Scope) => Confidence::Confirmed,
                _ if !said.is_empty() => return None,
                Some(403) => Confidence::Likely,
                Some(404) => Confidence::Possible,
                _ => return None,
            };
            Some((one, sure, granted, accepted))
        })
        .collect();
    let (_, sure, granted, accepted) = lacking.iter().max_by_key(|(_, sure, _, _)| *sure)?;
    let wanted = match accepted.as_slice() {
        [one] => format!("the scope {one}"),
        several => format!("one of the scopes {}", several.join(" or ")),
    };
    let mut draft = Draft::new(*sure, format!("the call accepts {wanted}, and the token has none"))
        .worded()
        .with("missing_scopes", (accepted.len() == 1).then(|| accepted.clone()))
        .with("granted_scopes", Some(granted.clone()));
    for (one, _, granted, accepted) in &lacking {
        let has = if granted.is_empty() { "no scope".to_owned() } else { words::list(granted) };
        let text = format!("the call accepts {}; the token has {has}", accepted.join(" or "));
        draft = draft
            .because(one.check, one.fact.answer())
            .because(one.check, text)
            .explains([one.check]);
    }
    Some(draft.found())
}

/// A list of scopes in a header: commas or blanks stand between them.
fn scopes_of(header: &str) -> Vec<String> {
    let names = header.split(|c: char| c == ',' || c.is_whitespace());
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// Whether a scope that is granted is another one, or is known to hold it: `repo` holds `public_repo` and
/// `repo:status`, `user` holds `read:user`, `admin:org` holds `write:org`, and that `read:org`.
fn includes(own: &str, other: &str) -> bool {
    let level = |scope: &str| ["read", "write", "admin"].iter().position(|one| *one == scope);
    let deeper = match (own.split_once(':'), other.split_once(':')) {
        (Some((high, of)), Some((low, what))) => {
            of == what && level(high).is_some_and(|high| level(low).is_some_and(|low| high >= low))
        }
        (None, Some((first, last))) => first == own || level(first).is_some() && last == own,
        (_, None) => own == "repo" && other == "public_repo",
    };
    own == other || deeper
}

/// The API says that a scope is missing, and the token does not show its scopes.
fn refused_by_api(evidence: &Evidence<'_>) -> Verdict {
    let named: Vec<_> = evidence.refusals_for(Meaning::Scope).collect();
    let Some(first) = named.first() else { return Verdict::Unknown };
    let wanted: Vec<String> = first
        .fact
        .challenges
        .iter()
        .filter_map(|challenge| challenge.get("scope"))
        .flat_map(str::split_whitespace)
        .map(str::to_owned)
        .collect();
    // Genesys Cloud: several are alternatives, of which the client has none.
    let alternatives = first.fact.error.as_ref().and_then(|error| {
        let words = error.message.as_deref()?.strip_prefix("App not authorized to use scope [")?;
        let of_code = error.code.as_deref() == Some("app.not.authorized.for.scope");
        of_code
            .then(|| words.trim_end_matches(']').split(", ").map(str::to_owned).collect::<Vec<_>>())
    });
    if let Some(alternatives) = alternatives {
        let mut draft = Draft::new(
            Confidence::Likely,
            format!(
                "the organisation enforces scopes, and the OAuth client seems to have none of {}",
                words::list(&alternatives)
            ),
        )
        .worded()
        .with("missing_scopes", Some(alternatives))
        .with("alternatives", Some(true));
        for one in &named {
            draft = draft.because(one.check, one.fact.answer()).explains([one.check]);
        }
        return draft.found();
    }
    let identity = first.fact.identity.as_deref();
    let token = identity.and_then(|identity| evidence.token(identity)).map(|one| one.fact);
    let granted = token.and_then(|token| token.scopes.clone());
    let missing: Vec<String> = match &granted {
        Some(granted) => wanted.iter().filter(|scope| !granted.contains(scope)).cloned().collect(),
        None => wanted.clone(),
    };
    if !wanted.is_empty() && missing.is_empty() {
        return Verdict::RuledOut(format!("the token carries {}", words::list(&wanted)));
    }
    let asked =
        identity.and_then(|identity| evidence.token_request(identity)).is_some_and(|request| {
            missing.iter().any(|scope| request.fact.scopes_requested.contains(scope))
        });
    let sure = if asked { Confidence::Likely } else { Confidence::Possible };
    let what = if missing.is_empty() { "a scope".to_owned() } else { scope_words(&missing) };
    let mut draft = Draft::new(
        sure,
        format!("the API misses {what}, which the OAuth client seems not to be granted"),
    )
    .with("missing_scopes", (!missing.is_empty()).then_some(missing))
    .with("granted_scopes", granted);
    for one in &named {
        draft = draft.because(one.check, one.fact.answer()).explains([one.check]);
    }
    draft.found()
}

fn scope_words(scopes: &[String]) -> String {
    let noun = if scopes.len() == 1 { "the scope" } else { "the scopes" };
    format!("{noun} {}", words::list(scopes))
}
