//! The cells of a file as rows with named columns.
//!
//! **Invariants:** a column means the same whatever its place, its language, its accents and its capitals; a row keeps
//! the number that the spreadsheet shows; a table with passwords is refused whole. To add a column: [`Column`], its
//! kind in [`Kind::columns`], its names in [`Column::named`], what it leads to in the module of its kind.

use super::{Kind, MAX_CELL, MOST_ROWS};
use crate::macros::text_enum;
use crate::refusal::Refusal;
use crate::text::fold;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Rows at the top among which the headings are looked for: tables often begin with a title.
const HEADINGS_WITHIN: usize = 20;

text_enum! {
    /// A column that means something.
    Column {
        FullName = "full_name",
        Login = "login",
        Email = "email",
        /// The code of a person's agency.
        Agency = "agency",
        /// The title of a position there, or its role.
        Role = "role",
        /// The first day.
        From = "from",
        /// The last day on which the position counts.
        To = "to",
        /// The first day on which it no longer counts.
        Before = "before",
        /// The code of an agency that a row is about.
        Code = "code",
        NameVi = "name_vi",
        NameEn = "name_en",
        ShortVi = "short_vi",
        ShortEn = "short_en",
        Sector = "sector",
        Level = "level",
        /// The code of the unit in which an agency stands.
        Area = "area",
        /// The code of the agency above it.
        Parent = "parent",
        /// The code of the agency from which it takes over.
        Predecessor = "predecessor",
    }
}

impl Kind {
    /// The columns of the file that people fill in.
    pub const fn columns(self) -> &'static [Column] {
        use Column as C;
        match self {
            Self::People => &[
                C::FullName,
                C::Login,
                C::Email,
                C::Agency,
                C::Role,
                C::From,
                C::To,
            ],
            Self::Agencies => &[
                C::Code,
                C::NameVi,
                C::NameEn,
                C::ShortVi,
                C::ShortEn,
                C::Sector,
                C::Level,
                C::Area,
                C::Parent,
                C::From,
                C::Predecessor,
            ],
        }
    }

    /// The columns without which a table says nothing.
    const fn needed(self) -> [Column; 2] {
        match self {
            Self::People => [Column::FullName, Column::Login],
            Self::Agencies => [Column::Code, Column::NameVi],
        }
    }
}

impl Column {
    /// The heading in the file that people fill in.
    pub const fn heading(self) -> &'static str {
        match self {
            Self::FullName => "Họ và tên",
            Self::Login => "Tên đăng nhập",
            Self::Email => "Thư điện tử",
            Self::Agency | Self::Code => "Mã cơ quan",
            Self::Role => "Chức danh/vai trò",
            Self::From => "Từ ngày",
            Self::To => "Đến hết ngày",
            Self::Before => "Đến trước ngày",
            Self::NameVi => "Tên tiếng Việt",
            Self::NameEn => "Tên tiếng Anh",
            Self::ShortVi => "Tên gọn tiếng Việt",
            Self::ShortEn => "Tên gọn tiếng Anh",
            Self::Sector => "Lĩnh vực",
            Self::Level => "Cấp",
            Self::Area => "Mã địa bàn",
            Self::Parent => "Mã cơ quan cấp trên",
            Self::Predecessor => "Mã cơ quan tiền nhiệm",
        }
    }

    /// The column of a heading in a table of that kind: accents, their placement, capitals and what stands in
    /// brackets do not matter.
    pub fn named(kind: Kind, heading: &str) -> Option<Self> {
        let key = fold(heading.split(['(', '（']).next().unwrap_or_default());
        let key = key.trim_matches(|c: char| !c.is_alphanumeric());
        match kind {
            Kind::People => of_people(key),
            Kind::Agencies => of_agencies(key),
        }
    }

    /// The one that says the same: two columns for the end of a time are two for one thing.
    fn says(self) -> Self {
        match self {
            Self::Before => Self::To,
            other => other,
        }
    }
}

fn of_people(key: &str) -> Option<Column> {
    Some(match key {
        "ho va ten" | "ho ten" | "ho & ten" | "full name" | "name" => Column::FullName,
        "ten dang nhap"
        | "tai khoan"
        | "login"
        | "user name"
        | "username"
        | "name for signing in" => Column::Login,
        "thu dien tu" | "dia chi thu dien tu" | "email" | "e-mail" => Column::Email,
        "ma co quan" | "ma don vi" | "ma co quan, don vi" | "agency code" | "agency"
        | "code of the agency" => Column::Agency,
        "chuc danh"
        | "chuc vu"
        | "vai tro"
        | "chuc danh/vai tro"
        | "chuc danh / vai tro"
        | "position"
        | "position or role"
        | "role" => Column::Role,
        "tu ngay" | "from" => Column::From,
        "den ngay" | "den het ngay" | "to" | "up to and including" => Column::To,
        "den truoc ngay" | "before" | "up to, not on" => Column::Before,
        _ => return None,
    })
}

