//! The process: configuration, router, middleware, command line.

fn main() {}
