//! What the organization is made of: divisions, roles and their policies, and who has which role where.

use serde_json::{Value, json};

use super::behaviour::GenesysBehaviour;
use super::objects::{
    HOME_DIVISION_ID, MESSAGING_ROLE_ID, PREFLIGHT_ROLE_ID, SALES_DIVISION_ID, SUPERVISOR_ROLE_ID,
    SUPPORT_DIVISION_ID,
};

/// A division: where objects are, and where roles are given.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Division {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
}

/// Where everything is that belongs to no team.
pub(super) static HOME: Division = Division { id: HOME_DIVISION_ID, name: "Home" };
/// Where the queue is.
pub(super) static SUPPORT: Division = Division { id: SUPPORT_DIVISION_ID, name: "Support" };
/// Where the client has nothing to do.
pub(super) static SALES: Division = Division { id: SALES_DIVISION_ID, name: "Sales" };
/// Every division.
pub(super) static DIVISIONS: [&Division; 3] = [&HOME, &SUPPORT, &SALES];

impl Division {
    /// `AuthzDivision` of the API definition.
    pub(super) fn body(&self) -> Value {
        json!({
            "id": self.id,
            "name": self.name,
            "description": "",
            "homeDivision": self.id == HOME.id,
            "selfUri": format!("/api/v2/authorization/divisions/{}", self.id),
        })
    }
}

/// A role: permissions `domain:entity:action`, by domain and entity.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Role {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    policies: &'static [(&'static str, &'static str, &'static [&'static str])],
}

static MESSAGING: Role = Role {
    id: MESSAGING_ROLE_ID,
    name: "Guest messaging",
    policies: &[
        ("architect", "dependencyTracking", &["view"]),
        ("architect", "flow", &["view"]),
        ("conversation", "communication", &["disconnect"]),
        ("conversation", "message", &["create", "receive"]),
        ("messaging", "integration", &["view"]),
        ("routing", "message", &["manage"]),
        ("routing", "queue", &["search", "view"]),
        ("webDeployments", "deployment", &["view"]),
    ],
};
static PREFLIGHT: Role = Role {
    id: PREFLIGHT_ROLE_ID,
    name: "Preflight",
    policies: &[
        ("authorization", "grant", &["view"]),
        ("authorization", "role", &["view"]),
        ("directory", "organization", &["admin"]),
        ("oauth", "client", &["view"]),
    ],
};
static SUPERVISOR: Role = Role {
    id: SUPERVISOR_ROLE_ID,
    name: "Supervisor",
    policies: &[("conversation", "message", &["*"]), ("routing", "queue", &["*"])],
};
/// Every role.
pub(super) static ROLES: [&Role; 3] = [&MESSAGING, &PREFLIGHT, &SUPERVISOR];

/// Permissions of the organization beside those of the client: what the catalogue lists too.
const OTHER_PERMISSIONS: &[(&str, &str, &[&str])] =
    &[("oauth", "client", &["add", "delete", "edit"]), ("routing", "queue", &["add", "edit"])];

/// The part of a policy that this organization gives, with what is withheld or not licensed taken out.
fn actions<'a>(
    behaviour: &GenesysBehaviour,
    domain: &str,
    entity: &str,
    actions: &[&'a str],
    withheld: bool,
) -> Vec<&'a str> {
    let gone = |action: &&str| {
        let permission = format!("{domain}:{entity}:{action}");
        let gone = |list: &[&str]| list.contains(&permission.as_str());
        gone(&behaviour.unlicensed) || (withheld && gone(&behaviour.withheld))
    };
    actions.iter().copied().filter(|action| !gone(action)).collect()
}

impl Role {
    /// Its policies as they are in force.
    pub(super) fn policies(
        &self,
        behaviour: &GenesysBehaviour,
    ) -> Vec<(&'static str, &'static str, Vec<&'static str>)> {
        let in_force = self.policies.iter().map(|(domain, entity, all)| {
            (*domain, *entity, actions(behaviour, domain, entity, all, true))
        });
        in_force.filter(|(_, _, actions)| !actions.is_empty()).collect()
    }

    fn gives(&self, behaviour: &GenesysBehaviour, permission: &str) -> bool {
        self.policies(behaviour).iter().any(|(domain, entity, actions)| {
            actions.iter().any(|action| format!("{domain}:{entity}:{action}") == permission)
        })
    }
}

