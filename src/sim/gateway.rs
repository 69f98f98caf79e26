//! What stands in front of the endpoints: limits, delays, and the faults that hit before the API.

use std::sync::Arc;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::header::{AUTHORIZATION, CONNECTION, CONTENT_LENGTH, DATE, LOCATION, RETRY_AFTER};
use axum::http::request::Parts;
use axum::http::{HeaderName, Method, StatusCode};
use axum::response::Response;
use httpdate::fmt_http_date;

use super::answer::{api_error, set, text};
use super::endpoint::{Call, ENDPOINTS};
use super::refusal::{Place, refused};
use super::world::{World, numbered_id};
use super::{LogLine, NODES};

/// The longest body that is read, in bytes.
const LONGEST_BODY: usize = 64 * 1024;
/// The longest path and query, in bytes.
const LONGEST_URI: usize = 8 * 1024;
/// The longest header section, in bytes.
const LONGEST_HEADERS: usize = 16 * 1024;
/// What a redirect says to people.
const MOVED: &str = "<html><head><title>301 Moved Permanently</title></head></html>\n";
/// What an id of a request begins with.
const PURPOSE: u32 = 0x0072_6571;
/// The names of the nodes.
const NODE_NAMES: [&str; NODES] = ["node-1", "node-2", "node-3"];

/// Where a request goes.
pub(super) enum Destination {
    /// To this endpoint of the table, with the `{id}` of its route.
    Endpoint(usize, Option<String>),
    /// To a path that exists, with a method that it does not take.
    WrongMethod,
    /// To a path that does not exist.
    Nowhere,
}

impl Destination {
    /// Which counter it has.
    fn counter(&self) -> usize {
        match self {
            Self::Endpoint(index, _) => *index,
            Self::WrongMethod => ENDPOINTS.len(),
            Self::Nowhere => ENDPOINTS.len() + 1,
        }
    }

    fn first_node(&self) -> usize {
        match self {
            Self::Endpoint(index, _) => ENDPOINTS[*index].first_node,
            Self::WrongMethod | Self::Nowhere => 0,
        }
    }
}

/// Answers one request.
pub(super) async fn serve(
    world: Arc<World>,
    destination: Destination,
    request: Request,
) -> Response {
    let endpoint = destination.counter();
    let count = world.count(endpoint);
    let turn = usize::try_from(count % NODES as u64).unwrap_or_default();
    let node = (destination.first_node() + turn) % NODES;
    let (parts, body) = request.into_parts();
    let (method, path) = (parts.method.to_string(), parts.uri.path().to_owned());

    wait(&world).await;
    let mut response = match read(&parts, body).await {
        Err(refused) => refused,
        Ok(body) => {
            let query = parts.uri.query().map(ToOwned::to_owned);
            let Parts { method, headers, .. } = parts;
            let mut call = Call { endpoint, count, node, query, parameter: None, headers, body };
            answer(&world, destination, &method, &path, &mut call)
        }
    };

    set(&mut response, DATE, &fmt_http_date(world.time()));
    set(&mut response, HeaderName::from_static("x-served-by"), NODE_NAMES[node]);
    let correlation = numbered_id(PURPOSE, endpoint, count);
    set(&mut response, HeaderName::from_static("x-correlation-id"), &correlation);
    if let Some(on_request) = &world.on_request {
        let (status, node) = (response.status().as_u16(), NODE_NAMES[node]);
        on_request(&LogLine { method, path, status, node });
    }
    response
}

/// Waits as long as every answer takes, or until the simulator ends.
pub(super) async fn wait(world: &World) {
    let delay = world.delay();
    if !delay.is_zero() {
        let mut closing = world.closing.clone();
        tokio::select! {
            () = tokio::time::sleep(delay) => (),
            _ = closing.wait_for(|closing| *closing) => (),
        }
    }
}

/// Reads the body, unless the request is larger than is taken.
pub(super) async fn read(parts: &Parts, body: Body) -> Result<Bytes, Response> {
    if parts.uri.path_and_query().is_some_and(|uri| uri.as_str().len() > LONGEST_URI) {
        let status = StatusCode::URI_TOO_LONG;
        return Err(too_large(status, "uri.too.long", "The URL is too long."));
    }
    let headers = parts.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4);
    if headers.sum::<usize>() > LONGEST_HEADERS {
        let status = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE;
        let message = "The request headers are too large.";
        return Err(too_large(status, "headers.too.large", message));
    }
    let status = StatusCode::PAYLOAD_TOO_LARGE;
    let body_too_large = || too_large(status, "body.too.large", "The body is too large.");
    let announced = parts.headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    if announced.and_then(|value| value.parse::<usize>().ok()).is_some_and(|it| it > LONGEST_BODY) {
        return Err(body_too_large());
    }
    to_bytes(body, LONGEST_BODY).await.map_err(|_| body_too_large())
}

