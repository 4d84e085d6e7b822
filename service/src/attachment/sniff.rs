//! What a file is, by its bytes, and whether its text bears a secrecy mark.
//!
//! **Invariants:** the name of the file is never asked; a document with macros, a page, a picture that can carry
//! script (SVG) and everything unknown is refused; nothing is read into memory beyond [`MOST_TEXT`] and the
//! text of one Word document.
//!
//! To take another kind: its signature in [`media_of`].

use crate::{Error, Result};
use domain::attachment::MediaType;
use domain::comment::refuse_secret;
use domain::refusal::Refusal;
use std::fs::File;
use std::io::{BufReader, Read as _, Seek as _, SeekFrom};
use std::path::Path;

/// Bytes of a text that are searched for a secrecy mark: marks stand at the top.
const MOST_TEXT: usize = 200_000;
/// Bytes at the beginning in which a PDF says what it is.
const PDF_HEAD: usize = 1024;
/// Most parts of an office document.
const MOST_PARTS: u16 = 5000;

/// The kind of a file.
///
/// # Errors
/// [`Refusal::FileKind`], [`Refusal::Secret`].
pub fn media_of(path: &Path) -> Result<MediaType> {
    let mut file = File::open(path).map_err(Error::internal)?;
    let mut head = Vec::new();
    file.by_ref()
        .take(8192)
        .read_to_end(&mut head)
        .map_err(Error::internal)?;
    if head.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Ok(MediaType::Png);
    }
    if head.starts_with(&[0xFF, 0xD8, 0xFF]) {
        return Ok(MediaType::Jpeg);
    }
    let top = &head[..head.len().min(PDF_HEAD)];
    // Readers skip what stands before it; so could somebody who hides a page there.
    if top.starts_with(b"%PDF-") {
        return Ok(MediaType::Pdf);
    }
    if head.starts_with(b"PK\x03\x04") {
        return office(file);
    }
    text(file)
}

fn unknown() -> Error {
    Refusal::FileKind.into()
}

/// An office document is an archive: its parts say which.
fn office(mut file: File) -> Result<MediaType> {
    refuse_crowded(&mut file)?;
    let mut archive = zip::ZipArchive::new(BufReader::new(file)).map_err(|_| unknown())?;
    let has = |name: &str| archive.index_for_name(name).is_some();
    let is_office = has("[Content_Types].xml");
    let found = if is_office && has("word/document.xml") {
        MediaType::Docx
    } else if is_office && has("xl/workbook.xml") {
        MediaType::Xlsx
    } else {
        open_document(&mut archive)?
    };
    let has_macros = archive.file_names().any(|name| match name {
        Ok(name) => {
            let name = name.to_ascii_lowercase();
            name.ends_with("vbaproject.bin")
                || name.starts_with("basic/")
                || name.contains("macrosheets/")
        }
        // Who cannot say what it holds shall not hold it.
        Err(_) => true,
    });
    if has_macros {
        return Err(unknown());
    }
    if found == MediaType::Docx {
        let text = crate::docx::text_of_archive(&mut archive).map_err(|_| unknown())?;
        let top: String = text.chars().take(MOST_TEXT).collect();
        refuse_secret(&top)?;
    }
    Ok(found)
}

/// An OpenDocument file says in its first part what it is.
fn open_document(archive: &mut zip::ZipArchive<BufReader<File>>) -> Result<MediaType> {
    let part = archive.by_name("mimetype").map_err(|_| unknown())?;
    let mut kind = String::new();
    part.take(100)
        .read_to_string(&mut kind)
        .map_err(|_| unknown())?;
    match kind.trim().parse::<MediaType>() {
        Ok(kind @ (MediaType::Odt | MediaType::Ods)) => Ok(kind),
        _ => Err(unknown()),
    }
}

/// Refuses an archive with more parts than a document has, before they are all read into memory: the number
/// stands at its end.
fn refuse_crowded(file: &mut File) -> Result<()> {
    let size = file.metadata().map_err(Error::internal)?.len();
    let from = size.saturating_sub(66_000);
    file.seek(SeekFrom::Start(from)).map_err(Error::internal)?;
    let mut end = Vec::new();
    file.read_to_end(&mut end).map_err(Error::internal)?;
    let at = end
        .windows(4)
        .rposition(|four| four == b"PK\x05\x06")
        .ok_or_else(unknown)?;
    let parts = match end.get(at + 10..at + 12) {
        Some(&[low, high]) => u16::from_le_bytes([low, high]),
        _ => return Err(unknown()),
    };
    file.rewind().map_err(Error::internal)?;
    if parts > MOST_PARTS {
        return Err(unknown());
    }
    Ok(())
}

