//! The credential belongs to another region or environment than the one it is used in.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::draft::verdict;
use crate::diagnose::evidence::leaves_room_for;
use crate::diagnose::places::{Place, environment, site};
use crate::diagnose::{Elsewhere, Evidence, Verdict, words};
use crate::model::{Confidence, TokenRequestFact};
use crate::provider::{Meaning, PLATFORMS, Platform};

cause! {
    /// ## What it means
    ///
    /// Platforms with several regions or environments (production, sandbox, staging) know a client, a
    /// user or a token in one of them only. Everything looks right, and the other region answers that
    /// it does not know the id, or that the token is bad.
    ///
    /// ## How we know
    ///
    /// Confirmed when the answer says so, when a token that one region of a platform issued was
    /// refused as such by another region, or when the client is refused here and another region issues a
    /// token to the same id and secret (`--allow other-hosts` asks them). Likely when addresses of different regions of one platform,
    /// or of different environments, occur in one failure, or when a platform with several
    /// regions does not know the client. Ruled out when the same host accepted the token, and when no other
    /// region knows the client either.
    ///
    /// ## What to do
    ///
    /// Derive every host from one value for the region, and take the region in which the client was
    /// made.
    ///
    /// ## Look-alikes
    ///
    /// `client-unknown`: the id is known nowhere. `client-secret-wrong`: the id is known and the secret
    /// is wrong. `issuer-mismatch`: one region, the issuer is written differently. `wrong-platform`:
    /// another kind of API altogether.
    id: "region-wrong",
    group: "token",
    leaf: &["AUD-3"],
    title: "the credential belongs to another region or environment",
    remedies: &["use-one-region"],
    look_alikes: &["client-unknown", "client-secret-wrong", "issuer-mismatch", "wrong-platform"],
    symptoms: &[],
    judge: judge,
    next: |_| Some("look up in the administration console in which region the client was made (the host in the browser shows it), and send the same token request to the login host of that region only: a token there confirms it; `--allow other-hosts` sends it once to every region's".to_owned()),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let draft = evidence
        .by_answers(Meaning::Region, Confidence::Confirmed, |host| {
            format!("{host} says that the credential belongs to another region")
        })
        .or_else(|| at_home_elsewhere(evidence))
        .or_else(|| issued_elsewhere(evidence))
        .or_else(|| several_regions(evidence))
        .or_else(|| several_environments(evidence))
        .or_else(|| several_sites(evidence))
        .or_else(|| unknown_here(evidence))
        .or_else(|| answers_alone(evidence));
    if draft.is_none() {
        if let Some(why) = known_nowhere(evidence) {
            return Verdict::RuledOut(why);
        }
        for one in evidence.refusals() {
            let host = words::host(&one.fact.url);
            if let Some(identity) = &one.fact.identity
                && let Some(passed) = evidence.accepted(identity, Some(&host))
            {
                return Verdict::RuledOut(format!(
                    "{} passed with the same token",
                    passed.check.id
                ));
            }
        }
    }
    verdict(draft).or_signs(evidence, Meaning::Region, CAUSE.title)
}

/// A client that this region refuses, and that another region issues a token to. That the client is known in both
/// and refused here for another reason is not possible: ids are made by the region that has the client.
fn at_home_elsewhere(evidence: &Evidence<'_>) -> Option<Draft> {
    let refused: Vec<_> = evidence.refused_token_requests().collect();
    refused.iter().find_map(|one| {
        let elsewhere = evidence.elsewhere(one.fact)?;
        let home = words::host(&elsewhere.issued?.exchange.url);
        let here = words::host(&one.fact.exchange.url);
        let platform = Platform::at(&here)?;
        let (from, used) = (platform.domain(&home)?, platform.domain(&here)?);
        let title =
            format!("the client belongs to the region {from} and is used in the region {used}");
        let mut draft = Draft::new(Confidence::Confirmed, title).weighing(6).standing();
        let same = refused.iter().filter(|other| other.fact.identity == one.fact.identity);
        for other in same {
            draft =
                draft.because(other.check, other.fact.exchange.answer()).explains([other.check]);
        }
        let text = format!("{home} issues a token to the same id and secret");
        Some(
            draft
                .because_of(elsewhere.result, text)
                .with("domain", Some(from))
                .with("region", platform.region_name(from))
                .with("region_hosts", Some(vec![from.to_owned(), used.to_owned()])),
        )
    })
}

/// The other regions' word that none of them knows the client either.
fn known_nowhere(evidence: &Evidence<'_>) -> Option<String> {
    evidence.refused_token_requests().find_map(|one| {
        let elsewhere = evidence.elsewhere(one.fact)?;
        let unknown = |one: &&TokenRequestFact| {
            let said = evidence.said(&one.exchange);
            said.contains(&Meaning::ClientUnknown) && !said.contains(&Meaning::ClientSecret)
        };
        let all =
            elsewhere.refused.len() == elsewhere.asked && elsewhere.refused.iter().all(unknown);
        let n = elsewhere.result.n;
        all.then(|| format!("no other region knows the client either (experiment {n})"))
    })
}

