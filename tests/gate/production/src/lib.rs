//! What runs in production.
#![deny(warnings)]

honnin::machine!(gate_protocol::lamp::protocol, records = "verified");

/// What is said of it.
pub const PROTOCOL: lamp::support::Protocol = lamp::PROTOCOL;
