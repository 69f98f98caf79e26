//! What a run of each pack sees of a simulator, written down: it proves what the faults claim of
//! themselves. A fault shows on a pack when the transcript differs from a healthy one; a fault masks
//! another when the other adds nothing to its transcripts.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::time::timeout;

use super::testing::{
    GRANT, Reply, call, guest_token, jwt_part, post_form, post_message, read_queue, send,
    with_faults,
};
use super::world::GUEST_SCOPE;
use super::{FAULTS, Simulator};

const GUEST: &str = "guest-api";
const OIDC: &str = "oidc/client-credentials";
/// Far longer than an answer takes, far shorter than the fault `slow` delays one.
const PATIENCE: Duration = Duration::from_secs(20);
const IMPATIENCE: Duration = Duration::from_millis(20);

/// Waits for an answer as long as a caller would.
async fn await_reply(slow: bool, reply: impl Future<Output = Reply>) -> Option<Reply> {
    timeout(if slow { IMPATIENCE } else { PATIENCE }, reply).await.ok()
}

struct Transcript<'a> {
    simulator: &'a Simulator,
    /// Members of answers and claims that the pack demands nothing of.
    passed_over: &'static [&'static str],
    slow: bool,
    lines: Vec<String>,
}

impl Transcript<'_> {
    fn note(&mut self, what: &str, reply: Option<&Reply>) {
        let Some(reply) = reply else { return self.lines.push(format!("{what}: no answer")) };
        let mut body = reply.json();
        if let Some(members) = body.as_object_mut() {
            // Different in every request; what they say is noted by itself.
            let volatile = ["access_token", "id", "selfUri", "keys", "exp", "iat", "nbf", "jti"];
            members.retain(|name, _| {
                !volatile.contains(&name.as_str()) && !self.passed_over.contains(&name.as_str())
            });
        }
        let line = format!(
            "{what}: {} {:?} {:?} {:?} {body}",
            reply.status,
            reply.header("content-type"),
            reply.header("www-authenticate"),
            reply.header("retry-after")
        );
        self.lines.push(line.replace(self.simulator.url(), "URL"));
    }

    /// What the token shows, held against this machine's clock. Returns whether it is still good.
    fn claims(&mut self, token: &str) -> bool {
        let (header, claims) = (jwt_part(token, 0), jwt_part(token, 1));
        let now = seconds(SystemTime::now());
        let good = claims["exp"].as_i64().expect("exp") > now;
        let early = claims["nbf"].as_i64().expect("nbf") > now + 30;
        let shown: Vec<String> = ["iss", "aud", "sub", "scope", "guest_id"]
            .into_iter()
            .filter(|name| !self.passed_over.contains(name))
            .map(|name| format!("{name}={}", claims[name]))
            .collect();
        let line = format!("claims: {} {shown:?} good={good} early={early}", header["kid"]);
        self.lines.push(line.replace(self.simulator.url(), "URL"));
        good
    }

    /// The pack `guest-api`, with the experiments that tell its causes apart.
    async fn guest_api(mut self) -> Vec<String> {
        let simulator = self.simulator;
        let clock = await_reply(self.slow, send(simulator, "HEAD", "/", &[], "")).await;
        let offset = clock.as_ref().and_then(|reply| reply.header("date")).map(|date| {
            let date = httpdate::parse_http_date(date).expect("a date");
            // To the nearest half minute: a second may pass between two looks.
            (seconds(SystemTime::now()) - seconds(date) + 15).div_euclid(30)
        });
        self.lines.push(format!("clock: {offset:?}"));

        let fetched = post_form(simulator, "/api/v2/oauth/token", GRANT);
        let fetched = await_reply(self.slow, fetched).await;
        self.note("token", fetched.as_ref());
        let Some(token) =
            fetched.and_then(|reply| reply.json()["access_token"].as_str().map(ToOwned::to_owned))
        else {
            return self.lines;
        };
        let good = self.claims(&token);
        let queue = read_queue(simulator, &token).await;
        self.note("queue", Some(&queue));
        let mut refused = queue.status == 401;
        if queue.json()["name"] == "Support" {
            let message = post_message(simulator, &token).await;
            self.note("message", Some(&message));
            refused = message.status == 401;
            if let Some(id) = message.json()["id"].as_str() {
                let path = format!("/api/v2/conversations/messages/{id}");
                let deleted = call(simulator, "DELETE", &path, &token, "").await;
                self.note("cleanup", Some(&deleted));
            }
        }
        let scopes = jwt_part(&token, 1)["scope"].to_string();
        if !scopes.contains(GUEST_SCOPE) {
            let form = format!("{GRANT}&scope={GUEST_SCOPE}");
            let asked = post_form(simulator, "/api/v2/oauth/token", &form).await;
            self.note("experiment: the scope asked for", Some(&asked));
        }
        if refused && good {
            let keys = send(simulator, "GET", "/.well-known/jwks.json", &[], "").await;
            let known = keys.body.contains(&jwt_part(&token, 0)["kid"].to_string());
            self.lines.push(format!("experiment: key published: {known}"));
            for _ in 0..5 {
                let again = read_queue(simulator, &token).await;
                self.note("experiment: the same read again", Some(&again));
            }
        }
        self.lines
    }

    /// The pack `oidc/client-credentials`.
    async fn client_credentials(mut self) -> Vec<String> {
        let simulator = self.simulator;
        let path = "/oidc/.well-known/openid-configuration";
        let discovery = await_reply(self.slow, send(simulator, "GET", path, &[], "")).await;
        self.note("discovery", discovery.as_ref());
        let fetched = await_reply(self.slow, post_form(simulator, "/oidc/token", GRANT)).await;
        self.note("token", fetched.as_ref());
        let Some(token) =
            fetched.and_then(|reply| reply.json()["access_token"].as_str().map(ToOwned::to_owned))
        else {
            return self.lines;
        };
        self.claims(&token);
        let keys = send(simulator, "GET", "/oidc/jwks", &[], "").await;
        let known = keys.body.contains(&jwt_part(&token, 0)["kid"].to_string());
        self.lines.push(format!("key published: {known}"));
        let introspected =
            post_form(simulator, "/oidc/introspect", &format!("token={token}")).await;
        self.note("introspection", Some(&introspected));
        self.lines
    }
}

