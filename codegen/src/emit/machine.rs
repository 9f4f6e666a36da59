//! The Machine: a protocol's roles as production state machines over the caller's own types, in `core` and `alloc`.

mod support;
