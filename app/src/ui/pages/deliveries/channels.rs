//! Channels at services: how each is doing, and the form that adds and changes them.

use leptos::prelude::*;

use super::Shown;
use crate::channels::{self, CHANNEL_FIELDS_MAX, ChannelView, FieldView, ServiceView, TypedChannel};
use crate::deliveries::DeliveriesView;
use crate::ui::components::{Input, Problem, Tick};
use crate::ui::pieces::Pieces;
use crate::ui::submit::Ask;

/// What is typed. It belongs to the page: looking again loses nothing of it.
#[derive(Clone, Copy)]
pub struct Typing {
    /// The channel that is changed.
    id: RwSignal<Option<i64>>,
    /// The service's slug.
    service: RwSignal<String>,
    name: RwSignal<String>,
    /// Each field has one, whichever service is chosen.
    fields: [RwSignal<String>; CHANNEL_FIELDS_MAX],
    updates: RwSignal<bool>,
    sitreps: RwSignal<bool>,
    drill: RwSignal<bool>,
    ask: Ask,
}

impl Typing {
    pub fn new() -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            id: RwSignal::new(None),
            service: text(),
            name: text(),
            fields: [(); CHANNEL_FIELDS_MAX].map(|()| text()),
            updates: RwSignal::new(true),
            sitreps: RwSignal::new(false),
            drill: RwSignal::new(false),
            ask: Ask::new(),
        }
    }

    fn clear(self) {
        self.show(&ChannelView { updates: true, ..ChannelView::default() }, &[]);
    }

    /// Takes over what a channel is; its secrets stay as they are.
    fn show(self, channel: &ChannelView, fields: &[FieldView]) {
        self.id.set(Some(channel.id).filter(|id| *id != 0));
        self.service.set(channel.service.clone());
        self.name.set(channel.name.clone());
        for (place, signal) in self.fields.into_iter().enumerate() {
            let name = fields.get(place).map_or("", |field| field.name.as_str());
            let known = channel.fields.iter().find(|(known, _)| known == name);
            signal.set(known.map(|(_, value)| value.clone()).unwrap_or_default());
        }
        self.updates.set(channel.updates);
        self.sitreps.set(channel.sitreps);
        self.drill.set(channel.drill);
        self.ask.error.set(None);
    }

    fn typed(self, service: &ServiceView) -> TypedChannel {
        let fields = service.fields.iter().zip(self.fields);
        TypedChannel {
            id: self.id.get_untracked(),
            service: service.slug.clone(),
            name: self.name.get_untracked(),
            fields: fields.map(|(field, typed)| (field.name.clone(), typed.get_untracked())).collect(),
            updates: self.updates.get_untracked(),
            sitreps: self.sitreps.get_untracked(),
            drill: self.drill.get_untracked(),
        }
    }
}

/// A channel by its number: the row stays while what is shown of it changes.
#[component]
pub fn ChannelRow(
    id: i64,
    now: Memo<DeliveriesView>,
    services: StoredValue<Vec<ServiceView>>,
    shown: Shown,
    typing: Typing,
) -> impl IntoView {
    let (ask, said) = (Ask::new(), RwSignal::new(String::new()));
    let channel = Memo::new(move |_| {
        now.with(|view| view.channels.iter().find(|channel| channel.id == id).cloned()).unwrap_or_default()
    });
    let is_paused = Memo::new(move |_| channel.with(|channel| channel.paused));
    let name = Memo::new(move |_| channel.with(|channel| channel.name.clone()));
    let head = move || {
        format!(
            "{}{}: ",
            channel.with(|channel| channel.label.clone()),
            if is_paused.get() { ", paused" } else { "" }
        )
    };
    let words = move || {
        channel.with(|channel| match channel.owner.as_str() {
            "" => channel.words(),
            owner => format!("{} · {owner}", channel.words()),
        })
    };
    let test = move |_| {
        said.set(String::new());
        ask.send(channels::test_channel(id), move |words| said.set(words));
    };
    let pause = move |_| {
        ask.send(channels::pause_channel(id, !is_paused.get_untracked()), move |()| shown.look());
    };
    let remove = move |_| ask.send(channels::remove_channel(id), move |()| shown.look());
    let edit = move |_| {
        channel.with_untracked(|channel| {
            let fields = services.with_value(|all| {
                let own = all.iter().find(|service| service.slug == channel.service);
                own.map(|service| service.fields.clone()).unwrap_or_default()
            });
            typing.show(channel, &fields);
        });
    };
    let of = move || view! { <span class="vh">" "{name}</span> };
    view! {
        <li>
            <div>
                <p><b>{head}</b><bdi>{name}</bdi></p>
                <p class="m t12">{words}</p>
                <p class="m t12">{move || channel.with(|channel| channel.why.clone())}</p>
                <p class="t12" role="status">{said}</p>
                <Problem error=ask.error />
            </div>
            <span class="end">
                <button class="btn sm" type="button" disabled=move || ask.busy.get() on:click=test>"Send a test"{of()}</button>
                <button class="btn sm" type="button" on:click=edit>"Change"{of()}</button>
                <button class="btn sm" type="button" on:click=pause>{move || if is_paused.get() { "Go on" } else { "Pause" }}{of()}</button>
                <button class="btn sm" type="button" on:click=remove>"Remove"{of()}</button>
            </span>
        </li>
    }
}

