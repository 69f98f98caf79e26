//! One test binary: the real program in a scrubbed world.

mod architecture;
mod network;
mod packs;
mod running;
mod scenarios;
mod server;
mod steady;
mod tls;
mod tokens;
mod world;
