//! The configuration: a file, the environment, flags of the command line, each stronger than the one before.
//!
//! **Invariants:** an unknown key or a wrong value stops the start with a sentence that names it; nothing
//! else in the process reads the environment; secrets never leave [`Config::shown`] unmasked.
//!
//! To add a field: in [`Given`] (its first line of documentation is the help of the flag), in [`Config`],
//! in [`Given::resolve`] and in [`Config::shown`]; then `UPDATE_TABLES=1 cargo test -p server` rewrites
//! `docs/CONFIGURATION.md`.

use chrono::{NaiveDate, TimeDelta};
use domain::clears::ClearSet;
use domain::extension::ExtensionRules;
use domain::ladder::Ladder;
use serde::Deserialize;
use service::attachment::files::Bucket;
use service::attachment::{Place, Scanner};
use service::mail::post::{Post, PostError, Security, Server};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What was given in one place; absent fields are left to the weaker places.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, clap::Args)]
#[serde(default, deny_unknown_fields)]
pub struct Given {
    /// Address of the database: `sqlite:path/to/file.db` or `postgres://user:password@host/name`
    #[arg(
        long,
        env = "LACHAN_DATABASE_URL",
        hide_env_values = true,
        global = true
    )]
    pub database_url: Option<String>,
    /// Connections for reading
    #[arg(long, env = "LACHAN_READERS", global = true)]
    pub readers: Option<u32>,
    /// Connections for writing on PostgreSQL; SQLite always has one
    #[arg(long, env = "LACHAN_WRITERS", global = true)]
    pub writers: Option<u32>,
    /// Address and port to listen on
    #[arg(long, env = "LACHAN_LISTEN", global = true)]
    pub listen: Option<SocketAddr>,
    /// Folder with the built site; the one inside the program where absent
    #[arg(long, env = "LACHAN_SITE", global = true)]
    pub site: Option<PathBuf>,
    /// Origin under which browsers reach the server, such as `https://lachan.example.vn`
    #[arg(long, env = "LACHAN_PUBLIC_URL", global = true)]
    pub public_url: Option<String>,
    /// More origins whose forms are accepted, separated by commas
    #[arg(
        long,
        env = "LACHAN_TRUSTED_ORIGINS",
        value_delimiter = ',',
        global = true
    )]
    pub trusted_origins: Option<Vec<String>>,
    /// Whether a proxy in front sets `X-Forwarded-For`; its last entry is then the address of the visitor
    #[arg(long, env = "LACHAN_BEHIND_PROXY", global = true)]
    pub behind_proxy: Option<bool>,
    /// Whether cookies are sent over HTTPS only; by default unless listening on loopback
    #[arg(long, env = "LACHAN_SECURE_COOKIES", global = true)]
    pub secure_cookies: Option<bool>,
    /// Days before the deadline from which a task is due soon
    #[arg(long, env = "LACHAN_DUE_SOON_DAYS", global = true)]
    pub due_soon_days: Option<u64>,
    /// The clears in force: `five`, `six`, or in the file a table of rules
    #[arg(long, env = "LACHAN_CLEARS", value_parser = named_clears, global = true)]
    pub clears: Option<Clears>,
    /// How often one task may be given more time
    #[arg(long, env = "LACHAN_EXTENSIONS_MOST", global = true)]
    pub extensions_most: Option<u32>,
    /// Days by which one extension may move the deadline in force
    #[arg(long, env = "LACHAN_EXTENSION_DAYS", global = true)]
    pub extension_days: Option<u32>,
    /// Whether more time may still be asked for once the deadline has passed
    #[arg(long, env = "LACHAN_EXTENSION_AFTER_DUE", global = true)]
    pub extension_after_due: Option<bool>,
    /// Minutes without use after which a session ends
    #[arg(long, env = "LACHAN_SESSION_IDLE_MINUTES", global = true)]
    pub session_idle_minutes: Option<u32>,
    /// Days after which a session ends
    #[arg(long, env = "LACHAN_SESSION_DAYS", global = true)]
    pub session_days: Option<u32>,
    /// Whether this is a demonstration: invented people may sign in with a public password
    #[arg(long, env = "LACHAN_DEMO", num_args = 0..=1, default_missing_value = "true", global = true)]
    pub demo: Option<bool>,
    /// The day on which the clock of a new demonstration starts
    #[arg(long, env = "LACHAN_DEMO_TODAY", global = true)]
    pub demo_today: Option<NaiveDate>,
    /// What is logged: `error`, `warn`, `info`, `debug`, `trace`, or directives such as `info,server=debug`
    #[arg(long, env = "LACHAN_LOG", global = true)]
    pub log: Option<String>,
    /// Seconds after which a request is given up
    #[arg(long, env = "LACHAN_REQUEST_TIMEOUT_SECONDS", global = true)]
    pub request_timeout_seconds: Option<u64>,
    /// Most bytes of a form that carries a document; all others may have 65536
    #[arg(long, env = "LACHAN_MAX_BODY_BYTES", global = true)]
    pub max_body_bytes: Option<usize>,
    /// Where attached files stand: a folder, or `s3://bucket/prefix`; to be saved with the database
    #[arg(long, env = "LACHAN_FILES", global = true)]
    pub files: Option<String>,
    /// Most bytes of an attached file
    #[arg(long, env = "LACHAN_MAX_FILE_BYTES", global = true)]
    pub max_file_bytes: Option<u64>,
    /// Address of the S3-compatible server, such as `https://s3.example.vn`; Amazon's own where absent
    #[arg(long, env = "LACHAN_S3_ENDPOINT", global = true)]
    pub s3_endpoint: Option<String>,
    /// Region of the bucket
    #[arg(long, env = "LACHAN_S3_REGION", global = true)]
    pub s3_region: Option<String>,
    /// Access key of the bucket
    #[arg(long, env = "LACHAN_S3_ACCESS_KEY", global = true)]
    pub s3_access_key: Option<String>,
    /// Secret key of the bucket
    #[arg(
        long,
        env = "LACHAN_S3_SECRET_KEY",
        hide_env_values = true,
        global = true
    )]
    pub s3_secret_key: Option<String>,
    /// ClamAV's daemon that scans attached files: `tcp:host:port` or `unix:/path/of/the/socket`; off where absent
    #[arg(long, env = "LACHAN_VIRUS_SCANNER", global = true)]
    pub virus_scanner: Option<String>,
    /// Working days after the deadline at which the officer in charge, the heads of the lead agency, the issuer's coordinators and the standing committee are told, separated by commas (in the file a list); `none` for nobody
    #[arg(long, env = "LACHAN_ESCALATION_DAYS", global = true)]
    pub escalation_days: Option<Ladder>,
    /// Host of the mail server; without it no e-mail is sent
    #[arg(long, env = "LACHAN_MAIL_HOST", global = true)]
    pub mail_host: Option<String>,
    /// Port of the mail server; by default 465 for `tls`, 587 for `starttls`, 25 for `none`
    #[arg(long, env = "LACHAN_MAIL_PORT", global = true)]
    pub mail_port: Option<u16>,
    /// How the connection to the mail server is secured: `starttls`, `tls` or `none`
    #[arg(long, env = "LACHAN_MAIL_SECURITY", value_enum, global = true)]
    pub mail_security: Option<MailSecurity>,
    /// Sender of e-mails, such as `Lá Chắn <lachan@example.vn>`; needed with `mail_host`, as is `public_url` for the links
    #[arg(long, env = "LACHAN_MAIL_FROM", global = true)]
    pub mail_from: Option<String>,
    /// Name for the mail server, where it asks for one
    #[arg(long, env = "LACHAN_MAIL_USER", global = true)]
    pub mail_user: Option<String>,
    /// Password for the mail server; better in the file or the variable than in the flag, which others on the machine can read
    #[arg(
        long,
        env = "LACHAN_MAIL_PASSWORD",
        hide_env_values = true,
        global = true
    )]
    pub mail_password: Option<Secret>,
}

