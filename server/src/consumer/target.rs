//! Whom a delivery reaches: in the real world or in a drill, and never one in place of the other.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

/// Bytes of a target's key.
pub const KEY_BYTES_MAX: usize = 512;

/// The real world: customers, colleagues, other companies' services.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Real {}

/// A rehearsal: copies of the channels, which reach nobody outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drill {}

/// [`Real`] or [`Drill`]; there is no third.
pub trait Reality: sealed::Sealed + fmt::Debug + Send + Sync + 'static {
    /// As the database keeps it.
    const SLUG: &'static str;
}

impl Reality for Real {
    const SLUG: &'static str = "real";
}

impl Reality for Drill {
    const SLUG: &'static str = "drill";
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Real {}
    impl Sealed for super::Drill {}
}

/// Whom something reaches: a channel, an address, a subscriber's number. Its type says in which reality, and nothing
/// makes one of the other:
///
/// ```
/// use server::consumer::target::{Real, Target};
///
/// fn send(to: &Target<Real>) {}
/// send(&Target::real("mail:1").unwrap());
/// ```
///
/// ```compile_fail,E0308
/// use server::consumer::target::{Real, Target};
///
/// fn send(to: &Target<Real>) {}
/// send(&Target::drill("mail:1").unwrap());
/// ```
///
/// ```compile_fail,E0277
/// use server::consumer::target::{Drill, Real, Target};
///
/// let drill: Target<Drill> = Target::drill("mail:1").unwrap();
/// let real: Target<Real> = drill.into();
/// ```
pub struct Target<R> {
    key: String,
    reality: PhantomData<fn() -> R>,
}

/// The text names no target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a target has 1 to {KEY_BYTES_MAX} bytes and no control characters")]
pub struct BadTarget;

impl Target<Real> {
    /// In the real world.
    ///
    /// # Errors
    /// [`BadTarget`]
    pub fn real(key: &str) -> Result<Self, BadTarget> {
        Self::parse(key)
    }
}

impl Target<Drill> {
    /// In a drill.
    ///
    /// # Errors
    /// [`BadTarget`]
    pub fn drill(key: &str) -> Result<Self, BadTarget> {
        Self::parse(key)
    }
}

// Private: whoever makes a target names its reality.
impl<R: Reality> Target<R> {
    fn parse(key: &str) -> Result<Self, BadTarget> {
        if key.is_empty() || key.len() > KEY_BYTES_MAX || key.chars().any(char::is_control) {
            return Err(BadTarget);
        }
        Ok(Self { key: key.to_owned(), reality: PhantomData })
    }
}

impl<R: Reality> Target<R> {
    /// What makes it one of its kind within its reality.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// `real` or `drill`.
    pub fn reality(&self) -> &'static str {
        R::SLUG
    }
}

// By hand, because derived ones would ask the same of the reality.
impl<R> Clone for Target<R> {
    fn clone(&self) -> Self {
        Self { key: self.key.clone(), reality: PhantomData }
    }
}

impl<R> PartialEq for Target<R> {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl<R> Eq for Target<R> {}

impl<R> Hash for Target<R> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key.hash(state);
    }
}

impl<R: Reality> fmt::Debug for Target<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}", R::SLUG, self.key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_have_a_key_and_a_reality() {
        let longest = "x".repeat(KEY_BYTES_MAX);
        for good in ["mail:1", "über", &longest] {
            let (real, drill) = (Target::real(good).expect("good"), Target::drill(good).expect("good"));
            assert_eq!((real.key(), real.reality()), (good, "real"));
            assert_eq!((drill.key(), drill.reality()), (good, "drill"));
        }
        for bad in ["", "a\nb", "a\0", &format!("{longest}x")] {
            assert_eq!(Target::real(bad), Err(BadTarget), "{bad:?}");
        }
    }
}