/// A token that one region issued and another refuses as such.
fn issued_elsewhere(evidence: &Evidence<'_>) -> Option<Draft> {
    let platform = evidence.platform()?;
    evidence.refusals().find_map(|one| {
        let said = evidence.said(one.fact);
        let about_token = said.iter().all(|meaning| *meaning == Meaning::TokenRejected);
        if one.fact.status != Some(401) || !about_token {
            return None;
        }
        let request = evidence.token_request(one.fact.identity.as_deref()?)?;
        let from = platform.domain(&words::host(&request.fact.exchange.url))?;
        let used = platform.domain(&words::host(&one.fact.url))?;
        (request.fact.issued && from != used).then(|| {
            let title =
                format!("the token comes from the region {from} and is used in the region {used}");
            Draft::new(Confidence::Confirmed, title)
                .weighing(6)
                .because(
                    request.check,
                    format!("issued by {}", words::host(&request.fact.exchange.url)),
                )
                .because(
                    one.check,
                    format!("{}: {}", words::host(&one.fact.url), one.fact.answer()),
                )
                .explains(
                    evidence.refusals().filter(|other| other.fact.status == Some(401)).filter_map(
                        |other| {
                            let same = words::host(&other.fact.url) == words::host(&one.fact.url);
                            same.then_some(other.check)
                        },
                    ),
                )
                .with("domain", Some(from))
                .with("region", platform.region_name(from))
                .with("region_hosts", Some(vec![from.to_owned(), used.to_owned()]))
        })
    })
}

/// A platform with several regions that does not know the client in this one.
fn unknown_here(evidence: &Evidence<'_>) -> Option<Draft> {
    let platform = evidence.platform().filter(|platform| platform.has_regions())?;
    if known_nowhere(evidence).is_some() {
        return None;
    }
    let refused: Vec<_> = evidence
        .refused_token_requests()
        .filter(|one| {
            let said = evidence.said(&one.fact.exchange);
            let host = words::host(&one.fact.exchange.url);
            // Another server's client has nothing to do with the platform's regions.
            (host.is_empty() || platform.domain(&host).is_some())
                && said.contains(&Meaning::ClientUnknown)
                && !said.contains(&Meaning::ClientSecret)
        })
        .collect();
    let first = refused.first()?;
    let host = words::host(&first.fact.exchange.url);
    let title = format!("{host} does not know the client: it may live in another region");
    let text = format!("a client of {} is known in one region only", platform.name);
    let mut draft = Draft::new(Confidence::Likely, title)
        .weighing(2)
        .because(first.check, text)
        .with("host", Some(host));
    for one in &refused {
        draft = draft.because(one.check, one.fact.exchange.answer()).explains([one.check]);
    }
    if let Some((elsewhere, other)) = known_with_another_secret(evidence, first.fact) {
        let there = words::host(&other.exchange.url);
        let text = format!(
            "{there} alone does not say that it does not know the client: {}",
            other.exchange.answer()
        );
        let domain = platform.domain(&there);
        draft = draft
            .weighing(4)
            .because_of(elsewhere.result, text)
            .with("domain", domain)
            .with("region", domain.and_then(|domain| platform.region_name(domain)));
    }
    Some(draft)
}

/// The one region that refuses the client in other words than that it does not know it, where all others say that.
fn known_with_another_secret<'a>(
    evidence: &Evidence<'a>,
    request: &TokenRequestFact,
) -> Option<(Elsewhere<'a>, &'a TokenRequestFact)> {
    let elsewhere = evidence.elsewhere(request)?;
    let unknown =
        |one: &TokenRequestFact| evidence.said(&one.exchange).contains(&Meaning::ClientUnknown);
    let refused = |one: &TokenRequestFact| {
        let said = evidence.said(&one.exchange);
        said.contains(&Meaning::ClientRefused) || said.contains(&Meaning::ClientSecret)
    };
    let mut otherwise = elsewhere.refused.iter().copied().filter(|one| !unknown(one));
    let one = otherwise.next().filter(|one| refused(one))?;
    let only = otherwise.next().is_none() && elsewhere.refused.len() == elsewhere.asked;
    only.then_some((elsewhere, one))
}

