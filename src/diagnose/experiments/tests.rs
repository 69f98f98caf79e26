//! Hits and near misses of every kind of experiment, and of how answers compare.
