//! A server that answers as a test says, on a free port of loopback, and remembers what it was asked.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, Uri};
use tokio::runtime::Runtime;

/// One answer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
    pub(crate) delay: Duration,
    /// With status 101: a WebSocket that answers each message with the next of these.
    pub(crate) messages: Vec<String>,
}

impl Answer {
    pub(crate) fn json(status: u16, body: &str) -> Self {
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        Self { status, headers, body: body.to_owned(), ..Self::default() }
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn after(mut self, milliseconds: u64) -> Self {
        self.delay = Duration::from_millis(milliseconds);
        self
    }
}

/// One request, as it came.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

/// A running server; it ends when it is dropped.
pub(crate) struct Server {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    load: Arc<Load>,
    _runtime: Runtime,
}

/// How many requests are being answered, and how many ever were at the same time.
#[derive(Default)]
struct Load {
    now: AtomicUsize,
    most: AtomicUsize,
}

type Answers = Arc<dyn Fn(&Asked, usize) -> Answer + Send + Sync>;

impl Server {
    /// Answers by a function of the request and of how often that method and path were asked before.
    pub(crate) fn start(answers: impl Fn(&Asked, usize) -> Answer + Send + Sync + 'static) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let answers: Answers = Arc::new(answers);
        let remembered = Arc::clone(&asked);
        let load: Arc<Load> = Arc::default();
        let counted = Arc::clone(&load);
        let address = runtime.block_on(async {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
            let address = listener.local_addr().expect("an address");
            let app = Router::new().fallback(
                move |method: Method,
                      uri: Uri,
                      headers: HeaderMap,
                      upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
                      body: Bytes| {
                    let remembered = Arc::clone(&remembered);
                    let answers = Arc::clone(&answers);
                    let load = Arc::clone(&counted);
                    async move {
                        let running = load.now.fetch_add(1, Ordering::SeqCst) + 1;
                        load.most.fetch_max(running, Ordering::SeqCst);
                        let asked = Asked::new(&method, &uri, &headers, &body);
                        let answer = answer(&remembered, &answers, asked, upgrade.ok()).await;
                        load.now.fetch_sub(1, Ordering::SeqCst);
                        answer
                    }
                },
            );
            tokio::spawn(async move { axum::serve(listener, app).await });
            address
        });
        Self { address, asked, load, _runtime: runtime }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many requests it ever answered at the same time.
    pub(crate) fn most_at_once(&self) -> usize {
        self.load.most.load(Ordering::SeqCst)
    }

    /// What it was asked so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("the list").clone()
    }
}

impl Asked {
    fn new(method: &Method, uri: &Uri, headers: &HeaderMap, body: &Bytes) -> Self {
        let header = |(name, value): (&HeaderName, &HeaderValue)| {
            (name.to_string(), value.to_str().unwrap_or_default().to_owned())
        };
        Self {
            method: method.to_string(),
            path: uri.path_and_query().map(ToString::to_string).unwrap_or_default(),
            headers: headers.iter().map(header).collect(),
            body: String::from_utf8_lossy(body).into_owned(),
        }
    }
}

async fn answer(
    remembered: &Mutex<Vec<Asked>>,
    answers: &Answers,
    asked: Asked,
    upgrade: Option<WebSocketUpgrade>,
) -> Response<Body> {
    let before = {
        let mut list = remembered.lock().expect("the list");
        let before =
            list.iter().filter(|one| one.method == asked.method && one.path == asked.path).count();
        list.push(asked.clone());
        before
    };
    let answer = answers(&asked, before);
    tokio::time::sleep(answer.delay).await;
    if let Some(upgrade) = upgrade.filter(|_| answer.status == 101) {
        return upgrade.on_upgrade(|socket| talk(socket, answer.messages));
    }
    let mut response = Response::builder().status(answer.status);
    for (name, value) in &answer.headers {
        response = response.header(name, value);
    }
    response.body(Body::from(answer.body)).expect("an answer")
}

/// Answers each message with the next one, and those beyond the last with silence.
async fn talk(mut socket: WebSocket, messages: Vec<String>) {
    let mut messages = messages.into_iter();
    while let Some(Ok(message)) = socket.recv().await {
        if let (Message::Text(_), Some(next)) = (message, messages.next())
            && socket.send(Message::text(next)).await.is_err()
        {
            return;
        }
    }
}
