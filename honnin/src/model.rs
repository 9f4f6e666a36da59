//! `model!`: a protocol's compiled model.

/// Emits, where it is called, a module with the compiled model of a protocol: in it, for each named scope, a module with
/// `pub struct Model`, a `honnin_checker::system::System` over packed states.
///
/// ```text
/// honnin::model!(honnin_protocols::issuance::protocol);
/// let system = issuance::quick::Model;
/// ```
///
/// With `scope(small, like = quick, session = 1)` after the path, any number of them, it is these scopes instead of the
/// protocol's own: each like one of those, but for the numbers given.
///
/// The crate that calls it depends on `honnin-checker`, so that protocols alone do not.
#[macro_export]
macro_rules! model {
    ($source:path $(, scope($($scope:tt)*))* $(,)?) => {
        $source! { { $(($($scope)*))* } $crate::__model }
    };
}
