//! Ids that are related to ids in every way there is, in values too wide for a table.

use honnin::prelude::*;

#[workflow]
#[scope(quick, member = 2, topic = 2, post = 2, line = 1, backlog = 2)]
#[scope(three, member = 3, topic = 1, post = 1, line = 1, backlog = 1)]
pub mod tangle {
    #[node]
    pub struct Member;

    #[node]
    pub struct Topic;

    pub struct Ballot {
        pub first: Member,
        pub second: Option<Member>,
        pub seen: Set<Member>,
        pub topics: Set<Topic>,
        #[max(255)]
        pub weight: Count,
    }

    pub enum Record {
        #[initial]
        Nothing,
        Noted(Ballot),
        Kept(Set<Member>, Option<Ballot>),
    }

    #[message(from = Peer, to = Hall, bag = post)]
    pub struct Vote {
        by: Member,
        ballot: Ballot,
    }

    #[message(from = Peer[by], to = Peer[to], fifo = line)]
    pub struct Ask {
        by: Member,
        to: Member,
        ballot: Ballot,
    }

    #[role(per = Member)]
    pub struct Peer {
        likes: Set<Member>,
        about: Map<Topic, Option<Member>>,
        topics: Set<Topic>,
        voted: bool,
        asked: bool,
    }

    #[role]
    pub struct Hall {
        backlog: Queue<Ballot>,
        record: Record,
    }

    impl Peer {
        #[input]
        fn like(&mut self, me: Member, other: Member, topic: Topic) {
            require!(other != me && self.likes.is_empty() && !self.voted);
            self.likes.insert(other);
            self.topics.insert(topic);
            self.about[topic] = Some(me);
        }

        #[input]
        fn vote(&mut self, me: Member) {
            require!(!self.voted && !self.likes.is_empty());
            self.voted = true;
            send!(Vote {
                by: me,
                ballot: Ballot { first: me, second: None, seen: self.likes, topics: self.topics, weight: 200 }
            });
        }

        #[input]
        fn ask(&mut self, me: Member, to: Member) {
            require!(self.voted && !self.asked && self.likes.contains(to));
            self.asked = true;
            send!(Ask {
                by: me,
                to,
                ballot: Ballot { first: to, second: Some(me), seen: self.likes, topics: self.topics, weight: 17 }
            });
        }

        #[receive(otherwise = keep)]
        fn hear(&mut self, me: Member, Ask { by, to: _, ballot }: Ask) {
            require!(self.voted);
            self.likes = ballot.seen;
            for topic in Topic::all() {
                if ballot.topics.contains(topic) {
                    self.about[topic] = Some(by);
                }
            }
        }
    }

    impl Hall {
        #[receive(otherwise = keep)]
        fn count(&mut self, Vote { by, ballot }: Vote) {
            require!(!self.backlog.is_full());
            let Ballot { first, second: _, seen, topics, weight } = ballot;
            self.backlog.push_back(Ballot { first, second: Some(by), seen, topics, weight });
        }

        #[step]
        fn note(&mut self) {
            let Some(ballot) = self.backlog.pop_front() else { refuse!() };
            self.record = match self.record {
                Record::Nothing => Record::Noted(ballot),
                Record::Noted(old) => Record::Kept(ballot.seen, Some(old)),
                Record::Kept(..) => Record::Kept(ballot.seen, None),
            };
        }
    }
}
