//! What is told outside: who gets it, where it is stuck, and what can be done about that.

mod channels;
mod subscribers;

use domain::{IncidentId, Role};
use leptos::prelude::*;

use crate::channels::ServiceView;
use crate::deliveries::{self, DeadLetter, DeliveriesView, Queue, Webhook};
use crate::error::Error;
use crate::ui::browser;
use crate::ui::components::{CompanyFrame, Input, Problem};
use crate::ui::desk::desk;
use crate::ui::fetched::Renewed;
use crate::ui::parts::{drawn_over, part};
use crate::ui::pieces::Pieces;
use crate::ui::submit::Ask;
use channels::{ChannelForm, ChannelRow, Typing};
use subscribers::ImportSubscribers;

type Shown = Renewed<DeliveriesView>;

/// What mail tells that is about no incident.
const NO_INCIDENT: IncidentId = IncidentId(0);
/// What needs a mail server.
const BY_MAIL: [&str; 5] = ["mail", "confirm", "list", "notice", "channel-notice"];

#[component]
pub fn DeliveriesPage() -> impl IntoView {
    if desk().me().role != Role::Admin {
        return view! {
            <CompanyFrame title="Deliveries" skip="page">
                <div class="col"><section class="pane"><div class="body">
                    <h1 class="t16">"Deliveries"</h1>
                    <p class="m">"An admin manages mail, webhooks and channels."</p>
                </div></section></div>
            </CompanyFrame>
        }
        .into_any();
    }
    let shown: Shown = Renewed::open(|| Box::pin(deliveries::read_deliveries()));
    let typing = Typing::new();
    let answer = move |view: Result<DeliveriesView, Error>| match view {
        Ok(first) => {
            let now = shown.now(first);
            drawn_over(&REST, "sect", move |rest| (rest.list)(now, shown, typing))
        }
        Err(why) => view! { <p class="body" role="alert">{why.to_string()}</p> }.into_any(),
    };
    view! {
        <CompanyFrame title="Deliveries" skip="deliveries">
            <div class="col">
                <section class="pane grow" aria-labelledby="h-deliveries">
                    <header class="pane-h">
                        <h1 id="h-deliveries">"Deliveries"</h1>
                        <span class="end"><button class="btn sm" type="button" on:click=move |_| shown.look()>"Look again"</button></span>
                    </header>
                    <Problem error=shown.error />
                    <Suspense fallback=|| view! { <p class="body m" role="status">"Looking…"</p> }>
                        {move || Suspend::new(async move { answer(shown.first.await) })}
                    </Suspense>
                </section>
            </div>
            <div class="col quiet">{drawn_over(&REST, "sect", move |rest| (rest.forms)(shown, typing))}</div>
        </CompanyFrame>
    }
    .into_any()
}

part! {
    /// It comes once the page is there.
    REST: Rest = deliveries_rest, Rest {
        list: |now, shown, typing| view! { <All now shown typing /> }.into_any(),
        forms: |shown, typing| view! {
            <Forms shown typing /><ImportSubscribers shown /><SitrepList shown /><AddWebhook shown />
        }
        .into_any(),
    };
}

/// What people read at once and use later.
#[derive(Clone, Copy)]
struct Rest {
    list: fn(Memo<DeliveriesView>, Shown, Typing) -> AnyView,
    forms: fn(Shown, Typing) -> AnyView,
}

/// The form that adds a channel, at one of the services that the server offers.
#[component]
fn Forms(shown: Shown, typing: Typing) -> impl IntoView {
    let form = move |view: Result<DeliveriesView, Error>| {
        let services = view.map(|view| view.services).unwrap_or_default();
        view! { <ChannelForm services=StoredValue::new(services) shown typing /> }.into_any()
    };
    view! { <Suspense fallback=|| ()>{move || Suspend::new(async move { form(shown.first.await) })}</Suspense> }
}

