//! What an operation of the Platform API demands, and the request that it answers.

use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use serde_json::Value;

use super::address::Region;
use super::behaviour::GenesysBehaviour;
use super::error::Refusal;
use super::organization::{Division, divisions_with};
use super::state::Token;
use crate::sim::world::World;

/// Who may call an operation at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Credential {
    /// Whoever has a token of the platform.
    Token,
    /// Anybody; an `Authorization` header has no place there.
    Open,
    /// A guest of the web chat, with the JWT of the conversation.
    GuestJwt,
}

/// The permissions that an operation wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Permissions {
    /// None.
    None,
    /// All of these.
    All(&'static [&'static str]),
    /// At least one of these.
    Any(&'static [&'static str]),
}

/// Whose token it must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Context {
    /// Anybody's.
    Either,
    /// The client's own.
    Client,
    /// A person's.
    User,
}

/// One operation.
pub(super) struct Operation {
    /// `GET /api/v2/tokens/me`, with `{…}` for ids.
    pub(super) name: &'static str,
    pub(super) credential: Credential,
    /// Where scopes are enforced, one of these is wanted; none are where there are none.
    pub(super) scopes: &'static [&'static str],
    pub(super) permissions: Permissions,
    pub(super) context: Context,
    /// Answers it.
    pub(super) answer: fn(&Ask) -> Answer,
}

/// What an operation answers.
pub(super) type Answer = Result<(StatusCode, Option<Value>), Refusal>;

/// One request for an operation, once its token is found good.
pub(super) struct Ask<'a> {
    pub(super) world: &'a World,
    pub(super) behaviour: &'a GenesysBehaviour,
    pub(super) region: Region,
    pub(super) operation: &'static Operation,
    /// How many requests the operation had before.
    pub(super) count: u64,
    /// What stands in the places of `{…}`.
    pub(super) ids: Vec<String>,
    /// The parameters of the query.
    pub(super) query: Vec<(String, String)>,
    pub(super) headers: &'a HeaderMap,
    pub(super) body: &'a Bytes,
    /// The token and what it stands for; none where the operation wants none.
    pub(super) token: Option<(String, Token)>,
}

impl Operation {
    /// Method and path.
    pub(super) fn parts(&self) -> (&'static str, &'static str) {
        self.name.split_once(' ').unwrap_or((self.name, ""))
    }

    /// What stands in the places of `{…}`, where the path is this operation's.
    pub(super) fn ids(&self, path: &str) -> Option<Vec<String>> {
        let (mut own, mut given) = (self.parts().1.split('/'), path.split('/'));
        let mut ids = Vec::new();
        loop {
            match (own.next(), given.next()) {
                (None, None) => return Some(ids),
                (Some(own), Some(given)) if own.starts_with('{') && !given.is_empty() => {
                    ids.push(crate::sim::form::decode(given)?);
                }
                (Some(own), Some(given)) if own == given => (),
                _ => return None,
            }
        }
    }
}

impl Ask<'_> {
    /// The id in that place of the path.
    pub(super) fn id(&self, place: usize) -> &str {
        self.ids.get(place).map_or("", String::as_str)
    }

    /// A parameter of the query.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Checks that the operation's permissions are held in the division of the object.
    ///
    /// # Errors
    ///
    /// The refusal that names the division.
    pub(super) fn within(&self, division: &Division) -> Result<(), Refusal> {
        let here = |permission: &&str| {
            divisions_with(self.behaviour, permission).iter().any(|one| one.id == division.id)
        };
        let missing = match self.operation.permissions {
            Permissions::None => None,
            Permissions::All(all) => all.iter().find(|one| !here(one)),
            Permissions::Any(any) => any.first().filter(|_| !any.iter().any(here)),
        };
        missing.map_or(Ok(()), |permission| {
            let named = self.behaviour.named_instead.unwrap_or(permission);
            Err(Refusal::new("missing.division.permission", &[named]))
        })
    }

    /// The refusal of a request without that parameter.
    pub(super) fn lacks(&self, parameter: &str) -> Refusal {
        let problem = format!("{parameter} must not be null");
        Refusal::new("constraint.validation", &[&problem]).about(parameter)
    }

    /// The body, as JSON.
    ///
    /// # Errors
    ///
    /// The refusal of a body that is none.
    pub(super) fn json(&self) -> Result<Value, Refusal> {
        serde_json::from_slice(self.body).map_err(|_| Refusal::new("bad.request", &[]))
    }
}

/// `200` with that body.
pub(super) fn found(body: Value) -> Answer {
    Ok((StatusCode::OK, Some(body)))
}

/// The refusal of an id that nothing has.
pub(super) fn not_found() -> Refusal {
    Refusal::new("not.found", &[])
}
