//! Components that programs add; people keep all of them on the company's page.

use app::Error;
use domain::directory::COMPANY_COMPONENTS_MAX;
use domain::{By, Component, ComponentId};

use super::{Engine, log_failure};
use crate::store::Stamp;

impl Engine {
    /// Adds a component at the end of the page.
    ///
    /// # Errors
    /// Where the company has as many as it can, or has or had one of this name.
    pub(crate) async fn add_component(&self, by: By, name: &str) -> Result<ComponentId, Error> {
        let company = self.world.company();
        let (live, retired) = (&company.directory.components, &company.directory.retired);
        let id = ComponentId::slug(name);
        if id.0.is_empty() {
            return Err(Error::invalid("component.name: it needs a letter or a digit."));
        }
        if live.iter().chain(retired).any(|known| known.id == id) {
            return Err(Error::invalid(format!(
                "component.name: the company has or had a component {name:?}."
            )));
        }
        if live.len() >= COMPANY_COMPONENTS_MAX as usize {
            let words = format!("component: there are {COMPANY_COMPONENTS_MAX} already, which is the limit.");
            return Err(Error::invalid(words));
        }
        let stamp = Stamp { by, at: self.clock.now() };
        let component = Component { id: id.clone(), name: name.to_owned() };
        let added = self.store.add_components(&stamp, &company.directory.company, &[component]).await;
        added.map_err(|error| log_failure(&error))?;
        self.refresh_company().await?;
        Ok(id)
    }
}
