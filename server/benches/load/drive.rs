//! Driving a server over kept connections, one thread each, and what that took.
//!
//! **Invariant:** an answer with another status than the expected one ends the run: a fast error is no result.

use crate::client::{Answer, Client, form, request};
use crate::data::Failure;
use crate::dice::Dice;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// What one connection asks for, again and again.
pub enum Work {
    /// Ready-made requests in turn.
    Fixed { requests: Vec<Vec<u8>>, next: usize },
    /// Acts on some tasks in turn, each on the version that the last answer told.
    Acts {
        cookie: String,
        acts: &'static [Act],
        tasks: Arc<Vec<Mutex<Subject>>>,
        /// Places of the tasks that this connection alone changes.
        own: Vec<usize>,
        next: usize,
        envelopes: Dice,
    },
}

/// The fields of an act.
pub type Act = &'static [(&'static str, &'static str)];

/// A task that is changed, from one measurement to the next.
pub struct Subject {
    pub id: String,
    pub version: i64,
    /// Acts so far: the next one follows from it.
    pub done: usize,
}

impl Work {
    /// Reading some addresses in turn.
    pub fn reading(cookie: &str, paths: &[String]) -> Self {
        let headers = [("cookie", cookie)];
        let bytes = |path: &String| request("GET", path, &headers, None);
        Self::Fixed {
            requests: paths.iter().map(bytes).collect(),
            next: 0,
        }
    }

    /// Posting to some addresses in turn.
    pub fn posting(paths: &[String], headers: &[(&str, &str)], body: (&str, &str)) -> Self {
        let bytes = |path: &String| request("POST", path, headers, Some(body));
        Self::Fixed {
            requests: paths.iter().map(bytes).collect(),
            next: 0,
        }
    }

    fn request(&mut self) -> Vec<u8> {
        match self {
            Self::Fixed { requests, next } => {
                *next += 1;
                requests[*next % requests.len()].clone()
            }
            Self::Acts {
                cookie,
                acts,
                tasks,
                own,
                next,
                envelopes,
            } => {
                *next += 1;
                let task = held(&tasks[own[*next % own.len()]]);
                let (envelope, version) = (envelopes.id().to_string(), task.version.to_string());
                let mut fields = vec![
                    ("envelope", envelope.as_str()),
                    ("subject", "task"),
                    ("id", &task.id),
                    ("base_version", &version),
                ];
                fields.extend_from_slice(acts[task.done % acts.len()]);
                form("/command", cookie, &fields)
            }
        }
    }

    fn hear(&mut self, answer: &Answer) -> Result<(), Failure> {
        if !(200..300).contains(&answer.status) {
            return Err(format!("{}: {}", answer.status, answer.text()).into());
        }
        if let Self::Acts {
            tasks, own, next, ..
        } = self
        {
            let receipt: Value = serde_json::from_slice(&answer.body)?;
            if receipt["repeated"] != false {
                return Err(format!("not done anew: {receipt}").into());
            }
            let mut task = held(&tasks[own[*next % own.len()]]);
            task.version = receipt["version"].as_i64().ok_or("no receipt")?;
            task.done += 1;
        }
        Ok(())
    }
}

fn held(task: &Mutex<Subject>) -> MutexGuard<'_, Subject> {
    task.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What was measured on one side.
#[derive(Default)]
pub struct Taken {
    /// Microseconds of each request.
    latencies: Vec<u32>,
    lasted: Duration,
    /// Processor time of this process meanwhile: the server's, and the client's small share.
    worked: Duration,
    /// Bytes of the last body.
    pub bytes: usize,
}

impl Taken {
    /// Lets every connection work for so long and adds what that took.
    pub fn add(
        &mut self,
        at: SocketAddr,
        works: &mut [Work],
        lasting: Duration,
    ) -> Result<(), Failure> {
        let worked = processor_time();
        let begun = Instant::now();
        let outcomes: Vec<Result<(Vec<u32>, usize), Failure>> = std::thread::scope(|scope| {
            let running: Vec<_> = works
                .iter_mut()
                .map(|work| scope.spawn(move || keep_asking(at, work, begun + lasting)))
                .collect();
            let ended = running.into_iter().map(|thread| match thread.join() {
                Ok(outcome) => outcome,
                Err(_) => Err("a connection panicked".into()),
            });
            ended.collect()
        });
        self.lasted += begun.elapsed();
        self.worked += processor_time().saturating_sub(worked);
        for outcome in outcomes {
            let (latencies, bytes) = outcome?;
            self.latencies.extend(latencies);
            self.bytes = bytes;
        }
        Ok(())
    }

    /// Answers per second.
    pub fn rate(&self) -> f64 {
        self.answers() / self.lasted.as_secs_f64()
    }

    /// Milliseconds of processor time for each answer: unlike the others, a figure that a busy machine hardly moves.
    /// 0 where the system does not tell.
    pub fn worked(&self) -> f64 {
        self.worked.as_secs_f64() * 1000.0 / self.answers()
    }

    fn answers(&self) -> f64 {
        f64::from(u32::try_from(self.latencies.len()).unwrap_or(u32::MAX))
    }

    /// The share of each answer in what was counted meanwhile.
    pub fn each(&self, counted: u64) -> f64 {
        f64::from(u32::try_from(counted).unwrap_or(u32::MAX)) / self.answers()
    }

    /// Milliseconds within which so many of a hundred were answered.
    pub fn percentile(&self, of_hundred: usize) -> f64 {
        let mut sorted = self.latencies.clone();
        sorted.sort_unstable();
        let place = (sorted.len() * of_hundred / 100).min(sorted.len().saturating_sub(1));
        sorted
            .get(place)
            .map_or(0.0, |micros| f64::from(*micros) / 1000.0)
    }

    pub fn json(&self) -> Value {
        json!({
            "requests_per_second": self.rate(),
            "p50_ms": self.percentile(50),
            "p99_ms": self.percentile(99),
            "processor_ms": self.worked(),
            "bytes": self.bytes,
        })
    }
}

fn keep_asking(
    at: SocketAddr,
    work: &mut Work,
    until: Instant,
) -> Result<(Vec<u32>, usize), Failure> {
    let mut connection = Client::connect(at)?;
    let mut latencies = Vec::new();
    let mut bytes = 0;
    while Instant::now() < until {
        let request = work.request();
        let begun = Instant::now();
        let answer = connection.send(&request)?;
        latencies.push(u32::try_from(begun.elapsed().as_micros())?);
        work.hear(&answer)?;
        bytes = answer.body.len();
    }
    Ok((latencies, bytes))
}

/// Processor time of this process so far, in all its threads; nothing where there is no `/proc`.
fn processor_time() -> Duration {
    let told = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name of the program, which may have blanks, ends with the last bracket; user and system time are the 14th and
    // 15th field, in hundredths of a second.
    let (_, fields) = told.rsplit_once(')').unwrap_or_default();
    let hundredths = fields.split_ascii_whitespace().skip(11).take(2);
    let hundredths: u64 = hundredths
        .filter_map(|field| field.parse::<u64>().ok())
        .sum();
    Duration::from_millis(hundredths * 10)
}
