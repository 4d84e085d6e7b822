//! The words of recurring duties, Vietnamese first.
//!
//! **Invariant:** one field is one sentence; one that is missing in a language does not compile. Placeholders
//! are `{name}`, see [`crate::i18n::fill`]. To add a sentence: a field and its text in both languages.

use crate::i18n::format;
use domain::duty::DutyState;
use domain::period::{Cycle, Period, Regime, Schedule};
use domain::view::Language;

/// The sentences of one language.
#[derive(Debug)]
pub struct DutyMessages {
    pub nav: &'static str,
    pub title: &'static str,
    pub lead: &'static str,
    pub new: &'static str,
    pub new_lead: &'static str,
    pub none_title: &'static str,
    pub none_text: &'static str,
    pub rows_here: &'static str,
    pub duty: &'static str,
    pub schedule: &'static str,
    pub next: &'static str,
    pub next_none: &'static str,
    pub next_made: &'static str,
    pub next_due: &'static str,
    pub made_on: &'static str,
    pub state: &'static str,
    pub state_active: &'static str,
    pub state_stopped: &'static str,
    pub state_ended: &'static str,
    pub stopped_for: &'static str,
    pub lead_gone_title: &'static str,
    pub lead_gone_text: &'static str,
    pub tasks: &'static str,
    pub tasks_none: &'static str,
    pub earlier: &'static str,
    pub period: &'static str,
    pub content: &'static str,
    pub change: &'static str,
    pub change_hint: &'static str,
    pub stop: &'static str,
    pub stop_hint: &'static str,
    pub create: &'static str,
    pub created: &'static str,
    pub changed: &'static str,
    pub stopped: &'static str,
    pub field_title: &'static str,
    pub field_title_hint: &'static str,
    pub field_cycle: &'static str,
    pub choose_cycle: &'static str,
    pub cycle_week: &'static str,
    pub cycle_month: &'static str,
    pub cycle_quarter: &'static str,
    pub cycle_six: &'static str,
    pub cycle_nine: &'static str,
    pub cycle_year: &'static str,
    pub cycle_range: &'static str,
    pub field_regime: &'static str,
    pub regime_reporting: &'static str,
    pub regime_calendar: &'static str,
    pub regime_reporting_short: &'static str,
    pub regime_calendar_short: &'static str,
    pub field_from: &'static str,
    pub field_to: &'static str,
    pub field_range_hint: &'static str,
    pub field_first: &'static str,
    pub field_first_hint: &'static str,
    pub field_last: &'static str,
    pub field_last_hint: &'static str,
    pub field_ahead: &'static str,
    pub field_ahead_hint: &'static str,
    pub field_to_do: &'static str,
    pub field_to_do_hint: &'static str,
    pub days: &'static str,
    pub field_coordinating: &'static str,
    pub field_product: &'static str,
    pub event_created: &'static str,
    pub event_changed: &'static str,
    pub event_stopped: &'static str,
    pub event_generated: &'static str,
    pub refused_closed: &'static str,
    pub refused_nothing_owed: &'static str,
}

impl DutyMessages {
    /// The name of a state.
    pub fn state_of(&self, state: DutyState) -> &'static str {
        match state {
            DutyState::Active => self.state_active,
            DutyState::Stopped => self.state_stopped,
            DutyState::Ended => self.state_ended,
        }
    }

    /// The name of a cycle.
    pub fn cycle(&self, cycle: Cycle) -> &'static str {
        match cycle {
            Cycle::Week => self.cycle_week,
            Cycle::Month => self.cycle_month,
            Cycle::Quarter => self.cycle_quarter,
            Cycle::SixMonths => self.cycle_six,
            Cycle::NineMonths => self.cycle_nine,
            Cycle::Year => self.cycle_year,
        }
    }

    /// A schedule in words.
    pub fn schedule_of(&self, schedule: Schedule) -> String {
        match schedule {
            Schedule::Every {
                cycle: Cycle::Week, ..
            } => self.cycle_week.to_owned(),
            Schedule::Every { cycle, regime } => {
                let regime = match regime {
                    Regime::Calendar => self.regime_calendar_short,
                    Regime::Reporting => self.regime_reporting_short,
                };
                format!("{} ({regime})", self.cycle(cycle))
            }
            Schedule::Once { .. } => self.cycle_range.to_owned(),
        }
    }

    /// The label of a field, as the summary of errors names it.
    pub fn field(&self, name: &str) -> Option<&'static str> {
        Some(match name {
            "cycle" => self.field_cycle,
            "regime" => self.field_regime,
            "from" => self.field_from,
            "first" => self.field_first,
            "last" => self.field_last,
            "ahead" => self.field_ahead,
            "to_do" => self.field_to_do,
            "coordinating" => self.field_coordinating,
            _ => return None,
        })
    }
}