/// How the connection to the mail server is secured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
#[value(rename_all = "lower")]
pub enum MailSecurity {
    StartTls,
    Tls,
    None,
}

impl MailSecurity {
    const fn name(self) -> &'static str {
        match self {
            Self::StartTls => "starttls",
            Self::Tls => "tls",
            Self::None => "none",
        }
    }
}

/// A text that is never shown.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// The clears in force: by name, or spelled out.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Clears {
    Named(NamedClears),
    Listed(ClearSet),
}

/// The sets in circulation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NamedClears {
    Five,
    Six,
}

fn named_clears(text: &str) -> Result<Clears, String> {
    match text {
        "five" => Ok(Clears::Named(NamedClears::Five)),
        "six" => Ok(Clears::Named(NamedClears::Six)),
        _ => Err("`five` or `six` (a table of rules goes into the file)".to_owned()),
    }
}

/// The configuration in force.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    pub database_url: String,
    pub readers: u32,
    pub writers: u32,
    pub listen: SocketAddr,
    pub site: Option<PathBuf>,
    pub public_url: Option<String>,
    pub trusted_origins: Vec<String>,
    pub behind_proxy: bool,
    pub secure_cookies: bool,
    pub due_soon_days: u64,
    pub clears: ClearSet,
    pub extensions_most: u32,
    pub extension_days: u32,
    pub extension_after_due: bool,
    pub session_idle_minutes: u32,
    pub session_days: u32,
    pub demo: bool,
    pub demo_today: NaiveDate,
    pub log: String,
    pub request_timeout_seconds: u64,
    pub max_body_bytes: usize,
    pub files: Place,
    pub max_file_bytes: u64,
    pub virus_scanner: Option<Scanner>,
    pub escalation_days: Ladder,
    pub mail_host: Option<String>,
    pub mail_port: Option<u16>,
    pub mail_security: MailSecurity,
    pub mail_from: Option<String>,
    pub mail_user: Option<String>,
    pub mail_password: Option<Secret>,
}

