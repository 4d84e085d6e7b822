//! The words of imports of people and agencies.
//!
//! **Invariant:** a refusal of a table says what to do with the file. To add a word: a field, both languages; words
//! that differ by kind stand in the order of [`Kind::ALL`].

use crate::i18n::{Messages, fill, format};
use chrono::NaiveDate;
use domain::agency::{Level, Sector};
use domain::intake::{Column, Kind, SheetFault};
use domain::refusal::Refusal;
use domain::view::Language;

/// The words for people, then those for agencies.
type ByKind = [&'static str; 2];
/// What will happen, then what has happened.
type ByTime = [&'static str; 2];

/// The words of one language.
#[derive(Debug)]
pub struct ImportMessages {
    language: Language,
    pub title: ByKind,
    pub lead: &'static str,
    pub from_file: &'static str,
    pub file: &'static str,
    pub file_hint: &'static str,
    pub check: &'static str,
    pub template: &'static str,
    pub back: ByKind,
    pub columns_title: &'static str,
    pub columns_lead: ByKind,
    pub review_title: &'static str,
    pub done_title: &'static str,
    pub of_file: &'static str,
    pub ignored: &'static str,
    pub show: &'static str,
    pub all: &'static str,
    pub created: ByTime,
    pub changed: ByTime,
    pub granted: ByTime,
    pub unchanged: &'static str,
    pub repeated: &'static str,
    pub refused: &'static str,
    pub done: &'static str,
    pub done_next: ByKind,
    pub to_list: ByKind,
    pub another: &'static str,
    pub nothing: &'static str,
    pub nothing_next: &'static str,
    pub confirm_about: &'static str,
    pub confirm: &'static str,
    pub rows_title: &'static str,
    pub row: &'static str,
    pub name: ByKind,
    pub fate: &'static str,
    pub details: &'static str,
    pub nothing_there: &'static str,
    pub from_to: &'static str,
    pub gives: &'static str,
    pub holds: &'static str,
    pub ends: &'static str,
    pub repeats: &'static str,
    pub contradicts: &'static str,
    pub several: &'static str,
    pub stays: &'static str,
    pub example: &'static str,
    pub malformed: &'static str,
    pub unknown: &'static str,
    pub out_of_range: &'static str,
    pub not_a_table: &'static str,
    pub expands: &'static str,
    pub too_many_rows: &'static str,
    pub no_heading: &'static str,
    pub heading_twice: &'static str,
    pub empty: &'static str,
    pub has_passwords: &'static str,
    pub nothing_to_do: &'static str,
    pub import_changed: &'static str,
    pub import_done: &'static str,
    pub event: &'static str,
    pub event_took_over: &'static str,
}

/// The words for that kind.
pub fn of(kind: Kind, words: ByKind) -> &'static str {
    let [people, agencies] = words;
    match kind {
        Kind::People => people,
        Kind::Agencies => agencies,
    }
}

impl ImportMessages {
    fn pick(&self, vi: &'static str, en: &'static str) -> &'static str {
        match self.language {
            Language::Vi => vi,
            Language::En => en,
        }
    }

    /// What a column or field is called.
    pub fn column<'a>(&self, m: &Messages, column: &'a str) -> &'a str {
        match column {
            "agency" => self.pick("Mã cơ quan", "Code of the agency"),
            "role" => self.pick("Chức danh/vai trò", "Position or role"),
            "from" => self.pick("Từ ngày", "From"),
            "to" | "before" => self.pick("Đến ngày", "Until"),
            "area" => self.pick("Mã địa bàn", "Code of the unit"),
            "predecessor" => self.pick("Tiếp nhận từ", "Takes over from"),
            other => m.field(other),
        }
    }

    /// What stands in a column of the file.
    pub fn about(&self, column: Column) -> &'static str {
        let (vi, en) = match column {
            Column::FullName => (
                "Bắt buộc với tài khoản mới.",
                "Full name. Needed for a new account.",
            ),
            Column::Login => (
                "Bắt buộc. Chữ thường không dấu, số, dấu chấm, gạch nối, gạch dưới.",
                "Name for signing in. Needed: a–z, 0–9, dot, hyphen, underscore.",
            ),
            Column::Email => ("Có thể để trống.", "E-mail. May stay empty."),
            Column::Agency => (
                "Như ở trang Cơ quan, đơn vị. Để trống nếu chưa giao chức vụ.",
                "Code of the agency, as on the page of agencies. Empty where no position is given.",
            ),
            Column::Role => (
                "Tên chức vụ tại cơ quan đó, hoặc vai trò nếu chỉ có một chức vụ của vai trò ấy.",
                "Title of a position of that agency, or its role where only one position has it.",
            ),
            Column::From => (
                "Ngày/tháng/năm. Chức vụ không giao lùi ngày. Để trống là từ hôm nay.",
                "From: day/month/year. Positions are not given for days that have passed. Empty for today.",
            ),
            Column::To => (
                "Ngày cuối cùng còn giữ chức vụ. Để trống là không thời hạn.",
                "The last day on which the position counts. Empty for no end.",
            ),
            Column::Before => (
                "Ngày đầu tiên không còn giữ chức vụ.",
                "The first day on which the position no longer counts.",
            ),
            Column::Code => (
                "Bắt buộc. Chữ thường không dấu, số, dấu chấm, gạch nối, ví dụ na.health. Không đổi được về sau.",
                "Code. Needed: a–z, 0–9, dot, hyphen, such as na.health. It cannot be changed later.",
            ),
            Column::NameVi => (
                "Bắt buộc với cơ quan mới.",
                "Name in Vietnamese. Needed for a new agency.",
            ),
            Column::NameEn => (
                "Bắt buộc với cơ quan mới.",
                "Name in English. Needed for a new agency.",
            ),
            Column::ShortVi => (
                "Để trống là lấy tên đầy đủ.",
                "Short name in Vietnamese. Empty for the full one.",
            ),
            Column::ShortEn => (
                "Để trống là lấy tên đầy đủ.",
                "Short name in English. Empty for the full one.",
            ),
            Column::Sector => (
                "Bắt buộc với cơ quan mới. Ghi như ở trang thêm cơ quan, ví dụ Y tế.",
                "Sector. Needed for a new agency, as on the page of a new one, such as Health.",
            ),
            Column::Level => (
                "Bắt buộc với cơ quan mới: Tỉnh, Huyện hoặc Xã.",
                "Level. Needed for a new agency: Province, District or Commune.",
            ),
            Column::Area => (
                "Mã số huyện, xã nơi cơ quan đóng. Để trống nếu là toàn tỉnh.",
                "Code of the district or commune. Empty for the whole province.",
            ),
            Column::Parent => (
                "Mã cơ quan đã có, hoặc ở một dòng phía trên.",
                "Code of the agency above: one that is there, or of a row further up.",
            ),
            Column::Predecessor => (
                "Mã các cơ quan cũ được tiếp nhận, cách nhau bằng dấu phẩy. Cơ quan cũ kết thúc từ ngày cơ quan mới hoạt động.",
                "Codes of the agencies it takes over from, separated by commas. They end when the new one begins.",
            ),
        };
        self.pick(vi, en)
    }

    /// The value of a column as people read it.
    pub fn value(&self, column: Column, text: &str) -> String {
        let office = crate::office::messages::messages(self.language);
        let name = match column {
            Column::Sector => text.parse::<Sector>().ok().map(|s| office.sector_of(s)),
            Column::Level => text
                .parse::<Level>()
                .ok()
                .map(|level| office.level_of(level)),
            Column::From => {
                return text
                    .parse::<NaiveDate>()
                    .map_or(text.to_owned(), format::day);
            }
            _ => None,
        };
        name.unwrap_or(text).to_owned()
    }
}

