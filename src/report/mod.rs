//! Formats: a report in, text out.
