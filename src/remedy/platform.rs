//! What belongs to one vendor's platform: an act on one platform cures nothing on another.

/// A platform whose remedies are told apart: its id is the name of its file in `checks/providers/`.
struct Vendor {
    id: &'static str,
    /// How remedies name it, or what they name that only it has. Words as they stand in the text.
    words: &'static [&'static str],
}

/// Platforms that are API and issuer at once, so that an answer of theirs shows where the cure lies. A
/// gateway or a framework is none: the issuer behind it may be anybody's.
const VENDORS: [Vendor; 11] = [
    Vendor { id: "auth0", words: &["Auth0", "auth0_"] },
    Vendor { id: "entra", words: &["Entra ID", "Microsoft Graph", "login.microsoftonline.com"] },
    Vendor { id: "genesys-cloud", words: &["Genesys Cloud", "genesyscloud_"] },
    Vendor { id: "github", words: &["GitHub"] },
    Vendor {
        id: "google",
        words: &["Google", "gcloud", "googleapis.com", "x-goog-", "cloud project"],
    },
    Vendor { id: "keycloak", words: &["Keycloak", "keycloak_"] },
    Vendor { id: "okta", words: &["Okta"] },
    Vendor { id: "salesforce", words: &["Salesforce"] },
    Vendor { id: "slack", words: &["Slack"] },
    Vendor { id: "twilio", words: &["Twilio"] },
    Vendor { id: "zendesk", words: &["Zendesk"] },
];

/// Whether remedies are told apart for this platform.
#[must_use]
pub fn is_platform(id: &str) -> bool {
    VENDORS.iter().any(|vendor| vendor.id == id)
}

/// The platforms that a text names, or whose tools it uses.
#[must_use]
pub fn named_in(text: &str) -> Vec<&'static str> {
    let named = |vendor: &&Vendor| vendor.words.iter().any(|word| text.contains(word));
    VENDORS.iter().filter(named).map(|vendor| vendor.id).collect()
}

/// A remedy's text without the items and sentences that are about other platforms. Where the platform is
/// not known everything stays: each item says whose it is.
pub(super) fn only_for(text: &str, platform: &str) -> String {
    if !is_platform(platform) {
        return text.to_owned();
    }
    let elsewhere = |part: &str| {
        let named = named_in(part);
        !named.is_empty() && !named.contains(&platform)
    };
    let mut kept: Vec<String> = Vec::new();
    let mut fenced = false;
    for line in text.lines() {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        if fenced || fence || !elsewhere(line) {
            kept.push(line.to_owned());
        } else if let Some(rest) = without(line, &elsewhere) {
            kept.push(rest);
        }
    }
    kept.join("\n")
}

/// A line without the sentences that are about other platforms. An item that begins with another's name
/// is about it as a whole.
fn without(line: &str, elsewhere: &impl Fn(&str) -> bool) -> Option<String> {
    let label = line.split(": ").next().unwrap_or_default();
    if line.contains(": ") && !label.contains(". ") && elsewhere(label) {
        return None;
    }
    let mut sentences: Vec<&str> = Vec::new();
    let mut rest = line;
    while let Some(end) = rest.find(". ") {
        sentences.push(&rest[..=end]);
        rest = &rest[end + 2..];
    }
    sentences.push(rest);
    sentences.retain(|sentence| !elsewhere(sentence));
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_about_another_platform_is_left_out() {
        let text = "- Keycloak: a mapper.\n- Okta: claims.\n- Ask. Salesforce wants a token. Wait.\n- Others: ask.";
        assert_eq!(only_for(text, "okta"), "- Okta: claims.\n- Ask. Wait.\n- Others: ask.");
        assert_eq!(only_for(text, "kong"), text);
        assert_eq!(only_for("- Slack, Zendesk: install.", "slack"), "- Slack, Zendesk: install.");
        assert_eq!(only_for("- Slack, Zendesk: install.", "okta"), "");
    }
}