/// Why a table is refused, and what to do with it.
pub fn refusal(m: &Messages, refusal: &Refusal) -> String {
    let n = messages(m.language);
    let fault = match refusal {
        Refusal::ImportDone => return n.import_done.to_owned(),
        Refusal::ImportChanged { seen, now } => {
            let values = [("seen", seen.to_string()), ("now", now.to_string())];
            let values = values
                .each_ref()
                .map(|(name, value)| (*name, value.as_str()));
            return fill(n.import_changed, &values);
        }
        Refusal::Sheet { fault } => fault,
        _ => return m.problem_internal.to_owned(),
    };
    match fault {
        SheetFault::NotATable => n.not_a_table.to_owned(),
        SheetFault::Expands => n.expands.to_owned(),
        SheetFault::TooManyRows { most } => fill(n.too_many_rows, &[("most", &most.to_string())]),
        SheetFault::NoHeading { missing } => {
            let names = missing.iter().map(|column| column.heading());
            let names = names.collect::<Vec<_>>().join("; ");
            fill(n.no_heading, &[("names", &names)])
        }
        SheetFault::HeadingTwice { column } => fill(n.heading_twice, &[("name", column.heading())]),
        SheetFault::Empty => n.empty.to_owned(),
        SheetFault::Password => n.has_passwords.to_owned(),
        SheetFault::NothingToDo => n.nothing_to_do.to_owned(),
    }
}

