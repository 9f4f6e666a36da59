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

/// One rendering. The epoch of the server that opened it makes the number unique across restarts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct Job {
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
        write!(f, "{}.{}", self.epoch, self.number)
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
    pub(crate) fn draw(job: Job, ordered_for: Person, subject: Person, document: Document) -> Self {
        let name = format!("{job}-{ordered_for}.image");
        let text = format!("{}\nResident number: {subject}\nJob: {job}\n", document.title());
        Self { name, text }
    }
}

/// A page that was read: what it says of itself stands in its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "PrintImage", into = "PrintImage")]
pub(crate) struct Page {
    image: PrintImage,
    job: Job,
    subject: Person,
    document: Document,
}

impl Page {
    /// A page that is drawn as [`PrintImage::draw`] says.
    pub(crate) fn drawn(job: Job, ordered_for: Person, subject: Person, document: Document) -> Self {
        Self { image: PrintImage::draw(job, ordered_for, subject, document), job, subject, document }
    }

    /// Which rendering made it.
    pub(crate) fn job(&self) -> Job {
        self.job
    }

    /// Who it is about.
    pub(crate) fn subject(&self) -> Person {
        self.subject
    }

    /// What it is.
    pub(crate) fn document(&self) -> Document {
        self.document
    }

    /// What can be read on it.
    pub(crate) fn text(&self) -> &str {
        &self.image.text
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
        let (epoch, number) = field("Job: ")?.split_once('.').ok_or_else(unreadable)?;
        let job =
            Job { epoch: epoch.parse().map_err(|_| unreadable())?, number: number.parse().map_err(|_| unreadable())? };
        let in_name = || image.name.strip_suffix(".image").and_then(|name| name.rsplit_once('-')).map(|(_, who)| who);
        let person = if bugs::sown(Bug::FileNameAsSubject) { in_name().ok_or_else(unreadable)? } else { written };
        let subject = Person(person.parse().map_err(|_| unreadable())?);
        Ok(Self { image, job, subject, document })
    }
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
