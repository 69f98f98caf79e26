//! Tokens that cannot be read: what kind they are by their well-known beginnings.

/// A kind of token or key that is known by how it begins.
pub(super) struct Known {
    /// How it begins.
    start: &'static str,
    /// What must follow.
    rest: Rest,
    /// What it is.
    pub(super) what: &'static str,
    /// What is to be known of its use.
    pub(super) use_of: &'static str,
}

/// What must follow the beginning.
#[derive(Clone, Copy)]
enum Rest {
    /// Anything.
    Any,
    /// So many hexadecimal digits and nothing else.
    Hex(usize),
    /// So many capital letters and digits and nothing else.
    Capitals(usize),
}

const BEARER: &str = "goes into Authorization: Bearer";

/// Longer beginnings stand before the shorter ones that they contain.
const KNOWN: &[Known] = &[
    any(
        "github_pat_",
        "a fine-grained personal access token of GitHub",
        "goes into Authorization: Bearer (or token)",
    ),
    any(
        "ghp_",
        "a classic personal access token of GitHub",
        "goes into Authorization: Bearer (or token)",
    ),
    any("gho_", "an OAuth access token of GitHub", BEARER),
    any("ghu_", "a user access token of a GitHub App", BEARER),
    any(
        "ghs_",
        "an installation token of a GitHub App",
        "lives one hour; goes into Authorization: Bearer",
    ),
    any("ghr_", "a refresh token of a GitHub App", "goes to the token endpoint, never to an API"),
    any(
        "glpat-",
        "a personal, project or group access token of GitLab",
        "goes into PRIVATE-TOKEN, or Authorization: Bearer",
    ),
    any("gldt-", "a deploy token of GitLab", "goes with its user name into Basic"),
    any("glrt-", "a runner token of GitLab", "registers runners; no API call takes it"),
    any("glcbt-", "a CI job token of GitLab", "goes into JOB-TOKEN while its job runs"),
    any("xoxb-", "a bot token of Slack", BEARER),
    any("xoxp-", "a user token of Slack", BEARER),
    any(
        "xoxe.",
        "a rotating token of Slack",
        "lives twelve hours; goes into Authorization: Bearer",
    ),
    any("xoxe-", "a refresh token of Slack", "goes to oauth.v2.access, never to another method"),
    any("xapp-", "an app-level token of Slack", "for Socket Mode and few other methods"),
    any(
        "ya29.",
        "an OAuth access token of Google",
        "lives one hour; goes into Authorization: Bearer",
    ),
    any("1//0", "a refresh token of Google", "goes to the token endpoint, never to an API"),
    any(
        "AIza",
        "an API key of Google",
        "goes into x-goog-api-key or ?key=, not into Authorization",
    ),
    any("GOCSPX-", "a client secret of Google", "goes to the token endpoint, never to an API"),
    any("sk-ant-", "an API key of Anthropic", "goes into x-api-key, not into Authorization"),
    any("sk_live_", "a secret key of Stripe, live mode", BEARER),
    any("sk_test_", "a secret key of Stripe, test mode", "sees test data only"),
    any("rk_live_", "a restricted key of Stripe, live mode", BEARER),
    any("pk_live_", "a publishable key of Stripe", "cannot call the API from a server"),
    any("sk-", "an API key (OpenAI and others)", BEARER),
    any("SG.", "an API key of SendGrid", BEARER),
    exact(
        "SK",
        Rest::Hex(32),
        "an API key SID of Twilio",
        "is the user name of Basic; its secret is the password",
    ),
    exact(
        "AC",
        Rest::Hex(32),
        "an account SID of Twilio",
        "is the user name of Basic; it is no token",
    ),
    exact(
        "AKIA",
        Rest::Capitals(16),
        "an access key id of AWS",
        "names the key that signs a request; it is no token",
    ),
    exact(
        "ASIA",
        Rest::Capitals(16),
        "a temporary access key id of AWS",
        "needs its session token beside the signature",
    ),
    any(
        "shpat_",
        "an access token of Shopify",
        "goes into X-Shopify-Access-Token, not into Authorization",
    ),
    any("dop_v1_", "a personal access token of DigitalOcean", BEARER),
    any("hvs.", "a service token of Vault", "goes into X-Vault-Token"),
    any("npm_", "an access token of npm", BEARER),
    any("pypi-", "an API token of PyPI", "is the password of Basic; the user name is __token__"),
    any("dapi", "a personal access token of Databricks", BEARER),
    any(
        "ATATT",
        "an API token of Atlassian",
        "is the password of Basic; the user name is the email address",
    ),
    any("ATCTT", "an access token of Bitbucket", BEARER),
    any("pat-", "a private app token of HubSpot", BEARER),
    any("EAA", "an access token of Meta", BEARER),
    any("ntn_", "an integration token of Notion", BEARER),
    any("PMAK-", "an API key of Postman", "goes into X-Api-Key"),
    any("00D", "a session id of Salesforce", BEARER),
];

const fn any(start: &'static str, what: &'static str, use_of: &'static str) -> Known {
    exact(start, Rest::Any, what, use_of)
}

const fn exact(start: &'static str, rest: Rest, what: &'static str, use_of: &'static str) -> Known {
    Known { start, rest, what, use_of }
}

/// The kind that a token is by how it begins.
pub(super) fn known(token: &str) -> Option<&'static Known> {
    KNOWN.iter().find(|known| {
        token.strip_prefix(known.start).is_some_and(|rest| match known.rest {
            // The organisation's id of fifteen characters, then a mark.
            Rest::Any if known.start == "00D" => rest.find('!') == Some(12),
            Rest::Any => rest.len() >= 8,
            Rest::Hex(count) => {
                rest.len() == count && rest.bytes().all(|byte| byte.is_ascii_hexdigit())
            }
            Rest::Capitals(count) => {
                let fits = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
                rest.len() == count && rest.bytes().all(fits)
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_longer_beginning_is_not_hidden_by_a_shorter_one() {
        for (index, one) in KNOWN.iter().enumerate() {
            for later in &KNOWN[index + 1..] {
                assert!(!later.start.starts_with(one.start), "{} hides {}", one.start, later.start);
            }
        }
    }

    #[test]
    fn kinds_are_known_by_their_beginnings_and_near_misses_are_not() {
        let what = |token: &str| known(token).map(|known| known.what);
        assert!(
            what("ghp_16C7e42F292c6912E7710c838347Ae17")
                .is_some_and(|what| what.contains("GitHub"))
        );
        assert!(
            what(&format!("SK{}", "0a".repeat(16))).is_some_and(|what| what.contains("Twilio"))
        );
        assert_eq!(what(&format!("SK{}", "0z".repeat(16))), None);
        assert_eq!(what("AKIAshort"), None);
        assert_eq!(what("00D0123456789"), None);
        assert!(what("00D123456789012!AQsomething").is_some());
        assert_eq!(what("aJdvugb8k1kwnOovm2qX6LXTctJksYvdzcoXPrRDi"), None);
    }
}