/// Why there is no configuration; each is one sentence that names what is wrong.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("the configuration file {path} cannot be read: {source}")]
    Unreadable {
        path: String,
        source: std::io::Error,
    },
    #[error("the configuration file {path} is wrong: {message}")]
    File { path: String, message: String },
    #[error("the environment variable {0} is no setting (see docs/CONFIGURATION.md)")]
    UnknownVariable(String),
    #[error("the setting {field} is wrong: {message}")]
    Wrong {
        field: &'static str,
        message: String,
    },
}

/// The configuration from a file (if any) below what environment and flags gave.
///
/// # Errors
/// See [`ConfigError`].
pub fn load(file: Option<&Path>, stronger: Given) -> Result<Config, ConfigError> {
    let weaker = match file {
        Some(path) => {
            let name = path.display().to_string();
            let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Unreadable {
                path: name.clone(),
                source,
            })?;
            parse(&name, &text)?
        }
        None => Given::default(),
    };
    stronger.over(weaker).resolve()
}

fn parse(path: &str, text: &str) -> Result<Given, ConfigError> {
    toml::from_str(text).map_err(|error| ConfigError::File {
        path: path.to_owned(),
        message: error.to_string().trim_end().to_owned(),
    })
}

/// Refuses variables that look like settings and are none: a misspelt one would be ignored for years.
///
/// # Errors
/// [`ConfigError::UnknownVariable`].
pub fn refuse_unknown_variables() -> Result<(), ConfigError> {
    unknown_variable(std::env::vars_os().filter_map(|(name, _)| name.into_string().ok()))
        .map_or(Ok(()), |name| Err(ConfigError::UnknownVariable(name)))
}

fn unknown_variable(names: impl IntoIterator<Item = String>) -> Option<String> {
    names.into_iter().find(|name| {
        name.starts_with("LACHAN_")
            && !name.starts_with("LACHAN_TEST_")
            && name != "LACHAN_CONFIG"
            && !fields().iter().any(|(field, _)| variable(field) == *name)
    })
}

fn variable(field: &str) -> String {
    format!("LACHAN_{}", field.to_uppercase())
}

/// Every field with the help of its flag, in order.
pub fn fields() -> Vec<(String, String)> {
    use clap::Args as _;
    Given::augment_args(clap::Command::new("fields"))
        .get_arguments()
        .map(|argument| {
            let help = argument.get_help().map(ToString::to_string);
            (argument.get_id().to_string(), help.unwrap_or_default())
        })
        .collect()
}

