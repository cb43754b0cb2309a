//! What other programs sign in with. Admins make tokens, see which are used, and revoke them.

use domain::Role;
use leptos::prelude::*;

use super::people::{RoleSelect, parse_role};
use crate::error::Error;
use crate::tokens::{self, ProgramToken};
use crate::ui::browser;
use crate::ui::components::{CompanyFrame, Input, Problem};
use crate::ui::desk::desk;
use crate::ui::fetched::Renewed;
use crate::ui::pieces::Pieces;
use crate::ui::submit::Ask;

type Listed = Renewed<Vec<ProgramToken>>;

#[component]
pub fn Tokens() -> impl IntoView {
    if desk().me().role != Role::Admin {
        return view! {
            <CompanyFrame title="Tokens" skip="page">
                <div class="col"><section class="pane"><div class="body">
                    <h1 class="t16">"Tokens"</h1>
                    <p class="m">"An admin makes and revokes the tokens that other programs sign in with."</p>
                </div></section></div>
            </CompanyFrame>
        }
        .into_any();
    }
    let tokens: Listed = Renewed::open(|| Box::pin(tokens::read_tokens()));
    view! {
        <CompanyFrame title="Tokens" skip="tokens">
            <div class="col"><All tokens /></div>
            <div class="col quiet"><MakeToken tokens /></div>
        </CompanyFrame>
    }
    .into_any()
}

#[component]
fn All(tokens: Listed) -> impl IntoView {
    let ask = Ask::new();
    let answer = move |listed: Result<Vec<ProgramToken>, Error>| match listed {
        Ok(first) => {
            let now = tokens.now(first);
            let is_empty = Memo::new(move |_| now.with(Vec::is_empty));
            view! {
                {move || is_empty.get().then(|| view! { <li class="m">"No program has a token yet."</li> }).pieces()}
                <For each=move || now.get() key=|token| token.id let:token>
                    <TokenRow token now tokens ask />
                </For>
            }
            .into_any()
        }
        Err(why) => view! { <li role="alert">{why.to_string()}</li> }.into_any(),
    };
    view! {
        <section class="pane grow" aria-labelledby="h-tokens">
            <header class="pane-h"><h1 id="h-tokens">"Tokens"</h1></header>
            <Problem error=ask.error />
            <Problem error=tokens.error />
            <ul class="rows">
                <Suspense fallback=|| view! { <li class="m"><span role="status">"Looking…"</span></li> }>
                    {move || Suspend::new(async move { answer(tokens.first.await) })}
                </Suspense>
            </ul>
        </section>
    }
}

#[component]
fn TokenRow(token: ProgramToken, now: Memo<Vec<ProgramToken>>, tokens: Listed, ask: Ask) -> impl IntoView {
    let ProgramToken { id, name, role, created_by, created, .. } = token;
    let revoke = move |_| ask.send(tokens::revoke_token(id), move |()| tokens.look());
    let maker = created_by.map_or_else(
        || "on the command line".to_owned(),
        |person| format!("by {}", desk().live.directory.with_untracked(|d| d.name(person).to_owned())),
    );
    let made = format!("made {maker}, {} {} UTC", created.day_month(), created.hhmm());
    let used = move || {
        let used = now.with(|all| all.iter().find(|token| token.id == id).and_then(|token| token.last_used));
        used.map_or_else(
            || "never used".to_owned(),
            |at| format!("last used about {} {} UTC", at.day_month(), at.hhmm()),
        )
    };
    view! {
        <li>
            <div>
                <p><b>{name.clone()}</b>" "<span class="tag line">{role.label()}</span></p>
                <p class="m t12">{made}" · "{used}</p>
            </div>
            <span class="end">
                <button class="btn sm" type="button" on:click=revoke>"Revoke"<span class="vh">" "{name}</span></button>
            </span>
        </li>
    }
}

/// A token that was made a moment ago: only who made it sees it, and only now.
#[derive(Clone)]
struct Made {
    name: String,
    token: String,
}

#[component]
fn MakeToken(tokens: Listed) -> impl IntoView {
    let (name, role) = (RwSignal::new(String::new()), RwSignal::new(Role::Responder));
    let (ask, made) = (Ask::new(), RwSignal::new(None::<Made>));
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let typed = name.get_untracked();
        ask.send(tokens::make_token(typed.clone(), role.get_untracked()), move |token| {
            made.set(Some(Made { name: typed, token }));
            name.set(String::new());
            tokens.look();
        });
    };
    let change = Callback::new(move |event| {
        if let Some(chosen) = parse_role(&event_target_value(&event)) {
            role.set(chosen);
        }
    });
    view! {
        <div role="status">{move || made.get().map(|made| view! { <Once made /> }).pieces()}</div>
        <section class="pane" aria-labelledby="h-make">
            <header class="pane-h"><h2 id="h-make">"Make a token"</h2></header>
            <form class="body" on:submit=send>
                <Input label="Name" autocomplete="off" hint="As the log names the program: deploy bot" value=name />
                <label class="lab"><span>"Role"</span><RoleSelect label="Role".to_owned() role=Role::Responder change /></label>
                <p class="m t12">"A viewer's token reads. A responder's does what people do, but holds no duty. An admin's also redacts."</p>
                <Problem error=ask.error />
                <button class="btn primary" disabled=move || ask.busy.get()>"Make it"</button>
            </form>
        </section>
        <p class="body m t13">"What programs can send and read: "<a href="/api/v1/openapi.json" rel="external">"/api/v1/openapi.json"</a></p>
    }
}

#[component]
fn Once(made: Made) -> impl IntoView {
    let Made { name, token } = made;
    view! {
        <section class="pane" aria-labelledby="h-once">
            <header class="pane-h"><h2 id="h-once">"The new token"</h2></header>
            <div class="body">
                <label class="lab">
                    <span>"The token of "{name}</span>
                    <input class="field mono" readonly=true prop:value=token on:focus=move |e| browser::select_all(&e) />
                    <span class="hint">"Copy it now: nobody can look it up again."</span>
                </label>
            </div>
        </section>
    }
}
