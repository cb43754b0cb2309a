//! Which parts of a good update a draft has.

use crate::clauses::{Doc, Stuff, Word};
use crate::findings::Phase;
use crate::lexicon::{COMPANIES, NUMBERS};
use crate::phrase::Phrases;
use crate::rules::announces_update;
use crate::times::{self, Points};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

/// A part that customers look for in an update.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// What is or was broken, as a customer would name it.
    What,
    /// Who or how much is affected.
    Scope,
    /// What customers can do meanwhile.
    Workaround,
    /// What we do or did.
    Action,
    /// When the next update comes.
    NextUpdate,
}

impl Part {
    /// Every part, in the order of a good update.
    pub const ALL: [Part; 5] = [Part::What, Part::Scope, Part::Workaround, Part::Action, Part::NextUpdate];
}

/// Each part: `Some(true)` present, `Some(false)` missing, `None` not asked of such an update.
pub type Parts = BTreeMap<Part, Option<bool>>;

/// Looks for every part.
pub(crate) fn find(doc: &Doc, phase: Phase) -> Parts {
    Part::ALL.into_iter().map(|part| (part, answer(doc, phase, part))).collect()
}

fn answer(doc: &Doc, phase: Phase, part: Part) -> Option<bool> {
    let planned = phase == Phase::Maintenance;
    match part {
        _ if phase == Phase::Postmortem => None,
        Part::What => Some(what(doc)),
        Part::Scope => Some(scope(doc)),
        Part::Workaround if planned => None,
        Part::Workaround => Some(workaround(doc)).filter(|&found| found || phase != Phase::Resolved),
        Part::Action => Some(any(doc, &ACTION)),
        Part::NextUpdate if planned || phase == Phase::Resolved => None,
        Part::NextUpdate => next_update(doc),
    }
}

fn any(doc: &Doc, set: &Phrases) -> bool {
    doc.sentences.iter().any(|s| set.any(&doc.words, s))
}

/// Words that name no feature: what every update says. Stems end in `~`.
static GENERIC: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "a|an|the|this|that|these|those|it|its|it's|we|we're|we've|we'll|our|us|i|you|your|they|them|their|he|who|whom|which|what|there|here|where|how|why",
        "is|are|was|were|be|been|being|am|has|have|had|having|do|does|did|done|will|would|shall|should|can|could|may|might|must|cannot|isn't|aren't|don't",
        "and|or|but|nor|so|if|while|when|whilst|until|once|after|before|since|because|due|although|as|than|then|though|whether",
        "to|of|in|on|at|by|for|from|with|within|without|into|over|under|about|between|during|through|via|up|down|out|off|back|again|around|per|towards|near|upon|across",
        "not|no|yes|all|any|some|many|most|more|less|few|several|both|each|every|other|another|further|additional|new|same|such|only|just|also|even|still|yet|now|currently|already|fully|completely|very|too|soon|shortly|later|today|tomorrow|tonight|yesterday|last|next|previous|earlier|previously|initially|initial",
        "issue~|problem~|incident~|outage~|degrad~|disrupt~|error~|fail~|fault~|interrupt~|instabil~|affect~|impact~|experienc~|elevat~|increas~|higher|slightly|latency|delay~|slow~|intermittent~|performance|unavailab~|rate|rates|symptom~",
        "investigat~|monitor~|identif~|resol~|fix~|implement~|deploy~|mitigat~|work|working|works|worked|actively|continu~|look~|check~|restor~|recover~|apply~|applied|roll~|develop~|observ~|see|seeing|seen|confirm~|address~|complet~|consider~|believe~|expect~|aware|track~|rectif~|solv~|decreas~",
        "team~|engineer~|technician~|staff|ops|operations|developer~|admin~|provider~|vendor~|upstream|isp|third-party|datacent~|infrastructure|data|center|centre|network|linode|amazon|aws|cloudflare|github",
        "customer~|user|users|client~|people|everyone|anyone|subset|small|number|percentage|group|support|contact~|please|let|know|thank~|patience|understand~|apolog~|appolog~|sorry|inconv~|trouble|regret~|appreciat~|happy|reach|ticket~",
        "update|updates|updated|information|info|details|detail|status|page|post|report~|root|cause~|reason|follow~|provide~|share~|time|times|period|moment|minute~|min|mins|hour~|day|days|week~|month~|am|pm|utc|gmt|est|pst|pdt|pt|pacific|bst|cet|january|february|march|april|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|noon|midnight|eta|night|morning|afternoon|evening|weekend",
        "system~|service~|server~|normal~|operational|online|offline|healthy|stable|stabil~|situation|everything|things|stay~|return~|level~|full|progress~|process|area|change~|steps|step|taken|take|takes|taking|underlying|final|closely|ensur~|found|start~|began|begin~|ended|end|went|came|come|made|make|get|got|go|going|keep|need~|use|using|good|well|better|further",
        "possible|potential~|available|unexpected|temporary|ongoing|recent~|widespread|traffic|load|usage|rerout~|migrat~|hardware|host|physical|database|dns|cache|config~|mass|minor|version|patched|upgrade~|maintenance|planned|scheduled|restart~|drain~|node|pool|capacity|added|adding|success~|early|signs|fast|faster|alternatives|solution~|promising|metrics|strategies|several|considering|marking|caught|resumed|place|clear|correct|problematic|perform~|occur~|occurr~|known|detected|outputs|appear~|thought|behaviour|behavior",
    ])
});