impl Given {
    /// These values, and those of `weaker` where there is none.
    #[must_use]
    pub fn over(self, weaker: Self) -> Self {
        Self {
            database_url: self.database_url.or(weaker.database_url),
            readers: self.readers.or(weaker.readers),
            writers: self.writers.or(weaker.writers),
            listen: self.listen.or(weaker.listen),
            site: self.site.or(weaker.site),
            public_url: self.public_url.or(weaker.public_url),
            trusted_origins: self.trusted_origins.or(weaker.trusted_origins),
            behind_proxy: self.behind_proxy.or(weaker.behind_proxy),
            secure_cookies: self.secure_cookies.or(weaker.secure_cookies),
            due_soon_days: self.due_soon_days.or(weaker.due_soon_days),
            clears: self.clears.or(weaker.clears),
            extensions_most: self.extensions_most.or(weaker.extensions_most),
            extension_days: self.extension_days.or(weaker.extension_days),
            extension_after_due: self.extension_after_due.or(weaker.extension_after_due),
            session_idle_minutes: self.session_idle_minutes.or(weaker.session_idle_minutes),
            session_days: self.session_days.or(weaker.session_days),
            demo: self.demo.or(weaker.demo),
            demo_today: self.demo_today.or(weaker.demo_today),
            log: self.log.or(weaker.log),
            request_timeout_seconds: self
                .request_timeout_seconds
                .or(weaker.request_timeout_seconds),
            max_body_bytes: self.max_body_bytes.or(weaker.max_body_bytes),
            files: self.files.or(weaker.files),
            max_file_bytes: self.max_file_bytes.or(weaker.max_file_bytes),
            s3_endpoint: self.s3_endpoint.or(weaker.s3_endpoint),
            s3_region: self.s3_region.or(weaker.s3_region),
            s3_access_key: self.s3_access_key.or(weaker.s3_access_key),
            s3_secret_key: self.s3_secret_key.or(weaker.s3_secret_key),
            virus_scanner: self.virus_scanner.or(weaker.virus_scanner),
            escalation_days: self.escalation_days.or(weaker.escalation_days),
            mail_host: self.mail_host.or(weaker.mail_host),
            mail_port: self.mail_port.or(weaker.mail_port),
            mail_security: self.mail_security.or(weaker.mail_security),
            mail_from: self.mail_from.or(weaker.mail_from),
            mail_user: self.mail_user.or(weaker.mail_user),
            mail_password: self.mail_password.or(weaker.mail_password),
        }
    }

