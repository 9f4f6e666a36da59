//! The shipped protocols, each in one file that reads top to bottom, and nothing else.
//!
//! [`issuance`] is the real thing, and [`CATALOGUE`] holds what happened without it, in Yokohama and elsewhere;
//! [`two_phase_commit`] is somebody else's; [`tutorial`] is where to start.

#![no_std]
#![allow(clippy::single_match, reason = "a twin has an arm more, and the difference should be no more than that arm")]

mod catalogue {
    pub(crate) mod adachi;
    pub(crate) mod adachi_alarm;
    pub(crate) mod kawasaki;
    pub(crate) mod munakata;
    pub(crate) mod niigata;
    pub(crate) mod takamatsu;
    pub(crate) mod takamatsu_rollout;
    pub(crate) mod tokushima;
    pub(crate) mod yokohama_shift;
}

mod workflows {
    pub(crate) mod issuance;
    pub(crate) mod tutorial;
    pub(crate) mod two_phase_commit;
    pub(crate) mod yokohama_next_image;
    pub(crate) mod yokohama_unlocked_image;
}

// What happened, and its twins.
pub use catalogue::{
    adachi::*, adachi_alarm::*, kawasaki::*, munakata::*, niigata::*, takamatsu::*, takamatsu_rollout::*, tokushima::*,
    yokohama_shift::*,
};
pub use workflows::{yokohama_next_image::*, yokohama_unlocked_image::*};

// What is right, what is somebody else's, and where to start.
pub use workflows::issuance::issuance;
pub use workflows::tutorial::tutorial;
pub use workflows::two_phase_commit::two_phase_commit;

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

/// An incident: a text that holds what happened and its twins, and where the facts are from.
#[derive(Clone, Copy, Debug)]
pub struct Incident {
    /// The pattern's number: 3 is a key that collides.
    pub pattern: u32,
    /// What went wrong, in a few words.
    pub what: &'static str,
    /// Where.
    pub place: &'static str,
    /// When, or when it was found, as far as it is known.
    pub date: &'static str,
    /// The property that it breaks, by the function's name.
    pub property: &'static str,
    /// The workflow's name: that of what happened.
    pub name: &'static str,
    /// The file, from the workspace's root.
    pub file: &'static str,
    /// What is in it.
    pub text: &'static str,
    /// The Japanese texts beside it, for all its workflows.
    pub japanese: &'static str,
}

macro_rules! incident {
    (
        $pattern:literal, $what:literal, $place:literal, $date:literal,
        $property:ident in $folder:literal, $name:literal
    ) => {
        Incident {
            pattern: $pattern,
            what: $what,
            place: $place,
            date: $date,
            property: stringify!($property),
            name: $name,
            file: concat!("model/protocols/src/", $folder, "/", $name, ".rs"),
            text: include_str!(concat!($folder, "/", $name, ".rs")),
            japanese: include_str!(concat!($folder, "/", $name, ".ja.toml")),
        }
    };
}

/// The incidents, in the order of their patterns, all run by the interpreter. (Two of them have compiled models too: those in
/// [`SOURCES`].)
pub const CATALOGUE: &[Incident] = &[
    incident!(
        1, "a deadline that ends a job's turn alone", "Yokohama", "2023-03-27",
        wrong_page_printed in "workflows", "yokohama_next_image"
    ),
    incident!(
        1, "a deadline that leaves a file unlocked", "Yokohama", "2023-03-27",
        wrong_page_printed in "workflows", "yokohama_unlocked_image"
    ),
    incident!(
        1, "one slip, and all that come after it", "Yokohama", "2023-03-27",
        down_the_line in "catalogue", "yokohama_shift"
    ),
    incident!(2, "one work area for all requests", "Adachi", "2023-03-22", wrong_page_printed in "catalogue", "adachi"),
    incident!(3, "a key that collides", "Kawasaki", "2023-05-02", wrong_page_printed in "catalogue", "kawasaki"),
    incident!(
        4, "a slot that is read before it is written", "Munakata", "2023-06-28",
        wrong_page_printed in "catalogue", "munakata"
    ),
    incident!(
        5, "a lock of one server on several", "Takamatsu", "2024-04-04",
        wrong_page_printed in "catalogue", "takamatsu"
    ),
    incident!(6, "a cancellation that is lost", "Niigata", "2023-05", cancelled_page_printed in "catalogue", "niigata"),
    incident!(7, "pages of two documents", "Tokushima", "2023-03", wrong_sheet_printed in "catalogue", "tokushima"),
    incident!(
        8, "an alarm that is closed", "Adachi", "2023-01-17",
        every_wrong_paper_is_flagged in "catalogue", "adachi_alarm"
    ),
    incident!(
        9, "a fix that does not arrive", "Takamatsu", "2024-04-04",
        later_site_issues in "catalogue", "takamatsu_rollout"
    ),
];
