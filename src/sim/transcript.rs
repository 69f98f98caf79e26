//! What a run of each pack sees of a simulator, written down: it proves what the faults claim of
//! themselves. A fault shows on a pack when the transcript differs from a healthy one; a fault masks
//! another when the other adds nothing to its transcripts.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::Value;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::genesys::{DEPLOYMENT_ID, INTEGRATION_ID, ORGANIZATION_ID, ORIGIN};
use super::testing::{
    FORM, GRANT, JSON, Reply, basic, call, guest_token, jwt_part, post_message, read_queue, send,
    with_faults,
};
use super::transcript_web_messaging::web_messaging;
use super::world::{CLIENT_ID, GUEST_SCOPE, QUEUE_ID};
use super::{FAULTS, Fault, Simulator, SimulatorInput};

const GUEST: &str = "guest-api";
const OIDC: &str = "oidc/client-credentials";
const CLIENT: &str = "genesys-cloud/oauth-client";
const QUEUE: &str = "genesys-cloud/queue";
const OPEN: &str = "genesys-cloud/open-messaging";
const CHAT: &str = "genesys-cloud/web-chat";
/// The packs of which there is a transcript.
const WEB: &str = "genesys-cloud/web-messaging";
const PACKS: [&str; 7] = [GUEST, OIDC, CLIENT, QUEUE, OPEN, WEB, CHAT];
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
        let page = if body.is_null() { reply.body.as_str() } else { "" };
        if let Some(members) = body.as_object_mut() {
            // Different in every request; what they say is noted by itself.
            let volatile = [
                "access_token",
                "id",
                "selfUri",
                "keys",
                "exp",
                "iat",
                "nbf",
                "jti",
                "contextId",
                "jwt",
            ];
            members.retain(|name, _| {
                !volatile.contains(&name.as_str()) && !self.passed_over.contains(&name.as_str())
            });
        }
        let line = format!(
            "{what}: {} {:?} {:?} {:?} {:?} {body} {page}",
            reply.status,
            reply.header("content-type"),
            reply.header("www-authenticate"),
            reply.header("retry-after"),
            reply.header("location")
        );
        self.lines.push(line.replace(self.simulator.url(), "URL"));
    }

    /// What the token shows, held against this machine's clock. Returns whether it is still good.
    fn claims(&mut self, token: &str) -> bool {
        if !token.contains('.') {
            self.lines.push("claims: none to be seen".to_owned());
            return true;
        }
        let (header, claims) = (jwt_part(token, 0), jwt_part(token, 1));
        let now = seconds(SystemTime::now());
        let exp = claims["exp"].as_i64().expect("exp");
        let good = exp > now;
        let early = claims["nbf"].as_i64().expect("nbf") > now + 30;
        let shown: Vec<String> = ["iss", "aud", "sub", "scope", "guest_id", "cnf", "nonce"]
            .into_iter()
            .filter(|name| !self.passed_over.contains(name))
            .map(|name| format!("{name}={}", claims[name]))
            .collect();
        let digits = exp.to_string().len();
        let line = format!(
            "claims: {} {} {shown:?} good={good} early={early} digits={digits}",
            header["alg"], header["kid"]
        );
        self.lines.push(line.replace(self.simulator.url(), "URL"));
        good
    }

    /// The other ways in which a client that is refused may prove who it is.
    async fn other_ways(&mut self, path: &str, refused: Option<&Reply>) {
        if refused.is_none_or(|reply| reply.error().0 != "invalid_client") {
            return;
        }
        let simulator = self.simulator;
        let own = secret(simulator);
        let encoded = |text: &str| -> String {
            let escape = |byte: u8| match byte {
                b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'_' | b'.' => {
                    char::from(byte).to_string()
                }
                _ => format!("%{byte:02X}"),
            };
            text.bytes().map(escape).collect()
        };
        let form = format!("{GRANT}&client_id={CLIENT_ID}&client_secret={}", encoded(&own));
        let in_form = send(simulator, "POST", path, &[FORM], &form).await;
        self.lines.push(format!("in the form: {} {:?}", in_form.status, in_form.error()));
        let header = basic(CLIENT_ID, &encoded(&own));
        let headers = [FORM, ("authorization", header.as_str())];
        let in_header = send(simulator, "POST", path, &headers, GRANT).await;
        self.lines.push(format!("encoded: {} {:?}", in_header.status, in_header.error()));
        let line = format!(
            "secret: {} {}",
            own.ends_with(char::is_whitespace),
            own.contains('%') && super::form::decode(&own).is_some()
        );
        self.lines.push(line);
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

        let fetched = as_client(simulator, "/api/v2/oauth/token", GRANT);
        let fetched = await_reply(self.slow, fetched).await;
        self.note("token", fetched.as_ref());
        self.other_ways("/api/v2/oauth/token", fetched.as_ref()).await;
        let Some(token) =
            fetched.and_then(|reply| reply.json()["access_token"].as_str().map(ToOwned::to_owned))
        else {
            return self.lines;
        };
        let good = self.claims(&token);
        let keys = send(simulator, "GET", "/.well-known/jwks.json", &[], "").await;
        let known = keys.body.contains(&key_id(&token));
        self.lines.push(format!("key published: {} {known}", keys.status));
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
        if queue.status == 403 {
            let path = "/api/v2/routing/queues/00000000-0000-4000-8000-000000000000";
            let nonsense = call(simulator, "GET", path, &token, "").await;
            self.note("experiment: an id that no queue has", Some(&nonsense));
        }
        let scopes = token.contains('.').then(|| jwt_part(&token, 1)["scope"].to_string());
        if scopes.is_some_and(|scopes| !scopes.contains(GUEST_SCOPE)) {
            let form = format!("{GRANT}&scope={GUEST_SCOPE}");
            let asked = as_client(simulator, "/api/v2/oauth/token", &form).await;
            self.note("experiment: the scope asked for", Some(&asked));
            if let Some(token) = asked.json()["access_token"].as_str() {
                self.claims(token);
            }
        }
        if refused && good {
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
        let fetched = await_reply(self.slow, as_client(simulator, "/oidc/token", GRANT)).await;
        self.note("token", fetched.as_ref());
        self.other_ways("/oidc/token", fetched.as_ref()).await;
        let Some(token) =
            fetched.and_then(|reply| reply.json()["access_token"].as_str().map(ToOwned::to_owned))
        else {
            return self.lines;
        };
        self.claims(&token);
        let keys = send(simulator, "GET", "/oidc/jwks", &[], "").await;
        let known = keys.body.contains(&key_id(&token));
        self.lines.push(format!("key published: {} {known}", keys.status));
        let introspected =
            as_client(simulator, "/oidc/introspect", &format!("token={token}")).await;
        self.note("introspection", Some(&introspected));
        self.lines
    }

    /// The pack `genesys-cloud/web-chat`.
    async fn web_chat(mut self) -> Vec<String> {
        let simulator = self.simulator;
        let path = "/genesys-cloud/north/api/api/v2/webchat/guest/conversations";
        let there = await_reply(self.slow, send(simulator, "GET", path, &[], "")).await;
        self.note("there", there.as_ref());
        if there.is_none_or(|reply| reply.status == 404) {
            return self.lines;
        }
        let body = format!(
            r#"{{"organizationId":"{ORGANIZATION_ID}","deploymentId":"{DEPLOYMENT_ID}","routingTarget":{{"targetType":"QUEUE","targetAddress":"Support"}},"memberInfo":{{"displayName":"Ada"}}}}"#
        );
        let begun = send(simulator, "POST", path, &[JSON, ("origin", ORIGIN)], &body).await;
        self.note("conversation", Some(&begun));
        let begun = begun.json();
        let ids = [&begun["id"], &begun["member"]["id"], &begun["jwt"]].map(Value::as_str);
        let [Some(id), Some(member), Some(jwt)] = ids else { return self.lines };
        let members = format!("{path}/{id}/members");
        let listed = call(simulator, "GET", &members, jwt, "").await;
        self.note("members", Some(&listed));
        if listed.status == 200 {
            let path = format!("{members}/{member}/messages");
            let sent = call(simulator, "POST", &path, jwt, r#"{"body":"Hello"}"#).await;
            self.note("message", Some(&Reply { body: String::new(), ..sent }));
        }
        self.lines
    }

    /// The packs of Genesys Cloud that have an OAuth client.
    async fn genesys_cloud(mut self, pack: &str) -> Vec<String> {
        let simulator = self.simulator;
        let path = "/genesys-cloud/north/login/oauth/token";
        let fetched = await_reply(self.slow, as_client(simulator, path, GRANT)).await;
        self.note("token", fetched.as_ref());
        self.other_ways(path, fetched.as_ref()).await;
        let Some(token) =
            fetched.and_then(|reply| reply.json()["access_token"].as_str().map(ToOwned::to_owned))
        else {
            return self.lines;
        };
        let south = simulator.inputs(pack).iter().any(|(name, value)| {
            matches!(value, SimulatorInput::Text(url) if *name == "api_url" && url.contains("south"))
        });
        let api = format!("/genesys-cloud/{}/api/api/v2", if south { "south" } else { "north" });
        let me = call(simulator, "GET", &format!("{api}/tokens/me"), &token, "").await;
        self.note("who am I", Some(&me));
        let client = me.json()["OAuthClient"].clone();
        let grant = if pack == QUEUE { Value::Null } else { client["authorizedGrantType"].clone() };
        self.lines.push(format!("client: {} {grant}", client["state"]));
        let permitted = "authorization/divisionspermitted/paged/me?permission=conversation";
        let calls = match pack {
            QUEUE => vec![
                format!("{api}/routing/queues/{QUEUE_ID}"),
                format!("{api}/routing/queues/divisionviews?id={QUEUE_ID}"),
            ],
            OPEN => vec![
                format!("{api}/{permitted}:message:receive"),
                format!("{api}/{permitted}:communication:disconnect"),
                format!("{api}/routing/message/recipients/{INTEGRATION_ID}"),
                format!("{api}/conversations/messaging/integrations/open/{INTEGRATION_ID}"),
            ],
            _ => vec![format!("{api}/organizations/me")],
        };
        if client.is_null() {
            return self.lines;
        }
        let mut all_well = true;
        for path in &calls {
            let mut reply = call(simulator, "GET", path, &token, "").await;
            let list = reply.json()["entities"].clone();
            let held = list.as_array().is_some_and(|all| !all.is_empty());
            if held && (path.contains("divisionspermitted") || path.contains("divisionviews")) {
                // In which divisions, and what else there is, is nothing that the packs ask.
                reply.body.clear();
            }
            // Where nobody can have the permission, which one the refusal names makes no difference to its cure.
            if pack == QUEUE && reply.status == 403 && reply.body.contains("missing.permissions") {
                let offered = format!("{api}/authorization/permissions?pageSize=100");
                let offered = call(simulator, "GET", &offered, &token, "").await;
                let queue = &offered.json()["entities"];
                let on_offer = queue.as_array().into_iter().flatten().any(|one| {
                    let actions = one["permissionMap"]["queue"].as_array().into_iter().flatten();
                    one["domain"] == "routing" && actions.clone().any(|one| one["action"] == "view")
                });
                if !on_offer {
                    reply.body.clear();
                }
            }
            if reply.json()["flow"]["id"].is_string() {
                // Which flow it is, is asked by the queue's pack alone.
                reply.body = "a recipient with a flow".to_owned();
            }
            self.note(path, Some(&reply));
            // The message wants the integration, which is read last.
            all_well = reply.json()["status"] == "Active";
        }
        if pack == QUEUE {
            self.routing(&api, &token).await;
        }
        if pack == OPEN && all_well {
            let path = format!(
                "{api}/conversations/messages/{INTEGRATION_ID}/inbound/open/message?prefetchConversationId=true"
            );
            let body = r#"{"channel":{"from":{"id":"a","idType":"Opaque"},"time":"2026-11-22T10:00:00.000Z"},"text":"Hello"}"#;
            let reply = call(simulator, "POST", &path, &token, body).await;
            self.note("message", Some(&reply));
        }
        self.lines
    }

    /// What sends guests to the queue, as far as the client may see it.
    async fn routing(&mut self, api: &str, token: &str) {
        let simulator = self.simulator;
        let permitted = format!("{api}/authorization/divisionspermitted/paged/me?permission=");
        let wanted = [
            "architect:dependencyTracking:view",
            "webDeployments:deployment:view",
            "routing:message:manage",
        ];
        for permission in wanted {
            let path = format!("{permitted}{permission}");
            let reply = call(simulator, "GET", &path, token, "").await;
            let held = reply.json()["total"] != 0;
            self.lines.push(format!("{permission}: {} {held}", reply.status));
        }
        let tracking = format!(
            "{api}/architect/dependencytracking/consumingresources?id={QUEUE_ID}&objectType=QUEUE"
        );
        let (flows, said) = listed(&call(simulator, "GET", &tracking, token, "").await, "/id");
        self.lines.push(format!("flows of the queue: {said} {flows:?}"));
        for list in ["webdeployments/deployments", "routing/message/recipients"] {
            let reply = call(simulator, "GET", &format!("{api}/{list}"), token, "").await;
            let (used, said) = listed(&reply, "/flow/id");
            let leads_here = used.iter().any(|flow| flows.contains(flow));
            self.lines.push(format!("{list}: {said} {leads_here}"));
            if leads_here {
                break;
            }
        }
    }
}

/// What the items of a list have at a place, and how the list was answered.
fn listed(reply: &Reply, place: &str) -> (Vec<String>, String) {
    let body = reply.json();
    let items = body["entities"].as_array().into_iter().flatten();
    let found = items.filter_map(|item| item.pointer(place)?.as_str()).map(ToOwned::to_owned);
    (found.collect(), format!("{} {}", reply.status, body["code"]))
}

/// The secret in the client's configuration.
fn secret(simulator: &Simulator) -> String {
    let inputs = simulator.inputs(GUEST);
    let secret = inputs.into_iter().find_map(|(name, value)| match value {
        SimulatorInput::Secret(secret) if name == "client_secret" => {
            Some(secret.expose().to_owned())
        }
        _ => None,
    });
    secret.expect("the client has a secret")
}

/// Posts a form as the packs do: with the client's own secret in a raw Basic header.
async fn as_client(simulator: &Simulator, path: &str, form: &str) -> Reply {
    let header = basic(CLIENT_ID, &secret(simulator));
    send(simulator, "POST", path, &[FORM, ("authorization", &header)], form).await
}

/// The id of the key that signed a token; none has the id of an opaque one.
fn key_id(token: &str) -> String {
    if token.contains('.') { jwt_part(token, 0)["kid"].to_string() } else { "none".to_owned() }
}

fn seconds(time: SystemTime) -> i64 {
    let since = time.duration_since(UNIX_EPOCH).expect("after 1970");
    i64::try_from(since.as_secs()).expect("far from overflow")
}

/// The transcripts of all packs.
async fn transcripts(faults: &[&str]) -> BTreeMap<&'static str, Vec<String>> {
    transcripts_of(faults, &PACKS).await
}

