//! Holds an OAuth client in Terraform against the one that is in use.

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde_json::{Value, json};

use super::terraform_files::open;
use super::{Context, Demand, Kind, Observation, Outcome, Probe};
use crate::model::{
    ClientConfiguration, ConfigurationPath, Credential, Effect, Fact, Field, FieldType, Observed,
    Operator, Path, Proof, Settings, TokenFact, TokenKind, TokenRequestFact,
};
use crate::net::Acquisition;
use crate::provider::Platform;
use crate::terraform::{Client, Found, InUse, choose, comparable, compare};

/// Reads Terraform.
pub(super) static KIND: Kind = Kind {
    name: "terraform",
    docs: include_str!("terraform.md"),
    fields: &[
        Field::required(
            "path",
            FieldType::Text,
            "a folder of .tf files, one of them, or the JSON that `terraform show -json` prints",
        ),
        Field::required(
            "identity",
            FieldType::Identity,
            "the identity whose OAuth client is meant",
        ),
        Field::optional(
            "resource",
            FieldType::Text,
            "the address of the resource, such as genesyscloud_oauth_client.chat, where there are several",
        ),
        Field::optional(
            "record",
            FieldType::Any,
            "what the platform says of the client: ${CHECK.body} of a check that reads /api/v2/oauth/clients/ID",
        ),
    ],
    roots: &["configuration"],
    demands: |_| {
        vec![Demand {
            path: "configuration.differences",
            operator: Operator::Equals,
            expected: json!([]),
        }]
    },
    effect: |_| Effect::None,
    build: |settings| Box::new(Terraform { settings: settings.clone() }),
};

struct Terraform {
    settings: Settings,
}

impl Probe for Terraform {
    fn look<'a>(&'a self, context: &'a Context<'a>) -> BoxFuture<'a, Observation> {
        self.hold(context).boxed()
    }

    fn identity(&self) -> Option<&str> {
        self.settings.word("identity")
    }
}

impl Terraform {
    async fn hold(&self, context: &Context<'_>) -> Observation {
        match self.try_to(context).await {
            Ok(observation) => observation,
            Err(why) => Observation::could_not_tell(why),
        }
    }

    fn text(&self, name: &str, context: &Context<'_>) -> Result<Option<String>, String> {
        let filled = self.settings.get(name).map(|setting| setting.fill(context.readings));
        match filled.transpose() {
            Ok(filled) => {
                Ok(filled.map(|filled| filled.expose_text()).filter(|text| !text.is_empty()))
            }
            Err(unfilled) => Err(unfilled.0),
        }
    }

    async fn try_to(&self, context: &Context<'_>) -> Result<Observation, String> {
        let name = self.identity().unwrap_or_default();
        let identity =
            context.identity(name).ok_or_else(|| format!("there is no identity {name}"))?;
        let path = self.text("path", context)?.ok_or("no path is given")?;
        let address = self.text("resource", context)?;
        let record = match self.settings.get("record").map(|one| one.fill(context.readings)) {
            Some(Ok(filled)) => filled.as_value(),
            Some(Err(unfilled)) => return Err(unfilled.0),
            None => None,
        };
        // Files are read beside the run: a folder may lie on a slow disk.
        let opened = tokio::task::spawn_blocking(move || open(&path));
        let found: Found = match opened.await {
            Ok(Ok(found)) => found,
            Ok(Err(problems)) => return Err(problems.join("; ")),
            Err(_) => return Err("the files could not be read".to_owned()),
        };
        for (field, secret) in &found.secrets {
            context.session.keep(field, secret);
        }
        let acquired = context.session.token(identity, context.readings, context.deadline).await;
        let request = acquired.request.as_ref();
        let client_id = match &identity.credential {
            Credential::OAuth2(_) => request.map(|request| request.client_id.clone()),
            Credential::Bearer { .. } => None,
        };
        let (client, why) = choose(&found, address.as_deref(), client_id.as_deref())?;
        let used = InUse { record, ..in_use(&acquired) };
        let differences = compare(client, &used);
        let comparable = comparable(client, &used);
        let mut fact = client.configuration.clone();
        fact.identity = Some(name.to_owned());
        fact.matched_by = Some(why.to_owned());
        fact.differences = differences;
        let mut seen = observation(context, &acquired, &used, fact, &comparable, client);
        if let Some(problem) = found.problems.first() {
            seen.saw.push_str(&format!("; not read: {problem}"));
        }
        Ok(seen)
    }
}

