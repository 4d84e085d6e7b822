//! The text of an uploaded document: plain text or a Word file (DOCX).
//!
//! What a file is follows from its first bytes, never from its name. Of a DOCX only `word/document.xml` is
//! read: paragraphs, table cells and breaks, each on its own line.
//!
//! **Invariants:** nothing is unpacked beyond [`LARGEST_XML`]; no external part or entity is ever resolved;
//! deleted text of tracked changes is not text. To add a format: its first bytes in [`text_of`].

use domain::refusal::FieldFault;
use quick_xml::events::Event;
use std::io::{Cursor, Read, Seek};

/// Most bytes of the unpacked parts of a file.
pub const LARGEST_XML: u64 = 20 * 1024 * 1024;
/// Most parts of a file; Word writes a few dozen.
const MOST_PARTS: usize = 1000;

/// The text of an uploaded file.
///
/// # Errors
/// [`FieldFault::Malformed`] for what is neither text nor a Word file, [`FieldFault::TooLong`] for what
/// unpacks to more than [`LARGEST_XML`], [`FieldFault::Required`] for an empty file.
pub fn text_of(bytes: &[u8]) -> Result<String, FieldFault> {
    if bytes.is_empty() {
        return Err(FieldFault::Required);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return text_of_xml(&document_xml(bytes)?);
    }
    let text = match bytes {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => String::from_utf8(bytes.to_vec()).ok(),
    };
    text.filter(|text| !text.contains('\0'))
        .ok_or(FieldFault::Malformed)
}

/// Windows' editor writes UTF-16 where it calls it "Unicode".
fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
    String::from_utf16(&units).ok().filter(|_| rest.is_empty())
}

fn too_long() -> FieldFault {
    FieldFault::TooLong {
        max: usize::try_from(LARGEST_XML).unwrap_or(usize::MAX),
    }
}

/// The text of a Word file whose archive is open already.
///
/// # Errors
/// As [`text_of`].
pub fn text_of_archive<R: Read + Seek>(
    archive: &mut zip::ZipArchive<R>,
) -> Result<String, FieldFault> {
    text_of_xml(&part_xml(archive)?)
}

fn document_xml(bytes: &[u8]) -> Result<String, FieldFault> {
    let malformed = |_| FieldFault::Malformed;
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(malformed)?;
    if archive.len() > MOST_PARTS {
        return Err(too_long());
    }
    // What the file says of itself; what it really unpacks to is limited below.
    if archive
        .decompressed_size()
        .is_some_and(|size| size > u128::from(LARGEST_XML))
    {
        return Err(too_long());
    }
    part_xml(&mut archive)
}

fn part_xml<R: Read + Seek>(archive: &mut zip::ZipArchive<R>) -> Result<String, FieldFault> {
    let malformed = |_| FieldFault::Malformed;
    let part = archive.by_name("word/document.xml").map_err(malformed)?;
    let mut xml = Vec::new();
    part.take(LARGEST_XML + 1)
        .read_to_end(&mut xml)
        .map_err(|_| FieldFault::Malformed)?;
    if u64::try_from(xml.len()).is_ok_and(|length| length > LARGEST_XML) {
        return Err(too_long());
    }
    String::from_utf8(xml).map_err(|_| FieldFault::Malformed)
}

fn text_of_xml(xml: &str) -> Result<String, FieldFault> {
    let mut reader = quick_xml::Reader::from_str(xml.trim_start_matches('\u{FEFF}'));
    let mut text = String::new();
    let mut in_text = false;
    // Word repeats a text box in a fallback for programs that do not know the newer form.
    let mut fallbacks = 0_u32;
    loop {
        match reader.read_event().map_err(|_| FieldFault::Malformed)? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                name if is(name, "Fallback") => fallbacks += 1,
                name if is(name, "t") => in_text = true,
                name => text.push_str(mark(name)),
            },
            Event::Empty(tag) => text.push_str(mark(tag.local_name().as_ref())),
            Event::End(tag) => match tag.local_name().as_ref() {
                name if is(name, "Fallback") => fallbacks = fallbacks.saturating_sub(1),
                name if is(name, "t") => in_text = false,
                name if is(name, "p") && fallbacks == 0 => text.push('\n'),
                _ => {}
            },
            Event::Text(part) if in_text && fallbacks == 0 => text.push_str(&part.xml10_content()),
            Event::CData(part) if in_text && fallbacks == 0 => {
                text.push_str(&part.xml10_content());
            }
            Event::GeneralRef(entity) if in_text && fallbacks == 0 => {
                let resolved = match &*entity {
                    "amp" => Some('&'),
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ => entity
                        .resolve_char_ref()
                        .map_err(|_| FieldFault::Malformed)?,
                };
                // An entity of its own would need a document type, which Word never writes.
                text.push(resolved.ok_or(FieldFault::Malformed)?);
            }
            Event::DocType(_) => return Err(FieldFault::Malformed),
            Event::Eof => return Ok(text),
            _ => {}
        }
    }
}

