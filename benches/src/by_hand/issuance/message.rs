//! What travels. A message, once sent, stays until it is drained.

use super::{Image, Page, Request};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Message {
    Issue { node: usize, session: usize, applicant: usize, request: Request },
    Leave { node: usize, session: usize },
    Certificate { session: usize, image: Image },
    Refused { session: usize },
    Render { job: usize, sheet: usize, subject: usize, request: Request },
    Rendered { node: usize, page: Page },
}

impl Message {
    pub(super) fn names_session(&self, wanted: usize) -> bool {
        match *self {
            Self::Issue { session, .. }
            | Self::Leave { session, .. }
            | Self::Certificate { session, .. }
            | Self::Refused { session } => session == wanted,
            Self::Render { .. } | Self::Rendered { .. } => false,
        }
    }

    pub(super) fn names_job(&self, wanted: usize) -> bool {
        match *self {
            Self::Certificate { image, .. } => image.names_job(wanted),
            Self::Render { job, .. } | Self::Rendered { page: Page { job, .. }, .. } => job == wanted,
            Self::Issue { .. } | Self::Leave { .. } | Self::Refused { .. } => false,
        }
    }
}
