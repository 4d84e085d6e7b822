//! One order in many words: what the grammar of orders understands, and what it leaves alone.
//!
//! **Invariant:** none of these sentences stands in a gold text. To add one, add a row: the text, then a line
//! `lead[+partner…] | title | deadline` for each task expected of it.

use super::{Deadline, Group, Known, Names, read_with};

fn known() -> Vec<Known> {
    let agency = |code: &str, names: &[&str], groups: &[Group]| Known {
        code: code.to_owned(),
        names: names.iter().map(|name| (*name).to_owned()).collect(),
        groups: groups.to_vec(),
    };
    let district = [Group::DistrictCommittee];
    vec![
        agency("police", &["Công an tỉnh", "Provincial Police"], &[]),
        agency("health", &["Sở Y tế", "Department of Health"], &[]),
        agency("finance", &["Sở Tài chính", "Department of Finance"], &[]),
        agency("justice", &["Sở Tư pháp", "Department of Justice"], &[]),
        agency("home", &["Sở Nội vụ", "Department of Home Affairs"], &[]),
        agency(
            "school",
            &[
                "Sở Giáo dục và Đào tạo",
                "Department of Education and Training",
            ],
            &[],
        ),
        agency("info", &["Sở Thông tin và Truyền thông", "Sở TT&TT"], &[]),
        agency(
            "radio",
            &["Đài Phát thanh và Truyền hình tỉnh", "Đài PT-TH tỉnh"],
            &[],
        ),
        agency("customs", &["Cục Hải quan tỉnh", "Customs Department"], &[]),
        agency(
            "guard",
            &["Bộ Chỉ huy BĐBP tỉnh", "Border Guard Command"],
            &[],
        ),
        agency(
            "women",
            &["Hội Liên hiệp Phụ nữ tỉnh", "Women's Union"],
            &[],
        ),
        agency("youth", &["Tỉnh đoàn", "Youth Union"], &[]),
        agency(
            "ks",
            &["UBND huyện Kỳ Sơn", "People's Committee of Ky Son District"],
            &district,
        ),
        agency(
            "td",
            &[
                "UBND huyện Tương Dương",
                "People's Committee of Tuong Duong District",
            ],
            &district,
        ),
    ]
}

fn deadline(value: &Deadline) -> String {
    match value {
        Deadline::On { date } => date.to_string(),
        Deadline::WorkingDays { days } => format!("{days}wd"),
        Deadline::Days { days } => format!("{days}d"),
        Deadline::Every { period } => format!("{period:?}"),
        Deadline::Urgent => "urgent".to_owned(),
    }
}

/// The tasks of a text, one line each.
fn tasks(source: &str, names: &Names) -> Vec<String> {
    let reading = read_with(source, names);
    let line = |draft: &super::Draft| {
        let name = |named: &super::Named| match named.codes.as_slice() {
            [] => named.text.clone(),
            codes => codes.join("&"),
        };
        let mut who = vec![name(&draft.lead)];
        who.extend(draft.coordinating.iter().map(|other| name(&other.value)));
        let by = draft.deadline.as_ref().map(|found| deadline(&found.value));
        format!(
            "{} | {} | {}",
            who.join("+"),
            draft.title,
            by.unwrap_or_default()
        )
    };
    reading.drafts.iter().map(line).collect()
}

fn check(table: &[(&str, &[&str])]) {
    let names = Names::new(&known());
    for (source, wanted) in table {
        let found = tasks(source, &names);
        let found: Vec<&str> = found.iter().map(|line| line.trim_end()).collect();
        let wanted: Vec<&str> = wanted.iter().map(|line| line.trim_end()).collect();
        assert_eq!(found, wanted, "{source}");
    }
}

