//! Somebody at the exit who compares each paper with the person who holds it, and with what that person asked for. Knows
//! nothing of any protocol.

use std::collections::BTreeMap;

use crate::program::city::Wish;

/// Who stands at which kiosk, and what was on the papers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Auditor {
    standing: BTreeMap<u32, Person>,
    /// Papers about the person who took them.
    pub(crate) right: u64,
    /// What was on each paper that names somebody else, and who got it.
    pub(crate) wrong: Vec<String>,
    /// What else was wrong with a paper: sheets, fields, or how old it is.
    pub(crate) unfit: Vec<String>,
}

/// Somebody at a kiosk.
#[derive(Clone, Debug)]
struct Person {
    /// As it is on a page.
    name: String,
    /// What was asked for, and which version of the registration was in force then.
    asked: Option<(Wish, u32)>,
}

impl Auditor {
    /// A person, named as on a page, steps up to a kiosk.
    pub(crate) fn steps_up(&mut self, kiosk: u32, name: String) {
        self.standing.insert(kiosk, Person { name, asked: None });
    }

    /// The person there asks for something.
    pub(crate) fn asks(&mut self, kiosk: u32, wish: Wish, registered: u32) {
        if let Some(person) = self.standing.get_mut(&kiosk) {
            person.asked = Some((wish, registered));
        }
    }

    /// A person leaves.
    pub(crate) fn leaves(&mut self, kiosk: u32) {
        self.standing.remove(&kiosk);
    }

    /// A paper comes out, of so many sheets.
    pub(crate) fn paper(&mut self, kiosk: u32, sheets: &[&str]) {
        let somebody = self.standing.get(&kiosk);
        let says = || sheets.iter().flat_map(|sheet| sheet.lines()).collect::<Vec<_>>().join(" / ");
        let names = |name: &str| sheets.iter().all(|sheet| sheet.contains(name));
        match somebody {
            Some(person) if names(&person.name) => {
                self.right += 1;
                for what in unfit(sheets, person.asked) {
                    self.unfit.push(format!("kiosk {kiosk} gave a paper {what}: {}", says()));
                }
            }
            somebody => {
                let name = somebody.map_or("nobody", |person| &person.name);
                self.wrong.push(format!("kiosk {kiosk} gave {name} a paper that says: {}", says()));
            }
        }
    }
}

/// What is wrong with a paper, whoever it is about.
fn unfit(sheets: &[&str], asked: Option<(Wish, u32)>) -> Vec<&'static str> {
    let Some((wish, registered)) = asked else { return vec!["that nobody asked for"] };
    let all = |holds: &dyn Fn(&str) -> bool| sheets.iter().all(|sheet| holds(sheet));
    let line = |sheet: &str, name: &str| sheet.lines().find_map(|line| line.strip_prefix(name).map(str::to_owned));
    let version = |sheet: &str| line(sheet, "Registration: ").and_then(|version| version.parse::<u32>().ok());
    let job = |sheet: &str| line(sheet, "Job: ");
    let in_place = |(place, sheet): (usize, &&str)| line(sheet, "Sheet: ") == Some(place.to_string());
    let judged = [
        (sheets.iter().enumerate().all(in_place), "with a sheet out of its place"),
        (sheets.len() == 1 + usize::from(wish.two_sheets), "with too few or too many sheets"),
        (all(&|sheet| job(sheet) == job(sheets[0])), "with sheets of several renderings"),
        (all(&|sheet| sheet.lines().next() == Some(wish.document.title())), "of another kind"),
        (all(&|sheet| line(sheet, "My Number: ").is_some() == wish.my_number), "whose fields were not asked for"),
        (all(&|sheet| version(sheet).is_some_and(|version| version >= registered)), "that is out of date"),
    ];
    judged.into_iter().filter(|(holds, _)| !holds).map(|(_, what)| what).collect()
}