#[component]
pub fn ChannelForm(services: StoredValue<Vec<ServiceView>>, shown: Shown, typing: Typing) -> impl IntoView {
    let Typing { id, service, ask, .. } = typing;
    let chosen = move || {
        let slug = service.get();
        services.with_value(|all| all.iter().find(|service| service.slug == slug).cloned())
    };
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let Some(service) = untrack(chosen) else { return };
        ask.send(channels::save_channel(typing.typed(&service)), move |_| {
            typing.clear();
            shown.look();
        });
    };
    let options = services.with_value(|all| {
        all.iter().map(|service| (service.slug.clone(), service.label.clone())).collect::<Vec<_>>()
    });
    let choose = move |event| {
        typing.fields.iter().for_each(|field| field.set(String::new()));
        service.set(event_target_value(&event));
    };
    let heading = move || if id.get().is_some() { "Change a channel" } else { "Add a channel" };
    view! {
        <section class="pane" aria-labelledby="h-channel">
            <header class="pane-h"><h2 id="h-channel">{heading}</h2></header>
            <form class="body" on:submit=send>
                <label class="lab">
                    <span>"Service"</span>
                    <select class="field" disabled=move || id.get().is_some() on:change=choose prop:value=move || service.get()>
                        <option value="">"Choose one"</option>
                        {options.into_iter().map(|(slug, label)| view! { <option value=slug>{label}</option> }).pieces()}
                    </select>
                </label>
                {move || chosen().map(|service| view! { <Fields service typing /> }).pieces()}
                <Problem error=ask.error />
                {move || id.get().map(|_| view! {
                    <button class="btn ghost" type="button" on:click=move |_| typing.clear()>"Add another one instead"</button>
                }).pieces()}
            </form>
        </section>
    }
}

/// What the chosen service needs, how it is set up there, and what the channel is told.
#[component]
fn Fields(service: ServiceView, typing: Typing) -> impl IntoView {
    let Typing { id, ask, .. } = typing;
    let ServiceView { steps, fields, nature, .. } = service;
    let button = move || if id.get().is_some() { "Save the channel" } else { "Add the channel" };
    let fields = fields.into_iter().zip(typing.fields);
    view! {
        <ol class="numbered m t13">{steps.into_iter().map(|step| view! { <li>{step}</li> }).pieces()}</ol>
        <Input label="Name" hint="As this page calls it." autocomplete="off" value=typing.name />
        {fields.map(|(field, value)| view! { <Typed field value is_kept=id.get_untracked().is_some() /> }).pieces()}
        <fieldset class="lab">
            <legend>"It is told"</legend>
            <Tick label="Public updates" on=typing.updates />
            <Tick label="Sitreps: for people in the company only" on=typing.sitreps />
            <Tick label="In drills only" on=typing.drill />
        </fieldset>
        <p class="m t12">{nature}</p>
        <button class="btn primary" disabled=move || ask.busy.get()>{button}</button>
    }
}

#[component]
fn Typed(field: FieldView, value: RwSignal<String>, is_kept: bool) -> impl IntoView {
    let FieldView { label, hint, is_secret, default, .. } = field;
    let hint = match is_secret && is_kept {
        true => format!("{hint} Empty leaves it as it is. Nobody can look it up."),
        false => hint,
    };
    view! {
        <label class="lab">
            <span>{label}</span>
            <input
                class="field"
                type=if is_secret { "password" } else { "text" }
                dir="auto"
                autocomplete="off"
                placeholder=default
                prop:value=move || value.get()
                on:input=move |e| value.set(event_target_value(&e))
            />
            <span class="hint">{hint}</span>
        </label>
    }
}
