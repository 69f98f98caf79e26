//! The operations of Genesys Cloud's Platform API: what credential, scopes and permissions each asks for.
//!
//! The table has 3,400 rows. It stands in the binary as deflated blocks, each with the operations of some of the
//! first words after `/api/v2/`: a look-up inflates one block. `compact/operations.bin` is made from
//! `checks/genesys-cloud/operations.tsv`, and a test holds it to that file.

use miniz_oxide::inflate::decompress_to_vec_with_limit;

/// How the table is laid out: the number of blocks (two bytes, the lowest first); for each block the length of
/// its first word (one byte), that word, and its deflated size (four bytes); then the blocks, rows of
/// tab-separated fields.
const TABLE: &[u8] = include_bytes!("../../checks/providers/compact/operations.bin");

/// No block is larger than this when it is inflated, in bytes.
pub(super) const BLOCK_LIMIT: usize = 128 * 1024;

/// What a request to an operation must carry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Security {
    /// Nothing: no Authorization header at all.
    None,
    /// An OAuth access token; where the organization enforces scopes, one of these, or none when there are none.
    /// Nothing when they are not known.
    OAuth(Option<Vec<String>>),
    /// The JWT of a guest of web chat.
    GuestJwt,
    /// The JWT of a guest of web messaging.
    WebMessagingJwt,
    /// The definition does not say.
    Unknown,
}

/// Whether all permissions are wanted, or one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PermissionMode {
    /// Every one.
    All,
    /// One of them.
    Any,
    /// None is needed.
    None,
    /// The definition does not say.
    Unknown,
}

/// An operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// Its method.
    pub method: String,
    /// Its path, with parameters in braces.
    pub path: String,
    /// It is no longer there.
    pub removed: bool,
    /// It should not be used any more.
    pub deprecated: bool,
    /// What a request must carry.
    pub security: Security,
    /// Whether all permissions are wanted, or one of them.
    pub permission_mode: PermissionMode,
    /// The permissions.
    pub permissions: Vec<String>,
}

impl Operation {
    /// The scopes that it takes, any one of them; none where it takes none or they are not known.
    #[must_use]
    pub fn scopes(&self) -> &[String] {
        match &self.security {
            Security::OAuth(scopes) => scopes.as_deref().unwrap_or_default(),
            Security::None | Security::GuestJwt | Security::WebMessagingJwt | Security::Unknown => {
                &[]
            }
        }
    }

