//! What the walk cannot see, since it is between two servers, or below `SQLite`: a check for each.

use super::protocol::server;
use super::protocol::support::{Fingerprint, Stored};
use super::service::host::Time;
use super::service::office::{Lines, Office};
use super::service::rehearsal::examine::differences;
use super::service::role::City;
use super::service::wire::{Peer, ToServer, envelope};
use super::words::issue as application;
use crate::program::city::{Document, Node, Person, Session, Wish};
use crate::program::database::{Database, Lease};
use crate::program::registry::Registry;
use crate::program::trouble::Trouble;

/// A check: its name, and what it finds wrong.
pub(crate) type Check = (&'static str, fn() -> Result<Option<String>, Trouble>);

/// All of them.
pub(crate) const CHECKS: &[Check] = &[
    ("a superseded server changes nothing", superseded),
    ("a full disk changes nothing", full_disk),
    ("rows of another layout are refused", foreign_row),
    ("messages of another layout are refused", foreign_message),
];

fn superseded() -> Result<Option<String>, Trouble> {
    let folder = folder()?;
    let mut first = office(Database::open(&folder.path().join("issuing.sqlite"))?)?;
    asks(&mut first, 1)?;
    let mut second = office(first.host.database.again()?)?;
    let before = second.host.database.rows()?;
    let answer = asks(&mut first, 2);
    if !matches!(answer, Err(Trouble::Superseded { .. })) {
        return Ok(Some(format!("a server whose lease was taken over was answered {answer:?}")));
    }
    if second.host.database.rows()? != before {
        return Ok(Some("a server whose lease was taken over has written".to_owned()));
    }
    asks(&mut second, 2)?;
    books(&first, &before.into_iter().map(|(key, row)| format!("{key}: {row}")).collect::<Vec<_>>())
}

fn full_disk() -> Result<Option<String>, Trouble> {
    let folder = folder()?;
    let mut office = office(Database::open(&folder.path().join("issuing.sqlite"))?)?;
    office.host.database.limit_pages(office.host.database.pages()? + 4)?;
    for visit in 1..1000 {
        match asks(&mut office, visit) {
            Ok(()) => {}
            Err(Trouble::Storage { .. }) => return differences("a server on a full disk", &office.host),
            Err(trouble) => return Ok(Some(format!("on a full disk the server says: {trouble}"))),
        }
    }
    Ok(Some("the disk was full, and nobody noticed".to_owned()))
}

fn foreign_row() -> Result<Option<String>, Trouble> {
    let mut first = office(Database::in_memory()?)?;
    asks(&mut first, 1)?;
    let database = first.host.database.copy()?;
    let foreign = serde_json::to_string(&Fingerprint([7; 16]))?;
    database.tamper(&format!("UPDATE row SET content = json_set(content, '$.layout', json('{foreign}'))"))?;
    match office(database) {
        Err(Trouble::Foreign(_)) => Ok(None),
        Err(trouble) => Ok(Some(format!("rows of another layout: {trouble}"))),
        Ok(_) => Ok(Some("rows of another layout were read as if they were ours".to_owned())),
    }
}

fn foreign_message() -> Result<Option<String>, Trouble> {
    let mut office = office(Database::in_memory()?)?;
    let Stored { row, .. } = issue(1);
    let content = Stored { layout: Fingerprint([7; 16]), row };
    let heard = office.hears(Peer::Kiosk(0), ToServer::Message { number: 1, content }, Time::ZERO, &mut Lines::new());
    Ok(match heard {
        Err(Trouble::Foreign(_)) => None,
        other => Some(format!("a message of another layout was answered {other:?}")),
    })
}

/// What is in memory is what was stored when it was last allowed to store.
fn books(office: &Office, stored: &[String]) -> Result<Option<String>, Trouble> {
    let held = office.host.held_rows()?;
    Ok((held != stored).then(|| format!("{} was stored, and {} is in memory", stored.join(" "), held.join(" "))))
}

fn office(mut database: Database) -> Result<Office, Trouble> {
    let epoch = database.acquire("a check", Lease { now: Time::ZERO, lasts: Time::ZERO })?;
    let epoch = epoch.ok_or_else(|| Trouble::Refused("the lease is not free".to_owned()))?;
    Office::open(Node(0), Registry::in_memory()?, database, epoch, Time::ZERO)
}

/// A kiosk asks for a certificate.
fn asks(office: &mut Office, visit: u64) -> Result<(), Trouble> {
    let line = ToServer::Message { number: visit, content: issue(visit) };
    office.hears(Peer::Kiosk(0), line, Time::ZERO, &mut Lines::new())
}

fn issue(visit: u64) -> Stored<server::Message<City>> {
    let session = Session { kiosk: 0, visit };
    let wish = Wish { document: Document::Tax, my_number: false, two_sheets: false };
    envelope(application(Node(0), session, Person(100 + visit), wish))
}

fn folder() -> Result<tempfile::TempDir, Trouble> {
    tempfile::tempdir().map_err(|source| Trouble::environment("making a folder", source))
}
