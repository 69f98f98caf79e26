//! Which resources are OAuth clients, what their arguments mean, and which of several is meant.

use super::text::Problem;
use crate::decode::{ShownSecret, UNSTRUCTURED, cover_where};
use crate::model::{ClientConfiguration, ConfigurationSource, Secret, printable};

/// A type of resource that is an OAuth client.
pub(super) struct ResourceType {
    /// Its name.
    pub(super) name: &'static str,
    /// The name that the provider has instead, where it has none of this one.
    pub(super) instead: Option<&'static str>,
}

/// Every type that is read.
pub(super) const TYPES: &[ResourceType] = &[
    ResourceType { name: "genesyscloud_oauth_client", instead: None },
    // Guides and forum posts write it so; the provider never had it.
    ResourceType { name: "genesyscloud_oauthclient", instead: Some("genesyscloud_oauth_client") },
];

/// Arguments that the misnamed resource is written with, and those of the real one.
pub(super) const RENAMED: &[(&str, &str)] = &[
    ("type", "authorized_grant_type"),
    ("grant_type", "authorized_grant_type"),
    ("redirect_uris", "registered_redirect_uris"),
];

/// The members that can be read, each with the names under which arguments have it.
pub(super) const MEMBERS: &[(&str, &[&str])] = &[
    ("name", &["name"]),
    ("grant", &["authorized_grant_type", "authorizedGrantType"]),
    ("state", &["state"]),
    ("scopes", &["scopes", "scope"]),
    ("token_lifetime", &["access_token_validity_seconds", "accessTokenValiditySeconds"]),
    ("redirect_uris", &["registered_redirect_uris", "redirect_uris", "registeredRedirectUri"]),
    ("roles", &["roles", "roleDivisions"]),
];

/// Arguments whose value is a secret.
pub(super) const SECRETS: &[&str] = &["client_secret", "directory_client_secret", "secret"];

/// The division where none is given: the home division, whatever its id.
pub(super) const HOME: &str = "home";

/// The type of that name.
pub(super) fn type_of(name: &str) -> Option<&'static ResourceType> {
    TYPES.iter().find(|known| known.name == name)
}

/// An OAuth client that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Client {
    /// How it is configured; its differences hold what the file alone shows to be wrong.
    pub configuration: ClientConfiguration,
    /// How it is configured by the same source before its changes are applied, where the source says that.
    pub before: Option<ClientConfiguration>,
}

/// What was found.
#[derive(Default)]
pub struct Found {
    /// OAuth clients.
    pub clients: Vec<Client>,
    /// Modules that are called and were not read.
    pub modules: Vec<String>,
    /// Secrets that came up, each with the name of its argument.
    pub secrets: Vec<(String, Secret)>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

impl Found {
    /// Adds what a state says of the same resources: which client they are, and how it is.
    pub fn with_state(&mut self, state: Self) {
        self.secrets.extend(state.secrets);
        for known in state.clients {
            let address = known.configuration.address.clone();
            if let Some(client) =
                self.clients.iter_mut().find(|one| one.configuration.address == address)
            {
                client.configuration.client_id = known.configuration.client_id.clone();
                client.before = Some(known.configuration);
            }
        }
    }
}

/// The client that is meant, and why it is that one.
///
/// # Errors
/// With the reason in words when none or several can be meant.
pub fn choose<'a>(
    found: &'a Found,
    address: Option<&str>,
    client_id: Option<&str>,
) -> Result<(&'a Client, &'static str), String> {
    let clients = &found.clients;
    let addresses = |all: &[&Client]| {
        let named = all.iter().filter_map(|one| one.configuration.address.clone());
        named.collect::<Vec<_>>().join(", ")
    };
    let all: Vec<&Client> = clients.iter().collect();
    if let Some(wanted) = address {
        let mut fit = all.iter().filter(|one| one.configuration.address.as_deref() == Some(wanted));
        return match (fit.next(), fit.next()) {
            (Some(only), None) => Ok((only, "its address")),
            _ if all.is_empty() => Err(nothing(found)),
            _ => Err(format!("there is no {wanted}; there is {}", addresses(&all))),
        };
    }
    if let Some(id) = client_id {
        let by_id: Vec<_> =
            all.iter().filter(|one| one.configuration.client_id.as_deref() == Some(id)).collect();
        if let [only] = by_id[..] {
            return Ok((only, "its client id"));
        }
    }
    // What is known to be another client is not meant.
    let open: Vec<&Client> = all
        .iter()
        .copied()
        .filter(|one| match (one.configuration.client_id.as_deref(), client_id) {
            (Some(known), Some(id)) => known == id,
            _ => true,
        })
        .collect();
    match open[..] {
        [only] => Ok((only, "the only one there")),
        [] if all.is_empty() => Err(nothing(found)),
        [] => Err(format!(
            "the client in use is {}, and none of {} is it",
            client_id.unwrap_or_default(),
            addresses(&all)
        )),
        _ => Err(format!(
            "several OAuth clients can be meant: {}; say which with `resource:` of a check of the kind terraform",
            addresses(&open)
        )),
    }
}

