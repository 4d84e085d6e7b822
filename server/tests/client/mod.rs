//! An HTTP/1.1 client of one connection that is kept open, for tests and benches that drive a real socket.
//!
//! It is plain `std`: what is measured or killed is the server, and the client must not share its runtime.
//!
//! **Invariant:** an answer is given only when it came whole; anything less is an error.

use std::io::{BufRead as _, BufReader, Error, ErrorKind, Read as _, Result, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Longer than any answer takes; a server that hangs must not hang the caller.
const PATIENCE: Duration = Duration::from_secs(30);

/// One open connection.
pub struct Client {
    stream: BufReader<TcpStream>,
}

/// A whole answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    /// The value of a header, empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// The bytes of a request; a body has the media type that is given with it.
pub fn request(
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: Option<(&str, &str)>,
) -> Vec<u8> {
    let mut text = format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    let (media_type, body) = body.unwrap_or(("", ""));
    if !media_type.is_empty() {
        let length = body.len();
        text.push_str(&format!(
            "content-type: {media_type}\r\ncontent-length: {length}\r\n"
        ));
    }
    text.push_str("\r\n");
    text.push_str(body);
    text.into_bytes()
}

/// A form as a program posts it: it wants the receipt as JSON.
pub fn form(path: &str, cookie: &str, fields: &[(&str, &str)]) -> Vec<u8> {
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    let headers = [("cookie", cookie), ("accept", "application/json")];
    let body = ("application/x-www-form-urlencoded", body.as_str());
    request("POST", path, &headers, Some(body))
}

/// Signs in as a browser does and gives the cookie of the session.
pub fn sign_in(at: SocketAddr, login: &str, password: &str) -> Result<String> {
    let fields = [("login", login), ("password", password)];
    let answer = Client::connect(at)?.send(&form("/sign-in", "", &fields))?;
    let cookie = answer.header("set-cookie").split(';').next();
    match cookie.filter(|cookie| cookie.contains('=')) {
        Some(cookie) => Ok(cookie.to_owned()),
        None => Err(Error::other(format!("not signed in: {answer:?}"))),
    }
}

impl Client {
    pub fn connect(to: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect_timeout(&to, PATIENCE)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self {
            stream: BufReader::with_capacity(64 * 1024, stream),
        })
    }

    /// Sends a request and waits for the whole answer.
    pub fn send(&mut self, request: &[u8]) -> Result<Answer> {
        self.stream.get_mut().write_all(request)?;
        let line = self.line()?;
        let status = line.split(' ').nth(1).and_then(|code| code.parse().ok());
        let status = status.ok_or_else(|| malformed(&line))?;
        let mut headers = Vec::new();
        loop {
            let line = self.line()?;
            if line.is_empty() {
                break;
            }
            let (name, value) = line.split_once(':').ok_or_else(|| malformed(&line))?;
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let mut answer = Answer {
            status,
            headers,
            body: Vec::new(),
        };
        if answer.header("transfer-encoding") == "chunked" {
            loop {
                let line = self.line()?;
                let size = usize::from_str_radix(&line, 16).map_err(|_| malformed(&line))?;
                self.append(&mut answer.body, size)?;
                self.line()?;
                if size == 0 {
                    break;
                }
            }
        } else if let Ok(size) = answer.header("content-length").parse() {
            self.append(&mut answer.body, size)?;
        }
        Ok(answer)
    }

    fn append(&mut self, body: &mut Vec<u8>, size: usize) -> Result<()> {
        let start = body.len();
        body.resize(start + size, 0);
        self.stream.read_exact(&mut body[start..])
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        match line.strip_suffix("\r\n") {
            Some(whole) => Ok(whole.to_owned()),
            None => Err(ErrorKind::UnexpectedEof.into()),
        }
    }
}

fn malformed(line: &str) -> Error {
    Error::new(ErrorKind::InvalidData, format!("no HTTP: {line}"))
}