/// Statements about a feature even where its words are generic ones.
static FEATURE: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "support ticket~|email|tickets|phone",
        "status page is",
        "image|video|file processing",
        "data loss|export|exports|import|imports",
        "phone|mail|web service|services|server|servers|system",
    ])
});

/// Sentences that speak of something else than what is broken.
static ASIDE: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "please contact|reach|follow|see|visit|let|monitor",
        "you can monitor|follow|watch|subscribe|track",
        "for more|details|further",
        "more details",
        "incident report",
        "keep an eye",
        "post mortem|post-mortem",
    ])
});

fn what(doc: &Doc) -> bool {
    doc.sentences.iter().any(|sentence| {
        let words = &doc.words;
        let aside = ASIDE.any(words, sentence);
        let named = sentence.clone().any(|i| {
            let word = &words[i];
            names(word) && GENERIC.at(words, i, i + 1).is_none()
        });
        FEATURE.any(words, sentence) || named && !aside && !announcement(doc, sentence)
    })
}

/// A sentence that only says when the next update comes.
fn announcement(doc: &Doc, sentence: &Range<usize>) -> bool {
    announces_update(doc, sentence) && sentence.len() < 16
}

/// Whether a word could be the name of something: letters, and not a code span, number or date.
fn names(word: &Word) -> bool {
    let letters = word.norm.chars().filter(|c| c.is_alphabetic()).count();
    let adverb = word.norm.ends_with("ly");
    word.stuff == Stuff::Plain
        && letters > 2
        && letters * 2 > word.norm.len()
        && !adverb
        && !word.is(NUMBERS)
        && !word.is(COMPANIES)
}

static SCOPE: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "all|every|each [of] [our|the] [_] [_] users|customers|accounts|clients|regions|plans|services|sites|teams|devices|traffic|alerts|requests|models|engines|nodes|people|apps|workspaces|page|pages|customer|user|product|account|site|region|device|builds|jobs|tickets|calls|api|data",
        "all|every|everyone|everybody",
        "only the|for|to|in|on|users|customers|affects|those|people",
        "us|eu|uk|usa|emea|apac|latam|europe|european|asia|africa|australia|america|germany|german|frankfurt|london|sydney|tokyo|singapore|ireland|oregon|virginia|ohio|paris|mumbai|canada|india|brazil|japan|france|amsterdam|dublin|u.s|nationwide|worldwide|globally|global|paulo|eur|us-east|us-west|eu-west|us-east-1|eu-central-1|us-west-2",
        "region|regions",
        "@people on|in [the] [_] [_] plan|plans|tier",
        "pro|enterprise|free|plus|starter|team|business|premium|basic plan|plans|users|customers|tier|accounts",
        "android|ios|iphone|mac|windows|linux|outlook|chrome|safari|firefox|desktop|mobile users|app|customers",
        "one|two|three|four|nine in|out [of] #",
        "half|third|quarter|most|majority of",
        "percent",
        "people|users|customers|those|accounts|anyone who|using|that|with|whose|on",
        "sites|orders|apps|requests|invoices|payments served|hosted|placed|made|sent|in|above|over|larger",
        "entirely down",
        "users|accounts of [our|the]",
        "our|the [_] [_] hosting server|servers",
        "on model|models",
        "large|small files",
        "not affected|impacted|affecting",
        "unaffected",
    ])
});

fn scope(doc: &Doc) -> bool {
    let share = |w: &Word| w.norm.ends_with('%') && !w.norm.starts_with("100") && !w.norm.starts_with("99");
    doc.words.iter().any(share)
        || any(doc, &SCOPE)
        || doc.sentences.iter().any(|s| counted(&doc.words[s.clone()]))
}

static COUNTED: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&["customers|users|accounts|sites|orders|apps|devices|people|clients|tenants"])
});

/// "12 customers", "40 paying accounts".
fn counted(words: &[Word]) -> bool {
    let number =
        |i: usize| words[i].norm.bytes().all(|b| b.is_ascii_digit() || b == b',') && words[i].has_digit();
    (0..words.len()).any(|i| number(i) && COUNTED.any(words, &(i + 1..words.len().min(i + 3))))
}

