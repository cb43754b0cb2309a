//! Names that machines and tickets have.

use crate::text::{Cut, is_upper};
use crate::word_list::{Words, words};

/// Segments that make a name with a number the name of a machine or service.
const MACHINE: Words = words!(
    "\
    api app broker cache cluster consumer core db dns edge es fw gw host internal k8s kafka lb mail master mx \
    mysql nas node ns postgres prd primary prod proxy queue rack redis replica router rtr shard smtp sql srv \
    staging stg svc sw switch vm web worker ws"
);

/// Services by their ending: "auth-svc", "billing-worker".
const SERVICE: Words = words!("broker consumer cronjob daemon db lb proxy replica svc worker");

/// Segments that stand in names which customers know, too: "app-2", "web-2".
const WEAK: Words = words!("api app core es host internal mail web");

/// What looks like a ticket number and is something that customers know.
const KNOWN: Words = words!(
    "\
    a aes bio covid cve e east err error eu f gmt gpt h http inv ip iso math mk mp ps rfc sha ssl tls us usb \
    usb-c utc utf v w west win windows"
);

/// Trackers whose numbers look like a word and a number.
const TRACKERS: Words = words!("bug chg eng inc infra jira ops pd prb req sev snow sre task tick ticket");

/// "PD-1234", "INC0098123", "SEV-2".
pub(super) fn ticket(text: &str) -> bool {
    let letters = text.len() - text.trim_start_matches(|c: char| c.is_ascii_uppercase()).len();
    let (name, rest) = (text.cut(..letters), text.cut(letters..));
    let digits = rest.strip_prefix('-').unwrap_or(rest);
    let name = name.to_ascii_lowercase();
    let number = (1..10).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    if !number || !(2..=10).contains(&letters) || KNOWN.has(&name) {
        return false;
    }
    let tracker = TRACKERS.has(&name);
    let dashed = rest.starts_with('-') && (digits.len() > 2 || tracker);
    dashed && (digits.len() > 3 || tracker) || digits.len() > 4 && letters > 2 && !rest.starts_with('-')
}

/// "kafka-prod-3", "db-07", "auth-svc": a name in segments, one of them a machine's.
pub(super) fn machine(text: &str, code: bool) -> bool {
    let address = text.has_mark("://") || text.contains(char::is_whitespace) || text.has_mark("@");
    if address || text.has_mark("/") || code && text.has_mark("=") || text.len() > 60 {
        return false;
    }
    let lower = text.to_ascii_lowercase();
    let segments: Vec<&str> = lower.split(['-', '.', '_']).filter(|s| !s.is_empty()).collect();
    let plain = |s: &str| s.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned();
    let known = segments.iter().filter(|s| MACHINE.has(&plain(s))).count();
    let numbered = segments.iter().any(|s| s.ends_with(|c: char| c.is_ascii_digit()) && !is_version(s));
    let weak = known == 1 && segments.iter().any(|s| WEAK.has(&plain(s)));
    let long = segments.iter().any(|s| s.len() - plain(s).len() > 1);
    let service =
        segments.len() == 2 && segments.last().is_some_and(|s| SERVICE.has(s)) && !text.starts_with(is_upper);
    let glued = segments.len() == 1
        && known == 1
        && numbered
        && lower.starts_with(|c: char| c.is_ascii_lowercase())
        && plain(&lower).len() > 3
        && lower.len() - plain(&lower).len() > 1
        && plain(&lower) != "internal";
    segments.len() > 1 && (known > 0 && numbered && (!weak || long) || service) || glued
}

/// What names of services and pools end with, and places and machines that names of hosts begin with.
const GLUED_ENDS: &[&str] = &[
    "pool", "svc", "srv", "serv", "server", "daemon", "worker", "cluster", "node", "proxy", "cache", "queue",
    "bus", "broker", "sched", "mon", "sync", "ctl", "gw", "api", "db", "sql", "mq", "hv", "vm", "esx",
    "host", "shard", "lb", "fs", "kv", "etl", "prod", "cron", "auth",
];
/// Words of English, products and trades that only end so.
const NO_GLUED: Words = words!(
    "airbus api async author autosync backpack bathhost blackpool bus cache carpool cesspool cluster co-worker \
     columbus common conserv coworker daemon db demon deserv diving dockworker fileserver gameserver ghost \
     harmon hospitalbus host hostpool hummingbird imdb ironworker lemon lifeguard liverpool mailserver \
     metalworker minibus mysql nerv nimbus node nosql observer omnibus onlinedb persimmon pool postgresql \
     preserve proxy queue ramon reserv resync rumbus salmon schoolbus sermon serv server simon spool sql \
     steelworker summon syllabus sync trolleybus uncommon vm webhost webserver whirlpool worker"
);

