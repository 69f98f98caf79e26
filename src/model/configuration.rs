//! How an OAuth client is configured, wherever that is written down.

use super::Source;

/// How an OAuth client is configured. What is not known is absent; an empty list is known to be empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClientConfiguration {
    /// Who says so.
    pub from: ConfigurationSource,
    /// The resource's address in the file, such as `genesyscloud_oauth_client.chat`.
    pub address: Option<String>,
    /// The type of the resource, where there is one.
    pub resource_type: Option<String>,
    /// Whether the provider has a resource of that type.
    pub resource_type_exists: Option<bool>,
    /// The client's id.
    pub client_id: Option<String>,
    /// The client's name.
    pub name: Option<String>,
    /// The grant as the source writes it, such as `CLIENT-CREDENTIALS`.
    pub grant: Option<String>,
    /// `active` or `inactive`.
    pub state: Option<String>,
    /// Scopes.
    pub scopes: Option<Vec<String>>,
    /// Roles, each with its division; `*` is every division.
    pub roles: Option<Vec<(String, String)>>,
    /// Lifetime of a token in seconds.
    pub token_lifetime: Option<u64>,
    /// Redirect URIs.
    pub redirect_uris: Option<Vec<String>>,
    /// Members whose value is computed elsewhere (a variable, a function), so that it cannot be read here.
    pub unreadable: Vec<String>,
    /// Where it stands, for files.
    pub place: Option<Source>,
    /// The change of the file that would make it agree with what the platform and the token show, as a
    /// diff; none where they agree.
    pub diff: Option<String>,
}

/// Who says how a client is configured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ConfigurationSource {
    /// A Terraform configuration (`.tf`).
    #[default]
    TerraformCode,
    /// `terraform show -json` of a plan.
    TerraformPlan,
    /// `terraform show -json` of a state.
    TerraformState,
    /// The platform itself.
    Platform,
}

impl ConfigurationSource {
    /// The word that reports use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TerraformCode => "terraform-code",
            Self::TerraformPlan => "terraform-plan",
            Self::TerraformState => "terraform-state",
            Self::Platform => "platform",
        }
    }
}
