//! The pack describes another kind of API than the one that answers.

use serde_json::{Value, json};

use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::evidence::{is_troubled, texts};
use crate::diagnose::{Evidence, Verdict, words};
use crate::model::{CheckResult, Confidence, Exchange, Fact, Mismatch, TokenKind};
use crate::provider::Platform;

cause! {
    /// ## What it means
    ///
    /// The checks describe one kind of API, and the host they were pointed at is another. What they
    /// demand (calls, scopes, a JWT) does not exist there, so they fail whatever the credential is.
    ///
    /// The common case: `guest-api` describes a gateway that issues JWT access tokens with scopes
    /// such as `webchat:guest:write`. Genesys Cloud itself issues opaque tokens, at its login host, and
    /// gives a client-credentials client roles and divisions instead of scopes.
    ///
    /// ## How we know
    ///
    /// Confirmed when the host is one of the platform's own (the published list of its regions) and
    /// the pack, a call's path or a demanded scope is known not to fit it. A host that only looks
    /// similar, or a gateway of yours in front of the platform, proves nothing. A refusal for which the
    /// platform gives a reason of its own (a permission, a wrong secret) is left to that cause.
    ///
    /// ## What to do
    ///
    /// Use checks that describe the platform, and the calls that it really has.
    ///
    /// ## Look-alikes
    ///
    /// `scope-missing`: on a platform without that scope nobody can grant it.
    /// `client-unknown`: the right platform, but the login host of another region.
    id: "wrong-platform",
    group: "platform",
    leaf: &["REQ-4"],
    title: "the checks describe another kind of API than the one that answers",
    remedies: &["use-genesys-cloud-pack"],
    look_alikes: &["scope-missing", "client-unknown"],
    symptoms: &[
        "login-page-instead-of-api", "issuer-mismatch", "token-not-jwt", "authorization-header-lost",
        "signing-key-stale", "audience-wrong", "scope-missing", "scope-not-requested",
        "guest-context-missing", "claim-missing", "edge-refused", "credential-kind-wrong",
    ],
    judge: judge,
    next: |_| None,
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let Some(platform) = evidence.platform() else { return Verdict::Unknown };
    let mut explained = Vec::new();
    let mut truths: Vec<(&CheckResult, String)> = Vec::new();
    let mut domain = "{domain}";
    let mut host = String::new();
    let mut packs: Vec<&str> = Vec::new();
    for check in evidence.checks() {
        let asked: Vec<&Exchange> = answered(check)
            .filter(|exchange| platform.domain(&words::host(&exchange.url)).is_some())
            .collect();
        let Some(first) = asked.first() else { continue };
        packs.push(&check.pack);
        if host.is_empty() {
            host = words::host(&first.url);
            domain = platform.domain(&host).unwrap_or(domain);
        }
        let myths = myths(platform, check, &asked);
        let unfit = platform.unfit_packs.contains(&check.pack);
        if is_troubled(check) && (!myths.is_empty() || unfit && !gives_own_reason(evidence, check))
        {
            explained.push(check);
            truths.extend(myths.into_iter().map(|myth| (check, myth)));
        }
    }
    // A demand on the token alone asks no host: it belongs to the pack whose calls went there.
    for (check, mismatch) in evidence.mismatches() {
        let about_token =
            ["token.", "claims.", "jose."].iter().any(|root| mismatch.path.starts_with(root));
        let elsewhere = !packs.contains(&check.pack.as_str());
        if elsewhere || !about_token || answered(check).next().is_some() {
            continue;
        }
        let scopes = texts(&mismatch.expected);
        let myths = scopes.iter().filter_map(|scope| about(platform, scope));
        let myths: Vec<_> = myths.chain(unreadable(check, mismatch)).collect();
        if platform.unfit_packs.contains(&check.pack) || !myths.is_empty() {
            explained.push(check);
            truths.extend(myths.into_iter().map(|myth| (check, myth)));
        }
    }
    let Some(first) = explained.first() else { return Verdict::Unknown };
    let unfit = platform.unfit_packs.contains(&first.pack);
    let title = if unfit {
        format!(
            "{host} is {}, and the pack {} describes another kind of API",
            platform.name, first.pack
        )
    } else {
        format!("{host} is {}, which has not what is asked of it", platform.name)
    };
    let mut draft = Draft::new(Confidence::Confirmed, title)
        .because(first, format!("{host} is one of the hosts of {}", platform.name))
        .explains(explained)
        .with("host", Some(host))
        .with("domain", Some(domain))
        .with("packs", Some(platform.packs.as_slice()))
        .with("attempts", attempts(evidence, platform, &packs))
        .with("platform", Some(platform.id.as_str()));
    let mut said: Vec<String> = Vec::new();
    for (check, truth) in truths {
        let truth = truth.replace("{domain}", domain);
        if !said.contains(&truth) {
            draft = draft.because(check, truth.clone());
            said.push(truth);
        }
    }
    draft.with("truths", Some(said)).found()
}

