//! The directive reader on the command line: what it makes of a file, without any database.
//!
//! **Invariant:** the same reader, and the same way of recognising files, as the upload.

use chrono::NaiveDate;
use domain::reader::{Group, Known, Reading};
use serde::Deserialize;

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("the file is neither text (UTF-8, UTF-16) nor a Word file, or it is too large")]
    File,
    #[error("the list of agencies is wrong")]
    Agencies(#[from] csv::Error),
}

#[derive(Deserialize)]
struct AgencyRow {
    code: String,
    name_vi: String,
    name_en: String,
    short_vi: String,
    short_en: String,
    aliases: String,
    groups: String,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
}

/// What the reader makes of a file. `agencies` is CSV as in `data/nghe-an-agencies.csv`; those count that
/// exist on the day of the document, or all where it has none.
///
/// # Errors
/// See [`ReadError`].
pub fn read(file: &[u8], agencies: &str) -> Result<Reading, ReadError> {
    let text = service::docx::text_of(file).map_err(|_| ReadError::File)?;
    let text = domain::directive::clean_document(&text).map_err(|_| ReadError::File)?;
    let rows = csv::Reader::from_reader(agencies.as_bytes())
        .into_deserialize()
        .collect::<Result<Vec<AgencyRow>, _>>()?;
    let all: Vec<Known> = rows.iter().map(known).collect();
    let reading = domain::reader::read(&text, &all);
    let Some(day) = reading.header.issued_on.as_ref().map(|found| found.value) else {
        return Ok(reading);
    };
    let valid: Vec<Known> = rows
        .iter()
        .filter(|row| {
            row.valid_from.is_none_or(|from| from <= day) && row.valid_to.is_none_or(|to| day < to)
        })
        .map(known)
        .collect();
    Ok(domain::reader::read(&text, &valid))
}

fn known(row: &AgencyRow) -> Known {
    let aliases = row.aliases.split(';').map(str::trim);
    let names = [&row.name_vi, &row.name_en, &row.short_vi, &row.short_en];
    let group = |name: &str| -> Option<Group> {
        serde_json::from_value(serde_json::Value::String(name.trim().to_owned())).ok()
    };
    Known {
        code: row.code.clone(),
        names: names
            .into_iter()
            .map(String::as_str)
            .chain(aliases)
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect(),
        groups: row.groups.split(';').filter_map(group).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dispatch_is_read_with_the_agencies_inside_the_program() {
        let text = "UBND TỈNH NGHỆ AN\nSố: 1041/UBND-NC\nNghệ An, ngày 14 tháng 9 năm 2022\n\n\
            1. Công an tỉnh chủ trì, phối hợp với Sở Y tế rà soát người nghiện trước ngày 30/9/2022.";
        let reading = read(text.as_bytes(), crate::data::AGENCIES).expect("a reading");
        let number = reading.header.number.map(|found| found.value);
        assert_eq!(number.as_deref(), Some("1041"));
        let lead = reading.drafts.first().map(|draft| draft.lead.codes.clone());
        assert_eq!(lead, Some(vec!["na.police".to_owned()]));
        assert!(matches!(read(&[0xFF], ""), Err(ReadError::File)));
    }
}
