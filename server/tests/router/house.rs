//! A house of the tests: the router on a database with the demo people, at a clock that stands.

use axum::Router;
use axum::body::Body;
use axum::http::header::{ACCEPT, CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, Request};
use chrono::{NaiveDate, TimeDelta};
use server::asset::Site;
use server::config::{Config, Given};
use server::router::Host;
use service::ctx::{Chance, Clock};
use service::{System, import};
use std::sync::Arc;
use tower::ServiceExt as _;
use uuid::Uuid;

/// The router and what stands behind it.
pub struct House {
    pub router: Router,
    pub system: Arc<System>,
    pub feed: service::live::Feed,
}

/// What a request got.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn location(&self) -> &str {
        self.header(LOCATION.as_str())
    }

    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.body))
    }
}

/// How a form asks to be answered.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum As {
    Page,
    Program,
}

pub fn config() -> Config {
    let given = Given {
        demo: Some(true),
        files: Some(concat!(env!("CARGO_TARGET_TMPDIR"), "/files").to_owned()),
        ..Given::default()
    };
    given.resolve().expect("the defaults are right")
}

impl House {
    pub async fn new(db: store::Db) -> Self {
        Self::with(db, config()).await
    }

    pub async fn with(db: store::Db, config: Config) -> Self {
        let start = NaiveDate::from_ymd_opt(2022, 9, 15)
            .and_then(|day| day.and_hms_opt(2, 0, 0))
            .expect("a moment")
            .and_utc();
        let system = System::new(
            db,
            Clock::fixed(start),
            Chance::seeded(1),
            config.settings(),
        );
        let files = server::data::files();
        import::border_provinces(&system, &files.border_provinces, &files.vn_units_2025_07)
            .await
            .expect("provinces");
        import::nghe_an_units(&system, &files.nghe_an_units, &files.nghe_an_succession)
            .await
            .expect("units");
        import::agencies(&system, &files.nghe_an_agencies)
            .await
            .expect("agencies");
        import::demo(&system, &files).await.expect("demo rows");
        Self::of(Host::new(system, config, Site::default()))
    }

    /// The house of one more server on the same database, with the same clock.
    pub fn beside(&self, db: store::Db) -> Self {
        let mut system = (*self.system).clone();
        system.db = db;
        system.chance = Chance::seeded(1_000_000);
        Self::of(Host::new(system, config(), Site::default()))
    }

    fn of(host: Host) -> Self {
        let (system, feed) = (Arc::clone(&host.system), host.feed.clone());
        let router = server::router::build(host).expect("a router");
        Self {
            router,
            system,
            feed,
        }
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let answer = self.router.clone().oneshot(request).await;
        let answer = answer.expect("the router answers");
        let (parts, body) = answer.into_parts();
        // A live stream never ends.
        let is_endless = parts
            .headers
            .get(CONTENT_TYPE)
            .is_some_and(|kind| kind == "text/event-stream");
        let body = if is_endless { Body::empty() } else { body };
        let body = axum::body::to_bytes(body, usize::MAX)
            .await
            .expect("a body");
        Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }

    pub async fn get(&self, cookie: &str, path: &str) -> Answer {
        let request = Request::get(path)
            .header(COOKIE, cookie)
            .body(Body::empty());
        self.send(request.expect("a request")).await
    }

