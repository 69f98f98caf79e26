//! The operations of the Platform API that are served, in one table.

use super::operation::{Answer, Ask, Context, Credential, Operation, Permissions};
use super::{
    authorization, clients, conversations, dates, dependencies, deployments, flows, integrations,
    open_messages, organizations, queues, recipients, tokens, users, web_chat,
};

use Context::{Client, Either, User};
use Credential::{GuestJwt, Open};
use Permissions::{All, Any, None};

/// Every operation that is served. Of several that fit a path the first is meant. A test holds the table to the
/// API definition.
pub(super) static OPERATIONS: &[Operation] = &[
    operation(
        "GET /api/v2/architect/dependencytracking/consumingresources",
        &["architect", "architect:readonly"],
        All(&["architect:dependencyTracking:view"]),
        Either,
        dependencies::consumers,
    ),
    operation(
        "GET /api/v2/authorization/divisions",
        &["authorization", "authorization:readonly"],
        None,
        Either,
        authorization::divisions,
    ),
    operation(
        "GET /api/v2/authorization/divisions/home",
        &["authorization", "authorization:readonly"],
        None,
        Either,
        authorization::home,
    ),
    operation(
        "GET /api/v2/authorization/divisionspermitted/paged/me",
        &["authorization", "authorization:readonly"],
        None,
        Either,
        authorization::permitted,
    ),
    operation(
        "GET /api/v2/authorization/permissions",
        &["authorization", "authorization:readonly"],
        None,
        Either,
        authorization::permissions,
    ),
    operation(
        "GET /api/v2/authorization/roles",
        &["authorization", "authorization:readonly"],
        Any(&["authorization:role:view"]),
        Either,
        authorization::roles,
    ),
    operation(
        "GET /api/v2/authorization/roles/{roleId}",
        &["authorization", "authorization:readonly"],
        Any(&["authorization:role:view"]),
        Either,
        authorization::role,
    ),
    operation(
        "GET /api/v2/authorization/subjects/me",
        &["authorization", "authorization:readonly"],
        None,
        Either,
        authorization::own_subject,
    ),
    operation(
        "GET /api/v2/authorization/subjects/{subjectId}",
        &["authorization", "authorization:readonly"],
        Any(&["authorization:grant:view"]),
        Either,
        authorization::subject,
    ),
    operation(
        "POST /api/v2/conversations/messages",
        &["conversations"],
        All(&["conversation:message:create"]),
        Either,
        conversations::outbound,
    ),
    operation(
        "POST /api/v2/conversations/messages/agentless",
        &["conversations"],
        All(&["conversation:message:create"]),
        Client,
        conversations::agentless,
    ),
    operation(
        "POST /api/v2/conversations/messages/{integrationId}/inbound/open/message",
        &["conversations"],
        All(&["conversation:message:receive"]),
        Client,
        open_messages::receive,
    ),
    operation(
        "GET /api/v2/conversations/messaging/integrations/open/{integrationId}",
        &["messaging", "messaging:readonly"],
        All(&["messaging:integration:view"]),
        Either,
        integrations::read,
    ),
    operation(
        "POST /api/v2/conversations/{conversationId}/disconnect",
        &["conversations"],
        Any(&["conversation:communication:disconnect"]),
        Either,
        conversations::disconnect,
    ),
    operation("GET /api/v2/date", &[], None, Either, dates::read),
    operation(
        "GET /api/v2/flows/{flowId}",
        &["architect", "architect:readonly"],
        Any(&["architect:flow:view"]),
        Either,
        flows::read,
    ),
    operation(
        "GET /api/v2/oauth/clients/{clientId}",
        &["oauth", "oauth:readonly"],
        Any(&["oauth:client:view"]),
        Either,
        clients::read,
    ),
    operation(
        "GET /api/v2/oauth/scopes",
        &["oauth", "oauth:readonly"],
        None,
        Either,
        clients::scopes,
    ),
    operation(
        "GET /api/v2/organizations/ipaddressauthentication",
        &["organization", "organization:readonly"],
        Any(&["directory:organization:admin"]),
        Either,
        organizations::addresses,
    ),
    operation(
        "GET /api/v2/organizations/me",
        &["organization", "organization:readonly"],
        None,
        Either,
        organizations::read,
    ),
    operation(
        "GET /api/v2/routing/message/recipients",
        &["routing", "routing:readonly"],
        All(&["routing:message:manage"]),
        Either,
        recipients::list,
    ),
    operation(
        "GET /api/v2/routing/message/recipients/{recipientId}",
        &["routing", "routing:readonly"],
        All(&["routing:message:manage"]),
        Either,
        recipients::read,
    ),
    operation(
        "GET /api/v2/routing/queues",
        &["routing", "routing:readonly"],
        Any(&["routing:queue:view"]),
        Either,
        queues::list,
    ),
    operation(
        "GET /api/v2/routing/queues/divisionviews",
        &["routing", "routing:readonly"],
        All(&["routing:queue:search"]),
        Either,
        queues::search,
    ),
    operation(
        "GET /api/v2/routing/queues/me",
        &["routing", "routing:readonly"],
        None,
        User,
        queues::own,
    ),
    operation(
        "GET /api/v2/routing/queues/{queueId}",
        &["routing", "routing:readonly"],
        All(&["routing:queue:view"]),
        Either,
        queues::read,
    ),
    operation("DELETE /api/v2/tokens/me", &["user-basic-info"], None, Either, tokens::revoke),
    operation("GET /api/v2/tokens/me", &["user-basic-info"], None, Either, tokens::read),
    operation("HEAD /api/v2/tokens/me", &["user-basic-info"], None, Either, tokens::head),
    operation("GET /api/v2/users/me", &["user-basic-info"], None, User, users::read),
    operation(
        "GET /api/v2/webdeployments/deployments",
        &["webdeployments", "webdeployments:readonly"],
        All(&["webDeployments:deployment:view"]),
        Either,
        deployments::list,
    ),
    operation(
        "GET /api/v2/webdeployments/deployments/{deploymentId}",
        &["webdeployments", "webdeployments:readonly"],
        All(&["webDeployments:deployment:view"]),
        Either,
        deployments::read,
    ),
    guest("POST /api/v2/webchat/guest/conversations", Open, web_chat::begin),
    guest(
        "GET /api/v2/webchat/guest/conversations/{conversationId}/members",
        GuestJwt,
        web_chat::members,
    ),
    guest(
        "DELETE /api/v2/webchat/guest/conversations/{conversationId}/members/{memberId}",
        GuestJwt,
        web_chat::leave,
    ),
    guest(
        "GET /api/v2/webchat/guest/conversations/{conversationId}/members/{memberId}",
        GuestJwt,
        web_chat::member,
    ),
    guest(
        "POST /api/v2/webchat/guest/conversations/{conversationId}/members/{memberId}/messages",
        GuestJwt,
        web_chat::message,
    ),
];

