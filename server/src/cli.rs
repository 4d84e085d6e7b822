//! The command line.
//!
//! **Invariants:** a failure is one sentence on standard error and an exit code other than 0; a password is
//! read from standard input, never from an argument, which other users of the machine could see.
//!
//! To add a command: a variant of [`Command`], its arm in [`run`].

use crate::config::{self, Config, Given};
use crate::serve::{self, Manner, Stock};
use crate::term::{complain, say};
use clap::{Parser, Subcommand};
use domain::position::Role;
use domain::refusal::{Problem, Refusal};
use domain::view::Language;
use service::account::NewAccount;
use service::import::Report;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use uuid::Uuid;

type Failure = Box<dyn std::error::Error>;

/// Lá Chắn: work on drug-free border communes, from the directive to its effect
#[derive(Parser)]
#[command(name = "lachan", version)]
struct Arguments {
    /// Configuration file (TOML)
    #[arg(long, env = "LACHAN_CONFIG", global = true)]
    config: Option<PathBuf>,
    #[command(flatten)]
    given: Given,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve until told to end
    Serve {
        /// Bring the schema up to date first
        #[arg(long)]
        migrate: bool,
        /// Let other machines reach a demonstration, whose password is public
        #[arg(long)]
        i_know_this_is_a_demo: bool,
    },
    /// Bring the schema up to date
    Migrate,
    /// Make a demonstration: schema, units, agencies, invented people with earlier work, and a clock that
    /// starts in 2022
    Demo {
        /// Without the earlier work: every list is empty until a directive is issued
        #[arg(long)]
        bare: bool,
        /// Only let so many days pass in the demonstration that is there; stop its server before
        #[arg(long, value_name = "DAYS", conflicts_with = "bare")]
        forward: Option<u16>,
    },
    /// Import the units and agencies that come with the program
    Import {
        /// Also the units of early 2025 of the provinces away from the Lao border, and what became of them
        #[arg(long)]
        country: bool,
    },
    /// Accounts and positions
    #[command(subcommand)]
    User(User),
    /// Print what the directive reader makes of a file, as JSON
    Read {
        /// Plain text or DOCX
        file: PathBuf,
        /// Agencies as CSV, in place of those of Nghệ An
        #[arg(long)]
        agencies: Option<PathBuf>,
    },
    /// Prove that nothing in the log was altered, and that every row is what its log leads to
    VerifyLog,
    /// Count every counter again, and say which were wrong
    Rebuild,
    /// Check the installation and print the configuration in force
    Doctor,
}

#[derive(Subcommand)]
enum User {
    /// Make an account and a position for it; the password is read from standard input
    Add {
        /// Name for signing in
        login: String,
        #[arg(long)]
        full_name: String,
        /// Code of the agency
        #[arg(long)]
        agency: String,
        /// coordinator, officer, head, leader, appraiser, administrator or auditor
        #[arg(long)]
        role: Role,
        #[arg(long)]
        title_vi: String,
        #[arg(long)]
        title_en: String,
        /// vi or en
        #[arg(long, default_value = "vi")]
        language: Language,
    },
    /// Set a password, read from standard input; ends all sessions of the account
    Password { login: String },
    /// Close an account for good; what it did stays in the log
    Close { login: String },
    /// Take a position from a person; without its id, list those held
    Revoke {
        login: String,
        holding: Option<Uuid>,
    },
    /// List all accounts
    List,
}

/// Runs the command that the process was started with.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = config::refuse_unknown_variables()
        .and_then(|()| config::load(arguments.config.as_deref(), arguments.given))
        .map_err(Failure::from)
        .and_then(|config| {
            crate::telemetry::start(&config.log);
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .enable_all()
                .build()?;
            runtime.block_on(run(config, arguments.command))
        });
    match outcome {
        Ok(code) => code,
        Err(error) => {
            complain(error.as_ref());
            ExitCode::FAILURE
        }
    }
}

