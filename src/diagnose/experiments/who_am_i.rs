//! Ask whose token it is, with the same token.

use super::ask::{Asking, acted};
use super::kind::experiment;
use crate::diagnose::words;
use crate::model::{Act, Experiment, Whom};

experiment! {
    /// ## What is sent
    ///
    /// The platform's own call that tells whose token it is; else the introspection endpoint that the discovery
    /// document of the token's issuer names (RFC 7662), where the identity is a client with a secret; else the
    /// userinfo endpoint. With the same token, and only to hosts that the pack names.
    ///
    /// ## When
    ///
    /// Every call of an identity to a host is answered 401, in words that leave open whether the token
    /// arrived.
    ///
    /// ## What it proves
    ///
    /// Accepted, or `active`: the token is alive. Refused proves little: many issuers have userinfo for people
    /// only, and tell a client of its own tokens only.
    id: "who-am-i",
    question: "is the token accepted where it only has to say whose it is?",
    ask: ask,
}

fn ask(asking: &Asking<'_>) -> Vec<Experiment> {
    let mut experiments: Vec<Experiment> = Vec::new();
    for one in asking.refused_throughout() {
        if !asking.may_be_lost(one.fact) {
            continue;
        }
        let Some(identity) = one.fact.identity.as_deref() else { continue };
        let host = words::host(&one.fact.url);
        let platform = asking.evidence.platform().and_then(|platform| platform.who_am_i(&host));
        let issuer = asking.evidence.token(identity).and_then(|token| token.fact.issuer.clone());
        let at = match (platform, issuer) {
            (Some(url), _) => Whom::Platform { url },
            (None, Some(issuer)) if asking.spoken_to(&issuer) && issuer.contains("://") => {
                Whom::Issuer { issuer }
            }
            _ => continue,
        };
        if one.fact.url == whom_url(&at)
            || experiments.iter().any(|e| e.act.identity() == Some(identity))
        {
            continue;
        }
        experiments.push(acted(
            KIND.id,
            one.check,
            format!("is the token of {identity} accepted where it only has to say whose it is?"),
            "a call that tells whose token it is",
            Act::WhoAmI { identity: identity.to_owned(), at },
        ));
    }
    experiments
}

fn whom_url(at: &Whom) -> &str {
    match at {
        Whom::Platform { url } => url,
        Whom::Issuer { issuer } => issuer,
    }
}
