//! Operations of Genesys Cloud that take one kind of token only. The definition says so in prose.

/// Whose token an operation takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// An application's: of the grant `client_credentials`.
    Application,
    /// A user's.
    User,
}

impl Actor {
    /// The word that reports use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::User => "user",
        }
    }
}

/// What the descriptions in the API's definition say: "This request requires a non-user context", "not valid
/// when using the Client Credentials OAuth grant". What is not listed may still be for one kind only.
const TAKES: &[(&str, Actor)] = &[
    (
        "POST /api/v2/conversations/messages/{integrationId}/inbound/open/message",
        Actor::Application,
    ),
    ("POST /api/v2/conversations/messages/agentless", Actor::Application),
    ("GET /api/v2/users/me", Actor::User),
];

/// Whose token alone an operation takes, by its method and path with parameters in braces; nothing where both
/// kinds do, for all that is known.
#[must_use]
pub fn takes_only(call: &str) -> Option<Actor> {
    TAKES.iter().find(|(known, _)| *known == call).map(|(_, actor)| *actor)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::operations_at;

    #[test]
    fn every_call_is_one_of_the_table() {
        for (call, _) in TAKES {
            let (_, path) = call.split_once(' ').expect("a method and a path");
            assert!(operations_at(path).iter().any(|one| one.call() == *call), "{call}");
        }
        assert_eq!(takes_only("GET /api/v2/tokens/me"), None);
    }
}
