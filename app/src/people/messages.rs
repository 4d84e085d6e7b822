//! The words of the pages of people, Vietnamese first.
//!
//! **Invariant:** one field is one sentence; one that is missing in a language does not compile. Placeholders
//! are `{name}`, see [`crate::i18n::fill`]. To add a sentence: a field and its text in both languages.

use crate::i18n::{fill, format};
use chrono::NaiveDate;
use domain::people::view::PersonState;
use domain::refusal::Refusal;
use domain::view::Language;

/// The sentences of one language.
#[derive(Debug)]
pub struct PeopleMessages {
    pub title: &'static str,
    pub lead: &'static str,
    pub new: &'static str,
    pub new_lead: &'static str,
    pub create: &'static str,
    pub person: &'static str,
    pub full_name: &'static str,
    pub login: &'static str,
    pub login_hint: &'static str,
    pub email: &'static str,
    pub email_hint: &'static str,
    pub language: &'static str,
    pub positions: &'static str,
    pub position: &'static str,
    pub state: &'static str,
    pub last_seen: &'static str,
    pub find: &'static str,
    pub agency: &'static str,
    pub any_agency: &'static str,
    pub any_state: &'static str,
    pub filter: &'static str,
    pub drop_filters: &'static str,
    pub rows_here: &'static str,
    pub none_title: &'static str,
    pub none_text: &'static str,
    pub no_match_title: &'static str,
    pub no_match_text: &'static str,
    pub open: &'static str,
    pub idle: &'static str,
    pub closed: &'static str,
    pub closes: &'static str,
    pub acting: &'static str,
    pub sessions: &'static str,
    pub password: &'static str,
    pub password_set: &'static str,
    pub password_none: &'static str,
    pub holds_nothing: &'static str,
    pub grant: &'static str,
    pub granted: &'static str,
    pub revoke: &'static str,
    pub revoked: &'static str,
    pub show_positions: &'static str,
    pub choose_position: &'static str,
    pub nothing_offered: &'static str,
    pub not_to_oneself: &'static str,
    pub kind: &'static str,
    pub kind_own: &'static str,
    pub kind_acting: &'static str,
    pub from: &'static str,
    pub until: &'static str,
    pub until_hint: &'static str,
    pub to_hint: &'static str,
    pub change: &'static str,
    pub changed: &'static str,
    pub close: &'static str,
    pub close_on: &'static str,
    pub close_hint: &'static str,
    pub was_closed: &'static str,
    pub reopen: &'static str,
    pub reopen_hint: &'static str,
    pub reopened: &'static str,
    pub created: &'static str,
    pub make_link: &'static str,
    pub make_link_hint: &'static str,
    pub no_link: &'static str,
    pub no_link_demo: &'static str,
    pub link_title: &'static str,
    pub link_text: &'static str,
    pub link: &'static str,
    pub set_password: &'static str,
    pub set_password_text: &'static str,
    pub link_gone: &'static str,
    pub password_refused: &'static str,
    pub no_history: &'static str,
    pub login_taken: &'static str,
    pub account_closed: &'static str,
    pub account_open: &'static str,
    pub last_administrator: &'static str,
    pub not_yours_to_give: &'static str,
    pub already_held: &'static str,
    pub not_held: &'static str,
    pub always: &'static str,
    pub days_from: &'static str,
    pub days_until: &'static str,
    pub event_created: &'static str,
    pub event_changed: &'static str,
    pub event_closed: &'static str,
    pub event_reopened: &'static str,
    pub event_link: &'static str,
    pub event_granted: &'static str,
    pub event_acting: &'static str,
    pub event_revoked: &'static str,
}

