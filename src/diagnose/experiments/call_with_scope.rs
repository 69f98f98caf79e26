//! Send the refused call with a token that carries the missing scope.

use super::ask::{Asking, varied};
use super::kind::experiment;
use super::outcome::ScopeAnswer;
use crate::diagnose::words;
use crate::model::{Experiment, Variation};

experiment! {
    /// ## What is sent
    ///
    /// The refused call once more, with a token that was requested with the missing scope.
    ///
    /// ## When
    ///
    /// The token endpoint issues the scope when it is asked for (`token-with-scope`). A call that writes only
    /// with `--allow write`, once, and what it makes is removed as the check says.
    ///
    /// ## What it proves
    ///
    /// Accepted: the call was refused for the lack of that scope, and for nothing else.
    id: "call-with-scope",
    question: "is the call accepted with a token that carries the scope?",
    ask: ask,
}

fn ask(asking: &Asking<'_>) -> Vec<Experiment> {
    let evidence = asking.evidence;
    let mut experiments = Vec::new();
    for missing in evidence.missing_scopes() {
        let token = missing.token;
        let asked = evidence.asked_for(&missing.check.pack, &token.identity, &missing.missing);
        if !matches!(asked, Some((_, ScopeAnswer::Granted))) {
            continue;
        }
        let Some(request) = asking.issued(&token.identity) else { continue };
        let before = request.fact.scopes_requested.iter();
        let scopes: Vec<String> = before.chain(&missing.missing).cloned().collect();
        let mut refused = missing.refused(evidence);
        // A read where there is one: it is the safer one to send again.
        refused.sort_by_key(|one| !super::ask::is_read(one.fact));
        if let Some(one) = refused.first() {
            experiments.push(varied(
                KIND.id,
                one.check,
                format!(
                    "is {} accepted with a token that carries {}?",
                    one.check.id,
                    words::list(&missing.missing)
                ),
                format!("a token requested with scope={}", scopes.join(" ")),
                Variation::TokenWithScopes(scopes),
            ));
        }
    }
    experiments
}
