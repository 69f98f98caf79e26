//! The fault `setting-not-in-force-yet`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The role of the client was changed a moment ago, and the nodes of the API have not heard of it
    /// yet.
    ///
    /// ## How it shows
    ///
    /// The first three requests to each endpoint of the API answer 403 `forbidden`, later ones are
    /// accepted. Within one run nothing proves what changed.
    id: "setting-not-in-force-yet",
    title: "a setting that was just saved takes hold after some requests",
    cause: None,
    packs: &["guest-api"],
    args: &[],
    apply: |behaviour| behaviour.settles_after = 3,
}
