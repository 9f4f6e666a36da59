//! One text, several workflows: each version is what remains when the lines of the others are struck out.

use honnin_codegen::source::Source;
use honnin_codegen::twins::Twin;
use honnin_codegen::{Protocol, compile_file};

/// Each marked thing stands on a line of its own behind its marks, so that lines can be struck out without being read.
const HALL: &str = "
    /// Guests come and go.
    #[workflow]
    #[twin(hall_mended)]
    #[twin(hall_watched, guard = doorman)]
    #[twin(hall_seen, guard = mirror)]
    #[scope(quick, guest = 2, stamp = 1, crowd = 1)]
    pub mod hall {
        #[id]
        pub struct Guest;

        #[mended] #[id] pub struct Stamp;

        #[message(from = Host, to = Door)]
        pub struct Call {
            guest: Guest,
            #[mended] stamp: Stamp,
            #[guard(doorman, mirror)] name: Guest,
        }

        #[defect] #[message(from = Host, to = Door)] pub struct Lost { guest: Guest }

        #[role]
        pub struct Host {
            #[mended] stamped: Map<Guest, Option<Stamp>>,
            #[defect] #[max(crowd)] heads: Count,
            called: Set<Guest>,
        }

        pub enum Mood {
            #[initial]
            Calm,
            #[defect]
            Cross {
                #[guard(mirror)] with: Option<Guest>,
                of: bool,
            },
            #[mended] Kind(bool),
        }

        impl Host {
            #[input]
            fn come(
                &mut self,
                guest: Guest,
                #[guard(mirror)] twice: bool,
            ) {
                #[mended] #[guard(doorman)] require!(!self.called.contains(guest));
                #[defect] require!(!self.is_full());
                #[mended] let stamp = fresh!(Stamp);
                #[mended] self.stamped[guest] = Some(stamp);
                #[guard(mirror)] if twice { ignore!(\"twice\") }
                #[defect] self.heads += 1;
                self.note(
                    guest,
                    #[defect] true && self.heads == 1,
                );
                send!(Call {
                    guest,
                    #[mended] stamp,
                    #[guard(doorman, mirror)] name: guest,
                });
            }

            #[mended] #[step] fn forget(&mut self, guest: Guest) { require!(self.called.contains(guest)); self.called.remove(guest); self.stamped[guest] = None; }

            fn note(
                &mut self,
                guest: Guest,
                #[defect] also: bool,
            ) {
                #[defect] if also { self.called.insert(guest); }
                #[mended] self.called.insert(guest);
            }

            #[defect] fn is_full(&self) -> bool { self.heads == 1 }
            #[defect] #[input] fn drop_it(&mut self, guest: Guest) { require!(self.called.contains(guest)); send!(Lost { guest }); }
        }

        #[role]
        pub struct Door {
            mood: Mood,
        }

        impl Door {
            #[receive(otherwise = drop)]
            fn open(
                &mut self,
                Call {
                    guest,
                    #[guard(doorman, mirror)] name,
                    #[mended] stamp: _,
                    ..
                }: Call,
            ) {
                match self.mood {
                    Mood::Calm => ignore!(\"already\"),
                    #[defect] Mood::Cross { .. } => self.mood = Mood::Calm,
                    #[mended] Mood::Kind(_) => self.mood = Mood::Calm,
                }
                #[mended] if guest != guest { self.mood = Mood::Kind(true) }
                #[guard(doorman, mirror)] if guest != name { self.mood = Mood::Calm }
                #[guard(mirror)]
                if guest != name {
                    self.mood = Mood::Cross {
                        with: Some(guest),
                        of: true,
                    }
                }
            }

            #[defect] #[receive(otherwise = drop)] fn lose(&mut self, Lost { guest: _ }: Lost) { ignore!(\"lost\") }
        }

        /// There is room.
        #[always]
        #[refuted(despite = [doorman])]
        fn nobody_comes(host: &Host, guest: Guest) -> bool {
            !host.called.contains(guest)
        }

        /// The door is calm.
        #[never]
        #[refuted(at = quick, despite = [mended, mirror])]
        fn cross(door: &Door) -> bool {
            !matches!(
                door.mood,
                Mood::Calm
            )
        }

        #[defect]
        #[reachable]
        fn somebody_is_cross(door: &Door) -> bool {
            matches!(
                door.mood,
                Mood::Cross {
                    #[guard(mirror)] with: Some(_),
                    of: _
                }
            )
        }
    }
";

/// What a version is written like without marks.
struct Plain {
    name: &'static str,
    /// The words of the marks whose lines stand in it.
    wanted: &'static [&'static str],
    scope: &'static str,
    nobody_comes: &'static str,
    cross: &'static str,
}

const REFUTED: &str = "#[refuted]";
const REFUTED_AT: &str = "#[refuted(at = quick)]";