/// A row stays while what it is about is the same: what is shown of it may change without taking anybody's focus.
#[component]
fn All(now: Memo<DeliveriesView>, shown: Shown, typing: Typing) -> impl IntoView {
    let (ask, renewed) = (Ask::new(), RwSignal::new(String::new()));
    let services = StoredValue::new(now.with_untracked(|view| view.services.clone()));
    // What waits for channels is told with each of them.
    let queues = move || {
        let is_of_channel = |queue: &Queue| {
            services.with_value(|all| all.iter().any(|service| service.slug == queue.channel))
        };
        let all = now.with(|view| view.queues.clone());
        all.into_iter().filter(|queue| !is_of_channel(queue)).collect::<Vec<_>>()
    };
    let mail = move || {
        now.with(|view| match &view.mail_server {
            Some(server) => format!("Mail goes through {server}."),
            None => "Mail is held: start the server with --smtp-url and --mail-from.".to_owned(),
        })
    };
    let audience = move || {
        now.with(|view| {
            let list = if view.sitrep_list.is_empty() { "nowhere yet" } else { &view.sitrep_list };
            format!("Subscribers: {}. Sitreps go to: {list}", view.subscribers)
        })
    };
    let address = now.with_untracked(|view| view.address.clone());
    view! {
        <div class="body">
            <p>{mail}</p>
            <p>{audience}</p>
            <TestMail />
            <Problem error=ask.error />
        </div>
        <ul class="rows">
            <For each=queues key=|queue| queue.channel.clone() let:queue>
                <Waiting channel=queue.channel now />
            </For>
            <For each=move || now.with(|view| view.channels.clone()) key=|channel| channel.id let:channel>
                <ChannelRow id=channel.id now services shown typing />
            </For>
            <For each=move || now.with(|view| view.dead.clone()) key=|letter| letter.id let:letter>
                <Dead letter services shown ask />
            </For>
            <For each=move || now.with(|view| view.copies.clone()) key=|copy| copy.place.clone() let:copy>
                <CopyRow place=copy.place now />
            </For>
            <For each=move || now.with(|view| view.webhooks.clone()) key=|webhook| webhook.id let:webhook>
                <WebhookRow webhook now shown ask renewed />
            </For>
        </ul>
        <Once secret=renewed hint="Copy it now: nobody can look it up again. The one before is good for a day." />
        <Embeds address />
    }
}

/// What shows the page's state on other sites, to be copied.
#[component]
fn Embeds(address: String) -> impl IntoView {
    let page = format!("{address}/status");
    let snippets = [
        ("Badge", format!("<a href=\"{page}\"><img src=\"{page}/badge.svg\" alt=\"Status\"></a>")),
        ("Line", format!("<script async src=\"{page}/widget.js\"></script>")),
        ("Frame", format!("<iframe src=\"{page}/embed.html\" title=\"Status\" height=\"48\"></iframe>")),
    ];
    let fields = snippets.map(|(name, snippet)| {
        view! {
            <label class="lab">
                <span>{name}</span>
                <input class="field mono" readonly=true value=snippet on:focus=move |e| browser::select_all(&e) />
            </label>
        }
    });
    view! {
        <div class="body form">
            <h2 class="t16">"On other sites"</h2>
            <p>"They show the current state: "<a href="/status/embed.html"><img src="/status/badge.svg" alt="The badge, as it is now" /></a></p>
            {fields.pieces()}
        </div>
    }
}

#[component]
fn TestMail() -> impl IntoView {
    let (ask, sent) = (Ask::new(), RwSignal::new(String::new()));
    let send = move |_| {
        sent.set(String::new());
        ask.send(deliveries::send_test_mail(), move |to| sent.set(format!("Sent to {to}.")));
    };
    view! {
        <p>
            <button class="btn sm" type="button" disabled=move || ask.busy.get() on:click=send>"Send me a test"</button>
            " "<span role="status">{sent}</span>
        </p>
        <Problem error=ask.error />
    }
}

#[component]
fn Waiting(channel: String, now: Memo<DeliveriesView>) -> impl IntoView {
    let word = word(&channel);
    let queue = Memo::new(move |_| {
        now.with(|view| view.queues.iter().find(|queue| queue.channel == channel).cloned())
            .unwrap_or_default()
    });
    let needs_mail = move || queue.with(|queue| BY_MAIL.contains(&queue.channel.as_str()));
    let is_held = move || now.with(|view| view.mail_server.is_none()) && needs_mail();
    let count = |n: u32, one: &str| format!("{n} {one}{}", if n == 1 { "" } else { "s" });
    let many = move || {
        let (messages, updates) = queue.with(|q| (count(q.waiting, "message"), count(q.announced, "update")));
        format!(": {messages} and {updates} {}", if is_held() { "held" } else { "waiting" })
    };
    view! {
        <li><div><p><b>{word}</b>{many}</p><p class="m t12">{move || queue.with(|queue| queue.why.clone())}</p></div></li>
    }
}

#[component]
fn Dead(
    letter: DeadLetter,
    services: StoredValue<Vec<ServiceView>>,
    shown: Shown,
    ask: Ask,
) -> impl IntoView {
    let DeadLetter { id, channel, incident, to, why } = letter;
    let retry = move |_| ask.send(deliveries::retry_delivery(id), move |()| shown.look());
    let about = if incident == NO_INCIDENT { String::new() } else { format!(" about #{incident}") };
    let service = services.with_value(|all| {
        all.iter().find(|service| service.slug == channel).map(|service| service.label.clone())
    });
    let what = format!("{}{about} to {to}", service.as_deref().unwrap_or(word(&channel)));
    view! {
        <li>
            <div><p><b>"Not sent: "</b>{what.clone()}</p><p class="m t12">{why}</p></div>
            <span class="end">
                <button class="btn sm" type="button" on:click=retry>"Send again"<span class="vh">" "{what}</span></button>
            </span>
        </li>
    }
}

