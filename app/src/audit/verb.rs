//! The verbs of the log in words, Vietnamese first.
//!
//! **Invariant:** every verb of the domain has its words (a test asks the domain for them). To add one: a row.

use domain::view::Language;

/// Verb, Vietnamese, English.
const WORDS: &[(&str, &str, &str)] = &[
    ("drafted", "Soạn nhiệm vụ", "Task drafted"),
    ("issued", "Ban hành, giao nhiệm vụ", "Issued"),
    ("acknowledged", "Tiếp nhận", "Acknowledged"),
    (
        "returned_to_sender",
        "Trả lại nơi giao",
        "Returned to sender",
    ),
    ("reassigned", "Chuyển cơ quan chủ trì", "Lead changed"),
    ("started", "Bắt đầu thực hiện", "Started"),
    ("reported", "Báo cáo tiến độ", "Progress reported"),
    ("obstacle_raised", "Nêu vướng mắc", "Obstacle raised"),
    (
        "obstacle_resolved",
        "Tháo gỡ vướng mắc",
        "Obstacle resolved",
    ),
    (
        "obstacle_escalated",
        "Chuyển vướng mắc lên trên",
        "Obstacle escalated",
    ),
    (
        "extension_requested",
        "Đề nghị gia hạn",
        "Extension requested",
    ),
    (
        "extension_granted",
        "Chấp thuận gia hạn",
        "Extension granted",
    ),
    (
        "extension_refused",
        "Không chấp thuận gia hạn",
        "Extension refused",
    ),
    ("evidence_added", "Bổ sung minh chứng", "Evidence added"),
    ("submitted", "Gửi kết quả", "Result submitted"),
    ("confirmed", "Xác nhận hoàn thành", "Completion confirmed"),
    (
        "returned_for_rework",
        "Yêu cầu làm lại",
        "Returned for rework",
    ),
    ("suspended", "Tạm dừng", "Suspended"),
    ("resumed", "Tiếp tục thực hiện", "Resumed"),
    ("cancelled", "Hủy nhiệm vụ", "Cancelled"),
    ("reopened", "Mở lại", "Reopened"),
    (
        "contribution_asked",
        "Đề nghị phối hợp",
        "Contribution asked for",
    ),
    (
        "contribution_acknowledged",
        "Nhận phối hợp",
        "Contribution acknowledged",
    ),
    (
        "contribution_delivered",
        "Gửi kết quả phối hợp",
        "Contribution delivered",
    ),
    (
        "contribution_declined",
        "Từ chối phối hợp",
        "Contribution declined",
    ),
    (
        "contribution_waived",
        "Miễn phối hợp",
        "Contribution waived",
    ),
    (
        "subtask_drafted",
        "Soạn nhiệm vụ thành phần",
        "Sub-task drafted",
    ),
    ("delegated", "Giao xuống cấp dưới", "Delegated"),
    ("quantity_reported", "Báo cáo số lượng", "Quantity reported"),
    (
        "cancelled_with_parent",
        "Hủy theo nhiệm vụ cấp trên",
        "Cancelled with its parent",
    ),
    (
        "suspended_with_parent",
        "Tạm dừng theo nhiệm vụ cấp trên",
        "Suspended with its parent",
    ),
    (
        "resumed_with_parent",
        "Tiếp tục theo nhiệm vụ cấp trên",
        "Resumed with its parent",
    ),
    ("commented", "Gửi ý kiến", "Commented"),
    ("comment_edited", "Sửa ý kiến", "Comment edited"),
    ("comment_withdrawn", "Rút ý kiến", "Comment withdrawn"),
    ("attached", "Đính kèm tệp", "File attached"),
    ("attachment_withdrawn", "Rút tệp đính kèm", "File withdrawn"),
    ("reminded", "Đôn đốc", "Reminded"),
    ("registered", "Vào sổ văn bản", "Directive registered"),
    ("revised", "Sửa bản dự thảo", "Draft revised"),
    ("discarded", "Bỏ bản dự thảo", "Draft discarded"),
    (
        "duty_created",
        "Lập nhiệm vụ định kỳ",
        "Recurring duty created",
    ),
    (
        "duty_changed",
        "Sửa nhiệm vụ định kỳ",
        "Recurring duty changed",
    ),
    (
        "duty_stopped",
        "Dừng nhiệm vụ định kỳ",
        "Recurring duty stopped",
    ),
    (
        "duty_generated",
        "Sinh nhiệm vụ của kỳ",
        "Task of a period generated",
    ),
    ("agency_created", "Lập cơ quan", "Agency created"),
    ("agency_changed", "Sửa thông tin cơ quan", "Agency changed"),
    ("agency_closed", "Đóng cơ quan", "Agency closed"),
    ("agency_reopened", "Mở lại cơ quan", "Agency reopened"),
    ("position_added", "Thêm chức vụ", "Position added"),
    ("position_changed", "Sửa chức vụ", "Position changed"),
    ("position_closed", "Đóng chức vụ", "Position closed"),
    ("account_created", "Lập tài khoản", "Account created"),
    ("account_changed", "Sửa tài khoản", "Account changed"),
    ("account_closed", "Đóng tài khoản", "Account closed"),
    ("account_reopened", "Mở lại tài khoản", "Account reopened"),
    (
        "password_link_made",
        "Tạo liên kết đặt mật khẩu",
        "Password link made",
    ),
    ("position_granted", "Giao chức vụ", "Position granted"),
    ("position_revoked", "Thôi chức vụ", "Position revoked"),
    (
        "officer_replaced",
        "Thay cán bộ phụ trách",
        "Officer replaced",
    ),
    (
        "duty_handed_over",
        "Bàn giao nhiệm vụ định kỳ",
        "Recurring duty handed over",
    ),
    (
        "position_handed_over",
        "Bàn giao chức vụ",
        "Position handed over",
    ),
    (
        "position_taken_over",
        "Nhận bàn giao chức vụ",
        "Position taken over",
    ),
    (
        "account_imported",
        "Nhập tài khoản từ tệp",
        "Account imported from a file",
    ),
    (
        "agency_imported",
        "Nhập cơ quan từ tệp",
        "Agency imported from a file",
    ),
    (
        "agency_took_over",
        "Tiếp nhận nhiệm vụ của cơ quan khác",
        "Agency took over from another",
    ),
];

