//! Regions and hosts of Genesys Cloud.

use serde_json::{Map, Value, json};

use super::super::catalogue::Entry;
use super::asked;
use super::operation::source;
use super::topics::{entry, platform, sentence};
use crate::provider::Platform;

/// The region or the host of this name.
pub(super) fn about(name: &str) -> Option<Entry> {
    let platform = platform()?;
    let lower = name.to_ascii_lowercase();
    if let Some((region, domain)) =
        platform.regions.iter().find(|(id, domain)| **id == lower || **domain == lower)
    {
        return Some(of_region(platform, region, domain));
    }
    let host = asked::host(&lower)?;
    if let Some((region, domain)) = platform.regions.iter().find(|(_, domain)| **domain == host) {
        return Some(of_region(platform, region, domain));
    }
    if let Some(domain) = platform.domain(&host) {
        return Some(of_host(platform, &host, domain));
    }
    let myth = platform.myth_of_host(&host)?;
    let json = json!({ "id": host, "exists": false, "platform": platform.id, "truth": myth.truth });
    let docs = format!("{}\n{}", sentence(&myth.truth), source("myths"));
    let title = format!("{} has no API at such a host.", platform.name);
    Some(entry("belief that does not hold", host, title, docs, json))
}

/// What a host serves, by what stands before the domain.
fn serves(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "login" => "issues tokens (`POST /oauth/token`) and shows the login page",
        "api" => "serves the Platform API (`/api/v2/`); it issues no tokens",
        "apps" => "serves the web applications; no API",
        "webmessaging" => "carries web messaging, on a WebSocket (`/v1`)",
        "api-cdn" => "gives the public configuration of deployments of web messaging",
        _ => return None,
    })
}

fn of_region(platform: &Platform, region: &str, domain: &str) -> Entry {
    let mut docs = String::new();
    let mut hosts = Map::new();
    for kind in &platform.hosts {
        let host = format!("{kind}.{domain}");
        docs.push_str(&format!("- `{host}` {}\n", serves(kind).unwrap_or_default()));
        hosts.insert(kind.clone(), Value::from(host));
    }
    docs.push_str(
        "\nA client and its tokens belong to one region. At another region's login host the client is refused with \
         the words of a wrong secret (`invalid_client`); a token is probably refused with a 401 `bad.credentials`.\n",
    );
    docs.push_str(&source("regions"));
    let json = json!({
        "id": region, "platform": platform.id, "domain": domain, "hosts": hosts,
        "token_url": format!("https://login.{domain}/oauth/token"),
        "who_am_i": platform.who_am_i(&format!("api.{domain}")),
    });
    let title = format!("The region {region} of {}, at {domain}.", platform.name);
    entry("region of Genesys Cloud", region.to_owned(), title, docs, json)
}

fn of_host(platform: &Platform, host: &str, domain: &str) -> Entry {
    let kind = host.split('.').next().unwrap_or_default();
    let regions = platform.regions.iter();
    let region = regions
        .filter(|(_, known)| *known == domain)
        .map(|(id, _)| id.as_str())
        .next()
        .unwrap_or_default();
    let docs = format!(
        "It {}.\n\n`why401 explain {region}` has the other hosts of the region.\n{}",
        serves(kind).unwrap_or("is one of its hosts"),
        source("hosts")
    );
    let json = json!({ "id": host, "exists": true, "platform": platform.id, "region": region, "domain": domain, "serves": serves(kind) });
    let title = format!("A host of {}, in the region {region}.", platform.name);
    entry("host of Genesys Cloud", host.to_owned(), title, docs, json)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_known_by_its_name_and_by_its_domain() {
        for name in ["mypurecloud.de", "eu-central-1", "https://mypurecloud.de/", "EU-CENTRAL-1"] {
            let told = about(name).expect("known");
            assert_eq!(
                (told.what, told.id.as_str()),
                ("region of Genesys Cloud", "eu-central-1"),
                "{name}"
            );
            assert_eq!(told.json["token_url"], "https://login.mypurecloud.de/oauth/token");
        }
        for name in
            ["eu-central-9", "example.com", "api.mypurecloud.de.example.com", "mypurecloud", ""]
        {
            assert!(about(name).is_none(), "{name}");
        }
    }

    #[test]
    fn a_host_tells_what_it_serves() {
        let login = about("https://login.mypurecloud.com:443").expect("known");
        assert!(
            login.docs.contains("issues tokens") && login.title.contains("us-east-1"),
            "{}",
            login.docs
        );
        for kind in &platform().expect("known").hosts {
            assert!(serves(kind).is_some(), "{kind}");
        }
        assert_eq!(about("acme.mypurecloud.com").expect("known").what, "belief that does not hold");
    }
}
