//! The procedural macros of honnin: doors, and nothing behind them; the work is in `honnin-codegen`.

mod records;

use honnin_codegen::emit;
use proc_macro::TokenStream;

/// Reads a module as a protocol.
///
/// ```text
/// #[workflow]
/// #[scope(quick, session = 2, crash = 1)]
/// pub mod name { .. }
/// ```
///
/// The module is checked against the rules of the language, each error at its place, and stays in the program as its
/// *typed shadow*, so that rustc's own errors, hover and go-to-definition work on its lines. It exports its tokens by
/// `name::protocol`, for `model!` and its kin to expand wherever they are wanted.
#[proc_macro_attribute]
pub fn workflow(arguments: TokenStream, item: TokenStream) -> TokenStream {
    emit::workflow::attribute(&arguments.into(), &item.into()).into()
}

/// What `native!` expands to.
#[doc(hidden)]
#[proc_macro]
pub fn __native(source: TokenStream) -> TokenStream {
    emit::native::module(&source.into()).into()
}

/// What `model!` expands to.
#[doc(hidden)]
#[proc_macro]
pub fn __model(source: TokenStream) -> TokenStream {
    emit::model::module(&source.into()).into()
}

/// What `machine!` expands to.
#[doc(hidden)]
#[proc_macro]
pub fn __machine(source: TokenStream) -> TokenStream {
    fit(emit::gate::gated(&source.into(), records::Records::open)).into()
}

/// What `unverified_machine!` expands to.
#[doc(hidden)]
#[proc_macro]
pub fn __unverified_machine(source: TokenStream) -> TokenStream {
    fit(emit::gate::unverified(&source.into())).into()
}

/// A Machine as the crate that it is emitted into can have it.
fn fit(machine: proc_macro2::TokenStream) -> proc_macro2::TokenStream {
    if records::settings().serde { machine } else { emit::features::without_serde(machine) }
}

/// What `conformance!` expands to.
#[doc(hidden)]
#[proc_macro]
pub fn __conformance(source: TokenStream) -> TokenStream {
    emit::machine::conformance::module(&source.into()).into()
}

/// What `sabotaged_machine!` expands to.
#[doc(hidden)]
#[proc_macro]
pub fn __sabotaged(source: TokenStream) -> TokenStream {
    fit(emit::machine::conformance::sabotaged(&source.into())).into()
}

/// What `#[workflow]` leaves for a compiler, and not for an editor, to expand.
#[doc(hidden)]
#[proc_macro]
pub fn __look(source: TokenStream) -> TokenStream {
    let errors = records::Records::own().map(|records| emit::look::module(&source.into(), &records));
    errors.unwrap_or_default().into()
}

/// An attribute that is one of the language's words: inside a `#[workflow]` it is read, anywhere else it is an error.
macro_rules! words {
    ($($(#[$doc:meta])* $word:ident;)*) => {$(
        $(#[$doc])*
        #[proc_macro_attribute]
        pub fn $word(_: TokenStream, item: TokenStream) -> TokenStream {
            emit::workflow::stray_word(stringify!($word), &item.into()).into()
        }
    )*};
}

words! {
    /// `#[scope(quick, session = 2, crash = 1, purpose = safety)]`: a named scope, after `#[workflow]`. It gives a number
    /// for every id sort, capacity and budget; a budget may be `unlimited`.
    scope;
    /// `#[twin(name)]`, `#[twin(name, guard = late)]`: after `#[workflow]`, the name of a second workflow of the same text,
    /// in which the defect is mended, or has this guard beside it.
    twin;
    /// `#[defect]`, before a line: it stands in what happened, and in no mended twin.
    defect;
    /// `#[mended]`, before a line: it stands in the mended twin only.
    mended;
    /// `#[guard(late)]`, before a line: it stands only in the twin that has this guard beside the defect.
    guard;
    /// `#[id] pub struct Session;`: a sort of opaque ids. Those taken `fresh!` come back when nothing names them.
    id;
    /// `#[node] pub struct Manager;`: a sort of ids that are there from the start and for ever.
    node;
    /// `#[document] pub struct Image { job: Job, subject: Person }`: in production a type of the caller's own, of which a
    /// Machine knows no more than these fields.
    document;
    /// `#[message(from = Kiosk, to = Server)]`, `to = Kiosk[session]`; `bag = wire, loss = lost, repeat = doubled` or
    /// `fifo = wire`: a message and its way. With nothing said it may be lost, repeated and reordered without limit.
    message;
    /// `#[effect(at_least_once)]`, `#[effect(at_least_once, key = session)]`, `#[effect(at_most_once)]`: something that
    /// leaves for the world, and what a crash may do to it.
    effect;
    /// `#[role]`, `#[role(per = Session)]`, `#[role(durable = [a, b])]`: somebody who acts, and owns these fields.
    role;
    /// `#[store]`: state that several roles reach, each in one serializable transaction.
    store;
    /// `#[ghost]`: an observer of inputs, messages and effects, for properties to speak about.
    ghost;
    /// `#[initial]`: the variant that a place starts from.
    initial;
    /// `#[max(3)]`, `#[max(retries)]`: the bound of a `Count`, or of a `Queue`.
    max;
    /// `#[input]`: an action that the world starts.
    input;
    /// `#[opens]`, beside `#[input]`: `me` is any free id.
    opens;
    /// `#[receive]`, `#[receive(otherwise = drop)]` (or `keep`, `defect`): an action that a message starts.
    receive;
    /// `#[step]`: an action that the role takes by itself.
    step;
    /// `#[timeout]`, `#[timeout(after = "30s")]`: an action that a deadline starts, at any moment while its guard holds.
    timeout;
    /// `#[fault]`, `#[fault(budget = jam)]`: something that goes wrong; beside `#[receive]`, at a delivery.
    fault;
    /// `#[crash]`, `#[crash(budget = crash)]`: the instance goes down, and what is not durable is lost.
    crash;
    /// `#[recover]`: the instance comes up again.
    recover;
    /// `#[fair]`: not put off for ever while it stays enabled.
    fair;
    /// `#[unfair]`: may be put off for ever.
    unfair;
    /// `#[strongly_fair]`: not put off for ever while it keeps being enabled.
    strongly_fair;
    /// `#[on(present_card)]`, `#[on(Show, Print)]`, `#[on(send Certificate)]`: what a ghost's function observes.
    on;
    /// `#[always]`: holds in every reachable state, for all ids.
    always;
    /// `#[never]`: holds in no reachable state, for no ids.
    never;
    /// `#[action_property] fn f(before: &Server, after: &Server) -> bool`: holds of every transition.
    action_property;
    /// `#[reachable]`: holds in some reachable state, for some ids.
    reachable;
    /// `#[always_possible]`: from every reachable state one in which it holds can be reached.
    always_possible;
    /// `#[final_state]`, `#[final_state(remaining = [Reply])]`: a state in which nothing need move any more.
    final_state;
    /// `#[refuted]`, `#[refuted(at = full)]`: known to break (there), and must. In a twin only where it says so:
    /// `#[refuted(despite = [file_name])]`.
    refuted;
    /// `#[dead]`, `#[dead(at = quick)]`: an action that is never taken (there), and must not be.
    dead;
}
