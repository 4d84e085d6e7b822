//! The cells of an uploaded table: a workbook (XLSX), or text separated by commas, semicolons or tabs.
//!
//! What a file is follows from its first bytes, never from its name. Of a workbook the first visible sheet is read,
//! of a formula its value. Rows are numbered as a spreadsheet shows them: a cell of several lines is in one row, an
//! empty line is one.
//!
//! **Invariants:** nothing is unpacked beyond [`LARGEST`], whatever the archive says of itself; memory follows from
//! the cells that are there, never from where they say they stand; a formula is never calculated. To add a format:
//! its first bytes in [`cells`].

use calamine::{DataRef, Reader as _, SheetType, SheetVisible, Xlsx};
use domain::intake::{MAX_CELL, MOST_ROWS, SheetFault};
use std::io::{Cursor, Read as _};

/// Most bytes of the unpacked parts of a workbook.
pub const LARGEST: u64 = 20 * 1024 * 1024;
/// Most parts of a workbook.
const MOST_PARTS: usize = 1000;
/// Columns further to the right are not read.
const MOST_COLUMNS: usize = 60;
/// Rows that are looked at: those that may be taken, and titles, headings, one too many.
const LOOKED_AT: usize = MOST_ROWS + 50;

/// A row with its number, from 1.
pub type Cells = (u32, Vec<String>);

/// The rows of a file that have a cell with something in it; days as `yyyy-mm-dd`.
///
/// # Errors
/// [`SheetFault::NotATable`], [`SheetFault::Expands`], [`SheetFault::TooManyRows`].
pub fn cells(bytes: &[u8]) -> Result<Vec<Cells>, SheetFault> {
    if bytes.starts_with(b"PK\x03\x04") {
        return workbook(bytes);
    }
    let text = crate::docx::text_of(bytes).map_err(|_| SheetFault::NotATable)?;
    text_rows(text.trim_start_matches('\u{feff}'))
}

fn too_many() -> SheetFault {
    SheetFault::TooManyRows { most: MOST_ROWS }
}

/// Refuses an archive that is larger inside than it may be: what it says first, then what is there.
fn check_size(bytes: &[u8], largest: u64) -> Result<(), SheetFault> {
    let mut archive =
        zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| SheetFault::NotATable)?;
    let says = archive.decompressed_size();
    if archive.len() > MOST_PARTS || says.is_some_and(|size| size > u128::from(largest)) {
        return Err(SheetFault::Expands);
    }
    let mut left = largest;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|_| SheetFault::NotATable)?;
        let read = std::io::copy(&mut part.take(left + 1), &mut std::io::sink());
        let read = read.map_err(|_| SheetFault::NotATable)?;
        left = left.checked_sub(read).ok_or(SheetFault::Expands)?;
    }
    Ok(())
}

fn workbook(bytes: &[u8]) -> Result<Vec<Cells>, SheetFault> {
    check_size(bytes, LARGEST)?;
    let not_a_table = |_| SheetFault::NotATable;
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(not_a_table)?;
    let sheets = book.sheets_metadata().iter();
    let mut sheets = sheets.filter(|sheet| {
        sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible
    });
    let name = sheets.next().map(|sheet| sheet.name.clone());
    let name = name.ok_or(SheetFault::NotATable)?;
    // Cell by cell: a whole range would be as large as the place of its last cell.
    let mut reader = book.worksheet_cells_reader(&name).map_err(not_a_table)?;
    let mut rows: Vec<Cells> = Vec::new();
    while let Some(cell) = reader.next_cell().map_err(not_a_table)? {
        let (row, column) = cell.get_position();
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        let text = text_of(cell.get_value());
        if column >= MOST_COLUMNS || text.is_empty() {
            continue;
        }
        let number = row.saturating_add(1);
        if rows.last().is_none_or(|(last, _)| *last != number) {
            if rows.len() >= LOOKED_AT {
                return Err(too_many());
            }
            rows.push((number, Vec::new()));
        }
        if let Some((_, cells)) = rows.last_mut() {
            if cells.len() <= column {
                cells.resize(column + 1, String::new());
            }
            cells[column] = text;
        }
    }
    Ok(rows)
}