/// The transcripts of these packs; those of others are empty.
async fn transcripts_of(faults: &[&str], packs: &[&str]) -> BTreeMap<&'static str, Vec<String>> {
    let simulator = with_faults(faults).await;
    let slow = faults.contains(&"slow");
    let transcript =
        |passed_over| Transcript { simulator: &simulator, passed_over, slow, lines: Vec::new() };
    let guest = async {
        if packs.contains(&GUEST) { transcript(&[]).guest_api().await } else { Vec::new() }
    };
    let oidc = async {
        if packs.contains(&OIDC) {
            transcript(&["scope", "scopes_supported"]).client_credentials().await
        } else {
            Vec::new()
        }
    };
    let genesys = async {
        let mut found = BTreeMap::new();
        for pack in [CLIENT, QUEUE, OPEN].into_iter().filter(|pack| packs.contains(pack)) {
            // How long a token lives is asked by one of them.
            let passed_over: &[&str] = if pack == CLIENT {
                &["OAuthClient", "authorizedScope", "clonedUser"]
            } else {
                &["OAuthClient", "authorizedScope", "clonedUser", "expires_in"]
            };
            found.insert(pack, transcript(passed_over).genesys_cloud(pack).await);
        }
        if packs.contains(&CHAT) {
            found.insert(CHAT, transcript(&[]).web_chat().await);
        }
        found
    };
    let web = async {
        let patience = if slow { IMPATIENCE } else { PATIENCE };
        if packs.contains(&WEB) { web_messaging(&simulator, patience).await } else { Vec::new() }
    };
    let (guest, oidc, web, mut all) = futures_util::future::join4(guest, oidc, web, genesys).await;
    all.extend([(GUEST, guest), (OIDC, oidc), (WEB, web)]);
    for pack in PACKS {
        all.entry(pack).or_default();
    }
    all
}

