//! The caller's own types: residents, kiosks, jobs, and pages that can be read.

use std::error::Error;
use std::fmt::{self, Display, Formatter};

use serde::{Deserialize, Serialize};

use crate::program::bugs::{self, Bug};

/// A resident, by the number on the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct Person(pub(crate) u64);

/// One visit to one kiosk. The kiosk's number says where answers go; no two visits have the same number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct Session {
    pub(crate) kiosk: u32,
    pub(crate) visit: u64,
}

/// One of the municipality's issuing servers: it has a database and a lane of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct Node(pub(crate) u32);

/// One rendering. No two servers give the same number, and the epoch makes it unique across restarts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct Job {
    pub(crate) node: Node,
    pub(crate) epoch: u64,
    pub(crate) number: u64,
}

/// What can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) enum Document {
    ResidentRecord,
    SealRegistration,
    FamilyRegister,
    Tax,
}

impl Document {
    /// Every kind.
    pub(crate) const ALL: [Self; 4] = [Self::ResidentRecord, Self::SealRegistration, Self::FamilyRegister, Self::Tax];

    /// The title on the page.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::ResidentRecord => "Resident record",
            Self::SealRegistration => "Seal registration certificate",
            Self::FamilyRegister => "Family register",
            Self::Tax => "Tax certificate",
        }
    }
}

impl Display for Person {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{:012}", self.0)
    }
}

impl Display for Job {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.node.0, self.epoch, self.number)
    }
}

/// What somebody asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wish {
    pub(crate) document: Document,
    pub(crate) my_number: bool,
    /// Whether there is more than fits on one sheet.
    pub(crate) two_sheets: bool,
}

/// What a sheet says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Said {
    /// Which rendering made it.
    pub(crate) job: Job,
    /// Which sheet of it this is, from 0.
    pub(crate) sheet: u32,
    /// Who it is about.
    pub(crate) subject: Person,
    /// What it is.
    pub(crate) document: Document,
    /// From which version of the person's registration it was made.
    pub(crate) version: u32,
    /// Whether the person's My Number is on it.
    pub(crate) my_number: bool,
}

impl Display for Said {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { job, sheet, subject, document, version, my_number } = self;
        writeln!(
            f,
            "{}\nResident number: {subject}\nJob: {job}\nSheet: {sheet}\nRegistration: {version}",
            document.title()
        )?;
        if *my_number { writeln!(f, "My Number: {:012}", (subject.0 * 7 + 3) % 1_000_000_000_000) } else { Ok(()) }
    }
}

/// A print image file: a name, which says what was ordered, and the page's text, which says what is on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PrintImage {
    pub(crate) name: String,
    pub(crate) text: String,
}

impl PrintImage {
    /// Draws a page. The name is given by who ordered it and the text by who is on it: two facts, which may differ.
    pub(crate) fn draw(ordered_for: Person, said: &Said) -> Self {
        Self { name: format!("{}-{ordered_for}.image", said.job), text: said.to_string() }
    }
}

/// A page that was read: what it says of itself stands in its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "PrintImage", into = "PrintImage")]
pub(crate) struct Page {
    image: PrintImage,
    said: Said,
}

impl Page {
    /// A page that is drawn as [`PrintImage::draw`] says.
    pub(crate) fn drawn(ordered_for: Person, said: Said) -> Self {
        Self { image: PrintImage::draw(ordered_for, &said), said }
    }

    /// What it says of itself.
    pub(crate) fn said(&self) -> Said {
        self.said
    }

    /// What can be read on it, sheet by sheet: it is one.
    pub(crate) fn texts(&self) -> Vec<&str> {
        vec![&self.image.text]
    }
}

/// A certificate: all of its sheets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sheets {
    pub(crate) first: Page,
    pub(crate) second: Option<Page>,
}

impl Sheets {
    /// What can be read on it, sheet by sheet.
    pub(crate) fn texts(&self) -> Vec<&str> {
        [Some(&self.first), self.second.as_ref()].into_iter().flatten().flat_map(Page::texts).collect()
    }
}

impl TryFrom<PrintImage> for Page {
    type Error = Unreadable;

    /// Reads a page: never from its name.
    fn try_from(image: PrintImage) -> Result<Self, Unreadable> {
        let unreadable = || Unreadable { name: image.name.clone() };
        let mut lines = image.text.lines();
        let title = lines.next().ok_or_else(unreadable)?;
        let document = Document::ALL.into_iter().find(|document| document.title() == title).ok_or_else(unreadable)?;
        let mut field = |name: &str| lines.next().and_then(|line| line.strip_prefix(name)).ok_or_else(unreadable);
        let written = field("Resident number: ")?;
        let job = job(field("Job: ")?).ok_or_else(unreadable)?;
        let sheet = field("Sheet: ")?.parse().map_err(|_| unreadable())?;
        let version = field("Registration: ")?.parse().map_err(|_| unreadable())?;
        let my_number = field("My Number: ").is_ok();
        let in_name = || image.name.strip_suffix(".image").and_then(|name| name.rsplit_once('-')).map(|(_, who)| who);
        let person = if bugs::sown(Bug::FileNameAsSubject) { in_name().ok_or_else(unreadable)? } else { written };
        let subject = Person(person.parse().map_err(|_| unreadable())?);
        Ok(Self { image, said: Said { job, sheet, subject, document, version, my_number } })
    }
}

/// A job, as it is written on a page.
fn job(text: &str) -> Option<Job> {
    let mut parts = text.split('.');
    let node = Node(parts.next()?.parse().ok()?);
    let (epoch, number) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    parts.next().is_none().then_some(Job { node, epoch, number })
}

impl From<Page> for PrintImage {
    fn from(page: Page) -> Self {
        page.image
    }
}

/// A page that does not say whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unreadable {
    name: String,
}

impl Display for Unreadable {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "the page in `{}` cannot be read: title, resident and job are not where they should be", self.name)
    }
}

impl Error for Unreadable {}
