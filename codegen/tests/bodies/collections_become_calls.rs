use honnin::prelude::*;

#[workflow]
#[scope(quick, node = 2, ticket = 2, waiting = 2, order = 2)]
pub mod case {
    #[node]
    pub struct Node;

    #[id]
    pub struct Ticket;

    pub struct Slot {
        pub held: Option<Ticket>,
        pub clean: bool,
        pub wanted: Set<Ticket>,
    }

    #[role(per = Node)]
    pub struct Clerk {
        waiting: Queue<Ticket>,
        seen: Set<Ticket>,
        slot: Slot,
        shelf: Map<Ticket, Option<bool>>,
    }

    impl Clerk {
        /// A queue and a set for each instance.
        #[input]
        fn come(&mut self, me: Node, ticket: Ticket) {
            require!(!self.waiting.contains(ticket) && !self.waiting.is_full());
            self.waiting.push_back(ticket);
            self.seen.insert(ticket);
        }

        /// A field of a struct.
        #[step]
        fn serve(&mut self, me: Node) {
            let Some(ticket) = self.waiting.front() else { refuse!() };
            self.waiting.pop_front();
            self.slot.held = Some(ticket);
            self.slot.wanted.insert(ticket);
            self.seen.remove(ticket);
        }

        /// Entries under two keys.
        #[input]
        fn file(&mut self, me: Node, ticket: Ticket, urgent: bool) {
            require!(self.slot.held == Some(ticket) && self.seen.len() < 2);
            self.shelf[ticket] = Some(urgent);
            self.slot.held = None;
            self.seen.clear();
        }

        /// A loop and a quantifier over the rows of the instance.
        #[input]
        fn sweep(&mut self, me: Node) {
            require!(Ticket::all().any(|t| self.shelf[t] == Some(true)));
            for ticket in Ticket::all() {
                if self.shelf[ticket].is_some() {
                    self.shelf[ticket] = None;
                }
            }
        }
    }

    #[role]
    pub struct Board {
        order: Queue<Ticket>,
        lit: Set<Node>,
        marked: Map<Ticket, bool>,
    }

    impl Board {
        /// Rows of its own for each item and member.
        #[input]
        fn light(&mut self, node: Node, ticket: Ticket) {
            require!(!self.lit.contains(node) && !self.order.contains(ticket) && self.order.len() < 2);
            self.lit.insert(node);
            self.order.push_back(ticket);
            self.marked[ticket] = true;
        }

        /// Nodes are in the configuration; other ids are found by their rows.
        #[step]
        fn darken(&mut self) {
            require!(Node::all().all(|n| self.lit.contains(n)));
            require!(Ticket::all().filter(|t| self.marked[t]).count() == 1);
            for node in Node::all() {
                self.lit.remove(node);
            }
            self.order.clear();
        }
    }
}
