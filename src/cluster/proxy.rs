//! Which proxy stands before the API server, by the rules of kubectl.

use http::Uri;

use crate::environment::Environment;

/// The kubeconfig's own proxy, else the environment's, unless `NO_PROXY` or loopback excludes the server.
///
/// `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` count in either case, as in Go's `net/http`.
pub fn choose(server: &Uri, kubeconfig: Option<&str>, env: &Environment) -> Option<String> {
    if let Some(proxy) = kubeconfig.filter(|proxy| !proxy.is_empty()) {
        return Some(proxy.to_owned());
    }
    let get = |upper: &str, lower: &str| env.get(upper).or_else(|| env.get(lower)).map(str::to_owned);
    let proxy = match server.scheme_str() {
        Some("http") => get("HTTP_PROXY", "http_proxy"),
        _ => get("HTTPS_PROXY", "https_proxy"),
    }?;
    let host = server.host().unwrap_or_default().trim_matches(['[', ']']);
    let bypassed = is_loopback(host)
        || get("NO_PROXY", "no_proxy").is_some_and(|list| list.split(',').any(|entry| excludes(entry, host)));
    // As Go does: a proxy without a scheme speaks HTTP.
    let proxy = if proxy.contains("://") { proxy } else { format!("http://{proxy}") };
    (!bypassed).then_some(proxy)
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// One entry of `NO_PROXY`: `*`, an address, a CIDR block, a domain (with its subdomains), or `.domain` (only those).
fn excludes(entry: &str, host: &str) -> bool {
    let entry = entry.trim();
    let entry = match entry.rsplit_once(':') {
        Some((name, port)) if !name.contains(':') && port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => entry,
    };
    if let (Some((network, bits)), Ok(address)) = (entry.split_once('/'), host.parse()) {
        return in_block(network, bits, address).unwrap_or(false);
    }
    let (entry, host) = (entry.to_ascii_lowercase(), host.to_ascii_lowercase());
    match entry.strip_prefix("*.").or_else(|| entry.strip_prefix('.')) {
        _ if entry.is_empty() => false,
        _ if entry == "*" => true,
        Some(domain) => host.strip_suffix(domain).is_some_and(|before| before.ends_with('.')),
        None => host == entry || host.strip_suffix(&entry).is_some_and(|before| before.ends_with('.')),
    }
}

fn in_block(network: &str, bits: &str, address: std::net::IpAddr) -> Option<bool> {
    use std::net::IpAddr;
    let bits: u32 = bits.parse().ok()?;
    let (network, address, width) = match (network.parse().ok()?, address) {
        (IpAddr::V4(network), IpAddr::V4(address)) => {
            (u128::from(network.to_bits()), u128::from(address.to_bits()), 32)
        }
        (IpAddr::V6(network), IpAddr::V6(address)) => (network.to_bits(), address.to_bits(), 128),
        _ => return None,
    };
    let shift = u32::checked_sub(width, bits)?;
    Some(network.checked_shr(shift).unwrap_or(0) == address.checked_shr(shift).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(server: &str, variables: &[(&str, &str)]) -> Option<String> {
        choose(&server.parse().unwrap(), None, &variables.iter().copied().collect())
    }

    #[test]
    fn the_kubeconfig_wins_and_loopback_goes_direct() {
        let env: Environment = [("HTTPS_PROXY", "http://other:1"), ("NO_PROXY", "*")].into_iter().collect();
        let server = "https://10.0.0.1".parse().unwrap();
        assert_eq!(choose(&server, Some("socks5://p:1"), &env).as_deref(), Some("socks5://p:1"));
        for server in ["https://127.0.0.1:6443", "https://localhost", "https://[::1]:1"] {
            assert_eq!(chosen(server, &[("HTTPS_PROXY", "http://p:3128")]), None, "{server}");
        }
        assert_eq!(
            chosen("https://a.example", &[("https_proxy", "p:3128")]).as_deref(),
            Some("http://p:3128")
        );
        assert_eq!(chosen("http://a.example", &[("HTTPS_PROXY", "http://p:3128")]), None);
    }

    #[test]
    fn no_proxy_lists_names_addresses_and_blocks() {
        for (list, server, direct) in [
            ("a.example", "https://a.example", true),
            ("example", "https://a.example", true),
            (".example", "https://a.example", true),
            (".a.example", "https://a.example", false),
            ("le", "https://a.example", false),
            ("b.example,,", "https://a.example", false),
            ("10.0.0.0/8", "https://10.1.2.3", true),
            ("10.0.0.0/8", "https://11.1.2.3", false),
            ("10.0.0.0/99", "https://10.1.2.3", false),
            ("0.0.0.0/0", "https://10.1.2.3", true),
            ("fd00::/8", "https://[fd00::1]:6443", true),
            ("10.1.2.3:6443", "https://10.1.2.3:6443", true),
            ("*", "https://10.1.2.3", true),
        ] {
            let env = [("HTTPS_PROXY", "http://p:1"), ("NO_PROXY", list)];
            assert_eq!(chosen(server, &env).is_none(), direct, "{list} {server}");
        }
    }
}
