//! Addresses and networks as `IpAddress` compares them.

use core::net::{IpAddr, Ipv6Addr};

/// A network: an address and how many leading bits count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Network {
    address: IpAddr,
    bits: u8,
}

impl Network {
    /// Reads `203.0.113.0/24`, `2001:db8::/32` or a bare address, which stands only for itself.
    ///
    /// AWS documents `/32` for a bare address; for IPv6 that would be a network of 2⁹⁶ addresses, so `/128` is meant
    /// (every peer reads it so). Bits behind the prefix are ignored.
    pub(crate) fn parse(text: &str) -> Option<Network> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let width = if address.is_ipv4() { 32 } else { 128 };
        let bits = match bits {
            None => width,
            // As in an address, a leading zero makes it unreadable.
            Some(text)
                if text.bytes().all(|b| b.is_ascii_digit())
                    && (text.len() == 1 || !text.starts_with('0')) =>
            {
                text.parse().ok().filter(|&bits| bits <= width)?
            }
            Some(_) => return None,
        };
        Some(Network { address, bits })
    }

    /// Whether `address` lies in it; the two families never meet.
    pub(crate) fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(a), IpAddr::V4(b)) => {
                let mask = u32::MAX.checked_shl(32 - u32::from(self.bits)).unwrap_or(0);
                a.to_bits() & mask == b.to_bits() & mask
            }
            (IpAddr::V6(a), IpAddr::V6(b)) => {
                let mask = u128::MAX.checked_shl(128 - u32::from(self.bits)).unwrap_or(0);
                a.to_bits() & mask == b.to_bits() & mask
            }
            _ => false,
        }
    }

    /// Whether `address` lies in it once one of the two is written as the other is: `::ffff:a.b.c.d` for `a.b.c.d`.
    pub(crate) fn contains_mapped(&self, address: IpAddr) -> bool {
        match address {
            IpAddr::V6(_) => mapped(address).is_some_and(|inner| self.contains(inner)),
            // A network that is wider than the mapped addresses is one of IPv6.
            IpAddr::V4(inner) => self.bits >= 96 && self.contains(IpAddr::V6(inner.to_ipv6_mapped())),
        }
    }
}

/// The IPv4 address that an IPv6 address of the form `::ffff:a.b.c.d` carries.
fn mapped(address: IpAddr) -> Option<IpAddr> {
    match address {
        IpAddr::V6(address) => Ipv6Addr::to_ipv4_mapped(&address).map(IpAddr::V4),
        IpAddr::V4(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn contains(network: &str, address: &str) -> bool {
        Network::parse(network).unwrap().contains(address.parse().unwrap())
    }

    #[test]
    fn networks_hold_their_addresses() {
        assert!(contains("203.0.113.0/24", "203.0.113.7"));
        assert!(contains("203.0.113.77/24", "203.0.113.7"), "host bits are ignored");
        assert!(!contains("203.0.113.0/24", "203.0.114.7"));
        assert!(contains("0.0.0.0/0", "8.8.8.8") && !contains("0.0.0.0/0", "::1"));
        assert!(contains("::/0", "2001:db8::1"));
        assert!(contains("2001:db8::1", "2001:db8::1") && !contains("2001:db8::1", "2001:db8::2"));
    }

    #[test]
    fn mapped_addresses_are_told() {
        let mapped = |network: &str, address: &str| {
            Network::parse(network).unwrap().contains_mapped(address.parse().unwrap())
        };
        assert!(mapped("10.0.0.0/8", "::ffff:10.0.0.1") && !mapped("10.0.0.0/8", "::ffff:11.0.0.1"));
        assert!(mapped("::ffff:10.0.0.0/104", "10.0.0.1") && !mapped("::ffff:10.0.0.0/104", "11.0.0.1"));
        assert!(!mapped("::/0", "10.0.0.1") && !mapped("10.0.0.0/8", "10.0.0.1"));
    }

    #[test]
    fn reads_nothing_else() {
        for text in [
            "",
            "203.0.113.0/33",
            "203.0.113.0/",
            "203.0.113",
            "::/129",
            "203.0.113.0/+8",
            "203.0.113.0/024",
            "10.0.0.0/08",
            "::/064",
            "not-an-ip",
        ] {
            assert_eq!(Network::parse(text), None, "{text}");
        }
    }
}
