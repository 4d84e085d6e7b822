//! The words of imports of people.
//!
//! **Invariant:** a refusal of a table says what to do with the file. To add a word: a field, both languages.

use crate::i18n::{Messages, fill};
use domain::people::import::SheetFault;
use domain::refusal::Refusal;
use domain::view::Language;

/// The words of one language. Pairs of words are for what will happen and for what has.
pub struct ImportMessages {
    pub title: &'static str,
    pub lead: &'static str,
    pub from_file: &'static str,
    pub file: &'static str,
    pub file_hint: &'static str,
    pub check: &'static str,
    pub template: &'static str,
    pub back: &'static str,
    pub columns_title: &'static str,
    pub columns_lead: &'static str,
    /// Heading and what stands below it.
    pub columns: [(&'static str, &'static str); 7],
    pub review_title: &'static str,
    pub done_title: &'static str,
    pub of_file: &'static str,
    pub ignored: &'static str,
    /// Created, changed, given, unchanged, refused.
    pub counts: [&'static str; 5],
    pub counts_done: [&'static str; 5],
    pub done: &'static str,
    pub done_next: &'static str,
    pub to_people: &'static str,
    pub another: &'static str,
    pub nothing: &'static str,
    pub nothing_next: &'static str,
    pub confirm_about: &'static str,
    pub confirm: &'static str,
    pub rows_title: &'static str,
    pub row: &'static str,
    pub person: &'static str,
    pub fate: &'static str,
    pub details: &'static str,
    pub created: [&'static str; 2],
    pub changed: [&'static str; 2],
    pub granted: [&'static str; 2],
    pub unchanged: &'static str,
    pub refused: [&'static str; 2],
    pub nothing_there: &'static str,
    pub from_to: &'static str,
    pub gives: &'static str,
    pub holds: &'static str,
    pub contradicts: &'static str,
    pub several: &'static str,
    pub agency_code: &'static str,
    pub role: &'static str,
    pub to: &'static str,
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
}

impl ImportMessages {
    /// What a column is called.
    pub fn column<'a>(&self, m: &Messages, column: &'a str) -> &'a str {
        match column {
            "agency" => self.agency_code,
            "role" => self.role,
            "from" => crate::people::messages::messages(m.language).from,
            "to" | "before" => self.to,
            other => m.field(other),
        }
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
            let names = missing.iter().map(|column| n.column(m, column.as_str()));
            let names = names.collect::<Vec<_>>().join("; ");
            fill(n.no_heading, &[("names", &names)])
        }
        SheetFault::HeadingTwice { column } => {
            fill(n.heading_twice, &[("name", n.column(m, column.as_str()))])
        }
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
    title: "Nhập tài khoản từ tệp",
    lead: "Tệp được kiểm tra trước: anh/chị xem kết quả của từng dòng, sau đó mới xác nhận. Chưa xác nhận thì chưa có gì thay đổi.",
    from_file: "Nhập từ tệp",
    file: "Tệp danh sách",
    file_hint: "Excel (XLSX) hoặc CSV (UTF-8), tối đa {rows} dòng và {size} MB. Không ghi mật khẩu vào tệp.",
    check: "Kiểm tra tệp",
    template: "Tải tệp mẫu (CSV)",
    back: "Về danh sách người dùng",
    columns_title: "Các cột của tệp",
    columns_lead: "Dòng đầu là tên cột, có dấu hay không dấu đều được. Một người giữ nhiều chức vụ thì ghi mỗi chức vụ một dòng, cùng tên đăng nhập. Ô để trống thì giữ nguyên.",
    columns: [
        ("Họ và tên", "Bắt buộc với tài khoản mới."),
        (
            "Tên đăng nhập",
            "Bắt buộc. Chữ thường không dấu, số, dấu chấm, gạch nối, gạch dưới.",
        ),
        ("Thư điện tử", "Có thể để trống."),
        (
            "Mã cơ quan",
            "Như ở trang Cơ quan, đơn vị. Để trống nếu chưa giao chức vụ.",
        ),
        (
            "Chức danh/vai trò",
            "Tên chức vụ tại cơ quan đó, hoặc vai trò nếu chỉ có một chức vụ của vai trò ấy.",
        ),
        ("Từ ngày", "Ngày/tháng/năm. Để trống là từ hôm nay."),
        (
            "Đến hết ngày",
            "Ngày cuối cùng còn giữ chức vụ. Để trống là không thời hạn.",
        ),
    ],
    review_title: "Xem trước kết quả nhập",
    done_title: "Kết quả nhập tài khoản",
    of_file: "Tệp {file}: {n} dòng",
    ignored: "Các cột không dùng đến: {names}.",
    counts: [
        "Tài khoản sẽ tạo",
        "Tài khoản sẽ sửa",
        "Chức vụ sẽ giao",
        "Dòng không có gì thay đổi",
        "Dòng bị từ chối",
    ],
    counts_done: [
        "Tài khoản đã tạo",
        "Tài khoản đã sửa",
        "Chức vụ đã giao",
        "Dòng không có gì thay đổi",
        "Dòng bị từ chối",
    ],
    done: "Đã nhập xong.",
    done_next: "Tài khoản mới chưa có mật khẩu: mở từng tài khoản, tạo liên kết đặt mật khẩu và gửi cho đúng người.",
    to_people: "Đến danh sách người dùng",
    another: "Chọn tệp khác",
    nothing: "Không có dòng nào dẫn đến thay đổi.",
    nothing_next: "Xem lý do ở từng dòng, sửa tệp rồi kiểm tra lại.",
    confirm_about: "{n} dòng sẽ được thực hiện cùng một lúc. Dòng bị từ chối không được thực hiện; có thể sửa tệp và nhập lại, dòng đã có sẽ giữ nguyên.",
    confirm: "Xác nhận nhập {n} dòng",
    rows_title: "Kết quả từng dòng",
    row: "Dòng",
    person: "Họ và tên, tên đăng nhập",
    fate: "Kết quả",
    details: "Chi tiết",
    created: ["Sẽ tạo", "Đã tạo"],
    changed: ["Sẽ sửa", "Đã sửa"],
    granted: ["Sẽ giao chức vụ", "Đã giao chức vụ"],
    unchanged: "Đã có, không thay đổi",
    refused: ["Bị từ chối", "Bị từ chối"],
    nothing_there: "(trống)",
    from_to: "{field}: {from} → {to}",
    gives: "Giao chức vụ {title}, {agency}, {days}",
    holds: "Đã giữ chức vụ {title}, {agency}, {days}",
    contradicts: "Khác với dòng {row} của cùng tên đăng nhập. Hãy ghi họ tên và thư điện tử giống nhau.",
    several: "Cơ quan này có {n} chức vụ phù hợp. Hãy ghi đúng tên chức vụ.",
    agency_code: "Mã cơ quan",
    role: "Chức danh/vai trò",
    to: "Đến ngày",
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
};

/// English.
static EN: ImportMessages = ImportMessages {
    title: "Import people from a file",
    lead: "The file is checked first: you see what every row leads to, and confirm then. Nothing changes before that.",
    from_file: "Import from a file",
    file: "File with the list",
    file_hint: "Excel (XLSX) or CSV (UTF-8), at most {rows} rows and {size} MB. Never put passwords into it.",
    check: "Check the file",
    template: "Download a template (CSV)",
    back: "Back to people",
    columns_title: "The columns of the file",
    columns_lead: "The first row has the headings, with or without accents. Who holds several positions has a row for each, with the same name for signing in. An empty cell changes nothing.",
    columns: [
        ("Họ và tên", "Full name. Needed for a new account."),
        (
            "Tên đăng nhập",
            "Name for signing in. Needed: a–z, 0–9, dot, hyphen, underscore.",
        ),
        ("Thư điện tử", "E-mail. May stay empty."),
        (
            "Mã cơ quan",
            "Code of the agency, as on the page of agencies. Empty where no position is given.",
        ),
        (
            "Chức danh/vai trò",
            "Title of a position of that agency, or its role where only one position has it.",
        ),
        ("Từ ngày", "From: day/month/year. Empty for today."),
        (
            "Đến hết ngày",
            "The last day on which the position counts. Empty for no end.",
        ),
    ],
    review_title: "What the import would do",
    done_title: "What the import did",
    of_file: "File {file}: {n} rows",
    ignored: "Columns that are not used: {names}.",
    counts: [
        "Accounts to be made",
        "Accounts to be changed",
        "Positions to be given",
        "Rows that change nothing",
        "Rows refused",
    ],
    counts_done: [
        "Accounts made",
        "Accounts changed",
        "Positions given",
        "Rows that change nothing",
        "Rows refused",
    ],
    done: "The import is done.",
    done_next: "New accounts have no password yet: open each one, make the link that sets it and hand it to its owner.",
    to_people: "To the people",
    another: "Choose another file",
    nothing: "No row changes anything.",
    nothing_next: "See why at each row, mend the file and check it again.",
    confirm_about: "{n} rows are carried out together. Refused rows are not: mend the file and import it again, what is there already stays as it is.",
    confirm: "Confirm the import of {n} rows",
    rows_title: "Row by row",
    row: "Row",
    person: "Name, name for signing in",
    fate: "Result",
    details: "Details",
    created: ["To be made", "Made"],
    changed: ["To be changed", "Changed"],
    granted: ["Position to be given", "Position given"],
    unchanged: "There already, unchanged",
    refused: ["Refused", "Refused"],
    nothing_there: "(empty)",
    from_to: "{field}: {from} → {to}",
    gives: "Gives the position {title}, {agency}, {days}",
    holds: "Holds the position {title}, {agency}, {days}",
    contradicts: "Row {row} says something else of the same name for signing in. Write name and e-mail alike.",
    several: "The agency has {n} positions that fit. Write the title of the position.",
    agency_code: "Code of the agency",
    role: "Position or role",
    to: "Until",
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
};

#[cfg(test)]
mod tests {
    use super::*;
    use domain::people::import::Column;

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
                assert_ne!(
                    n.column(m, column.as_str()),
                    column.as_str(),
                    "{language:?}"
                );
            }
        }
    }
}
