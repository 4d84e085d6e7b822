//! `kill -9` in the middle of work, again and again: what was acknowledged is there, once, and provably.
//!
//! The real program on a SQLite file. Several clients send commands without pause; after a random moment the
//! process is killed. The next one is asked for every envelope that was acknowledged, then gets the ones that
//! were under way once more, as a browser would send them.
//!
//! **Invariant:** no round forgives another: tasks and sessions live through all of them, and at the end the
//! log holds every note of every round exactly once.
//!
//! `LACHAN_TEST_KILL_ROUNDS` sets the number of rounds, `LACHAN_TEST_KILL_SEED` the moments.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a test with real processes waits in real time, reads its own settings and tells its figures"
)]
#![cfg(unix)]

mod client;

use client::{Client, form, request, sign_in};
use domain::command::{Command as Act, Envelope};
use domain::directive::{DirectiveCommand, Draft, Header};
use domain::document::{DocumentKind, Urgency};
use domain::id::{DirectiveId, DraftId, EnvelopeId, TaskId};
use domain::log::{Subject, SubjectKind};
use domain::task::{Officer, TaskCommand};
use domain::view::TaskFilter;
use server::config::Given;
use service::account::DEMO_PASSWORD;
use service::{Ctx, System};
use std::collections::BTreeMap;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Clients at work: all but the last note progress and evidence, the last one completes and reopens.
const PEOPLE: usize = 4;
/// Tasks of each of them: many, so that a task does not grow with every command of all rounds.
const TASKS_EACH: usize = 20;
/// Longest time for which a server may work before it is killed, in milliseconds.
const LONGEST_LIFE: u64 = 120;
/// Rounds after which log and counters are proved.
const PROOF_EVERY: usize = 20;

#[test]
fn nothing_acknowledged_is_lost_when_the_server_is_killed() {
    let rounds = setting("LACHAN_TEST_KILL_ROUNDS").unwrap_or(200);
    let mut dice = Dice(u64::try_from(setting("LACHAN_TEST_KILL_SEED").unwrap_or(1)).unwrap_or(1));
    let folder = tempfile::tempdir().expect("a folder");
    let house = House::new(folder.path());
    let tasks = house.make_demo();
    let server = house.start();
    let officer = sign_in(server.at, "yte", DEMO_PASSWORD).expect("signed in");
    let coordinator = sign_in(server.at, "dieuphoi", DEMO_PASSWORD).expect("signed in");
    let mut people = people(&tasks, &officer, &coordinator, &mut dice);
    let mut server = Some(server);
    let (mut acknowledged, mut under_way, mut done_untold) = (Vec::new(), 0, 0);
    for round in 1..=rounds {
        let running = server.take().expect("a server");
        let life = Duration::from_millis(dice.below(LONGEST_LIFE));
        let at = running.at;
        let told: Vec<Said> = std::thread::scope(|scope| {
            let working: Vec<_> = people
                .iter_mut()
                .map(|person| scope.spawn(move || person.work(at)))
                .collect();
            std::thread::sleep(life);
            running.kill();
            let told = working
                .into_iter()
                .map(|work| work.join().expect("a client"));
            told.flatten().collect()
        });
        if round % PROOF_EVERY == 0 {
            house.prove();
        }
        let next = house.start();
        let mut connection = Client::connect(next.at).expect("a connection");
        for said in &told {
            let receipt = said.again(&mut connection);
            assert!(receipt.repeated, "round {round}: lost {said:?}");
            assert_eq!(receipt.version, said.version, "round {round}: {said:?}");
        }
        acknowledged.extend(told);
        for person in &mut people {
            if let Some((said, repeated)) = person.send_again(&mut connection) {
                under_way += 1;
                done_untold += u32::from(repeated);
                acknowledged.push(said);
            }
        }
        server = Some(next);
    }
    drop(server);
    house.prove();
    house.every_note_is_there_once(&acknowledged);
    assert!(acknowledged.len() > rounds, "hardly anything was written");
    assert!(under_way > 0, "no kill met a command under way");
    let acknowledged = acknowledged.len();
    eprintln!(
        "{rounds} kills: {acknowledged} acknowledged commands, all there; {under_way} were under way, \
         of which {done_untold} had been done and only the answer was lost"
    );
}

fn setting(name: &str) -> Option<usize> {
    std::env::var(name).ok().map(|text| {
        let number = text.parse();
        number.unwrap_or_else(|_| panic!("{name} must be a number"))
    })
}

