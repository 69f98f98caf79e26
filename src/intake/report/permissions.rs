//! What operations need, held against what an identity may do, read back.

use serde::Deserialize;

use super::word::word;
use crate::model::{
    GrantSource, OperationNeeds, PermissionNeed, PermissionState, PermissionsFact, Standing,
};

#[derive(Deserialize)]
pub(super) struct PermissionsWire {
    identity: String,
    #[serde(deserialize_with = "word")]
    from: GrantSource,
    application: Option<bool>,
    division: Option<String>,
    #[serde(default)]
    catalogue_read: bool,
    #[serde(default)]
    operations: Vec<OperationWire>,
    #[serde(default)]
    others: Vec<NeedWire>,
    unneeded: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct OperationWire {
    call: String,
    #[serde(deserialize_with = "word")]
    standing: Standing,
    #[serde(default)]
    any: bool,
    #[serde(default)]
    permissions: Vec<NeedWire>,
    wants_actor: Option<String>,
}

#[derive(Deserialize)]
struct NeedWire {
    permission: String,
    #[serde(deserialize_with = "word")]
    state: PermissionState,
    #[serde(default)]
    divisions: Vec<String>,
    #[serde(default)]
    conditional: bool,
}

impl From<PermissionsWire> for PermissionsFact {
    fn from(wire: PermissionsWire) -> Self {
        Self {
            identity: wire.identity,
            from: wire.from,
            application: wire.application,
            division: wire.division,
            catalogue_read: wire.catalogue_read,
            operations: wire.operations.into_iter().map(OperationNeeds::from).collect(),
            others: wire.others.into_iter().map(PermissionNeed::from).collect(),
            unneeded: wire.unneeded,
        }
    }
}

impl From<OperationWire> for OperationNeeds {
    fn from(wire: OperationWire) -> Self {
        Self {
            call: wire.call,
            standing: wire.standing,
            any: wire.any,
            permissions: wire.permissions.into_iter().map(PermissionNeed::from).collect(),
            wants_actor: wire.wants_actor,
        }
    }
}

impl From<NeedWire> for PermissionNeed {
    fn from(wire: NeedWire) -> Self {
        Self {
            permission: wire.permission,
            state: wire.state,
            divisions: wire.divisions,
            conditional: wire.conditional,
        }
    }
}