#[tokio::test]
async fn a_healthy_simulator_passes_everything() {
    let seen = transcripts(&[]).await;
    let statuses: Vec<&str> = seen[GUEST]
        .iter()
        .chain(&seen[OIDC])
        .filter(|line| !line.starts_with("key published"))
        .filter_map(|line| line.split_once(": ").map(|(_, rest)| rest.get(..3).unwrap_or(rest)))
        .filter(|status| status.bytes().all(|byte| byte.is_ascii_digit()))
        .collect();
    assert_eq!(statuses, ["200", "200", "202", "204", "200", "200", "200"]);
    assert!(seen[GUEST].iter().any(|line| line == "clock: Some(0)"), "{:?}", seen[GUEST]);
    assert!(seen[OIDC].iter().any(|line| line == "key published: 200 true"), "{:?}", seen[OIDC]);
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
        for pack in PACKS {
            let shows = seen[pack] != healthy[pack];
            assert_eq!(shows, fault.packs.contains(&pack), "{} on {pack}", fault.id);
        }
    }
}

/// Where a client is not let in in any way, one thing that keeps it out is as good as two: what can be told
/// is the first of these.
const NOT_LET_IN: [&str; 6] = [
    "client-unknown",
    "secret-percent-encoded",
    "secret-with-line-break",
    "secret-wrong",
    "basic-not-taken",
    "raw-basic-not-taken",
];