    /// Method and path.
    #[must_use]
    pub fn call(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// A row of the table; nothing when it is not one.
    pub(super) fn read(row: &str) -> Option<Self> {
        let fields: Vec<&str> = row.split('\t').collect();
        let [path, method, status, deprecated, security, mode, permissions] = fields.as_slice()
        else {
            return None;
        };
        let list = |text: &str, mark: char| -> Vec<String> {
            text.split(mark).filter(|one| !one.is_empty()).map(str::to_owned).collect()
        };
        let security = match *security {
            "none" => Security::None,
            "guest-jwt" => Security::GuestJwt,
            "webmessaging-jwt" => Security::WebMessagingJwt,
            "unknown" => Security::Unknown,
            "oauth" => Security::OAuth(Some(Vec::new())),
            "oauth:?" => Security::OAuth(None),
            text => Security::OAuth(Some(list(text.strip_prefix("oauth:")?, '|'))),
        };
        let permission_mode = match *mode {
            "ALL" => PermissionMode::All,
            "ANY" => PermissionMode::Any,
            "NONE" => PermissionMode::None,
            "UNKNOWN" => PermissionMode::Unknown,
            _ => return None,
        };
        Some(Self {
            method: (*method).to_owned(),
            path: (*path).to_owned(),
            removed: *status == "removed",
            deprecated: *deprecated == "deprecated",
            security,
            permission_mode,
            permissions: list(permissions, ','),
        })
    }
}

/// The operations at a path, with its parameters filled in or not; where several paths fit, those of the one
/// that names the most. Nothing when there is none.
#[must_use]
pub fn operations_at(path: &str) -> Vec<Operation> {
    let asked: Vec<&str> = path.split('/').collect();
    let Some(rows) = block(word(path)) else { return Vec::new() };
    let mut best: Option<(Vec<bool>, &str)> = None;
    for row in rows.lines() {
        let template = row.split('\t').next().unwrap_or_default();
        let Some(literal) = fits(template, &asked) else { continue };
        if best.as_ref().is_none_or(|(known, _)| literal > *known) {
            best = Some((literal, template));
        }
    }
    let Some((_, template)) = best else { return Vec::new() };
    let rows = rows.lines().filter(|row| row.split('\t').next() == Some(template));
    rows.filter_map(Operation::read).collect()
}

/// The operations that share the first word after `/api/v2/`.
#[must_use]
pub fn operations_beside(path: &str) -> Vec<Operation> {
    let word = word(path);
    let rows = block(word).unwrap_or_default();
    let rows =
        rows.lines().filter(|row| self::word(row.split('\t').next().unwrap_or_default()) == word);
    rows.filter_map(Operation::read).collect()
}

/// Every operation, in the order of paths. Inflates the whole table: milliseconds.
#[must_use]
pub fn operations() -> Vec<Operation> {
    let blocks = index().into_iter().filter_map(|(_, deflated)| inflate(deflated));
    blocks.flat_map(|rows| rows.lines().filter_map(Operation::read).collect::<Vec<_>>()).collect()
}

/// For each part of a path whether the template names it, when the path is one of the template's.
fn fits(template: &str, asked: &[&str]) -> Option<Vec<bool>> {
    let parts: Vec<&str> = template.split('/').collect();
    if parts.len() != asked.len() {
        return None;
    }
    let part = |(part, asked): (&&str, &&str)| match part.starts_with('{') {
        true => (!asked.is_empty()).then_some(false),
        false => (part == asked).then_some(true),
    };
    parts.iter().zip(asked).map(part).collect()
}

/// The first word after `/api/v2/`.
pub(super) fn word(path: &str) -> &str {
    path.split('/').nth(3).unwrap_or_default()
}

/// The rows of the block that would have this word.
fn block(word: &str) -> Option<String> {
    let index = index();
    let after = index.partition_point(|(first, _)| *first <= word);
    inflate(index.get(after.checked_sub(1)?)?.1)
}

/// The first word of each block, and the block.
fn index() -> Vec<(&'static str, &'static [u8])> {
    read_index(TABLE).unwrap_or_default()
}

fn read_index(table: &'static [u8]) -> Option<Vec<(&'static str, &'static [u8])>> {
    let (count, mut rest) = table.split_first_chunk::<2>()?;
    let mut sizes = Vec::new();
    for _ in 0..u16::from_le_bytes(*count) {
        let (length, after) = rest.split_first()?;
        let (word, after) = after.split_at_checked(usize::from(*length))?;
        let (size, after) = after.split_first_chunk::<4>()?;
        sizes.push((std::str::from_utf8(word).ok()?, u32::from_le_bytes(*size)));
        rest = after;
    }
    let mut index = Vec::with_capacity(sizes.len());
    for (word, size) in sizes {
        let (block, after) = rest.split_at_checked(usize::try_from(size).ok()?)?;
        index.push((word, block));
        rest = after;
    }
    Some(index)
}

fn inflate(block: &[u8]) -> Option<String> {
    String::from_utf8(decompress_to_vec_with_limit(block, BLOCK_LIMIT).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calls(path: &str) -> Vec<String> {
        operations_at(path).iter().map(Operation::call).collect()
    }

    #[test]
    fn a_path_is_found_with_its_parameters_filled_in_or_not() {
        for path in [
            "/api/v2/routing/queues/{queueId}",
            "/api/v2/routing/queues/7c2a9f34-61de-4d0b-9a57-0c8e5b1f2d60",
            "/api/v2/routing/queues/:id",
        ] {
            let expected = ["DELETE", "GET", "PUT"]
                .map(|method| format!("{method} /api/v2/routing/queues/{{queueId}}"));
            assert_eq!(calls(path), expected, "{path}");
        }
        assert_eq!(calls("/api/v2/routing/queues/me"), ["GET /api/v2/routing/queues/me"]);
        for path in [
            "/api/v2/routing/queues/",
            "/api/v2/routing/queuess",
            "/api/v2",
            "",
            "/",
            "/api/v2/zzz",
            "/api/v2/0",
        ] {
            assert_eq!(calls(path), [""; 0], "{path}");
        }
    }

    #[test]
    fn a_row_says_what_a_call_needs() {
        let post = |path: &str| {
            operations_at(path).into_iter().find(|one| one.method == "POST").expect("known")
        };
        let message = post("/api/v2/conversations/messages");
        assert_eq!(message.security, Security::OAuth(Some(vec!["conversations".to_owned()])));
        assert_eq!(message.permission_mode, PermissionMode::All);
        assert_eq!(message.permissions, ["conversation:message:create"]);
        assert!(!message.removed && !message.deprecated);
        let chat = post("/api/v2/webchat/guest/conversations");
        assert_eq!((chat.security, chat.permission_mode), (Security::None, PermissionMode::None));
        assert!(chat.removed);
        assert_eq!(Operation::read("/api/v2/x\tGET\tcurrent"), None);
    }

    #[test]
    fn the_whole_table_is_there_and_each_path_finds_itself() {
        let all = operations();
        assert_eq!(all.len(), 3397);
        assert!(all.is_sorted_by(|a, b| (&a.path, &a.method) < (&b.path, &b.method)));
        let mut paths: Vec<&str> = all.iter().map(|one| one.path.as_str()).collect();
        paths.dedup();
        // One path in every word is enough to find each block.
        paths.dedup_by_key(|path| word(path).to_owned());
        for path in &paths {
            let found = operations_at(path);
            assert!(found.iter().all(|one| one.path == **path) && !found.is_empty(), "{path}");
        }
        let beside = operations_beside("/api/v2/tokens/nothing");
        assert!(beside.iter().any(|one| one.path == "/api/v2/tokens/me"));
        assert!(beside.iter().all(|one| one.path.starts_with("/api/v2/tokens/")));
    }

    #[test]
    fn an_index_that_ends_early_is_none() {
        for cut in [0, 1, 2, 5, 20] {
            assert_eq!(read_index(&TABLE[..cut]), None, "{cut}");
        }
        assert_eq!(inflate(b"\x07nonsense"), None);
    }
}
