//! The parts of a page that come and go: none, one, or many.

use leptos::prelude::*;

/// Turns views of any kind into one type. Every type of view that reacts costs the code that draws, hydrates and
/// redraws it: pages made of few types are a fraction of the size, and compile in a fraction of the time. So a closure
/// in a `view!` gives a text, an `AnyView`, or pieces, and stands in the macro itself, where Leptos shares its code.
pub trait Pieces {
    fn pieces(self) -> Vec<AnyView>;
}

impl<I, V> Pieces for I
where
    I: IntoIterator<Item = V>,
    V: IntoAny,
{
    fn pieces(self) -> Vec<AnyView> {
        self.into_iter().map(IntoAny::into_any).collect()
    }
}