fn observation(
    context: &Context<'_>,
    acquired: &Acquisition,
    used: &InUse,
    fact: ClientConfiguration,
    comparable: &[&str],
    client: &Client,
) -> Observation {
    let sure: Vec<&str> =
        fact.differences.iter().filter(|one| one.sure).map(|one| one.text.as_str()).collect();
    let open = fact.differences.iter().find(|one| !one.sure).map(|one| one.text.clone());
    let where_it_is = format!(
        "{} ({})",
        fact.address.as_deref().unwrap_or("the OAuth client"),
        fact.place_of("")
    );
    let unread = |path: &Path| match path {
        Path::Configuration(path) => fact.unreadable.iter().any(|member| member == path.as_str()),
        _ => false,
    };
    let unreadable = context.expected.iter().find(|path| unread(path));
    let (outcome, saw) = if let [first, rest @ ..] = &sure[..] {
        let more =
            if rest.is_empty() { String::new() } else { format!(" (and {} more)", rest.len()) };
        (Outcome::Looked, format!("{first}{more}"))
    } else if let Some(path) = unreadable {
        (Outcome::CouldNotTell, format!("{where_it_is}: {path} is computed there"))
    } else if let Some(open) = open {
        (Outcome::CouldNotTell, open)
    } else if comparable.is_empty() && acquired.token.is_none() {
        let refusal = acquired.refusal();
        (
            Outcome::NoToken,
            format!("{where_it_is}: there is no token to hold it against: {refusal}"),
        )
    } else if comparable.is_empty() {
        let why = not_compared(used, client).unwrap_or_default();
        (Outcome::CouldNotTell, format!("{where_it_is}: nothing of it can be compared{why}"))
    } else {
        let why = not_compared(used, client).unwrap_or_default();
        (Outcome::Looked, format!("{where_it_is}: {} as in use{why}", list(comparable)))
    };
    let readings = context.paths.iter().filter_map(|path| match path {
        Path::Configuration(asked) => Some((path.clone(), read(&fact, *asked, &sure))),
        _ => None,
    });
    let readings = readings.collect();
    // The request belongs to the check that fetches the token; here it counts where it is what decided.
    let decided = outcome == Outcome::NoToken || used.scopes_refused;
    let request = acquired.request.clone().filter(|_| decided);
    let request = request.map(|one| Fact::TokenRequest(Box::new(one)));
    let facts = std::iter::once(Fact::Configuration(Box::new(fact))).chain(request).collect();
    Observation { outcome, saw, facts, readings, proves: Some(Proof::Config) }
}

/// What was not compared, and why.
fn not_compared(used: &InUse, client: &Client) -> Option<String> {
    let code = &client.configuration;
    if !code.unreadable.is_empty() {
        let members = code.unreadable.iter().map(|member| member.replace('_', " "));
        return Some(format!("; not compared: {}", members.collect::<Vec<_>>().join(", ")));
    }
    if code.scopes.is_some() && !used.scopes_apply {
        return Some("; scopes do not apply to this grant of Genesys Cloud".to_owned());
    }
    if code.scopes.is_some() && used.carried.is_none() && !used.scopes_refused {
        return Some("; the token does not show its scopes".to_owned());
    }
    None
}

