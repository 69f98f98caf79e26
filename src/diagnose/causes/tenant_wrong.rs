//! Token or login belong to another tenant or organisation.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::draft::verdict;
use crate::diagnose::{Evidence, Verdict, words};
use crate::model::Confidence;
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The same platform holds many tenants (directories, organisations, realms). The login ended in
    /// another one than the one that has the application or the data: a common login address, a guest
    /// account, a remembered session, an id of another directory.
    ///
    /// ## How we know
    ///
    /// Confirmed when the answer says so. Likely when the token names one tenant and the addresses in
    /// use another, or when logs and notes have the words of it.
    ///
    /// ## What to do
    ///
    /// Use the login address of the one tenant, and check after login whose organisation the token is
    /// for.
    ///
    /// ## Look-alikes
    ///
    /// `client-unknown`: the id is known in no tenant. `region-wrong`: the same organisation has its
    /// account in another region. `issuer-mismatch`: the same tenant, its issuer is written
    /// differently. `permission-missing`: the right tenant, and a permission is missing.
    id: "tenant-wrong",
    group: "token",
    leaf: &["AUD-4"],
    title: "the token or the login belongs to another tenant or organisation",
    remedies: &["use-own-tenant"],
    look_alikes: &["client-unknown", "region-wrong", "issuer-mismatch", "permission-missing"],
    symptoms: &[],
    judge: judge,
    next: |_| Some("ask with the same token who it is for (`tid` in the token, userinfo, or the platform’s own call for the organisation), and compare the id of the organisation with the one that holds the application: another one confirms it".to_owned()),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let draft = evidence
        .by_answers(Meaning::Tenant, Confidence::Confirmed, |host| {
            format!("{host} says that it belongs to another tenant or organisation")
        })
        .or_else(|| named_otherwise(evidence));
    verdict(draft).or_signs(evidence, Meaning::Tenant, CAUSE.title)
}

/// The token names one tenant, and addresses on the same login host another.
fn named_otherwise(evidence: &Evidence<'_>) -> Option<Draft> {
    let check = evidence.troubled().next()?;
    let asked = evidence.token_requests().iter().map(|one| one.fact.exchange.url.as_str());
    let written = evidence.remark_texts().flat_map(|text| {
        text.split(|c: char| c.is_whitespace() || "'\"<>(),".contains(c))
            .filter(|piece| piece.contains("://"))
    });
    let addresses: Vec<(&str, &str)> =
        asked.chain(written).filter_map(|url| Some((url, tenant(url)?))).collect();
    evidence.tokens().iter().find_map(|one| {
        let claim = one.fact.claims.iter().find(|(name, _)| name == "tid");
        let issuer = one.fact.issuer.as_deref().unwrap_or_default();
        let own = claim.and_then(|(_, value)| value.as_str()).or_else(|| tenant(issuer))?;
        // Where the own tenant is named as well, the other one is only mentioned.
        let alike = addresses.iter().any(|(_, other)| other.eq_ignore_ascii_case(own));
        let (url, other) = addresses
            .iter()
            .find(|(url, other)| !other.eq_ignore_ascii_case(own) && same_login(url, issuer))?;
        (!alike).then(|| {
            let title = format!("the token is of the tenant {own}, and {other} is expected");
            Draft::new(Confidence::Likely, title)
                .weighing(4)
                .because(one.check, format!("the token's tenant is {own}"))
                .because(check, format!("the address in use is {url}"))
                .explains(evidence.troubled())
                .with("tenant", Some(own))
                .with("expected_tenant", Some(*other))
        })
    })
}

/// The tenant in an address: the directory at Microsoft, the realm at Keycloak.
fn tenant(url: &str) -> Option<&str> {
    const BEFORE: [&str; 3] = ["login.microsoftonline.com/", "sts.windows.net/", "/realms/"];
    let rest = BEFORE.iter().find_map(|before| Some(url.split_once(before)?.1))?;
    let name = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let anybody = ["common", "organizations", "consumers"].contains(&name);
    (!name.is_empty() && !anybody && !name.contains(['{', '$', '*'])).then_some(name)
}

/// Whether two addresses are of one login service, so that their tenants can be compared.
fn same_login(one: &str, other: &str) -> bool {
    let microsoft =
        |url: &str| url.contains("microsoftonline.com") || url.contains("sts.windows.net");
    microsoft(one) && microsoft(other) || words::host(one) == words::host(other)
}
