//! A simulator that runs: started, asked for its values, shut down.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, RwLock};
use std::time::Duration;

use axum::serve::ListenerExt as _;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::endpoint::router;
use super::genesys::{
    DEPLOYMENT_ID, HOME_DIVISION_ID, INTEGRATION_ID, ORGANIZATION_ID, ORIGIN, Platform, Region,
    SUPPORT_DIVISION_ID, host_of,
};
use super::world::{CLIENT_ID, CLIENT_SECRET, QUEUE_ID, RESERVED_SECRET, World, broken_by};
use super::{Behaviour, ClientProof, Delivery, Fault, Options, SimulatorInput};
use crate::model::Secret;

/// How long open connections are waited for at the end.
const GRACE: Duration = Duration::from_secs(1);

/// A simulator that listens on a loopback port. It ends when it is shut down or dropped.
pub struct Simulator {
    world: Arc<World>,
    close: watch::Sender<bool>,
    server: Option<JoinHandle<()>>,
}

/// Starts a simulator; it listens when this returns. No key is read before a request needs one.
///
/// # Errors
///
/// When the port cannot be had.
pub async fn start(options: Options) -> io::Result<Simulator> {
    let wanted = SocketAddr::from((Ipv4Addr::LOCALHOST, options.port.unwrap_or(0)));
    let listener = TcpListener::bind(wanted).await.map_err(|error| {
        io::Error::new(error.kind(), format!("cannot listen on {wanted}: {error}"))
    })?;
    let url = format!("http://{}", listener.local_addr()?);
    let behaviour = broken_by(&options.faults);
    let (close, closing) = watch::channel(false);
    let world = Arc::new(World {
        url,
        client_id: options.client_id.unwrap_or_else(|| CLIENT_ID.to_owned()),
        client_secret: options.client_secret.unwrap_or_else(|| own_secret(&behaviour)),
        behaviour: RwLock::new(Arc::new(behaviour)),
        keys: super::keys::Keys,
        delay: options.delay,
        slow_delay: options.slow_delay,
        on_request: options.on_request,
        closing: closing.clone(),
        served: World::counters(),
        messages: Mutex::default(),
        tokens: Mutex::default(),
        genesys: Platform::default(),
    });
    // Answers are small; without this the kernel may hold one back for 40 ms.
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    let served = axum::serve(listener, router(Arc::clone(&world))).with_graceful_shutdown({
        let mut closing = closing;
        async move {
            // An error says that the simulator is gone, which is as good a reason.
            let _ = closing.wait_for(|closing| *closing).await;
        }
    });
    let server = tokio::spawn(async move {
        // It serves until told to end and never fails: see its own documentation.
        let _ = served.await;
    });
    Ok(Simulator { world, close, server: Some(server) })
}

/// The secret where the user sets none.
fn own_secret(behaviour: &Behaviour) -> Secret {
    let encoding_matters = behaviour.client_proof == ClientProof::EncodedBasic
        || behaviour.delivery == Delivery::PercentEncoded;
    Secret::new(if encoding_matters { RESERVED_SECRET } else { CLIENT_SECRET })
}