/// Plain text: UTF-8 without control characters that does not begin like a page or a drawing.
fn text(mut file: File) -> Result<MediaType> {
    file.rewind().map_err(Error::internal)?;
    let mut reader = BufReader::new(file);
    let mut top = String::new();
    let mut chunk = vec![0; 64 * 1024];
    // Bytes of a letter that the last chunk cut.
    let mut rest: Vec<u8> = Vec::new();
    loop {
        let count = reader.read(&mut chunk).map_err(Error::internal)?;
        if count == 0 {
            break;
        }
        rest.extend_from_slice(&chunk[..count]);
        let whole = match std::str::from_utf8(&rest) {
            Ok(text) => text.len(),
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            Err(_) => return Err(unknown()),
        };
        let text = std::str::from_utf8(&rest[..whole]).map_err(|_| unknown())?;
        let is_odd = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{C}');
        if text.contains(is_odd) {
            return Err(unknown());
        }
        if top.len() < MOST_TEXT {
            top.push_str(text);
        }
        rest.drain(..whole);
    }
    let begins = top.trim_start_matches(['\u{FEFF}', ' ', '\n', '\r', '\t']);
    if !rest.is_empty() || begins.starts_with('<') || begins.is_empty() {
        return Err(unknown());
    }
    refuse_secret(&top)?;
    Ok(MediaType::Text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::refusal::Problem;
    use std::io::Write as _;

    fn sniffed(bytes: &[u8]) -> std::result::Result<MediaType, Refusal> {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        file.write_all(bytes).expect("written");
        media_of(file.path()).map_err(|error| match error.problem() {
            Problem::Refused { refusal } => refusal,
            other => panic!("not refused: {other:?}"),
        })
    }

    fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, content) in parts {
            writer
                .start_file(*name, zip::write::SimpleFileOptions::default())
                .expect("a part");
            writer.write_all(content.as_bytes()).expect("its content");
        }
        writer.finish().expect("a file").into_inner()
    }

    const TYPES: (&str, &str) = ("[Content_Types].xml", "<Types/>");

    #[test]
    fn files_are_known_by_their_bytes() {
        let word = ("word/document.xml", "<w:t>Báo cáo</w:t>");
        let book = ("xl/workbook.xml", "<workbook/>");
        for (bytes, kind) in [
            (b"%PDF-1.7\n".to_vec(), MediaType::Pdf),
            (b"\x89PNG\r\n\x1a\n...".to_vec(), MediaType::Png),
            (b"\xFF\xD8\xFF\xE0...".to_vec(), MediaType::Jpeg),
            (archive(&[TYPES, word]), MediaType::Docx),
            (archive(&[TYPES, book]), MediaType::Xlsx),
            (
                archive(&[("mimetype", MediaType::Odt.as_str())]),
                MediaType::Odt,
            ),
            (
                archive(&[("mimetype", MediaType::Ods.as_str())]),
                MediaType::Ods,
            ),
            (
                "xã;số bộ\nNậm Cắn;12\n".as_bytes().to_vec(),
                MediaType::Text,
            ),
            ("đ".repeat(40_000).into_bytes(), MediaType::Text),
        ] {
            assert_eq!(sniffed(&bytes), Ok(kind));
        }
    }

    #[test]
    fn what_could_run_or_is_unknown_is_refused() {
        let macros = ("word/vbaProject.bin", "x");
        let word = ("word/document.xml", "<w:t>x</w:t>");
        for bytes in [
            b"<!DOCTYPE html><script>alert(1)</script>".to_vec(),
            b"  \n<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>".to_vec(),
            b"\xEF\xBB\xBF<?xml version='1.0'?><svg/>".to_vec(),
            b"MZ\x90\x00\x03".to_vec(),
            b"\x7FELF\x02".to_vec(),
            b"GIF89a\x01\x00\x01\x00\x80".to_vec(),
            b"<html>%PDF-1.7".to_vec(),
            b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec(),
            b"a\x1B[2Jb".to_vec(),
            b"abc\xC4".to_vec(),
            b"\n \n".to_vec(),
            b"PK\x03\x04 no archive".to_vec(),
            archive(&[("run.exe", "x")]),
            archive(&[TYPES, word, macros]),
            archive(&[("mimetype", "image/svg+xml")]),
        ] {
            let name = String::from_utf8_lossy(&bytes[..bytes.len().min(20)]).into_owned();
            assert_eq!(sniffed(&bytes), Err(Refusal::FileKind), "{name}");
        }
        let names: Vec<String> = (0..6000).map(|n| n.to_string()).collect();
        let many: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
        assert_eq!(sniffed(&archive(&many)), Err(Refusal::FileKind));
    }

    #[test]
    fn a_secrecy_mark_in_the_text_refuses_the_file() {
        let marked = "<w:p><w:t>TỐI MẬT</w:t></w:p><w:p><w:t>Kế hoạch</w:t></w:p>";
        let word = archive(&[TYPES, ("word/document.xml", marked)]);
        assert_eq!(sniffed(&word), Err(Refusal::Secret));
        assert_eq!(
            sniffed("Độ mật: Mật\nKế hoạch".as_bytes()),
            Err(Refusal::Secret)
        );
    }
}
