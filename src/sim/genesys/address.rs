//! Which region and which service a request is for: by its host, or by the first parts of its path.

use axum::http::header::HOST;
use axum::http::request::Parts;
use axum::http::uri::Authority;

/// What every region's domain ends with. `.test` belongs to nobody (RFC 6761, section 6.2).
const DOMAIN: &str = "genesys.test";
/// What a path begins with that names region and service itself, for clients that take one base URL only.
const PREFIX: &str = "/genesys-cloud/";

/// A region: a platform of its own, which shares nothing with the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Region {
    /// Where the client lives.
    North,
    /// Another one.
    South,
}

impl Region {
    /// Both.
    pub(in crate::sim) const ALL: [Self; 2] = [Self::North, Self::South];

    /// Its name, as hosts and paths have it.
    pub(in crate::sim) fn name(self) -> &'static str {
        match self {
            Self::North => "north",
            Self::South => "south",
        }
    }

    /// Its domain: hosts are `SERVICE.DOMAIN`.
    pub(in crate::sim) fn domain(self) -> String {
        format!("{}.{DOMAIN}", self.name())
    }
}

/// A service of a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sim) enum Service {
    /// Tokens.
    Login,
    /// The Platform API.
    Api,
    /// The web application: pages for people.
    Apps,
    /// Guests, by WebSocket.
    WebMessaging,
    /// Files without credentials.
    Cdn,
}

impl Service {
    /// All of them.
    pub(in crate::sim) const ALL: [Self; 5] =
        [Self::Login, Self::Api, Self::Apps, Self::WebMessaging, Self::Cdn];

    /// Its name, as hosts and paths have it.
    pub(in crate::sim) fn name(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Api => "api",
            Self::Apps => "apps",
            Self::WebMessaging => "webmessaging",
            Self::Cdn => "api-cdn",
        }
    }
}

/// Where a request is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::sim) struct Address {
    /// The region.
    pub(super) region: Region,
    /// The service.
    pub(super) service: Service,
    /// What is left of the path; it begins with a slash.
    pub(super) path: String,
    /// What is written of it for people: the host and the path, or the path alone where it names the service.
    pub(super) shown: String,
}

impl Address {
    /// The address of a request; none where the request is not for this platform.
    pub(in crate::sim) fn of(parts: &Parts) -> Option<Self> {
        let path = parts.uri.path();
        let header = || parts.headers.get(HOST).and_then(|host| host.to_str().ok());
        let host = parts.uri.authority().map(Authority::as_str).or_else(header).unwrap_or_default();
        if let Some((region, service)) = host_of(host) {
            let shown = format!("{}.{}{path}", service.name(), region.domain());
            return Some(Self { region, service, path: path.to_owned(), shown });
        }
        let (region, rest) = path.strip_prefix(PREFIX)?.split_once('/')?;
        let (service, rest) = rest.split_once('/').unwrap_or((rest, ""));
        let (region, service) = named(region, service)?;
        Some(Self { region, service, path: format!("/{rest}"), shown: path.to_owned() })
    }
}

/// The region and service of a host, which may have a port.
pub(in crate::sim) fn host_of(host: &str) -> Option<(Region, Service)> {
    let host = host.split_once(':').map_or(host, |(name, _)| name).to_ascii_lowercase();
    let (service, domain) = host.split_once('.')?;
    let region = domain.strip_suffix(DOMAIN)?.strip_suffix('.')?;
    named(region, service)
}

fn named(region: &str, service: &str) -> Option<(Region, Service)> {
    let region = Region::ALL.into_iter().find(|one| one.name() == region)?;
    let service = Service::ALL.into_iter().find(|one| one.name() == service)?;
    Some((region, service))
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    fn address(host: &str, uri: &str) -> Option<Address> {
        let request = Request::builder().uri(uri).header("host", host).body(()).expect("a request");
        Address::of(&request.into_parts().0)
    }

    #[test]
    fn a_host_or_the_first_parts_of_a_path_name_region_and_service() {
        for (host, uri, region, service, path) in [
            (
                "login.north.genesys.test",
                "/oauth/token",
                Region::North,
                Service::Login,
                "/oauth/token",
            ),
            (
                "API.South.Genesys.test:8080",
                "/api/v2/date?a=b",
                Region::South,
                Service::Api,
                "/api/v2/date",
            ),
            ("api-cdn.north.genesys.test", "/", Region::North, Service::Cdn, "/"),
            (
                "127.0.0.1:1",
                "/genesys-cloud/north/api/api/v2/date",
                Region::North,
                Service::Api,
                "/api/v2/date",
            ),
            (
                "127.0.0.1:1",
                "/genesys-cloud/south/webmessaging",
                Region::South,
                Service::WebMessaging,
                "/",
            ),
        ] {
            let found = address(host, uri).expect("the platform's");
            assert_eq!((found.region, found.service, found.path.as_str()), (region, service, path));
        }
        for (host, uri) in [
            ("127.0.0.1:1", "/api/v2/date"),
            ("127.0.0.1:1", "/genesys-cloud/west/api/api/v2/date"),
            ("127.0.0.1:1", "/genesys-cloud/north/mail/"),
            ("127.0.0.1:1", "/genesys-cloud/north"),
            ("mail.north.genesys.test", "/"),
            ("api.north.genesys.test.example.org", "/"),
            ("api.northgenesys.test", "/"),
            ("north.genesys.test", "/"),
        ] {
            assert_eq!(address(host, uri), None, "{host} {uri}");
        }
    }
}