fn seconds(time: SystemTime) -> i64 {
    let since = time.duration_since(UNIX_EPOCH).expect("after 1970");
    i64::try_from(since.as_secs()).expect("far from overflow")
}

/// The transcripts of both packs.
async fn transcripts(faults: &[&str]) -> BTreeMap<&'static str, Vec<String>> {
    let simulator = with_faults(faults).await;
    let slow = faults.contains(&"slow");
    let transcript =
        |passed_over| Transcript { simulator: &simulator, passed_over, slow, lines: Vec::new() };
    let (guest, oidc) = futures_util::future::join(
        transcript(&[]).guest_api(),
        transcript(&["scope", "scopes_supported"]).client_credentials(),
    )
    .await;
    BTreeMap::from([(GUEST, guest), (OIDC, oidc)])
}

#[tokio::test]
async fn a_healthy_simulator_passes_everything() {
    let seen = transcripts(&[]).await;
    let statuses: Vec<&str> = seen[GUEST]
        .iter()
        .chain(&seen[OIDC])
        .filter_map(|line| line.split_once(": ").map(|(_, rest)| rest.get(..3).unwrap_or(rest)))
        .filter(|status| status.bytes().all(|byte| byte.is_ascii_digit()))
        .collect();
    assert_eq!(statuses, ["200", "200", "202", "204", "200", "200", "200"]);
    assert!(seen[GUEST].iter().any(|line| line == "clock: Some(0)"), "{:?}", seen[GUEST]);
    assert!(seen[OIDC].iter().any(|line| line == "key published: true"), "{:?}", seen[OIDC]);
}

#[tokio::test]
async fn a_run_comes_out_the_same_every_time() {
    assert_eq!(transcripts(&[]).await, transcripts(&[]).await);
    let faults = ["cluster-disagrees", "guest-context-missing"];
    assert_eq!(transcripts(&faults).await, transcripts(&faults).await);
}

#[tokio::test]
async fn every_fault_shows_on_the_packs_that_it_names_and_on_no_other() {
    let healthy = transcripts(&[]).await;
    for fault in FAULTS {
        let seen = transcripts(&[fault.id]).await;
        for pack in [GUEST, OIDC] {
            let shows = seen[pack] != healthy[pack];
            assert_eq!(shows, fault.packs.contains(&pack), "{} on {pack}", fault.id);
        }
    }
}

#[tokio::test]
async fn a_fault_masks_exactly_what_cannot_be_seen_beside_it() {
    let mut alone = BTreeMap::new();
    for fault in FAULTS {
        alone.insert(fault.id, transcripts(&[fault.id]).await);
    }
    let mut wrong = Vec::new();
    for (index, one) in FAULTS.iter().enumerate() {
        for other in &FAULTS[index + 1..] {
            let both = transcripts(&[one.id, other.id]).await;
            for (front, behind) in [(one, other), (other, one)] {
                let hidden = behind.packs.iter().all(|pack| both[pack] == alone[front.id][pack]);
                if hidden != front.masks.contains(&behind.id) {
                    wrong.push(format!("{} masks {}: {hidden}", front.id, behind.id));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_token_fetched_before_a_restart_is_not_good_after_it() {
    let token = guest_token(&with_faults(&[]).await).await;
    let other = with_faults(&[]).await;
    let reply = read_queue(&other, &token).await;
    assert_eq!(reply.status, 401, "another port is another issuer");
    assert_eq!(reply.error().1, "The issuer of the access token is not trusted");
}
