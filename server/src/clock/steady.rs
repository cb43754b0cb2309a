//! The machine's clock, read beside one that nobody sets: a step is seen, told, and followed only once it has stayed.

/// Microseconds by which the machine's clock may be set at once before operators are told: more than it is ever corrected
/// by in service.
pub const JUMP_MIN_US: i64 = 60_000_000;
/// Microseconds for which a jump has to last until it is followed. A time in the future that was stamped once cannot be
/// taken back: the log's time never goes back.
pub const FOLLOWED_AFTER_US: i64 = 600_000_000;

/// What operators are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// By so many microseconds; the time of before goes on.
    Jumped(i64),
    /// It is what it was before the jump.
    Back,
    /// It stayed, and is followed from here on.
    Followed(i64),
}

/// The time as it goes on. All in microseconds.
#[derive(Debug)]
pub struct Steady {
    /// From the clock that nobody sets to the machine's.
    offset: i64,
    jumped_at: Option<i64>,
}

impl Steady {
    pub fn new(machine: i64, steady: i64) -> Self {
        Self { offset: machine.saturating_sub(steady), jumped_at: None }
    }

    /// By how much the machine's clock is ahead of the time that goes on; negative where it is behind.
    pub fn step(&self, machine: i64, steady: i64) -> i64 {
        machine.saturating_sub(steady.saturating_add(self.offset))
    }

    /// The time, where the machine's clock says one thing and the clock that nobody sets another.
    pub fn read(&mut self, machine: i64, steady: i64) -> (i64, Option<Told>) {
        let expected = steady.saturating_add(self.offset);
        let step = self.step(machine, steady);
        if step.saturating_abs() < JUMP_MIN_US {
            self.offset = machine.saturating_sub(steady);
            return (machine, self.jumped_at.take().map(|_| Told::Back));
        }
        match self.jumped_at {
            None => {
                self.jumped_at = Some(steady);
                (expected, Some(Told::Jumped(step)))
            }
            Some(since) if steady.saturating_sub(since) < FOLLOWED_AFTER_US => (expected, None),
            Some(_) => {
                *self = Self::new(machine, steady);
                (machine, Some(Told::Followed(step)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = 1_000_000;
    const HOUR: i64 = 3600 * SECOND;

    #[test]
    fn small_corrections_are_followed_and_jumps_are_not_at_once() {
        // It began at 1000 h, ten seconds after the steady clock did.
        let mut clock = Steady::new(1000 * HOUR, 10 * SECOND);
        for (what, machine, steady, expected) in [
            ("it goes on", 1000 * HOUR + SECOND, 11 * SECOND, (1000 * HOUR + SECOND, None)),
            ("corrected", 1000 * HOUR + 50 * SECOND, 12 * SECOND, (1000 * HOUR + 50 * SECOND, None)),
            (
                "a jump ahead",
                1002 * HOUR,
                12 * SECOND,
                (1000 * HOUR + 50 * SECOND, Some(Told::Jumped(2 * HOUR - 50 * SECOND))),
            ),
            ("is told once", 1002 * HOUR, 13 * SECOND, (1000 * HOUR + 51 * SECOND, None)),
            (
                "and ends",
                1000 * HOUR + 52 * SECOND,
                14 * SECOND,
                (1000 * HOUR + 52 * SECOND, Some(Told::Back)),
            ),
            (
                "a jump back",
                999 * HOUR,
                14 * SECOND,
                (1000 * HOUR + 52 * SECOND, Some(Told::Jumped(-HOUR - 52 * SECOND))),
            ),
            (
                "that stays",
                999 * HOUR + 600 * SECOND,
                614 * SECOND,
                (999 * HOUR + 600 * SECOND, Some(Told::Followed(-HOUR - 52 * SECOND))),
            ),
            ("and goes on", 999 * HOUR + 601 * SECOND, 615 * SECOND, (999 * HOUR + 601 * SECOND, None)),
        ] {
            assert_eq!(clock.read(machine, steady), expected, "{what}");
            assert_eq!(clock.step(machine, steady), machine - expected.0, "{what}");
        }
    }
}
