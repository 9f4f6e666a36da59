//! An issuing service on the verified machines: small, but with everything that goes wrong in a real one.
//!
//! | file | what |
//! |---|---|
//! | `city` | the caller's own types: residents, jobs, pages that can be read |
//! | `service/host` | decide, commit in one transaction, apply, let out: for any machine |
//! | `service/office`, `kiosk`, `renderer` | the three roles, without threads, sockets or clocks |
//! | `service/server`, `link`, `town` | the same with processes, sockets and real timers |
//! | `service/rehearsal` | the same in one thread and in a time of its own |
//! | `auditor`, `scene` | who stood where, and what came out: these know nothing of any protocol |
//! | `registry` | what is in force of each resident, for all servers, renderers and clerks |
//! | `verified/words`, `yokohama/words` | what the two protocols call the same things |
//! | `database` | one `SQLite` file: rows, outbox, timers, journal, lease |
//! | `bugs`, `verified/checks`, `verified/walk` | bugs that can be sown, and what catches them |

pub(crate) mod auditor;
pub(crate) mod bugs;
pub(crate) mod chance;
pub(crate) mod city;
pub(crate) mod clock;
pub(crate) mod commands;
pub(crate) mod database;
pub(crate) mod plan;
pub(crate) mod registry;
pub(crate) mod scene;
pub(crate) mod translate;
pub(crate) mod trouble;
pub(crate) mod verified;
pub(crate) mod yokohama;
