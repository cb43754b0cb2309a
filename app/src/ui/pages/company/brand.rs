//! How the status page looks, and what it leads to.

use leptos::prelude::*;

use super::lines::Line;
use crate::brand::{self, BRAND_LINKS_MAX, Brand, Link, Picture};
use crate::ui::browser;
use crate::ui::components::{Input, Problem};
use crate::ui::pieces::Pieces;
use crate::ui::submit::Ask;

/// What is typed, and what it was when the form was filled.
#[derive(Clone, Copy)]
struct Form {
    name: Line,
    accent: Line,
    logo: RwSignal<Option<Picture>>,
    favicon: RwSignal<Option<Picture>>,
    header: StoredValue<Vec<(Line, Line)>>,
    footer: StoredValue<Vec<(Line, Line)>>,
    was: StoredValue<Brand>,
}

impl Form {
    fn new() -> Self {
        let line = || RwSignal::new(String::new());
        let links = || StoredValue::new((0..BRAND_LINKS_MAX).map(|_| (line(), line())).collect());
        Self {
            name: line(),
            accent: line(),
            logo: RwSignal::new(None),
            favicon: RwSignal::new(None),
            header: links(),
            footer: links(),
            was: StoredValue::new(Brand::default()),
        }
    }

    fn fill(self, now: Brand) {
        self.name.set(now.name.clone());
        self.accent.set(now.accent.clone());
        self.logo.set(now.logo.clone());
        self.favicon.set(now.favicon.clone());
        for (fields, links) in [(self.header, &now.header), (self.footer, &now.footer)] {
            for (at, (label, address)) in fields.get_value().into_iter().enumerate() {
                let link = links.get(at).cloned().unwrap_or_default();
                label.set(link.label);
                address.set(link.address);
            }
        }
        self.was.set_value(now);
    }

    fn wanted(self) -> Brand {
        let typed = |fields: StoredValue<Vec<(Line, Line)>>| {
            let links = fields.get_value().into_iter();
            links.map(|(label, address)| Link { label: label.get(), address: address.get() }).collect()
        };
        Brand {
            name: self.name.get(),
            accent: self.accent.get(),
            logo: self.logo.get(),
            favicon: self.favicon.get(),
            header: typed(self.header),
            footer: typed(self.footer),
        }
    }
}

#[component]
pub fn BrandPane() -> impl IntoView {
    let (form, ask, done) = (Form::new(), Ask::new(), RwSignal::new(false));
    let read = move || ask.send(brand::read_brand(), move |now| form.fill(now));
    Effect::new(move |_| read());
    let save = move |_| {
        done.set(false);
        let wanted = untrack(|| form.wanted());
        ask.send(brand::save_brand(form.was.get_value(), wanted), move |()| {
            done.set(true);
            read();
        });
    };
    view! {
        <section class="pane" aria-labelledby="h-brand">
            <header class="pane-h"><h2 id="h-brand">"Look of the status page"</h2><span class="m">"empty: ours"</span></header>
            <div class="body form">
                <Input label="Name of the page" hint="Where it is not the company’s name" value=form.name />
                <Input label="Accent colour" hint="As #2f7fd6. It has to stand out from a light page and from a dark one." value=form.accent />
                <PictureField label="Logo" slug="logo" hint="PNG, SVG, WebP or JPEG, 64 KB at most. It is shown 32 pixels high." picture=form.logo />
                <PictureField label="Favicon" slug="favicon" hint="PNG, SVG, WebP or JPEG, 16 KB at most" picture=form.favicon />
                <Links legend="Links above" links=form.header />
                <Links legend="Links below" links=form.footer />
                <Problem error=ask.error />
                <p class="t13" role="status">{move || done.get().then_some("Saved. The status page shows it within seconds.")}</p>
                <button class="btn" type="button" disabled=move || ask.busy.get() on:click=save>"Save the look"</button>
            </div>
        </section>
    }
}

/// A picture: the server looks at it before it is saved.
#[component]
fn PictureField(
    label: &'static str,
    slug: &'static str,
    hint: &'static str,
    picture: RwSignal<Option<Picture>>,
) -> impl IntoView {
    let (id, ask) = (format!("brand-{slug}"), Ask::new());
    let field = id.clone();
    let send = move |_| {
        if let Some(file) = browser::chosen_file(&field) {
            ask.send(browser::upload(format!("/company/picture/{slug}"), file), move |read: Picture| {
                picture.set(Some(read));
            });
        }
    };
    view! {
        <label class="lab">
            <span>{label}</span>
            <input id=id class="field" type="file" accept="image/png,image/svg+xml,image/webp,image/jpeg" on:change=send />
            <span class="hint">{hint}</span>
        </label>
        <Problem error=ask.error />
        {move || picture.get().map(|shown| view! {
            <p class="acts">
                <img src=shown.address() alt=format!("{label} as it is") height="32" />
                <button class="btn sm ghost" type="button" on:click=move |_| picture.set(None)>"Remove "<span class="vh">{label}</span></button>
            </p>
        }).pieces()}
    }
}

#[component]
fn Links(legend: &'static str, links: StoredValue<Vec<(Line, Line)>>) -> impl IntoView {
    let row = move |(at, (label, address)): (usize, (Line, Line))| {
        let number = at + 1;
        view! {
            <Input label=format!("{legend}, label {number}") value=label />
            <Input label=format!("{legend}, address {number}") kind="url" value=address />
        }
    };
    view! {
        <details>
            <summary>{legend}</summary>
            {links.get_value().into_iter().enumerate().map(row).pieces()}
        </details>
    }
}