/// The words of a language.
pub fn messages(language: Language) -> &'static ImportMessages {
    match language {
        Language::Vi => &VI,
        Language::En => &EN,
    }
}

/// Vietnamese.
static VI: ImportMessages = ImportMessages {
    language: Language::Vi,
    title: ["Nhập tài khoản từ tệp", "Nhập cơ quan từ tệp"],
    lead: "Tệp được kiểm tra trước: anh/chị xem kết quả của từng dòng, sau đó mới xác nhận. Chưa xác nhận thì chưa có gì thay đổi.",
    from_file: "Nhập từ tệp",
    file: "Tệp danh sách",
    file_hint: "Excel (XLSX) hoặc CSV (UTF-8), tối đa {rows} dòng và {size} MB. Không ghi mật khẩu vào tệp.",
    check: "Kiểm tra tệp",
    template: "Tải tệp mẫu (Excel)",
    back: ["Về danh sách người dùng", "Về danh sách cơ quan"],
    columns_title: "Các cột của tệp",
    columns_lead: [
        "Dòng đầu là tên cột; thứ tự cột tùy ý, có dấu hay không dấu đều được. Một người giữ nhiều chức vụ thì ghi mỗi chức vụ một dòng, cùng tên đăng nhập. Ô để trống thì giữ nguyên.",
        "Dòng đầu là tên cột; thứ tự cột tùy ý, có dấu hay không dấu đều được. Với cơ quan đã có, chỉ tên gọi được sửa. Ô để trống thì giữ nguyên. Khi tổ chức lại, hãy lập cơ quan mới và ghi cơ quan tiền nhiệm.",
    ],
    review_title: "Xem trước kết quả nhập",
    done_title: "Kết quả nhập từ tệp",
    of_file: "Tệp {file}: {n} dòng",
    ignored: "Các cột không dùng đến: {names}.",
    show: "Lọc theo kết quả",
    all: "Tất cả",
    created: ["Sẽ tạo", "Đã tạo"],
    changed: ["Sẽ sửa", "Đã sửa"],
    granted: ["Sẽ giao chức vụ", "Đã giao chức vụ"],
    unchanged: "Không thay đổi",
    repeated: "Trùng dòng trên",
    refused: "Bị từ chối",
    done: "Đã nhập xong.",
    done_next: [
        "Tài khoản mới chưa có mật khẩu: mở từng tài khoản, tạo liên kết đặt mật khẩu và gửi cho đúng người.",
        "Cơ quan mới chưa có chức vụ: mở từng cơ quan, thêm chức vụ rồi giao cho người giữ.",
    ],
    to_list: ["Đến danh sách người dùng", "Đến danh sách cơ quan"],
    another: "Chọn tệp khác",
    nothing: "Không có dòng nào dẫn đến thay đổi.",
    nothing_next: "Xem lý do ở từng dòng, sửa tệp rồi kiểm tra lại.",
    confirm_about: "{n} dòng sẽ được thực hiện cùng một lúc. Dòng bị từ chối không được thực hiện; có thể sửa tệp và nhập lại, dòng đã có sẽ giữ nguyên.",
    confirm: "Xác nhận nhập {n} dòng",
    rows_title: "Kết quả từng dòng",
    row: "Dòng",
    name: ["Họ và tên, tên đăng nhập", "Tên và mã cơ quan"],
    fate: "Kết quả",
    details: "Chi tiết",
    nothing_there: "(trống)",
    from_to: "{field}: {from} → {to}",
    gives: "Giao chức vụ {title}, {agency}, {days}",
    holds: "Đã giữ chức vụ {title}, {agency}, {days}",
    ends: "Cơ quan {code} kết thúc hoạt động từ {day}",
    repeats: "Giống hệt dòng {row}.",
    contradicts: "Khác với dòng {row} của cùng mã hoặc tên đăng nhập. Hãy ghi giống nhau hoặc bỏ một dòng.",
    several: "Cơ quan này có {n} chức vụ phù hợp. Hãy ghi đúng tên chức vụ.",
    stays: "{field}: không đổi được bằng tệp. Khi tổ chức lại, hãy ghi một cơ quan mới, với mã này là cơ quan tiền nhiệm.",
    example: "Dòng ví dụ của tệp mẫu, không được nhập.",
    malformed: "{field}: không đúng dạng. {about}",
    unknown: "{field}: không có trong hệ thống, hoặc không dùng được ở đây. {about}",
    out_of_range: "{field}: ngoài khoảng cho phép. {about}",
    not_a_table: "Không đọc được tệp. Hãy lưu thành Excel (XLSX) hoặc CSV mã UTF-8, rồi gửi lại.",
    expands: "Tệp quá lớn khi mở ra. Hãy chép riêng bảng danh sách sang tệp mới, rồi gửi lại.",
    too_many_rows: "Tệp có hơn {most} dòng. Hãy chia thành nhiều tệp.",
    no_heading: "Không tìm thấy dòng tên cột có: {names}. Hãy dùng tệp mẫu.",
    heading_twice: "Có hai cột cùng nghĩa: {name}. Hãy bỏ một cột.",
    empty: "Dưới dòng tên cột không có dòng nào. Hãy điền danh sách, rồi gửi lại.",
    has_passwords: "Tệp có cột mật khẩu nên không được nhận và không được lưu. Hãy xóa cột đó; người dùng tự đặt mật khẩu bằng liên kết.",
    nothing_to_do: "Không có dòng nào dẫn đến thay đổi. Hãy sửa tệp, rồi kiểm tra lại.",
    import_changed: "Dữ liệu đã thay đổi sau khi anh/chị xem ({seen} dòng có thay đổi, nay là {now}), nên chưa thực hiện dòng nào. Bảng dưới đây là kết quả mới: hãy xem lại rồi xác nhận.",
    import_done: "Tệp này đã được nhập rồi. Bảng dưới đây là kết quả.",
    event: "nhập từ tệp {file}, dòng {row}",
    event_took_over: "ghi nhận cơ quan này tiếp nhận nhiệm vụ của {code} từ {day}",
};

