//! Operations of Genesys Cloud as packs and people list them, looked up in the definition of the API.

use crate::provider::{Flaw, Operation, flaw_of_operation, operations_at, read_call};

/// A listed operation, looked up.
pub(super) struct Call {
    /// As it stands in the list.
    pub(super) listed: String,
    /// The operation, where the definition has it or had it.
    pub(super) found: Option<Operation>,
}

/// The operations of a list. One from the environment or the command line is split at white space, which takes
/// methods and paths apart.
pub(super) fn joined(listed: &[String]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for item in listed.iter().map(|item| item.trim()).filter(|item| !item.is_empty()) {
        match all.last_mut() {
            Some(method) if item.starts_with('/') && !method.contains(['/', ' ']) => {
                method.push(' ');
                method.push_str(item);
            }
            _ => all.push(item.to_owned()),
        }
    }
    all
}

/// Looks a listed operation up.
pub(super) fn look_up(listed: &str) -> Call {
    let (method, path) = read_call(listed);
    let at = operations_at(path);
    let found = at.into_iter().find(|one| one.method == method);
    Call { listed: listed.trim().to_owned(), found }
}

impl Call {
    /// What is wrong with it; nothing where the API has it.
    pub(super) fn flaw(&self) -> Option<Flaw> {
        flaw_of_operation(&self.listed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_and_paths_that_were_taken_apart_are_put_together() {
        let texts = |all: &[&str]| all.iter().map(|&one| one.to_owned()).collect::<Vec<_>>();
        assert_eq!(joined(&texts(&["GET", "/a", "POST /b", ""])), ["GET /a", "POST /b"]);
        assert_eq!(joined(&texts(&["/a", "/b", "GET"])), ["/a", "/b", "GET"]);
    }

    #[test]
    fn an_operation_is_found_filled_in_or_not() {
        let found = |listed: &str| look_up(listed).found.map(|one| one.call());
        let queue = Some("GET /api/v2/routing/queues/{queueId}".to_owned());
        assert_eq!(found("get  /api/v2/routing/queues/7c2a9f34?x=1"), queue);
        assert_eq!(found("GET /api/v2/routing/queues/{id}"), queue);
        assert_eq!(found("GET /api/v2/routing/queuess/{id}"), None);
        assert_eq!(flaw_of_operation("GET /api/v2/routing/queues/{id}"), None);
        // What is advised against is there.
        assert_eq!(flaw_of_operation("POST /api/v2/conversations/messages/inbound/open"), None);
    }
}
