//! A relation between the ids of one sort: in the end every partial function on them.

use honnin::prelude::*;

#[workflow]
#[scope(quick, member = 3)]
pub mod related {
    #[node]
    pub struct Member;

    #[role]
    pub struct Club {
        follows: Map<Member, Option<Member>>,
    }

    impl Club {
        #[input]
        fn follow(&mut self, member: Member, leader: Member) {
            require!(self.follows[member].is_none());
            self.follows[member] = Some(leader);
        }
    }
}