/// First and last day of a period.
pub fn range(period: Period) -> String {
    format!("{} – {}", format::day(period.from), format::day(period.to))
}

/// The words of a language.
pub fn messages(language: Language) -> &'static DutyMessages {
    match language {
        Language::Vi => &VI,
        Language::En => &EN,
    }
}

/// Vietnamese.
static VI: DutyMessages = DutyMessages {
    nav: "Định kỳ",
    title: "Nhiệm vụ, báo cáo định kỳ",
    lead: "Hệ thống tự tạo nhiệm vụ cho từng kỳ trước khi kỳ kết thúc, mỗi kỳ đúng một lần.",
    new: "Thêm nhiệm vụ định kỳ",
    new_lead: "Nhập một lần; mỗi kỳ cơ quan chủ trì nhận một nhiệm vụ với đủ các nội dung bên dưới.",
    none_title: "Chưa có nhiệm vụ định kỳ",
    none_text: "Báo cáo tháng, quý, năm và việc lặp lại theo kỳ hiện ở đây khi cơ quan có thẩm quyền giao.",
    rows_here: "{n} nhiệm vụ định kỳ trên trang này",
    duty: "Nhiệm vụ định kỳ",
    schedule: "Kỳ",
    next: "Kỳ tiếp theo",
    next_none: "Không còn kỳ nào",
    next_made: "Ngày tạo nhiệm vụ của kỳ tiếp theo",
    next_due: "Hạn của kỳ tiếp theo",
    made_on: "tạo nhiệm vụ ngày {day}",
    state: "Tình trạng",
    state_active: "Đang áp dụng",
    state_stopped: "Đã dừng",
    state_ended: "Đã hết kỳ",
    stopped_for: "Lý do dừng",
    lead_gone_title: "Cơ quan chủ trì không còn tồn tại",
    lead_gone_text: "Chưa tạo được nhiệm vụ của kỳ tiếp theo. Hãy thay đổi cơ quan chủ trì ở biểu mẫu bên dưới.",
    tasks: "Nhiệm vụ đã tạo",
    tasks_none: "Chưa có nhiệm vụ nào; nhiệm vụ của kỳ tiếp theo được tạo vào ngày ghi ở trên.",
    earlier: "Các kỳ trước",
    period: "Kỳ",
    content: "Nội dung",
    change: "Thay đổi",
    change_hint: "Áp dụng cho các kỳ chưa có nhiệm vụ. Nhiệm vụ đã tạo giữ nguyên; lịch sử ghi lại ai đổi, đổi khi nào và vì sao.",
    stop: "Dừng",
    stop_hint: "Không tạo nhiệm vụ cho các kỳ sau nữa. Nhiệm vụ đã tạo vẫn phải hoàn thành.",
    create: "Giao nhiệm vụ định kỳ",
    created: "Đã giao nhiệm vụ định kỳ.",
    changed: "Đã thay đổi.",
    stopped: "Đã dừng.",
    field_title: "Tên nhiệm vụ",
    field_title_hint: "Tên kỳ được thêm vào sau, ví dụ: Báo cáo công tác phòng, chống ma túy – tháng 9/2022.",
    field_cycle: "Bao lâu một lần",
    choose_cycle: "Chọn kỳ",
    cycle_week: "Hằng tuần",
    cycle_month: "Hằng tháng",
    cycle_quarter: "Hằng quý",
    cycle_six: "6 tháng",
    cycle_nine: "9 tháng",
    cycle_year: "Hằng năm",
    cycle_range: "Một khoảng ngày tự chọn",
    field_regime: "Cách tính kỳ",
    regime_reporting: "Kỳ báo cáo: từ ngày 15 tháng trước đến ngày 14; năm từ 15/12 đến 14/12 (Nghị định 09/2019/NĐ-CP)",
    regime_calendar: "Theo lịch: từ ngày đầu đến ngày cuối tháng",
    regime_reporting_short: "kỳ báo cáo 15–14",
    regime_calendar_short: "theo lịch",
    field_from: "Từ ngày",
    field_to: "Đến ngày",
    field_range_hint: "Chỉ khi chọn một khoảng ngày.",
    field_first: "Áp dụng từ",
    field_first_hint: "Kỳ đầu tiên là kỳ có ngày này; kỳ không còn kịp hạn được bỏ qua.",
    field_last: "Áp dụng đến",
    field_last_hint: "Kỳ bắt đầu sau ngày này không tạo nhiệm vụ nữa.",
    field_ahead: "Tạo trước khi hết kỳ",
    field_ahead_hint: "Từ 0 đến 90 ngày.",
    field_to_do: "Thời hạn sau khi hết kỳ",
    field_to_do_hint: "Từ 0 đến 60 ngày; hạn của nhiệm vụ là ngày cuối kỳ cộng số ngày này.",
    days: "ngày",
    field_coordinating: "Cơ quan phối hợp và nội dung phối hợp",
    field_product: "Nội dung phối hợp",
    event_created: "giao nhiệm vụ định kỳ: {title}",
    event_changed: "thay đổi nhiệm vụ định kỳ: {title}",
    event_stopped: "dừng nhiệm vụ định kỳ",
    event_generated: "tạo nhiệm vụ của kỳ {period}",
    refused_closed: "Nhiệm vụ định kỳ này đã dừng, không thay đổi được nữa. Hãy giao nhiệm vụ định kỳ mới.",
    refused_nothing_owed: "Không còn kỳ nào kịp hạn trong khoảng đã chọn. Hãy lùi ngày kết thúc hoặc tăng thời hạn sau khi hết kỳ.",
};