    /// The configuration with defaults where nothing was given.
    ///
    /// # Errors
    /// [`ConfigError::Wrong`] with the first value that cannot be used.
    pub fn resolve(self) -> Result<Config, ConfigError> {
        let wrong = |field: &'static str, message: &str| ConfigError::Wrong {
            field,
            message: message.to_owned(),
        };
        let files = self.place().map_err(|message| wrong("files", &message))?;
        let virus_scanner = match &self.virus_scanner {
            Some(text) => Some(
                text.parse::<Scanner>()
                    .map_err(|message| wrong("virus_scanner", &message))?,
            ),
            None => None,
        };
        let listen = self.listen.unwrap_or(([127, 0, 0, 1], 3000).into());
        let limits = ExtensionRules::default();
        let default_day = NaiveDate::from_ymd_opt(2022, 9, 15).unwrap_or_default();
        let config = Config {
            database_url: self
                .database_url
                .unwrap_or_else(|| "sqlite:lachan.db".to_owned()),
            readers: self.readers.unwrap_or(4),
            writers: self.writers.unwrap_or(8),
            listen,
            site: self.site,
            public_url: self
                .public_url
                .map(|url| url.trim_end_matches('/').to_owned()),
            trusted_origins: self.trusted_origins.unwrap_or_default(),
            behind_proxy: self.behind_proxy.unwrap_or(false),
            secure_cookies: self.secure_cookies.unwrap_or(!listen.ip().is_loopback()),
            due_soon_days: self
                .due_soon_days
                .unwrap_or(domain::timeliness::DUE_SOON_DAYS),
            clears: match self.clears.unwrap_or(Clears::Named(NamedClears::Five)) {
                Clears::Named(NamedClears::Five) => ClearSet::five(),
                Clears::Named(NamedClears::Six) => ClearSet::six(),
                Clears::Listed(set) => set,
            },
            extensions_most: self.extensions_most.unwrap_or(limits.most),
            extension_days: self.extension_days.unwrap_or(limits.longest_days),
            extension_after_due: self.extension_after_due.unwrap_or(limits.after_due),
            session_idle_minutes: self.session_idle_minutes.unwrap_or(480),
            session_days: self.session_days.unwrap_or(7),
            demo: self.demo.unwrap_or(false),
            demo_today: self.demo_today.unwrap_or(default_day),
            log: self.log.unwrap_or_else(|| "info".to_owned()),
            request_timeout_seconds: self.request_timeout_seconds.unwrap_or(30),
            max_body_bytes: self.max_body_bytes.unwrap_or(1_500_000),
            files,
            max_file_bytes: self.max_file_bytes.unwrap_or(25_000_000),
            virus_scanner,
            escalation_days: self.escalation_days.unwrap_or_default(),
            mail_host: self.mail_host,
            mail_port: self.mail_port,
            mail_security: self.mail_security.unwrap_or(MailSecurity::StartTls),
            mail_from: self.mail_from,
            mail_user: self.mail_user,
            mail_password: self.mail_password,
        };
        let is_known = ["sqlite:", "postgres:", "postgresql:"]
            .iter()
            .any(|kind| config.database_url.starts_with(kind));
        if !is_known {
            return Err(wrong(
                "database_url",
                "it must begin with sqlite: or postgres:",
            ));
        }
        for (field, value) in [
            ("readers", u64::from(config.readers)),
            ("writers", u64::from(config.writers)),
            (
                "session_idle_minutes",
                u64::from(config.session_idle_minutes),
            ),
            ("session_days", u64::from(config.session_days)),
            ("extension_days", u64::from(config.extension_days)),
            ("request_timeout_seconds", config.request_timeout_seconds),
            ("max_file_bytes", config.max_file_bytes),
        ] {
            if value == 0 {
                return Err(wrong(field, "it must be at least 1"));
            }
        }
        if config.due_soon_days > 366 {
            return Err(wrong("due_soon_days", "it must be at most 366"));
        }
        if config.max_body_bytes < 65_536 {
            return Err(wrong("max_body_bytes", "it must be at least 65536"));
        }
        if config.clears.rules.is_empty() {
            return Err(wrong("clears", "a set without a rule asks for nothing"));
        }
        if let Err(error) = crate::guard::csrf(&config) {
            let field = match &config.public_url {
                Some(url) if error.contains(url) => "public_url",
                _ => "trusted_origins",
            };
            return Err(wrong(field, &error));
        }
        if let Err(error) = crate::telemetry::filter(&config.log) {
            return Err(wrong("log", &error));
        }
        config
            .mail()
            .map_err(|(field, message)| wrong(field, &message))?;
        Ok(config)
    }

    /// Where attached files stand.
    fn place(&self) -> Result<Place, String> {
        let files = self.files.as_deref().unwrap_or("lachan-files");
        let s3 = [
            &self.s3_endpoint,
            &self.s3_region,
            &self.s3_access_key,
            &self.s3_secret_key,
        ];
        let Some(bucket) = files.strip_prefix("s3://") else {
            if files.is_empty() || files.contains("://") {
                return Err("it must be a folder or begin with s3://".to_owned());
            }
            if s3.iter().any(|setting| setting.is_some()) {
                return Err("settings of S3 need `s3://bucket/prefix` here".to_owned());
            }
            return Ok(Place::Folder(files.into()));
        };
        let (name, prefix) = bucket.split_once('/').unwrap_or((bucket, ""));
        if name.is_empty() {
            return Err("the name of the bucket is missing".to_owned());
        }
        let key = |key: &Option<String>, name: &str| {
            key.clone()
                .ok_or_else(|| format!("a bucket needs {name}, too"))
        };
        Ok(Place::Bucket(Bucket {
            name: name.to_owned(),
            prefix: prefix.trim_matches('/').to_owned(),
            endpoint: self.s3_endpoint.clone(),
            region: self
                .s3_region
                .clone()
                .unwrap_or_else(|| "us-east-1".to_owned()),
            access_key: key(&self.s3_access_key, "s3_access_key")?,
            secret_key: key(&self.s3_secret_key, "s3_secret_key")?,
        }))
    }
}

impl Config {
    /// What decides in the use cases.
    pub fn settings(&self) -> service::ctx::Settings {
        service::ctx::Settings {
            clears: self.clears.clone(),
            extensions: ExtensionRules {
                most: self.extensions_most,
                longest_days: self.extension_days,
                after_due: self.extension_after_due,
            },
            due_soon_days: self.due_soon_days,
            ladder: self.escalation_days.clone(),
            demo: self.demo,
            session_idle: TimeDelta::minutes(i64::from(self.session_idle_minutes)),
            session_life: TimeDelta::days(i64::from(self.session_days)),
            attachments: service::attachment::Options {
                place: self.files.clone(),
                max_bytes: self.max_file_bytes,
                scanner: self.virus_scanner.clone(),
            },
        }
    }

