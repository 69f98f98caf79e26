//! What the name of a host says of where it is: a country, a region, an environment.

/// Where a host says that it is.
pub(super) enum Place {
    /// By the end of its name.
    Country(String),
    /// By a label of its name.
    Region(String),
}

impl Place {
    /// Whether both tell their place in the same way, and it is another.
    pub(super) fn differs_from(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Country(one), Self::Country(other))
            | (Self::Region(one), Self::Region(other)) => one != other,
            (Self::Country(_), Self::Region(_)) | (Self::Region(_), Self::Country(_)) => false,
        }
    }
}

/// The name of a service and where it is, for hosts that tell both.
pub(super) fn site(host: &str) -> Option<(&str, Place)> {
    const COUNTRIES: [&str; 14] = [
        "com", "eu", "de", "ie", "jp", "in", "ca", "cn", "fr", "uk", "au", "com.au", "com.cn",
        "co.uk",
    ];
    const REGIONS: [&str; 9] = ["eu", "us", "ap", "na", "emea", "apac", "uk", "au", "ca"];
    const SHARED: [&str; 8] = [
        "example",
        "amazonaws",
        "azure",
        "cloudapp",
        "googleapis",
        "azurewebsites",
        "windows",
        "cloudfront",
    ];
    let mut labels: Vec<&str> = host.split('.').collect();
    if labels.len() < 3 {
        return None;
    }
    let last = labels.pop()?;
    let second = labels.last().copied().unwrap_or_default();
    let suffix = if matches!(second, "com" | "co") {
        labels.pop()?;
        format!("{second}.{last}")
    } else {
        last.to_owned()
    };
    let name = labels.pop()?;
    if name.len() < 4 || SHARED.contains(&name) || !COUNTRIES.contains(&suffix.as_str()) {
        return None;
    }
    let region = labels
        .iter()
        .flat_map(|label| label.split('-'))
        .find(|piece| REGIONS.contains(&piece.trim_end_matches(|c: char| c.is_ascii_digit())));
    let place = region.map_or(Place::Country(suffix), |region| {
        Place::Region(region.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned())
    });
    Some((name, place))
}

/// The environment that a host name tells, where it tells one.
pub(super) fn environment(host: &str) -> Option<&'static str> {
    const NAMES: [(&str, &str); 13] = [
        ("dev", "development"),
        ("develop", "development"),
        ("development", "development"),
        ("test", "test"),
        ("qa", "test"),
        ("uat", "test"),
        ("stage", "staging"),
        ("staging", "staging"),
        ("preprod", "staging"),
        ("sandbox", "sandbox"),
        ("prod", "production"),
        ("production", "production"),
        ("live", "production"),
    ];
    let lower = host.to_ascii_lowercase();
    let mut labels = lower.split(['.', '-', ':']);
    labels.find_map(|label| NAMES.iter().find(|(name, _)| *name == label).map(|(_, known)| *known))
}
