//! Many inputs in little time, without coverage: seeds, cut and mixed by words and by bytes.
//!
//! `bulk RUNS SEED FOLDER…`: the same numbers bring the same inputs. An input that breaks a promise is printed.

use std::error::Error;
use std::panic::catch_unwind;
use std::path::Path;

/// Inputs are cut to so many bytes, so that there are many.
const BYTES_MAX: usize = 120;
/// How often it tells how far it is.
const TOLD_EVERY: u64 = 1_000_000;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [runs, seed, folders @ ..] = args.as_slice() else { return Err("bulk RUNS SEED FOLDER…".into()) };
    let (runs, mut random): (u64, _) = (runs.parse()?, Random(seed.parse::<u64>()? | 1));
    let mut seeds = Vec::new();
    for folder in folders {
        for entry in std::fs::read_dir(Path::new(folder))? {
            seeds.push(std::fs::read(entry?.path())?);
        }
    }
    if seeds.is_empty() {
        return Err("there are no seeds".into());
    }
    let mut failed = 0_u32;
    for run in 1..=runs {
        let input = mixed(&seeds, &mut random);
        if catch_unwind(|| lint_fuzz::text(&input)).is_err() {
            failed += 1;
            println!("failed: {:?}", String::from_utf8_lossy(&input));
        }
        if run % TOLD_EVERY == 0 {
            println!("{run} runs, {failed} failed");
        }
    }
    println!("{runs} runs, {failed} failed");
    if failed == 0 { Ok(()) } else { Err("promises were broken".into()) }
}

/// A part of one seed, with a part of another in it, and some bytes changed.
fn mixed(seeds: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut input = vec![random.next() as u8];
    for _ in 0..1 + random.below(3) {
        let seed = &seeds[random.below(seeds.len())];
        let from = word_start(seed, random.below(seed.len().max(1)));
        let to = word_start(seed, (from + random.below(BYTES_MAX)).min(seed.len()));
        input.extend(&seed[from..to.max(from)]);
    }
    input.truncate(BYTES_MAX);
    for _ in 0..random.below(4) {
        let at = random.below(input.len());
        match random.below(4) {
            0 => input[at] = random.next() as u8,
            1 => input.insert(at, b" .,;:()\n\"'`*-/%&<>"[random.below(18)]),
            2 => drop(input.remove(at)),
            _ => input[at] ^= 32,
        }
        if input.is_empty() {
            break;
        }
    }
    input
}

/// The first byte of a word at or after `at`.
fn word_start(seed: &[u8], at: usize) -> usize {
    seed[at..].iter().position(|&b| b == b' ').map_or(seed.len(), |len| at + len)
}

/// xorshift64*, enough for choosing.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }
}