    /// Where e-mail goes; none where none is sent.
    ///
    /// # Errors
    /// The field that is wrong, and why.
    pub fn mail(&self) -> Result<Option<Post>, (&'static str, String)> {
        let Some(host) = self.mail_host.clone() else {
            let alone = [
                ("mail_from", self.mail_from.is_some()),
                ("mail_user", self.mail_user.is_some()),
                ("mail_password", self.mail_password.is_some()),
            ];
            return match alone.into_iter().find(|(_, is_given)| *is_given) {
                Some((field, _)) => Err((field, "it says nothing without mail_host".to_owned())),
                None => Ok(None),
            };
        };
        let need = |field: &'static str, value: &Option<String>| {
            let missing = (field, "it is needed to send e-mail".to_owned());
            value.clone().ok_or(missing)
        };
        let (security, port) = match self.mail_security {
            MailSecurity::Tls => (Security::Tls, 465),
            MailSecurity::StartTls => (Security::StartTls, 587),
            MailSecurity::None => (Security::None, 25),
        };
        let credentials = match (&self.mail_user, &self.mail_password) {
            (Some(user), Some(password)) => Some((user.clone(), password.0.clone())),
            (None, None) => None,
            (Some(_), None) => return Err(("mail_password", "mail_user needs it".to_owned())),
            (None, Some(_)) => return Err(("mail_user", "mail_password needs it".to_owned())),
        };
        let is_here = ["localhost", "127.0.0.1", "::1"].contains(&host.as_str());
        if credentials.is_some() && security == Security::None && !is_here {
            let message = "a password is never sent in the clear to another machine".to_owned();
            return Err(("mail_security", message));
        }
        let server = Server {
            host,
            port: self.mail_port.unwrap_or(port),
            security,
            credentials,
            from: need("mail_from", &self.mail_from)?,
            public_url: need("public_url", &self.public_url)?,
        };
        Post::new(server).map(Some).map_err(|error| {
            let field = match error {
                PostError::From => "mail_from",
                PostError::Tls(_) => "mail_host",
            };
            (field, error.to_string())
        })
    }

    /// How the database is opened.
    pub fn database(&self) -> store::Options {
        store::Options {
            url: self.database_url.clone(),
            readers: self.readers,
            writers: self.writers,
        }
    }

    /// How long a request may take.
    pub fn request_timeout(&self) -> Duration {
        Duration::from_secs(self.request_timeout_seconds)
    }

    /// Every field as text, in the order of [`fields`], without secrets.
    pub fn shown(&self) -> Vec<(&'static str, String)> {
        let or_none = |text: Option<String>| text.unwrap_or_else(|| "(none)".to_owned());
        let site = self.site.as_ref().map(|path| path.display().to_string());
        let (place, bucket) = match &self.files {
            Place::Folder(folder) => (folder.display().to_string(), None),
            Place::Bucket(bucket) => (format!("{bucket:?}"), Some(bucket)),
        };
        let endpoint = bucket.and_then(|bucket| bucket.endpoint.clone());
        let region = bucket.map(|bucket| bucket.region.clone());
        let secret = |is_set: bool| or_none(is_set.then(|| "***".to_owned()));
        let clears: Vec<&str> = self
            .clears
            .rules
            .iter()
            .map(|rule| rule.clear.as_str())
            .collect();
        vec![
            ("database_url", masked(&self.database_url)),
            ("readers", self.readers.to_string()),
            ("writers", self.writers.to_string()),
            ("listen", self.listen.to_string()),
            ("site", site.unwrap_or_else(|| "(embedded)".to_owned())),
            ("public_url", or_none(self.public_url.clone())),
            (
                "trusted_origins",
                or_none(Some(self.trusted_origins.join(",")).filter(|text| !text.is_empty())),
            ),
            ("behind_proxy", self.behind_proxy.to_string()),
            ("secure_cookies", self.secure_cookies.to_string()),
            ("due_soon_days", self.due_soon_days.to_string()),
            ("clears", clears.join(",")),
            ("extensions_most", self.extensions_most.to_string()),
            ("extension_days", self.extension_days.to_string()),
            ("extension_after_due", self.extension_after_due.to_string()),
            (
                "session_idle_minutes",
                self.session_idle_minutes.to_string(),
            ),
            ("session_days", self.session_days.to_string()),
            ("demo", self.demo.to_string()),
            ("demo_today", self.demo_today.to_string()),
            ("log", self.log.clone()),
            (
                "request_timeout_seconds",
                self.request_timeout_seconds.to_string(),
            ),
            ("max_body_bytes", self.max_body_bytes.to_string()),
            ("files", place),
            ("max_file_bytes", self.max_file_bytes.to_string()),
            ("s3_endpoint", or_none(endpoint)),
            ("s3_region", or_none(region)),
            ("s3_access_key", secret(bucket.is_some())),
            ("s3_secret_key", secret(bucket.is_some())),
            (
                "virus_scanner",
                or_none(self.virus_scanner.as_ref().map(ToString::to_string)),
            ),
            ("escalation_days", self.escalation_days.to_string()),
            ("mail_host", or_none(self.mail_host.clone())),
            (
                "mail_port",
                or_none(self.mail_port.map(|port| port.to_string())),
            ),
            ("mail_security", self.mail_security.name().to_owned()),
            ("mail_from", or_none(self.mail_from.clone())),
            ("mail_user", or_none(self.mail_user.clone())),
            (
                "mail_password",
                or_none(self.mail_password.as_ref().map(|_| "***".to_owned())),
            ),
        ]
    }
}

