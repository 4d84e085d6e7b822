//! Attached files with the real servers: ClamAV's daemon with one signature of our own, and an S3-compatible
//! server. `cargo xtask test` installs both and says where they are; without it these tests do nothing.

use crate::command::{act, problem};
use crate::support;
use crate::talk::{at_work, attach, upload, with_options};
use domain::attachment::Purpose;
use domain::refusal::{Problem, Refusal};
use service::attachment::{self, Options, Place, Scanner};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// The harmless text that every scanner knows (EICAR), in two parts: whole, it would make scanners refuse the
/// source itself.
const EICAR: [&str; 2] = [
    r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-",
    "ANTIVIRUS-TEST-FILE!$H+H*",
];

/// A program whose place the surroundings tell.
fn told(variable: &str) -> Option<PathBuf> {
    #[expect(clippy::disallowed_methods, reason = "the place comes from outside")]
    let (place, required) = (
        std::env::var_os(variable),
        std::env::var("LACHAN_TEST_REQUIRE_SERVERS").is_ok(),
    );
    assert!(
        place.is_some() || !required,
        "{variable} is not set: run `cargo xtask test`"
    );
    place.map(PathBuf::from)
}

/// A process of the test, ended with it.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        if self.0.kill().is_ok() {
            self.0.wait().expect("ended");
        }
    }
}

fn run(command: &mut Command) -> Running {
    let child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    Running(child.expect("the server starts"))
}

async fn until_it_answers(is_there: impl Fn() -> bool) {
    for _ in 0..600 {
        if is_there() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the server does not answer");
}

fn scanner(folder: &Path) -> (PathBuf, PathBuf) {
    let (config, socket) = (folder.join("clamd.conf"), folder.join("clamd.sock"));
    let signatures = folder.join("signatures");
    std::fs::create_dir(&signatures).expect("a folder");
    let signature = format!("Own.Eicar:0:*:{}\n", hex::encode(EICAR.concat()));
    std::fs::write(signatures.join("own.ndb"), signature).expect("a signature");
    let text = format!(
        "DatabaseDirectory {}\nLocalSocket {}\nForeground yes\nStreamMaxLength 1M\n",
        signatures.display(),
        socket.display()
    );
    std::fs::write(&config, text).expect("a configuration");
    (config, socket)
}

#[tokio::test]
async fn the_real_scanner_finds_what_it_knows() {
    let Some(clamd) = told("LACHAN_TEST_CLAMD") else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let (config, socket) = scanner(folder.path());
    let running = run(Command::new(clamd).arg("--config-file").arg(&config));
    until_it_answers(|| std::os::unix::net::UnixStream::connect(&socket).is_ok()).await;
    let (db, _database) = support::sqlite().await;
    let (_, health, task) = at_work(db).await;
    let health = with_options(
        &health,
        Options {
            place: Place::Folder(folder.path().join("files")),
            scanner: Some(Scanner::Unix(socket)),
            ..Options::default()
        },
    );
    let clean = upload(&health, task, "sach.txt", b"Danh s\xC3\xA1ch").await;
    act(&health, task, attach(clean, Purpose::Report))
        .await
        .expect("attached");
    let refused = async |content: &[u8]| {
        let mut upload = attachment::begin(&health, task).await.expect("begun");
        upload.write(content).await.expect("taken");
        match problem(upload.finish("a.txt").await) {
            Problem::Refused { refusal } => refusal,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(refused(EICAR.concat().as_bytes()).await, Refusal::Infected);
    // More than the scanner is set to take: it hangs up, and the file is refused.
    let large = vec![b'a'; 3_000_000];
    assert_eq!(refused(&large).await, Refusal::NotScanned);
    drop(running);
    assert_eq!(
        refused(b"a").await,
        Refusal::NotScanned,
        "the scanner is gone"
    );
}

#[cfg(feature = "s3")]
mod bucket {
    use super::*;
    use service::attachment::files::Bucket;
    use service::attachment::{Opened, Wanted};
    use std::future::poll_fn;

    async fn content(body: &mut attachment::files::Body) -> Vec<u8> {
        let mut content = Vec::new();
        while let Some(chunk) = poll_fn(|cx| body.as_mut().poll_next(cx)).await {
            content.extend_from_slice(&chunk.expect("bytes"));
        }
        content
    }

    #[tokio::test]
    async fn files_stand_in_a_bucket() {
        let Some(s3rver) = told("LACHAN_TEST_S3RVER") else {
            return;
        };
        let folder = tempfile::tempdir().expect("a folder");
        let port = {
            let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
            free.local_addr().expect("an address").port()
        };
        let _running = run(Command::new("node")
            .arg(s3rver)
            .args(["--address", "127.0.0.1", "--port", &port.to_string()])
            .args(["--configure-bucket", "lachan", "--no-vhost-buckets"])
            .arg("--directory")
            .arg(folder.path()));
        until_it_answers(|| std::net::TcpStream::connect(("127.0.0.1", port)).is_ok()).await;
        let (db, _database) = support::sqlite().await;
        let (_, health, task) = at_work(db).await;
        let options = Options {
            place: Place::Bucket(Bucket {
                name: "lachan".to_owned(),
                prefix: "nghe-an".to_owned(),
                endpoint: Some(format!("http://127.0.0.1:{port}")),
                region: "us-east-1".to_owned(),
                access_key: "S3RVER".to_owned(),
                secret_key: "S3RVER".to_owned(),
            }),
            ..Options::default()
        };
        let health = with_options(&health, options);
        health
            .system
            .files
            .check()
            .await
            .expect("the bucket answers");
        // More than one part of an upload.
        let text = "Biên bản bàn giao bộ xét nghiệm\n".repeat(200_000);
        let id = upload(&health, task, "bien ban.txt", text.as_bytes()).await;
        act(&health, task, attach(id, Purpose::Report))
            .await
            .expect("attached");
        for (wanted, expected) in [
            (Wanted::All, text.as_bytes()),
            (
                Wanted::From(6_000_000, Some(6_000_009)),
                &text.as_bytes()[6_000_000..6_000_010],
            ),
        ] {
            let opened = attachment::open(&health, id, wanted).await.expect("opened");
            let Opened::File(mut file) = opened else {
                panic!("no file");
            };
            assert!(content(&mut file.body).await == expected, "the same bytes");
        }
        let withdraw = domain::task::TaskCommand::WithdrawAttachment {
            attachment: id,
            reason: "Nhầm tệp".to_owned(),
        };
        act(&health, task, withdraw).await.expect("withdrawn");
        health.system.clock.advance(chrono::TimeDelta::days(2));
        assert_eq!(attachment::sweep(&health.system).await.expect("swept"), 1);
        assert_eq!(attachment::sweep(&health.system).await.expect("swept"), 0);
    }
}
