//! Call the URL to which a redirect points, with the credential.

use super::ask::{Asking, callable, in_trouble, is_read, varied};
use super::kind::experiment;
use crate::model::{Experiment, Variation};

experiment! {
    /// ## What is sent
    ///
    /// The read once more, to the URL to which it was redirected, with the same token. Only to a host that the
    /// pack names, and never from https to http.
    ///
    /// ## When
    ///
    /// A call was redirected to another origin, where clients leave their credential out.
    ///
    /// ## What it proves
    ///
    /// Accepted: the call fails because the redirect drops the credential, and the final URL cures it.
    id: "redirect-target",
    question: "is the call accepted when the final URL is called directly?",
    ask: ask,
}

fn ask(asking: &Asking<'_>) -> Vec<Experiment> {
    let mut experiments = Vec::new();
    for one in asking.evidence.exchanges() {
        let Some(hop) = one.fact.redirects.iter().rev().find(|hop| hop.elsewhere) else { continue };
        let Some(url) = callable(&hop.location) else { continue };
        if in_trouble(one.check) && is_read(one.fact) && one.fact.identity.is_some() {
            experiments.push(varied(
                KIND.id,
                one.check,
                format!("is {} accepted when {url} is called directly?", one.check.id),
                format!("{url} is called directly"),
                Variation::RedirectTarget(url.to_string()),
            ));
        }
    }
    experiments
}
