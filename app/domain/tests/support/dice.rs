//! Chance that falls the same way in every run.

/// By a linear congruential generator: enough to mix what people do.
pub struct Dice(pub u64);

impl Dice {
    /// Below the number of sides.
    pub fn roll(&mut self, sides: u64) -> usize {
        // The constants of Knuth's MMIX; its upper half is the random one.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % sides).expect("a small number")
    }
}
