//! Tables as files: CSV and Excel.
//!
//! **Invariants:** no cell is ever a formula, whatever somebody typed into a title: CSV cells that a spreadsheet
//! would calculate begin with an apostrophe, cells of a workbook are marked as text; CSV is UTF-8 with a mark,
//! because Excel takes it for something else without one. To add a format: a function here, its name in
//! [`Format`].

use crate::{Error, Result};
use maud::{Markup, PreEscaped, html};
use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Csv,
    Xlsx,
}

impl Format {
    /// The format of that name.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            _ => None,
        }
    }

    /// The media type of its files.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// How the name of its files ends.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }
}

/// A table as a file; its first row is the headings.
///
/// # Errors
/// Faults of ours only.
pub fn write(rows: &[Vec<String>], format: Format) -> Result<Vec<u8>> {
    match format {
        Format::Csv => csv(rows),
        Format::Xlsx => xlsx(rows),
    }
}

fn csv(rows: &[Vec<String>]) -> Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    for row in rows {
        writer
            .write_record(row.iter().map(|cell| harmless(cell)))
            .map_err(Error::internal)?;
    }
    writer
        .into_inner()
        .map_err(|error| Error::internal(error.into_error()))
}

/// A cell that no spreadsheet calculates.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"#;
const RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const BOOK_RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

/// A workbook of one sheet (ECMA-376): every cell is a text that stands in the cell itself.
fn xlsx(rows: &[Vec<String>]) -> Result<Vec<u8>> {
    let sheet = sheet(rows).into_string();
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    for (name, part) in [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", RELS),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", BOOK_RELS),
        ("xl/worksheets/sheet1.xml", &sheet),
    ] {
        archive.start_file(name, options).map_err(Error::internal)?;
        archive
            .write_all(HEAD.as_bytes())
            .map_err(Error::internal)?;
        archive
            .write_all(part.as_bytes())
            .map_err(Error::internal)?;
    }
    Ok(archive.finish().map_err(Error::internal)?.into_inner())
}

fn sheet(rows: &[Vec<String>]) -> Markup {
    html! {
        (PreEscaped(r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"#))
        @for row in rows {
            (PreEscaped("<row>"))
            @for cell in row {
                (PreEscaped(r#"<c t="inlineStr"><is><t xml:space="preserve">"#))
                (printable(cell))
                (PreEscaped("</t></is></c>"))
            }
            (PreEscaped("</row>"))
        }
        (PreEscaped("</sheetData></worksheet>"))
    }
}

/// XML has no control characters but these.
fn printable(cell: &str) -> String {
    cell.chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;

    fn rows() -> Vec<Vec<String>> {
        let row = |cells: [&str; 2]| cells.map(str::to_owned).to_vec();
        vec![
            row(["Nhiệm vụ", "Chủ trì"]),
            row(["=HYPERLINK(\"http://evil.example\")", "a, \"b\" <c>"]),
            row(["@SUM(1)", "-1+1"]),
            row(["Rà soát\u{1}", "Công an"]),
        ]
    }

    #[test]
    fn no_cell_of_csv_is_a_formula() {
        let file = write(&rows(), Format::Csv).expect("written");
        let text = String::from_utf8(file).expect("text");
        let text = text.strip_prefix('\u{feff}').expect("a mark for Excel");
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let cells: Vec<String> = reader
            .records()
            .flat_map(|row| {
                let row = row.expect("a row");
                row.iter().map(str::to_owned).collect::<Vec<_>>()
            })
            .collect();
        assert_eq!(cells[0], "'=HYPERLINK(\"http://evil.example\")");
        assert_eq!(cells[1], "a, \"b\" <c>");
        assert_eq!(cells[2..4], ["'@SUM(1)", "'-1+1"]);
        for cell in cells {
            assert!(!cell.starts_with(['=', '+', '-', '@']), "{cell}");
        }
    }

    #[test]
    fn a_workbook_holds_texts_and_no_formula() {
        let file = write(&rows(), Format::Xlsx).expect("written");
        let mut archive = zip::ZipArchive::new(Cursor::new(file)).expect("an archive");
        let mut sheet = String::new();
        archive
            .by_name("xl/worksheets/sheet1.xml")
            .expect("the sheet")
            .read_to_string(&mut sheet)
            .expect("text");
        assert!(sheet.contains("=HYPERLINK(&quot;"), "{sheet}");
        assert!(!sheet.contains("<f>") && !sheet.contains('\u{1}'));
        assert_eq!(sheet.matches("t=\"inlineStr\"").count(), 8);
        let mut reader = quick_xml::Reader::from_str(&sheet);
        loop {
            match reader.read_event().expect("well-formed") {
                quick_xml::events::Event::Eof => break,
                _ => continue,
            }
        }
    }
}
