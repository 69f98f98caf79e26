//! What needs what: inputs among each other, checks among each other; and the circles in it.

use super::check::Check;
use super::credential::IdentityDraft;
use super::document::Span;
use super::input::Input;
use super::lint::Lint;

/// An arrow to another node, and where the file draws it.
pub(super) type Arrow = (usize, Span);

/// What each check needs: by `needs`, by reading, through its identity, for its cleanup.
pub(super) struct Needs {
    /// Checks that must have passed.
    pub(super) needs: Vec<Arrow>,
    /// Those whose readings are used.
    pub(super) reads: Vec<usize>,
    /// Checks that must have come out because `when` reads them.
    pub(super) waits_for: Vec<Arrow>,
}

/// What every check needs, in the order of the pack.
pub(super) fn needs(checks: &[Check], identities: &[IdentityDraft]) -> Vec<Needs> {
    let index = |id: &str| checks.iter().position(|check| check.id == id);
    let of = |(own, check): (usize, &Check)| {
        let mut reads: Vec<Arrow> = Vec::new();
        let mut read = |drafts: Vec<&super::draft::Draft>, span: Option<Span>| {
            for (id, _, at) in drafts.iter().flat_map(|draft| draft.readings()) {
                reads.extend(index(id).filter(|to| *to != own).map(|to| (to, span.unwrap_or(at))));
            }
        };
        read(check.drafts(), None);
        read(check.cleanup_drafts(), None);
        for (name, span) in check.identities() {
            if let Some(identity) = identities.iter().find(|identity| identity.name == name) {
                // A check that reads its own answer through its identity is a circle of one.
                for (id, _, _) in identity.drafts().iter().flat_map(|draft| draft.readings()) {
                    reads.extend(index(id).map(|to| (to, span)));
                }
            }
        }
        let named = check.needs.iter().filter_map(|(id, span)| Some((index(id)?, *span)));
        let mut needs: Vec<Arrow> = named.chain(reads.iter().copied()).collect();
        needs.sort_by_key(|(to, _)| *to);
        needs.dedup_by_key(|(to, _)| *to);
        let mut reads: Vec<usize> = reads.into_iter().map(|(to, _)| to).collect();
        reads.sort_unstable();
        reads.dedup();
        let when = check.when.iter().flat_map(super::condition::When::checks);
        let mut waits_for: Vec<Arrow> =
            when.filter_map(|(id, span)| Some((index(id)?, span))).collect();
        waits_for.sort_by_key(|(to, _)| *to);
        waits_for.dedup_by_key(|(to, _)| *to);
        Needs { needs, reads, waits_for }
    };
    checks.iter().enumerate().map(of).collect()
}

/// The order in which inputs are settled: each after those that its default reads. Inputs in a circle
/// are left out.
pub(super) fn settling_order(inputs: &[Input]) -> Vec<usize> {
    let arrows = input_arrows(inputs);
    let mut order: Vec<usize> = Vec::new();
    while let Some(next) = (0..inputs.len())
        .find(|one| !order.contains(one) && arrows[*one].iter().all(|(to, _)| order.contains(to)))
    {
        order.push(next);
    }
    order
}

fn input_arrows(inputs: &[Input]) -> Vec<Vec<Arrow>> {
    let index = |name: &str| inputs.iter().position(|input| input.name == name);
    inputs
        .iter()
        .map(|input| {
            let read = input.default.iter().flat_map(|draft| draft.inputs());
            read.filter_map(|(name, span)| Some((index(name)?, span))).collect()
        })
        .collect()
}

impl Lint<'_> {
    /// Notes every circle among inputs and among checks.
    pub(super) fn circles(
        &mut self,
        inputs: &[Input],
        checks: &[Check],
        identities: &[IdentityDraft],
    ) {
        for circle in circles(&input_arrows(inputs)) {
            let names: Vec<&str> =
                circle.iter().map(|(one, _)| inputs[*one].name.as_str()).collect();
            self.circle("inputs read each other in a circle", &names, circle[0].1);
        }
        let arrows: Vec<Vec<Arrow>> = needs(checks, identities)
            .into_iter()
            .map(|one| one.needs.into_iter().chain(one.waits_for).collect())
            .collect();
        for circle in circles(&arrows) {
            let ids: Vec<&str> = circle.iter().map(|(one, _)| checks[*one].id.as_str()).collect();
            self.circle("checks need each other in a circle", &ids, circle[0].1);
        }
    }

    fn circle(&mut self, what: &str, names: &[&str], span: Span) {
        let way = names.iter().chain(names.first()).copied().collect::<Vec<_>>().join(" → ");
        let problem = match names {
            [one] => self.at(span, format!("`{one}` needs itself")),
            _ => self.at(span, format!("{what}: {way}")),
        };
        self.push(problem);
    }
}

/// Every circle once: the nodes on it, each with the place of its arrow to the next.
fn circles(arrows: &[Vec<Arrow>]) -> Vec<Vec<Arrow>> {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        Open,
        Done,
    }
    let mut marks = vec![Mark::New; arrows.len()];
    let mut found = Vec::new();
    for start in 0..arrows.len() {
        if marks[start] != Mark::New {
            continue;
        }
        // The way from `start`: each node with the number of its arrows that were followed.
        let mut way = vec![(start, 0)];
        marks[start] = Mark::Open;
        while let Some((node, followed)) = way.last_mut() {
            let Some((to, _)) = arrows[*node].get(*followed) else {
                marks[*node] = Mark::Done;
                way.pop();
                continue;
            };
            *followed += 1;
            match marks[*to] {
                Mark::New => {
                    marks[*to] = Mark::Open;
                    way.push((*to, 0));
                }
                Mark::Open => {
                    let from = way.iter().position(|(node, _)| node == to).unwrap_or_default();
                    let place =
                        |(node, followed): &(usize, usize)| (*node, arrows[*node][followed - 1].1);
                    found.push(way[from..].iter().map(place).collect());
                }
                Mark::Done => {}
            }
        }
    }
    found
}
