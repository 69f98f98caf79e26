//! Groups of causes, in the order of the taxonomy: what each is about, and what a client cannot see of it.

/// A group of causes.
pub struct Group {
    /// Its code, as leaves begin.
    pub id: &'static str,
    /// What it is about.
    pub title: &'static str,
    /// What tells its causes apart, and what cannot be seen from outside.
    pub docs: &'static str,
}

/// Every group.
pub const GROUPS: &[Group] = &[
    Group {
        id: "REQ",
        title: "how the request is built",
        docs: "The request itself shows it: names of headers, the scheme before the credential, the URL. Whether a \
               signature over the request fits can only be computed by who holds the key, so that it is known \
               from words alone.",
    },
    Group {
        id: "ACQ",
        title: "how a token is had",
        docs: "The token endpoint's answer shows it, mostly in `error` (RFC 6749, section 5.2). Codes and refresh \
               tokens are never sent again to find out: that can revoke them all.",
    },
    Group {
        id: "CON",
        title: "what is in the token",
        docs: "The token shows it, where it can be read. Under which name a server looks for roles is known to the \
               server alone: a claim that is there beside a refusal makes it likely, its log proves it.",
    },
    Group {
        id: "TIM",
        title: "times and clocks",
        docs: "Times in the token, held against the `Date` of answers, show it. The clock of a server that sends no \
               `Date` cannot be read.",
    },
    Group {
        id: "KEY",
        title: "signatures and keys",
        docs: "The token's header and the published key set show whether the token is good: its key is there or not, \
               and the signature fits or not. What the verifier does with it is known from its words alone: \
               which keys it keeps (KEY-1), how it reads a shared secret (KEY-3), and whether it can fetch the keys \
               at all (KEY-4), since that they can be read from here says nothing of the network it is in.",
    },
    Group {
        id: "AUD",
        title: "audience, issuer, region and tenant",
        docs: "The token names its audience, issuer and tenant, and hosts show their region. What the API accepts \
               shows in its refusal, in its configuration, or in one accepted call. Another region is only asked \
               when the pack names it: a credential goes nowhere else.",
    },
    Group {
        id: "PRV",
        title: "what the caller may do",
        docs: "The token is accepted, and the refusal names what is missing, or another object or caller shows it. \
               Whether a permission could be granted at all (PRV-6) shows in the organisation's own catalogue; which \
               policy refused (PRV-7) often only in its audit log.",
    },
    Group {
        id: "CFG",
        title: "the state of resources and of servers",
        docs: "Public configuration and codes of refusals show what is switched off, ended or closed to a site. The \
               order of a server's own steps (CFG-5) and the trust between two clouds (CFG-7) lie behind it: words \
               of its log make them likely, nothing that a client sends proves them, but for a demand for a CSRF \
               token.",
    },
    Group {
        id: "NET",
        title: "what happens on the way",
        docs: "Redirects, who answered, and the same request with one thing changed show it. What a browser keeps \
               back (NET-7, NET-8) shows in the browser alone: servers see only that nothing came.",
    },
    Group {
        id: "PLT",
        title: "how platforms behave",
        docs: "Repeats show rate limits and nodes that disagree. A setting that is not in force yet (PLT-2) is told \
               from a wrong one by time alone, and a release that broke it (PLT-3) by another release alone: both \
               are named from words, and never confirmed by one run.",
    },
];
