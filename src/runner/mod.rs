//! Plan in, events and results out: schedules by dependency, bounded, in deterministic order.
