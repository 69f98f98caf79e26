//! The fault `headers-too-large`.

use super::super::fault::fault;
use super::super::{Place, Refusal};

static REFUSAL: Refusal = Refusal {
    place: Place::Edge,
    status: 400,
    headers: &[("server", "nginx/1.27.2")],
    media_type: "text/html",
    body: "<html>\n<head><title>400 Request Header Or Cookie Too Large</title></head>\n<body>\n<center><h1>400 Bad Request</h1></center>\n<center>Request Header Or Cookie Too Large</center>\n<hr><center>nginx/1.27.2</center>\n</body>\n</html>\n",
};

fault! {
    /// ## What it breaks
    ///
    /// The buffers of the server in front of the API are smaller than a request with its token.
    ///
    /// ## How it shows
    ///
    /// Every call of the API answers 400 with nginx's page "Request Header Or Cookie Too Large".
    id: "headers-too-large",
    title: "a server in front of the API takes only small headers",
    cause: Some("header-too-large"),
    packs: &["guest-api"],
    args: &[],
    apply: |behaviour| behaviour.refuse(&REFUSAL),
}
