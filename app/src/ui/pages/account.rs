//! My own account: the password, and where I am signed in.

use leptos::prelude::*;

use crate::error::Error;
use crate::sessions::{self, OwnSession};
use crate::ui::components::{CompanyFrame, Input, Problem};
use crate::ui::fetched::Renewed;
use crate::ui::submit::Ask;

#[component]
pub fn Account() -> impl IntoView {
    let sessions: Listed = Renewed::open(|| Box::pin(sessions::read_sessions()));
    view! {
        <CompanyFrame title="Account" skip="account">
            <h1 class="vh">"Password and sessions"</h1>
            <div class="col"><Sessions sessions /></div>
            <div class="col quiet"><Password sessions /></div>
        </CompanyFrame>
    }
}

type Listed = Renewed<Vec<OwnSession>>;

#[component]
fn Sessions(sessions: Listed) -> impl IntoView {
    let ask = Ask::new();
    let answer = move |listed: Result<Vec<OwnSession>, Error>| match listed {
        Ok(first) => {
            let now = sessions.now(first);
            view! {
                <For each=move || now.get() key=|session| session.id let:session>
                    <SessionRow session now sessions ask />
                </For>
            }
            .into_any()
        }
        Err(why) => view! { <li role="alert">{why.to_string()}</li> }.into_any(),
    };
    view! {
        <section class="pane grow" aria-labelledby="h-sessions">
            <header class="pane-h"><h2 id="h-sessions">"Where you are signed in"</h2></header>
            <Problem error=ask.error />
            <Problem error=sessions.error />
            <ul class="rows">
                <Suspense fallback=|| view! { <li class="m"><span role="status">"Looking…"</span></li> }>
                    {move || Suspend::new(async move { answer(sessions.first.await) })}
                </Suspense>
            </ul>
        </section>
    }
}

#[component]
fn SessionRow(session: OwnSession, now: Memo<Vec<OwnSession>>, sessions: Listed, ask: Ask) -> impl IntoView {
    let OwnSession { id, agent, created, last_seen, here } = session;
    let end = move |_| ask.send(sessions::end_session(id), move |()| sessions.look());
    let name = browser_name(&agent);
    let since = format!("{} {}", created.day_month(), created.hhmm());
    let seen = move || {
        let now =
            now.with(|all| all.iter().find(|session| session.id == id).map(|session| session.last_seen));
        let seen = now.unwrap_or(last_seen);
        format!("since {since} UTC, last used about {} {} UTC", seen.day_month(), seen.hhmm())
    };
    view! {
        <li>
            <div>
                <p class="b">{name}</p>
                <p class="m t12">{seen}</p>
            </div>
            <span class="end">
                {if here {
                    view! { <span class="tag line">"this one"</span> }.into_any()
                } else {
                    view! { <button class="btn sm" type="button" on:click=end>"Sign out there"</button> }.into_any()
                }}
            </span>
        </li>
    }
}

/// A browser as people call it, from what it calls itself. Most claim to be others too, so the order counts.
fn browser_name(agent: &str) -> String {
    let first = |known: &[(&str, &'static str)]| {
        known.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    let browser = first(&[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("CriOS/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("iPhone", "an iPhone"),
        ("iPad", "an iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "a Mac"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        _ if agent.is_empty() => "An unknown browser".to_owned(),
        _ => agent.to_owned(),
    }
}

#[component]
fn Password(sessions: Listed) -> impl IntoView {
    let (old, new) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (ask, done) = (Ask::new(), RwSignal::new(false));
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        done.set(false);
        ask.send(sessions::change_password(old.get_untracked(), new.get_untracked()), move |()| {
            done.set(true);
            old.set(String::new());
            new.set(String::new());
            sessions.look();
        });
    };
    view! {
        <section class="pane" aria-labelledby="h-password">
            <header class="pane-h"><h2 id="h-password">"Password"</h2></header>
            <form class="body" on:submit=send>
                <Input label="Old password" kind="password" autocomplete="current-password" value=old />
                <Input label="New password" kind="password" autocomplete="new-password" hint="At least 8 characters. You are signed out everywhere else." value=new />
                <Problem error=ask.error />
                <p class="t13" role="status">{move || done.get().then_some("The password is changed.")}</p>
                <button class="btn primary" disabled=move || ask.busy.get()>"Change it"</button>
            </form>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::browser_name;

    #[test]
    fn browsers_are_called_by_name() {
        for (agent, name) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
                "Chrome on Windows",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36 Edg/140.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0",
                "Firefox on a Mac",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1",
                "Safari on an iPhone",
            ),
            ("curl/8.5.0", "curl/8.5.0"),
            ("", "An unknown browser"),
        ] {
            assert_eq!(browser_name(agent), name, "{agent}");
        }
    }
}
