//! How the sides of a text stand: what happened must break, what is mended must not, and a guard as its text says.

use std::sync::atomic::AtomicBool;

use honnin_checker::check::Options;
use honnin_checker::control::Limits;
use honnin_checker::twins::{Comes, Side, sides};
use honnin_checker::verdict::Standing;
use honnin_codegen::compile_file;
use honnin_codegen::source::Source;

/// A hook that holds one coat. Whoever asks gets what hangs there.
const HALL: &str = "
    #[workflow]
    #[twin(hall_mended)]
    #[twin(hall_watched, guard = doorman)]
    #[twin(hall_mirror, guard = mirror)]
    #[scope(two, guest = 2)]
    #[scope(one, guest = 1)]
    pub mod hall {
        #[id]
        pub struct Guest;

        #[role]
        pub struct Hall {
            hook: Option<Guest>,
            out: Map<Guest, Option<Guest>>,
        }

        impl Hall {
            #[input]
            fn hang(&mut self, guest: Guest) {
                require!(self.hook.is_none() && self.out[guest].is_none());
                self.hook = Some(guest);
            }

            #[input]
            fn fetch(&mut self, guest: Guest) {
                let Some(owner) = self.hook else { refuse!() };
                MENDED require!(owner == guest);
                #[guard(doorman)]
                require!(owner == guest);
                #[guard(mirror)]
                require!(self.out[guest] != Some(guest));
                require!(self.out[guest].is_none());
                self.hook = None;
                self.out[guest] = Some(owner);
            }
        }

        /// Nobody wears another's coat.
        #[never]
        REFUTED
        fn wrong_coat(hall: &Hall, guest: Guest) -> bool {
            hall.out[guest].is_some_and(|owner| owner != guest)
        }

        /// Nobody is cold.
        #[never]
        fn nobody_has_a_coat(hall: &Hall) -> bool {
            COLD
        }
    }
";

const STATED: &str = "#[refuted(at = two, despite = [mirror])]";

fn check(mended: &str, refuted: &str, cold: &str, options: &Options) -> Vec<Side> {
    let text = HALL.replace("MENDED", mended).replace("REFUTED", refuted).replace("COLD", cold);
    let text = compile_file(&Source::new("hall.rs", &text)).unwrap_or_else(|errors| panic!("{errors:?}"));
    sides(&text, "hall.rs", options, &AtomicBool::new(false), &()).unwrap()
}

/// The standing of each side: what happened, mended, the doorman, the mirror.
fn standings(sides: &[Side]) -> Vec<Standing> {
    sides.iter().map(|side| side.standing("wrong_coat")).collect()
}

use Standing::{AsStated, NotAsStated, Unknown};

#[test]
fn each_side_comes_to_what_its_text_says() {
    let sides = check("#[mended]", STATED, "false", &Options::default());
    let comes: Vec<Comes> = sides.iter().map(|side| side.comes("wrong_coat")).collect();
    assert_eq!(comes, [Comes::Breaks(Some(2)), Comes::Holds, Comes::Holds, Comes::Breaks(Some(2))]);
    assert_eq!(sides[0].breaks_at("wrong_coat"), ["two"], "one guest is safe");
    assert!(sides[1].breaks_at("wrong_coat").is_empty());
    let must: Vec<bool> = sides.iter().map(|side| side.must_break("wrong_coat")).collect();
    assert_eq!(must, [true, false, false, true]);
    assert_eq!(sides[0].verdicts.iter().map(|verdict| verdict.states).collect::<Vec<_>>(), [14, 3]);
    assert_eq!(sides[0].states(), 17);
    assert_eq!(standings(&sides), [AsStated; 4]);
}

#[test]
fn a_defect_that_is_none_is_not_as_stated() {
    // Everybody has the guard, and the text is as stated: but nothing happened.
    let sides = check("#[mended] require!(owner == owner);", "", "false", &Options::default());
    assert!(sides.iter().flat_map(|side| &side.verdicts).all(|verdict| verdict.standing() == AsStated));
    assert_eq!(standings(&sides), [NotAsStated, AsStated, AsStated, AsStated]);
}

#[test]
fn what_is_mended_must_hold_even_where_the_text_says_otherwise() {
    let mended = "#[mended] require!(owner == owner);";
    let text = "#[refuted(at = two, despite = [mirror, mended])]";
    let sides = check(&format!("{mended} #[guard(doorman)]"), text, "false", &Options::default());
    assert!(sides[1].verdicts.iter().all(|verdict| verdict.standing() == AsStated));
    assert_eq!(standings(&sides), [AsStated, NotAsStated, AsStated, AsStated]);
}

#[test]
fn a_guard_that_stops_less_than_its_text_says_is_not_as_stated() {
    let sides = check("#[mended]", "#[refuted(at = two)]", "false", &Options::default());
    assert_eq!(standings(&sides), [AsStated, AsStated, AsStated, NotAsStated], "the mirror stops nothing");
    let sides = check("#[mended]", "#[refuted(at = two, despite = [mirror, doorman])]", "false", &Options::default());
    assert_eq!(standings(&sides), [AsStated, AsStated, NotAsStated, AsStated], "the doorman stops it");
}

#[test]
fn something_else_that_breaks_counts() {
    let sides = check("#[mended]", STATED, "Guest::all().all(|guest| hall.out[guest].is_none())", &Options::default());
    assert_eq!(standings(&sides), [NotAsStated; 4]);
}

#[test]
fn what_is_not_known_is_not_as_stated() {
    let limits = Limits { max_states: Some(2), ..Limits::default() };
    let sides = check("#[mended]", STATED, "false", &Options { limits, ..Options::default() });
    assert_eq!(sides[1].comes("wrong_coat"), Comes::Unknown);
    assert_eq!(sides[1].standing("wrong_coat"), Unknown);
    let sides = check("#[mended]", STATED, "false", &Options::default());
    assert!(sides.iter().all(|side| side.standing("no_such_property") == Unknown));
}
