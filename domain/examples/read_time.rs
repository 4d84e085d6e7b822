//! Prints how long the directive reader takes to make names ready, for the dispatch, and for a megabyte
//! of several kinds of text:
//! `cargo run --release -p domain --example read_time`.
//!
//! **Invariant:** a measurement, not a test; nothing depends on its figures.
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a command that prints how long things take"
)]

use std::time::Instant;

use chrono::NaiveDate;
use domain::reader::{Known, Names, read_with};

#[path = "../tests/agencies/mod.rs"]
mod agencies;

const SIZE: usize = 1_000_000;

fn main() {
    let day = NaiveDate::from_ymd_opt(2022, 9, 14).unwrap_or_default();
    let known = agencies::known(day);
    for copies in [1, 12] {
        made_ready(&known, copies);
    }
    let names = Names::new(&known);
    let dispatch = include_str!("../../data/demo-dispatch-1041.en.txt");
    let vietnamese = include_str!("../tests/gold/dispatch-dashes.vi.txt");
    // Without the foot of the page, behind which nothing is read.
    let dispatch = dispatch
        .split_once("Featured")
        .map_or(dispatch, |(body, _)| body);
    let vietnamese = vietnamese
        .split_once("Nơi nhận")
        .map_or(vietnamese, |(body, _)| body);
    let many = |piece: &str| piece.repeat(SIZE / piece.len() + 1);
    let texts = [
        ("dispatch, repeated", many(dispatch)),
        ("Vietnamese, repeated", many(vietnamese)),
        ("one giant line", many(&dispatch.replace('\n', " "))),
        (
            "one giant sentence",
            many(&dispatch.replace(['\n', '.'], " ")),
        ),
        ("newlines", many("\n")),
        ("\"a\"", many("a")),
        ("\"a \"", many("a ")),
        ("nested quotes", many("\"“(")),
        ("agencies", many("Sở Y tế, Công an tỉnh và ")),
        ("coordination", many("phối hợp với Công an tỉnh, ")),
        ("coordination without object", many("phối hợp ")),
        ("group words", many("UBND các huyện, thành phố, ")),
        ("requests", many("giao Sở Y tế; ")),
        ("orders without agency", many("giao ")),
        ("semicolons", many("rà soát; ")),
        ("list markers", many("- \n")),
        ("headings", many("- Sở Y tế:\n")),
        ("numbers", many("1041/UBND-NC ")),
        ("dates", many("trước ngày 30/9/2022 ")),
        ("commas", many(", ")),
        (
            "different agencies",
            (0..SIZE / 24)
                .map(|n| format!("- Sở Số{n}: rà soát địa bàn.\n"))
                .collect(),
        ),
        (
            "different partners",
            (0..SIZE / 30)
                .map(|n| format!("phối hợp với Sở Số{n}, "))
                .collect(),
        ),
        ("capitals", many("Aa Department ")),
    ];
    for (name, text) in texts {
        for part in [text.len() / 4, text.len()] {
            let cut = (part..=text.len())
                .find(|&at| text.is_char_boundary(at))
                .unwrap_or(text.len());
            let begin = Instant::now();
            let reading = read_with(&text[..cut], &names);
            let millis = begin.elapsed().as_millis();
            println!(
                "{name:<28} {cut:>8} bytes {millis:>6} ms {:>6} drafts",
                reading.drafts.len()
            );
        }
    }
}

/// Names of so many provinces with agencies like these, and one dispatch read with them.
fn made_ready(known: &[Known], copies: usize) {
    let many: Vec<Known> = (0..copies)
        .flat_map(|copy| known.iter().map(move |agency| (copy, agency.clone())))
        .map(|(copy, mut agency)| {
            if copy > 0 {
                agency.code.push_str(&format!("-{copy}"));
                for name in &mut agency.names {
                    name.push_str(&format!(" Khác{copy}"));
                }
            }
            agency
        })
        .collect();
    let begin = Instant::now();
    let names = Names::new(&many);
    let ready = begin.elapsed().as_millis();
    let begin = Instant::now();
    let drafts = read_with(include_str!("../../data/demo-dispatch-1041.en.txt"), &names).drafts;
    println!(
        "{:>5} agencies ready in {ready} ms; the dispatch read in {} µs, {} drafts",
        many.len(),
        begin.elapsed().as_micros(),
        drafts.len()
    );
}