fn is(name: &str, expected: &str) -> bool {
    name == expected
}

/// What an element without text stands for.
fn mark(name: &str) -> &'static str {
    match name {
        "tab" => "\t",
        "br" | "cr" => "\n",
        "noBreakHyphen" => "-",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn docx(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            writer
                .start_file(*name, zip::write::SimpleFileOptions::default())
                .expect("a part");
            writer.write_all(content).expect("its content");
        }
        writer.finish().expect("a file").into_inner()
    }

    fn body(xml: &str) -> Vec<u8> {
        let xml = format!(
            "<?xml version=\"1.0\"?><w:document xmlns:w=\"w\" xmlns:mc=\"mc\"><w:body>{xml}</w:body></w:document>"
        );
        docx(&[("word/document.xml", xml.as_bytes())])
    }

    #[test]
    fn paragraphs_cells_and_breaks_become_lines() {
        let file = body(
            "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>UBND TỈNH</w:t></w:r></w:p></w:tc>\
             <w:tc><w:p><w:r><w:t>Số: 1041</w:t></w:r></w:p></w:tc></w:tr></w:tbl>\
             <w:p><w:r><w:t xml:space=\"preserve\">Sở Y tế </w:t><w:br/><w:t>R&amp;D &#x110;</w:t>\
             <w:delText>bỏ</w:delText></w:r></w:p>",
        );
        assert_eq!(
            text_of(&file),
            Ok("UBND TỈNH\nSố: 1041\nSở Y tế \nR&D Đ\n".to_owned())
        );
    }

    #[test]
    fn a_text_box_is_read_once() {
        let file = body(
            "<mc:AlternateContent><mc:Choice><w:p><w:t>một</w:t></w:p></mc:Choice>\
             <mc:Fallback><w:p><w:t>một</w:t></w:p></mc:Fallback></mc:AlternateContent>",
        );
        assert_eq!(text_of(&file), Ok("một\n".to_owned()));
    }

    #[test]
    fn text_is_recognised_by_its_bytes() {
        assert_eq!(text_of("chỉ thị".as_bytes()), Ok("chỉ thị".to_owned()));
        let little: Vec<u8> = [0xFEFF_u16]
            .into_iter()
            .chain("đ".encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(text_of(&little), Ok("đ".to_owned()));
        assert_eq!(text_of(&[]), Err(FieldFault::Required));
        assert_eq!(text_of(b"%PDF-1.7\xFF"), Err(FieldFault::Malformed));
        assert_eq!(text_of(b"PK\x03\x04broken"), Err(FieldFault::Malformed));
        let other = docx(&[("xl/workbook.xml", b"<x/>")]);
        assert_eq!(text_of(&other), Err(FieldFault::Malformed));
    }

    #[test]
    fn bombs_and_entities_are_refused() {
        let bomb = vec![b' '; 21 * 1024 * 1024];
        assert_eq!(
            text_of(&docx(&[("word/document.xml", &bomb)])),
            Err(too_long())
        );
        assert_eq!(
            text_of(&docx(&[("a", &bomb), ("word/document.xml", b"<w/>")])),
            Err(too_long())
        );
        let entity = docx(&[(
            "word/document.xml",
            b"<!DOCTYPE a [<!ENTITY b \"c\">]><w:t>&b;</w:t>",
        )]);
        assert_eq!(text_of(&entity), Err(FieldFault::Malformed));
        let names: Vec<String> = (0..1001).map(|n| n.to_string()).collect();
        let many: Vec<(&str, &[u8])> = names.iter().map(|n| (n.as_str(), &b""[..])).collect();
        assert_eq!(text_of(&docx(&many)), Err(too_long()));
    }
}
