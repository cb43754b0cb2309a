//! A report up as its parts; those that are empty are left out.

use domain::Report;
use leptos::prelude::*;

use crate::ui::pieces::Pieces;

#[component]
pub fn ReportParts(report: Report) -> impl IntoView {
    let parts = report.parts().map(|(label, text)| (label, text.to_owned()));
    let row = |(label, text): (&'static str, String)| {
        view! { <div><dt>{label}</dt><dd class="pre" dir="auto">{text}</dd></div> }
    };
    view! { <dl class="report-parts">{parts.into_iter().filter(|(_, text)| !text.is_empty()).map(row).pieces()}</dl> }
}