const VERSIONS: [Plain; 4] = [
    Plain {
        name: "hall",
        wanted: &["defect"],
        scope: "guest = 2, crowd = 1",
        nobody_comes: REFUTED,
        cross: REFUTED_AT,
    },
    Plain {
        name: "hall_mended",
        wanted: &["mended"],
        scope: "guest = 2, stamp = 1",
        nobody_comes: "",
        cross: REFUTED_AT,
    },
    Plain {
        name: "hall_watched",
        wanted: &["defect", "doorman"],
        scope: "guest = 2, crowd = 1",
        nobody_comes: REFUTED,
        cross: "",
    },
    Plain {
        name: "hall_seen",
        wanted: &["defect", "mirror"],
        scope: "guest = 2, crowd = 1",
        nobody_comes: "",
        cross: REFUTED_AT,
    },
];

impl Plain {
    /// The text with the other versions' lines struck out. A mark on a line of its own is about the lines that follow, as far
    /// as they are indented more, and the one after them.
    fn text(&self) -> String {
        let mut lines = Vec::new();
        let mut struck: Option<(usize, bool)> = None;
        for line in HALL.lines().filter(|line| !line.trim_start().starts_with("#[twin")) {
            let (marks, rest) = marks(line);
            let depth = line.len() - line.trim_start().len();
            let stands = marks.is_empty() || self.wanted.iter().any(|word| marks.contains(word));
            match struck {
                Some((around, _)) if depth > around => {}
                Some((around, opened)) if depth == around => {
                    let goes_on = rest.starts_with("#[") || (rest.ends_with('{') && !opened);
                    struck = goes_on.then_some((around, opened || rest.ends_with('{')));
                }
                _ if !stands && rest.is_empty() => struck = Some((depth, false)),
                _ if stands => lines.push(rest.to_owned()),
                _ => {}
            }
        }
        let text = lines.join("\n").replace("pub mod hall ", &format!("pub mod {} ", self.name));
        let text = text.replace("guest = 2, stamp = 1, crowd = 1", self.scope);
        let text = text.replace("#[refuted(despite = [doorman])]", self.nobody_comes);
        text.replace("#[refuted(at = quick, despite = [mended, mirror])]", self.cross)
    }
}

/// The marks that a line begins with, and the rest of it.
fn marks(line: &str) -> (&str, &str) {
    let line = line.trim_start();
    let mut rest = line;
    while ["#[defect]", "#[mended]", "#[guard("].iter().any(|mark| rest.starts_with(mark)) {
        rest = rest.split_once(']').map_or("", |(_, rest)| rest.trim_start());
    }
    (&line[..line.len() - rest.len()], rest)
}

fn compile(text: &str) -> Vec<Protocol> {
    compile_file(&Source::new("hall.rs", text)).unwrap_or_else(|errors| panic!("{errors:#?}\n{text}"))
}

#[test]
fn each_version_is_what_remains_without_the_others_lines() {
    let versions = compile(HALL);
    assert_eq!(versions.len(), VERSIONS.len());
    for (version, plain) in versions.iter().zip(&VERSIONS) {
        let text = plain.text();
        assert!(!text.contains("#[defect]") && !text.contains("#[mended]") && !text.contains("#[guard"), "{text}");
        let alone = compile(&text).swap_remove(0);
        assert_eq!(version.ir.name, plain.name);
        assert_eq!(version.ir.to_string(), alone.ir.to_string(), "{}", plain.name);
    }
}

#[test]
fn a_twin_says_of_what_and_by_which_guard() {
    let twins: Vec<Option<Twin>> = compile(HALL).into_iter().map(|protocol| protocol.twin).collect();
    let twin = |name: &str, guard: Option<&str>| {
        Some(Twin { name: name.to_owned(), of: "hall".to_owned(), guard: guard.map(str::to_owned) })
    };
    let expected =
        [None, twin("hall_mended", None), twin("hall_watched", Some("doorman")), twin("hall_seen", Some("mirror"))];
    assert_eq!(twins, expected);
}

#[test]
fn each_line_keeps_its_place_in_the_text() {
    let line_of = |name: &str| HALL.lines().position(|line| line.contains(name)).expect("the line") + 1;
    for version in compile(HALL) {
        let property = version.ir.properties.iter().find(|property| property.name == "cross").expect("the property");
        assert_eq!(version.spans.place(property.span).start().line, line_of("fn cross"));
        let name = format!("({}", version.ir.name);
        let head = if version.twin.is_none() { "mod hall".to_owned() } else { name };
        assert_eq!(version.spans.place(honnin_codegen::ir::Span(0)).start().line, line_of(&head));
    }
}

#[test]
fn an_error_of_all_versions_is_told_once_and_one_of_a_twin_says_of_which() {
    let errors = |text: &str| compile_file(&Source::new("hall.rs", text)).expect_err("it is refused");
    let shared = errors(&HALL.replace("self.note(", "self.nothing("));
    assert_eq!(shared.len(), 1, "{shared:#?}");
    assert!(!shared[0].message.contains("(in `"), "{shared:#?}");
    let twin = errors(&HALL.replace("self.stamped[guest] = Some(stamp)", "self.stamped[guest] = Some(guest)"));
    assert_eq!(twin.len(), 1, "{twin:#?}");
    assert!(twin[0].message.ends_with("(in `hall_mended`)"), "{twin:#?}");
}
