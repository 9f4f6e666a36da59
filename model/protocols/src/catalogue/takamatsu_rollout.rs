//! Munakata, June 2023, and Takamatsu, April 2024: the fix that some sites never got.
//!
//! *Stated* (Kyodo, 30 June 2023; NHK, 11 July 2023; `ITmedia`, 16 April 2024): Munakata printed another resident's record, by
//! a defect of 2019 that had been mended elsewhere. 44 of 123 sites had never received the fix, 11 days after the inspection
//! of all 123 had been declared complete. In Takamatsu the build for *one* server ran on a site of *several*; the site had
//! joined after the campaign and fell outside it.
//!
//! *Assumed*: a campaign goes over a list of the sites that are known when it begins, and is complete when each of those has
//! confirmed. A site may be live before it is known. A new one is installed from whatever medium is at hand, and nobody
//! compares that with the site.
//!
//! The guard: no site goes live without asking, and the answer is about this site, this build and what is known today.
//! Whoever has asked is on the list: a site is stopped at its start, or found by the next campaign.

use honnin::prelude::*;

#[workflow]
#[twin(takamatsu_rollout_mended)]
#[scope(quick, site = 2)]
pub mod takamatsu_rollout {
    // ── what there is ────────────────────────────────────────────────────────────────────────────

    /// A municipality's installation. One that is set up again is another.
    #[id]
    pub struct Site;

    /// How many servers do a site's work.
    pub enum Topology {
        One,
        Several,
    }

    /// A build of the issuing server.
    pub struct Build {
        made_for: Topology,
        /// The defect that the campaign is about is mended in it.
        mended: bool,
    }

    // ── what travels: every message may be lost, repeated and reordered without limit ────────────

    /// A site has been set up.
    #[message(from = Town, to = Vendor)]
    pub struct Joined {
        site: Site,
        topology: Topology,
        build: Build,
    }

    /// It may go live.
    #[mended]
    #[message(from = Vendor, to = Town[site])]
    pub struct Cleared {
        site: Site,
    }

    /// Install this build instead.
    #[message(from = Vendor, to = Town[site])]
    pub struct Install {
        site: Site,
        build: Build,
    }

    /// It is installed.
    #[message(from = Town, to = Vendor)]
    pub struct Installed {
        site: Site,
    }

    /// A site has gone out of service.
    #[message(from = Town, to = Vendor)]
    pub struct Gone {
        site: Site,
    }

    // ── what comes out ───────────────────────────────────────────────────────────────────────────

    /// A certificate is issued at a site, by the build that runs there.
    #[effect(at_least_once)]
    pub struct Issue {
        site: Site,
        topology: Topology,
        build: Build,
    }

    /// "The inspection of all sites is complete."
    #[effect(at_least_once)]
    pub struct AllClear;

    // ── a town, with its issuing server ──────────────────────────────────────────────────────────

    /// A site, and who runs it.
    #[role(per = Site)]
    pub struct Town {
        service: Service,
    }

    /// What there is at a site.
    pub enum Service {
        #[initial]
        Nothing,
        SetUp {
            topology: Topology,
            build: Build,
        },
        Live {
            topology: Topology,
            build: Build,
        },
    }

    impl Town {
        /// The town joins the service: with one server or several, and with the medium that is at hand.
        #[input]
        #[opens]
        fn set_up(&mut self, me: Site, topology: Topology, made_for: Topology, mended: bool) {
            let build = Build { made_for, mended };
            self.service = Service::SetUp { topology, build };
            send!(Joined { site: me, topology, build });
        }

        /// All is installed: the site goes live.
        #[defect]
        #[step]
        fn go_live(&mut self, me: Site) {
            let Service::SetUp { topology, build } = self.service else { refuse!() };
            self.service = Service::Live { topology, build };
        }

        /// What is installed has been found fit, and nothing but what the vendor sends has taken its place: the site goes
        /// live.
        #[mended]
        #[receive(otherwise = drop)]
        fn go_live(&mut self, me: Site, _: Cleared) {
            let Service::SetUp { topology, build } = self.service else { refuse!() };
            self.service = Service::Live { topology, build };
        }

        /// Another build is installed, before the site is live or while it is.
        #[receive(otherwise = drop)]
        fn install(&mut self, me: Site, Install { build, .. }: Install) {
            match self.service {
                Service::Nothing => refuse!(),
                Service::SetUp { topology, .. } => {
                    self.service = Service::SetUp { topology, build };
                    send!(Joined { site: me, topology, build });
                }
                Service::Live { topology, .. } => self.service = Service::Live { topology, build },
            }
            send!(Installed { site: me });
        }

        /// Somebody asks for a certificate.
        #[input]
        fn issue(&mut self, me: Site) {
            let Service::Live { topology, build } = self.service else { refuse!() };
            emit!(Issue { site: me, topology, build });
        }

        /// The town leaves the service, or begins anew.
        #[input]
        fn leave(&mut self, me: Site) {
            require!(self.service != Service::Nothing);
            self.service = Service::Nothing;
            send!(Gone { site: me });
        }
    }

    // ── the vendor ───────────────────────────────────────────────────────────────────────────────

    /// Keeps a list of the sites, and makes the campaign.
    #[role]
    pub struct Vendor {
        /// The sites that are known, and how many servers they have.
        known: Map<Site, Option<Topology>>,
        campaign: Campaign,
        /// The sites of the campaign that have not confirmed.
        to_do: Set<Site>,
    }