#[test]
fn english_orders() {
    check(&[
        (
            "It falls to the Department of Health to keep the register of test kits up to date.",
            &["health | Keep the register of test kits up to date | "],
        ),
        (
            "The guidance shall be prepared by the Department of Justice within 10 days.",
            &["justice | Prepare the guidance | 10d"],
        ),
        (
            "Responsibility for the campaign rests with the Women's Union.",
            &["women | Responsibility for the campaign | "],
        ),
        (
            "We are counting on the Youth Union to bring 500 volunteers. We would be grateful if the \
             Department of Finance could release the funds.",
            &[
                "youth | Bring 500 volunteers | ",
                "finance | Release the funds | ",
            ],
        ),
        (
            "The Provincial Police, as the standing agency, shall collect the reports every quarter.",
            &["police | Collect the reports every quarter | Quarter"],
        ),
        (
            "The Customs Department is in charge of scanning lorries at the gates, with support from the \
             Border Guard Command.",
            &[
                "customs+guard | Scan lorries at the gates, with support from the Border Guard Command | ",
            ],
        ),
        (
            "The Chairman told the Department of Education and Training to hold talks in every school, and \
             ordered the Provincial Police to guard the border markets.",
            &[
                "school | Hold talks in every school | ",
                "police | Guard the border markets | ",
            ],
        ),
        (
            "The Department of Home Affairs has been instructed to find work for 200 people; the Women's \
             Union has promised to visit their families once a month.",
            &[
                "home | Find work for 200 people | ",
                "women | Visit their families once a month | Month",
            ],
        ),
        (
            "Could the Department of Justice please confirm the wording by 3 March 2023?",
            &["justice | Confirm the wording | 2023-03-03"],
        ),
        (
            "The Customs Department shall, in consultation with the Provincial Police, put up cameras at \
             twelve crossings by the end of the third quarter of 2023.",
            &["customs+police | Put up cameras at twelve crossings | 2023-09-30"],
        ),
        (
            "Ky Son and Tuong Duong districts must send the figures by 17:00 on Friday 25 August 2023.",
            &["ks&td | Send the figures | 2023-08-25"],
        ),
        (
            "To the Department of Health: please make sure that every village has a nurse.",
            &["health | Make sure that every village has a nurse | "],
        ),
    ]);
}

#[test]
fn vietnamese_orders() {
    check(&[
        (
            "UBND tỉnh giao Sở Y tế, với vai trò cơ quan thường trực, xây dựng hướng dẫn điều trị; Sở Tư \
             pháp, trong phạm vi nhiệm vụ được giao, có trách nhiệm thẩm định trước ngày 15/11/2022.",
            &[
                "health | Xây dựng hướng dẫn điều trị | ",
                "justice | Thẩm định trước ngày 15/11/2022 | 2022-11-15",
            ],
        ),
        (
            "Việc tuyên truyền tại các trường học do Sở Giáo dục và Đào tạo chủ trì, phối hợp với Tỉnh đoàn \
             thực hiện. Nhiệm vụ tuần tra đường biên thuộc trách nhiệm của Bộ Chỉ huy BĐBP tỉnh.",
            &[
                "school+youth | Tuyên truyền tại các trường học | ",
                "guard | Tuần tra đường biên | ",
            ],
        ),
        (
            "Việc vận hành chốt liên ngành được giao cho Cục Hải quan tỉnh và Công an tỉnh đảm nhận.",
            &["customs+police | Vận hành chốt liên ngành | "],
        ),
        (
            "Chủ tịch UBND tỉnh nhấn mạnh, Công an tỉnh phải xử lý dứt điểm các điểm nóng. Ông cũng lưu ý \
             các huyện Kỳ Sơn, Tương Dương chuẩn bị phương án đón công dân.",
            &[
                "police | Xử lý dứt điểm các điểm nóng | ",
                "ks&td | Chuẩn bị phương án đón công dân | ",
            ],
        ),
        (
            "Sở Tài chính có nhiệm vụ cân đối ngân sách, còn Sở Nội vụ thì phải hoàn thành đề án biên chế \
             trước 31/12/2022.",
            &[
                "finance | Cân đối ngân sách | ",
                "home | Hoàn thành đề án biên chế | 2022-12-31",
            ],
        ),
        (
            "Giao Sở Nội vụ nghiên cứu chính sách hỗ trợ sinh kế; định kỳ 6 tháng một lần đánh giá kết quả, \
             báo cáo UBND tỉnh.",
            &[
                "home | Nghiên cứu chính sách hỗ trợ sinh kế | ",
                "home | Đánh giá kết quả, báo cáo UBND tỉnh | HalfYear",
            ],
        ),
        (
            "1. Đồng chí Giám đốc Sở Y tế, Ủy viên: phụ trách công tác điều trị; hằng tháng báo cáo Trưởng ban.",
            &[
                "health | Phụ trách công tác điều trị | ",
                "health | Báo cáo Trưởng ban | Month",
            ],
        ),
        (
            "Đối với Bộ Chỉ huy BĐBP tỉnh: duy trì 24 chốt cố định trên biên giới. Đối với Cục Hải quan tỉnh: \
             bố trí máy soi tại cửa khẩu.",
            &[
                "guard | Duy trì 24 chốt cố định trên biên giới | ",
                "customs | Bố trí máy soi tại cửa khẩu | ",
            ],
        ),
    ]);
}

