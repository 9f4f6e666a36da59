//! The service, written against whatever `protocol` is in the module around it: two protocols share these files.

pub(crate) mod host;
pub(crate) mod kiosk;
pub(crate) mod link;
pub(crate) mod office;
pub(crate) mod rehearsal;
pub(crate) mod renderer;
pub(crate) mod role;
pub(crate) mod server;
pub(crate) mod town;
pub(crate) mod wire;
