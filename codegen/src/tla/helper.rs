//! What TLA+'s own modules lack, written down where it is needed.

use super::context::Context;
use super::doc::Tla;
use crate::ir::{ChannelKind, query::Output};

/// Gives the names of those outputs for which something holds, as a set.
type Names<'a> = dyn Fn(&dyn Fn(Output) -> bool) -> String + 'a;

impl Context<'_> {
    /// The helpers that a text calls for, in the order in which they have to stand.
    pub(super) fn helpers(&self, text: &str) -> Vec<String> {
        let mut needed: Vec<(&str, String)> = Vec::new();
        let mut seen = text.to_owned();
        // Later ones call for earlier ones.
        for (name, helper) in self.all_helpers().into_iter().rev() {
            if mentions(&seen, name) {
                seen.push_str(&helper);
                needed.push((name, helper));
            }
        }
        needed.into_iter().rev().map(|(_, text)| text).collect()
    }

    fn all_helpers(&self) -> Vec<(&'static str, String)> {
        let any = |output: Output| self.channel_of(output).is_some_and(|id| self.ir[id].kind == ChannelKind::Any);
        let names = |wanted: &dyn Fn(Output) -> bool| -> String { self.names_of(wanted).render() };
        let kept: Tla = self.names_of(|output| self.is_kept(output));
        vec![
            (
                "Range",
                "\\* What is in a sequence.\nRange(sequence) == {sequence[i] : i \\in DOMAIN sequence}".to_owned(),
            ),
            (
                "Orders",
                "\\* The members of a set in every order.\n\
                 Orders(set) ==\n    \
                 {order \\in [1..Cardinality(set) -> set] : \\A i, j \\in DOMAIN order : order[i] = order[j] => i = j}"
                    .to_owned(),
            ),
            (
                "BagOf",
                "\\* How often each item is in a sequence.\n\
                 BagOf(sequence) ==\n    \
                 [item \\in {sequence[i] : i \\in DOMAIN sequence} |-> \
                 Cardinality({i \\in DOMAIN sequence : sequence[i] = item})]"
                    .to_owned(),
            ),
            (
                "At",
                "\\* The items of a sequence at some of its positions, in order.\n\
                 At(sequence, positions) ==\n    \
                 [n \\in 1..Cardinality(positions) |->\n        \
                 sequence[CHOOSE i \\in positions : Cardinality({j \\in positions : j <= i}) = n]]"
                    .to_owned(),
            ),
            (
                "IsKept",
                format!(
                    "\\* What an outbox keeps: all but what a lossy channel loses and repeats by itself.\n\
                     IsKept(output) == output.type \\in {}",
                    kept.render()
                ),
            ),
            (
                "Posted",
                format!(
                    "\\* The messages among some outputs that are read and never taken.\n\
                     Posted(outputs) ==\n    {{output \\in {{outputs[i] : i \\in DOMAIN outputs}} :\n        \
                     output.type \\in {}}}",
                    names(&any)
                ),
            ),
            ("Interruptions", self.interruptions(&names)),
            (
                "Delivered",
                "\\* What has left when so many of the outputs that an outbox keeps have.\n\
                 Delivered(outputs, delivery) ==\n    \
                 At(outputs, {i \\in DOMAIN outputs :\n                     \
                 IsKept(outputs[i]) => Cardinality({j \\in 1..i : IsKept(outputs[j])}) <= delivery.delivered})"
                    .to_owned(),
            ),
            ("Kept", self.kept(&names)),
            (
                "Flushed",
                "\\* What leaves an outbox: what was not delivered, and perhaps again what was.\n\
                 Flushed(outbox, again) ==\n    \
                 LET leaving == At(outbox, {i \\in DOMAIN outbox : outbox[i].delivered => i \\in again})\n    \
                 IN [i \\in 1..Len(leaving) |-> leaving[i].output]"
                    .to_owned(),
            ),
        ]
    }

    fn interruptions(&self, names: &Names<'_>) -> String {
        let lost = names(&|output| self.is_at_most_once(output));
        let (words, lost) = if lost == "{}" {
            ("\\* How far delivery may have come: so many outputs are out.\n".to_owned(), "~delivery.lost".to_owned())
        } else {
            let words = "\\* How far delivery may have come: so many outputs are out, and the next one, marked as released\n\
                         \\* and never repeated, may be lost.\n";
            let lost = format!(
                "delivery.lost => /\\ delivery.delivered < Len(kept)\n                             \
                 /\\ kept[delivery.delivered + 1].type \\in {lost}"
            );
            (words.to_owned(), lost)
        };
        format!(
            "{words}Interruptions(outputs) ==\n    \
             LET kept == SelectSeq(outputs, IsKept)\n    \
             IN {{delivery \\in [delivered : 0..Len(kept), lost : BOOLEAN] :\n           \
             /\\ kept # <<>>\n           \
             /\\ {lost}}}"
        )
    }

    fn kept(&self, names: &Names<'_>) -> String {
        let again = names(&|output| self.is_kept(output) && self.is_repeatable(output));
        let rest = "[i \\in 1..Len(rest) |-> [delivered |-> FALSE, output |-> rest[i]]]";
        let next = "LET kept == SelectSeq(outputs, IsKept)\n        \
                    next == delivery.delivered + (IF delivery.lost THEN 2 ELSE 1)\n        \
                    rest == SubSeq(kept, next, Len(kept))\n    ";
        if again == "{}" {
            let words = "\\* What is in the outbox then: what was not delivered.";
            return format!("{words}\nKept(outputs, delivery) ==\n    {next}IN {rest}");
        }
        format!(
            "\\* What is in the outbox then: what may be repeated, and what was not delivered.\n\
             Kept(outputs, delivery) ==\n    {next}    \
             repeatable == SelectSeq(SubSeq(kept, 1, delivery.delivered),\n                                \
             LAMBDA output : output.type \\in {again})\n    \
             IN [i \\in 1..Len(repeatable) |-> [delivered |-> TRUE, output |-> repeatable[i]]]\n           \
             \\o {rest}"
        )
    }
}

/// Whether a name is used in a text; what a string says is no name.
pub(super) fn mentions(text: &str, name: &str) -> bool {
    let mut outside = text.split('"').step_by(2);
    outside.any(|code| code.split(|letter: char| !letter.is_alphanumeric() && letter != '_').any(|word| word == name))
}
