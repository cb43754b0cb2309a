//! Sorting by small numbers, in one place: each sort of a type of its own costs the browser kilobytes.

use std::collections::BinaryHeap;

/// Bits of each number, and of the place that something had before. No text has more bytes or findings.
const BITS: [u32; 3] = [18, 6, 18];
const PLACE_BITS: u32 = 20;

/// The items in the order of their keys; equal ones stay in the order that they had.
pub(crate) fn by<T>(items: Vec<T>, key: fn(&T) -> [usize; 3]) -> Vec<T> {
    let keys = items.iter().enumerate().map(|(place, item)| packed(key(item), place)).collect();
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    let place = |key: u64| (key & ((1 << PLACE_BITS) - 1)) as usize;
    numbers(keys).into_iter().filter_map(|key| items.get_mut(place(key)).and_then(Option::take)).collect()
}

/// The numbers in their order. Of the sorts in the standard library, the one by a heap is by far the smallest.
pub(crate) fn numbers(numbers: Vec<u64>) -> Vec<u64> {
    BinaryHeap::from(numbers).into_sorted_vec()
}

fn packed(key: [usize; 3], place: usize) -> u64 {
    let fit = |number: usize, bits: u32| (number as u64).min((1 << bits) - 1);
    let packed = key.iter().zip(BITS).fold(0, |all, (&number, bits)| all << bits | fit(number, bits));
    packed << PLACE_BITS | fit(place, PLACE_BITS)
}

#[cfg(test)]
mod tests {
    use super::by;

    #[test]
    fn sorts_and_keeps_equals_in_order() {
        let items = vec![(3, 'a'), (1, 'b'), (3, 'c'), (2, 'd')];
        let sorted: String = by(items, |&(n, _)| [n, 0, 0]).into_iter().map(|(_, c)| c).collect();
        assert_eq!(sorted, "bdac");
    }
}