/// A role that the client has in a division.
pub(super) struct Grant {
    pub(super) role: &'static Role,
    pub(super) division: &'static Division,
}

/// What the client may do, and where.
pub(super) fn grants(behaviour: &GenesysBehaviour) -> Vec<Grant> {
    let mut grants = vec![
        Grant { role: &MESSAGING, division: &HOME },
        Grant { role: &PREFLIGHT, division: &HOME },
    ];
    if behaviour.division_granted {
        grants.push(Grant { role: &MESSAGING, division: &SUPPORT });
    }
    grants
}

/// The divisions in which the client has a permission.
pub(super) fn divisions_with(
    behaviour: &GenesysBehaviour,
    permission: &str,
) -> Vec<&'static Division> {
    let grants = grants(behaviour);
    let with = |division: &&&'static Division| {
        let here = |grant: &&Grant| grant.division == **division;
        grants.iter().filter(here).any(|grant| grant.role.gives(behaviour, permission))
    };
    DIVISIONS.iter().filter(with).copied().collect()
}

/// An entity and what may be done with it.
pub(super) type Entity = (&'static str, Vec<&'static str>);

/// Every permission that the organization has, by domain and entity: the catalogue.
pub(super) fn catalogue(behaviour: &GenesysBehaviour) -> Vec<(&'static str, Vec<Entity>)> {
    let mut rows: Vec<(&str, &str, &str)> = Vec::new();
    let roles = [&MESSAGING, &PREFLIGHT].into_iter().flat_map(|role| role.policies);
    for (domain, entity, all) in roles.chain(OTHER_PERMISSIONS) {
        let actions = actions(behaviour, domain, entity, all, false);
        rows.extend(actions.into_iter().map(|action| (*domain, *entity, action)));
    }
    rows.sort_unstable();
    let mut domains: Vec<(&str, Vec<Entity>)> = Vec::new();
    for (domain, entity, action) in rows {
        if domains.last().is_none_or(|(last, _)| *last != domain) {
            domains.push((domain, Vec::new()));
        }
        let Some((_, entities)) = domains.last_mut() else { continue };
        if entities.last().is_none_or(|(last, _)| *last != entity) {
            entities.push((entity, Vec::new()));
        }
        if let Some((_, actions)) = entities.last_mut() {
            actions.push(action);
        }
    }
    domains
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(behaviour: &GenesysBehaviour, permission: &str) -> Vec<&'static str> {
        divisions_with(behaviour, permission).iter().map(|division| division.name).collect()
    }

    #[test]
    fn a_permission_holds_where_a_role_with_it_was_given() {
        let mut behaviour = GenesysBehaviour::default();
        assert_eq!(names(&behaviour, "routing:queue:view"), ["Home", "Support"]);
        assert_eq!(names(&behaviour, "oauth:client:view"), ["Home"]);
        assert_eq!(names(&behaviour, "routing:queue:delete"), [""; 0]);
        behaviour.division_granted = false;
        assert_eq!(names(&behaviour, "routing:queue:view"), ["Home"]);
        behaviour.withheld = vec!["routing:queue:view"];
        assert_eq!(names(&behaviour, "routing:queue:view"), [""; 0]);
        assert_eq!(names(&behaviour, "routing:queue:search"), ["Home"]);
    }

    #[test]
    fn the_catalogue_lacks_what_is_not_licensed_and_nothing_else() {
        let mut behaviour = GenesysBehaviour {
            withheld: vec!["routing:queue:view"],
            ..GenesysBehaviour::default()
        };
        let has = |behaviour: &GenesysBehaviour, action: &str| {
            let catalogue = catalogue(behaviour);
            let routing = catalogue.iter().find(|(domain, _)| *domain == "routing");
            let queue = routing.and_then(|(_, all)| all.iter().find(|(one, _)| *one == "queue"));
            queue.is_some_and(|(_, actions)| actions.contains(&action))
        };
        assert!(has(&behaviour, "view") && has(&behaviour, "edit"));
        behaviour.unlicensed = vec!["routing:queue:view"];
        assert!(!has(&behaviour, "view") && has(&behaviour, "edit"));
        assert_eq!(names(&behaviour, "routing:queue:view"), [""; 0]);
    }
}