static WORKAROUND: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "please [_] retry|restart|refresh|use|try|clear|reload|trigger|retrigger|reconnect|log|sign|switch|update|re-run|rerun|resend|reset|wait|avoid",
        "you|users|customers|people can|could|may [still|also|always|now] [_] use|retry|restart|refresh|try|access|log|sign|send|print|download|export|trigger|retrigger|switch|work|create|upload|open|pay|view|run|call|reach|set|enable|change|go|export|save|share|find|import|connect",
        "workaround|workarounds|work-around",
        "to work around",
        "use|using ... instead",
        "instead use|of",
        "in the meantime use|you|please|try|customers",
        "retry|retrigger|re-run|rerun|refresh|restart your|the|any|it|them",
        "try it|again|them|once",
        "can be retriggered|retried|restarted|reached|used",
        "nothing you|customers can|need|have",
        "feel free to call",
        "can still be",
        "no action [is] needed|required",
        "if yours failed",
        "you can try|trigger",
        "we can still",
        "do|does not need to",
    ])
});

fn workaround(doc: &Doc) -> bool {
    doc.sentences.iter().any(|s| {
        let contact = Phrases::any(&CONTACT, &doc.words, s);
        WORKAROUND.any(&doc.words, s) && !contact
    })
}

/// Help that is no workaround.
static CONTACT: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "contact [our|the] [_] support",
        "investigate|investigating workarounds|alternatives",
        "working|work on|to a|find workaround",
        "you can monitor|follow|watch",
    ])
});

static ACTION: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "we|we're|we've|we'll|team|teams|engineers|engineering|administrators|developers|admins|technicians|i [_] [_] [_] investigat~|monitor~|work|working|worked|look|looking|fix|fixed|fixing|deploy|deployed|deploying|roll~|restart~|implement~|appl~|add|added|adding|mov~|migrat~|restor~|rerout~|resync~|replac~|scal~|rais~|refresh~|updat~|rebuild~|disabl~|pause~|reduc~|mitigat~|restored|resolve|resolved|address~|managed|upgrad~|shift~|withdr~|drain~|renew~|archiv~|reboot~|study~|bring|liais~|took|taken|redeploy~|reproc~|clean~|retir~|test~|block~|revers~|revert~|patch~|stop~|check~|debug~|continu~|perform~|prepar~|complet~|reset~|switch~|tun~|swap~|purg~|recover~|replay~",
        "we're|are|am on it",
        "investigating|restarting|rolling|monitoring|mitigating|redeploying|implementing|reverting|deploying",
        "fix|mitigation|change|correction|patch|workaround has|is|was|have|being [been|being|now] implemented|deployed|rolled|applied|instituted|prepared|tested|released|shipped|rolling",
        "investigation|investigations|actions continues|continue|continuing|are|is",
        "being looked|worked|investigated|mitigated|fixed|rebuilt|restarted",
        "rolled|rolling back",
        "filed a",
        "mitigated",
        "maintenance|upgrade of|starts|begins|is|on|to|will",
        "will be rebooted|upgraded|migrated|restarted|performing|completing",
        "has|have resumed",
        "is|are working|investigating|looking on|into|to",
        "have|has identified",
        "reported it",
    ])
});

/// A time for the next update; a vague one is no answer either way.
fn next_update(doc: &Doc) -> Option<bool> {
    let mut vague = false;
    for clause in &doc.clauses {
        let sentence = doc.sentence_of(clause.start);
        let reach = clause.start.saturating_sub(12).max(sentence.start)..clause.end;
        for at in clause.clone() {
            let Some(time) = times::at(&doc.words, at, clause.end) else { continue };
            let ahead = time.points == Points::Ahead || every(doc, at);
            if ahead && announced(doc, clause, &reach) {
                if !time.vague {
                    return Some(true);
                }
                vague = true;
            }
        }
    }
    if vague { None } else { Some(false) }
}

/// The clause announces an update, or it is a mere time and what comes before it in the sentence does.
fn announced(doc: &Doc, clause: &Range<usize>, reach: &Range<usize>) -> bool {
    let range = if clause.len() < 8 { reach } else { clause };
    announces_update(doc, range)
}

/// "every 30 minutes" is a time for an update as well.
fn every(doc: &Doc, at: usize) -> bool {
    let before = at.checked_sub(1).map(|i| &doc.words[i]);
    before.is_some_and(|w| w.is(&["every", "each", "due"]))
}

#[cfg(test)]
mod tests {
    use super::Part;
    use crate::{Phase, lint};

    fn parts(text: &str, phase: Phase) -> Vec<Option<bool>> {
        lint(text, phase).parts.into_values().collect()
    }

    #[test]
    fn a_whole_update() {
        let text = "Uploads fail for all customers in Europe. You can use the old uploader instead. We are restarting \
                    the upload service. Next update by 04:46 UTC.";
        assert_eq!(parts(text, Phase::Investigating), [Some(true); 5]);
    }

    #[test]
    fn an_empty_update() {
        assert_eq!(parts("There is an issue.", Phase::Investigating), [Some(false); 5]);
    }

    #[test]
    fn not_asked() {
        let text = "The issue is over.";
        assert_eq!(parts(text, Phase::Postmortem), [None; 5]);
        let resolved = lint(text, Phase::Resolved).parts;
        assert_eq!((resolved[&Part::Workaround], resolved[&Part::NextUpdate]), (None, None));
        assert_eq!(lint("We will post again shortly.", Phase::Identified).parts[&Part::NextUpdate], None);
    }
}
