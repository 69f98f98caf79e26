//! When each phase of a request began and ended: noted by four hooks of the client, gathered per request
//! in a task-local.

use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use rustls::NamedGroup;
use rustls::client::{
    ClientSessionMemoryCache, ClientSessionStore, Tls12ClientSessionValue, Tls13ClientSessionValue,
};
use rustls::pki_types::ServerName;

use crate::model::Timing;

tokio::task_local! {
    static TRACE: Arc<Mutex<Trace>>;
}

/// When each phase of one request began and ended.
#[derive(Default)]
pub(super) struct Trace {
    dns_started: Option<Instant>,
    dns_ended: Option<Instant>,
    connect_started: Option<Instant>,
    tls_started: Option<Instant>,
    connect_ended: Option<Instant>,
    /// What the verifier said of the server's certificate.
    pub(super) certificate_error: Option<rustls::Error>,
}

/// Runs a request so that its phases are noted.
pub(super) async fn traced<T>(request: impl Future<Output = T>) -> (T, Arc<Mutex<Trace>>) {
    let trace = Arc::new(Mutex::new(Trace::default()));
    let result = TRACE.scope(Arc::clone(&trace), request).await;
    (result, trace)
}

/// Notes something of the request at hand. Without one (a connection that the client makes in the
/// background) nothing is noted.
pub(super) fn note(note: impl FnOnce(&mut Trace)) {
    let _ = TRACE.try_with(|trace| note(&mut trace.lock().unwrap_or_else(PoisonError::into_inner)));
}

impl Trace {
    /// The phases of a request that began at `started` and whose answer began at `answered`.
    pub(super) fn timing(&self, started: Instant, answered: Option<Instant>) -> Timing {
        let between = |from: Option<Instant>, to: Option<Instant>| -> Option<Duration> {
            Some(to?.saturating_duration_since(from?))
        };
        let tcp_started = self.dns_ended.or(self.connect_started);
        let sent = self.connect_ended.unwrap_or(started);
        Timing {
            dns: between(self.dns_started, self.dns_ended),
            connect: between(tcp_started, self.tls_started.or(self.connect_ended)),
            tls: between(self.tls_started, self.connect_ended),
            first_byte: answered.map(|answered| answered.saturating_duration_since(sent)),
            total: started.elapsed(),
        }
    }
}

/// Resolves names as the system does, and notes when. `pinned` names have their addresses given.
pub(super) struct Resolver {
    pub(super) pinned: Vec<(String, SocketAddr)>,
}

impl reqwest::dns::Resolve for Resolver {
    fn resolve(&self, name: reqwest::dns::Name) -> reqwest::dns::Resolving {
        let pinned: Vec<SocketAddr> = self
            .pinned
            .iter()
            .filter(|(known, _)| known.eq_ignore_ascii_case(name.as_str()))
            .map(|(_, address)| SocketAddr::new(address.ip(), 0))
            .collect();
        Box::pin(async move {
            note(|trace| trace.dns_started = Some(Instant::now()));
            let found = if pinned.is_empty() {
                tokio::net::lookup_host((name.as_str(), 0)).await.map(Iterator::collect)
            } else {
                Ok(pinned)
            };
            note(|trace| trace.dns_ended = Some(Instant::now()));
            let addresses: Vec<SocketAddr> = found?;
            Ok(Box::new(addresses.into_iter()) as reqwest::dns::Addrs)
        })
    }
}

/// Notes when a connection begins and ends; without a note the connection was used again.
#[derive(Clone)]
pub(super) struct ConnectLayer;

/// The service that `ConnectLayer` makes.
#[derive(Clone)]
pub(super) struct ConnectService<S>(S);

impl<S> tower_layer::Layer<S> for ConnectLayer {
    type Service = ConnectService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        ConnectService(inner)
    }
}

impl<S, R> tower_service::Service<R> for ConnectService<S>
where
    S: tower_service::Service<R>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: R) -> Self::Future {
        note(|trace| trace.connect_started = Some(Instant::now()));
        let connecting = self.0.call(request);
        Box::pin(async move {
            let connected = connecting.await;
            note(|trace| trace.connect_ended = Some(Instant::now()));
            connected
        })
    }
}

/// A session store that rustls asks when it writes the first message of a handshake: that is when TLS
/// begins, also behind a proxy.
#[derive(Debug)]
pub(super) struct SessionStore(ClientSessionMemoryCache);

impl SessionStore {
    pub(super) fn new() -> Self {
        Self(ClientSessionMemoryCache::new(64))
    }
}

fn tls_starts() {
    note(|trace| {
        trace.tls_started.get_or_insert_with(Instant::now);
    });
}

impl ClientSessionStore for SessionStore {
    fn set_kx_hint(&self, server: ServerName<'static>, group: NamedGroup) {
        self.0.set_kx_hint(server, group);
    }

    fn kx_hint(&self, server: &ServerName<'_>) -> Option<NamedGroup> {
        tls_starts();
        self.0.kx_hint(server)
    }

    fn set_tls12_session(&self, server: ServerName<'static>, value: Tls12ClientSessionValue) {
        self.0.set_tls12_session(server, value);
    }

    fn tls12_session(&self, server: &ServerName<'_>) -> Option<Tls12ClientSessionValue> {
        tls_starts();
        self.0.tls12_session(server)
    }

    fn remove_tls12_session(&self, server: &ServerName<'static>) {
        self.0.remove_tls12_session(server);
    }

    fn insert_tls13_ticket(&self, server: ServerName<'static>, value: Tls13ClientSessionValue) {
        self.0.insert_tls13_ticket(server, value);
    }

    fn take_tls13_ticket(&self, server: &ServerName<'static>) -> Option<Tls13ClientSessionValue> {
        tls_starts();
        self.0.take_tls13_ticket(server)
    }
}
