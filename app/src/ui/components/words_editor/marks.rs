//! The copy of the text behind the text area, with its findings marked.

use leptos::prelude::*;
use lint::Report;

/// The text with its findings marked and numbered; without marks while there is no report.
pub(super) fn marked(text: &str, report: Option<&Report>, current: Option<usize>) -> impl IntoView + use<> {
    let mut pieces = Vec::new();
    let mut at = 0;
    for (i, finding) in report.iter().flat_map(|report| &report.findings).enumerate() {
        let (start, end) = (finding.start as usize, finding.end as usize);
        // Findings may overlap: the later one marks what the earlier one left.
        let start = start.max(at);
        let (Some(before), Some(inside)) = (text.get(at..start), text.get(start..end.max(start))) else {
            continue;
        };
        pieces.push(before.to_owned().into_any());
        if !inside.is_empty() {
            let (number, inside) = ((i + 1).to_string(), inside.to_owned());
            let class = if current == Some(i) { "sq cur" } else { "sq" };
            pieces.push(view! { <span class=class data-no=number>{inside}</span> }.into_any());
        }
        at = end.max(start);
    }
    let rest = text.get(at..).unwrap_or_default().to_owned();
    view! {
        {pieces}
        {rest}
    }
}
