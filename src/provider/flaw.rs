//! What is wrong with an operation as somebody wrote it: it is not in the definition of the API, or not any more.

use super::{KNOWLEDGE, Operation, operations, operations_at, operations_beside};

/// What is wrong with a listed operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// What is wrong, in one line.
    pub message: String,
    /// What to write instead, or what to know.
    pub help: Option<String>,
}

/// Method in capitals, and path without query.
#[must_use]
pub fn read_call(listed: &str) -> (String, &str) {
    let listed = listed.trim();
    let (method, path) = listed.split_once(char::is_whitespace).unwrap_or(("", listed));
    (method.to_ascii_uppercase(), path.trim().split(['?', '#']).next().unwrap_or_default())
}

/// What is wrong with a listed operation; nothing where the definition of the API has it.
#[must_use]
pub fn flaw_of_operation(listed: &str) -> Option<Flaw> {
    let (method, path) = read_call(listed);
    match operations_at(path).iter().find(|one| one.method == method) {
        Some(operation) if operation.removed => Some(removed(operation)),
        Some(_) => None,
        None => Some(unknown(listed.trim())),
    }
}

fn removed(operation: &Operation) -> Flaw {
    let removal = KNOWLEDGE.removal(&operation.path);
    let call = operation.call();
    let message = match removal {
        Some(removal) => {
            format!("{call} was removed from the API by {} ({})", removal.removed, removal.what)
        }
        None => format!("{call} was removed from the API"),
    };
    let instead = removal.map(|removal| removal.instead.join(" or ")).unwrap_or_default();
    let help = (!instead.is_empty()).then(|| format!("what replaces it: {instead}"));
    Flaw { message, help }
}

fn unknown(listed: &str) -> Flaw {
    let (method, path) = read_call(listed);
    let word = |text: &str| !text.is_empty() && text.bytes().all(|one| one.is_ascii_uppercase());
    if !word(&method) || !path.starts_with('/') {
        return Flaw {
            message: format!("`{listed}` is no operation"),
            help: Some(
                "write a method and a path: `GET /api/v2/routing/queues/{queueId}`".to_owned(),
            ),
        };
    }
    let date = KNOWLEDGE
        .table("operations")
        .map_or_else(String::new, |table| format!(", as it was on {}", table.date));
    let near = near(&method, path);
    Flaw {
        message: format!("no operation {method} {path}"),
        help: Some(match near.as_slice() {
            [] => format!("the definition of the API{date}, has no such path"),
            near => format!("did you mean {}?", near.join(" or ")),
        }),
    }
}

/// The operations that were probably meant: the same path with another method, or else the one whose path is the
/// nearest in letters.
fn near(method: &str, path: &str) -> Vec<String> {
    let here: Vec<Operation> = operations_at(path).into_iter().filter(|one| !one.removed).collect();
    if !here.is_empty() {
        return here.iter().map(Operation::call).collect();
    }
    let beside = nearest(method, path, &operations_beside(path));
    beside.or_else(|| nearest(method, path, &operations())).into_iter().collect()
}

fn nearest(method: &str, path: &str, all: &[Operation]) -> Option<String> {
    let apart = |one: &Operation| {
        let (own, asked) = (one.path.split('/'), path.split('/'));
        if own.clone().count() != asked.clone().count() {
            return None;
        }
        own.zip(asked).try_fold(0, |sum, (own, asked)| {
            if own.starts_with('{') {
                // A parameter takes anything, yet a word that is meant literally is nearer to its own like.
                return Some(sum + usize::from(!asked.starts_with('{')));
            }
            let letters = strsim::damerau_levenshtein(own, &asked.to_ascii_lowercase());
            let limit = (own.len() / 3).clamp(1, 4);
            (letters <= limit).then_some(sum + 2 * letters)
        })
    };
    let current = all.iter().filter(|one| one.method == method && !one.removed);
    let near = current.filter_map(|one| Some((apart(one)?, one)));
    near.min_by_key(|(apart, _)| *apart).map(|(_, one)| one.call())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_that_is_not_there_has_its_neighbour_or_the_form_that_it_should_have() {
        let help = |listed: &str| {
            let flaw = flaw_of_operation(listed).expect("none such");
            flaw.help.expect("help")
        };
        for (listed, meant) in [
            ("GET /api/v2/routing/queuess/{id}", "GET /api/v2/routing/queues/{queueId}"),
            ("GET /api/v2/routing/queuez/1", "GET /api/v2/routing/queues/{queueId}"),
            ("GET /api/v2/rooting/queues/1", "GET /api/v2/routing/queues/{queueId}"),
            ("GET /api/v2/routing/Queues", "GET /api/v2/routing/queues"),
        ] {
            assert_eq!(help(listed), format!("did you mean {meant}?"), "{listed}");
        }
        assert!(help("PATCH /api/v2/tokens/me").contains("GET /api/v2/tokens/me"));
        assert!(help("GET /api/v2/nothing/like/this/at/all").contains("2026-07-19"));
        for listed in ["nonsense", "/api/v2/tokens/me", "GET", "GET tokens/me", "G3T /a"] {
            assert!(help(listed).contains("write a method and a path"), "{listed}");
        }
    }

    #[test]
    fn one_that_was_removed_says_since_when_and_what_replaces_it() {
        let flaw = flaw_of_operation("POST /api/v2/webchat/guest/conversations").expect("removed");
        assert!(flaw.message.contains("2026-08-15"), "{flaw:?}");
        assert!(flaw.help.is_some_and(|help| help.contains("wss://webmessaging.")));
    }
}
