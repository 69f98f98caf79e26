//! What Genesys Cloud answers about permissions: grants, divisions, the catalogue of what can be granted.

use std::collections::BTreeSet;

use serde_json::Value;

/// A permission that is granted for a division; each part may be `*`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Grant {
    domain: String,
    entity: String,
    action: String,
    /// The division's id.
    pub(super) division: String,
    /// The division's name, or else its id.
    pub(super) name: String,
    /// Whether the role's policy has a condition. What it says is not read: it may restrict the permission to some
    /// objects, or to none.
    pub(super) conditional: bool,
}

/// What an organization can grant.
#[derive(Debug, Default)]
pub(super) struct Catalogue {
    /// `domain:entity:action`.
    offered: BTreeSet<String>,
    /// `domain:entity` whose actions could not be read.
    unread: BTreeSet<String>,
}

impl Grant {
    /// Whether it gives a permission.
    pub(super) fn gives(&self, permission: &str) -> bool {
        let mut parts = permission.split(':');
        [&self.domain, &self.entity, &self.action].into_iter().all(|part| {
            let asked = parts.next().unwrap_or_default();
            part == "*" || part == asked
        }) && parts.next().is_none()
    }

    /// Whether it holds in a division; in any where none is asked for.
    pub(super) fn reaches(&self, division: Option<&str>) -> bool {
        division.is_none_or(|asked| self.division == "*" || self.division == asked)
    }

    /// `domain:entity:action`.
    pub(super) fn permission(&self) -> String {
        format!("{}:{}:{}", self.domain, self.entity, self.action)
    }
}

/// The grants of a subject; nothing where the answer is none.
pub(super) fn of_subject(body: &Value) -> Option<Vec<Grant>> {
    let mut all = Vec::new();
    for grant in body.get("grants")?.as_array()? {
        let (division, name) = division(grant.get("division")?)?;
        for policy in grant.get("role")?.get("policies")?.as_array()? {
            let word = |name: &str| policy.get(name).and_then(Value::as_str).map(str::to_owned);
            let entity = word("entityName")?;
            let domain = word("domain")?;
            let conditional = ["condition", "resourceConditionNode"]
                .into_iter()
                .filter_map(|name| policy.get(name))
                .any(|condition| !condition.is_null() && condition.as_str() != Some(""));
            for action in policy.get("actions")?.as_array()? {
                all.push(Grant {
                    domain: domain.clone(),
                    entity: entity.clone(),
                    action: action.as_str()?.to_owned(),
                    division: division.clone(),
                    name: name.clone(),
                    conditional,
                });
            }
        }
    }
    Some(all)
}

/// A page of the divisions for which a permission is held, as grants of it.
pub(super) fn of_divisions(permission: &str, entities: &[Value]) -> Option<Vec<Grant>> {
    let mut parts = permission.splitn(3, ':').map(str::to_owned);
    let (domain, entity, action) = (parts.next()?, parts.next()?, parts.next()?);
    let grant = |one: &Value| {
        let (division, name) = division(one)?;
        let (domain, entity, action) = (domain.clone(), entity.clone(), action.clone());
        Some(Grant { domain, entity, action, division, name, conditional: false })
    };
    entities.iter().map(grant).collect()
}

/// The id of a division, and its name or else the id.
fn division(value: &Value) -> Option<(String, String)> {
    let id = value.get("id")?.as_str()?;
    let name = value.get("name").and_then(Value::as_str).filter(|name| !name.is_empty());
    Some((id.to_owned(), if id == "*" { "*" } else { name.unwrap_or(id) }.to_owned()))
}

impl Catalogue {
    /// Adds a page; nothing where it is none.
    pub(super) fn add(&mut self, entities: &[Value]) -> Option<()> {
        for one in entities {
            let domain = one.get("domain")?.as_str()?;
            for (entity, actions) in one.get("permissionMap")?.as_object()? {
                let actions: Option<Vec<&str>> = actions.as_array().and_then(|actions| {
                    actions.iter().map(|action| action.get("action")?.as_str()).collect()
                });
                match actions {
                    Some(actions) => self
                        .offered
                        .extend(actions.iter().map(|action| format!("{domain}:{entity}:{action}"))),
                    None => {
                        self.unread.insert(format!("{domain}:{entity}"));
                    }
                }
            }
        }
        Some(())
    }