async fn run(config: Config, command: Command) -> Result<ExitCode, Failure> {
    match command {
        Command::Serve {
            migrate,
            i_know_this_is_a_demo,
        } => {
            let manner = Manner {
                migrate,
                open_demo: i_know_this_is_a_demo,
            };
            serve::run(config, manner).await?;
        }
        Command::Migrate => {
            let names = serve::migrate(&config).await?;
            for name in &names {
                say(format_args!("migrated {name}"));
            }
            if names.is_empty() {
                say("the schema is up to date");
            }
        }
        Command::Demo {
            forward: Some(days),
            ..
        } => {
            let today = serve::forward_demo(&config, days).await?;
            say(format_args!("the demonstration's clock stands at {today}"));
        }
        Command::Demo { bare, .. } => {
            let stock = if bare { Stock::Bare } else { Stock::Full };
            demo(&config, stock).await?;
        }
        Command::Import { country } => {
            let system = serve::system(&config).await?;
            let files = crate::data::files();
            let mut reports = service::import::facts(&system, &files).await?;
            if country {
                reports.extend(service::import::whole_country(&system, &files).await?);
            }
            say_imported(&system, reports).await?;
        }
        Command::User(user) => {
            let system = serve::system(&config).await?;
            run_user(&system, user).await.map_err(in_words)?;
        }
        Command::Read { file, agencies } => read(&file, agencies.as_deref())?,
        Command::VerifyLog => {
            let system = serve::system(&config).await?;
            let flaws = service::verify::verify_log(&system).await?;
            for flaw in &flaws {
                say(serde_json::to_string(flaw)?);
            }
            if !flaws.is_empty() {
                return Err(format!("{} flaws in the log", flaws.len()).into());
            }
            say("nothing was altered");
        }
        Command::Rebuild => {
            let system = serve::system(&config).await?;
            let rebuilt = service::rebuild::rebuild(&system).await?;
            for difference in &rebuilt.differences {
                let counter = &difference.counter;
                say(format_args!(
                    "{} {} {} in {}: was {}, is {}",
                    counter.dimension,
                    counter.key,
                    counter.bucket,
                    counter.province,
                    difference.was,
                    counter.by
                ));
            }
            for task in &rebuilt.rollups {
                say(format_args!("sums of the sub-tasks of {task} were wrong"));
            }
            for difference in &rebuilt.lateness {
                say(format_args!(
                    "days late of {} in {}: was {:?}, is {:?}",
                    difference.is.agency,
                    difference.is.province,
                    difference.was,
                    difference.is.figures
                ));
            }
            if rebuilt.search > 0 {
                say(format_args!(
                    "{} rows of the index of search were wrong",
                    rebuilt.search
                ));
            }
            say(format_args!(
                "{} tasks counted, {} counters were wrong",
                rebuilt.tasks,
                rebuilt.differences.len() + rebuilt.rollups.len() + rebuilt.lateness.len()
            ));
        }
        Command::Doctor => return doctor(&config).await,
    }
    Ok(ExitCode::SUCCESS)
}

async fn demo(config: &Config, stock: Stock) -> Result<(), Failure> {
    let (system, reports) = serve::make_demo(config, stock).await?;
    say_imported(&system, reports).await?;
    let page = service::session::sign_in_page(&system).await?;
    let password = page.demo_password.unwrap_or_default();
    say("");
    say("THIS IS A DEMONSTRATION. Its people are invented, its password is public:");
    say("");
    for account in &page.demo_accounts {
        say(format_args!(
            "  {:<16} {}: {}, {}",
            account.login, account.full_name, account.title_en, account.agency_en
        ));
    }
    say("");
    say(format_args!("  password of all of them: {password}"));
    say(format_args!(
        "  its clock stands at {} and goes on from there",
        system.today()
    ));
    say("");
    say(format_args!(
        "Start it with `lachan serve` and open http://{}",
        config.listen
    ));
    Ok(())
}

/// What each file did, then what the database holds.
async fn say_imported(system: &service::System, reports: Vec<Report>) -> Result<(), Failure> {
    for report in reports {
        say(report);
    }
    for units in service::import::on_record(system).await? {
        say(units);
    }
    Ok(())
}

async fn run_user(system: &service::System, user: User) -> Result<(), service::Error> {
    match user {
        User::Add {
            login,
            full_name,
            agency,
            role,
            title_vi,
            title_en,
            language,
        } => {
            let new = NewAccount {
                login,
                full_name,
                password: password()?,
                agency_code: agency,
                role,
                title_vi,
                title_en,
                language,
            };
            let id = service::account::create(system, &new).await?;
            say(format_args!("made {id}"));
        }
        User::Password { login } => {
            service::account::set_password(system, &login, &password()?).await?;
            say("changed");
        }
        User::Close { login } => {
            service::account::close(system, &login).await?;
            say("closed");
        }
        User::Revoke {
            login,
            holding: None,
        } => {
            for line in service::account::holdings(system, &login).await? {
                say(format_args!(
                    "{} {} ({}), {}",
                    line.holding, line.title_vi, line.role, line.agency.name_vi
                ));
            }
        }
        User::Revoke {
            login,
            holding: Some(holding),
        } => {
            let held = service::account::holdings(system, &login).await?;
            if !held.iter().any(|line| line.holding == holding) {
                return Err(Problem::NotFound.into());
            }
            service::account::revoke_holding(system, holding).await?;
            say("revoked");
        }
        User::List => {
            for line in service::account::list(system).await? {
                let closed = line
                    .closed_at
                    .map(|at| format!(", closed {}", at.date_naive()))
                    .unwrap_or_default();
                let demo = if line.is_demo { ", demo" } else { "" };
                say(format_args!(
                    "{} {}{demo}{closed}",
                    line.login, line.full_name
                ));
            }
        }
    }
    Ok(())
}