    /// The campaign against the one defect that will be found.
    pub enum Campaign {
        #[initial]
        NotNeeded,
        UnderWay,
        Complete,
    }

    impl Vendor {
        /// A site comes to be known. The guard: its build is looked at, with what is known today.
        #[receive]
        fn enlist(
            &mut self,
            Joined {
                site,
                topology,
                #[mended]
                build,
                ..
            }: Joined,
        ) {
            self.known[site] = Some(topology);
            #[mended]
            if build.made_for == topology && (build.mended || self.campaign == Campaign::NotNeeded) {
                send!(Cleared { site });
            } else {
                send!(Install { site, build: Build { made_for: topology, mended: true } });
            }
        }

        /// Another town has printed the wrong person's record: the defect is known, and the campaign begins. It is about
        /// the sites on the list.
        #[input]
        fn begin_campaign(&mut self) {
            require!(self.campaign == Campaign::NotNeeded);
            self.campaign = Campaign::UnderWay;
            for site in Site::all() {
                if let Some(topology) = self.known[site] {
                    self.to_do.insert(site);
                    send!(Install { site, build: Build { made_for: topology, mended: true } });
                }
            }
        }

        /// A site has confirmed.
        #[receive]
        fn tick_off(&mut self, Installed { site }: Installed) {
            self.to_do.remove(site);
        }

        /// A site is no more.
        #[receive]
        fn strike_off(&mut self, Gone { site }: Gone) {
            self.known[site] = None;
            self.to_do.remove(site);
        }

        /// All sites of the campaign have confirmed.
        #[step]
        fn declare_complete(&mut self) {
            require!(self.campaign == Campaign::UnderWay);
            require!(self.to_do.is_empty());
            self.campaign = Campaign::Complete;
            emit!(AllClear);
        }
    }

    // ── what must be true ────────────────────────────────────────────────────────────────────────

    /// The country. It sees by what certificates are issued, and what it is told.
    #[ghost]
    pub struct World {
        all_clear: bool,
        /// The sites that joined after that.
        came_later: Set<Site>,
        overlooked_site_issues: bool,
        later_site_issues: bool,
        mended_site_issues: bool,
        wrong_topology: bool,
    }

    impl World {
        #[on(AllClear)]
        fn it_is_told(&mut self) {
            self.all_clear = true;
        }

        #[on(set_up)]
        fn a_site_joins(&mut self, me: Site) {
            if self.all_clear {
                self.came_later.insert(me);
            }
        }

        #[on(Issue)]
        fn a_certificate_is_issued(&mut self, site: Site, topology: Topology, build: Build) {
            if self.all_clear {
                self.mended_site_issues |= build.mended;
                self.later_site_issues |= !build.mended && self.came_later.contains(site);
                self.overlooked_site_issues |= !build.mended && !self.came_later.contains(site);
            }
            self.wrong_topology |= build.made_for != topology;
        }

        #[on(leave)]
        fn a_site_is_no_more(&mut self, me: Site) {
            self.came_later.remove(me);
        }
    }

    /// After the inspection has been declared complete, no site that was there issues with the defect. (Munakata.)
    #[never]
    #[refuted]
    fn overlooked_site_issues(world: &World) -> bool {
        world.overlooked_site_issues
    }

    /// Nor does one that joined after it. (Takamatsu.)
    #[never]
    #[refuted]
    fn later_site_issues(world: &World) -> bool {
        world.later_site_issues
    }

    /// No site issues with a build that was made for another number of servers. (Takamatsu again.)
    #[never]
    #[refuted]
    fn wrong_topology(world: &World) -> bool {
        world.wrong_topology
    }

    /// Who joins goes live, or gives up.
    #[leads_to]
    fn who_joins_goes_live(town: &Map<Site, Town>, site: Site) -> LeadsTo {
        leads_to!(matches!(town[site].service, Service::SetUp { .. }) => !matches!(town[site].service, Service::SetUp { .. }))
    }

    /// The campaign ends.
    #[leads_to]
    fn the_campaign_ends(vendor: &Vendor) -> LeadsTo {
        leads_to!(vendor.campaign == Campaign::UnderWay => vendor.campaign == Campaign::Complete)
    }

    /// Nothing is being set up, no campaign is under way, and the vendor knows of no site that is no more.
    #[final_state]
    fn at_rest(town: &Map<Site, Town>, vendor: &Vendor) -> bool {
        vendor.campaign != Campaign::UnderWay
            && Site::all().all(|s| match town[s].service {
                Service::Nothing => vendor.known[s].is_none(),
                Service::SetUp { .. } => false,
                Service::Live { .. } => true,
            })
    }

    // Not vacuous.

    /// A site that was live before the campaign has the fix after it, and one with several servers is live.
    #[reachable]
    fn everyone_is_served(town: &Map<Site, Town>, vendor: &Vendor, one: Site, other: Site) -> bool {
        vendor.campaign == Campaign::Complete
            && matches!(town[one].service, Service::Live { topology: Topology::One, build } if build.mended)
            && matches!(town[other].service, Service::Live { topology: Topology::Several, build } if build.mended)
    }

    /// After the campaign certificates are issued, by a build in which the defect is mended.
    #[reachable]
    fn the_service_goes_on(world: &World) -> bool {
        world.mended_site_issues
    }
}
