//! Work of ten provinces: agencies, directives of about fifteen tasks, tasks in every state, with their logs.
//!
//! Sizes follow the field: some 1,700 tasks per province and year, so 100,000 tasks are about six years of all
//! ten provinces. What is written is what commands would have led to: `verify-log` finds no flaw and a rebuild
//! no difference, before the load and after it. Left out are the receipts of past commands.
//!
//! **Invariant:** the same number of tasks makes the same work, whatever the machine.

use crate::dice::Dice;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use domain::agency::Agency;
use domain::directive::{Clause, Directive, DirectiveEvent, Header};
use domain::document::{DocumentKind, Urgency};
use domain::id::{AgencyId, ClauseId, DirectiveId, EnvelopeId, PositionId, TaskId, UserId};
use domain::log::{Entry, Subject, SubjectKind};
use domain::position::Role;
use domain::reader::Span;
use domain::task::{Asked, Evidence, NewTask, Officer, Rating, Task, TaskEvent};
use domain::view::Language;
use serde::Serialize;
use service::System;
use service::ledger::Chain;
use store::Tx;
use store::account::{Account, Holding, Position};
use store::directive::Party;
use uuid::Uuid;

pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The province of the demo people, who sign in during the measurement.
pub const NGHE_AN: &str = "40";
const TASKS_PER_PROVINCE_AND_YEAR: usize = 1_700;
const AGENCIES_PER_PROVINCE: usize = 60;
const TASKS_PER_DIRECTIVE: u64 = 15;
/// Directives written in one transaction.
const DIRECTIVES_AT_ONCE: usize = 100;

const MEASURES: [(&str, &str); 12] = [
    (
        "Rà soát, thống kê người nghiện, người sử dụng trái phép chất ma túy trên địa bàn",
        "Danh sách có xác nhận của công an xã",
    ),
    (
        "Cung cấp bộ xét nghiệm nhanh cho các xã biên giới",
        "Báo cáo cấp phát theo từng xã",
    ),
    (
        "Tuần tra, kiểm soát đường mòn, lối mở trên tuyến biên giới",
        "Nhật ký tuần tra hằng tuần",
    ),
    (
        "Tuyên truyền phòng, chống ma túy tại các bản giáp biên",
        "Số buổi, số lượt người dự",
    ),
    (
        "Tổ chức cai nghiện tự nguyện tại gia đình và cộng đồng",
        "Hồ sơ quản lý từng trường hợp",
    ),
    (
        "Ký cam kết với các cơ sở kinh doanh có điều kiện",
        "Bản cam kết đã ký",
    ),
    (
        "Giao ban định kỳ với lực lượng chức năng nước bạn Lào",
        "Biên bản giao ban",
    ),
    (
        "Hỗ trợ sinh kế cho hộ có người hoàn thành cai nghiện",
        "Danh sách hộ được hỗ trợ",
    ),
    (
        "Kiểm tra công tác xây dựng xã biên giới sạch về ma túy",
        "Kết luận kiểm tra",
    ),
    (
        "Bố trí kinh phí bảo đảm nhiệm vụ phòng, chống ma túy",
        "Quyết định phân bổ",
    ),
    (
        "Củng cố tổ công tác phòng, chống ma túy cấp xã",
        "Quyết định kiện toàn",
    ),
    (
        "Lập hồ sơ đề nghị công nhận xã sạch về ma túy",
        "Hồ sơ theo bộ tiêu chí",
    ),
];

/// Who orders work in a province, and who can be given it.
struct Province {
    code: String,
    office: AgencyId,
    user: UserId,
    position: PositionId,
    agencies: Vec<AgencyId>,
    /// The health service leads one task in five: the officer who works during the measurement is its.
    health: AgencyId,
}

