//! What is in its place, and when.

use super::*;

#[test]
fn what_was_prepared_is_in_its_place_only_when_it_is_kept() {
    let file = std::env::temp_dir().join(format!("honnin-saver-{}", std::process::id()));
    let (store, tally) = (Store::<1>::new(10), Tally::default());
    store.seed(&[7]);
    store.close_level();
    let saver = |identity: &str| Saver::new(file.clone(), identity.to_owned(), Duration::ZERO);
    let is_of = |identity: &str| load::<1>(&file, identity, Store::new(10), Tally::default()).is_ok();
    saver("first").save(&store, 1, &tally);
    assert!(is_of("first"));
    let second = saver("second");
    second.prepare(&store, 1, &tally);
    assert!(is_of("first") && beside(&file).exists(), "the old one stays until all have a new one");
    second.keep();
    assert!(is_of("second") && !beside(&file).exists());
    let third = saver("third");
    third.prepare(&store, 1, &tally);
    drop(third);
    assert!(is_of("second") && !beside(&file).exists(), "what was not kept leaves nothing");
    fs::remove_file(&file).unwrap();
}
