//! The shipped protocols, each in one file that reads top to bottom, and nothing else.
//!
//! [`issuance`] is the real thing. `yokohama_*` is what happened without it; [`two_phase_commit`] is somebody else's;
//! [`tutorial`] is where to start.

#![no_std]

mod workflows {
    pub(crate) mod issuance;
    pub(crate) mod tutorial;
    pub(crate) mod two_phase_commit;
    pub(crate) mod yokohama_next_image;
    pub(crate) mod yokohama_unlocked_image;
}

pub use workflows::issuance::issuance;
pub use workflows::tutorial::tutorial;
pub use workflows::two_phase_commit::two_phase_commit;
pub use workflows::yokohama_next_image::yokohama_next_image;
pub use workflows::yokohama_unlocked_image::yokohama_unlocked_image;

/// A protocol's file, as text.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    /// The workflow's name.
    pub name: &'static str,
    /// The file, from the workspace's root.
    pub file: &'static str,
    /// What is in it.
    pub text: &'static str,
    /// The Japanese texts beside it.
    pub japanese: &'static str,
}

macro_rules! source {
    ($name:literal) => {
        Source {
            name: $name,
            file: concat!("model/protocols/src/workflows/", $name, ".rs"),
            text: include_str!(concat!("workflows/", $name, ".rs")),
            japanese: include_str!(concat!("workflows/", $name, ".ja.toml")),
        }
    };
}

/// The sources of all shipped protocols, in the order in which they are shown.
pub const SOURCES: &[Source] = &[
    source!("issuance"),
    source!("yokohama_next_image"),
    source!("yokohama_unlocked_image"),
    source!("two_phase_commit"),
    source!("tutorial"),
];
