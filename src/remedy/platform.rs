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
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.trim_start().starts_with("```") {
            let body: Vec<&str> = lines.by_ref().take_while(|one| one.trim() != "```").collect();
            // In a fence what belongs together stands without an empty line.
            let body = body.join("\n");
            let parts: Vec<&str> = body.split("\n\n").filter(|part| !elsewhere(part)).collect();
            if !parts.is_empty() {
                let indent = &line[..line.len() - line.trim_start().len()];
                kept.extend([line.to_owned(), parts.join("\n\n"), format!("{indent}```")]);
            }
        } else if !elsewhere(line) {
            kept.push(line.to_owned());
        } else if let Some(rest) = without(line, &elsewhere) {
            kept.push(rest);
        }
    }
    without_empty_sections(&kept).join("\n")
}

/// Lines without headings under which nothing stands.
fn without_empty_sections(lines: &[String]) -> Vec<&str> {
    let mut kept: Vec<&str> = Vec::new();
    for line in lines.iter().rev() {
        let below = kept.iter().rev().find(|one| !one.trim().is_empty());
        let empty = below.is_none_or(|one| one.starts_with("## "));
        if !(line.starts_with("## ") && empty) {
            kept.push(line);
        }
    }
    kept.reverse();
    kept
}

/// A line without the sentences that are about other platforms. An item that begins with another's name
/// is about it as a whole.
fn without(line: &str, elsewhere: &impl Fn(&str) -> bool) -> Option<String> {
    let label = line.split(": ").next().unwrap_or_default();
    let whole = label.matches('(').count() == label.matches(')').count() && !label.contains(". ");
    if line.contains(": ") && whole && elsewhere(label) {
        return None;
    }
    let mut sentences: Vec<&str> = Vec::new();
    let mut rest = line;
    while let Some(end) = rest.find(". ") {
        sentences.push(&rest[..=end]);
        rest = &rest[end + 2..];
    }
    sentences.push(rest);
    let mut kept: Vec<String> =
        sentences.into_iter().map(|sentence| without_remark(sentence, elsewhere)).collect();
    kept.retain(|sentence| !elsewhere(sentence));
    (!kept.is_empty()).then(|| kept.join(" "))
}

/// A sentence without its remark in brackets, where that is about another platform.
fn without_remark(sentence: &str, elsewhere: &impl Fn(&str) -> bool) -> String {
    let bounds = sentence.find(" (").zip(sentence.rfind(')'));
    match bounds {
        Some((start, end)) if start < end && elsewhere(&sentence[start..end]) => {
            format!("{}{}", &sentence[..start], &sentence[end + 1..])
        }
        Some(_) | None => sentence.to_owned(),
    }
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
        assert_eq!(only_for("- Raise it (Keycloak: Idle). Wait.", "okta"), "- Raise it. Wait.");
        let code = "## Code\n```hcl then\n# Keycloak\nx = 1\n\n# Auth0\ny = 1\n```\n## End\nDone.";
        let own = "## Code\n```hcl then\n# Auth0\ny = 1\n```\n## End\nDone.";
        assert_eq!(only_for(code, "auth0"), own);
        assert_eq!(only_for(code, "okta"), "## End\nDone.");
    }
}