/// English.
static EN: DutyMessages = DutyMessages {
    nav: "Recurring",
    title: "Recurring duties and reports",
    lead: "The task of each period is made before the period ends, once for each period.",
    new: "New recurring duty",
    new_lead: "Enter it once; in each period the lead gets a task with everything below.",
    none_title: "No recurring duties yet",
    none_text: "Monthly, quarterly and yearly reports and other recurring work appear here once they are ordered.",
    rows_here: "{n} duties on this page",
    duty: "Duty",
    schedule: "Period",
    next: "Next period",
    next_none: "No period is left",
    next_made: "Task of the next period is made on",
    next_due: "Next period is due on",
    made_on: "task made on {day}",
    state: "State",
    state_active: "Active",
    state_stopped: "Stopped",
    state_ended: "Ended",
    stopped_for: "Stopped because",
    lead_gone_title: "The lead agency exists no more",
    lead_gone_text: "The task of the next period cannot be made. Choose another lead in the form below.",
    tasks: "Tasks made so far",
    tasks_none: "None yet; the task of the next period is made on the day above.",
    earlier: "Earlier periods",
    period: "Period",
    content: "Content",
    change: "Change",
    change_hint: "For the periods that have no task yet. Tasks stay as they are; the history says who changed what, when and why.",
    stop: "Stop",
    stop_hint: "No more tasks for later periods. Tasks made so far must still be done.",
    create: "Order the duty",
    created: "The duty is ordered.",
    changed: "Changed.",
    stopped: "Stopped.",
    field_title: "Title",
    field_title_hint: "The name of the period is added, in Vietnamese: … – tháng 9/2022.",
    field_cycle: "How often",
    choose_cycle: "Choose a period",
    cycle_week: "Weekly",
    cycle_month: "Monthly",
    cycle_quarter: "Quarterly",
    cycle_six: "6 months",
    cycle_nine: "9 months",
    cycle_year: "Yearly",
    cycle_range: "A range of days",
    field_regime: "How periods run",
    regime_reporting: "Reporting periods: from the 15th of the month before to the 14th; a year from 15 December to 14 December (Decree 09/2019/NĐ-CP)",
    regime_calendar: "By the calendar: from the first to the last day of the month",
    regime_reporting_short: "reporting period, 15th to 14th",
    regime_calendar_short: "by the calendar",
    field_from: "From",
    field_to: "To",
    field_range_hint: "Only for a range of days.",
    field_first: "Begins",
    field_first_hint: "The first period is the one with this day; one that can no longer be done in time is left out.",
    field_last: "Ends",
    field_last_hint: "A period that begins after this day gets no task.",
    field_ahead: "Made before the period ends",
    field_ahead_hint: "0 to 90 days.",
    field_to_do: "Time after the period ends",
    field_to_do_hint: "0 to 60 days; the task is due this many days after the last day of the period.",
    days: "days",
    field_coordinating: "Coordinating agencies and what they owe",
    field_product: "Contribution",
    event_created: "ordered the duty: {title}",
    event_changed: "changed the duty: {title}",
    event_stopped: "stopped the duty",
    event_generated: "made the task of the period {period}",
    refused_closed: "This duty is stopped and can no longer be changed. Order a new one.",
    refused_nothing_owed: "No period is left that could be done in time. Choose a later end or more days after the period.",
};
