//! Fault put on suppliers, other teams, persons or the customers' own traffic.

use super::{apart, finding, negates};
use crate::clauses::Doc;
use crate::findings::{Finding, Phase, Rule};
use crate::phrase::Phrases;
use std::ops::Range;
use std::sync::LazyLock;

const MESSAGE: &str =
    "This puts the fault on somebody else; customers bought from us, so say what we do about it.";

/// Fault put on a supplier that has no name here: whoever it is, it is ours.
static SUPPLIERS: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "@vendor [_] [team|network|side|service|services|systems|platform|infrastructure] @fault",
        "@fault with|at|in|on|from|by|affecting [our|an|a|the|one|some] [of] [our] [_] [_] [_] @vendor",
        "@vendor [_] [_] [_] is|are|has|have|had|was|were|'s [_] [been|currently] having|experiencing|suffering|seeing|reporting|down|broke|broken|failed|failing|unavailable|offline|degraded|back|blocked|slow|overloaded",
        "@vendor broke|failed|admits|admitted|blocked|caused|crashed|dropped",
        "await|awaiting our|the|a|their [_] [_] @vendor|fix",
        "waiting|wait for|on our|the|a|their [_] [_] @vendor|fix",
        "waiting|wait for|on @company",
        "waiting|wait for|on them",
        "await their",
        "until|unless [our|the|a] @vendor|@company [has] fixes|fixed|resolves|resolved|repairs",
        "their outage|fix|fault|incident|mistake|failure|downtime",
        "due|caused|because|triggered to|by|of a|an|our|the|one [of] [our|the] [_] [_] [_] @vendor",
        "@fault upstream",
        "upstream @fault",
        "problematic|faulty @vendor",
        "datacenter|datacentre has|have|is|are|had|was [been] confirmed|having|experiencing|lost|failed|down|offline",
        "datacenter|datacentre hosting [_] [_] [_] is|are having|experiencing",
        "outage in [_] [_] [internal] infrastructure",
    ])
});

/// Fault put on a named company. Its name alone is often that of a product that customers use with ours.
static NAMED: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "@company [_] [team|network|side|infrastructure|us|eu] @fault",
        "@fault with|at|in|on|from|by [the] @company",
        "@company [team|infrastructure|network|engineers] is|are|has|have|was|were [_] [been|currently] having|experiencing|suffering|down|broken|failed|failing|investigating",
        "@company team|engineers [has|have] identified|found|confirmed|broke",
        "@company broke|failed|admits|admitted|blocked|caused|crashed",
        "due|caused|because|triggered to|by|of [a|an|our|the] [_] [_] @company",
        "@company [infrastructure] change|changes|maintenance",
    ])
});

/// Fault put on anybody else, or denied as such.
static OTHERS: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "beyond|outside|out [of] our control",
        "not our fault",
        "human|operator|user error",
        "on their|provider's|vendor's end|side",
        "third party|parties outage|issue|issues|problem|problems|failure|provider|vendor",
        "someone else's fault",
        "an|one engineer|operator|developer|employee|admin [of] [ours] [_] accidentally|mistakenly|wrongly|deleted|misconfigured|forgot|made",
        "another|other|infrastructure|network|database team's|team broke|mistake|fault|error|failed",
        "customer|customers|client|user|users own traffic|load|usage",
        "a|one customer sending|sent|flooding|caused|overloaded|abusing",
        "caused|triggered by a|one single|particular|big|large customer",
        "infrastructure|service|services|team is|are having an|another outage",
    ])
});

/// Words beside a company that make it a product which customers meet in ours, or a place where they meet an error.
const CUSTOMER_SIDE: &[&str] = &[
    "integration",
    "integrations",
    "account",
    "accounts",
    "login",
    "logins",
    "sign-in",
    "sign-ins",
    "plugin",
    "app",
    "add-in",
    "users",
    "customers",
    "webhooks",
    "sync",
    "connector",
    "sso",
    "notifications",
    "import",
    "imports",
    "pay",
    "calendar",
    "get",
    "gets",
    "show",
    "shows",
    "see",
    "actions",
    "repositories",
    "builds",
];

/// Finds blame; a post-mortem may name causes, but shifts none either.
pub(super) fn find(doc: &Doc, _phase: Phase) -> Vec<Finding> {
    let mut found = Vec::new();
    for sentence in &doc.sentences {
        let words = &doc.words;
        let ours = OURS.any(words, sentence);
        let plain = SUPPLIERS.all(words, sentence).into_iter().chain(OTHERS.all(words, sentence));
        let named = NAMED.all(words, sentence).into_iter().filter(|r| !product(doc, r));
        let all = plain.chain(named).filter(|r| !ours && !denied(doc, r));
        found.extend(all.map(|r| finding(doc, Rule::Blame, &r, MESSAGE, None)));
    }
    apart(found)
}

/// Saying that it is our job takes the blame back.
static OURS: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "our responsibility|job|mistake",
        "our fault",
        "we|are are|responsible responsible|for",
        "is|was on us",
    ])
});

/// "Not an outage at our provider."
fn denied(doc: &Doc, range: &Range<usize>) -> bool {
    let before = super::before(doc, range.start, 3);
    let own = doc.words[range.clone()].iter().any(|w| w.norm == "not");
    doc.words[before].iter().any(|w| negates(&w.norm)) && !own
}

/// Whether the name is that of something customers use: "sign-in with Google", "the GitHub integration".
fn product(doc: &Doc, range: &Range<usize>) -> bool {
    let sentence = doc.sentence_of(range.start);
    let via = doc.words[range.start.saturating_sub(1).max(sentence.start)..range.start].iter().any(|w| {
        w.is(&["via", "through", "with", "to", "using", "into", "for", "from", "on", "behind", "over"])
    });
    let next = &doc.words[range.end..sentence.end.min(range.end + 2)];
    via || next.iter().chain(&doc.words[range.clone()]).any(|w| w.is(CUSTOMER_SIDE))
}

#[cfg(test)]
mod tests {
    use super::super::examples::{flags, passes};
    use crate::{Phase, Rule};

    #[test]
    fn blames() {
        flags(
            Rule::Blame,
            Phase::Identified,
            &[
                "«Our provider is having an outage».",
                "Mail is late: «AWS problems».",
                "This is «a vendor issue».",
                "«We await their fix».",
                "We are «waiting for our carrier».",
                "Errors come from «an issue with an upstream provider».",
                "This one is «Microsoft’s fault».",
                "Mail is late due to «a failure of our third-party mail provider».",
                "This is «beyond our control».",
                "«An engineer accidentally deleted» a table.",
                "You see «an Azure outage» at work.",
                "«Cloudflare broke» our edge.",
            ],
        );
        flags(Rule::Blame, Phase::Postmortem, &["«Our provider was having problems»."]);
    }

    #[test]
    fn no_blame() {
        passes(
            Rule::Blame,
            Phase::Identified,
            &[
                "Builds that deploy to AWS fail.",
                "Shops that run behind Fastly get error 503.",
                "People who sign in with a Google account cannot sign in.",
                "The GitHub integration has problems.",
                "We work with our provider on a fix.",
                "We chose this provider, so its outage is our responsibility.",
                "We moved calls to a second carrier.",
                "An issue with search is being looked at.",
                "We opened a ticket with our provider.",
            ],
        );
    }
}