fn list(members: &[&str]) -> String {
    match members {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn read(fact: &ClientConfiguration, path: ConfigurationPath, sure: &[&str]) -> Observed {
    let text = |value: &Option<String>| value.clone().map(Value::from);
    let texts = |value: &Option<Vec<String>>| value.clone().map(Value::from);
    let value = match path {
        ConfigurationPath::Differences => Some(json!(sure)),
        ConfigurationPath::Address => text(&fact.address),
        ConfigurationPath::Name => text(&fact.name),
        ConfigurationPath::Grant => text(&fact.grant),
        ConfigurationPath::State => text(&fact.state),
        ConfigurationPath::Scopes => texts(&fact.scopes),
        ConfigurationPath::TokenLifetime => fact.token_lifetime.map(Value::from),
        ConfigurationPath::RedirectUris => texts(&fact.redirect_uris),
        ConfigurationPath::Roles => fact.roles.as_ref().map(|roles| {
            roles.iter().map(|(role, _)| Value::from(role.as_str())).collect::<Vec<_>>().into()
        }),
    };
    value.map_or(Observed::Absent, Observed::Value)
}

/// What a token and its request show of the client.
fn in_use(acquired: &Acquisition) -> InUse {
    let request = acquired.request.as_ref();
    let token = acquired.inspection.as_ref().map(|inspection| &inspection.fact);
    let grant = request.map_or_else(String::new, |request| request.grant.clone());
    let error = request.and_then(|request| request.error.as_ref()?.code.as_deref());
    InUse {
        issued: request.is_some_and(|request| request.issued) && token.is_some(),
        requested: request.map(|request| request.scopes_requested.clone()).unwrap_or_default(),
        scopes_refused: token.is_none() && error == Some("invalid_scope"),
        carried: carried(token, request),
        lifetime: lifetime(token, request),
        scopes_apply: request.is_none_or(|request| scopes_apply(&request.exchange.url, &grant)),
        record: None,
        grant,
    }
}

/// Whether a client of this grant has scopes: on Genesys Cloud one of client credentials has roles instead.
fn scopes_apply(token_url: &str, grant: &str) -> bool {
    let url = url::Url::parse(token_url).ok();
    let platform = url.as_ref().and_then(url::Url::host_str).and_then(Platform::at);
    !(platform.is_some_and(|platform| platform.id == "genesys-cloud")
        && grant == "client_credentials")
}

/// The scopes that a token is known to carry: those of its own claim for scopes, or else those that the
/// token response lists. Roles and permissions are no scopes.
fn carried(token: Option<&TokenFact>, request: Option<&TokenRequestFact>) -> Option<Vec<String>> {
    let token = token?;
    if token.kind == TokenKind::Jwt && matches!(token.scopes_from.as_deref(), Some("scope" | "scp"))
    {
        return token.scopes.clone();
    }
    request.and_then(|request| request.scopes_granted.clone())
}

/// Seconds for which a token is issued.
fn lifetime(token: Option<&TokenFact>, request: Option<&TokenRequestFact>) -> Option<f64> {
    let token = token?;
    match (token.issued_at, token.expires_at) {
        (Some(from), Some(to)) if token.kind == TokenKind::Jwt => {
            Some(to.duration_since(from).as_secs_f64())
        }
        _ => request.and_then(|request| request.expires_in),
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    fn token(kind: TokenKind, scopes: Option<&[&str]>, from: Option<&str>) -> TokenFact {
        let at = |second| Timestamp::from_second(second).expect("in range");
        TokenFact {
            identity: "service".to_owned(),
            kind,
            algorithm: None,
            key_id: None,
            issuer: None,
            audience: Vec::new(),
            scopes: scopes.map(|all| all.iter().map(|&one| one.to_owned()).collect()),
            scopes_from: from.map(str::to_owned),
            issued_at: Some(at(1_795_000_000)),
            not_before: None,
            expires_at: Some(at(1_795_003_600)),
            now: at(1_795_000_010),
            lifetime: Some(3590.0),
            claims: Vec::new(),
            other_claims: Vec::new(),
            oddities: Vec::new(),
        }
    }

    #[test]
    fn only_scopes_that_a_token_shows_itself_are_known() {
        let scopes: Option<&[&str]> = Some(&["a"]);
        for (kind, scopes, from, known) in [
            (TokenKind::Jwt, scopes, Some("scope"), true),
            (TokenKind::Jwt, scopes, Some("scp"), true),
            (TokenKind::Jwt, scopes, Some("permissions"), false),
            (TokenKind::Jwt, scopes, Some("roles"), false),
            (TokenKind::Jwt, None, None, false),
            (TokenKind::Opaque, None, None, false),
        ] {
            let token = token(kind, scopes, from);
            assert_eq!(carried(Some(&token), None).is_some(), known, "{kind:?} {from:?}");
        }
        assert_eq!(carried(None, None), None);
    }

    #[test]
    fn the_lifetime_is_that_of_the_whole_token() {
        assert_eq!(lifetime(Some(&token(TokenKind::Jwt, None, None)), None), Some(3600.0));
        assert_eq!(lifetime(Some(&token(TokenKind::Opaque, None, None)), None), None);
    }

    #[test]
    fn scopes_do_not_apply_to_client_credentials_of_genesys_cloud() {
        let real = "https://login.mypurecloud.com/oauth/token";
        assert!(!scopes_apply(real, "client_credentials"));
        assert!(scopes_apply(real, "authorization_code"));
        assert!(scopes_apply("https://gateway.example/oauth/token", "client_credentials"));
        assert!(scopes_apply("https://login.mypurecloud.com.example/token", "client_credentials"));
    }
}
