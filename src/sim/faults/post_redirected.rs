//! The fault `post-redirected`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// A server in front of the API adds the slash that it misses with a 301. Most clients follow that
    /// with a GET and without the body.
    ///
    /// ## How it shows
    ///
    /// Posting a message answers 301 with a `Location` that differs by the slash at its end. Reading
    /// the queue works.
    id: "post-redirected",
    title: "posts are redirected to the path with a slash at its end",
    cause: Some("redirect-changes-method"),
    packs: &["guest-api"],
    args: &[],
    apply: |behaviour| behaviour.redirects_posts = true,
}