/// SplitMix64: the same moments and envelopes for the same seed.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn id(&mut self) -> uuid::Uuid {
        uuid::Uuid::from_u64_pair(self.next(), self.next())
    }
}

/// The program and its database.
struct House {
    url: String,
    stderr: std::path::PathBuf,
}

/// A server that answers.
struct Running {
    child: Child,
    at: SocketAddr,
}

impl Running {
    /// SIGKILL: nothing of the process runs any more.
    fn kill(mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("waited for");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Also where the test fails in between; a child that has ended cannot be killed again.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl House {
    fn new(folder: &Path) -> Self {
        Self {
            url: format!("sqlite:{}", folder.join("kill.db").display()),
            stderr: folder.join("stderr.txt"),
        }
    }

    fn lachan(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lachan"));
        command
            .args(arguments)
            .args(["--database-url", &self.url, "--log", "error"])
            .stdin(Stdio::null());
        command
    }

    /// Runs a command that must succeed; gives what it printed.
    fn run(&self, arguments: &[&str]) -> String {
        let Output {
            status,
            stdout,
            stderr,
        } = self.lachan(arguments).output().expect("started");
        let (printed, complained) = (
            String::from_utf8_lossy(&stdout),
            String::from_utf8_lossy(&stderr),
        );
        assert!(
            status.success(),
            "lachan {arguments:?}: {printed}{complained}"
        );
        printed.into_owned()
    }

    /// The log verifies and the counters equal a full count.
    fn prove(&self) {
        self.run(&["verify-log"]);
        let rebuilt = self.run(&["rebuild"]);
        assert!(rebuilt.contains(" 0 counters were wrong"), "{rebuilt}");
    }

    /// Demo people, and one directive whose tasks the Health Service has begun.
    fn make_demo(&self) -> Vec<TaskId> {
        self.run(&["demo", "--bare"]);
        self.inside(async |system| issue(&system).await)
    }

    /// Opens the database in this process, while no server has it.
    fn inside<T>(&self, work: impl AsyncFnOnce(Arc<System>) -> T) -> T {
        let given = Given {
            database_url: Some(self.url.clone()),
            ..Given::default()
        };
        let config = given.resolve().expect("a configuration");
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(async {
            let system = Arc::new(server::serve::system(&config).await.expect("a system"));
            let done = work(Arc::clone(&system)).await;
            system.db.close().await;
            done
        })
    }

    /// Every note that was acknowledged stands in the log of its task, once. That the task is what its log
    /// leads to is proved by [`House::prove`].
    fn every_note_is_there_once(&self, acknowledged: &[Said]) {
        let mut by_task: BTreeMap<TaskId, Vec<&Said>> = BTreeMap::new();
        for said in acknowledged {
            by_task.entry(said.task).or_default().push(said);
        }
        self.inside(async |system| {
            let mut tx = system.db.read().await.expect("a connection");
            for (task, said) in by_task {
                let subject = Subject {
                    kind: SubjectKind::Task,
                    id: task.0,
                };
                let log = store::log::of_subject(&mut tx, subject, 0).await;
                let log = log.expect("a log");
                for said in said {
                    let found = log
                        .iter()
                        .filter(|entry| entry.payload.contains(&said.note));
                    assert_eq!(found.count(), 1, "{said:?}");
                }
            }
        });
    }

    /// Starts the server and waits until it answers.
    fn start(&self) -> Running {
        let free = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let at = free.local_addr().expect("its address");
        drop(free);
        let stderr = std::fs::File::options()
            .create(true)
            .append(true)
            .open(&self.stderr)
            .expect("a file");
        let child = self
            .lachan(&["serve", "--listen", &at.to_string()])
            .stdout(Stdio::null())
            .stderr(stderr)
            .spawn()
            .expect("started");
        let mut running = Running { child, at };
        let begun = Instant::now();
        while !is_ready(at) {
            let ended = running.child.try_wait().expect("asked");
            if ended.is_some() || begun.elapsed() > Duration::from_secs(60) {
                let complained = std::fs::read_to_string(&self.stderr).unwrap_or_default();
                panic!("the server does not answer ({ended:?}): {complained}");
            }
            std::thread::sleep(Duration::from_millis(3));
        }
        running
    }
}

fn is_ready(at: SocketAddr) -> bool {
    let answer = Client::connect(at)
        .and_then(|mut connection| connection.send(&request("GET", "/readyz", &[], None)));
    answer.is_ok_and(|answer| answer.status == 200)
}

async fn ctx(system: &Arc<System>, login: &str) -> Ctx {
    let session = service::session::sign_in(system, login, DEMO_PASSWORD, "").await;
    let token = session.expect("signed in").token;
    let resumed = service::session::resume(system, &token).await;
    resumed.expect("asked").expect("a session")
}

/// Registers and issues a directive, then acknowledges and starts its tasks.
async fn issue(system: &Arc<System>) -> Vec<TaskId> {
    let coordinator = ctx(system, "dieuphoi").await;
    let officer = ctx(system, "yte").await;
    let directory = system.directory().await.expect("the agencies");
    let health = directory.by_code("na.health").expect("an agency").id;
    let header = Header {
        number: "1041".to_owned(),
        symbol: "UBND-NC".to_owned(),
        kind: DocumentKind::OfficialDispatch,
        issued_on: system.today(),
        issuer: coordinator.actor.agency,
        subject: "Xã biên giới sạch về ma túy".to_owned(),
        urgency: Urgency::Normal,
        recipients: Vec::new(),
    };
    let draft = |number: usize| Draft {
        id: DraftId(system.id()),
        title: format!("Cung cấp bộ xét nghiệm, đợt {number}"),
        deliverable: Some("Báo cáo cấp phát".to_owned()),
        effect_expected: Some("Đủ bộ xét nghiệm cho 27 xã".to_owned()),
        responsible: Some("Giám đốc Sở Y tế".to_owned()),
        leads: vec![health],
        lead_text: String::new(),
        coordinating: Vec::new(),
        due: system.today().checked_add_days(chrono::Days::new(30)),
        milestones: Vec::new(),
        area: None,
        span: None,
        confidence: None,
    };
    let drafts: Vec<Draft> = (1..=PEOPLE * TASKS_EACH).map(draft).collect();
    let directive = DirectiveId(system.id());
    let act = async |ctx: &Ctx, base_version, command| {
        let envelope = Envelope {
            id: EnvelopeId(system.id()),
            base_version,
            made_at: system.now(),
            command,
        };
        let receipt = service::command::submit(ctx, envelope).await;
        receipt.expect("accepted").version
    };
    let register = Act::Directive {
        id: directive,
        command: DirectiveCommand::Register {
            header: header.clone(),
            text: "1. Sở Y tế chủ trì cung cấp bộ xét nghiệm.".to_owned(),
            unclassified: true,
            drafts: drafts.clone(),
        },
    };
    let version = act(&coordinator, None, register).await;
    let issue = Act::Directive {
        id: directive,
        command: DirectiveCommand::Issue { header, drafts },
    };
    act(&coordinator, Some(version), issue).await;
    let mut tasks = Vec::new();
    let mut filter = TaskFilter::default();
    loop {
        let page = service::task::list(&officer, &filter).await;
        let page = page.expect("a page");
        tasks.extend(page.lines.iter().map(|line| line.id));
        filter.after = page.next;
        if filter.after.is_none() {
            break;
        }
    }
    for id in &tasks {
        let step = |command| Act::Task { id: *id, command };
        let version = act(&officer, Some(2), step(TaskCommand::Acknowledge)).await;
        let officer_in_charge = Officer {
            position: None,
            name: "Trần Thị Bình".to_owned(),
        };
        let start = TaskCommand::Start {
            officer: officer_in_charge,
        };
        act(&officer, Some(version), step(start)).await;
    }
    tasks
}

/// A command that was sent, with the version of its task that the server answered.
#[derive(Debug)]
struct Said {
    cookie: String,
    fields: Vec<(&'static str, String)>,
    task: TaskId,
    /// A text of its own, which only this command brings into the task.
    note: String,
    version: i64,
}

#[derive(serde::Deserialize)]
struct Receipt {
    version: i64,
    repeated: bool,
}

impl Said {
    fn bytes(&self) -> Vec<u8> {
        let fields: Vec<(&str, &str)> = self
            .fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        form("/command", &self.cookie, &fields)
    }

    /// Sends the same envelope to a server that has started again.
    fn again(&self, connection: &mut Client) -> Receipt {
        let answer = connection.send(&self.bytes()).expect("an answer");
        assert_eq!(answer.status, 200, "{self:?}: {}", answer.text());
        serde_json::from_slice(&answer.body).expect("a receipt")
    }
}

/// What a person goes through with the tasks, again and again.
#[derive(Clone, Copy)]
enum Habit {
    /// Reports and evidence, as the lead.
    Note,
    /// The lead submits, the coordinator confirms and reopens: the counters move.
    Complete,
}

/// A person who works without pause, on tasks of his own: only he knows their versions.
struct Person {
    habit: Habit,
    officer: String,
    coordinator: String,
    tasks: Vec<(TaskId, i64)>,
    steps: usize,
    dice: Dice,
    under_way: Option<Said>,
}

fn people(tasks: &[TaskId], officer: &str, coordinator: &str, dice: &mut Dice) -> Vec<Person> {
    // Drafted, issued, acknowledged, started.
    const STARTED: i64 = 4;
    assert_eq!(tasks.len(), PEOPLE * TASKS_EACH);
    (1..)
        .zip(tasks.chunks(TASKS_EACH))
        .map(|(number, own)| Person {
            habit: if number < PEOPLE {
                Habit::Note
            } else {
                Habit::Complete
            },
            officer: officer.to_owned(),
            coordinator: coordinator.to_owned(),
            tasks: own.iter().map(|id| (*id, STARTED)).collect(),
            steps: 0,
            dice: Dice(dice.next()),
            under_way: None,
        })
        .collect()
}

impl Person {
    /// The next command: three on one task, then the next task.
    fn next(&mut self) -> Said {
        let (task, version) = self.tasks[self.steps / 3 % self.tasks.len()];
        let (envelope, step) = (self.dice.id(), self.steps);
        let note = format!("ghi nhận {envelope}");
        let (cookie, act): (&str, Vec<(&'static str, String)>) = match (self.habit, step % 3) {
            (Habit::Note, 0) => (
                &self.officer,
                vec![
                    ("act", "report".to_owned()),
                    ("percent", (step % 100).to_string()),
                    ("note", note.clone()),
                ],
            ),
            (Habit::Note, _) => (
                &self.officer,
                vec![("act", "add_evidence".to_owned()), ("note", note.clone())],
            ),
            (Habit::Complete, 0) => (
                &self.officer,
                vec![
                    ("act", "submit".to_owned()),
                    ("result", note.clone()),
                    ("effect", "Đủ cho 27 xã".to_owned()),
                    ("evidence", "Biên bản giao nhận".to_owned()),
                ],
            ),
            (Habit::Complete, 1) => (
                &self.coordinator,
                vec![
                    ("act", "confirm".to_owned()),
                    ("rating", "good".to_owned()),
                    ("note", note.clone()),
                ],
            ),
            (Habit::Complete, _) => (
                &self.coordinator,
                vec![("act", "reopen".to_owned()), ("reason", note.clone())],
            ),
        };
        let mut fields = vec![
            ("envelope", envelope.to_string()),
            ("subject", "task".to_owned()),
            ("id", task.to_string()),
            ("base_version", version.to_string()),
        ];
        fields.extend(act);
        Said {
            cookie: cookie.to_owned(),
            fields,
            task,
            note,
            version,
        }
    }

    fn done(&mut self, task: TaskId, version: i64) {
        self.steps += 1;
        for (own, known) in &mut self.tasks {
            if *own == task {
                *known = version;
            }
        }
    }

    /// Sends one command after the other until the server is gone; gives those that were acknowledged.
    fn work(&mut self, at: SocketAddr) -> Vec<Said> {
        let mut told = Vec::new();
        let Ok(mut connection) = Client::connect(at) else {
            return told;
        };
        loop {
            let mut said = self.next();
            let Ok(answer) = connection.send(&said.bytes()) else {
                self.under_way = Some(said);
                return told;
            };
            assert_eq!(answer.status, 200, "{said:?}: {}", answer.text());
            let receipt: Receipt = serde_json::from_slice(&answer.body).expect("a receipt");
            assert!(!receipt.repeated, "a new envelope: {said:?}");
            said.version = receipt.version;
            self.done(said.task, receipt.version);
            told.push(said);
        }
    }

    /// Sends once more what had no answer; tells whether it had been done.
    fn send_again(&mut self, connection: &mut Client) -> Option<(Said, bool)> {
        let mut said = self.under_way.take()?;
        let receipt = said.again(connection);
        said.version = receipt.version;
        self.done(said.task, receipt.version);
        Some((said, receipt.repeated))
    }
}
