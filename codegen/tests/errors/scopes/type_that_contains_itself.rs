#[workflow]
#[scope(quick, session = 2)]
pub mod case {
    #[id]
    pub struct Session;

    pub struct Image {
        behind: Option<Image>,
    }

    pub enum List {
        End,
        More { rest: Rest },
    }

    pub struct Rest {
        list: List,
    }
}
