//! Fixes: one Markdown file each.
