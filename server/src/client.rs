//! Where a request comes from: its peer, or the client that the company's own proxies name.

use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, Ordering};

use http::{HeaderMap, HeaderName, header};
use ipnet::IpNet;

use crate::config::ConfigError;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
/// The part of an IPv6 address that one household or machine has to itself; the rest it chooses as it likes.
const IPV6_PREFIX: u32 = 64;

/// Whom limits count: an IPv4 address, or the /64 of an IPv6 address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Network(IpAddr);

impl Network {
    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V6(address) => {
                let prefix = address.to_bits() >> (Ipv6Addr::BITS - IPV6_PREFIX);
                Self(Ipv6Addr::from_bits(prefix << (Ipv6Addr::BITS - IPV6_PREFIX)).into())
            }
            address => Self(address),
        }
    }
}

/// A network whose word about its clients is taken: `10.0.0.0/8`, or a single address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrustedProxy(IpNet);

impl FromStr for TrustedProxy {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, ConfigError> {
        let network = text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
        network.map(Self).map_err(|_| {
            ConfigError(format!("{text:?} is no network: give an address or a range as in 10.0.0.0/8"))
        })
    }
}

/// The company's own proxies.
#[derive(Debug, Default)]
pub struct Proxies {
    trusted: Vec<TrustedProxy>,
    has_warned: AtomicBool,
}

impl Proxies {
    pub fn new(trusted: Vec<TrustedProxy>) -> Self {
        Self { trusted, has_warned: AtomicBool::new(false) }
    }

    pub fn trusts(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.trusted.iter().any(|TrustedProxy(network)| network.contains(&address))
    }

    /// Where a request comes from that this peer brings: the last address on its way that is no trusted proxy.
    ///
    /// A proxy writes `X-Forwarded-For` or `Forwarded` and often passes the other on as the client sent it. So where
    /// both are there and disagree neither counts, and the request is the proxy's own.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let peer = peer.to_canonical();
        if !self.trusts(peer) {
            self.warn_of_untrusted(peer, headers);
            return peer;
        }
        let list = self.last_untrusted(peer, headers, &X_FORWARDED_FOR, address);
        let forwarded = self.last_untrusted(peer, headers, &header::FORWARDED, forwarded_for);
        match (list, forwarded) {
            (Some(one), Some(other)) if one != other => peer,
            (one, other) => one.or(other).unwrap_or(peer),
        }
    }

    /// What one header says; `None` where it is not there. The last proxy's word is at the end.
    fn last_untrusted(
        &self,
        peer: IpAddr,
        headers: &HeaderMap,
        name: &HeaderName,
        read: fn(&str) -> Option<IpAddr>,
    ) -> Option<IpAddr> {
        let lines: Vec<&str> =
            headers.get_all(name).iter().map(|line| line.to_str().unwrap_or_default()).collect();
        if lines.is_empty() {
            return None;
        }
        let mut last = peer;
        // Commas in quotes are split at too: no address has one, and a quote that a client left open must not hide what
        // the proxy wrote behind it.
        for hop in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
            let Some(address) = read(hop).filter(|_| self.trusts(last)) else { break };
            last = address;
        }
        Some(last)
    }

    /// Somebody runs a proxy beside us, most likely, and does not say so.
    fn warn_of_untrusted(&self, peer: IpAddr, headers: &HeaderMap) {
        let is_near = match peer {
            IpAddr::V4(peer) => peer.is_loopback() || peer.is_private(),
            IpAddr::V6(peer) => peer.is_loopback() || peer.is_unique_local(),
        };
        let says = headers.contains_key(X_FORWARDED_FOR) || headers.contains_key(header::FORWARDED);
        if is_near && says && !self.has_warned.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                "{peer} passes requests on for others and is no --trusted-proxy: limits count all of them as one"
            );
        }
    }
}

/// An element of `Forwarded`: `for=192.0.2.60;proto=http`, `For="[2001:db8::1]:4711"`.
fn forwarded_for(element: &str) -> Option<IpAddr> {
    let mut pairs = element.split(';').filter_map(|pair| pair.trim().split_once('='));
    let (_, value) = pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case("for"))?;
    address(value.trim().trim_matches('"'))
}