/// The packs that describe what was attempted on the platform, or was to be, in the order of the table.
fn attempts(evidence: &Evidence<'_>, platform: &Platform, packs: &[&str]) -> Option<Value> {
    let mut texts: Vec<String> = Vec::new();
    for check in evidence.checks().iter().filter(|check| packs.contains(&check.pack.as_str())) {
        texts.push(check.id.clone());
        texts.extend(answered(check).map(|exchange| words::path(&exchange.url)));
    }
    let mut named: Vec<(&str, &str)> = Vec::new();
    for one in &platform.attempts {
        let attempted = texts.iter().any(|text| text.contains(one.word.as_str()));
        if attempted && !named.iter().any(|(pack, _)| *pack == one.pack) {
            named.push((&one.pack, &one.what));
        }
    }
    let rows = named.into_iter().map(|(pack, what)| json!({ "pack": pack, "what": what }));
    let rows: Vec<Value> = rows.collect();
    (!rows.is_empty()).then_some(Value::Array(rows))
}

/// That an access token cannot be read here, where a check looks into an opaque one.
fn unreadable(check: &CheckResult, mismatch: &Mismatch) -> Option<String> {
    let read = ["claims.", "jose."].iter().any(|root| mismatch.path.starts_with(root))
        || ["token.scopes", "token.kind", "token.signature"].contains(&mismatch.path.as_str());
    let opaque = check
        .facts
        .iter()
        .find_map(Fact::token)
        .is_some_and(|token| token.kind == TokenKind::Opaque);
    (read && opaque).then(|| {
        "access tokens are opaque: there is nothing to read in them; GET https://api.{domain}/api/v2/tokens/me \
         tells whose they are"
            .to_owned()
    })
}

/// Requests of a check that somebody answered.
fn answered(check: &CheckResult) -> impl Iterator<Item = &Exchange> {
    check.facts.iter().filter_map(Fact::request).filter(|exchange| exchange.status.is_some())
}

/// Whether the platform itself says why it refuses: then that is a cause of its own, whatever else the
/// pack gets wrong.
fn gives_own_reason(evidence: &Evidence<'_>, check: &CheckResult) -> bool {
    check.facts.iter().any(|fact| match fact {
        Fact::Exchange(exchange) => {
            let queue = words::about_queue(&exchange.url);
            !evidence.said(exchange).is_empty()
                || (queue && matches!(exchange.status, Some(403 | 404)))
        }
        Fact::TokenRequest(request) => !evidence.said(&request.exchange).is_empty(),
        Fact::Token(_)
        | Fact::Signature(_)
        | Fact::Clock(_)
        | Fact::Configuration(_)
        | Fact::Permissions(_)
        | Fact::Remark(_) => false,
    })
}

fn myths(platform: &Platform, check: &CheckResult, asked: &[&Exchange]) -> Vec<String> {
    let by_path = asked.iter().filter_map(|exchange| {
        let path = words::path(&exchange.url);
        let myth = platform.myth_of_path(&path)?;
        let served = matches!(exchange.status, Some(200..=299));
        (!served && !is_answered_as_a_call(exchange)).then(|| format!("{path}: {}", myth.truth))
    });
    let requests = check.facts.iter().filter_map(Fact::token_request);
    let requested = requests.flat_map(|request| &request.scopes_requested);
    by_path.chain(requested.filter_map(|scope| about(platform, scope))).collect()
}

/// Whether the platform answered with a code about the call itself: then it has the call, whatever is
/// believed of it. Its codes have dots in them; those about the credential say nothing of the call.
fn is_answered_as_a_call(exchange: &Exchange) -> bool {
    let code = exchange.error.as_ref().and_then(|error| error.code.as_deref());
    code.is_some_and(|code| {
        code.contains('.')
            && !code.contains("not.found")
            && !["bad.credentials", "authentication.required"].contains(&code)
    })
}

fn about(platform: &Platform, scope: &str) -> Option<String> {
    Some(format!("{scope}: {}", platform.myth_of_scope(scope)?.truth))
}