    /// Whether nothing was offered at all: then the answer tells nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.offered.is_empty()
    }

    /// Whether a permission is known to be absent.
    pub(super) fn lacks(&self, permission: &str) -> bool {
        let mut parts = permission.splitn(3, ':');
        let (domain, entity) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let open = [format!("{domain}:{entity}"), format!("{domain}:*")];
        let wild = [format!("{domain}:{entity}:*"), format!("{domain}:*:*")];
        !self.offered.contains(permission)
            && !wild.iter().any(|one| self.offered.contains(one))
            && !open.iter().any(|one| self.unread.contains(one))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn subject(division: &str, entity: &str, actions: &[&str]) -> Vec<Grant> {
        of_subject(&json!({ "grants": [{
            "division": { "id": division, "name": "Support" },
            "role": { "policies": [
                { "domain": "routing", "entityName": entity, "actions": actions }
            ] },
        }] }))
        .expect("grants")
    }

    #[test]
    fn wildcards_give_what_they_cover_and_nothing_else() {
        for (entity, action, permission, given) in [
            ("queue", "view", "routing:queue:view", true),
            ("queue", "*", "routing:queue:view", true),
            ("*", "view", "routing:queue:view", true),
            ("*", "*", "routing:queue:view", true),
            ("queue", "edit", "routing:queue:view", false),
            ("queues", "*", "routing:queue:view", false),
            ("*", "*", "conversation:queue:view", false),
            ("queue", "view", "routing:queue", false),
            ("queue", "view", "routing:queue:view:x", false),
        ] {
            let grant = &subject("d", entity, &[action])[0];
            assert_eq!(grant.gives(permission), given, "{entity} {action} {permission}");
        }
    }

    #[test]
    fn a_grant_reaches_its_division_and_the_star_every_one() {
        let here = &subject("d1", "queue", &["view"])[0];
        assert!(here.reaches(Some("d1")) && here.reaches(None) && !here.reaches(Some("d2")));
        let all = &subject("*", "queue", &["view"])[0];
        assert!(all.reaches(Some("d2")));
        assert_eq!((here.name.as_str(), all.name.as_str()), ("Support", "*"));
    }

    #[test]
    fn an_answer_without_grants_is_none_and_one_with_an_empty_list_is_known() {
        assert_eq!(of_subject(&json!({ "id": "x" })), None);
        assert_eq!(of_subject(&json!({ "grants": [] })), Some(Vec::new()));
        assert_eq!(of_subject(&json!({ "grants": [{ "division": { "id": "d" } }] })), None);
    }

    #[test]
    fn a_condition_is_seen_and_its_absence_too() {
        for (policy, conditional) in [
            (json!({}), false),
            (json!({ "condition": null, "resourceConditionNode": null }), false),
            (json!({ "condition": "" }), false),
            (json!({ "condition": "queue.id == '7'" }), true),
            (json!({ "resourceConditionNode": { "conjunction": "AND", "terms": [] } }), true),
        ] {
            let mut whole = json!({ "domain": "a", "entityName": "b", "actions": ["c"] });
            let members = whole.as_object_mut().expect("an object");
            members.extend(policy.as_object().cloned().expect("an object"));
            let subject = json!({ "grants": [
                { "division": { "id": "*" }, "role": { "policies": [whole] } }
            ] });
            let grants = of_subject(&subject).expect("grants");
            assert_eq!(grants[0].conditional, conditional, "{policy}");
        }
        let asked = of_divisions("a:b:c", &[json!({ "id": "d" })]).expect("grants");
        assert!(!asked[0].conditional);
    }

    #[test]
    fn the_catalogue_lacks_only_what_it_could_be_read_for() {
        let mut catalogue = Catalogue::default();
        let page = json!([{ "domain": "routing", "permissionMap": {
            "queue": [{ "action": "view" }], "hidden": "redacted",
        } }]);
        catalogue.add(page.as_array().expect("a list")).expect("a page");
        for (permission, lacking) in [
            ("routing:queue:view", false),
            ("routing:queue:search", true),
            ("routing:hidden:view", false),
            ("messaging:integration:view", true),
        ] {
            assert_eq!(catalogue.lacks(permission), lacking, "{permission}");
        }
        assert!(Catalogue::default().is_empty() && !catalogue.is_empty());
        assert_eq!(catalogue.add(&[json!({ "id": "x" })]), None);
    }
}