/// An address, with or without a port. What hides itself (`unknown`, `_x`) is none.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = match text.strip_prefix('[') {
        Some(rest) => rest.split(']').next()?,
        // One colon parts a port from an IPv4 address; several are an IPv6 address.
        None => text.split_once(':').filter(|(_, port)| !port.contains(':')).map_or(text, |(host, _)| host),
    };
    bare.parse::<IpAddr>().ok().map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxies(trusted: &[&str]) -> Proxies {
        Proxies::new(trusted.iter().map(|text| text.parse().expect("a network")).collect())
    }

    #[test]
    fn the_client_is_the_last_hop_that_is_no_proxy_of_ours() {
        let ours = proxies(&["10.0.0.0/8", "::1", "fd00::/8"]);
        let list = "x-forwarded-for";
        for (peer, headers, client) in [
            ("198.51.100.7", &[][..], "198.51.100.7"),
            ("198.51.100.7", &[(list, "192.0.2.1")], "198.51.100.7"),
            ("10.0.0.1", &[], "10.0.0.1"),
            ("10.0.0.1", &[(list, "192.0.2.1")], "192.0.2.1"),
            ("::ffff:10.0.0.1", &[(list, "192.0.2.1")], "192.0.2.1"),
            ("10.0.0.1", &[(list, "203.0.113.9, 192.0.2.1")], "192.0.2.1"),
            ("10.0.0.1", &[(list, "203.0.113.9"), (list, "192.0.2.1,10.9.9.9")], "192.0.2.1"),
            ("10.0.0.1", &[(list, "10.1.1.1, 10.2.2.2")], "10.1.1.1"),
            ("10.0.0.1", &[(list, "192.0.2.1:4711")], "192.0.2.1"),
            ("10.0.0.1", &[(list, "192.0.2.1, unknown")], "10.0.0.1"),
            ("::1", &[(list, "2001:db8::1")], "2001:db8::1"),
            ("::1", &[("forwarded", "for=192.0.2.1;proto=https;by=10.0.0.1")], "192.0.2.1"),
            ("::1", &[("forwarded", "proto=https; For=\"[2001:db8::1]:4711\"")], "2001:db8::1"),
            ("::1", &[("forwarded", "for=203.0.113.9, for=192.0.2.1, for=10.2.2.2")], "192.0.2.1"),
            ("::1", &[("forwarded", "for=\"203.0.113.9, for=192.0.2.1")], "192.0.2.1"),
            ("::1", &[("forwarded", "for=_hidden")], "::1"),
            ("::1", &[("forwarded", "for=192.0.2.1"), (list, "192.0.2.1")], "192.0.2.1"),
            ("::1", &[("forwarded", "for=203.0.113.9"), (list, "192.0.2.1")], "::1"),
        ] {
            let mut map = HeaderMap::new();
            for (name, value) in headers {
                map.append(*name, value.parse().expect("a header"));
            }
            let found = ours.client(peer.parse().expect("an address"), &map);
            assert_eq!(found.to_string(), client, "{peer} {headers:?}");
        }
    }

    #[test]
    fn networks_are_addresses_or_halves_of_ipv6() {
        let network = |text: &str| Network::of(text.parse().expect("an address"));
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), network("2001:db8:1:2::"));
        assert_ne!(network("2001:db8:1:2::"), network("2001:db8:1:3::"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
    }

    #[test]
    fn a_trusted_proxy_is_an_address_or_a_range() {
        for good in ["10.0.0.0/8", "10.1.2.3", "::1", "fd00::/8"] {
            assert!(good.parse::<TrustedProxy>().is_ok(), "{good}");
        }
        for bad in ["", "proxy.example.com", "10.0.0.0/33", "10.0.0.1:80"] {
            let error = bad.parse::<TrustedProxy>().expect_err(bad);
            assert!(error.to_string().contains(&format!("{bad:?}")), "{error}");
        }
    }
}
