//! How often somebody may try to sign in, and who they say they are.

use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use app::Error;
use app::backend::Asker;
use domain::{By, Command, PersonId};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};
use http::HeaderMap;
use http::request::Parts;
use leptos::prelude::use_context;

use crate::client::Network;
use crate::clock::Clock;
use crate::listen::Client;

/// Tries per minute for one account from one network.
const TRIES_PER_MINUTE: NonZeroU32 = NonZeroU32::new(10).expect("not zero");
/// Tries per minute from one network, for whatever accounts.
const TRIES_OF_NETWORK_PER_MINUTE: NonZeroU32 = NonZeroU32::new(60).expect("not zero");
/// Tries per minute for one account, from wherever.
const TRIES_FOR_ACCOUNT_PER_MINUTE: NonZeroU32 = NonZeroU32::new(50).expect("not zero");
/// The same in a demo, where tests sign many people in.
const DEMO_TRIES_PER_MINUTE: NonZeroU32 = NonZeroU32::new(1_000).expect("not zero");
/// Those that are remembered, of each kind, before the idle ones are forgotten.
const REMEMBERED_MAX: usize = 10_000;

/// Whose try it is, where something shows that it is not a stranger's. It counts by itself, so no stranger can lock
/// anybody out of a browser that they use.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Owner {
    /// A browser in which this person has signed in before, by its own number.
    Device(PersonId, String),
    /// A session of this person.
    Session(i64),
}

/// Counts tries.
pub struct SignIns {
    pairs: Counter<(String, Option<Network>)>,
    networks: Counter<Option<Network>>,
    accounts: Counter<String>,
    owners: Counter<Owner>,
}

impl SignIns {
    pub fn new(demo: bool, clock: &Clock) -> Self {
        let most = |tries| if demo { DEMO_TRIES_PER_MINUTE } else { tries };
        Self {
            pairs: Counter::new(most(TRIES_PER_MINUTE), clock),
            networks: Counter::new(most(TRIES_OF_NETWORK_PER_MINUTE), clock),
            accounts: Counter::new(most(TRIES_FOR_ACCOUNT_PER_MINUTE), clock),
            owners: Counter::new(most(TRIES_PER_MINUTE), clock),
        }
    }

    /// Whether one more try at this account is allowed now.
    pub fn allow(&self, email: &str, owner: Option<&Owner>, network: Option<Network>) -> bool {
        match owner {
            Some(owner) => self.owners.count(owner.clone()),
            // In this order: what is refused for one's own tries counts against nobody else.
            None => {
                self.pairs.count((email.to_owned(), network))
                    && self.networks.count(network)
                    && self.accounts.count(email.to_owned())
            }
        }
    }
}

/// Tries to subscribe per minute from one network.
const SUBSCRIBES_OF_NETWORK_PER_MINUTE: NonZeroU32 = NonZeroU32::new(20).expect("not zero");
/// Tries to subscribe one address per minute, from wherever.
const SUBSCRIBES_OF_ADDRESS_PER_MINUTE: NonZeroU32 = NonZeroU32::new(5).expect("not zero");

/// Counts tries to subscribe.
pub struct Subscribes {
    networks: Counter<Option<Network>>,
    addresses: Counter<String>,
}

impl Subscribes {
    pub fn new(clock: &Clock) -> Self {
        Self {
            networks: Counter::new(SUBSCRIBES_OF_NETWORK_PER_MINUTE, clock),
            addresses: Counter::new(SUBSCRIBES_OF_ADDRESS_PER_MINUTE, clock),
        }
    }

    /// Whether one more try for this address is allowed now.
    pub fn allow(&self, address: &str, network: Option<Network>) -> bool {
        self.networks.count(network) && self.addresses.count(address.to_owned())
    }
}

/// Declarations per minute of one person, or one token.
const DECLARATIONS_PER_MINUTE: NonZeroU32 = NonZeroU32::new(60).expect("not zero");
/// Commands per minute of one person, or one token, that tell the public something.
const PUBLISHES_PER_MINUTE: NonZeroU32 = NonZeroU32::new(60).expect("not zero");
/// Both in a demo, where tests send as much as they can.
const DEMO_ACTS_PER_MINUTE: NonZeroU32 = NonZeroU32::new(1_000_000).expect("not zero");