fn of_agencies(key: &str) -> Option<Column> {
    Some(match key {
        "ma co quan" | "ma don vi" | "ma" | "agency code" | "code" => Column::Code,
        "ten tieng viet" | "ten co quan" | "ten don vi" | "vietnamese name"
        | "name in vietnamese" => Column::NameVi,
        "ten tieng anh" | "english name" | "name in english" => Column::NameEn,
        "ten gon tieng viet"
        | "ten viet tat"
        | "short vietnamese name"
        | "short name in vietnamese" => Column::ShortVi,
        "ten gon tieng anh" | "short english name" | "short name in english" => Column::ShortEn,
        "linh vuc" | "sector" => Column::Sector,
        "cap" | "level" => Column::Level,
        "ma dia ban" | "ma don vi hanh chinh" | "area code" | "area" => Column::Area,
        "ma co quan cap tren" | "co quan cap tren" | "parent code" | "parent" => Column::Parent,
        "tu ngay" | "ngay thanh lap" | "valid from" | "from" => Column::From,
        "ma co quan tien nhiem" | "co quan tien nhiem" | "predecessor code" | "predecessor" => {
            Column::Predecessor
        }
        _ => return None,
    })
}

/// Whether a heading announces passwords.
fn is_password(heading: &str) -> bool {
    let key = fold(heading);
    key.contains("mat khau") || key.contains("password")
}

/// What is wrong with a whole file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "sheet", rename_all = "snake_case")]
pub enum SheetFault {
    /// By its content neither a workbook (XLSX) nor text in UTF-8.
    NotATable,
    /// It unpacks to more than is read.
    Expands,
    /// More rows than [`MOST_ROWS`].
    TooManyRows { most: usize },
    /// No row of headings with these columns.
    NoHeading { missing: Vec<Column> },
    /// Two columns say the same.
    HeadingTwice { column: Column },
    /// Headings, and no row below them.
    Empty,
    /// Passwords are never in a file.
    Password,
    /// No row leads to a change.
    NothingToDo,
}

/// The cells of one row that say something, as texts without space around them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// As the spreadsheet numbers it, from 1.
    pub number: u32,
    cells: BTreeMap<Column, String>,
}

impl Row {
    /// A row of these cells.
    pub fn new<T: AsRef<str>>(number: u32, cells: impl IntoIterator<Item = (Column, T)>) -> Self {
        let cells = cells.into_iter().filter_map(|(column, cell)| {
            let cell: String = cell.as_ref().trim().chars().take(MAX_CELL).collect();
            (!cell.is_empty()).then_some((column, cell))
        });
        Self {
            number,
            cells: cells.collect(),
        }
    }

    /// The text of a column; empty where it says nothing.
    pub fn get(&self, column: Column) -> &str {
        self.cells.get(&column).map_or("", String::as_str)
    }

    pub(super) fn cells(&self) -> &BTreeMap<Column, String> {
        &self.cells
    }
}

/// The rows of a file below their headings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    pub kind: Kind,
    pub rows: Vec<Row>,
    /// Headings of columns that are not read.
    pub ignored: Vec<String>,
}

/// Finds headings and rows among the rows of a file, given with their numbers; empty rows are left out.
///
/// # Errors
/// [`Refusal::Sheet`] with what is wrong with the file.
pub fn table(kind: Kind, cells: &[(u32, Vec<String>)]) -> Result<Table, Refusal> {
    let refused = |fault| Refusal::Sheet { fault };
    let is_blank = |row: &&(u32, Vec<String>)| row.1.iter().all(|cell| cell.trim().is_empty());
    let filled: Vec<_> = cells.iter().filter(|row| !is_blank(row)).collect();
    let missing_in = |row: &[String]| -> Vec<Column> {
        let named = |cell: &String| Column::named(kind, cell);
        let named: Vec<_> = row.iter().filter_map(named).collect();
        let missing = kind.needed().into_iter();
        missing.filter(|column| !named.contains(column)).collect()
    };
    let top = filled.iter().take(HEADINGS_WITHIN).enumerate();
    let nearest = top.min_by_key(|(_, (_, row))| missing_in(row).len());
    let Some((place, (_, headings))) = nearest else {
        let missing = kind.needed().to_vec();
        return Err(refused(SheetFault::NoHeading { missing }));
    };
    let missing = missing_in(headings);
    if !missing.is_empty() {
        return Err(refused(SheetFault::NoHeading { missing }));
    }
    if headings.iter().any(|heading| is_password(heading)) {
        return Err(refused(SheetFault::Password));
    }
    let named = |cell: &String| Column::named(kind, cell);
    let columns: Vec<Option<Column>> = headings.iter().map(named).collect();
    for (place, column) in columns.iter().enumerate() {
        let Some(column) = *column else { continue };
        let mut before = columns.iter().take(place).flatten();
        if before.any(|other| other.says() == column.says()) {
            return Err(refused(SheetFault::HeadingTwice { column }));
        }
    }
    let rows: Vec<Row> = filled
        .iter()
        .skip(place + 1)
        .map(|(number, cells)| {
            let named = cells.iter().zip(&columns);
            Row::new(
                *number,
                named.filter_map(|(cell, column)| Some(((*column)?, cell))),
            )
        })
        // Something may stand only in columns that are not read.
        .filter(|row| !row.cells.is_empty())
        .collect();
    let ignored = headings.iter().zip(&columns);
    let ignored =
        ignored.filter(|(heading, column)| column.is_none() && !heading.trim().is_empty());
    match rows.len() {
        0 => Err(refused(SheetFault::Empty)),
        count if count > MOST_ROWS => Err(refused(SheetFault::TooManyRows { most: MOST_ROWS })),
        _ => Ok(Table {
            kind,
            rows,
            ignored: ignored
                .map(|(heading, _)| heading.trim().to_owned())
                .collect(),
        }),
    }
}