/// A database address without its password.
fn masked(url: &str) -> String {
    // A password may also stand in the query (`?password=`), which nobody needs to see.
    let url = url.split_once('?').map_or(url, |(front, _)| front);
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    match rest.rsplit_once('@') {
        Some((user, host)) => {
            let user = user.split_once(':').map_or(user, |(name, _)| name);
            format!("{scheme}://{user}:***@{host}")
        }
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        match parse("lachan.toml", text).and_then(Given::resolve) {
            Ok(_) => String::new(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn an_unknown_key_or_a_wrong_value_is_named() {
        for (text, named) in [
            ("listn = \"127.0.0.1:1\"", "listn"),
            ("listen = \"everywhere\"", "listen"),
            ("readers = 0", "readers"),
            ("readers = -1", "readers"),
            ("database_url = \"mysql://x\"", "database_url"),
            ("clears = \"seven\"", "clears"),
            ("due_soon_days = 1000", "due_soon_days"),
            ("demo_today = \"soon\"", "demo_today"),
            ("max_body_bytes = 1", "max_body_bytes"),
            ("files = \"gs://bucket\"", "files"),
            ("files = \"s3://bucket\"", "s3_access_key"),
            ("s3_endpoint = \"http://127.0.0.1:9000\"", "s3://"),
            ("max_file_bytes = 0", "max_file_bytes"),
            ("virus_scanner = \"clamd\"", "virus_scanner"),
            ("public_url = \"lachan.example.vn\"", "public_url"),
            ("trusted_origins = [\"https://a/b\"]", "trusted_origins"),
            ("log = \"server=loud\"", "log"),
            ("escalation_days = [3, 1]", "escalation_days"),
            ("escalation_days = [1, 2, 3, 4, 5]", "escalation_days"),
            ("mail_from = \"a@b.vn\"", "mail_from"),
            ("mail_host = \"smtp.b.vn\"", "mail_from"),
            (
                "mail_host = \"smtp.b.vn\"\nmail_from = \"a@b.vn\"",
                "public_url",
            ),
            (
                "mail_host = \"smtp.b.vn\"\nmail_from = \"Hoa\"\npublic_url = \"https://b.vn\"",
                "mail_from",
            ),
            ("mail_security = \"perhaps\"", "mail_security"),
            (
                "mail_host = \"h.vn\"\nmail_from = \"a@b.vn\"\npublic_url = \"https://b.vn\"\n\
                 mail_user = \"a\"",
                "mail_password",
            ),
            (
                "mail_host = \"h.vn\"\nmail_from = \"a@b.vn\"\npublic_url = \"https://b.vn\"\n\
                 mail_user = \"a\"\nmail_password = \"b\"\nmail_security = \"none\"",
                "mail_security",
            ),
        ] {
            let sentence = refused(text);
            assert!(sentence.contains(named), "{text}: {sentence}");
        }
    }

    #[test]
    fn flags_are_stronger_than_the_file() {
        let file = parse("f", "readers = 2\nsession_days = 3").expect("a file");
        let flags = Given {
            readers: Some(9),
            ..Given::default()
        };
        let config = flags.over(file).resolve().expect("a configuration");
        assert_eq!((config.readers, config.session_days), (9, 3));
        assert!(!config.secure_cookies, "loopback");
        let open = Given {
            listen: Some(([0, 0, 0, 0], 80).into()),
            ..Given::default()
        };
        assert!(open.resolve().expect("a configuration").secure_cookies);
    }

    #[test]
    fn a_set_of_clears_can_be_spelled_out() {
        let text =
            "clears = { long_task_days = 30, rules = [{ clear = \"people\", at = [\"issue\"] }] }";
        let config = parse("f", text).and_then(Given::resolve).expect("a set");
        assert_eq!(config.clears.rules.len(), 1);
    }

    #[test]
    fn secrets_are_masked() {
        assert_eq!(
            masked("postgres://lachan:p@ss@db/lachan?password=x"),
            "postgres://lachan:***@db/lachan"
        );
        assert_eq!(masked("sqlite:lachan.db"), "sqlite:lachan.db");
    }

    #[test]
    fn e_mail_is_configured_and_its_password_is_not_shown() {
        let text = "mail_host = \"smtp.b.vn\"\nmail_from = \"Lá Chắn <a@b.vn>\"\n\
            public_url = \"https://b.vn\"\nmail_user = \"a\"\nmail_password = \"bí-mật\"";
        let config = parse("f", text).and_then(Given::resolve).expect("e-mail");
        assert!(config.mail().expect("a way out").is_some());
        assert!(!format!("{config:?} {:?}", config.shown()).contains("bí-mật"));
        let silent = Given::default().resolve().expect("defaults");
        assert!(silent.mail().expect("nothing wrong").is_none());
        let ladder = parse("f", "escalation_days = [2, 4]").and_then(Given::resolve);
        let ladder = ladder.expect("a ladder").escalation_days;
        assert_eq!(ladder.to_string(), "2,4");
    }

    #[test]
    fn a_misspelt_variable_is_found() {
        let names = [
            "PATH",
            "LACHAN_TEST_POSTGRES_URL",
            "LACHAN_CONFIG",
            "LACHAN_LISTEN",
        ];
        assert_eq!(unknown_variable(names.map(str::to_owned)), None);
        assert_eq!(
            unknown_variable(["LACHAN_LISTN".to_owned()]).as_deref(),
            Some("LACHAN_LISTN")
        );
    }

    #[test]
    fn the_document_lists_every_field() {
        let config = Given::default().resolve().expect("defaults");
        let shown = config.shown();
        let fields = fields();
        let names = |pair: &(&'static str, String)| pair.0.to_owned();
        assert_eq!(
            shown.iter().map(names).collect::<Vec<_>>(),
            fields
                .iter()
                .map(|(name, _)| name.clone())
                .collect::<Vec<_>>()
        );
        let mut text = "# Configuration\n\n\
            A TOML file (`--config FILE` or `LACHAN_CONFIG`), environment variables and flags, each stronger \
            than the one before. An unknown key, an unknown variable that begins with `LACHAN_`, and a wrong \
            value stop the start. `lachan doctor` prints what is in force.\n\n\
            This page is written by a test from `server/src/config.rs`.\n\n\
            | key | variable | flag | default | meaning |\n|---|---|---|---|---|\n"
            .to_owned();
        for ((name, help), (_, default)) in fields.iter().zip(shown) {
            let flag = name.replace('_', "-");
            let variable = variable(name);
            text.push_str(&format!(
                "| `{name}` | `{variable}` | `--{flag}` | `{default}` | {help} |\n"
            ));
        }
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/CONFIGURATION.md");
        #[expect(
            clippy::disallowed_methods,
            reason = "asks whether to rewrite the document"
        )]
        if std::env::var_os("UPDATE_TABLES").is_some() {
            std::fs::write(&path, &text).expect("the document is written");
        }
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(written, text, "run UPDATE_TABLES=1 cargo test -p server");
    }
}
