//! The only scripts of the project.

fn main() {}