impl PeopleMessages {
    /// A state of accounts, as the filter offers it.
    pub fn state_of(&self, state: PersonState) -> &'static str {
        match state {
            PersonState::Open => self.open,
            PersonState::Idle => self.idle,
            PersonState::Closed => self.closed,
        }
    }

    /// From which day on and up to which a position is held.
    pub fn days(&self, from: Option<NaiveDate>, to: Option<NaiveDate>) -> String {
        let from = from.map(|day| fill(self.days_from, &[("from", &format::day(day))]));
        let to = match to {
            Some(day) => fill(self.days_until, &[("to", &format::day(day))]),
            None => self.always.to_owned(),
        };
        from.into_iter().chain([to]).collect::<Vec<_>>().join(", ")
    }

    /// The label of a field of these forms, as the summary of errors names it.
    pub fn field(&self, name: &str) -> Option<&'static str> {
        Some(match name {
            "login" => self.login,
            "full_name" => self.full_name,
            "email" => self.email,
            "language" => self.language,
            "position" => self.position,
            "is_acting" => self.kind,
            "on" => self.until,
            _ => return None,
        })
    }

    /// Why a step was refused, and what to do; none for refusals of other features.
    pub fn refusal(&self, refusal: &Refusal) -> Option<&'static str> {
        self.refusal_code(refusal.code())
    }

    /// The same by the code in an address.
    pub fn refusal_code(&self, code: &str) -> Option<&'static str> {
        Some(match code {
            "login_taken" => self.login_taken,
            "account_closed" => self.account_closed,
            "account_open" => self.account_open,
            "last_administrator" => self.last_administrator,
            "not_yours_to_give" => self.not_yours_to_give,
            "already_held" => self.already_held,
            "not_held" => self.not_held,
            _ => return None,
        })
    }
}

/// The words of a language.
pub fn messages(language: Language) -> &'static PeopleMessages {
    match language {
        Language::Vi => &VI,
        Language::En => &EN,
    }
}

