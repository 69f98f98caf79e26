//! What is read of real-looking files, and what is not.
