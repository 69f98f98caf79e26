terraform {
  required_providers {
    genesyscloud = {
      source  = "mypurecloud/genesyscloud"
      version = "~> 1.84"
    }
  }
}

# The client of the ServiceNow backend.
resource "genesyscloud_oauth_client" "guest_chat" {
  name                          = "guest-chat-integration"
  description                   = "for ${local.who}"
  authorized_grant_type         = "CLIENT-CREDENTIALS"
  access_token_validity_seconds = 86400
  scopes = [
    "conversation:read",
    "conversation:write", # the agents' side
    "guest:access",
    "webchat:guest:write",
  ]
  roles {
    role_id     = genesyscloud_auth_role.chat.id
    division_id = data.genesyscloud_auth_division_home.home.id
  }
}

locals {
  who = "servicenow guest api"
}
