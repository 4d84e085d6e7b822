//! The way out for e-mail: SMTP.
//!
//! **Invariants:** the password of the mail server never leaves this module and is in no log; what the mail
//! server answers is logged, and told as a [`Fault`] alone. To add a way out: another field of [`Post`].

use domain::mail::Fault;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use std::fmt;
use std::time::Duration;

/// How long the mail server may take for one step: below a lease, whatever it does.
const PATIENCE: Duration = Duration::from_secs(20);

/// How the connection to the mail server is kept secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// From the first byte, usually port 465.
    Tls,
    /// After a greeting in the clear, usually port 587; without it nothing is sent.
    StartTls,
    /// Not at all.
    None,
}

/// Where the mail server is and who we are to it.
#[derive(Clone)]
pub struct Server {
    pub host: String,
    pub port: u16,
    pub security: Security,
    /// Name and password, where it asks for them.
    pub credentials: Option<(String, String)>,
    /// `name@host.example`, with or without a name before it in the form `Lá Chắn <name@host.example>`.
    pub from: String,
    /// Origin to which the links in e-mails lead.
    pub public_url: String,
}

/// Why no e-mail can be sent; a sentence for the operator.
#[derive(Debug, thiserror::Error)]
pub enum PostError {
    #[error("the sender is no e-mail address such as `Lá Chắn <lachan@example.vn>`")]
    From,
    #[error("TLS cannot be set up for that host: {0}")]
    Tls(String),
}

/// The way out.
pub struct Post {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    public_url: String,
}

impl fmt::Debug for Post {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Post")
            .field("from", &self.from.email)
            .finish_non_exhaustive()
    }
}

/// An e-mail to one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    /// The part of the Message-ID before the `@`: the same for the same e-mail, so that one that is sent again
    /// after a crash is recognised.
    pub key: String,
}

/// Why a letter was not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotSent {
    pub fault: Fault,
    /// Whether another try would be in vain.
    pub is_final: bool,
}

impl Post {
    /// A way out over that server; nothing is connected yet.
    ///
    /// # Errors
    /// [`PostError`].
    pub fn new(server: Server) -> Result<Self, PostError> {
        let from: Mailbox = server.from.parse().map_err(|_| PostError::From)?;
        let tls = || {
            TlsParameters::new(server.host.clone())
                .map_err(|error| PostError::Tls(error.to_string()))
        };
        let security = match server.security {
            Security::Tls => Tls::Wrapper(tls()?),
            Security::StartTls => Tls::Required(tls()?),
            Security::None => Tls::None,
        };
        let mut builder =
            AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(server.host.clone())
                .port(server.port)
                .tls(security)
                .timeout(Some(PATIENCE));
        if let Some((user, password)) = server.credentials {
            builder = builder.credentials(Credentials::new(user, password));
        }
        Ok(Self {
            transport: builder.build(),
            from,
            public_url: server.public_url.trim_end_matches('/').to_owned(),
        })
    }

    /// The address of one of our pages.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.public_url)
    }

    /// Sends a letter.
    ///
    /// # Errors
    /// [`NotSent`]; why is logged.
    pub async fn send(
        &self,
        letter: &Letter,
        at: chrono::DateTime<chrono::Utc>,
    ) -> Result<(), NotSent> {
        let message = self.message(letter, at).map_err(|error| {
            tracing::error!(%error, "an e-mail cannot be written");
            NotSent {
                fault: Fault::Unwritten,
                is_final: true,
            }
        })?;
        match self.transport.send(message).await {
            Ok(_) => Ok(()),
            Err(error) => {
                let not_sent = why(&error);
                tracing::warn!(fault = %not_sent.fault, %error, "an e-mail was not sent");
                Err(not_sent)
            }
        }
    }

    fn message(
        &self,
        letter: &Letter,
        at: chrono::DateTime<chrono::Utc>,
    ) -> Result<Message, Box<dyn std::error::Error + Send + Sync>> {
        let to: Address = letter.to.parse()?;
        let id = format!("<{}@{}>", letter.key, self.from.email.domain());
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(letter.subject.clone())
            .date(at.into())
            .message_id(Some(id))
            .multipart(MultiPart::alternative_plain_html(
                letter.text.clone(),
                letter.html.clone(),
            ))?;
        // No answers from those who are on holiday (RFC 3834).
        message.headers_mut().insert_raw(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ));
        Ok(message)
    }
}

/// What an error of the mail server means.
fn why(error: &lettre::transport::smtp::Error) -> NotSent {
    let code = error.status().map(u16::from);
    let (fault, is_final) = match code {
        // Authentication (RFC 4954, 6): the next try may follow a corrected configuration.
        Some(530 | 534 | 535 | 538) => (Fault::SignIn, false),
        Some(_) if error.is_permanent() => (Fault::Refused, true),
        Some(_) => (Fault::Later, false),
        // A client error is ours: STARTTLS or a way to sign in that the server does not offer.
        None if error.is_tls() || error.is_client() || failed_in_tls(error) => {
            (Fault::Insecure, false)
        }
        None => (Fault::Unreachable, false),
    };
    NotSent { fault, is_final }
}

/// Whether the connection broke off because of TLS: rustls reports it as data that are invalid.
fn failed_in_tls(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        let kind = error
            .downcast_ref::<std::io::Error>()
            .map(std::io::Error::kind);
        if kind == Some(std::io::ErrorKind::InvalidData) {
            return true;
        }
        next = error.source();
    }
    false
}
