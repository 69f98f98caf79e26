//! why401
fn main() {}
