//! The program `lachan`.

fn main() -> std::process::ExitCode {
    server::cli::main()
}
