//! Holds nothing: the cases lie in folders by theme, and `ui.rs` runs them.
