use honnin::prelude::*;

#[workflow]
#[scope(quick, job = 2, shelf = 2)]
pub mod case {
    #[id]
    pub struct Job;

    #[document]
    pub struct Image {
        pub job: Job,
    }

    pub enum Page {
        #[initial]
        Blank,
        Held {
            image: Image,
        },
    }

    #[role]
    pub struct Printer {
        page: Page,
        last: Option<Image>,
        shelf: Queue<Image>,
    }

    impl Printer {
        #[input]
        fn hold(&mut self, image: Image) {
            require!(self.page == Page::Blank && !self.shelf.contains(image));
            self.page = Page::Held { image };
        }

        #[input]
        fn compare(&mut self, image: Image) {
            require!(self.page == Page::Held { image } && self.last != Some(image));
            self.shelf.remove(image);
        }
    }
}
