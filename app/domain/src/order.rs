//! Sorting whose code is there once, whatever is sorted: the standard library's is compiled anew for each type, and a
//! browser would load all of it before it shows a page.

use std::cmp::Ordering;
use std::mem;

/// Sorts; what compares as equal stays in its order.
pub fn sort_by<T>(all: &mut Vec<T>, mut compare: impl FnMut(&T, &T) -> Ordering) {
    let order = stable_order(all.len(), &mut |a, b| compare(&all[a], &all[b]));
    let mut unsorted: Vec<Option<T>> = mem::take(all).into_iter().map(Some).collect();
    all.extend(order.into_iter().filter_map(|at| unsorted[at].take()));
}

/// As [`sort_by`], by a key of each.
pub fn sort_by_key<T, K: Ord>(all: &mut Vec<T>, key: impl Fn(&T) -> K) {
    sort_by(all, |a, b| key(a).cmp(&key(b)));
}

/// As [`sort_by`], by the order of the type.
pub fn sort<T: Ord>(all: &mut Vec<T>) {
    sort_by(all, T::cmp);
}

/// The places of so many things in their order.
fn stable_order(len: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..len).collect();
    order.sort_by(|a, b| compare(*a, *b));
    order
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn sorts_as_the_standard_library_does(all: Vec<(u8, u32)>) {
            let (mut ours, mut theirs) = (all.clone(), all);
            sort_by_key(&mut ours, |(key, _)| *key);
            theirs.sort_by_key(|(key, _)| *key);
            prop_assert_eq!(&ours, &theirs, "what is equal keeps its order");
            sort(&mut ours);
            theirs.sort();
            prop_assert_eq!(ours, theirs);
        }
    }
}