/// Vietnamese.
static VI: PeopleMessages = PeopleMessages {
    title: "Người dùng",
    lead: "Tài khoản của tỉnh: ai giữ chức vụ nào, từ ngày nào, đến ngày nào. Không xóa tài khoản, chỉ đóng.",
    new: "Thêm tài khoản",
    new_lead: "Tài khoản mới chưa có mật khẩu và chưa giữ chức vụ nào. Sau khi tạo, hãy giao chức vụ và gửi liên kết đặt mật khẩu.",
    create: "Tạo tài khoản",
    person: "Họ và tên",
    full_name: "Họ và tên",
    login: "Tên đăng nhập",
    login_hint: "Từ 3 đến 64 ký tự: chữ thường không dấu, số, dấu chấm, gạch nối, gạch dưới. Không đổi được về sau.",
    email: "Thư điện tử",
    email_hint: "Có thể để trống. Người dùng tự chọn nhận thư nào ở trang Tài khoản.",
    language: "Ngôn ngữ hiển thị",
    positions: "Chức vụ",
    position: "Chức vụ",
    state: "Tình trạng",
    last_seen: "Dùng lần cuối",
    find: "Tên hoặc tên đăng nhập",
    agency: "Cơ quan, đơn vị",
    any_agency: "Mọi cơ quan",
    any_state: "Mọi tình trạng",
    filter: "Lọc người dùng",
    drop_filters: "Bỏ lọc",
    rows_here: "{n} người trên trang này",
    none_title: "Chưa có tài khoản nào",
    none_text: "Thêm tài khoản đầu tiên của tỉnh.",
    no_match_title: "Không có ai khớp",
    no_match_text: "Thử một phần của tên, hoặc bỏ lọc.",
    open: "Đang dùng",
    idle: "Chưa giữ chức vụ",
    closed: "Đã đóng",
    closes: "Đóng từ {day}",
    acting: "thay mặt",
    sessions: "Phiên đang mở",
    password: "Mật khẩu",
    password_set: "Đã đặt",
    password_none: "Chưa đặt: gửi liên kết đặt mật khẩu",
    holds_nothing: "Người này chưa giữ chức vụ nào nên chưa đăng nhập được. Hãy giao một chức vụ.",
    grant: "Giao chức vụ",
    granted: "Đã giao chức vụ.",
    revoke: "Thôi chức vụ",
    revoked: "Đã ghi ngày thôi chức vụ.",
    show_positions: "Xem chức vụ",
    choose_position: "Chọn chức vụ",
    nothing_offered: "Cơ quan này không có chức vụ nào anh/chị được giao.",
    not_to_oneself: "Không ai tự giao chức vụ cho mình. Hãy nhờ quản trị viên khác.",
    kind: "Hình thức",
    kind_own: "Giữ chức vụ",
    kind_acting: "Thay mặt người giữ chức vụ, có thời hạn",
    from: "Từ ngày",
    until: "Đến trước ngày",
    until_hint: "Từ ngày này không còn hiệu lực. Chọn hôm nay để có hiệu lực ngay.",
    to_hint: "Bắt buộc khi thay mặt. Để trống nếu không thời hạn.",
    change: "Sửa thông tin",
    changed: "Đã lưu thông tin.",
    close: "Đóng tài khoản",
    close_on: "Đóng từ ngày",
    close_hint: "Phiên đăng nhập và mọi chức vụ kết thúc từ ngày này. Không có gì bị xóa.",
    was_closed: "Đã ghi ngày đóng tài khoản.",
    reopen: "Mở lại tài khoản",
    reopen_hint: "Chức vụ cũ không tự trở lại: giao lại sau khi mở.",
    reopened: "Đã mở lại tài khoản.",
    created: "Đã tạo tài khoản. Hãy giao chức vụ và gửi liên kết đặt mật khẩu.",
    make_link: "Tạo liên kết đặt mật khẩu",
    make_link_hint: "Liên kết dùng một lần, trong ba ngày; liên kết trước hết hiệu lực. Mật khẩu hiện tại vẫn dùng được cho đến khi đặt mới.",
    no_link: "Người này giữ chức vụ ngoài quyền của anh/chị nên anh/chị không tạo được liên kết đặt mật khẩu.",
    no_link_demo: "Tài khoản mẫu dùng mật khẩu chung, không đổi được.",
    link_title: "Liên kết đặt mật khẩu",
    link_text: "Chỉ hiện một lần. Gửi cho đúng người, qua kênh an toàn.",
    link: "Liên kết",
    set_password: "Đặt mật khẩu",
    set_password_text: "Liên kết này dùng một lần. Sau khi đặt, anh/chị đăng nhập bằng mật khẩu mới.",
    link_gone: "Liên kết đã dùng, hết hạn hoặc không đúng. Hãy xin quản trị viên liên kết mới.",
    password_refused: "Mật khẩu chưa được chấp nhận: ít nhất 12 ký tự, khác tên đăng nhập, hai lần nhập phải giống nhau.",
    no_history: "Chưa có thay đổi nào được ghi cho tài khoản này.",
    login_taken: "Tên đăng nhập đã có người dùng. Hãy chọn tên khác.",
    account_closed: "Tài khoản đã đóng hoặc đã có ngày đóng. Hãy mở lại trước.",
    account_open: "Tài khoản đang mở.",
    last_administrator: "Đây là quản trị viên cuối cùng của tỉnh. Hãy giao quyền quản trị không thời hạn cho người khác trước.",
    not_yours_to_give: "Việc này vượt quyền của anh/chị: không ai giao điều mình không có, hay tự giao cho mình.",
    already_held: "Người này đã giữ chức vụ đó trong thời gian ấy.",
    not_held: "Người này không giữ, hoặc không còn giữ, chức vụ đó.",
    always: "không thời hạn",
    days_from: "từ {from}",
    days_until: "trước {to}",
    event_created: "tạo tài khoản",
    event_changed: "sửa thông tin tài khoản",
    event_closed: "đóng tài khoản từ {day}",
    event_reopened: "mở lại tài khoản",
    event_link: "tạo liên kết đặt mật khẩu",
    event_granted: "giao chức vụ, {days}",
    event_acting: "giao quyền thay mặt, {days}",
    event_revoked: "cho thôi chức vụ từ {day}",
};

