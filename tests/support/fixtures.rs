//! Small protocols, each about one part of the language, for every judge.

use honnin_protocols::Source;

#[path = "../fixtures/clauses.rs"]
mod clauses_file;
#[path = "../fixtures/counts.rs"]
mod counts_file;
#[path = "../fixtures/depot.rs"]
mod depot_file;
#[path = "../fixtures/members.rs"]
mod members_file;
#[path = "../fixtures/orders.rs"]
mod orders_file;
#[path = "../fixtures/outbox.rs"]
mod outbox_file;
#[path = "../fixtures/queues.rs"]
mod queues_file;
#[path = "../fixtures/shelf.rs"]
mod shelf_file;
#[path = "../fixtures/wires.rs"]
mod wires_file;

pub use clauses_file::clauses;
pub use counts_file::counts;
pub use depot_file::depot;
pub use members_file::members;
pub use orders_file::orders;
pub use outbox_file::outbox;
pub use queues_file::queues;
pub use shelf_file::shelf;
pub use wires_file::wires;

macro_rules! sources {
    ($($name:literal),* $(,)?) => {
        /// Their texts, by name.
        pub const FIXTURES: &[Source] = &[$(
            Source {
                name: $name,
                file: concat!("tests/fixtures/", $name, ".rs"),
                text: include_str!(concat!("../fixtures/", $name, ".rs")),
                japanese: "",
            },
        )*];
    };
}

sources!("clauses", "counts", "members", "orders", "outbox", "queues", "shelf", "wires");

/// The text of [`depot`], which is for machines: the judges of models have the others.
pub const DEPOT: Source =
    Source { name: "depot", file: "tests/fixtures/depot.rs", text: include_str!("../fixtures/depot.rs"), japanese: "" };