#[test]
fn tables_and_lists_of_actions() {
    check(&[
        (
            "| No. | Task | Lead | Support | Deadline |\n\
             | 1 | Draft the guidance on home rehabilitation | Department of Health | Provincial Police, \
             Department of Justice | 30/11/2022 |\n\
             | 2 | Build the register of trails | Border Guard Command |  | Quarter IV/2022 |",
            &[
                "health+police+justice | Draft the guidance on home rehabilitation | 2022-11-30",
                "guard | Build the register of trails | 2022-12-31",
            ],
        ),
        (
            "TT\tNội dung công việc\tCơ quan chủ trì\tCơ quan phối hợp\tThời hạn\n\
             1\tRà soát người nghiện tại 27 xã biên giới\tCông an tỉnh\tSở Y tế, Sở Tư pháp\t30/11/2022\n\
             2\tXây dựng chuyên mục trên truyền hình\tĐài PT-TH tỉnh\tSở TT&TT\tTháng 12/2022",
            &[
                "police+health+justice | Rà soát người nghiện tại 27 xã biên giới | 2022-11-30",
                "radio+info | Xây dựng chuyên mục trên truyền hình | 2022-12-31",
            ],
        ),
        (
            "ACTION ITEMS\nProvincial Police: verify the list of hotspots; by 15 November 2022\n\
             Department of Health - supply 3,000 test kits - 30 November 2022\n\
             Department of Finance: release the advance (deadline: 20/11/2022)",
            &[
                "police | Verify the list of hotspots | 2022-11-15",
                "health | Supply 3,000 test kits | 2022-11-30",
                "finance | Release the advance | 2022-11-20",
            ],
        ),
    ]);
}

#[test]
fn narration_is_left_alone() {
    check(&[
        (
            "The Provincial Police arrested twelve people last week. The Department of Health has treated \
             1,140 people. The Department of Finance will be given a new building. The Provincial Police \
             were pleased to welcome the delegation.",
            &[],
        ),
        (
            "Công an tỉnh đã bắt giữ 12 đối tượng. Sở Y tế điều trị cho 1.140 người. UBND huyện Kỳ Sơn có 11 \
             xã biên giới. Nhiệm vụ này đã được giao cho Công an tỉnh từ năm 2020.",
            &[],
        ),
        (
            "I. KẾT QUẢ THỰC HIỆN\n1. Công an tỉnh: Bắt giữ 412 vụ, triệt phá 20 điểm phức tạp.\n\
             II. NHIỆM VỤ THỜI GIAN TỚI\n1. Công an tỉnh: Mở đợt cao điểm tấn công tội phạm ma túy.",
            &["police | Mở đợt cao điểm tấn công tội phạm ma túy | "],
        ),
        (
            "The Department of Health shall open a clinic. The weather in the mountains is often bad.",
            &["health | Open a clinic | "],
        ),
    ]);
}
