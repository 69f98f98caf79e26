//! One test binary: the real program in a scrubbed world.

mod accuracy;
mod answers;
mod architecture;
mod bad_input;
mod cli;
mod diagnose;
mod docs;
mod faults;
mod genesys_map;
mod experiments;
mod init;
mod knowledge;
mod live;
mod network;
mod packs;
mod reports;
mod running;
mod scenarios;
mod server;
mod steady;
mod tables;
mod tls;
mod token_command;
mod tokens;
mod world;
