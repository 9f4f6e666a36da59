//! Faults in what is around the actions: in the emitted text, token by token.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

use super::Sabotage;
use crate::emit::machine::role::Role;
use crate::ir::Ir;

/// Makes a fault wherever its place is found; `None` where it is nowhere.
pub(super) fn edit(fault: Sabotage, ir: &Ir, machines: &TokenStream) -> Option<TokenStream> {
    let text = text(machines);
    places(fault, ir).into_iter().find_map(|(from, to)| {
        let from = self::text(&from.parse().ok()?);
        text.contains(&from).then(|| text.replace(&from, &to).parse().ok()).flatten()
    })
}

/// Where a fault may be made: what stands there, and what is put in its place.
fn places(fault: Sabotage, ir: &Ir) -> Vec<(String, String)> {
    let one = |from: &str, to: &str| vec![(from.to_owned(), to.to_owned())];
    match fault {
        Sabotage::MissedCancel => one(
            "(Some(arming), false) => changes.push(TimerChange::Cancel { timer, arming }),",
            "(Some(_), false) => {}",
        ),
        Sabotage::MissedStart => one(
            "(None, true) => changes.push(TimerChange::Start { timer, arming: self.arming(changes.len()), after }),",
            "(None, true) => {}",
        ),
        Sabotage::ForgottenAtRecovery => one("transaction.settle_all(); Ok((machine, step))", "Ok((machine, step))"),
        Sabotage::StaleArming => {
            one("self.timers.running(timer) != Some(arming)", "self.timers.running(timer).is_none()")
        }
        Sabotage::StaleIndex => one("self.positions.remove(&(item.clone(), *position));", ""),
        Sabotage::LiveForgotten => one("live.set(me, is_live.then_some(true));", ""),
        Sabotage::NeedForgotten => one("keys.push(key);", ""),
        Sabotage::FreshNotChecked => of_roles(ir, |role| {
            let sorts = role.fresh.iter().map(|sort| crate::emit::machine::role::plain(&role.used(*sort)));
            sorts.map(|used| (format!("self.machine.is_{used}(id) ||"), String::new())).collect()
        }),
        Sabotage::DroppedDelete => {
            of_lines(ir, |field| (format!("self.changes.{field}.leaving().iter()"), "[0_u64; 0].iter()".to_owned()))
        }
        Sabotage::WrongPosition => of_lines(ir, |field| {
            (format!("step.next_{field} = self.{field}.next();"), format!("step.next_{field} = 0;"))
        }),
        _ => Vec::new(),
    }
}

fn of_roles(ir: &Ir, of: impl Fn(&Role<'_>) -> Vec<(String, String)>) -> Vec<(String, String)> {
    Role::all(ir).iter().flat_map(of).collect()
}

fn of_lines(ir: &Ir, of: impl Fn(&str) -> (String, String)) -> Vec<(String, String)> {
    of_roles(ir, |role| {
        let lines = role.stored().filter(|var| var.container == crate::emit::machine::role::Container::Line);
        lines.map(|var| of(&crate::emit::machine::role::plain(&var.field))).collect()
    })
}

/// Tokens as a text in which the same tokens always read the same, whoever made them.
fn text(tokens: &TokenStream) -> String {
    let mut text = String::new();
    write(tokens, &mut text);
    text
}

fn write(tokens: &TokenStream, text: &mut String) {
    for token in tokens.clone() {
        match token {
            TokenTree::Group(group) => {
                let [open, close] = match group.delimiter() {
                    Delimiter::Parenthesis => ["( ", ") "],
                    Delimiter::Brace => ["{ ", "} "],
                    Delimiter::Bracket => ["[ ", "] "],
                    Delimiter::None => ["", ""],
                };
                text.push_str(open);
                write(&group.stream(), text);
                text.push_str(close);
            }
            TokenTree::Punct(punct) => {
                text.push(punct.as_char());
                if punct.spacing() == Spacing::Alone {
                    text.push(' ');
                }
            }
            TokenTree::Ident(ident) => {
                text.push_str(&ident.to_string());
                text.push(' ');
            }
            TokenTree::Literal(literal) => {
                text.push_str(&literal.to_string());
                text.push(' ');
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn what_reads_the_same_is_the_same() {
        let tokens = ["a(b,c)=>d::x()", "a ( b , c ) => d :: x ( )"].map(|text| text.parse().expect("tokens"));
        assert_eq!(text(&tokens[0]), text(&tokens[1]));
    }
}
