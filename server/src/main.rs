//! The program `lachan`.

/// A page is thousands of small strings: libc's allocator took a third of the time of the threads that answer.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    server::cli::main()
}
