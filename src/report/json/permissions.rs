//! On the wire: what operations need, held against what an identity may do.

use serde::Serialize;

use crate::model::{OperationNeeds, PermissionNeed, PermissionsFact};

#[derive(Serialize)]
pub(super) struct PermissionsWire<'a> {
    identity: &'a str,
    from: &'static str,
    application: Option<bool>,
    division: Option<&'a str>,
    catalogue_read: bool,
    operations: Vec<OperationWire<'a>>,
    others: Vec<NeedWire<'a>>,
    unneeded: Option<&'a [String]>,
}

#[derive(Serialize)]
struct OperationWire<'a> {
    call: &'a str,
    standing: &'static str,
    any: bool,
    permissions: Vec<NeedWire<'a>>,
    wants_actor: Option<&'a str>,
}

#[derive(Serialize)]
struct NeedWire<'a> {
    permission: &'a str,
    state: &'static str,
    divisions: &'a [String],
    conditional: bool,
}

pub(super) fn permissions(fact: &PermissionsFact) -> PermissionsWire<'_> {
    let PermissionsFact {
        identity,
        from,
        application,
        division,
        catalogue_read,
        operations,
        others,
        unneeded,
    } = fact;
    PermissionsWire {
        identity,
        from: from.as_str(),
        application: *application,
        division: division.as_deref(),
        catalogue_read: *catalogue_read,
        operations: operations.iter().map(operation).collect(),
        others: others.iter().map(need).collect(),
        unneeded: unneeded.as_deref(),
    }
}

fn operation(needs: &OperationNeeds) -> OperationWire<'_> {
    let OperationNeeds { call, standing, any, permissions, wants_actor } = needs;
    OperationWire {
        call,
        standing: standing.as_str(),
        any: *any,
        permissions: permissions.iter().map(need).collect(),
        wants_actor: wants_actor.as_deref(),
    }
}

fn need(need: &PermissionNeed) -> NeedWire<'_> {
    let PermissionNeed { permission, state, divisions, conditional } = need;
    NeedWire { permission, state: state.as_str(), divisions, conditional: *conditional }
}
