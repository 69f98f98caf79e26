//! The ids of what the simulated organization has. They are the same in every run.

pub(in crate::sim) use crate::sim::world::DIVISION_ID as SUPPORT_DIVISION_ID;
pub(super) use crate::sim::world::QUEUE_ID;

/// The organization of the region where the client lives.
pub(in crate::sim) const ORGANIZATION_ID: &str = "b1f4a6d2-7c35-4e0b-9f82-3d5a1e6c8b47";
/// The organization of the other region.
pub(super) const OTHER_ORGANIZATION_ID: &str = "4a0d92c7-18be-4f6e-8b53-e7c1d0a95f26";
/// The name of both.
pub(super) const ORGANIZATION_NAME: &str = "Simulated Organization";
/// The division that every organization has.
pub(in crate::sim) const HOME_DIVISION_ID: &str = "7e70b5c3-94d1-4a28-b6fe-0c2d83f715a9";
/// The division of another team.
pub(super) const SALES_DIVISION_ID: &str = "25c8e1f4-6b0d-4973-a1d8-5f9e407b2c36";
/// The role for work with guests' messages.
pub(super) const MESSAGING_ROLE_ID: &str = "c352d7e8-0a41-4b96-8d2f-71b5e60c94fa";
/// The role for looking at the client itself.
pub(super) const PREFLIGHT_ROLE_ID: &str = "8f61b0a3-d54e-42c7-9a0b-e2c93d17f584";
/// The role that the client does not have.
pub(super) const SUPERVISOR_ROLE_ID: &str = "0de9473c-82fa-4165-b7c0-96a8d1e35f2b";
/// The name of the OAuth client.
pub(super) const CLIENT_NAME: &str = "Guest chat";
/// A person: who made everything, and whose token is one of a user.
pub(super) const USER_ID: &str = "d93a5e70-1c86-4fb2-8e47-b0f2c6a8193d";
/// The queue of another team.
pub(super) const SALES_QUEUE_ID: &str = "51b7d0e9-3f2a-48c6-90d1-a8e46c7b5f03";
/// The deployment of the messenger.
pub(in crate::sim) const DEPLOYMENT_ID: &str = "a3e316a7-5d80-4c19-b2f4-06d9e7c815b3";
/// The integration of Open Messaging; its routing recipient has the same id.
pub(in crate::sim) const INTEGRATION_ID: &str = "6fd20c94-b7a1-4e35-8c02-9d4f1e5b7a68";
/// The flow that guests' messages go through.
pub(super) const FLOW_ID: &str = "e8057b1d-46c9-4d32-a5f0-2b91c7d36e84";
/// A flow of the same kind that transfers to no queue.
pub(super) const OTHER_FLOW_ID: &str = "1c94a7f2-d83b-45e6-b0f9-64e2c5a81d07";
/// The site on which the messenger may stand.
pub(in crate::sim) const ORIGIN: &str = "https://www.example.com";
