//! The virus scanner: ClamAV's daemon, or whatever speaks its INSTREAM protocol.
//!
//! The file is sent in chunks, each behind its length as four bytes, big-endian; an empty chunk ends it. The
//! answer is one line that ends in `OK`, `FOUND` or `ERROR` (clamd(8)).
//!
//! **Invariant:** where a scanner is set, a file is taken only when it said `OK`: whatever else it says, and
//! silence, is a refusal.

use crate::Result;
use domain::refusal::Refusal;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

/// How long a scan may take in all.
const PATIENCE: Duration = Duration::from_secs(60);
/// Bytes sent at once.
const CHUNK: usize = 64 * 1024;
/// Longest answer.
const ANSWER: u64 = 4096;

/// Where the scanner listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scanner {
    /// `host:port`.
    Tcp(String),
    /// A socket in the file system.
    Unix(PathBuf),
}

impl std::str::FromStr for Scanner {
    type Err = String;

    /// `tcp:host:port` or `unix:/path`.
    fn from_str(text: &str) -> std::result::Result<Self, String> {
        match text.split_once(':') {
            Some(("tcp", address)) if address.contains(':') => Ok(Self::Tcp(address.to_owned())),
            Some(("unix", path)) if path.starts_with('/') => Ok(Self::Unix(path.into())),
            _ => Err("`tcp:host:port` or `unix:/path/of/the/socket`".to_owned()),
        }
    }
}

impl std::fmt::Display for Scanner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Tcp(address) => write!(f, "tcp:{address}"),
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

impl Scanner {
    /// Whether a file is clean.
    ///
    /// # Errors
    /// [`Refusal::Infected`]; [`Refusal::NotScanned`] where the scanner did not say.
    pub async fn scan(&self, path: &Path) -> Result<()> {
        let said = tokio::time::timeout(PATIENCE, self.ask(path)).await;
        let said = match said {
            Ok(Ok(said)) => said,
            Ok(Err(error)) => {
                tracing::error!(scanner = %self, %error, "the virus scanner did not answer");
                return Err(Refusal::NotScanned.into());
            }
            Err(_) => {
                tracing::error!(scanner = %self, "the virus scanner took too long");
                return Err(Refusal::NotScanned.into());
            }
        };
        let said = said.trim_end_matches(['\0', '\n']);
        if said.ends_with(" OK") {
            return Ok(());
        }
        if said.ends_with(" FOUND") {
            tracing::warn!(said, "an upload was refused");
            return Err(Refusal::Infected.into());
        }
        tracing::error!(scanner = %self, said, "the virus scanner failed");
        Err(Refusal::NotScanned.into())
    }

    async fn ask(&self, path: &Path) -> std::io::Result<String> {
        match self {
            Self::Tcp(address) => {
                stream(tokio::net::TcpStream::connect(address).await?, path).await
            }
            #[cfg(unix)]
            Self::Unix(socket) => {
                stream(tokio::net::UnixStream::connect(socket).await?, path).await
            }
            #[cfg(not(unix))]
            Self::Unix(_) => Err(std::io::ErrorKind::Unsupported.into()),
        }
    }
}

async fn stream(
    mut scanner: impl AsyncRead + AsyncWrite + Unpin,
    path: &Path,
) -> std::io::Result<String> {
    let mut file = tokio::fs::File::open(path).await?;
    scanner.write_all(b"zINSTREAM\0").await?;
    let mut chunk = vec![0; CHUNK];
    loop {
        let count = file.read(&mut chunk).await?;
        let length = u32::try_from(count).unwrap_or_default();
        // A scanner that has heard enough, such as one with a smaller limit, hangs up after its answer.
        let sent = match scanner.write_all(&length.to_be_bytes()).await {
            Ok(()) => scanner.write_all(&chunk[..count]).await,
            failed => failed,
        };
        if sent.is_err() || count == 0 {
            break;
        }
    }
    // Sent or not: what it says counts, and that it says nothing.
    let mut said = Vec::new();
    scanner.take(ANSWER).read_to_end(&mut said).await?;
    if said.is_empty() {
        return Err(std::io::ErrorKind::UnexpectedEof.into());
    }
    Ok(String::from_utf8_lossy(&said).into_owned())
}
