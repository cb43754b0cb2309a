//! What people wrote: lines as they wrote them, web addresses as links.

use domain::links::{Piece, pieces};
use leptos::prelude::*;

use crate::ui::pieces::Pieces;

/// Links lead out of the app, in a tab of their own that learns nothing of this one.
#[component]
pub fn Linked(text: String) -> impl IntoView {
    let piece = |piece: Piece<'_>| match piece {
        Piece::Text(text) => text.to_owned().into_any(),
        Piece::Link(address) => {
            let (href, address) = (address.to_owned(), address.to_owned());
            view! { <a href=href target="_blank" rel="noopener noreferrer">{address}</a> }.into_any()
        }
    };
    view! { <span class="pre">{pieces(&text).into_iter().map(piece).pieces()}</span> }
}
