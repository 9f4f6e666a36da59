//! What every emitted Machine is made with: tables, lines, timers, turns, answers.
//!
//! The files below `support/` are Rust as anybody would write it, and tested here; their text goes into each emitted
//! module, so that it depends on nothing but `core` and `alloc`, and so that a change here changes its hash.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

macro_rules! files {
    ($($name:ident)*) => {
        $(
            #[cfg(test)]
            #[allow(
                dead_code,
                unreachable_pub,
                clippy::derivable_impls,
                clippy::needless_for_each,
                clippy::trivially_copy_pass_by_ref,
                reason = "public where it is emitted; a slot is asked as a table is"
            )]
            mod $name;
        )*

        const FILES: &[(&str, &str)] =
            &[$((stringify!($name), include_str!(concat!("support/", stringify!($name), ".rs")))),*];
    };
}

files! { answer count delivery fingerprint journal line schedule scope slot table uses }

#[cfg(test)]
mod tests;

/// ```text
/// /// What every Machine is made with.
/// pub mod support {
///     pub use self::answer::*;
///     mod answer { .. }
///     ..
/// }
/// ```
pub(super) fn emit() -> TokenStream {
    let modules = FILES.iter().map(|(name, text)| {
        let name = format_ident!("{name}");
        let contents: TokenStream = text.parse().unwrap_or_default();
        quote!(mod #name { #contents })
    });
    let names = FILES.iter().map(|(name, _)| format_ident!("{name}"));
    quote! {
        /// What every Machine is made with: tables, lines, timers, turns, answers.
        pub mod support {
            #(pub use self::#names::*;)*
            #(#modules)*
        }
    }
}
