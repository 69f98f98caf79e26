//! Remedies: acts that cure, one Markdown file each, filled with the particulars of a run.

mod platform;
mod render;

pub use platform::{is_platform, named_in};
pub use render::render;

use crate::model::RemedyReport;

/// A row of the table: the file is named after the id.
macro_rules! remedy {
    ($id:literal) => {
        Remedy { id: $id, file: include_str!(concat!($id, ".md")) }
    };
}

/// Every remedy, in the order of the stages that they cure.
pub const REMEDIES: &[&Remedy] = &[
    &remedy!("use-genesys-cloud-pack"),
    &remedy!("check-network-path"),
    &remedy!("trust-certificate"),
    &remedy!("fix-proxy"),
    &remedy!("answer-preflight"),
    &remedy!("call-final-url"),
    &remedy!("allow-through-edge"),
    &remedy!("wait-for-rate-limit"),
    &remedy!("shrink-headers"),
    &remedy!("let-verifier-reach-keys"),
    &remedy!("report-server-error"),
    &remedy!("fix-api-url"),
    &remedy!("fix-request-address"),
    &remedy!("fix-deployment-id"),
    &remedy!("fix-message"),
    &remedy!("send-credential"),
    &remedy!("write-header-canonically"),
    &remedy!("send-documented-credential"),
    &remedy!("send-companion-header"),
    &remedy!("recompute-request-signature"),
    &remedy!("fix-issuer"),
    &remedy!("use-own-tenant"),
    &remedy!("use-one-region"),
    &remedy!("fix-client-id"),
    &remedy!("fix-client-secret"),
    &remedy!("keep-secret-whole"),
    &remedy!("set-client-authentication"),
    &remedy!("encode-token-request"),
    &remedy!("fix-password"),
    &remedy!("allow-client-credentials-grant"),
    &remedy!("register-redirect-uri"),
    &remedy!("exchange-code-once"),
    &remedy!("refresh-one-at-a-time"),
    &remedy!("give-consent"),
    &remedy!("fix-assertion"),
    &remedy!("fix-audience"),
    &remedy!("publish-signing-key"),
    &remedy!("align-token-algorithm"),
    &remedy!("set-clock"),
    &remedy!("write-times-in-seconds"),
    &remedy!("fetch-fresh-token"),
    &remedy!("log-in-again"),
    &remedy!("request-token-for-own-api"),
    &remedy!("send-proof-of-possession"),
    &remedy!("use-right-actor"),
    &remedy!("map-claim"),
    &remedy!("pass-authorization-header"),
    &remedy!("send-websocket-ticket"),
    &remedy!("avoid-third-party-cookie"),
    &remedy!("align-gateway-nodes"),
    &remedy!("refresh-verifier-keys"),
    &remedy!("add-oauth-scope"),
    &remedy!("add-oauth-scope-genesys-cloud"),
    &remedy!("request-oauth-scope"),
    &remedy!("reconcile-terraform"),
    &remedy!("bind-guest-context"),
    &remedy!("add-token-claim"),
    &remedy!("enable-api"),
    &remedy!("fix-cloud-trust"),
    &remedy!("approve-application"),
    &remedy!("enable-resource"),
    &remedy!("give-recipient-flow"),
    &remedy!("attach-event-stream"),
    &remedy!("send-guests-to-queue"),
    &remedy!("allow-origin"),
    &remedy!("authenticate-session"),
    &remedy!("start-new-session"),
    &remedy!("allow-address"),
    &remedy!("satisfy-policy"),
    &remedy!("fix-queue-id"),
    &remedy!("grant-queue-permission"),
    &remedy!("grant-permission"),
    &remedy!("grant-division"),
    &remedy!("act-as-participant"),
    &remedy!("enable-licence"),
    &remedy!("repair-security-chain"),
    &remedy!("wait-for-setting"),
    &remedy!("change-release"),
];

/// The id of every remedy, in the table's order: what packs may name.
#[must_use]
pub fn ids() -> Vec<&'static str> {
    REMEDIES.iter().map(|remedy| remedy.id).collect()
}

/// A remedy with none of its holes filled by a run: what `explain` shows.
#[must_use]
pub fn explain(remedy: &Remedy) -> RemedyReport {
    let unfilled = RemedyReport {
        id: remedy.id.to_owned(),
        title: remedy.title().to_owned(),
        who: remedy.who().to_owned(),
        text: remedy.body().to_owned(),
    };
    render(remedy.id, &serde_json::Map::new()).unwrap_or(unfilled)
}

/// An act that cures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Remedy {
    /// Its id, named after the act.
    pub id: &'static str,
    /// The file: front matter and body.
    file: &'static str,
}

impl Remedy {
    /// What to do, in one line; may have holes.
    #[must_use]
    pub fn title(&self) -> &'static str {
        self.front_matter("title").unwrap_or(self.id)
    }

    /// Who can do it; may have holes.
    #[must_use]
    pub fn who(&self) -> &'static str {
        self.front_matter("who").unwrap_or("whoever runs the API")
    }

    /// How, as Markdown; may have holes.
    #[must_use]
    pub fn body(&self) -> &'static str {
        self.parts().1.trim_start_matches('\n')
    }

    /// The platforms that it is for; empty when it is for all but those of `not_on`.
    pub fn applies_to(&self) -> impl Iterator<Item = &'static str> {
        words(self.front_matter("applies_to"))
    }

    /// The platforms where it cannot work.
    pub fn not_on(&self) -> impl Iterator<Item = &'static str> {
        words(self.front_matter("not_on"))
    }

    /// Whether it can work on this platform; `None` is a platform that nothing is known of.
    #[must_use]
    pub fn works_on(&self, platform: Option<&str>) -> bool {
        let mut only = self.applies_to().peekable();
        let named = only.peek().is_some();
        match platform {
            Some(platform) => {
                self.not_on().all(|known| known != platform)
                    && (!named || only.any(|known| known == platform))
            }
            None => !named,
        }
    }

    fn front_matter(&self, key: &str) -> Option<&'static str> {
        self.parts().0.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            (name == key).then(|| value.trim())
        })
    }

    /// Front matter and body, parted by lines of three dashes.
    fn parts(&self) -> (&'static str, &'static str) {
        let rest = self.file.strip_prefix("---\n").unwrap_or(self.file);
        rest.split_once("\n---\n").unwrap_or(("", rest))
    }
}

/// The items of `[a, b]`.
fn words(list: Option<&'static str>) -> impl Iterator<Item = &'static str> {
    let list = list.unwrap_or_default().trim_matches(['[', ']']);
    list.split(',').map(str::trim).filter(|word| !word.is_empty())
}

/// The remedy of that id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Remedy> {
    REMEDIES.iter().copied().find(|remedy| remedy.id == id)
}

#[cfg(test)]
mod tests;