/// English.
static EN: PeopleMessages = PeopleMessages {
    title: "People",
    lead: "The accounts of the province: who holds which position, and when. Accounts are closed, never deleted.",
    new: "New account",
    new_lead: "A new account has no password and no position yet. Then give it a position and send the link that sets its password.",
    create: "Create the account",
    person: "Name",
    full_name: "Full name",
    login: "Name for signing in",
    login_hint: "3 to 64 of a–z, 0–9, dot, hyphen, underscore. It cannot be changed later.",
    email: "E-mail",
    email_hint: "May stay empty. What is sent is the person's own choice, on the account page.",
    language: "Language",
    positions: "Positions",
    position: "Position",
    state: "State",
    last_seen: "Last used",
    find: "Name, or name for signing in",
    agency: "Agency",
    any_agency: "Any agency",
    any_state: "Any state",
    filter: "Filter people",
    drop_filters: "Drop the filter",
    rows_here: "{n} people on this page",
    none_title: "No account yet",
    none_text: "Make the first account of the province.",
    no_match_title: "Nobody matches",
    no_match_text: "Try a part of the name, or drop the filter.",
    open: "Open",
    idle: "No position",
    closed: "Closed",
    closes: "Closes on {day}",
    acting: "acting",
    sessions: "Open sessions",
    password: "Password",
    password_set: "Set",
    password_none: "Not set: send the link that sets it",
    holds_nothing: "This person holds no position, so cannot sign in. Give one.",
    grant: "Give a position",
    granted: "The position is given.",
    revoke: "Take away",
    revoked: "The end of the position is set.",
    show_positions: "Show positions",
    choose_position: "Choose a position",
    nothing_offered: "This agency has no position that you may give.",
    not_to_oneself: "Nobody gives himself a position. Ask another administrator.",
    kind: "Kind",
    kind_own: "In one's own name",
    kind_acting: "Acting for who holds it, for a time",
    from: "From",
    until: "Up to, not on",
    until_hint: "From this day on it no longer counts. Choose today for at once.",
    to_hint: "Needed when acting. Leave it empty for no end.",
    change: "Change",
    changed: "Saved.",
    close: "Close the account",
    close_on: "Closed from",
    close_hint: "Sessions and all positions end on that day. Nothing is deleted.",
    was_closed: "The account is closed as of that day.",
    reopen: "Open again",
    reopen_hint: "Positions do not come back by themselves: give them again afterwards.",
    reopened: "The account is open again.",
    created: "The account is made. Give it a position and send the link for its password.",
    make_link: "Make a link for the password",
    make_link_hint: "It works once, for three days; an earlier link no longer counts. The present password works until a new one is set.",
    no_link: "This person holds a position beyond your reach, so you cannot make a link for the password.",
    no_link_demo: "Accounts of the demonstration share a password that cannot be changed.",
    link_title: "Link for the password",
    link_text: "It is shown this once. Hand it to its owner on a safe way.",
    link: "Link",
    set_password: "Set the password",
    set_password_text: "This link works once. Then sign in with the new password.",
    link_gone: "The link was used, has expired or is wrong. Ask the administrator for a new one.",
    password_refused: "The password was not taken: at least 12 characters, not the name for signing in, twice the same.",
    no_history: "No change of this account is on record yet.",
    login_taken: "The name for signing in is taken. Choose another.",
    account_closed: "The account is closed, or its closing is set. Open it again first.",
    account_open: "The account is open.",
    last_administrator: "This is the last administrator of the province. Give somebody else that position without an end first.",
    not_yours_to_give: "That is beyond your reach: nobody gives what he does not hold, or to himself.",
    already_held: "The person holds that position in that time already.",
    not_held: "The person does not hold that position, or no longer.",
    always: "without an end",
    days_from: "from {from}",
    days_until: "before {to}",
    event_created: "made the account",
    event_changed: "changed the account",
    event_closed: "closed the account as of {day}",
    event_reopened: "opened the account again",
    event_link: "made a link for the password",
    event_granted: "gave a position, {days}",
    event_acting: "let the person act in a position, {days}",
    event_revoked: "took a position away as of {day}",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_of_these_steps_has_its_sentence() {
        for refusal in [
            Refusal::LoginTaken,
            Refusal::AccountClosed,
            Refusal::AccountOpen,
            Refusal::LastAdministrator,
            Refusal::NotYoursToGive,
            Refusal::AlreadyHeld,
            Refusal::NotHeld,
        ] {
            for &language in Language::ALL {
                assert!(
                    messages(language).refusal(&refusal).is_some(),
                    "{refusal:?}"
                );
            }
        }
    }
}
