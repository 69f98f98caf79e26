//! A client's configuration held against what is in use.

use serde_json::{Map, Value, json};

use super::edit::{with_items, with_value};
use super::output::fill;
use super::resource::{Client, HOME, cleaned};
use crate::model::{Change, ClientConfiguration, ConfigurationSource, Difference, format_duration};

/// What the token and its request show of the client that is in use.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InUse {
    /// `grant_type` of the request.
    pub grant: String,
    /// Whether a token was issued.
    pub issued: bool,
    /// Scopes that were asked for.
    pub requested: Vec<String>,
    /// Whether the request was refused for its scopes.
    pub scopes_refused: bool,
    /// The scopes that the token is known to carry; none when it does not show them.
    pub carried: Option<Vec<String>>,
    /// Seconds for which tokens are issued.
    pub lifetime: Option<f64>,
    /// Whether scopes say anything about a client of this grant on this platform.
    pub scopes_apply: bool,
    /// What the platform says of the client, where a check read it.
    pub record: Option<Value>,
}

/// Scopes that servers add or take away by themselves.
const OWN_SCOPES: &[&str] = &["openid", "profile", "email", "address", "phone", "offline_access"];

/// How many seconds apart two lifetimes may be, and which part of them.
const TOLERANCE: (f64, f64) = (60.0, 0.01);

/// What of a configuration can be held against what is in use.
#[must_use]
pub fn comparable(client: &Client, used: &InUse) -> Vec<&'static str> {
    let code = &client.configuration;
    let issued = used.issued;
    let carried = used.carried.is_some() || used.scopes_refused;
    let mut all = Vec::new();
    let mut add = |known: bool, member| {
        if known {
            all.push(member);
        }
    };
    add(issued && code.grant.is_some() && code.resource_type_exists != Some(false), "grant");
    add(issued && code.state.is_some(), "state");
    add(used.scopes_apply && carried && code.scopes.is_some(), "scopes");
    add(issued && used.lifetime.is_some() && code.token_lifetime.is_some(), "token lifetime");
    add(client.before.is_some() || used.record.is_some(), "what is recorded of it");
    all
}

/// In what a configuration is not what is in use. What is not known on either side is no difference.
#[must_use]
pub fn compare(client: &Client, used: &InUse) -> Vec<Difference> {
    let code = &client.configuration;
    let mut all = code.differences.clone();
    let mut held = Held { code, all: &mut all };
    held.scopes(used);
    if used.issued {
        held.grant(used);
        held.state();
        held.lifetime(used);
    }
    if let Some(before) = &client.before {
        held.other(before, "the state", "the change was not applied");
    }
    if let Some(record) = used.record.as_ref().and_then(Value::as_object) {
        held.other(&platform(record), "the platform", "");
    }
    // A run of Terraform may set the variable otherwise.
    for one in all.iter_mut().filter(|one| code.assumed.contains(&one.member)) {
        one.sure = false;
    }
    let mut members: Vec<String> = Vec::new();
    all.retain(|one| {
        let new = !members.contains(&one.member);
        members.push(one.member.clone());
        new
    });
    all
}

fn platform(record: &Map<String, Value>) -> ClientConfiguration {
    let mut is = ClientConfiguration {
        from: ConfigurationSource::Platform,
        ..ClientConfiguration::default()
    };
    fill(&mut is, record);
    cleaned(is)
}

struct Held<'a> {
    code: &'a ClientConfiguration,
    all: &'a mut Vec<Difference>,
}

