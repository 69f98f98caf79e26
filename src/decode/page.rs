//! Pages and XML documents: the few things in them that say what went wrong. One pass, no parser: a
//! hostile body costs no more than its length.

/// No more of a body is looked at than this, in bytes.
const LOOK: usize = 65_536;

/// The title of a page.
#[must_use]
pub(super) fn title(page: &str) -> Option<String> {
    element(page, &["title"])
}

/// The text of the first element with one of these local names, in any case, by the order of the names.
/// An element that holds other elements has no text.
#[must_use]
pub(super) fn element(document: &str, names: &[&str]) -> Option<String> {
    let mut end = document.len().min(LOOK);
    while !document.is_char_boundary(end) {
        end -= 1;
    }
    let document = &document[..end];
    let mut best: Option<(usize, &str)> = None;
    for piece in document.split('<').skip(1) {
        let Some((tag, text)) = piece.split_once('>') else { continue };
        let name = tag.split_ascii_whitespace().next().unwrap_or_default();
        let name = name.rsplit(':').next().unwrap_or_default();
        let text = text.trim();
        let rank = names.iter().position(|known| known.eq_ignore_ascii_case(name));
        if let Some(rank) = rank
            && !text.is_empty()
            && best.is_none_or(|(other, _)| rank < other)
        {
            best = Some((rank, text));
        }
    }
    best.map(|(_, text)| plain(text))
}

/// Whether a body is XML and no page.
#[must_use]
pub(super) fn is_xml(text: &str) -> bool {
    let start = text.trim_start();
    start.starts_with("<?xml")
        || start.strip_prefix('<').is_some_and(|rest| rest.starts_with(char::is_alphabetic))
}

/// A text without entities, with one blank between words.
fn plain(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut text = words.join(" ");
    for (entity, character) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&apos;", "'"),
        ("&#39;", "'"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ] {
        if text.contains('&') {
            text = text.replace(entity, character);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_element_is_found_by_its_local_name() {
        let fault = "<?xml version=\"1.0\"?><soap:Envelope><soap:Fault><faultcode>soap:Client</faultcode>\
            <faultstring xml:lang=\"en\">not &lt;you&gt; &amp; co</faultstring></soap:Fault></soap:Envelope>";
        assert_eq!(element(fault, &["faultcode"]).as_deref(), Some("soap:Client"));
        assert_eq!(element(fault, &["message", "faultstring"]).as_deref(), Some("not <you> & co"));
        assert_eq!(element(fault, &["code"]), None);
        let twelve = "<e:Fault><e:Code><e:Value>e:Sender</e:Value></e:Code></e:Fault>";
        assert_eq!(element(twelve, &["code", "value"]).as_deref(), Some("e:Sender"));
        assert_eq!(
            title("<html><TITLE>\n 403 Forbidden</title>").as_deref(),
            Some("403 Forbidden")
        );
    }

    #[test]
    fn any_text_ends() {
        for text in ["", "<", "<<<<", "<a", "<title>", "<title></title>", "</", "ü<title>ü"] {
            let _ = (title(text), is_xml(text));
        }
        let long = "<a>".repeat(200_000);
        assert_eq!(element(&long, &["title"]), None);
    }
}
