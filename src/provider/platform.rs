//! Platforms: where they answer, and what is believed of them that does not hold.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// Every platform that is known by its hosts. Read when first asked for, in the compact form that a test
/// keeps in step with `checks/*/provider.yaml`.
pub static PLATFORMS: LazyLock<Vec<Platform>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../checks/providers/compact/platforms.json"))
        .expect("embedded files are read by a test")
});

/// A platform that is known by its hosts.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Platform {
    /// Its id, as remedies name it.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The domain of each region.
    pub regions: BTreeMap<String, String>,
    /// The domains of regions that only the simulator has: known as the platform, and listed nowhere.
    pub simulated_regions: Vec<String>,
    /// What stands before the domain.
    pub hosts: Vec<String>,
    /// The call that tells whose token it is; `{domain}` stands for the domain of the region.
    pub who_am_i: Option<String>,
    /// Packs that describe another kind of API.
    pub unfit_packs: Vec<String>,
    /// Packs that describe it.
    pub packs: Vec<String>,
    /// Which of them describes what somebody attempts.
    pub attempts: Vec<Attempt>,
    /// What is believed of it and does not hold.
    pub myths: Vec<Myth>,
}

/// Something that is believed of a platform and does not hold.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Myth {
    /// The path of a request that the platform does not have.
    pub path: Option<String>,
    /// A scope that the platform does not have.
    pub scope: Option<String>,
    /// A host at which the platform does not answer; `*` stands for one label.
    pub host: Option<String>,
    /// A header of a request that the platform does not read, in small letters.
    pub header: Option<String>,
    /// What holds instead; `{domain}` stands for the domain of the region.
    pub truth: String,
}

/// What somebody attempts, by a word of a request's path or of a check's id, and the pack that describes it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attempt {
    /// The word.
    pub word: String,
    /// The pack.
    pub pack: String,
    /// What is attempted.
    pub what: String,
}

