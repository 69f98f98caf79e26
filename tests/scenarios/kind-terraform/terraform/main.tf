resource "genesyscloud_oauth_client" "things" {
  name                          = "things"
  authorized_grant_type         = "CLIENT-CREDENTIALS"
  access_token_validity_seconds = var.lifetime
  scopes                        = ["things:read", "things:write"]
}

resource "genesyscloud_oauth_client" "drifted" {
  name                          = "drifted"
  authorized_grant_type         = "CODE"
  access_token_validity_seconds = 300
  state                         = "inactive" # until the go-live
  scopes                        = ["things:read"]
}

resource "genesyscloud_oauth_client" "computed" {
  name   = "computed"
  scopes = toset(concat(local.read, ["things:write"]))
}

variable "lifetime" {
  type    = number
  default = 7200
}

locals {
  read = ["things:read"]
}