/// One region that answers 401 to id and secret, where this one and all others answer 400: seen of a client that is known,
/// with a wrong secret, beside clients that are not known. No more than a hint.
fn answers_alone(evidence: &Evidence<'_>) -> Option<Draft> {
    evidence.refused_token_requests().find_map(|one| {
        let elsewhere = evidence.elsewhere(one.fact)?;
        let status = |request: &TokenRequestFact| request.exchange.status;
        let mut otherwise =
            elsewhere.refused.iter().filter(|other| status(other) != status(one.fact));
        let other = otherwise.next()?;
        let only = otherwise.next().is_none() && elsewhere.refused.len() == elsewhere.asked;
        if !only || status(one.fact) != Some(400) || status(other) != Some(401) {
            return None;
        }
        let there = words::host(&other.exchange.url);
        let platform = Platform::at(&there)?;
        let domain = platform.domain(&there);
        let title = format!(
            "{there} alone answers as it does to clients that it knows: the client may live there"
        );
        let answer = other.exchange.answer();
        Some(
            Draft::new(Confidence::Possible, title)
                .weighing(1)
                .because(one.check, one.fact.exchange.answer())
                .because_of(
                    elsewhere.result,
                    format!("{there}: {answer}; the secret is wrong in any case"),
                )
                .explains([one.check])
                .with("domain", domain)
                .with("region", domain.and_then(|domain| platform.region_name(domain))),
        )
    })
}

/// Hosts of different regions of one platform in one failure.
fn several_regions(evidence: &Evidence<'_>) -> Option<Draft> {
    let hosts = hosts(evidence);
    let check = evidence.troubled().next()?;
    PLATFORMS.iter().find_map(|platform| {
        let mut domains: Vec<&str> = hosts
            .iter()
            .filter_map(|host| platform.domain(host).or_else(|| platform.region(host)))
            .collect();
        domains.sort_unstable();
        domains.dedup();
        (domains.len() > 1).then(|| {
            let list = words::list(&domains);
            let title =
                format!("hosts of different regions of {} are mixed: {list}", platform.name);
            let text = format!("a client and its tokens live in one region; here occur {list}");
            let draft = Draft::new(Confidence::Likely, title).weighing(5).because(check, text);
            let own: Vec<String> = domains.iter().map(|&domain| domain.to_owned()).collect();
            draft.explains(evidence.troubled()).with("region_hosts", Some(own))
        })
    })
}

/// Addresses that say by their names that they belong to different environments.
fn several_environments(evidence: &Evidence<'_>) -> Option<Draft> {
    let open = [Meaning::Issuer, Meaning::Signature, Meaning::UnknownKey, Meaning::Audience];
    let (token, refused, one) = evidence.refusals().find_map(|one| {
        let token = evidence.token(one.fact.identity.as_deref()?)?;
        let from = words::host(token.fact.issuer.as_deref()?);
        let named = environment(&from)?;
        let used = words::host(&one.fact.url);
        if one.fact.status != Some(401) || environment(&used).is_none_or(|other| other == named) {
            return None;
        }
        let said = evidence.said(one.fact);
        let fits = open.iter().any(|meaning| leaves_room_for(said, *meaning));
        fits.then_some((token, one, (from, used)))
    })?;
    let (from, used) = one;
    let title = format!("the token comes from {from} and is used at {used}: two environments");
    Some(
        Draft::new(Confidence::Likely, title)
            .weighing(3)
            .because(token.check, format!("the token's issuer is at {from}"))
            .because(refused.check, format!("{used}: {}", refused.fact.answer()))
            .explains([refused.check])
            .with("region_hosts", Some(vec![from, used])),
    )
}

/// One service under the names of several countries or regions: `login.service.com` beside
/// `api.service.eu`, `eu1.service.com` beside `us2.service.com`.
fn several_sites(evidence: &Evidence<'_>) -> Option<Draft> {
    let check = evidence.troubled().next()?;
    let mut hosts: Vec<String> = hosts(evidence);
    hosts.sort_unstable();
    hosts.dedup();
    let sites: Vec<(&str, &str, Place)> = hosts
        .iter()
        .filter_map(|host| site(host).map(|(name, place)| (host.as_str(), name, place)))
        .collect();
    let (one, other) = sites.iter().enumerate().find_map(|(at, (host, name, place))| {
        let mut rest = sites.iter().skip(at + 1);
        let other =
            rest.find(|(_, same, elsewhere)| same == name && place.differs_from(elsewhere))?;
        Some((*host, other.0))
    })?;
    let title = format!("{one} and {other} are one service in different regions");
    let text = format!("{one} and {other} occur together; accounts and tokens live in one of them");
    let draft = Draft::new(Confidence::Likely, title).weighing(3).because(check, text);
    let both = vec![one.to_owned(), other.to_owned()];
    Some(draft.explains(evidence.troubled()).with("region_hosts", Some(both)))
}

/// Every host of the failure: of requests, and in what was written and printed.
fn hosts(evidence: &Evidence<'_>) -> Vec<String> {
    let asked = evidence.troubled_requests().map(|one| words::host(&one.fact.url));
    let tokens = evidence.token_requests().iter().map(|one| words::host(&one.fact.exchange.url));
    let named = evidence.remark_texts().flat_map(|text| {
        let pieces = text.split(|c: char| !(c.is_ascii_alphanumeric() || ".-".contains(c)));
        pieces.map(|piece| piece.trim_matches('.').to_ascii_lowercase())
    });
    asked.chain(tokens).chain(named.filter(|piece| piece.contains('.'))).collect()
}