/// Fills a demonstration with so many tasks, up to its day of today.
pub async fn fill(system: &System, tasks: usize) -> Result<(), Failure> {
    let mut dice = Dice::new(1);
    let provinces = provinces(system, &mut dice).await?;
    let directory = system.directory().await?;
    let today = system.today();
    let days = tasks * 365 / (provinces.len() * TASKS_PER_PROVINCE_AND_YEAR);
    let days = u64::try_from(days.max(90))?;
    let mut made = 0;
    let mut number = 0;
    while made < tasks {
        let mut tx = system.db.write().await?;
        for _ in 0..DIRECTIVES_AT_ONCE {
            if made >= tasks {
                break;
            }
            let province = &provinces[number % provinces.len()];
            number += 1;
            let left = u64::try_from(tasks - made)?;
            let count = (TASKS_PER_DIRECTIVE - 5 + dice.below(11)).min(left);
            let issued_on = today - Days::new(1 + dice.below(days));
            let work = Work::new(&mut dice, province, number, issued_on, today, count)?;
            work.write(&mut tx, province, &directory).await?;
            made += work.tasks.len();
        }
        tx.commit().await?;
    }
    let mut tx = system.db.write().await?;
    let as_of = store::tally::as_of(&mut tx).await?;
    if as_of < today {
        store::tally::move_clock(&mut tx, as_of, today).await?;
    }
    tx.commit().await?;
    // What the tasks above never counted, in one go; the proof comes after the load.
    service::rebuild::rebuild(system).await?;
    Ok(())
}

/// What is wrong with the log or the counters; nothing where all is well.
pub async fn flaws(system: &System) -> Result<Vec<String>, Failure> {
    let mut found: Vec<String> = service::verify::verify_log(system)
        .await?
        .iter()
        .map(|flaw| format!("{flaw:?}"))
        .collect();
    let rebuilt = service::rebuild::rebuild(system).await?;
    found.extend(rebuilt.differences.iter().map(|wrong| format!("{wrong:?}")));
    Ok(found)
}

/// Gives the other provinces agencies like those of Nghệ An.
async fn provinces(system: &System, dice: &mut Dice) -> Result<Vec<Province>, Failure> {
    let today = system.today();
    let directory = system.directory().await?;
    let mut models: Vec<Agency> = directory.valid(NGHE_AN, today).cloned().collect();
    // The province's own first; a parent before those below it.
    models.sort_by_key(|agency| {
        let is_below = agency.level != domain::agency::Level::Province;
        (is_below, directory.ancestors(agency.id).len())
    });
    models.truncate(AGENCIES_PER_PROVINCE);
    let mut tx = system.db.write().await?;
    let mut provinces = Vec::new();
    let text = service::import::File::clone(&server::data::files().border_provinces).text;
    for line in text.lines().skip(1) {
        let mut cells = line.split(',');
        let (Some(code), Some(name_vi), Some(name_en)) = (cells.next(), cells.next(), cells.next())
        else {
            return Err("the list of provinces has another form".into());
        };
        let agencies = if code == NGHE_AN {
            models.clone()
        } else {
            let own = cloned(&models, code, (name_vi, name_en), dice);
            for agency in &own {
                store::agency::insert(&mut tx, agency).await?;
            }
            own
        };
        let of = |suffix: &str| {
            let found = agencies.iter().find(|agency| agency.code.ends_with(suffix));
            found.map(|agency| agency.id).ok_or(format!("no {suffix}"))
        };
        let (office, health) = (of(".office")?, of(".health")?);
        let (user, position) = coordinator(&mut tx, code, office, system.now(), dice).await?;
        provinces.push(Province {
            code: code.to_owned(),
            office,
            user,
            position,
            agencies: agencies
                .iter()
                .map(|agency| agency.id)
                .filter(|id| *id != office)
                .collect(),
            health,
        });
    }
    tx.commit().await?;
    system.directory.forget();
    Ok(provinces)
}

fn cloned(models: &[Agency], code: &str, name: (&str, &str), dice: &mut Dice) -> Vec<Agency> {
    let ids: Vec<AgencyId> = models.iter().map(|_| AgencyId(dice.id())).collect();
    let place = |id: AgencyId| models.iter().position(|model| model.id == id);
    let renamed = |text: &str| text.replace("Nghệ An", name.0).replace("Nghe An", name.1);
    models
        .iter()
        .zip(&ids)
        .map(|(model, id)| Agency {
            id: *id,
            code: model.code.replacen("na.", &format!("b{code}."), 1),
            name_vi: renamed(&model.name_vi),
            name_en: renamed(&model.name_en),
            province: code.to_owned(),
            area: None,
            parent: model.parent.and_then(place).map(|place| ids[place]),
            ..model.clone()
        })
        .collect()
}