/// English.
static EN: ImportMessages = ImportMessages {
    language: Language::En,
    title: ["Import people from a file", "Import agencies from a file"],
    lead: "The file is checked first: you see what every row leads to, and confirm then. Nothing changes before that.",
    from_file: "Import from a file",
    file: "File with the list",
    file_hint: "Excel (XLSX) or CSV (UTF-8), at most {rows} rows and {size} MB. Never put passwords into it.",
    check: "Check the file",
    template: "Download a template (Excel)",
    back: ["Back to people", "Back to agencies"],
    columns_title: "The columns of the file",
    columns_lead: [
        "The first row has the headings, in any order, with or without accents. Who holds several positions has a row for each, with the same name for signing in. An empty cell changes nothing.",
        "The first row has the headings, in any order, with or without accents. Of an agency that is there only the names change. An empty cell changes nothing. When agencies are reorganised, make the new one and name its predecessor.",
    ],
    review_title: "What the import would do",
    done_title: "What the import did",
    of_file: "File {file}: {n} rows",
    ignored: "Columns that are not used: {names}.",
    show: "Filter by result",
    all: "All",
    created: ["To be made", "Made"],
    changed: ["To be changed", "Changed"],
    granted: ["Position to be given", "Position given"],
    unchanged: "Unchanged",
    repeated: "Repeated",
    refused: "Refused",
    done: "The import is done.",
    done_next: [
        "New accounts have no password yet: open each one, make the link that sets it and hand it to its owner.",
        "New agencies have no positions yet: open each one, add its positions, and give them to people.",
    ],
    to_list: ["To the people", "To the agencies"],
    another: "Choose another file",
    nothing: "No row changes anything.",
    nothing_next: "See why at each row, mend the file and check it again.",
    confirm_about: "{n} rows are carried out together. Refused rows are not: mend the file and import it again, what is there already stays as it is.",
    confirm: "Confirm the import of {n} rows",
    rows_title: "Row by row",
    row: "Row",
    name: ["Name, name for signing in", "Name and code"],
    fate: "Result",
    details: "Details",
    nothing_there: "(empty)",
    from_to: "{field}: {from} → {to}",
    gives: "Gives the position {title}, {agency}, {days}",
    holds: "Holds the position {title}, {agency}, {days}",
    ends: "The agency {code} ends on {day}",
    repeats: "The very same as row {row}.",
    contradicts: "Row {row} says something else of the same code or name for signing in. Write both alike, or drop one.",
    several: "The agency has {n} positions that fit. Write the title of the position.",
    stays: "{field}: a file cannot change it. When agencies are reorganised, write a new one with this code as its predecessor.",
    example: "The example of the template: it is not imported.",
    malformed: "{field}: not of the right form. {about}",
    unknown: "{field}: not in the system, or not to be used here. {about}",
    out_of_range: "{field}: outside what is possible. {about}",
    not_a_table: "The file cannot be read. Save it as Excel (XLSX) or as CSV in UTF-8, then send it again.",
    expands: "The file is too large once it is unpacked. Copy the list alone into a new file, then send that.",
    too_many_rows: "The file has more than {most} rows. Split it.",
    no_heading: "No row of headings has: {names}. Use the template.",
    heading_twice: "Two columns mean the same: {name}. Drop one.",
    empty: "There is no row below the headings. Fill in the list, then send it again.",
    has_passwords: "The file has a column of passwords, so it was neither taken nor kept. Delete the column; people set their passwords by a link.",
    nothing_to_do: "No row changes anything. Mend the file and check it again.",
    import_changed: "Something changed since you looked ({seen} rows changed something, now {now}), so no row was carried out. The table below is the new result: look at it, then confirm.",
    import_done: "This file is imported already. The table below says what it did.",
    event: "imported from the file {file}, row {row}",
    event_took_over: "recorded that this agency takes over from {code} as of {day}",
};