/// The first line of standard input.
fn password() -> Result<String, service::Error> {
    let mut text = String::new();
    std::io::stdin()
        .take(1024)
        .read_to_string(&mut text)
        .map_err(service::Error::internal)?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

/// A problem as a sentence for the command line, with the fields it names.
fn in_words(error: service::Error) -> Failure {
    match error.problem() {
        Problem::Refused {
            refusal: Refusal::Invalid { fields },
        } => {
            let fields: Vec<String> = fields
                .iter()
                .map(|wrong| format!("{} ({:?})", wrong.field, wrong.fault))
                .collect();
            format!("these values cannot be taken: {}", fields.join(", ")).into()
        }
        _ => error.into(),
    }
}

fn read(file: &Path, agencies: Option<&Path>) -> Result<(), Failure> {
    let open = |path: &Path| {
        std::fs::read(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))
    };
    let content = open(file)?;
    let agencies = match agencies {
        Some(path) => String::from_utf8(open(path)?)?,
        None => crate::data::AGENCIES.to_owned(),
    };
    let reading = crate::text_file::read(&content, &agencies)?;
    say(serde_json::to_string_pretty(&reading)?);
    Ok(())
}

async fn doctor(config: &Config) -> Result<ExitCode, Failure> {
    for (field, value) in config.shown() {
        say(format_args!("{field} = {value}"));
    }
    say("");
    let mut is_well = true;
    let mut check = |what: &str, outcome: Result<String, String>| match outcome {
        Ok(found) => say(format_args!("ok    {what}: {found}")),
        Err(wrong) => {
            is_well = false;
            say(format_args!("WRONG {what}: {wrong}"));
        }
    };
    let site = match &config.site {
        Some(folder) => crate::asset::Site::of_folder(folder),
        None => crate::asset::Site::embedded(),
    };
    check(
        "site",
        match site {
            Ok(site) if site.is_built() => Ok(format!("{} files", site.len())),
            Ok(_) => Err("not built".to_owned()),
            Err(error) => Err(error.to_string()),
        },
    );
    match serve::system(config).await {
        Ok(system) => {
            check("database", Ok("reached, schema up to date".to_owned()));
            let agencies = system.directory().await;
            check(
                "agencies",
                match agencies {
                    Ok(directory) if directory.is_empty() => {
                        Err("none: run `lachan import`".to_owned())
                    }
                    Ok(directory) => Ok(directory.len().to_string()),
                    Err(error) => Err(error.to_string()),
                },
            );
            let kind = if system.settings.demo {
                "a demonstration"
            } else {
                "a working system"
            };
            check("clock", Ok(format!("{}, {kind}", system.today())));
            check(
                "jobs",
                match service::job::count(&system).await {
                    Ok(jobs) if jobs.failed > 0 => Err(format!(
                        "{} failed for good, {} waiting, {} due: see `last_error` in the table `job`",
                        jobs.failed, jobs.waiting, jobs.due
                    )),
                    Ok(jobs) => Ok(format!("{} waiting, {} due", jobs.waiting, jobs.due)),
                    Err(error) => Err(error.to_string()),
                },
            );
            check(
                "e-mail",
                match (service::mail::count_failed(&system).await, &system.post) {
                    (Ok(failed), _) if failed > 0 => Err(format!(
                        "{failed} not sent after ten tries: see /admin/mail, signed in as administrator"
                    )),
                    (Ok(_), Some(_)) => Ok("sent; none failed for good".to_owned()),
                    (Ok(_), None) => Ok("not sent: mail_host is not set".to_owned()),
                    (Err(error), _) => Err(error.to_string()),
                },
            );
        }
        Err(error) => check("database", Err(error.to_string())),
    }
    Ok(if is_well {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