/// "frontpool", "billsvc", "oslohv7": what a machine, a pool or a service is called by those who run it.
pub(super) fn glued_name(text: &str) -> bool {
    let lower = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = text.len() - lower.len();
    let small = lower.len() >= 5 && lower.bytes().all(|b| b.is_ascii_lowercase());
    if !small || digits > 3 || NO_GLUED.has(lower) {
        return false;
    }
    // These end English words as well, so a number has to follow.
    let weak =
        words!("api auth cache cron fs gw host lb mon node prod proxy queue server shard sql sync vm worker");
    let strong = |end: &str| digits > 0 || !weak.has(end);
    GLUED_ENDS.iter().any(|end| lower.len() > end.len() + 2 && lower.ends_with(end) && strong(end))
}

/// "DSLAM", "iDRAC", "TCAM": capitals that no customer knows. Known ones are listed.
pub(super) fn letters(text: &str) -> bool {
    let bare = text.strip_suffix("'s").or_else(|| text.strip_suffix("’s")).unwrap_or(text);
    let bare = bare.strip_suffix('s').filter(|b| b.len() > 2).unwrap_or(bare);
    let upper = bare.bytes().filter(u8::is_ascii_uppercase).count();
    let mixed = bare.starts_with('i') && upper >= 3 && bare.len() == upper + 1;
    let whole = upper == bare.len() && (3..=6).contains(&upper);
    (mixed || whole) && TRADE_LETTERS.has(&bare.to_ascii_lowercase())
}

/// Abbreviations of the trade.
const TRADE_LETTERS: Words = words!(
    "amqp arp bgp bmc bng bras cdc cmts cni crd ddl dhcp did dids dimm dlq dml dr drbd dslam dwdm ebpf ecc esxi \
     etcd etl fc gc grpc hba hlr hmi hpa hsrp hss icmp idrac ilo ims ipa ipam ipmi ipvs iscsi jvm k8s kdc lacp \
     lb ldap lun lvm mds mme mongo mpls mq mrtg mtu nat nfs nic noc numa nvme olt ont oom orm osd ospf pam pbx \
     pdu pgw plc poe pvc pxe qsfp rabbitmq raid rpc rtu sbc scada sfp sgw smb snmp sre sssd stp tcam tcp udp \
     vcenter vip vlan vmotion vrrp vxlan waf wal xdp zfs"
);

/// "paycore-7": a word that nobody knows, and a number.
pub(super) fn numbered_name(text: &str) -> bool {
    let Some((name, number)) = text.rsplit_once('-') else { return false };
    let digits = (1..=3).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    let plain = name.len() > 3 && name.bytes().all(|b| b.is_ascii_lowercase());
    let (meant, _) = crate::lexicon::meaning::of(name);
    digits
        && plain
        && meant.is_empty()
        && crate::lexicon::Lexicon::built_in().classes(name).is_empty()
        && !KNOWN.has(name)
        && !words!(
                "catch class covid flight floor gate grade group item lane level line model over page part phase room route size stage step team tier track type under ward year zone"
            ).has(name)
}

fn is_version(segment: &str) -> bool {
    segment.starts_with('v') && segment.cut(1..).bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::{machine, ticket};

    #[test]
    fn recognises_names_of_machines() {
        for name in
            ["kafka-prod-3", "db-07", "web-02.eu", "vm-host12", "auth-svc", "fra1-core-sw2", "node-17"]
        {
            assert!(machine(name, false), "{name}");
        }
        for name in [
            "us-east-1",
            "gpt-4-0314",
            "e-mail",
            "two-factor",
            "api-v2",
            "Wi-Fi",
            "H2O",
            "sign-in",
            "eu-west-2",
        ] {
            assert!(!machine(name, false), "{name}");
        }
    }

    #[test]
    fn recognises_numbers_of_tickets() {
        for name in ["PD-1234", "INC0098123", "SEV-2", "OPS-4471", "CHG0041122"] {
            assert!(ticket(name), "{name}");
        }
        for name in ["ISO-27001", "COVID-19", "W-9", "INV-2041", "A40", "LH400", "MATH-101", "GPT-4"] {
            assert!(!ticket(name), "{name}");
        }
    }
}