impl Platform {
    /// The platform that answers at this host.
    #[must_use]
    pub fn at(host: &str) -> Option<&'static Self> {
        PLATFORMS.iter().find(|platform| platform.domain(host).is_some())
    }

    /// The domain of the region that the host belongs to. Only the platform's own host names count:
    /// `api.mypurecloud.com.example.org` and `acme.mypurecloud.com` are somebody else's.
    #[must_use]
    pub fn domain(&self, host: &str) -> Option<&str> {
        let host = host.to_ascii_lowercase();
        let (first, rest) = host.split_once('.')?;
        if !self.hosts.iter().any(|known| known == first) {
            return None;
        }
        self.domains().find(|domain| *domain == rest)
    }

    /// The domains of all regions, the simulated ones too.
    fn domains(&self) -> impl Iterator<Item = &str> {
        self.regions.values().chain(&self.simulated_regions).map(String::as_str)
    }

    /// The host of the same service in every other region, in the order of the regions' names: what
    /// `login.mypurecloud.de` is beside `login.mypurecloud.com`. The simulated regions are among themselves.
    #[must_use]
    pub fn elsewhere(&self, host: &str) -> Vec<String> {
        let Some(own) = self.domain(host) else { return Vec::new() };
        let service = host.split('.').next().unwrap_or_default().to_ascii_lowercase();
        let simulated = self.simulated_regions.iter().any(|domain| domain == own);
        let real = self.regions.values().filter(|_| !simulated);
        let all = real.chain(self.simulated_regions.iter().filter(|_| simulated));
        all.filter(|domain| *domain != own).map(|domain| format!("{service}.{domain}")).collect()
    }

    /// Whether a client lives in one of several regions.
    #[must_use]
    pub fn has_regions(&self) -> bool {
        self.regions.len() > 1
    }

    /// The domain of a region, written by itself as settings have it.
    #[must_use]
    pub fn region(&self, domain: &str) -> Option<&str> {
        self.domains().find(|known| known.eq_ignore_ascii_case(domain))
    }

    /// The name of the region that has a domain, as `eu-central-1`; none for a simulated one.
    #[must_use]
    pub fn region_name(&self, domain: &str) -> Option<&str> {
        let mut all = self.regions.iter();
        all.find(|(_, known)| known.as_str() == domain).map(|(name, _)| name.as_str())
    }

    /// The call that tells whose token it is, in the region that the host belongs to.
    #[must_use]
    pub fn who_am_i(&self, host: &str) -> Option<String> {
        let domain = self.domain(host)?;
        self.who_am_i.as_ref().map(|url| url.replace("{domain}", domain))
    }

    /// The myth about a request's path.
    #[must_use]
    pub fn myth_of_path(&self, path: &str) -> Option<&Myth> {
        self.myths.iter().find(|myth| myth.path.as_deref() == Some(path.trim_end_matches('/')))
    }

    /// The myth about a host.
    #[must_use]
    pub fn myth_of_host(&self, host: &str) -> Option<&Myth> {
        let host = host.to_ascii_lowercase();
        if self.domain(&host).is_some() {
            return None;
        }
        let rest = host.split_once('.').map(|(_, rest)| rest);
        self.myths.iter().find(|myth| match myth.host.as_deref() {
            Some(known) => {
                known == host || known.strip_prefix("*.").is_some_and(|known| rest == Some(known))
            }
            None => false,
        })
    }

    /// The myth about a header.
    #[must_use]
    pub fn myth_of_header(&self, name: &str) -> Option<&Myth> {
        self.myths.iter().find(|myth| {
            myth.header.as_deref().is_some_and(|known| known.eq_ignore_ascii_case(name))
        })
    }

    /// The myth about a scope.
    #[must_use]
    pub fn myth_of_scope(&self, scope: &str) -> Option<&Myth> {
        self.myths.iter().find(|myth| myth.scope.as_deref() == Some(scope))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_own_hosts_of_a_platform_are_its_own() {
        let id = |host| Platform::at(host).map(|platform| platform.id.as_str());
        for host in ["api.mypurecloud.com", "login.euw2.pure.cloud", "API.MyPureCloud.de"] {
            assert_eq!(id(host), Some("genesys-cloud"), "{host}");
        }
        for host in [
            "127.0.0.1",
            "localhost",
            "mypurecloud.com",
            "acme.mypurecloud.com",
            "api.mypurecloud.com.example.org",
            "api.notmypurecloud.com",
        ] {
            assert_eq!(id(host), None, "{host}");
        }
    }

    #[test]
    fn eighteen_regions_each_with_its_own_domain() {
        let platform = Platform::at("api.mypurecloud.com").expect("known");
        let domains: std::collections::BTreeSet<_> = platform.regions.values().collect();
        assert_eq!((platform.regions.len(), domains.len()), (18, 18));
        assert_eq!(platform.domain("api.mypurecloud.com.au"), Some("mypurecloud.com.au"));
    }

    #[test]
    fn the_same_service_in_every_other_region() {
        let platform = Platform::at("api.mypurecloud.com").expect("known");
        let others = platform.elsewhere("Login.mypurecloud.com");
        assert_eq!(others.len(), 17);
        assert!(others.contains(&"login.mypurecloud.de".to_owned()), "{others:?}");
        assert!(
            !others.iter().any(|host| host.ends_with(".test") || host == "login.mypurecloud.com")
        );
        assert_eq!(platform.elsewhere("login.south.genesys.test"), ["login.north.genesys.test"]);
        assert!(platform.elsewhere("login.example.org").is_empty());
        assert_eq!(platform.region_name("mypurecloud.de"), Some("eu-central-1"));
        assert_eq!(platform.region_name("south.genesys.test"), None);
    }

    #[test]
    fn every_attempt_has_a_pack_that_describes_the_platform() {
        for platform in PLATFORMS.iter() {
            for attempt in &platform.attempts {
                assert!(platform.packs.contains(&attempt.pack), "{attempt:?}");
            }
            for pack in &platform.packs {
                assert!(platform.attempts.iter().any(|one| one.pack == *pack), "{pack}");
            }
        }
    }

    #[test]
    fn a_myth_is_about_one_thing() {
        for myth in PLATFORMS.iter().flat_map(|platform| &platform.myths) {
            let about = [&myth.path, &myth.scope, &myth.host, &myth.header];
            assert_eq!(about.into_iter().flatten().count(), 1, "{myth:?}");
            assert!(!myth.truth.is_empty());
        }
        let platform = Platform::at("api.mypurecloud.com").expect("known");
        assert!(platform.myth_of_path("/api/v2/oauth/token").is_some());
        assert!(platform.myth_of_path("/oauth/token").is_none());
        assert!(platform.myth_of_scope("webchat:guest:write").is_some());
        assert!(platform.myth_of_scope("conversations").is_none());
        assert!(platform.myth_of_host("acme.mypurecloud.com").is_some());
        assert!(platform.myth_of_host("api.us.genesys.cloud").is_some());
        assert!(platform.myth_of_header("X-Guest-Id").is_some());
        for host in
            ["api.mypurecloud.com", "mypurecloud.com", "api.acme.mypurecloud.com", "example.org"]
        {
            assert!(platform.myth_of_host(host).is_none(), "{host}");
        }
    }
}
