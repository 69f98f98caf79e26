//! How an OAuth client is configured, wherever that is written down.

use super::Source;

/// How an OAuth client is configured. What is not known is absent; an empty list is known to be empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClientConfiguration {
    /// Who says so.
    pub from: ConfigurationSource,
    /// The identity whose client it was held against.
    pub identity: Option<String>,
    /// Why it is taken for that client: `its client id`, `its address`, `it is the only one there`.
    pub matched_by: Option<String>,
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
    /// Members whose value is the default of a variable: right unless a run of Terraform sets another.
    pub assumed: Vec<String>,
    /// Where it stands, for files.
    pub place: Option<Source>,
    /// The lines in which members stand, for files whose lines are written by people.
    pub excerpts: Vec<Excerpt>,
    /// In what it is not what the platform and the token show.
    pub differences: Vec<Difference>,
}

/// The lines of a file in which a member stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The member, by its name in [`ClientConfiguration`].
    pub member: String,
    /// Where the first line begins.
    pub place: Source,
    /// The lines as they stand.
    pub text: String,
}

/// One thing in which a configuration is not what is in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The member, by its name in [`ClientConfiguration`].
    pub member: String,
    /// Whether it is one for sure. One that is not may also be there because of how the token was asked for.
    pub sure: bool,
    /// Both sides, in words.
    pub text: String,
    /// The items that only the configuration has, for lists.
    pub only_configured: Vec<String>,
    /// The change of the file that would make it agree, where the file can be changed so.
    pub change: Option<Change>,
}

/// Lines of a file as they stand, and as they would have to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where the first line begins.
    pub place: Source,
    /// The lines as they stand.
    pub now: String,
    /// The lines that should stand there.
    pub then: String,
}

/// Who says how a client is configured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ConfigurationSource {
    /// A Terraform configuration (`.tf`).
    #[default]
    TerraformCode,
    /// `terraform show -json` of a plan.
    TerraformPlan,
    /// `terraform show -json` of a state, or a state file.
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

impl ClientConfiguration {
    /// The lines in which a member stands.
    #[must_use]
    pub fn excerpt(&self, member: &str) -> Option<&Excerpt> {
        self.excerpts.iter().find(|excerpt| excerpt.member == member)
    }

    /// Where a member stands, or else the whole, in words: `main.tf, line 12`.
    #[must_use]
    pub fn place_of(&self, member: &str) -> String {
        let place = self.excerpt(member).map(|excerpt| &excerpt.place).or(self.place.as_ref());
        match (place, self.from) {
            (Some(place), ConfigurationSource::TerraformCode) => {
                format!("{}, line {}", place.file, place.line)
            }
            (Some(place), ConfigurationSource::TerraformPlan) => format!("the plan {}", place.file),
            (Some(place), ConfigurationSource::TerraformState) => {
                format!("the state {}", place.file)
            }
            (_, ConfigurationSource::Platform) => "the platform".to_owned(),
            (None, _) => "the configuration".to_owned(),
        }
    }
}