    pub async fn post(&self, cookie: &str, path: &str, fields: &[(&str, &str)], how: As) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let accept = match how {
            As::Page => "text/html",
            As::Program => "application/json",
        };
        let request = Request::post(path)
            .header(COOKIE, cookie)
            .header(ACCEPT, accept)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body));
        self.send(request.expect("a request")).await
    }

    pub async fn post_json(&self, cookie: &str, path: &str, body: String) -> Answer {
        let request = Request::post(path)
            .header(COOKIE, cookie)
            .header(CONTENT_TYPE, "application/json")
            .body(Body::from(body));
        self.send(request.expect("a request")).await
    }

    /// Sends a file as the page of a task does: the fields first, the file last.
    pub async fn upload(
        &self,
        cookie: &str,
        fields: &[(&str, &str)],
        file: Option<(&str, &[u8])>,
        how: As,
    ) -> Answer {
        let mut body = Vec::new();
        for (name, value) in fields {
            let part = format!(
                "--grenze\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
            body.extend_from_slice(part.as_bytes());
        }
        if let Some((name, content)) = file {
            let head = format!(
                "--grenze\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
                 Content-Type: image/png\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--grenze--\r\n");
        let accept = match how {
            As::Page => "text/html",
            As::Program => "application/json",
        };
        let request = Request::post("/attachments")
            .header(COOKIE, cookie)
            .header(ACCEPT, accept)
            .header(CONTENT_TYPE, "multipart/form-data; boundary=grenze")
            .body(Body::from(body));
        self.send(request.expect("a request")).await
    }

    /// The fields that go with a file of a report.
    pub fn with_file<'f>(task: &'f str, envelope: &'f str) -> Vec<(&'f str, &'f str)> {
        vec![
            ("envelope", envelope),
            ("task", task),
            ("base_version", "2"),
            ("purpose", "report"),
            ("unclassified", "on"),
        ]
    }

    /// Signs in and gives the cookie. The clock moves on, so that tries are never slowed down.
    pub async fn sign_in(&self, login: &str) -> String {
        self.system.clock.advance(TimeDelta::minutes(1));
        let password = service::account::DEMO_PASSWORD;
        let fields = [("login", login), ("password", password)];
        let answer = self.post("", "/sign-in", &fields, As::Page).await;
        assert_eq!((answer.status, answer.location()), (303, "/"), "{login}");
        cookie_of(&answer)
    }

    pub fn id(&self) -> String {
        self.system.id().to_string()
    }

    /// Pastes a dispatch, issues it with one task of the Health Service; gives directive and task.
    pub async fn issue(&self, coordinator: &str) -> (String, String) {
        self.issue_many(coordinator, "1041", 1).await
    }

    pub async fn issue_many(
        &self,
        coordinator: &str,
        number: &str,
        tasks: usize,
    ) -> (String, String) {
        let directory = self.system.directory().await.expect("the agencies");
        let agency = |code: &str| directory.by_code(code).expect("an agency").id.to_string();
        let (directive, office, health) = (self.id(), agency("na.office"), agency("na.health"));
        let header = [
            ("subject", "directive"),
            ("id", &directive),
            ("number", number),
            ("symbol", "UBND-NC"),
            ("kind", "official_dispatch"),
            ("issued_on", "2022-09-14"),
            ("issuer", &office),
            ("abstract", "Xã biên giới sạch về ma túy"),
            ("urgency", "normal"),
        ];
        let envelope = self.id();
        let mut fields = header.to_vec();
        fields.extend([
            ("envelope", envelope.as_str()),
            ("act", "register"),
            (
                "text",
                "1. Sở Y tế chủ trì cung cấp bộ xét nghiệm trước ngày 30/9/2022.",
            ),
            ("unclassified", "on"),
        ]);
        let answer = self
            .post(coordinator, "/command", &fields, As::Program)
            .await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let version = answer.json()["version"].to_string();
        let mut fields: Vec<(String, String)> = header
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let mut field = |name: &str, value: &str| fields.push((name.to_owned(), value.to_owned()));
        field("envelope", &self.id());
        field("base_version", &version);
        field("do", "issue");
        for n in 1..=tasks {
            for (name, value) in [
                ("id", self.id().as_str()),
                ("title", "Cung cấp bộ xét nghiệm"),
                ("deliverable", "Báo cáo cấp phát"),
                ("effect_expected", "Đủ bộ xét nghiệm cho 27 xã"),
                ("responsible", "Giám đốc Sở Y tế"),
                ("leads", &health),
                ("due", "30/9/2022"),
            ] {
                field(&format!("draft.{n}.{name}"), value);
            }
        }
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let answer = self
            .post(coordinator, "/command", &fields, As::Program)
            .await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let list = self.tasks(coordinator, &directive).await;
        (directive, list)
    }

    /// The first task of a directive.
    async fn tasks(&self, coordinator: &str, directive: &str) -> String {
        let ctx = self.ctx(coordinator).await;
        let id = directive.parse().expect("an id");
        let page = service::directive::page(&ctx, id).await.expect("a page");
        page.tasks[0].line.id.to_string()
    }

    pub async fn ctx(&self, cookie: &str) -> service::Ctx {
        let token = cookie.split_once('=').map_or("", |(_, token)| token);
        service::session::resume(&self.system, token)
            .await
            .expect("asked")
            .expect("a session")
    }

    /// A step of a task with these fields beside the usual ones.
    pub async fn step(
        &self,
        cookie: &str,
        task: &str,
        version: i64,
        fields: &[(&str, &str)],
        how: As,
    ) -> Answer {
        let (envelope, version) = (self.id(), version.to_string());
        let mut all = vec![
            ("envelope", envelope.as_str()),
            ("subject", "task"),
            ("id", task),
            ("base_version", &version),
        ];
        all.extend_from_slice(fields);
        self.post(cookie, "/command", &all, how).await
    }
}

impl House {
    /// A step that must be taken; gives the version after it.
    pub async fn must(
        &self,
        cookie: &str,
        task: &str,
        version: i64,
        fields: &[(&str, &str)],
    ) -> i64 {
        let answer = self.step(cookie, task, version, fields, As::Program).await;
        assert_eq!(answer.status, 200, "{fields:?}: {}", answer.body);
        answer.json()["version"].as_i64().expect("a version")
    }

    /// Gives an issued task to the coordinator's own office, starts it there and delegates it to the district
    /// of Kỳ Sơn; gives the version after it.
    pub async fn delegate_office(&self, coordinator: &str, task: &str) -> i64 {
        let directory = self.system.directory().await.expect("the agencies");
        let agency = |code: &str| directory.by_code(code).expect("an agency").id.to_string();
        let (office, district) = (agency("na.office"), agency("na.417.pc"));
        let reassign = [
            ("act", "reassign"),
            ("lead", &office),
            ("reason", "Tự chủ trì"),
        ];
        let version = self.must(coordinator, task, 2, &reassign).await;
        let acknowledge = [("act", "acknowledge")];
        let version = self.must(coordinator, task, version, &acknowledge).await;
        let start = [("act", "start"), ("officer", "Trần Thị Bình")];
        let version = self.must(coordinator, task, version, &start).await;
        let delegate = delegation(&district);
        self.must(coordinator, task, version, &delegate).await
    }

    /// Orders a monthly report of the Health Service; gives the duty.
    pub async fn order_duty(&self, coordinator: &str) -> String {
        let directory = self.system.directory().await.expect("the agencies");
        let health = directory
            .by_code("na.health")
            .expect("Health")
            .id
            .to_string();
        let (id, envelope) = (self.id(), self.id());
        let mut fields = vec![
            ("envelope", envelope.as_str()),
            ("subject", "duty"),
            ("id", &id),
            ("act", "create"),
        ];
        fields.extend(duty(&health));
        let answer = self
            .post(coordinator, "/command", &fields, As::Program)
            .await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        id
    }
}

/// The fields of a delegation to one agency.
pub fn delegation(to: &str) -> Vec<(&'static str, &str)> {
    vec![
        ("act", "delegate"),
        ("title", "Rà soát tại huyện"),
        ("deliverable", "Báo cáo rà soát"),
        ("effect_expected", "100 % số xã"),
        ("responsible", "Chủ tịch UBND huyện"),
        ("due", "30/9/2022"),
        ("due_days", ""),
        ("required", "on"),
        ("rule", "weighted_count"),
        ("unit", ""),
        ("to", to),
    ]
}

/// The fields of a monthly report.
pub fn duty(lead: &str) -> Vec<(&'static str, &str)> {
    vec![
        ("title", "Báo cáo công tác phòng, chống ma túy"),
        ("deliverable", "Báo cáo theo mẫu"),
        ("effect_expected", "Số liệu đủ của 27 xã biên giới"),
        ("responsible", "Giám đốc Sở Y tế"),
        ("lead", lead),
        ("cycle", "month"),
        ("regime", "reporting"),
        ("from", ""),
        ("to", ""),
        ("first", "2022-09-15"),
        ("last", ""),
        ("ahead", "7"),
        ("to_do", "3"),
    ]
}

/// The session's cookie as the browser sends it back.
pub fn cookie_of(answer: &Answer) -> String {
    let set = answer.header(SET_COOKIE.as_str());
    set.split(';').next().unwrap_or_default().to_owned()
}

/// An id that nothing has.
pub fn nobody() -> String {
    Uuid::from_u128(0x0183_0000_0000_7000_8000_0000_0000_0001).to_string()
}
