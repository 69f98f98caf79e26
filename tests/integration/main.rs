//! One test binary: the real program in a scrubbed world.

mod architecture;
