//! Pages about mail: to subscribe, to confirm, to unsubscribe. They work without scripts. A link that is only opened
//! changes nothing, because programs open the links of mail too; each change takes a button.

use domain::public::PublicIncident;

use super::html::Html;
use super::language::Edition;
use super::shell::{Document, Freshness, PublicContext, Switch, document};

/// Where they are.
const PATH: &str = "/status/subscribe";

/// The form. `typed` is what somebody sent before, with `problem` what is wrong with it.
pub fn form(
    site: &PublicContext,
    edition: Edition,
    has_mail: bool,
    incident: Option<&PublicIncident>,
    typed: &str,
    problem: Option<&str>,
) -> String {
    let says = &edition.words.says;
    let path = incident.map_or_else(|| PATH.to_owned(), |about| format!("{PATH}?incident={}", about.id));
    page(site, edition, says.subscribe, &path, Switch::Asking, |h| {
        h.raw("<h1>").text(says.get_mail).raw("</h1>\n");
        if !has_mail {
            h.raw("<p>").phrase(says.no_mail, |h, _| {
                h.raw("<a href=\"/status/feed.atom\">").text(says.atom_feed).raw("</a>");
            });
            h.raw("</p>\n");
            return;
        }
        if let Some(problem) = problem {
            h.raw("<p role=\"alert\"><b>").text(problem).raw("</b></p>\n");
        }
        h.raw("<form method=\"post\" action=\"").text(&edition.asking(PATH));
        h.raw("\">\n<p><label for=\"address\">").text(says.mail_address).raw("</label><br>");
        h.raw("<input id=\"address\" name=\"address\" type=\"email\" dir=\"ltr\" autocomplete=\"email\" required maxlength=\"254\" value=\"");
        h.text(typed).raw("\"></p>\n");
        match incident {
            Some(incident) => {
                h.raw("<input type=\"hidden\" name=\"incident\" value=\"").num(incident.id.0);
                h.raw("\">\n<p>").phrase(says.until_over, |h, _| {
                    h.raw("<bdi>").text(&incident.headline).raw("</bdi>");
                });
                h.raw("</p>\n");
            }
            None => choices(h, site, edition),
        }
        h.raw("<p><button type=\"submit\">").text(says.subscribe).raw("</button></p>\n</form>\n<p>");
        h.text(says.confirm_first).raw("</p>\n");
    })
}

/// All components, or some of them.
fn choices(h: &mut Html, site: &PublicContext, edition: Edition) {
    let says = &edition.words.says;
    h.raw("<fieldset><legend>").text(says.what_about);
    h.raw("</legend>\n<p><label><input type=\"radio\" name=\"about\" value=\"all\" checked> ");
    h.text(says.everything).raw("</label></p>\n");
    if !site.components.is_empty() {
        h.raw("<p><label><input type=\"radio\" name=\"about\" value=\"some\"> ");
        h.text(says.only_checked).raw("</label></p>\n<ul>");
        for component in &site.components {
            h.raw("<li><label><input type=\"checkbox\" name=\"component\" value=\"").text(&component.id.0);
            h.raw("\"> <bdi>").text(&component.name).raw("</bdi></label></li>\n");
        }
        h.raw("</ul>");
    }
    h.raw("</fieldset>\n");
}

/// Asks for a button to be pressed.
pub fn ask(
    site: &PublicContext,
    edition: Edition,
    title: &str,
    what: &str,
    action: &str,
    button: &'static str,
) -> String {
    page(site, edition, title, action, Switch::Asking, |h| {
        h.raw("<h1>").text(title).raw("</h1>\n<p>").text(what).raw("</p>\n<form method=\"post\" action=\"");
        h.text(&edition.asking(action)).raw("\"><p><button type=\"submit\">").text(button);
        h.raw("</button></p></form>\n");
    })
}

/// Says what has happened.
pub fn say(site: &PublicContext, edition: Edition, title: &str, what: &str) -> String {
    page(site, edition, title, PATH, Switch::No, |h| {
        h.raw("<h1>").text(title).raw("</h1>\n<p>").text(what).raw("</p>\n<p><a href=\"");
        h.text(&edition.path("/status")).raw("\">").text(edition.words.says.to_status_page).raw("</a></p>\n");
    })
}

fn page(
    site: &PublicContext,
    edition: Edition,
    title: &str,
    path: &str,
    switch: Switch,
    main: impl FnOnce(&mut Html),
) -> String {
    let about = Document {
        title: format!("{title} · {}", site.title(edition.words)),
        description: title.to_owned(),
        path,
        freshness: Freshness::Settled,
        in_history: false,
        switch,
    };
    document(site, edition, &about, |h| {
        h.raw("<article class=\"mail\">\n");
        main(h);
        h.raw("</article>\n");
    })
}
