use super::{Budget, Sight, look};
use crate::source::Source;

fn sights(text: &str, budget: Budget) -> Vec<Sight> {
    let mut found = crate::compile_file(&Source::new("lift.rs", text)).expect("a protocol");
    look(&found.remove(0), budget)
}

/// A lift that may stop anywhere, and what is said of it.
fn lift(property: &str) -> String {
    format!(
        "#[workflow]
         #[scope(quick, top = 3)]
         pub mod lift {{
             #[role]
             pub struct Lift {{ #[max(top)] floor: Count, wide: bool }}
             impl Lift {{
                 #[input]
                 fn up(&mut self) {{ require!(self.floor < 3 && !self.wide); self.floor += 1; }}
                 #[input]
                 fn open(&mut self) {{ self.wide = true; }}
                 #[step]
                 fn close(&mut self) {{ require!(self.wide); self.wide = false; }}
             }}
             {property}
         }}"
    )
}

#[test]
fn what_is_near_is_told_with_the_shortest_way_to_it() {
    let text = lift("#[always] fn low(lift: &Lift) -> bool { !(lift.floor == 2 && lift.wide) }");
    let [sight] = &sights(&text, Budget::COMPILER)[..] else { panic!("one is seen") };
    assert_eq!((sight.name.as_str(), sight.found.as_str()), ("low", "`low` is violated in 3 steps"));
    let told = [
        " 1  up()",
        "      lift.floor: 0 → 1",
        " 2  up()",
        "      lift.floor: 1 → 2",
        " 3  open()",
        "      lift.wide: false → true",
    ];
    assert_eq!(sight.told, told);
}

#[test]
fn a_transition_that_breaks_a_property_is_its_last_step() {
    let text = lift(
        "#[action_property] fn shut(before: &Lift, after: &Lift) -> bool { !before.wide || after.wide || before.floor != 1 }",
    );
    let [sight] = &sights(&text, Budget::COMPILER)[..] else { panic!("one is seen") };
    assert_eq!(sight.found, "`shut` is violated in 3 steps");
    assert_eq!(sight.told[4], " 3  close()");
}

#[test]
fn what_is_far_or_known_or_true_is_not_told() {
    let far = lift("#[never] fn high(lift: &Lift) -> bool { lift.floor == 3 }");
    assert_eq!(sights(&far, Budget::COMPILER).len(), 1);
    assert_eq!(sights(&far, Budget { states: 4, transitions: 100 }), []);
    let known = far.replace("#[never]", "#[never] #[refuted]");
    assert_eq!(sights(&known, Budget::COMPILER), []);
    let elsewhere = far.replace("#[never]", "#[never] #[refuted(at = quick)]");
    assert_eq!(sights(&elsewhere, Budget::COMPILER), []);
    assert_eq!(sights(&far.replace("== 3", "== 4"), Budget::COMPILER), []);
}

#[test]
fn a_rest_that_is_not_declared_and_a_bound_that_is_passed_are_told() {
    let rest = lift("#[final_state] fn done(lift: &Lift) -> bool { lift.floor == 3 }");
    let [sight] = &sights(&rest, Budget::COMPILER)[..] else { panic!("one is seen") };
    assert_eq!(sight.name, "no-deadlock");
    assert_eq!(sight.found, "in 0 steps nothing moves any more, and this is no final state");
    let bound = lift("").replace("self.floor < 3 && ", "");
    let [sight] = &sights(&bound, Budget::COMPILER)[..] else { panic!("one is seen") };
    assert_eq!(sight.found, "in 4 steps `floor` would go beyond its bound");
    assert_eq!(sight.told.last().map(String::as_str), Some("  so: up() is enabled"));
}
