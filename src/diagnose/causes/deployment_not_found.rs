//! The region has no deployment of the id.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::{Draft, verdict};
use crate::diagnose::evidence::is_troubled;
use crate::diagnose::{Evidence, Verdict, words};
use crate::model::Confidence;
use crate::provider::Platform;

cause! {
    /// ## What it means
    ///
    /// A page that shows the messenger of Genesys Cloud reads the configuration of its deployment from the region's
    /// file host, which anybody may read. There is none of this id: the id is wrong (that of the configuration, of
    /// an integration, a deployment key), the deployment was deleted, or it is of another region.
    ///
    /// ## How we know
    ///
    /// Likely when the file host of a region answers 404 for the configuration. What it answers for an id that
    /// never was, and for one of another region, is not documented; both look alike.
    ///
    /// ## What to do
    ///
    /// Take deployment id and region from the snippet that the deployment's page shows.
    ///
    /// ## Look-alikes
    ///
    /// `resource-disabled`: it is there, and switched off. `origin-not-allowed`: it is there, and not for this
    /// site. `request-address-wrong`: another path, host or id.
    id: "deployment-not-found",
    group: "request",
    leaf: &["REQ-4", "AUD-3"],
    title: "the region has no messenger deployment of this id",
    remedies: &["fix-deployment-id"],
    look_alikes: &["resource-disabled", "origin-not-allowed", "request-address-wrong"],
    symptoms: &["request-address-wrong"],
    judge: judge,
    next: |_| Some("open the address of the configuration in a browser, with the domain of every region that the organisation may be in: where it opens, the deployment is".to_owned()),
}

/// Where the configurations of deployments are.
const DEPLOYMENTS: &str = "/webdeployments/v1/deployments/";

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let mut draft: Option<Draft> = None;
    for one in evidence.exchanges().iter().filter(|one| is_troubled(one.check)) {
        let path = one.fact.url.split(['?', '#']).next().unwrap_or_default();
        let id =
            path.split_once(DEPLOYMENTS).and_then(|(_, rest)| rest.strip_suffix("/config.json"));
        let host = words::host(&one.fact.url);
        let (Some(id), Some(platform)) = (id, Platform::at(&host)) else { continue };
        if !matches!(one.fact.status, Some(404 | 410)) {
            continue;
        }
        let first = || {
            Draft::new(Confidence::Likely, format!("{host} has no deployment {id}"))
                .weighing(6)
                .with("deployment_id", Some(id))
                .with("domain", platform.domain(&host))
        };
        let told = format!("{}: {}", words::call(one.fact), one.fact.answer());
        draft = Some(draft.unwrap_or_else(first).because(one.check, told).explains([one.check]));
    }
    verdict(draft)
}
