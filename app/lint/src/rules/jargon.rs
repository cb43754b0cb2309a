//! Names that only insiders know.

use super::{apart, finding};
use crate::clauses::{Doc, Stuff, Word};
use crate::findings::{Finding, Phase, Rule};
use crate::phrase::Phrases;
use std::sync::LazyLock;

const HOST: &str = "This is a name from inside; name what customers know it as.";
const TICKET: &str = "Customers cannot look up this ticket; leave its number out.";
const WORD: &str = "This word is for engineers; say what it means for customers.";

static WORDS: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "kafka|redis|k8s|kubernetes|openshift|systemd|etcd|zookeeper|rabbitmq|memcached|postgres|postgresql|mysql|elasticsearch|cassandra|nginx|haproxy|envoy|istio|terraform|ansible|puppet|consul|daemonset|backpressure|back-pressure|oom|pam|cors|bgp|vpc|nat|iops|hypervisor|autoscaler|statefulset|configmap|sidecar",
        "db failover",
        "node|thread|connection|worker pool|pools",
        "liveness|readiness probe|probes",
        "back pressure",
        "fileserver|file-server",
        "error budget",
        "raid on",
        "raid array",
        "cache resource",
        "control plane",
        "consumer lag",
        "read replica|replicas",
        "shard|shards",
        "pod|pods",
        "garbage collection",
        "message|job broker|consumer",
        "data plane",
        "service mesh",
        "ingress",
    ])
});

/// Segments that make a hyphenated name with a number the name of a machine or service.
const MACHINE: &[&str] = &[
    "prod", "prd", "stg", "staging", "db", "sql", "kafka", "redis", "k8s", "node", "worker", "queue",
    "consumer", "broker", "cluster", "lb", "srv", "host", "shard", "replica", "web", "app", "cache", "proxy",
    "vm", "nas", "fw", "sw", "mx", "postgres", "mysql", "es",
];

/// What looks like a ticket number and is something that customers know.
const KNOWN: &[&str] = &[
    "iso", "rfc", "cve", "utc", "gmt", "gpt", "http", "sha", "tls", "ssl", "utf", "ip", "east", "west", "us",
    "eu", "covid", "error", "mp", "aes",
];

/// Finds inside words; a post-mortem may explain them.
pub(super) fn find(doc: &Doc, phase: Phase) -> Vec<Finding> {
    if phase == Phase::Postmortem {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (i, word) in doc.words.iter().enumerate() {
        let text = &doc.text[word.start..word.end];
        let note = |message| finding(doc, Rule::Jargon, &(i..i + 1), message, None);
        if ticket(text) {
            found.push(note(TICKET));
        } else if machine(word, text) {
            found.push(note(HOST));
        }
    }
    for sentence in &doc.sentences {
        let words = WORDS.all(&doc.words, sentence);
        found.extend(words.iter().map(|r| finding(doc, Rule::Jargon, r, WORD, None)));
    }
    apart(found)
}

/// "PD-1234", "INC0098123".
fn ticket(text: &str) -> bool {
    let letters = text.len() - text.trim_start_matches(|c: char| c.is_ascii_uppercase()).len();
    let (name, rest) = text.split_at(letters);
    let digits = rest.strip_prefix('-').unwrap_or(rest);
    let number = digits.len() > 1 && digits.len() < 10 && digits.bytes().all(|b| b.is_ascii_digit());
    let long = rest.starts_with('-') || digits.len() > 4 && letters > 2;
    (2..=10).contains(&letters) && number && long && !KNOWN.contains(&name.to_ascii_lowercase().as_str())
}

/// "kafka-prod-3", "db-07": a name in segments, one of them a machine's, one a number.
fn machine(word: &Word, text: &str) -> bool {
    let address = text.contains("://") || text.contains(char::is_whitespace);
    if address || text.contains('/') || word.stuff == Stuff::Opaque && text.contains('=') {
        return false;
    }
    let segments: Vec<&str> = text.split(['-', '.', '_']).collect();
    let plain = |s: &str| s.trim_end_matches(|c: char| c.is_ascii_digit()).to_ascii_lowercase();
    let known = segments.iter().any(|s| MACHINE.contains(&plain(s).as_str()));
    let numbered = segments.iter().any(|s| s.ends_with(|c: char| c.is_ascii_digit()));
    segments.len() > 1 && known && numbered
}

#[cfg(test)]
mod tests {
    use super::super::examples::{flags, passes};
    use crate::{Phase, Rule};

    #[test]
    fn inside_words() {
        flags(
            Rule::Jargon,
            Phase::Identified,
            &[
                "We restart «redis-prod-7».",
                "We restart `«web-02.eu»`.",
                "«PD-1234» is being worked on.",
                "«INC0098123» mitigated.",
                "We resize a «k8s worker pool».",
                "There is «back pressure» on the queue.",
            ],
        );
    }

    #[test]
    fn words_that_customers_know() {
        passes(
            Rule::Jargon,
            Phase::Identified,
            &[
                "Calls to /v1/users return HTTP 503 since 12:10 UTC-5.",
                "gpt-4-0314 and US-EAST-1 are slow.",
                "Change `timeout=30` in your settings.",
                "See https://web-01.example.com/a.",
            ],
        );
        passes(Rule::Jargon, Phase::Postmortem, &["kafka-prod-3 ran out of space."]);
    }
}