impl Simulator {
    /// Where it listens: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.world.url
    }

    /// Values for the inputs of that pack, by name. Packs whose name begins with `oidc/` get the OpenID
    /// issuer's endpoints, those with `genesys-cloud/` the hosts of a region, all others the guest API's.
    #[must_use]
    pub fn inputs(&self, pack: &str) -> Vec<(&'static str, SimulatorInput)> {
        if pack.starts_with("genesys-cloud/") {
            return self.genesys_inputs();
        }
        let url = self.url();
        let (issuer, token_url, jwks_url) = if pack.starts_with("oidc/") {
            (format!("{url}/oidc"), format!("{url}/oidc/token"), format!("{url}/oidc/jwks"))
        } else {
            let token_url = format!("{url}/api/v2/oauth/token");
            (url.to_owned(), token_url, format!("{url}/.well-known/jwks.json"))
        };
        let secret = SimulatorInput::Secret(self.delivered_secret());
        let mut inputs: Vec<_> = [
            ("api_url", url.to_owned()),
            ("token_url", token_url),
            ("issuer", issuer),
            ("jwks_url", jwks_url),
            ("introspection_url", format!("{url}/oidc/introspect")),
            ("client_id", self.world.client_id.clone()),
            ("queue_id", QUEUE_ID.to_owned()),
            ("expected_audience", self.world.audience()),
        ]
        .into_iter()
        .map(|(name, value)| (name, SimulatorInput::Text(value)))
        .collect();
        inputs.push(("client_secret", secret));
        inputs
    }

    /// Values for packs of Genesys Cloud. Its hosts are names that stand for this listener: a run has to be
    /// sent there, as by `--connect-to`.
    fn genesys_inputs(&self) -> Vec<(&'static str, SimulatorInput)> {
        let behaviour = self.world.behaviour();
        let (domain, api) = (Region::North.domain(), behaviour.genesys.api_region.domain());
        let mut inputs: Vec<_> = [
            ("domain", domain.clone()),
            ("login_url", format!("http://login.{domain}")),
            ("api_url", format!("http://api.{api}")),
            ("cdn_url", format!("http://api-cdn.{domain}")),
            ("messaging_url", format!("ws://webmessaging.{domain}/v1")),
            ("guest_url", format!("http://api.{domain}")),
            ("client_id", self.world.client_id.clone()),
            ("organization_id", ORGANIZATION_ID.to_owned()),
            ("division_id", HOME_DIVISION_ID.to_owned()),
            ("queue_division_id", SUPPORT_DIVISION_ID.to_owned()),
            ("queue_id", QUEUE_ID.to_owned()),
            ("queue_name", "Support".to_owned()),
            ("deployment_id", DEPLOYMENT_ID.to_owned()),
            ("integration_id", INTEGRATION_ID.to_owned()),
            ("origin", ORIGIN.to_owned()),
        ]
        .into_iter()
        .map(|(name, value)| (name, SimulatorInput::Text(value)))
        .collect();
        inputs.push(("client_secret", SimulatorInput::Secret(self.delivered_secret())));
        inputs
    }

    /// Whether a host, with its port where that is not the usual one, is one that it stands for.
    #[must_use]
    pub fn stands_for(&self, host: &str) -> bool {
        self.url().strip_prefix("http://") == Some(host) || host_of(host).is_some()
    }

    /// From now on these faults break it, and no others: what a remedy does to a platform.
    pub fn break_by(&self, faults: &[&Fault]) {
        self.world.behave(faults);
    }

    /// The secret as the client has it in its configuration.
    fn delivered_secret(&self) -> Secret {
        let secret = &self.world.client_secret;
        match self.world.behaviour().delivery {
            Delivery::Whole => secret.clone(),
            Delivery::LineBreak => Secret::new(format!("{}\n", secret.expose())),
            Delivery::PercentEncoded => {
                // Every character that is not plain, the hyphen among them: some tools go that far.
                let encoded = secret.expose().bytes().map(|byte| match byte {
                    b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => char::from(byte).to_string(),
                    _ => format!("%{byte:02X}"),
                });
                Secret::new(encoded.collect::<String>())
            }
        }
    }

    /// The platform behind it.
    #[cfg(test)]
    pub(super) fn world(&self) -> &World {
        &self.world
    }

    /// Shuts it down: answers what was asked, waits for nobody's delay, and no longer than a second.
    pub async fn shutdown(mut self) {
        self.close.send_replace(true);
        if let Some(mut server) = self.server.take()
            && tokio::time::timeout(GRACE, &mut server).await.is_err()
        {
            server.abort();
        }
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.close.send_replace(true);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::time::Instant;

    use super::super::LogLine;
    use super::super::testing::{GRANT, basic, post_form, send, with_faults};
    use super::*;

    fn input(simulator: &Simulator, pack: &str, name: &str) -> String {
        let inputs = simulator.inputs(pack);
        match inputs.into_iter().find(|(known, _)| *known == name).expect("the input is there").1 {
            SimulatorInput::Text(text) => text,
            SimulatorInput::Secret(secret) => secret.expose().to_owned(),
        }
    }

    #[tokio::test]
    async fn the_values_of_a_pack_lead_to_what_they_name() {
        let simulator = with_faults(&[]).await;
        for (pack, issuer) in [("guest-api", ""), ("oidc/client-credentials", "/oidc")] {
            let path = |name: &str| {
                input(&simulator, pack, name)
                    .strip_prefix(simulator.url())
                    .expect("own host")
                    .to_owned()
            };
            assert_eq!(path("issuer"), issuer);
            assert_eq!(post_form(&simulator, &path("token_url"), GRANT).await.status, 200);
            assert_eq!(send(&simulator, "GET", &path("jwks_url"), &[], "").await.status, 200);
            assert_eq!(path("expected_audience"), "/api");
        }
    }

    #[tokio::test]
    async fn a_client_of_the_users_own_is_the_only_one_that_is_known() {
        let options = Options {
            client_id: Some("mine".to_owned()),
            client_secret: Some(Secret::new("my own secret")),
            ..Options::default()
        };
        let simulator = start(options).await.expect("a free port");
        assert_eq!(input(&simulator, "guest-api", "client_id"), "mine");
        assert_eq!(input(&simulator, "guest-api", "client_secret"), "my own secret");
        let own = basic("mine", "my own secret");
        let headers = [super::super::testing::FORM, ("authorization", own.as_str())];
        let reply = send(&simulator, "POST", "/api/v2/oauth/token", &headers, GRANT).await;
        assert_eq!(reply.status, 200);
        assert_eq!(post_form(&simulator, "/api/v2/oauth/token", GRANT).await.status, 401);
    }

    #[tokio::test]
    async fn what_was_served_is_told_without_queries() {
        let lines: Arc<Mutex<Vec<LogLine>>> = Arc::default();
        let sink = Arc::clone(&lines);
        let options = Options {
            on_request: Some(Arc::new(move |line| {
                sink.lock().expect("unpoisoned").push(line.clone());
            })),
            ..Options::default()
        };
        let simulator = start(options).await.expect("a free port");
        send(&simulator, "GET", "/somewhere?access_token=s3cret", &[], "").await;
        let expected = LogLine {
            method: "GET".to_owned(),
            path: "/somewhere".to_owned(),
            status: 404,
            node: "node-1",
        };
        assert_eq!(*lines.lock().expect("unpoisoned"), [expected]);
    }

    #[tokio::test]
    async fn a_port_that_is_taken_is_named() {
        let first = with_faults(&[]).await;
        let port: u16 =
            first.url().rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
        let error = start(Options { port: Some(port), ..Options::default() }).await.err();
        let error = error.expect("the port is taken");
        assert_eq!(error.kind(), io::ErrorKind::AddrInUse);
        assert!(error.to_string().starts_with(&format!("cannot listen on 127.0.0.1:{port}: ")));
    }

    #[tokio::test]
    async fn shutting_down_waits_for_no_delay_and_frees_the_port() {
        let simulator = with_faults(&["slow"]).await;
        let host = simulator.url().strip_prefix("http://").expect("plain HTTP").to_owned();
        let mut stream = tokio::net::TcpStream::connect(&host).await.expect("it listens");
        let request = format!("GET / HTTP/1.1\r\nhost: {host}\r\n\r\n");
        tokio::io::AsyncWriteExt::write_all(&mut stream, request.as_bytes()).await.expect("sent");
        while simulator
            .world
            .served
            .iter()
            .all(|count| count.load(std::sync::atomic::Ordering::Relaxed) == 0)
        {
            tokio::task::yield_now().await;
        }
        let begun = Instant::now();
        simulator.shutdown().await;
        assert!(begun.elapsed() < Duration::from_secs(10), "the delay is a minute");
        let mut answer = String::new();
        tokio::io::AsyncReadExt::read_to_string(&mut stream, &mut answer).await.expect("closed");
        assert!(answer.starts_with("HTTP/1.1 404"), "what was asked is answered: {answer}");
        TcpListener::bind(&host).await.expect("the port is free again");
    }

    #[tokio::test]
    async fn a_delay_is_waited_out() {
        let delay = Duration::from_millis(30);
        let simulator = start(Options { delay, ..Options::default() }).await.expect("a free port");
        let begun = Instant::now();
        assert_eq!(send(&simulator, "GET", "/", &[], "").await.status, 404);
        assert!(begun.elapsed() >= delay);
    }
}
