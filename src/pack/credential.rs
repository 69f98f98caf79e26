//! Identities as packs declare them.

use super::document::Span;
use super::draft::{Draft, DraftValue, Piece};
use super::lint::{Lint, Scope, shown};
use super::shape::{BEARER, IDENTITY, OAUTH2};
use super::yaml::{Entry, Yaml};
use crate::model::{ClientAuthentication, FieldType, Grant};

/// An identity before its inputs are known.
pub(super) struct IdentityDraft {
    pub(super) name: String,
    pub(super) span: Span,
    pub(super) credential: CredentialDraft,
}

/// Where its credential comes from.
pub(super) enum CredentialDraft {
    OAuth2(Box<OAuth2Draft>),
    Bearer { token: Draft },
}

/// How a token endpoint is asked.
pub(super) struct OAuth2Draft {
    pub(super) grant: Grant,
    pub(super) token_url: Draft,
    pub(super) client_id: Draft,
    pub(super) client_secret: Option<Draft>,
    /// A word of [`ClientAuthentication::WORDS`], or one input that holds one.
    pub(super) client_auth: Option<Draft>,
    pub(super) scopes: Option<Draft>,
    pub(super) audience: Option<Draft>,
    pub(super) resource: Option<Draft>,
    pub(super) extra: Option<Draft>,
}

impl IdentityDraft {
    /// Every value in which something may be read.
    pub(super) fn drafts(&self) -> Vec<&Draft> {
        match &self.credential {
            CredentialDraft::Bearer { token } => vec![token],
            CredentialDraft::OAuth2(oauth2) => {
                let mut all = vec![&oauth2.token_url, &oauth2.client_id];
                all.extend(&oauth2.client_secret);
                all.extend(&oauth2.client_auth);
                all.extend(&oauth2.scopes);
                all.extend(&oauth2.audience);
                all.extend(&oauth2.resource);
                all.extend(&oauth2.extra);
                all
            }
        }
    }
}

impl Lint<'_> {
    /// The identities.
    pub(super) fn read_identities(&mut self, entry: &Entry) -> Vec<IdentityDraft> {
        let Yaml::Map(entries) = &entry.node.value else {
            let message = format!(
                "`identities` is a mapping of names to identities, not {}",
                entry.node.kind()
            );
            let problem = self.at(entry.node.span, message);
            self.push(problem);
            return Vec::new();
        };
        self.scope = Scope::All;
        entries.iter().filter_map(|entry| self.identity(entry)).collect()
    }

    fn identity(&mut self, entry: &Entry) -> Option<IdentityDraft> {
        self.kebab(&entry.key, entry.key_span, "the name of an identity");
        let what = format!("identity `{}`", shown(&entry.key));
        let map = self.mapping(&entry.node, entry.key_span, &what, IDENTITY)?;
        let credential = match (map.get("oauth2"), map.get("bearer")) {
            (Some(oauth2), None) => self.oauth2(oauth2)?,
            (None, Some(bearer)) => {
                let map = self.mapping(&bearer.node, bearer.key_span, "`bearer`", BEARER)?;
                let token = self.draft(map.get("token")?, FieldType::Text)?;
                CredentialDraft::Bearer { token }
            }
            (Some(one), Some(other)) => {
                let later = one.key_span > other.key_span;
                let (one, other) = if later { (other, one) } else { (one, other) };
                let problem = self
                    .at(other.key_span, format!("{what} has two sources"))
                    .related(one.key_span, "the first")
                    .help("make two identities of it");
                self.push(problem);
                return None;
            }
            (None, None) => {
                let problem = self
                    .at(
                        entry.key_span,
                        format!("{what} does not say where its credential comes from"),
                    )
                    .help("add `oauth2` or `bearer`");
                self.push(problem);
                return None;
            }
        };
        Some(IdentityDraft { name: entry.key.clone(), span: entry.key_span, credential })
    }

    fn oauth2(&mut self, entry: &Entry) -> Option<CredentialDraft> {
        let map = self.mapping(&entry.node, entry.key_span, "`oauth2`", OAUTH2)?;
        let mut read = |name: &str, kind| map.get(name).and_then(|entry| self.draft(entry, kind));
        let token_url = read("token_url", FieldType::Url);
        let client_id = read("client_id", FieldType::Text);
        let client_secret = read("client_secret", FieldType::Text);
        let scopes = read("scopes", FieldType::List);
        let audience = read("audience", FieldType::Text);
        let resource = read("resource", FieldType::Text);
        let extra = read("extra", FieldType::Map);
        let grant = map.get("grant").and_then(|entry| self.choice(entry, Grant::WORDS));
        let client_auth = map.get("client_auth").and_then(|entry| self.client_auth(entry));
        let public =
            client_auth.as_ref().map(|draft| draft.plain().is_some_and(|word| word == "none"));
        match (public, map.get("client_secret")) {
            (Some(true), Some(secret)) => {
                let problem = self
                    .at(secret.key_span, "a client with `client_auth: none` has no secret")
                    .help("leave out one of the two");
                self.push(problem);
            }
            (None | Some(false), None)
                if map.get("client_auth").is_none() || public == Some(false) =>
            {
                let whole = client_auth.as_ref().and_then(Draft::whole_input).is_some();
                if !whole {
                    let problem = self
                        .at(entry.key_span, "`oauth2` needs `client_secret`")
                        .help("a public client says `client_auth: none`");
                    self.push(problem);
                }
            }
            _ => {}
        }
        debug_assert!(grant.is_none_or(|word| word == Grant::ClientCredentials.as_str()));
        grant?;
        Some(CredentialDraft::OAuth2(Box::new(OAuth2Draft {
            grant: Grant::ClientCredentials,
            token_url: token_url?,
            client_id: client_id?,
            client_secret,
            client_auth,
            scopes,
            audience,
            resource,
            extra,
        })))
    }

    /// A word, or one input that will hold it.
    fn client_auth(&mut self, entry: &Entry) -> Option<Draft> {
        if entry.node.text().is_some_and(|text| text.contains("${")) {
            let draft = self.any(&entry.node)?;
            if let DraftValue::Text(pieces) = &draft.value
                && matches!(pieces.as_slice(), [Piece::Input { .. }])
            {
                return Some(draft);
            }
            let problem =
                self.at(entry.node.span, "`client_auth` is a word, or one reference to an input");
            self.push(problem);
            return None;
        }
        let word = self.choice(entry, ClientAuthentication::WORDS)?;
        Some(Draft { value: DraftValue::Plain(word.into()), span: entry.node.span })
    }
}
