//! The fault `cluster-disagrees`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The node `node-2` missed the rotation of the signing key. The other two know both keys.
    ///
    /// ## How it shows
    ///
    /// Every third request to an endpoint answers 401 `invalid_token`, and `x-served-by` then says
    /// `node-2`. The first read of the queue meets a good node, the first post of a message the bad
    /// one; repeated reads flap.
    id: "cluster-disagrees",
    title: "one of three gateway nodes verifies with the old key only",
    cause: Some("cluster-disagrees"),
    packs: &["guest-api"],
    args: &[],
    apply: |behaviour| behaviour.new_key_known[1] = false,
}
