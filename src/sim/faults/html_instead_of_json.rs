//! The fault `html-instead-of-json`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The API's paths are behind a proxy for people: whoever has no session gets a page to log in
    /// at. The token endpoint is not behind it.
    ///
    /// ## How it shows
    ///
    /// Every path of the API answers 200 with `text/html`, whatever the method and credentials. A
    /// check that looks at the status alone passes. The configuration of web messaging is a page, too.
    id: "html-instead-of-json",
    title: "a single sign-on proxy answers in place of the API",
    cause: Some("login-page-instead-of-api"),
    packs: &["guest-api", "genesys-cloud/oauth-client", "genesys-cloud/queue", "genesys-cloud/open-messaging", "genesys-cloud/web-messaging", "genesys-cloud/web-chat"],
    args: &[],
    apply: |behaviour| behaviour.login_page = true,
}