#[component]
fn CopyRow(place: String, now: Memo<DeliveriesView>) -> impl IntoView {
    let its_place = place.clone();
    let copy = Memo::new(move |_| {
        now.with(|view| view.copies.iter().find(|copy| copy.place == its_place).cloned()).unwrap_or_default()
    });
    view! {
        <li>
            <div>
                <p><b>"Copy of the status page: "</b>{place}": "{move || copy.with(|copy| copy.words())}</p>
                <p class="m t12">{move || copy.with(|copy| copy.why.clone())}</p>
            </div>
        </li>
    }
}

#[component]
fn WebhookRow(
    webhook: Webhook,
    now: Memo<DeliveriesView>,
    shown: Shown,
    ask: Ask,
    renewed: RwSignal<String>,
) -> impl IntoView {
    let Webhook { id, url, .. } = webhook;
    // Whether it is given up, and why the last message did not reach it.
    let state = Memo::new(move |_| {
        let found = now.with(|view| view.webhooks.iter().find(|webhook| webhook.id == id).cloned());
        found.map(|webhook| (webhook.disabled, webhook.why)).unwrap_or_default()
    });
    let is_given_up = Memo::new(move |_| state.with(|(disabled, _)| *disabled));
    let remove = move |_| ask.send(deliveries::remove_webhook(id), move |()| shown.look());
    let renew = move |_| ask.send(deliveries::renew_webhook_secret(id), move |secret| renewed.set(secret));
    let enable = move |_| ask.send(deliveries::enable_webhook(id), move |()| shown.look());
    view! {
        <li>
            <div>
                <p><b>{move || if is_given_up.get() { "Webhook, given up: " } else { "Webhook: " }}</b>{url.clone()}</p>
                <p class="m t12">{move || state.with(|(_, why)| why.clone())}</p>
            </div>
            <span class="end">
                {move || is_given_up.get().then(|| view! { <button class="btn sm" type="button" on:click=enable>"Try again"</button> }).pieces()}
                <button class="btn sm" type="button" on:click=renew>"New secret"<span class="vh">" for "{url.clone()}</span></button>
                <button class="btn sm" type="button" on:click=remove>"Remove"<span class="vh">" "{url}</span></button>
            </span>
        </li>
    }
}

fn word(channel: &str) -> &'static str {
    match channel {
        "mail" => "Mail",
        "confirm" => "Mail to confirm",
        "list" => "Sitrep by mail",
        "notice" => "Word about a webhook",
        "channel-notice" => "Word about a channel",
        "destinations" => "Channels",
        _ => "Webhook",
    }
}

#[component]
fn SitrepList(shown: Shown) -> impl IntoView {
    let (ask, address) = (Ask::new(), RwSignal::new(String::new()));
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        ask.send(deliveries::set_sitrep_list(address.get_untracked()), move |()| shown.look());
    };
    view! {
        <section class="pane" aria-labelledby="h-list">
            <header class="pane-h"><h2 id="h-list">"Sitreps by mail"</h2></header>
            <form class="body" on:submit=send>
                <Input label="List for sitreps" kind="email" hint="The address that reaches everybody in the company. Empty sends none." value=address />
                <Problem error=ask.error />
                <button class="btn primary" disabled=move || ask.busy.get()>"Save"</button>
            </form>
        </section>
    }
}

#[component]
fn AddWebhook(shown: Shown) -> impl IntoView {
    let (ask, url, secret) = (Ask::new(), RwSignal::new(String::new()), RwSignal::new(String::new()));
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        ask.send(deliveries::add_webhook(url.get_untracked()), move |made| {
            secret.set(made);
            url.set(String::new());
            shown.look();
        });
    };
    view! {
        <section class="pane" aria-labelledby="h-hook">
            <header class="pane-h"><h2 id="h-hook">"Add a webhook"</h2></header>
            <form class="body" on:submit=send>
                <Input label="Address" hint="It receives every public update, signed as Standard Webhooks." value=url />
                <Once secret hint="Copy it now: nobody can look it up again." />
                <Problem error=ask.error />
                <button class="btn primary" disabled=move || ask.busy.get()>"Add it"</button>
            </form>
        </section>
    }
}

/// A secret that was just made.
#[component]
fn Once(secret: RwSignal<String>, hint: &'static str) -> impl IntoView {
    let once = move || {
        (!secret.get().is_empty()).then(|| {
            view! {
                <label class="lab">
                    <span>"Its secret"</span>
                    <input class="field mono" readonly=true prop:value=secret on:focus=move |e| browser::select_all(&e) />
                    <span class="hint">{hint}</span>
                </label>
            }
        })
    };
    view! { <div role="status">{move || once().pieces()}</div> }
}
