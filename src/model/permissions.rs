//! What a list of operations needs, held against what an identity may do.

/// What a list of operations needs, and what an identity has of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PermissionsFact {
    /// The identity.
    pub identity: String,
    /// Who says what it may do.
    pub from: GrantSource,
    /// Whether its token stands for an application (true) or a user (false), where that is known.
    pub application: Option<bool>,
    /// The id of the division in which the operations work; where it is not given, any division will do.
    pub division: Option<String>,
    /// Whether the list of the permissions that the organization can grant was read in full.
    pub catalogue_read: bool,
    /// The operations, in the order in which the pack lists them.
    pub operations: Vec<OperationNeeds>,
    /// Permissions that were asked for by name, beside what the operations need.
    pub others: Vec<PermissionNeed>,
    /// Permissions that it has and none of the operations needs; nothing where its grants cannot be listed.
    pub unneeded: Option<Vec<String>>,
}

/// What an operation needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperationNeeds {
    /// Method and path, as the definition of the API writes them, or else as the pack does.
    pub call: String,
    /// Whether the definition of the API has it.
    pub standing: Standing,
    /// Whether one of the permissions is enough.
    pub any: bool,
    /// The permissions, each with how it stands. Where one is enough and is held, the others matter no more.
    pub permissions: Vec<PermissionNeed>,
    /// Which kind of token it wants, where the token is of the other: `user` or `application`.
    pub wants_actor: Option<String>,
}

/// A permission that an operation needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PermissionNeed {
    /// `domain:entity:action`.
    pub permission: String,
    /// How it stands.
    pub state: PermissionState,
    /// The divisions in which it is held, by name or else by id; `*` is every division.
    pub divisions: Vec<String>,
    /// Whether every role that gives it where it is needed does so under a condition, which may restrict it.
    pub conditional: bool,
}

/// How a permission stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PermissionState {
    /// Held where it is needed.
    Held,
    /// Held in other divisions only.
    Elsewhere,
    /// Held nowhere, and the organization can grant it, or it is not known whether it can.
    Missing,
    /// Held nowhere, and absent from the list of what the organization can grant.
    Unavailable,
}

/// What is known of a permission that an identity may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holding {
    /// Held where it is needed, without a condition.
    Held,
    /// Held where it is needed, under a condition.
    Conditional,
    /// Held in other divisions only.
    Elsewhere,
    /// Held, in which divisions and under which conditions is not known.
    Somewhere,
    /// Held nowhere.
    NotHeld,
    /// Held nowhere, and absent from the list of what the organization can grant.
    Unavailable,
}

/// Whether the definition of an API has an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It has.
    Current,
    /// It has, and advises against it.
    Deprecated,
    /// It had.
    Removed,
    /// It has not.
    Unknown,
}

/// Who says what an identity may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantSource {
    /// The list of its own grants: roles with their divisions.
    Subject,
    /// The divisions for which it has each permission, asked one permission at a time.
    Divisions,
}

impl GrantSource {
    /// The word that reports use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Subject => "subject",
            Self::Divisions => "divisions",
        }
    }
}

impl Standing {
    /// The word that reports use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Deprecated => "deprecated",
            Self::Removed => "removed",
            Self::Unknown => "unknown",
        }
    }
}

impl PermissionState {
    /// The word that reports use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Elsewhere => "elsewhere",
            Self::Missing => "missing",
            Self::Unavailable => "unavailable",
        }
    }
}

impl OperationNeeds {
    /// Whether its permissions are held as it needs them.
    #[must_use]
    pub fn is_permitted(&self) -> bool {
        let mut held = self.permissions.iter().map(|one| one.state == PermissionState::Held);
        if self.any && !self.permissions.is_empty() {
            held.any(|held| held)
        } else {
            held.all(|held| held)
        }
    }

    /// The permissions that stand so, where the operation is there and not permitted. Of several of which one is enough,
    /// those that are nearest to being held: in another division, or else grantable.
    #[must_use]
    pub fn lacking(&self, state: PermissionState) -> Vec<&PermissionNeed> {
        if self.is_permitted() || self.standing == Standing::Removed {
            return Vec::new();
        }
        let order =
            [PermissionState::Elsewhere, PermissionState::Missing, PermissionState::Unavailable];
        let has = |state| self.permissions.iter().any(|one| one.state == state);
        let nearest = order.into_iter().find(|state| has(*state));
        if self.any && nearest != Some(state) {
            return Vec::new();
        }
        self.permissions.iter().filter(|one| one.state == state).collect()
    }
}

impl PermissionsFact {
    /// The permissions that stand so for an operation that is not permitted, each once, in the order of the
    /// operations.
    #[must_use]
    pub fn lacking(&self, state: PermissionState) -> Vec<&PermissionNeed> {
        let mut all: Vec<&PermissionNeed> = Vec::new();
        for one in self.operations.iter().flat_map(|one| one.lacking(state)) {
            if !all.iter().any(|known| known.permission == one.permission) {
                all.push(one);
            }
        }
        all
    }

    /// The permissions that are needed, and held under conditions alone, each once, in the order of the operations.
    #[must_use]
    pub fn conditional(&self) -> Vec<&PermissionNeed> {
        let mut all: Vec<&PermissionNeed> = Vec::new();
        for one in self.operations.iter().flat_map(|one| &one.permissions) {
            if one.conditional && !all.iter().any(|known| known.permission == one.permission) {
                all.push(one);
            }
        }
        all
    }

    /// How a permission stands, as far as it was looked for, or is listed among those that are held and not
    /// needed.
    #[must_use]
    pub fn standing_of(&self, permission: &str) -> Option<Holding> {
        let mut needs = self.operations.iter().flat_map(|one| &one.permissions).chain(&self.others);
        if let Some(need) = needs.find(|one| one.permission == permission) {
            return Some(match (need.state, need.conditional) {
                (PermissionState::Held, false) => Holding::Held,
                (PermissionState::Held, true) => Holding::Conditional,
                (PermissionState::Elsewhere, _) => Holding::Elsewhere,
                (PermissionState::Missing, _) => Holding::NotHeld,
                (PermissionState::Unavailable, _) => Holding::Unavailable,
            });
        }
        let covers = |held: &String| {
            let mut parts = permission.split(':');
            held.split(':').all(|part| parts.next().is_some_and(|own| part == "*" || part == own))
                && parts.next().is_none()
        };
        // Which conditions and divisions go with it is not listed, nor what a needed wildcard gives beside.
        self.unneeded.as_ref()?.iter().any(covers).then_some(Holding::Somewhere)
    }

    /// The operations for which this is the wrong kind of token.
    pub fn of_wrong_kind(&self) -> impl Iterator<Item = &OperationNeeds> {
        self.operations.iter().filter(|one| one.wants_actor.is_some())
    }

    /// The operations of this standing.
    pub fn standing(&self, standing: Standing) -> impl Iterator<Item = &OperationNeeds> {
        self.operations.iter().filter(move |one| one.standing == standing)
    }
}