/// An operation that wants a token of the platform.
const fn operation(
    name: &'static str,
    scopes: &'static [&'static str],
    permissions: Permissions,
    context: Context,
    answer: fn(&Ask<'_>) -> Answer,
) -> Operation {
    let credential = Credential::Token;
    Operation { name, credential, scopes, permissions, context, answer }
}

/// An operation of guests of the web chat.
const fn guest(
    name: &'static str,
    credential: Credential,
    answer: fn(&Ask<'_>) -> Answer,
) -> Operation {
    Operation { name, credential, scopes: &[], permissions: None, context: Either, answer }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_operations_demand_is_what_the_api_definition_says() {
        let known = include_str!("../../../checks/genesys-cloud/operations.tsv");
        for operation in OPERATIONS {
            let (method, path) = operation.parts();
            let rows = known.lines().map(|line| line.split('\t').collect::<Vec<_>>());
            let mut rows = rows.filter(|row| row[0] == path && row[1] == method);
            let row = rows.next().unwrap_or_else(|| panic!("{} is not known", operation.name));
            let scopes = operation.scopes.join("|");
            let security = match operation.credential {
                Credential::Token if scopes.is_empty() => "oauth".to_owned(),
                Credential::Token => format!("oauth:{scopes}"),
                Open => "none".to_owned(),
                GuestJwt => "guest-jwt".to_owned(),
            };
            assert_eq!(row[4], security, "{}", operation.name);
            let (mode, permissions) = match operation.permissions {
                None => ("NONE", String::new()),
                All(all) => ("ALL", all.join(",")),
                Any(any) => ("ANY", any.join(",")),
            };
            assert_eq!((row[5], row[6]), (mode, permissions.as_str()), "{}", operation.name);
        }
    }
}