/// An account without a password: it acts in the log and never signs in.
async fn coordinator(
    tx: &mut Tx,
    code: &str,
    agency: AgencyId,
    now: DateTime<Utc>,
    dice: &mut Dice,
) -> Result<(UserId, PositionId), Failure> {
    let account = Account {
        id: UserId(dice.id()),
        login: format!("bench.{code}"),
        full_name: "Nguyễn Văn Mẫu".to_owned(),
        password_hash: String::new(),
        language: Language::Vi,
        is_demo: false,
        created_at: now,
        closed_at: Some(now),
    };
    let position = Position {
        id: PositionId(dice.id()),
        agency,
        role: Role::Coordinator,
        title_vi: "Chuyên viên điều phối".to_owned(),
        title_en: "Coordinator".to_owned(),
        valid_from: None,
        valid_to: None,
    };
    store::account::insert(tx, &account).await?;
    store::account::insert_position(tx, &position).await?;
    let holding = Holding {
        id: dice.id(),
        account: account.id,
        position: position.id,
        acting_for: None,
        valid_from: None,
        valid_to: None,
    };
    store::account::insert_holding(tx, &holding).await?;
    Ok((account.id, position.id))
}

/// An event with its day and the agency that acted.
type Happened = (TaskEvent, NaiveDate, AgencyId);

/// One directive with its tasks and all their events.
struct Work {
    directive: Directive,
    ordered: Vec<DirectiveEvent>,
    tasks: Vec<(Task, Vec<Happened>)>,
    issued_on: NaiveDate,
    envelopes: Dice,
}

impl Work {
    fn new(
        dice: &mut Dice,
        province: &Province,
        number: usize,
        issued_on: NaiveDate,
        today: NaiveDate,
        count: u64,
    ) -> Result<Self, Failure> {
        let at = morning(issued_on);
        let id = DirectiveId(dice.id_at(at));
        let header = Header {
            number: number.to_string(),
            symbol: "UBND-NC".to_owned(),
            kind: DocumentKind::OfficialDispatch,
            issued_on,
            issuer: province.office,
            subject: "Về việc xây dựng xã biên giới sạch về ma túy".to_owned(),
            urgency: Urgency::Normal,
            recipients: Vec::new(),
        };
        let mut text =
            "Thực hiện kế hoạch xây dựng xã biên giới sạch về ma túy, Ủy ban nhân dân tỉnh \
             yêu cầu các sở, ngành, địa phương:\n"
                .to_owned();
        let (mut clauses, mut tasks) = (Vec::new(), Vec::new());
        for place in 1..=count {
            let (title, deliverable) = MEASURES[dice.pick(MEASURES.len())];
            let title = format!("{title}, đợt {}", 1 + dice.below(40));
            let start = text.len();
            text.push_str(&format!("{place}. {title}; sản phẩm: {deliverable}."));
            let clause = Clause {
                id: ClauseId(dice.id_at(at)),
                number: u32::try_from(place)?,
                title: title.clone(),
                span: Some(Span {
                    start,
                    end: text.len(),
                }),
            };
            text.push('\n');
            let lead = if dice.below(5) == 0 {
                province.health
            } else {
                province.agencies[dice.pick(province.agencies.len())]
            };
            let coordinating = (0..dice.below(3))
                .map(|_| Asked {
                    agency: province.agencies[dice.pick(province.agencies.len())],
                    product: deliverable.to_owned(),
                    due: None,
                })
                .collect();
            let new = NewTask {
                directive: Some(id),
                clause: Some(clause.id),
                province: province.code.clone(),
                issuer: province.office,
                lead,
                title,
                deliverable: Some(deliverable.to_owned()),
                effect_expected: Some("Giảm số xã, bản có tệ nạn ma túy".to_owned()),
                responsible: Some("Thủ trưởng cơ quan chủ trì".to_owned()),
                urgency: Urgency::Normal,
                area: None,
                due: (dice.below(20) > 0).then(|| issued_on + Days::new(15 + dice.below(165))),
                milestones: Vec::new(),
                coordinating,
            };
            let task = TaskId(dice.id_at(at));
            let events = life(dice, new, province.office, issued_on, today);
            let replayed = Task::replay(task, events.iter().map(|(event, _, _)| event));
            tasks.push((replayed.ok_or("a task without a beginning")?, events));
            clauses.push(clause);
        }
        let ordered = vec![
            DirectiveEvent::Registered {
                province: province.code.clone(),
                owner: province.office,
                header: header.clone(),
                text,
                drafts: Vec::new(),
            },
            DirectiveEvent::Issued { header, clauses },
        ];
        let directive = ordered
            .iter()
            .fold(None, |directive, event| {
                Directive::after(id, directive, event)
            })
            .ok_or("a directive without a beginning")?;
        Ok(Self {
            directive,
            ordered,
            tasks,
            issued_on,
            envelopes: Dice::new(dice.next()),
        })
    }

