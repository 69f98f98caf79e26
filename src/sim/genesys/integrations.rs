//! The integration of Open Messaging.

use serde_json::json;

use super::objects::INTEGRATION_ID;
use super::operation::{Answer, Ask, found, not_found};

/// Where the platform sends what agents write.
const WEBHOOK: &str = "https://www.example.com/genesys/messages";
/// With what it signs it. The platform's own answers carry it too.
const SIGNATURE_SECRET: &str = "simulator-webhook-signature-9tQ2Lw";

/// `GET /api/v2/conversations/messaging/integrations/open/{integrationId}`.
pub(super) fn read(ask: &Ask<'_>) -> Answer {
    if ask.id(0) != INTEGRATION_ID {
        return Err(not_found());
    }
    let status = if ask.behaviour.integration_active { "Active" } else { "Inactive" };
    found(json!({
        "id": INTEGRATION_ID,
        "name": "Guest messages",
        "outboundNotificationWebhookUrl": WEBHOOK,
        "outboundNotificationWebhookSignatureSecretToken": SIGNATURE_SECRET,
        "status": status,
        "createStatus": "Completed",
        "recipient": {
            "id": INTEGRATION_ID,
            "selfUri": format!("/api/v2/routing/message/recipients/{INTEGRATION_ID}"),
        },
        "selfUri": format!("/api/v2/conversations/messaging/integrations/open/{INTEGRATION_ID}"),
    }))
}
