//! A server that answers as a test says, on a free port of loopback, and remembers what it was asked.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Method, Response, Uri};
use tokio::runtime::Runtime;

/// One answer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
    pub(crate) delay: Duration,
}

impl Answer {
    pub(crate) fn json(status: u16, body: &str) -> Self {
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        Self { status, headers, body: body.to_owned(), delay: Duration::ZERO }
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
                move |method: Method, uri: Uri, headers: HeaderMap, body: Bytes| {
                    let remembered = Arc::clone(&remembered);
                    let answers = Arc::clone(&answers);
                    let load = Arc::clone(&counted);
                    async move {
                        let running = load.now.fetch_add(1, Ordering::SeqCst) + 1;
                        load.most.fetch_max(running, Ordering::SeqCst);
                        let answer =
                            answer(&remembered, &answers, &method, &uri, &headers, &body).await;
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

async fn answer(
    remembered: &Mutex<Vec<Asked>>,
    answers: &Answers,
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
    body: &Bytes,
) -> Response<Body> {
    let asked = Asked {
        method: method.to_string(),
        path: uri.path_and_query().map(ToString::to_string).unwrap_or_default(),
        headers: headers
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned()))
            .collect(),
        body: String::from_utf8_lossy(body).into_owned(),
    };
    let before = {
        let mut list = remembered.lock().expect("the list");
        let before =
            list.iter().filter(|one| one.method == asked.method && one.path == asked.path).count();
        list.push(asked.clone());
        before
    };
    let answer = answers(&asked, before);
    tokio::time::sleep(answer.delay).await;
    let mut response = Response::builder().status(answer.status);
    for (name, value) in &answer.headers {
        response = response.header(name, value);
    }
    response.body(Body::from(answer.body)).expect("an answer")
}