fn text_of(value: &DataRef<'_>) -> String {
    let text = match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(is) => is.to_string(),
        DataRef::DateTime(at) if at.is_datetime() => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTime(at) => at.as_f64().to_string(),
        // A day, and perhaps a time of day.
        DataRef::DateTimeIso(at) => at.split('T').next().unwrap_or_default().to_owned(),
        DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
    };
    text.trim().chars().take(MAX_CELL).collect()
}

/// The mark between the cells: the one that the first lines have most of.
fn separator(text: &str) -> char {
    let head: String = text.lines().take(20).collect();
    let count = |mark: char| head.matches(mark).count();
    let marks = [';', '\t', ','];
    marks
        .into_iter()
        .rev()
        .max_by_key(|mark| count(*mark))
        .unwrap_or(';')
}

/// Rows of text. By hand, because rows are counted as a spreadsheet shows them, empty ones too, which the reader of
/// CSV passes over without a word.
fn text_rows(text: &str) -> Result<Vec<Cells>, SheetFault> {
    let separator = separator(text);
    let mut rows: Vec<Cells> = Vec::new();
    let mut row: Vec<String> = vec![String::new()];
    let (mut number, mut is_quoted) = (1_u32, false);
    let mut chars = text.chars().chain(['\n']).peekable();
    while let Some(c) = chars.next() {
        let width = row.len();
        let cell = row.last_mut().ok_or(SheetFault::NotATable)?;
        match c {
            '"' if is_quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' if is_quoted => is_quoted = false,
            '"' if cell.trim().is_empty() => is_quoted = true,
            // The end of a line is CRLF, LF or, from old programs, CR alone.
            '\r' if chars.peek() == Some(&'\n') => {}
            // The last line has an end of its own: a quote that nobody closed ends with the file.
            '\n' | '\r' if !is_quoted || chars.peek().is_none() => {
                if row.iter().any(|cell| !cell.trim().is_empty()) {
                    if rows.len() >= LOOKED_AT {
                        return Err(too_many());
                    }
                    rows.push((number, std::mem::take(&mut row)));
                }
                row = vec![String::new()];
                number = number.saturating_add(1);
            }
            c if c == separator && !is_quoted && width < MOST_COLUMNS => row.push(String::new()),
            c if cell.len() < MAX_CELL * 4 => cell.push(c),
            _ => {}
        }
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;
    use zip::write::SimpleFileOptions;

    fn row(number: u32, cells: &[&str]) -> Cells {
        (number, cells.iter().map(|&cell| cell.to_owned()).collect())
    }

    #[test]
    fn text_is_read_with_every_separator_and_mark() {
        for (text, about) in [
            (
                "\u{feff}Họ và tên;Tên đăng nhập\r\n\r\n\"Vi; \"\"Chi\"\"\nhai dòng\";chi\r\n",
                "semicolons, a mark",
            ),
            (
                "Họ và tên,Tên đăng nhập\n\n\"Vi; \"\"Chi\"\"\nhai dòng\",chi",
                "commas, no last line end",
            ),
            (
                "Họ và tên\tTên đăng nhập\n\n\"Vi; \"\"Chi\"\"\nhai dòng\"\tchi\n",
                "tabs",
            ),
        ] {
            assert_eq!(
                cells(text.as_bytes()).expect(about),
                [
                    row(1, &["Họ và tên", "Tên đăng nhập"]),
                    row(3, &["Vi; \"Chi\"\nhai dòng", "chi"]),
                ],
                "{about}"
            );
        }
        assert_eq!(
            cells(b"a;b\rc;d\r").expect("as old programs end lines"),
            [row(1, &["a", "b"]), row(2, &["c", "d"])]
        );
        let utf16: Vec<u8> = "\u{feff}Họ\ttên\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(
            cells(&utf16).expect("as Excel calls Unicode"),
            [row(1, &["Họ", "tên"])]
        );
        assert_eq!(
            cells(b"a;\"b").expect("an open quote"),
            [row(1, &["a", "b"])]
        );
    }

    #[test]
    fn what_is_no_table_is_refused() {
        for bytes in [
            &b""[..],
            b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0", // an old workbook (XLS)
            b"PK\x03\x04 and no archive",
            b"\xFF\xFE\x00",
            b"H\xE1\xBB name", // not UTF-8
        ] {
            assert_eq!(cells(bytes), Err(SheetFault::NotATable), "{bytes:?}");
        }
        let lines = "a;b\n".repeat(LOOKED_AT + 1);
        assert_eq!(cells(lines.as_bytes()), Err(too_many()));
        let empty = "\n".repeat(100_000);
        assert_eq!(
            cells(format!("{empty}a;b").as_bytes()),
            Ok(vec![row(100_001, &["a", "b"])])
        );
    }

    const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>"#;
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    /// A workbook with a hidden sheet before the one of these rows; style 1 is a day.
    fn book(rows: &str) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let package = "http://schemas.openxmlformats.org/package/2006";
        for (name, part) in [
            (
                "[Content_Types].xml",
                format!(
                    r#"<Types xmlns="{package}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#
                ),
            ),
            (
                "_rels/.rels",
                format!(
                    r#"<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
                ),
            ),
            (
                "xl/workbook.xml",
                format!(
                    r#"<workbook xmlns="{MAIN}" xmlns:r="{office}"><sheets><sheet name="ẩn" sheetId="1" state="hidden" r:id="r1"/><sheet name="Danh sách" sheetId="2" r:id="r2"/></sheets></workbook>"#
                ),
            ),
            (
                "xl/_rels/workbook.xml.rels",
                format!(
                    r#"<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{office}/worksheet" Target="worksheets/sheet2.xml"/><Relationship Id="r3" Type="{office}/styles" Target="styles.xml"/></Relationships>"#
                ),
            ),
            (
                "xl/styles.xml",
                format!(
                    r#"<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#
                ),
            ),
            (
                "xl/worksheets/sheet1.xml",
                format!(
                    r#"<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><v>7</v></c></row></sheetData></worksheet>"#
                ),
            ),
            (
                "xl/worksheets/sheet2.xml",
                format!(r#"<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>"#),
            ),
        ] {
            archive
                .start_file(name, SimpleFileOptions::default())
                .expect("begun");
            archive.write_all(HEAD.as_bytes()).expect("written");
            archive.write_all(part.as_bytes()).expect("written");
        }
        archive.finish().expect("finished").into_inner()
    }

    #[test]
    fn a_workbook_gives_values_days_and_the_numbers_of_its_rows() {
        let file = book(
            r#"<row r="2"><c r="A2" t="inlineStr"><is><t>Vi Thị Chi</t></is></c><c r="C2" s="1"><v>44818</v></c></row>
               <row r="3"><c r="A3" t="inlineStr"><is><t> </t></is></c></row>
               <row r="5"><c r="A5" t="str"><f>"Lô "&amp;"Dần"</f><v>Lô Dần</v></c><c r="B5"><v>1234</v></c></row>
               <row r="6"><c r="XFD6"><v>1</v></c></row>
               <row r="1048576"><c r="A1048576" t="inlineStr"><is><t>cuối</t></is></c></row>"#,
        );
        assert_eq!(
            cells(&file).expect("a table"),
            [
                row(2, &["Vi Thị Chi", "", "2022-09-14"]),
                row(5, &["Lô Dần", "1234"]),
                row(1_048_576, &["cuối"]),
            ]
        );
    }

    #[test]
    fn what_this_house_exports_it_reads() {
        let rows = vec![vec!["Họ và tên".to_owned(), "=1+1".to_owned()]];
        let file = crate::sheet::write(&rows, crate::sheet::Format::Xlsx).expect("written");
        assert_eq!(
            cells(&file).expect("a table"),
            [row(1, &["Họ và tên", "=1+1"])]
        );
    }

    #[test]
    fn an_archive_that_swells_is_not_unpacked() {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        archive
            .start_file("xl/workbook.xml", SimpleFileOptions::default())
            .expect("begun");
        let size = usize::try_from(LARGEST).expect("fits") + 1;
        archive.write_all(&vec![b' '; size]).expect("written");
        let mut file = archive.finish().expect("finished").into_inner();
        assert!(file.len() < 100_000, "small as a file");
        assert_eq!(cells(&file), Err(SheetFault::Expands));
        // One that says it were small: the sizes in its two headers are a lie.
        let says = u32::try_from(size).expect("fits").to_le_bytes();
        let places: Vec<usize> = (0..file.len() - 4)
            .filter(|&at| file[at..at + 4] == says)
            .collect();
        assert!(!places.is_empty());
        for at in places {
            file[at..at + 4].copy_from_slice(&10_u32.to_le_bytes());
        }
        assert!(check_size(&file, LARGEST).is_err());
    }
}