    async fn write(
        &self,
        tx: &mut Tx,
        province: &Province,
        directory: &service::directory::Directory,
    ) -> Result<(), Failure> {
        let mut envelopes = self.envelopes.clone();
        store::directive::insert(tx, &self.directive).await?;
        let mut rows = Vec::with_capacity(self.tasks.len());
        let mut parties = vec![party(self.directive.owner)];
        for (task, _) in &self.tasks {
            let superiors = directory.superiors_of(task);
            let take_part = |agency| agency == task.lead || task.contribution(agency).is_some();
            for agency in [task.lead]
                .into_iter()
                .chain(task.contributions.iter().map(|asked| asked.agency))
                .chain(superiors.iter().copied())
            {
                let place = parties.iter().position(|party| party.agency == agency);
                let place = place.unwrap_or_else(|| {
                    parties.push(party(agency));
                    parties.len() - 1
                });
                let party = &mut parties[place];
                party.is_lead |= agency == task.lead;
                party.is_coordinating |= task.contribution(agency).is_some();
                party.is_superior |= !take_part(agency);
            }
            rows.push((task.clone(), superiors));
        }
        store::task::insert(tx, &rows).await?;
        store::directive::add_parties(tx, self.directive.id, self.issued_on, &parties).await?;
        let dated: Vec<_> = self
            .ordered
            .iter()
            .map(|event| (event, self.issued_on, province.office))
            .collect();
        let subject = Subject {
            kind: SubjectKind::Directive,
            id: self.directive.id.0,
        };
        let mut entries = chained(subject, &dated, province, &mut envelopes)?;
        for (task, events) in &self.tasks {
            let dated: Vec<_> = events
                .iter()
                .map(|(event, day, agency)| (event, *day, *agency))
                .collect();
            let subject = Subject {
                kind: SubjectKind::Task,
                id: task.id.0,
            };
            entries.extend(chained(subject, &dated, province, &mut envelopes)?);
        }
        let first = store::log::take_places(tx, i64::try_from(entries.len())?).await?;
        for (seq, entry) in (first..).zip(&mut entries) {
            entry.seq = seq;
        }
        store::log::append(tx, &entries).await?;
        Ok(())
    }
}

fn party(agency: AgencyId) -> Party {
    Party {
        agency,
        is_lead: false,
        is_coordinating: false,
        is_superior: false,
    }
}

/// Nine in the morning in Vietnam.
fn morning(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(chrono::NaiveTime::MIN).and_utc() + TimeDelta::hours(2)
}