fn nothing(found: &Found) -> String {
    let mut words = "there is no genesyscloud_oauth_client".to_owned();
    if !found.modules.is_empty() {
        words.push_str(&format!(
            "; what the modules {} hold is not read: give the folder of the module, or the JSON of `terraform show -json`",
            found.modules.join(", ")
        ));
    }
    words
}

/// A configuration with nothing known of it but its source.
pub(super) fn blank(
    from: ConfigurationSource,
    resource_type: &str,
    address: String,
) -> ClientConfiguration {
    ClientConfiguration {
        from,
        address: Some(address),
        resource_type: Some(resource_type.to_owned()),
        resource_type_exists: type_of(resource_type).map(|known| known.instead.is_none()),
        ..ClientConfiguration::default()
    }
}

/// Texts of a file, as they may be shown: nothing in them that a terminal obeys.
pub(super) fn cleaned(mut is: ClientConfiguration) -> ClientConfiguration {
    let one = |text: &mut String| *text = printable(text);
    for text in [&mut is.address, &mut is.client_id, &mut is.name, &mut is.grant, &mut is.state] {
        text.iter_mut().for_each(one);
    }
    for list in [&mut is.scopes, &mut is.redirect_uris] {
        list.iter_mut().flatten().for_each(one);
    }
    for (role, division) in is.roles.iter_mut().flatten() {
        one(role);
        one(division);
    }
    for excerpt in &mut is.excerpts {
        excerpt.text = lines(&excerpt.text);
    }
    for difference in &mut is.differences {
        difference.text = printable(&shown(&difference.text));
        if let Some(change) = &mut difference.change {
            change.now = lines(&change.now);
            change.then = lines(&change.then);
        }
    }
    is
}

/// A text of a file without the secrets that stand in it: people leave old ones in comments. An id by its looks
/// alone is one only in a comment; numbers and references to what stands elsewhere are none.
fn shown(text: &str) -> String {
    let commented = |found: &ShownSecret| {
        let line = text[..found.range.start].rsplit('\n').next().unwrap_or_default();
        line.contains('#') || line.contains("//") || line.contains("/*")
    };
    cover_where(text, |found| {
        let value = &text[found.range.clone()];
        let reference = ["var.", "local.", "data.", "module."];
        let plain = value.bytes().all(|byte| byte.is_ascii_digit())
            || reference.iter().any(|start| value.starts_with(start));
        commented(found) || found.name != UNSTRUCTURED && !plain
    })
}

/// Clean lines without secrets; tabs and line ends stay.
fn lines(text: &str) -> String {
    let quiet: Vec<String> = text.split('\n').map(without_confidences).collect();
    let line = |line: &str| line.split('\t').map(printable).collect::<Vec<_>>().join("\t");
    let all: Vec<String> =
        shown(&quiet.join("\n")).split('\n').map(|one| line(one.trim_end_matches('\r'))).collect();
    all.join("\n")
}

/// A line without a comment that speaks of a secret: a pass phrase of words does not look like one.
fn without_confidences(line: &str) -> String {
    let starts =
        ["#", "//", "/*"].into_iter().filter_map(|mark| Some((outside(line, mark)?, mark)));
    let Some((at, mark)) = starts.min() else { return line.to_owned() };
    let comment = line[at..].to_ascii_lowercase();
    let words = ["secret", "password", "passwd", "pwd", "passphrase", "credential"];
    if !words.iter().any(|word| comment.contains(word)) {
        return line.to_owned();
    }
    let end = if comment.trim_end().ends_with("*/") { " */" } else { "" };
    format!("{}{mark} (a comment that speaks of a secret){end}", &line[..at])
}

/// Where a mark stands outside of quotes.
fn outside(line: &str, mark: &str) -> Option<usize> {
    line.match_indices(mark).map(|(at, _)| at).find(|at| {
        let quotes = line[..*at].matches('"').count() - line[..*at].matches("\\\"").count();
        quotes.is_multiple_of(2)
    })
}
