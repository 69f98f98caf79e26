//! A remedy's Markdown as HTML. Nothing of it passes as it stands: every piece is escaped.

use super::super::diff::{Sign, diff};
use super::super::reader::{Block, Piece, blocks, other_half, pieces};
use crate::model::printable;

/// The remedy's Markdown as safe HTML.
pub(super) fn html(markdown: &str) -> String {
    let mut html = String::new();
    // The list that is open.
    let mut list: Option<&'static str> = None;
    let all = blocks(markdown);
    let mut rest = all.as_slice();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        let wanted = match first {
            Block::Text(marker, ..) if marker.ends_with(['.', ')']) => Some("ol"),
            Block::Text("", ..) | Block::Heading(_) | Block::Table(_) | Block::Code { .. } => None,
            Block::Text(..) => Some("ul"),
            Block::Blank => continue,
        };
        if list != wanted {
            close(&mut html, list);
            if let Some(tag) = wanted {
                html.push_str(&opening(tag, first));
            }
            list = wanted;
        }
        match first {
            Block::Blank => {}
            Block::Heading(words) => html.push_str(&format!("<h4>{}</h4>\n", line(words))),
            Block::Text("", _, words) => html.push_str(&format!("<p>{}</p>\n", line(words))),
            Block::Text(_, _, words) => html.push_str(&format!("<li>{}</li>\n", line(words))),
            Block::Table(row) => {
                html.push_str(&format!("<pre tabindex=\"0\">{}</pre>\n", escape(row)));
            }
            Block::Code { info, lines } => {
                if let Some((then, behind)) = other_half(info, after) {
                    rest = behind;
                    html.push_str(&change(lines, then));
                } else {
                    html.push_str("<pre tabindex=\"0\"><code>");
                    for line in lines {
                        html.push_str(&escape(&line.replace('\t', "    ")));
                        html.push('\n');
                    }
                    html.push_str("</code></pre>\n");
                }
            }
        }
    }
    close(&mut html, list);
    html
}

fn opening(tag: &str, first: &Block<'_>) -> String {
    let number = match first {
        Block::Text(marker, ..) => marker.trim_end_matches(['.', ')']).parse::<u32>().unwrap_or(1),
        Block::Blank | Block::Heading(_) | Block::Table(_) | Block::Code { .. } => 1,
    };
    if tag == "ol" && number != 1 {
        format!("<ol start=\"{number}\">\n")
    } else {
        format!("<{tag}>\n")
    }
}

fn close(html: &mut String, list: Option<&str>) {
    if let Some(tag) = list {
        html.push_str(&format!("</{tag}>\n"));
    }
}

fn change(now: &[&str], then: &[&str]) -> String {
    let joined = |lines: &[&str]| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    let mut html = String::from("<pre class=\"diff\" tabindex=\"0\"><code>");
    for (sign, line) in diff(&joined(now), &joined(then)) {
        let text = format!("{} {}", sign.mark(), escape(&line));
        html.push_str(&match sign {
            Sign::Added => format!("<ins>{text}</ins>\n"),
            Sign::Removed => format!("<del>{text}</del>\n"),
            Sign::Same | Sign::Gap => format!("{text}\n"),
        });
    }
    html.push_str("</code></pre>\n");
    html
}

fn line(words: &str) -> String {
    pieces(words)
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(words) => escape(words),
            Piece::Strong(words) => format!("<strong>{}</strong>", escape(words)),
            Piece::Code(words) => format!("<code>{}</code>", escape(words)),
            // The reader lets only http and https pass.
            Piece::Link(label, address) => {
                format!(
                    "<a href=\"{}\" rel=\"noreferrer noopener\">{}</a>",
                    escape(address),
                    escape(label)
                )
            }
        })
        .collect()
}

/// A text that means nothing in HTML, in an element or between the quotes of an attribute.
fn escape(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for character in printable(text).chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            other => html.push(other),
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_elements_and_raw_html_never_passes() {
        assert_eq!(
            html(
                "# Here\n\nOpen **Admin**, run `a<b`, see [docs](https://d.example/x?a=1&b=2).\n\n3. one\n4. <script>x</script>\n\n- [x](javascript:alert(1))\n\n```sh\na < b\n```\n"
            ),
            "<h4>Here</h4>\n<p>Open <strong>Admin</strong>, run <code>a&lt;b</code>, see <a href=\"https://d.example/x?a=1&amp;b=2\" rel=\"noreferrer noopener\">docs</a>.</p>\n<ol start=\"3\">\n<li>one</li>\n<li>&lt;script&gt;x&lt;/script&gt;</li>\n</ol>\n<ul>\n<li>[x](javascript:alert(1))</li>\n</ul>\n<pre tabindex=\"0\"><code>a &lt; b\n</code></pre>\n"
        );
    }

    #[test]
    fn a_pair_of_blocks_is_a_difference() {
        let text = "```hcl now\na = [\n]\n```\n```hcl then\na = [\n  1,\n]\n```\n";
        assert_eq!(
            html(text),
            "<pre class=\"diff\" tabindex=\"0\"><code>  a = [\n<ins>+   1,</ins>\n  ]\n</code></pre>\n"
        );
    }
}
