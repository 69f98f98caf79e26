//! Which secrets can be searched for without mangling reports.

/// The least number of characters, and of bytes of a spelling.
pub(super) const LEAST: usize = 8;

/// Words of the trade that texts hold of themselves, secret or not. Shorter ones need no row.
const COMMON: &[&str] = &[
    "12345678",
    "123456789",
    "1234567890",
    "access-token",
    "access_token",
    "administrator",
    "anonymous",
    "application",
    "authorization",
    "authorized",
    "change-me",
    "change_me",
    "changeit",
    "changeme",
    "client-id",
    "client-secret",
    "client_credentials",
    "client_id",
    "client_secret",
    "clientsecret",
    "confidential",
    "conversation",
    "credential",
    "credentials",
    "development",
    "disabled",
    "forbidden",
    "identity",
    "localhost",
    "messaging",
    "mysecret",
    "password",
    "password1",
    "password123",
    "permission",
    "permissions",
    "placeholder",
    "production",
    "redacted",
    "replace-me",
    "replace_me",
    "replaceme",
    "secretkey",
    "signature",
    "simulator",
    "supersecret",
    "unauthorized",
    "undefined",
    "username",
    "webchat:guest:write",
    "your-client-secret",
    "your_client_secret",
];

/// What is put where a secret was found, when its name would not do.
pub(super) const MARKER: &str = "[redacted]";

/// Whether a secret can be searched for. It cannot when it is short, a common word, made of one or two
/// characters only (rules of tables are), or part of what stands for a secret.
pub(super) fn searchable(value: &str) -> bool {
    let mut distinct: Vec<char> = Vec::with_capacity(3);
    for character in value.chars() {
        if distinct.len() < 3 && !distinct.contains(&character) {
            distinct.push(character);
        }
    }
    value.chars().count() >= LEAST
        && distinct.len() == 3
        && !MARKER.contains(value)
        && !COMMON.contains(&value.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::{COMMON, LEAST, searchable};

    #[test]
    fn common_words_are_sorted_in_lower_case_and_long_enough_to_need_a_row() {
        assert!(COMMON.is_sorted());
        for word in COMMON {
            assert!(word.chars().count() >= LEAST, "{word}");
            assert_eq!(word.to_lowercase(), *word);
            assert!(!searchable(word), "{word}");
            assert!(!searchable(&word.to_uppercase()), "{word}");
            assert!(searchable(&format!("{word}~9Zq")), "{word}");
        }
    }

    #[test]
    fn short_and_uniform_values_are_not_searchable() {
        for value in ["", "secret", "sevench", "--------", "abababababab", "redacted]", "ääääööö"]
        {
            assert!(!searchable(value), "{value}");
        }
        for value in ["eightchr", "---->--x", "ääääööüß", "[redacted]x"] {
            assert!(searchable(value), "{value}");
        }
    }
}
