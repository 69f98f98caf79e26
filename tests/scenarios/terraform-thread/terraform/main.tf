resource "genesyscloud_oauthclient" "guest_chat" {
  name        = "guest-chat-integration"
  description = "for servicenow guest api"
  type        = "confidential"
  scopes = [
    "webchat:guest:write",
    "webchat:guest:read",
    "conversation:webchat"
  ]
  redirect_uris = ["https://your-domain/callback"]
}