impl Held<'_> {
    /// Where a member stands, and that a variable's default stands there.
    fn place(&self, member: &str) -> String {
        let place = self.code.place_of(member);
        let assumed = self.code.assumed.iter().any(|one| one == member);
        if assumed { format!("{place} (a variable's default)") } else { place }
    }

    fn add(&mut self, member: &str, text: String, new: Option<Value>) {
        let change = new.and_then(|new| self.change(member, |text| with_value(text, &new)));
        self.all.push(Difference {
            member: member.to_owned(),
            sure: true,
            text,
            only_configured: Vec::new(),
            change,
        });
    }

    fn change(&self, member: &str, edit: impl Fn(&str) -> Option<String>) -> Option<Change> {
        let excerpt = self.code.excerpt(member)?;
        let then = edit(&excerpt.text)?;
        Some(Change { place: excerpt.place.clone(), now: excerpt.text.clone(), then })
    }

    fn scopes(&mut self, used: &InUse) {
        let Some(code) = self.code.scopes.as_ref().filter(|_| used.scopes_apply) else { return };
        let place = self.place("scopes");
        let both = |scope: &&String| !OWN_SCOPES.contains(&scope.as_str());
        if !used.issued {
            let refused = used.requested.iter().filter(|scope| code.contains(scope));
            let refused: Vec<String> = refused.cloned().collect();
            // One of them is refused; where the code lacks another one, it may be that.
            if used.scopes_refused && !refused.is_empty() && refused.len() == used.requested.len() {
                let text =
                    format!("{place} has {}: it was asked for and refused", refused.join(" "));
                self.list_difference(true, text, refused, None);
            }
            return;
        }
        let Some(carried) = &used.carried else { return };
        let missing: Vec<String> =
            code.iter().filter(both).filter(|scope| !carried.contains(scope)).cloned().collect();
        let extra: Vec<String> =
            carried.iter().filter(both).filter(|scope| !code.contains(scope)).cloned().collect();
        let asked: Vec<String> =
            missing.iter().filter(|scope| used.requested.contains(scope)).cloned().collect();
        let change = if extra.is_empty() {
            None
        } else {
            self.change("scopes", |text| with_items(text, &extra))
        };
        let extra_words =
            format!("the token carries {}, which {place} does not have", extra.join(" "));
        if !asked.is_empty() {
            let mut text = format!(
                "{place} has {}: it was asked for, and the token came without",
                asked.join(" ")
            );
            if !extra.is_empty() {
                text.push_str(&format!("; {extra_words}"));
            }
            self.list_difference(true, text, asked, change);
        } else if !extra.is_empty() {
            self.list_difference(true, extra_words, Vec::new(), change);
        } else if !missing.is_empty() && used.requested.is_empty() {
            let text = format!(
                "{place} has {}, and the token, for which no scope was asked, does not",
                missing.join(" ")
            );
            self.list_difference(false, text, missing, None);
        }
    }

    fn list_difference(
        &mut self,
        sure: bool,
        text: String,
        only_configured: Vec<String>,
        change: Option<Change>,
    ) {
        let member = "scopes".to_owned();
        self.all.push(Difference { member, sure, text, only_configured, change });
    }

    fn grant(&mut self, used: &InUse) {
        let Some(code) = &self.code.grant else { return };
        // `type = "confidential"` is no grant.
        if self.code.resource_type_exists == Some(false) || same_grant(code, &used.grant) {
            return;
        }
        let text = format!(
            "{} has the grant {code}, and a token was issued for {}",
            self.place("grant"),
            used.grant
        );
        let new = (used.grant == "client_credentials").then(|| json!("CLIENT-CREDENTIALS"));
        self.add("grant", text, new);
    }

    fn state(&mut self) {
        if self.code.state.as_deref().is_some_and(|state| state.eq_ignore_ascii_case("inactive")) {
            let text = format!("{} says inactive, and a token was issued", self.place("state"));
            self.add("state", text, Some(json!("active")));
        }
    }

    fn lifetime(&mut self, used: &InUse) {
        let (Some(code), Some(shown)) = (self.code.token_lifetime, used.lifetime) else { return };
        let code = code as f64;
        if (code - shown).abs() <= TOLERANCE.0.max(code * TOLERANCE.1) {
            return;
        }
        let text = format!(
            "{} says {}, and tokens are issued for {}",
            self.place("token_lifetime"),
            format_duration(code),
            format_duration(shown)
        );
        self.add("token_lifetime", text, Some(json!(shown.round() as u64)));
    }

    /// Against another configuration of the same client.
    fn other(&mut self, other: &ClientConfiguration, who: &str, why: &str) {
        let why = if why.is_empty() { String::new() } else { format!(": {why}") };
        let ClientConfiguration {
            grant, state, scopes, roles, token_lifetime, redirect_uris, ..
        } = other;
        let one = |code: &Option<String>, other: &Option<String>| match (code, other) {
            (Some(code), Some(other)) if !same_grant(code, other) => {
                Some((code.clone(), other.clone(), Some(json!(other))))
            }
            _ => None,
        };
        let list = |code: &Option<Vec<String>>, other: &Option<Vec<String>>| match (code, other) {
            (Some(code), Some(other)) if !same_items(code, other) => {
                Some((words(code), words(other), None))
            }
            _ => None,
        };
        // The home division has an id that a file need not know.
        let home = |roles: &Option<Vec<(String, String)>>| {
            roles.iter().flatten().any(|(_, division)| division == HOME)
        };
        let by_role_alone = home(roles) || home(&self.code.roles);
        let pairs = |roles: &Option<Vec<(String, String)>>| {
            let pair = |(role, division): &(String, String)| {
                if by_role_alone { role.clone() } else { format!("{role} in {division}") }
            };
            roles.as_ref().map(|roles| roles.iter().map(pair).collect::<Vec<_>>())
        };
        let seconds = |value: &Option<u64>| value.map(|seconds| seconds.to_string());
        let lifetime = one(&seconds(&self.code.token_lifetime), &seconds(token_lifetime))
            .map(|(code, other, _)| (code, other, token_lifetime.map(|seconds| json!(seconds))));
        let found = [
            ("grant", one(&self.code.grant, grant)),
            ("state", one(&self.code.state, state)),
            ("scopes", list(&self.code.scopes, scopes)),
            ("roles", list(&pairs(&self.code.roles), &pairs(roles))),
            ("token_lifetime", lifetime),
            ("redirect_uris", list(&self.code.redirect_uris, redirect_uris)),
        ];
        for (member, difference) in found {
            let Some((code, other, new)) = difference else { continue };
            let text = format!(
                "{} of {}: {code}; {who} has {other}{why}",
                member.replace('_', " "),
                self.place(member)
            );
            self.add(member, text, new);
        }
    }
}

fn words(items: &[String]) -> String {
    if items.is_empty() { "none".to_owned() } else { items.join(" ") }
}

fn same_items(one: &[String], other: &[String]) -> bool {
    one.iter().all(|item| other.contains(item)) && other.iter().all(|item| one.contains(item))
}

/// `CLIENT-CREDENTIALS` and `client_credentials` are the same.
fn same_grant(one: &str, other: &str) -> bool {
    let plain = |text: &str| text.to_ascii_lowercase().replace('_', "-");
    plain(one) == plain(other)
}