/// Refuses a request and ends the connection: what was not read would be taken for the next one.
fn too_large(status: StatusCode, code: &str, message: &str) -> Response {
    let mut response = api_error(status, code, message);
    set(&mut response, CONNECTION, "close");
    response
}

/// Passes a call through what stands before the API, and on to its endpoint.
fn answer(
    world: &World,
    destination: Destination,
    method: &Method,
    path: &str,
    call: &mut Call,
) -> Response {
    if is_api(path) {
        if let Some(response) = in_front(world, method) {
            return response;
        }
        if world.behaviour().redirects_posts && *method == Method::POST {
            let mut response = text(StatusCode::MOVED_PERMANENTLY, "text/html", MOVED.to_owned());
            set(&mut response, LOCATION, &format!("{}{path}/", world.url));
            return response;
        }
        if world.behaviour().authorization_stripped {
            call.headers.remove(AUTHORIZATION);
        }
    }
    match destination {
        Destination::Endpoint(index, parameter) => {
            call.parameter = parameter;
            (ENDPOINTS[index].answer)(world, call)
        }
        Destination::WrongMethod => {
            let message = "This path does not take that method.";
            api_error(StatusCode::METHOD_NOT_ALLOWED, "method.not.allowed", message)
        }
        Destination::Nowhere => {
            api_error(StatusCode::NOT_FOUND, "not.found", "There is nothing at this path.")
        }
    }
}

/// Whether a path is the API's. Its token endpoint stands beside the API, not behind its gateway.
fn is_api(path: &str) -> bool {
    path.starts_with("/api/") && path != "/api/v2/oauth/token"
}