/// What a verb of the log means; the verb itself where a newer server wrote it.
pub fn word(language: Language, verb: &str) -> &str {
    let found = WORDS.iter().find(|(known, ..)| *known == verb);
    found.map_or(verb, |(_, vi, en)| match language {
        Language::Vi => *vi,
        Language::En => *en,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::directive::DirectiveEvent;
    use domain::duty::DutyEvent;
    use domain::office::AgencyEvent;
    use domain::people::AccountEvent;
    use domain::task::TaskEvent;
    use serde::de::DeserializeOwned;

    /// The verbs of a kind of event, as serde names them when it meets an unknown one.
    fn verbs<T: DeserializeOwned>() -> Vec<String> {
        let unknown = serde_json::from_str::<T>("{\"verb\":\"\"}").err();
        let told = unknown.map(|error| error.to_string()).unwrap_or_default();
        let (_, expected) = told.split_once("expected").unwrap_or_default();
        let named = expected.split('`').skip(1).step_by(2);
        named.map(str::to_owned).collect()
    }

    #[test]
    fn every_verb_has_its_words_once_and_no_word_is_of_no_verb() {
        let mut known: Vec<String> = [
            verbs::<TaskEvent>(),
            verbs::<DirectiveEvent>(),
            verbs::<DutyEvent>(),
            verbs::<AgencyEvent>(),
            verbs::<AccountEvent>(),
        ]
        .concat();
        known.sort_unstable();
        known.dedup();
        let mut told: Vec<_> = WORDS.iter().map(|(verb, ..)| (*verb).to_owned()).collect();
        told.sort_unstable();
        assert_eq!(told, known);
        assert_eq!(word(Language::Vi, "issued"), "Ban hành, giao nhiệm vụ");
        assert_eq!(word(Language::En, "unheard_of"), "unheard_of");
    }
}
