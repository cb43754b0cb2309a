//! Pages about mail: to subscribe, to confirm, to unsubscribe. They work without scripts. A link that is only opened
//! changes nothing, because programs open the links of mail too; each change takes a button.

use domain::public::PublicIncident;

use super::html::Html;
use super::shell::{Document, Freshness, PublicContext, document};

/// The form. `typed` is what somebody sent before, with `problem` what is wrong with it.
pub fn form(
    site: &PublicContext,
    has_mail: bool,
    incident: Option<&PublicIncident>,
    typed: &str,
    problem: Option<&str>,
) -> String {
    page(site, "Subscribe", "/status/subscribe", |h| {
        h.raw("<h1>Get updates by mail</h1>\n");
        if !has_mail {
            h.raw("<p>This page sends no mail. The <a href=\"/status/feed.atom\">Atom feed</a> has every update.</p>\n");
            return;
        }
        if let Some(problem) = problem {
            h.raw("<p role=\"alert\"><b>").text(problem).raw("</b></p>\n");
        }
        h.raw("<form method=\"post\" action=\"/status/subscribe\">\n<p><label for=\"address\">Mail address</label><br>");
        h.raw("<input id=\"address\" name=\"address\" type=\"email\" autocomplete=\"email\" required maxlength=\"254\" value=\"");
        h.text(typed).raw("\"></p>\n");
        match incident {
            Some(incident) => {
                h.raw("<input type=\"hidden\" name=\"incident\" value=\"").num(incident.id.0);
                h.raw("\">\n<p>You hear of this incident until it is over: ")
                    .text(&incident.headline)
                    .raw("</p>\n");
            }
            None => choices(h, site),
        }
        h.raw("<p><button type=\"submit\">Subscribe</button></p>\n</form>\n");
        h.raw("<p>We send you a mail first, with a link that confirms it was you.</p>\n");
    })
}

/// All components, or some of them.
fn choices(h: &mut Html, site: &PublicContext) {
    h.raw("<fieldset><legend>What about</legend>\n<p><label><input type=\"radio\" name=\"about\" value=\"all\" checked> ");
    h.raw("Everything</label></p>\n");
    if !site.components.is_empty() {
        h.raw("<p><label><input type=\"radio\" name=\"about\" value=\"some\"> Only what is checked here</label></p>\n<ul>");
        for component in &site.components {
            h.raw("<li><label><input type=\"checkbox\" name=\"component\" value=\"").text(&component.id.0);
            h.raw("\"> ").text(&component.name).raw("</label></li>\n");
        }
        h.raw("</ul>");
    }
    h.raw("</fieldset>\n");
}

/// Asks for a button to be pressed.
pub fn ask(site: &PublicContext, title: &str, what: &str, action: &str, button: &'static str) -> String {
    page(site, title, "/status/subscribe", |h| {
        h.raw("<h1>")
            .text(title)
            .raw("</h1>\n<p>")
            .text(what)
            .raw("</p>\n<form method=\"post\" action=\"")
            .text(action);
        h.raw("\"><p><button type=\"submit\">").raw(button).raw("</button></p></form>\n");
    })
}

/// Says what has happened.
pub fn say(site: &PublicContext, title: &str, what: &str) -> String {
    page(site, title, "/status/subscribe", |h| {
        h.raw("<h1>").text(title).raw("</h1>\n<p>").text(what).raw("</p>\n");
        h.raw("<p><a href=\"/status\">To the status page</a></p>\n");
    })
}

fn page(site: &PublicContext, title: &str, path: &str, main: impl FnOnce(&mut Html)) -> String {
    let about = Document {
        title: format!("{title} · {} status", site.company),
        description: title.to_owned(),
        path,
        freshness: Freshness::Settled,
        in_history: false,
    };
    document(site, &about, |h| {
        h.raw("<article class=\"mail\">\n");
        main(h);
        h.raw("</article>\n");
    })
}
