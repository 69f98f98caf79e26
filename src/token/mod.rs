//! What a token says, in words: every standard claim, its times against now, what kind of token it is, and what
//! it can and cannot prove. Nothing is asked of anybody.

mod claims;
mod header;
mod input;
mod kind;
mod opaque;
mod prove;
mod reading;
mod scopes;
#[cfg(test)]
mod tests;
mod times;

pub use input::{Input, InputError, clean_up};
pub use reading::{Line, Shape, TokenReading, read};
