//! A HAR file.
