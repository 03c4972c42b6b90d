//! Addresses as guides print them: with letters in the place of what only the reader knows.

use crate::error::{Error, quoted};
use crate::load::target::Target;

/// What is wrong with a URL that was copied from a guide; `None` for one that can be meant.
pub fn refuse(url: &str, target: &Target) -> Option<Error> {
    let say = |why: String| {
        Error::usage(format!("invalid URL {}: {why}", quoted(url)))
            .hint("`--service NAME` instead of a URL finds the address and the Host of a service")
            .hint("`neap serve get NAME` prints them")
    };
    // Pages on other sites put their own address before each link of a copied text.
    let inner = ["http", "https"].into_iter().find_map(|scheme| {
        let rest = target.path.strip_prefix(&format!("/{scheme}/"))?;
        let meant = format!("{scheme}://{rest}");
        Target::parse(&meant).ok().filter(|inner| stands_in(&inner.origin.host)).map(|inner| (meant, inner))
    });
    if let Some((meant, inner)) = inner {
        return Some(say(format!(
            "{} was put before the address that is meant, {meant}, where {} stands for your gateway",
            target.origin.host, inner.origin.host
        )));
    }
    stands_in(&target.origin.host).then(|| say(format!("{} stands for your gateway", target.origin.host)))
}

/// Whether a host is none: `xx.xx.xx.xx`, or `alb-xxxxxx` at its beginning.
fn stands_in(host: &str) -> bool {
    const FEWEST: usize = 4;
    let crossed =
        |label: &str| !label.is_empty() && label.bytes().all(|byte| byte.eq_ignore_ascii_case(&b'x'));
    let labels: Vec<&str> = host.split('.').collect();
    let tail =
        |label: &str| label.rsplit_once('-').is_some_and(|(_, tail)| tail.len() >= FEWEST && crossed(tail));
    labels.len() > 1
        && (labels.iter().all(|label| crossed(label)) || labels.first().is_some_and(|first| tail(first)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_a_guide_is_told_from_a_real_one() {
        let said = |url: &str| refuse(url, &Target::parse(url).unwrap()).map(|error| error.message);
        let mangled = said("https://copy.example.org:443/http/xx.xx.xx.xx:80/v1/chat/completions").unwrap();
        assert!(
            mangled.contains(
                "copy.example.org was put before the address that is meant, http://xx.xx.xx.xx:80/v1/"
            ),
            "{mangled}"
        );
        assert!(said("http://xx.xx.xx.xx:80/v1").unwrap().ends_with("xx.xx.xx.xx stands for your gateway"));
        assert!(said("http://alb-xxxxxx.cn-hangzhou.alb.aliyuncsslb.com:8000/v1").is_some());
        for real in [
            "http://10.0.0.1/",
            "http://xxx.com/",
            "http://xx:80/",
            "http://proxy/http/10.0.0.1:80/v1",
            "http://a-xxx.com/",
        ] {
            assert_eq!(said(real), None, "{real}");
        }
    }
}