/// Counts what many are told of.
pub struct Acts {
    declarations: Counter<String>,
    publishes: Counter<String>,
}

impl Acts {
    pub fn new(demo: bool, clock: &Clock) -> Self {
        let most = |acts| if demo { DEMO_ACTS_PER_MINUTE } else { acts };
        Self {
            declarations: Counter::new(most(DECLARATIONS_PER_MINUTE), clock),
            publishes: Counter::new(most(PUBLISHES_PER_MINUTE), clock),
        }
    }

    /// Counts a command of whoever sends it.
    ///
    /// # Errors
    /// [`Error::TooOften`] names the limit.
    pub fn count(&self, by: &By, command: &Command) -> Result<(), Error> {
        let who = match by {
            By::Person { id } => format!("person {id}"),
            By::Token { name } => format!("token {name}"),
            By::Server | By::Import | By::Unknown => return Ok(()),
        };
        let (counter, most, what) = match command {
            command if command.opens_incident() => {
                (&self.declarations, DECLARATIONS_PER_MINUTE, "declarations")
            }
            command if command.public_words().is_some() || *command == Command::StillWorking => {
                (&self.publishes, PUBLISHES_PER_MINUTE, "public posts")
            }
            _ => return Ok(()),
        };
        if counter.count(who) {
            return Ok(());
        }
        let message =
            format!("Too many {what}: the limit is {most} a minute. Nothing was done; wait a moment.");
        Err(Error::TooOften { message })
    }
}

/// The server's clock, as ages are measured.
#[derive(Clone)]
struct Ticks(Clock);

impl governor::clock::Clock for Ticks {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.elapsed()
    }
}

/// Counts by key, and forgets keys that have been idle.
struct Counter<K: Hash + Eq + Clone> {
    limiter: RateLimiter<K, DefaultKeyedStateStore<K>, Ticks, NoOpMiddleware<Duration>>,
    /// With so many keys the idle ones are forgotten.
    forget_at: AtomicUsize,
}

impl<K: Hash + Eq + Clone> Counter<K> {
    fn new(per_minute: NonZeroU32, clock: &Clock) -> Self {
        let state = DefaultKeyedStateStore::default();
        let limiter = RateLimiter::new(Quota::per_minute(per_minute), state, Ticks(clock.clone()));
        Self { limiter, forget_at: AtomicUsize::new(REMEMBERED_MAX) }
    }

    fn count(&self, key: K) -> bool {
        if self.limiter.len() > self.forget_at.load(Ordering::Relaxed) {
            self.limiter.retain_recent();
            // Where few are idle, the next look waits until there is something to find.
            let next = REMEMBERED_MAX.max(self.limiter.len() * 2);
            self.forget_at.store(next, Ordering::Relaxed);
        }
        self.limiter.check_key(&key).is_ok()
    }
}

/// Most characters of a browser's name for itself that are kept.
const AGENT_MAX: usize = 200;

/// What the browser calls itself, so that people recognise their sessions.
pub fn agent() -> String {
    let parts = use_context::<Parts>();
    let named = parts.as_ref().and_then(|parts| parts.headers.get(http::header::USER_AGENT)?.to_str().ok());
    named.unwrap_or_default().chars().take(AGENT_MAX).collect()
}

/// Where the request comes from: Leptos keeps its head in the context of the server function.
pub fn network() -> Option<Network> {
    use_context::<Parts>()?.extensions.get::<Client>().map(|client| client.0)
}

/// Who sends the request, where they are signed in already.
pub fn asker() -> Option<Asker> {
    use_context::<Parts>()?.extensions.get::<Asker>().cloned()
}

