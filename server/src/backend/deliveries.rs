//! What is told outside, as admins look after it.

mod import;

use app::Error;
use app::backend::Asker;
use app::deliveries::{ChannelReceipt, Deliveries, DeliveriesView, PageCopy};
use async_trait::async_trait;
use domain::IncidentId;
use domain::text::LINK_MAX;

use super::channels::{channel_view, service_views};
use super::{Engine, log_failure, must_be_admin};
use crate::delivery::spread::NO_LIST;
use crate::delivery::{Kind, address, letter, webhook};
use crate::publish::CopyReport;
use crate::session;
use crate::store::webhooks::{Added, WEBHOOKS_MAX};

#[async_trait]
impl Deliveries for Engine {
    async fn read_deliveries(&self, asker: Asker) -> Result<DeliveriesView, Error> {
        must_be_admin(&asker)?;
        let store = &self.store;
        Ok(DeliveriesView {
            mail_server: self.mail_server.clone(),
            subscribers: store.count_subscribers().await.map_err(|e| log_failure(&e))?,
            sitrep_list: store.sitrep_list().await.map_err(|e| log_failure(&e))?.unwrap_or_default(),
            queues: store.queues().await.map_err(|e| log_failure(&e))?,
            dead: store.dead_letters().await.map_err(|e| log_failure(&e))?,
            webhooks: store.webhooks().await.map_err(|e| log_failure(&e))?,
            channels: store
                .destinations()
                .await
                .map_err(|e| log_failure(&e))?
                .into_iter()
                .map(channel_view)
                .collect(),
            services: service_views(),
            copies: self.copies.all().into_iter().map(page_copy).collect(),
            address: self.address.clone(),
        })
    }

    async fn retry_delivery(&self, asker: Asker, delivery: i64) -> Result<(), Error> {
        must_be_admin(&asker)?;
        there(self.store.retry_delivery(delivery).await.map_err(|e| log_failure(&e))?)
    }

    async fn send_test_mail(&self, asker: Asker) -> Result<String, Error> {
        must_be_admin(&asker)?;
        let Some(mailer) = self.mailer() else {
            return Err(Error::invalid(
                "No mail server is set up. Start the server with --smtp-url and --mail-from, then try again.",
            ));
        };
        let own = self.store.own_credentials(asker.person).await.map_err(|e| log_failure(&e))?;
        let to = own.map(|(email, _)| email).ok_or(Error::NotFound)?;
        let company = self.world.company();
        let letter = letter::test(&company.directory.company, &self.address);
        let message = format!("test-{}", session::secret::<8>().map_err(|e| log_failure(&e))?);
        let outcome = mailer.send(&to, &message, &letter).await;
        match outcome.why() {
            None => Ok(to),
            Some(why) => Err(Error::invalid(format!("The test was not sent: {why}."))),
        }
    }

    async fn set_sitrep_list(&self, asker: Asker, address: String) -> Result<(), Error> {
        must_be_admin(&asker)?;
        let list = match address.trim() {
            "" => None,
            typed => Some(address::parse("List for sitreps", typed).map_err(Error::invalid)?),
        };
        self.store.set_sitrep_list(&self.stamp(&asker), list).await.map_err(|e| log_failure(&e))?;
        self.wake.notify_one();
        Ok(())
    }

    async fn add_webhook(&self, asker: Asker, url: String) -> Result<String, Error> {
        must_be_admin(&asker)?;
        let url =
            domain::text::line("Address", &url, LINK_MAX).map_err(|bad| Error::invalid(bad.to_string()))?;
        self.dialer.check(&url).await.map_err(|why| Error::invalid(why.to_string()))?;
        let secret = webhook::new_secret().map_err(|e| log_failure(&e))?;
        let stamp = self.stamp(&asker);
        match self.store.add_webhook(&stamp, &url, &secret).await.map_err(|e| log_failure(&e))? {
            Added::Done => {}
            Added::Known => return Err(Error::invalid("Address: it is told already.")),
            Added::TooMany => return Err(Error::invalid(format!("Webhooks: at most {WEBHOOKS_MAX}."))),
        }
        self.wake.notify_one();
        Ok(secret)
    }

    async fn enable_webhook(&self, asker: Asker, webhook: i64) -> Result<(), Error> {
        must_be_admin(&asker)?;
        there(self.store.enable_webhook(&self.stamp(&asker), webhook).await.map_err(|e| log_failure(&e))?)?;
        self.wake.notify_one();
        Ok(())
    }

    async fn renew_webhook_secret(&self, asker: Asker, webhook: i64) -> Result<String, Error> {
        must_be_admin(&asker)?;
        let secret = webhook::new_secret().map_err(|e| log_failure(&e))?;
        let renewed = self.store.renew_webhook_secret(&self.stamp(&asker), webhook, &secret).await;
        there(renewed.map_err(|e| log_failure(&e))?)?;
        self.wake.notify_one();
        Ok(secret)
    }

    async fn remove_webhook(&self, asker: Asker, webhook: i64) -> Result<(), Error> {
        must_be_admin(&asker)?;
        there(self.store.remove_webhook(&self.stamp(&asker), webhook).await.map_err(|e| log_failure(&e))?)?;
        self.wake.notify_one();
        Ok(())
    }

    async fn read_receipts(&self, _: Asker, incident: IncidentId) -> Result<Vec<ChannelReceipt>, Error> {
        self.must_exist(incident).await?;
        let mut receipts = self.store.receipts(incident).await.map_err(|e| log_failure(&e))?;
        let has_list = self.store.sitrep_list().await.map_err(|e| log_failure(&e))?.is_some();
        for receipt in &mut receipts {
            let is_lost = receipt.spreading || receipt.why == NO_LIST;
            receipt.lacks_list = receipt.channel == Kind::List.slug() && is_lost && !has_list;
            let waits = receipt.spreading || receipt.waiting > 0;
            let is_mail = matches!(receipt.channel.as_str(), "mail" | "list");
            receipt.is_held = waits && is_mail && !receipt.lacks_list && !self.has_mail();
        }
        Ok(receipts)
    }
}

fn page_copy(report: CopyReport) -> PageCopy {
    let CopyReport { place, version, age, is_elsewhere, trouble, .. } = report;
    let age = age.map_or(0, |age| u32::try_from(age.as_secs()).unwrap_or(u32::MAX));
    PageCopy { place, version, age, is_elsewhere, why: trouble.unwrap_or_default() }
}

fn there(there: bool) -> Result<(), Error> {
    if there { Ok(()) } else { Err(Error::NotFound) }
}
