//! A simulator that runs: started, asked for its values, shut down.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::serve::ListenerExt as _;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::endpoint::router;
use super::world::{CLIENT_ID, CLIENT_SECRET, QUEUE_ID, World};
use super::{Behaviour, Options, SimulatorInput};
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
    let mut behaviour = Behaviour::default();
    for fault in &options.faults {
        (fault.apply)(&mut behaviour);
    }
    let slow = if behaviour.slow { options.slow_delay } else { Duration::ZERO };
    let (close, closing) = watch::channel(false);
    let world = Arc::new(World {
        url,
        client_id: options.client_id.unwrap_or_else(|| CLIENT_ID.to_owned()),
        client_secret: options.client_secret.unwrap_or_else(|| Secret::new(CLIENT_SECRET)),
        behaviour,
        keys: super::keys::Keys::default(),
        delay: options.delay + slow,
        on_request: options.on_request,
        closing: closing.clone(),
        served: World::counters(),
        messages: Mutex::default(),
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

impl Simulator {
    /// Where it listens: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.world.url
    }

    /// Values for the inputs of that pack, by name. Packs whose name begins with `oidc/` get the OpenID
    /// issuer's endpoints, all others those of the guest API.
    #[must_use]
    pub fn inputs(&self, pack: &str) -> Vec<(&'static str, SimulatorInput)> {
        let url = self.url();
        let (issuer, token_url, jwks_url) = if pack.starts_with("oidc/") {
            (format!("{url}/oidc"), format!("{url}/oidc/token"), format!("{url}/oidc/jwks"))
        } else {
            let token_url = format!("{url}/api/v2/oauth/token");
            (url.to_owned(), token_url, format!("{url}/.well-known/jwks.json"))
        };
        let secret = SimulatorInput::Secret(self.world.client_secret.clone());
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