/// Whether one of two faults that keep the client out comes first.
fn comes_first(front: &str, behind: &str) -> Option<bool> {
    let place = |id: &str| NOT_LET_IN.iter().position(|known| *known == id);
    Some(place(front)? < place(behind)?)
}

/// What each fault masks, as the transcripts of pairs show it.
async fn masks() -> BTreeMap<&'static str, Vec<&'static str>> {
    let mut alone = BTreeMap::new();
    for fault in FAULTS {
        alone.insert(fault.id, transcripts(&[fault.id]).await);
    }
    let alone = Arc::new(alone);
    let mut running = JoinSet::new();
    for (index, one) in FAULTS.iter().copied().enumerate() {
        let alone = Arc::clone(&alone);
        running.spawn(async move {
            let mut found = Vec::new();
            for other in &FAULTS[index + 1..] {
                // A pack on which neither shows says nothing of them.
                let packs = [one.packs, other.packs].concat();
                let both = transcripts_of(&[one.id, other.id], &packs).await;
                for (front, behind) in [(one, *other), (*other, one)] {
                    let alike =
                        || behind.packs.iter().all(|pack| both[pack] == alone[front.id][pack]);
                    if comes_first(front.id, behind.id).unwrap_or_else(alike) {
                        found.push((front.id, behind.id));
                    }
                }
            }
            found
        });
    }
    let found: Vec<_> = running.join_all().await.into_iter().flatten().collect();
    let masked = |front: &str| {
        let behind = FAULTS.iter().map(|fault| fault.id);
        behind.filter(|behind| found.contains(&(front, behind))).collect()
    };
    FAULTS.iter().map(|fault| (fault.id, masked(fault.id))).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fault_masks_exactly_what_cannot_be_seen_beside_it() {
    let found = masks().await;
    if std::env::var_os("WHY401_UPDATE").is_some() {
        let line = |fault: &&Fault| {
            let masked = found[fault.id].join(" ");
            if masked.is_empty() { String::new() } else { format!("{}: {masked}\n", fault.id) }
        };
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/src/sim/masks.txt");
        std::fs::write(file, FAULTS.iter().map(line).collect::<String>()).expect("a file");
        return;
    }
    for fault in FAULTS {
        assert_eq!(fault.masks(), found[fault.id], "{} masks", fault.id);
    }
}

#[tokio::test]
async fn a_token_fetched_before_a_restart_is_not_good_after_it() {
    let token = guest_token(&with_faults(&[]).await).await;
    let other = with_faults(&[]).await;
    let reply = read_queue(&other, &token).await;
    assert_eq!(reply.status, 401, "another port is another issuer");
    assert_eq!(reply.error().1, "The issuer of the access token is not trusted");
}
