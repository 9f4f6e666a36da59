//! The production state machines of the issuing protocol: what the municipality's server, a kiosk and the renderer run.
//!
//! Nothing here is written by hand. The machines are emitted from the protocol in `model/protocols/`, and only beside a
//! record in `verified/` that permits exactly these: see [`honnin::machine!`]. `honnin verify` leaves that record.

#![no_std]
#![forbid(unsafe_code)]

honnin::machine!(honnin_protocols::issuance::protocol, records = "verified");