/// The headers of the request.
pub fn headers() -> HeaderMap {
    use_context::<Parts>().map(|parts| parts.headers).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADA: &str = "ada@example.com";

    /// A clock that stands.
    fn standing() -> Clock {
        Clock::new(|| domain::Timestamp(0))
    }

    fn network(last: u8) -> Option<Network> {
        Some(Network::of([192, 0, 2, last].into()))
    }

    /// How many of these tries are allowed.
    fn allowed(sign_ins: &SignIns, tries: impl IntoIterator<Item = (String, Option<Network>)>) -> u32 {
        let allowed = tries.into_iter().filter(|(email, from)| sign_ins.allow(email, None, *from));
        u32::try_from(allowed.count()).expect("few")
    }

    #[test]
    fn the_eleventh_try_at_an_account_waits() {
        let sign_ins = SignIns::new(false, &standing());
        let tries = || (0..20).map(|_| (ADA.to_owned(), network(1)));
        assert_eq!(allowed(&sign_ins, tries()), TRIES_PER_MINUTE.get());
        assert!(sign_ins.allow("ben@example.com", None, network(1)), "somebody else is not held up");
        assert!(sign_ins.allow(ADA, None, network(2)), "nor is she, from elsewhere");
    }

    #[test]
    fn limits_how_many_accounts_a_network_tries() {
        let sign_ins = SignIns::new(false, &standing());
        let tries = (0..100).map(|n| (format!("{n}@example.com"), network(1)));
        assert_eq!(allowed(&sign_ins, tries), TRIES_OF_NETWORK_PER_MINUTE.get());
        assert!(sign_ins.allow(ADA, None, network(2)));
    }

    #[test]
    fn limits_tries_at_an_account_without_holding_up_its_owner() {
        let sign_ins = SignIns::new(false, &standing());
        let tries = (0..100).map(|n| (ADA.to_owned(), network(n)));
        assert_eq!(allowed(&sign_ins, tries), TRIES_FOR_ACCOUNT_PER_MINUTE.get());
        let device = Owner::Device(PersonId(1), "one".to_owned());
        for owner in [device, Owner::Session(1)] {
            let tries = (0..20).filter(|_| sign_ins.allow(ADA, Some(&owner), network(1))).count();
            assert_eq!(tries, 10, "{owner:?} has tries of its own");
        }
    }

    #[test]
    fn limits_how_often_a_person_declares_and_publishes() {
        let (acts, ada, ben) = (Acts::new(false, &standing()), PersonId(1), PersonId(2));
        let by = |id| By::Person { id };
        let (declare, publish) = (
            Command::Declare {
                title: "Errors".to_owned(),
                components: Vec::new(),
                suspected_at: None,
                post: domain::FirstPost::Standard,
                commander: None,
            },
            Command::StillWorking,
        );
        for (command, limit, words) in [
            (&declare, DECLARATIONS_PER_MINUTE, "Too many declarations: the limit is 60 a minute."),
            (&publish, PUBLISHES_PER_MINUTE, "Too many public posts: the limit is 60 a minute."),
        ] {
            for _ in 0..limit.get() {
                assert_eq!(acts.count(&by(ada), command), Ok(()));
            }
            let error = acts.count(&by(ada), command).expect_err("too many");
            assert!(error.to_string().starts_with(words), "{error}");
            assert_eq!(acts.count(&by(ben), command), Ok(()), "somebody else is not held up");
        }
        let room = Command::Say { text: "Still here".to_owned() };
        assert!((0..100).all(|_| acts.count(&by(ada), &room).is_ok()), "the room is not limited");
    }

    #[test]
    fn limits_how_often_a_network_or_address_subscribes() {
        let subscribes = Subscribes::new(&standing());
        let many = (0..100).filter(|n| subscribes.allow(&format!("{n}@example.com"), network(1))).count();
        assert_eq!(many, 20);
        let one = (0..100).filter(|n| subscribes.allow(ADA, network(10 + n))).count();
        assert_eq!(one, 5);
        assert!(subscribes.allow("ben@example.com", network(2)), "somebody else is not held up");
    }

    #[test]
    fn refused_tries_do_not_count_against_others() {
        let sign_ins = SignIns::new(false, &standing());
        let flood = (0..10_000).map(|_| (ADA.to_owned(), network(1)));
        allowed(&sign_ins, flood);
        assert!(sign_ins.allow(ADA, None, network(2)), "the account is not used up");
        assert!(sign_ins.allow("ben@example.com", None, network(1)), "nor is the network");
    }
}