/// The answer of what stands before the API, the foremost first: the sign-on proxy, the rate limit, the
/// gateway that finds nobody behind it.
fn in_front(world: &World, method: &Method) -> Option<Response> {
    let behaviour = world.behaviour();
    if let Some(response) = refused(world, Place::Edge) {
        return Some(response);
    }
    if behaviour.login_page {
        let page = include_str!("login-page.html").to_owned();
        return Some(text(StatusCode::OK, "text/html; charset=utf-8", page));
    }
    if behaviour.rate_limited {
        let message = "Rate limit exceeded the maximum [300] requests within [60] seconds";
        let mut response = api_error(StatusCode::TOO_MANY_REQUESTS, "too.many.requests", message);
        set(&mut response, RETRY_AFTER, "30");
        return Some(response);
    }
    if behaviour.broken {
        let (status, code, message) = match *method {
            Method::GET | Method::HEAD => (
                StatusCode::SERVICE_UNAVAILABLE,
                "service.unavailable",
                "The service is temporarily unavailable.",
            ),
            _ => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "internal.server.error",
                "The server encountered an unexpected condition.",
            ),
        };
        return Some(api_error(status, code, message));
    }
    None
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::super::testing::{
        FORM, GRANT, call, guest_token, jwt_part, post_message, read_queue, send, with_faults,
    };
    use super::*;

    #[tokio::test]
    async fn unknown_paths_and_wrong_methods_are_told_apart() {
        let simulator = with_faults(&[]).await;
        for path in ["/", "/api/v2/nothing", "/api/v2/oauth/token/", "/oidc"] {
            let reply = send(&simulator, "GET", path, &[], "").await;
            assert_eq!((reply.status, reply.error().0.as_str()), (404, "not.found"), "{path}");
        }
        for (method, path, allow) in [
            ("GET", "/api/v2/oauth/token", "POST"),
            ("PUT", "/.well-known/jwks.json", "GET,HEAD"),
            ("OPTIONS", "/oidc/token", "POST"),
        ] {
            let reply = send(&simulator, method, path, &[], "").await;
            assert_eq!(
                (reply.status, reply.header("allow")),
                (405, Some(allow)),
                "{method} {path}"
            );
        }
    }

    #[tokio::test]
    async fn requests_beyond_the_limits_are_refused_and_those_at_them_are_not() {
        let simulator = with_faults(&[]).await;
        let path = "/api/v2/oauth/token";
        let body = "a=".to_owned() + &"x".repeat(LONGEST_BODY - 2);
        assert_eq!(send(&simulator, "POST", path, &[FORM], &body).await.status, 400);
        assert_eq!(send(&simulator, "POST", path, &[FORM], &(body + "x")).await.status, 413);
        let header = "x".repeat(LONGEST_HEADERS);
        assert_eq!(send(&simulator, "GET", "/", &[("x-a", &header)], "").await.status, 431);
        assert_eq!(send(&simulator, "GET", "/", &[("x-a", &header[..8000])], "").await.status, 404);
        let path = format!("/{}", "x".repeat(LONGEST_URI));
        assert_eq!(send(&simulator, "GET", &path, &[], "").await.status, 414);
        assert_eq!(send(&simulator, "GET", &path[..LONGEST_URI], &[], "").await.status, 404);
    }

    #[tokio::test]
    async fn every_answer_names_node_request_and_time_and_comes_out_the_same_again() {
        let mut runs = Vec::new();
        for _ in 0..2 {
            let simulator = with_faults(&[]).await;
            let mut run = Vec::new();
            for path in ["/", "/", "/.well-known/jwks.json", "/"] {
                let reply = send(&simulator, "GET", path, &[], "").await;
                assert!(reply.header("date").is_some());
                let named = ["x-served-by", "x-correlation-id"];
                run.push(named.map(|name| reply.header(name).expect("there").to_owned()));
            }
            runs.push(run);
        }
        assert_eq!(runs[0], runs[1]);
        let nodes: Vec<&str> = runs[0].iter().map(|[node, _]| node.as_str()).collect();
        assert_eq!(nodes, ["node-1", "node-2", "node-1", "node-3"]);
        assert!(runs[0].iter().enumerate().all(|(index, one)| !runs[0][..index].contains(one)));
    }

    #[tokio::test]
    async fn a_shifted_clock_shows_in_date_and_token_and_the_platform_accepts_its_own() {
        for (fault, offset) in [("clock-ahead", -600), ("clock-behind", 600)] {
            let simulator = with_faults(&[fault]).await;
            let token = guest_token(&simulator).await;
            let reply = read_queue(&simulator, &token).await;
            assert_eq!(reply.status, 200, "{fault}");
            let date = reply.header("date").expect("a date").to_owned();
            let date = httpdate::parse_http_date(&date).expect("an HTTP date");
            let seconds = |time: SystemTime| {
                let since = time.duration_since(SystemTime::UNIX_EPOCH).expect("after 1970");
                i64::try_from(since.as_secs()).expect("far from overflow")
            };
            let now = seconds(SystemTime::now());
            assert!((seconds(date) - now - offset).abs() <= 5, "{fault}");
            let issued = jwt_part(&token, 1)["iat"].as_i64().expect("iat");
            assert!((issued - now - offset).abs() <= 5, "{fault}");
        }
    }

    #[tokio::test]
    async fn a_login_page_takes_the_place_of_the_api_and_of_nothing_else() {
        let simulator = with_faults(&["html-instead-of-json", "rate-limited"]).await;
        let token = guest_token(&simulator).await;
        for reply in [
            read_queue(&simulator, &token).await,
            post_message(&simulator, &token).await,
            call(&simulator, "GET", "/api/v2/nothing", &token, "").await,
            call(&simulator, "GET", "/api/v2/conversations/messages", &token, "").await,
        ] {
            assert_eq!(reply.status, 200);
            assert_eq!(reply.header("content-type"), Some("text/html; charset=utf-8"));
            assert!(reply.body.contains(r#"type="password""#));
        }
        assert_eq!(send(&simulator, "GET", "/.well-known/jwks.json", &[], "").await.status, 200);
    }

    #[tokio::test]
    async fn a_used_up_limit_says_when_to_come_back() {
        let simulator = with_faults(&["rate-limited"]).await;
        let token = guest_token(&simulator).await;
        let reply = read_queue(&simulator, &token).await;
        assert_eq!((reply.status, reply.header("retry-after")), (429, Some("30")));
        assert_eq!(reply.error().0, "too.many.requests");
    }

    #[tokio::test]
    async fn a_broken_api_says_503_to_reads_and_500_to_writes() {
        let simulator = with_faults(&["server-error"]).await;
        let token = guest_token(&simulator).await;
        assert_eq!(read_queue(&simulator, &token).await.status, 503);
        assert_eq!(post_message(&simulator, &token).await.status, 500);
    }

    #[tokio::test]
    async fn a_connection_serves_one_request_after_the_other() {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        let simulator = with_faults(&[]).await;
        let host = simulator.url().strip_prefix("http://").expect("plain HTTP");
        let mut stream = tokio::net::TcpStream::connect(host).await.expect("it listens");
        let body = format!("{GRANT}&x=1");
        let first = format!(
            "POST /api/v2/oauth/token HTTP/1.1\r\nhost: {host}\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let last = format!("GET / HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
        stream.write_all((first + &last).as_bytes()).await.expect("sent");
        let mut answers = String::new();
        stream.read_to_string(&mut answers).await.expect("answered");
        let statuses: Vec<&str> =
            answers.split("HTTP/1.1 ").skip(1).filter_map(|one| one.get(..3)).collect();
        assert_eq!(statuses, ["400", "404"]);
    }
}
