//! The fault `receive-permission-in-no-role`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// No role that the client has gives the permission to bring guests' messages in.
    ///
    /// ## How it shows
    ///
    /// Asked for the divisions in which the client has the permission, the platform names none. Bringing a
    /// message in answers 403 `missing.permissions` with its name.
    id: "receive-permission-in-no-role",
    title: "no role of the client gives conversation:message:receive",
    cause: Some("permission-missing"),
    packs: &["genesys-cloud/open-messaging"],
    args: &[],
    apply: |behaviour| behaviour.genesys.withheld.push("conversation:message:receive"),
}
