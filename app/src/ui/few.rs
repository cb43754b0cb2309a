//! A map of few entries, one after the other. Every page loads this, and the code of a tree is some kilobytes for each
//! kind of map.

use std::borrow::Borrow;

/// A map that is searched from its beginning to its end.
#[derive(Clone, Debug)]
pub struct Few<K, V>(Vec<(K, V)>);

impl<K: PartialEq, V> Few<K, V> {
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    fn place<Q: PartialEq + ?Sized>(&self, key: &Q) -> Option<usize>
    where
        K: Borrow<Q>,
    {
        self.0.iter().position(|(known, _)| known.borrow() == key)
    }

    pub fn get<Q: PartialEq + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.place(key).map(|at| &self.0[at].1)
    }

    /// Puts a value under a key, and gives the one that was there.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        let before = self.remove(&key);
        self.0.push((key, value));
        before
    }

    pub fn remove<Q: PartialEq + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        self.place(key).map(|at| self.0.remove(at).1)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.0.iter().map(|(key, value)| (key, value))
    }

    /// The value under a key, which is put there first where none is.
    pub fn get_or_insert(&mut self, key: K, value: V) -> &mut V {
        let at = self.place(&key).unwrap_or_else(|| {
            self.0.push((key, value));
            self.0.len() - 1
        });
        &mut self.0[at].1
    }

    pub const fn len(&self) -> usize {
        self.0.len()
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }

    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.0.iter().map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_one_value_for_each_key() {
        let mut few = Few::new();
        for (key, value, before) in [("one", 1, None), ("two", 2, None), ("one", 3, Some(1))] {
            assert_eq!(few.insert(key.to_owned(), value), before, "{key}");
        }
        assert_eq!((few.get("one"), few.get("two"), few.get("three")), (Some(&3), Some(&2), None));
        assert_eq!(few.values().sum::<i32>(), 5);
        assert_eq!((few.remove("two"), few.remove("two")), (Some(2), None));
        assert_eq!(few.iter().collect::<Vec<_>>(), [(&"one".to_owned(), &3)]);
        *few.get_or_insert("one".to_owned(), 7) += 1;
        *few.get_or_insert("four".to_owned(), 7) += 1;
        assert_eq!((few.get("one"), few.get("four"), few.len()), (Some(&4), Some(&8), 2));
    }
}
