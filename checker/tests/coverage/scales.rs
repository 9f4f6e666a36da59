#[workflow]
#[scope(quick, job = 2, wire = 2, line = 1, lost = 0, slip = 0, fire = 0, heat = 0)]
#[scope(rough, job = 1, wire = 1, line = 1, lost = 1, slip = 1, fire = 0, heat = 1)]
pub mod scales {
    #[id]
    pub struct Job;

    /// In a variable, and in the payload of another one.
    pub enum Weight {
        #[initial]
        Nothing,
        Light,
        Heavy,
        // never exercised: the scales are not that good
        Huge,
    }

    /// On a bag.
    pub enum Kind {
        Fruit,
        Fish {
            weight: Weight,
        },
        Meat,
    }

    /// On a line.
    pub enum Colour {
        Red,
        Green,
        Blue,
    }

    /// Chosen by the world, in an effect, and nowhere else.
    pub enum Tone {
        Low,
        High,
        Shrill,
    }

    /// In an effect only.
    pub enum Size {
        Small,
        Large,
    }

    /// Nobody but a body sees it.
    pub enum Hidden {
        Here,
        There,
    }

    /// In a queue only.
    pub enum Shape {
        Round,
        Square,
    }

    /// In an option only.
    pub enum Lid {
        Open,
        Shut,
    }

    /// On a channel that keeps many messages.
    pub enum Hour {
        Dawn,
        Noon,
        Dusk,
    }

    #[message(from = Desk, to = Desk)]
    pub struct Tick {
        #[max(40)]
        count: Count,
        hour: Hour,
    }

    #[message(from = Desk, to = Desk, bag = wire, loss = lost)]
    pub struct Parcel {
        kind: Kind,
    }

    #[message(from = Desk, to = Desk, fifo = line)]
    pub struct Paint {
        colour: Option<Colour>,
    }

    #[effect(at_least_once)]
    pub struct Ring {
        tone: Tone,
        size: Option<Size>,
    }

    #[role]
    pub struct Desk {
        weights: Map<Job, Weight>,
        #[max(2)]
        shelf: Queue<Shape>,
        lid: Option<Lid>,
        weight: Weight,
        busy: bool,
    }

    impl Desk {
        #[input]
        fn weigh(&mut self) {
            require!(!self.busy);
            let job = fresh!(Job);
            self.weights[job] = Weight::Light;
            self.busy = true;
            send!(Parcel { kind: Kind::Fish { weight: Weight::Light } });
            send!(Paint { colour: Some(Colour::Green) });
        }

        #[input]
        fn ring(&mut self, tone: Tone) {
            require!(tone != Tone::Shrill);
            require!(self.shelf.len() < 1);
            self.shelf.push_back(Shape::Square);
            self.lid = Some(Lid::Shut);
            self.weight = Weight::Heavy;
            send!(Tick { count: 39, hour: Hour::Dusk });
            emit!(Ring { tone, size: Some(Size::Large) });
        }

        #[receive]
        fn parcel(&mut self, Parcel { kind }: Parcel) {
            let hidden = if kind == Kind::Meat { Hidden::There } else { Hidden::Here };
            if hidden == Hidden::There {
                self.busy = true;
            }
        }

        #[receive]
        fn paint(&mut self, Paint { colour }: Paint) {
            ignore!("any colour will do");
        }

        #[receive]
        fn tick(&mut self, Tick { count, hour }: Tick) {
            ignore!("any hour will do");
        }

        #[fault(budget = heat)]
        fn melt(&mut self) {
            require!(self.shelf.len() == 2);
            self.busy = false;
        }

        #[fault(budget = slip)]
        fn slip(&mut self) {
            self.busy = false;
        }

        #[fault(budget = fire)]
        fn burn(&mut self) {
            self.busy = true;
        }
    }
}