#[cfg(test)]
mod tests {
    use super::*;
    use domain::text::fold;

    #[test]
    fn every_refusal_of_a_table_says_what_to_do() {
        let faults = [
            SheetFault::NotATable,
            SheetFault::Expands,
            SheetFault::TooManyRows { most: 1000 },
            SheetFault::NoHeading {
                missing: vec![Column::FullName, Column::Login],
            },
            SheetFault::HeadingTwice {
                column: Column::Before,
            },
            SheetFault::Empty,
            SheetFault::Password,
            SheetFault::NothingToDo,
        ];
        let sheets = faults.into_iter().map(|fault| Refusal::Sheet { fault });
        let others = [
            Refusal::ImportDone,
            Refusal::ImportChanged { seen: 3, now: 2 },
        ];
        for refused in sheets.chain(others) {
            for &language in Language::ALL {
                let m = crate::i18n::messages(language);
                let sentence = m.refusal(&refused, &[]);
                assert!(sentence.len() > 20 && !sentence.contains('{'), "{sentence}");
                assert_ne!(sentence, m.problem_internal);
            }
        }
    }

    #[test]
    fn every_column_has_a_name() {
        for &language in Language::ALL {
            let (m, n) = (crate::i18n::messages(language), messages(language));
            for column in Column::ALL {
                let name = n.column(m, column.as_str());
                assert_ne!(name, column.as_str(), "{language:?}");
            }
        }
    }

    #[test]
    fn what_screens_call_sectors_and_levels_is_read_in_files() {
        use domain::intake::agencies::{level, sector};
        for &language in Language::ALL {
            let office = crate::office::messages::messages(language);
            for &known in Sector::ALL {
                let name = office.sector_of(known);
                assert_eq!(sector(&fold(name)), Some(known), "{name}");
            }
            for &known in Level::ALL {
                let name = office.level_of(known);
                assert_eq!(level(&fold(name)), Some(known), "{name}");
            }
        }
    }
}
