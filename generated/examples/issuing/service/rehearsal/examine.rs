//! What must be true of the service's own books, whatever the protocol is.

use super::super::super::configuration;
use super::super::host::{Host, replayed};
use super::super::role::Registered;
use super::{Kiosk, Node, Rehearsal, Trouble};

impl Rehearsal {
    /// After every event: what is stored is what is in memory.
    pub(super) fn examine_office(&mut self, node: Node) -> Result<(), Trouble> {
        self.complaints.extend(differences("a server", &self.offices[node.0 as usize].host)?);
        Ok(())
    }

    pub(super) fn examine_kiosk(&mut self, index: usize) -> Result<(), Trouble> {
        self.complaints.extend(differences("a kiosk", &self.kiosks[index].host)?);
        Ok(())
    }

    /// At the end: everybody has gone, so nobody is remembered and nothing is on its way.
    pub(super) fn examine_rest(&mut self) -> Result<(), Trouble> {
        let rows: usize =
            self.offices.iter().map(|office| office.host.database.rows().map_or(0, |rows| rows.len())).sum();
        if rows > 0 {
            self.complaints.push(format!("everybody has gone, and the servers still have {rows} rows"));
        }
        if !self.offices.iter().all(|office| office.host.all_arrived()) || !self.kiosks.iter().all(Kiosk::rests) {
            self.complaints.push("everybody has gone, and something is still on its way".to_owned());
        }
        let never_seen = self.offices.iter().flat_map(|office| &office.host.never_seen);
        let alarms = never_seen.chain(self.kiosks.iter().flat_map(|kiosk| &kiosk.host.never_seen));
        self.complaints.extend(alarms.map(|refusal| format!("a refusal that nobody has ever seen: {refusal}")));
        for office in &self.offices {
            self.complaints.extend(led_elsewhere("a server", &office.host, &configuration::server())?);
        }
        for kiosk in &self.kiosks {
            self.complaints.extend(led_elsewhere("a kiosk", &kiosk.host, &configuration::kiosk())?);
        }
        Ok(())
    }
}

/// Where the books differ from the machine: at most one complaint.
pub(crate) fn differences<R: Registered>(who: &str, host: &Host<R>) -> Result<Option<String>, Trouble> {
    let (stored, held) = (host.stored_rows()?, host.held_rows()?);
    if stored != held {
        return Ok(Some(format!("{who} has stored {} and holds {}", stored.join(" "), held.join(" "))));
    }
    let (armed, running) = (host.armed(), host.running());
    Ok((armed != running).then(|| format!("at {who} the timers {running:?} run, and the machine has armed {armed:?}")))
}

/// Whether the journal, replayed, leads elsewhere than to what the machine holds.
fn led_elsewhere<R: Registered>(who: &str, host: &Host<R>, config: &R::Config) -> Result<Option<String>, Trouble> {
    let held = host.held_rows()?;
    Ok(match replayed::<R>(&host.database, config) {
        Ok(rows) if rows == held => None,
        Ok(rows) => Some(format!("the journal of {who} leads to {} and it holds {}", rows.join(" "), held.join(" "))),
        Err(trouble) => Some(format!("the journal of {who} leads nowhere: {trouble}")),
    })
}
