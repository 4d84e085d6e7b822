//! What the system does: one function per use case.
