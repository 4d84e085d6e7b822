//! How it is kept: SQL and nothing else.