/// The entries of one subject; their places in the whole log are not known yet.
fn chained<E: Serialize>(
    subject: Subject,
    dated: &[(&E, NaiveDate, AgencyId)],
    province: &Province,
    envelopes: &mut Dice,
) -> Result<Vec<Entry>, Failure> {
    let events: Vec<&E> = dated.iter().map(|(event, _, _)| *event).collect();
    let chain = Chain::new(subject, (0, String::new()), &events)?;
    let mut entries: Vec<Entry> = Vec::with_capacity(dated.len());
    for ((verb, payload), (_, day, agency)) in chain.events.into_iter().zip(dated) {
        let at = morning(*day);
        let before = entries.last();
        let mut entry = Entry {
            seq: 0,
            subject,
            subject_seq: before.map_or(1, |entry| entry.subject_seq + 1),
            envelope: EnvelopeId(envelopes.id_at(at)),
            user: province.user,
            position: province.position,
            acting_for: None,
            agency: *agency,
            made_at: at,
            received_at: at,
            verb,
            payload,
            prev_hash: before.map_or_else(String::new, |entry| entry.hash.clone()),
            hash: String::new(),
        };
        entry.hash = entry.expected_hash();
        entries.push(entry);
    }
    Ok(entries)
}

/// What happened to a task up to today: most finished work was done in time, most of the rest is under way.
fn life(
    dice: &mut Dice,
    new: NewTask,
    office: AgencyId,
    issued_on: NaiveDate,
    today: NaiveDate,
) -> Vec<Happened> {
    let (lead, due) = (new.lead, new.due.unwrap_or(issued_on + Days::new(90)));
    let drafted = TaskEvent::Drafted { new: Box::new(new) };
    let issued = TaskEvent::Issued { on: issued_on };
    let mut events = vec![(drafted, issued_on, office), (issued, issued_on, office)];
    let late = Days::new(1 + dice.below(30));
    let finished_on = if dice.below(100) < 85 {
        due - Days::new(dice.below(10))
    } else {
        due + late
    };
    let is_finished = finished_on < today && dice.below(100) < 95;
    let chance = dice.below(100);
    // Of what is under way: 15 % only assigned, 15 % acknowledged.
    if !is_finished && chance < 15 {
        return events;
    }
    events.push((TaskEvent::Acknowledged, issued_on, lead));
    if !is_finished && chance < 30 {
        return events;
    }
    let officer = Officer {
        position: None,
        name: "Trần Thị Bình".to_owned(),
    };
    events.push((TaskEvent::Started { officer }, issued_on, lead));
    let reports = dice.below(3);
    for step in 1..=reports {
        let reported = TaskEvent::Reported {
            percent: u8::try_from(step * 30).unwrap_or(90),
            note: format!("Đã triển khai tại {} xã", 3 * step),
        };
        events.push((reported, (issued_on + Days::new(step)).min(today), lead));
    }
    if !is_finished {
        if chance > 92 {
            let on = today;
            let reason = "Chờ văn bản hướng dẫn của bộ".to_owned();
            events.push((TaskEvent::Suspended { on, reason }, on, office));
        } else if chance > 84 {
            events.push((submitted(lead, today), today, lead));
        }
        return events;
    }
    events.push((submitted(lead, finished_on), finished_on, lead));
    let confirmed = TaskEvent::Confirmed {
        on: finished_on,
        rating: Rating::Good,
        note: None,
    };
    events.push((confirmed, finished_on, office));
    events
}

fn submitted(lead: AgencyId, on: NaiveDate) -> TaskEvent {
    let evidence = Evidence {
        agency: lead,
        on,
        note: "Báo cáo số 12/BC kèm danh sách".to_owned(),
    };
    TaskEvent::Submitted {
        result: "Hoàn thành theo kế hoạch".to_owned(),
        effect: "Không phát sinh điểm phức tạp mới".to_owned(),
        evidence,
    }
}

/// An id of version 7 with that time, from the dice.
impl Dice {
    fn id_at(&mut self, at: DateTime<Utc>) -> Uuid {
        let mut random = [0; 10];
        random[..8].copy_from_slice(&self.next().to_be_bytes());
        random[8..].copy_from_slice(&self.next().to_be_bytes()[..2]);
        let millis = u64::try_from(at.timestamp_millis()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }

    fn pick(&mut self, length: usize) -> usize {
        let length = u64::try_from(length).unwrap_or(1);
        usize::try_from(self.below(length)).unwrap_or(0)
    }
}
