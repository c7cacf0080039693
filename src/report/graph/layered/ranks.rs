//! Which edges are turned so that there is no cycle, and in which rank each node is.

use crate::report::graph::layered::Network;

/// For each edge, whether it leads back: to a node that a walk from the start is still below of.
pub(super) fn turned(network: &Network) -> Vec<bool> {
    #[derive(Clone, Copy, PartialEq)]
    enum Seen {
        No,
        Open,
        Done,
    }
    let out = outgoing(network);
    let mut seen = vec![Seen::No; network.boxes.len()];
    let mut turned = vec![false; network.links.len()];
    for first in network.start.into_iter().chain(0..network.boxes.len()) {
        if seen[first] != Seen::No {
            continue;
        }
        seen[first] = Seen::Open;
        let mut walk = vec![(first, 0)];
        while let Some((node, next)) = walk.last_mut() {
            let Some(link) = out[*node].get(*next).copied() else {
                seen[*node] = Seen::Done;
                walk.pop();
                continue;
            };
            *next += 1;
            let to = network.links[link].to;
            match seen[to] {
                Seen::No => {
                    seen[to] = Seen::Open;
                    walk.push((to, 0));
                }
                Seen::Open => turned[link] = true,
                Seen::Done => {}
            }
        }
    }
    turned
}

/// The rank of each node: as near to the start as its predecessors allow. An edge with a label
/// skips a rank, where the label is.
pub(super) fn ranks(network: &Network, turned: &[bool]) -> Vec<usize> {
    let count = network.boxes.len();
    let mut below: Vec<Vec<(usize, usize)>> = vec![Vec::new(); count];
    let mut waits = vec![0_u32; count];
    for (link, is_turned) in network.links.iter().zip(turned) {
        let (above, under) = if *is_turned { (link.to, link.from) } else { (link.from, link.to) };
        below[above].push((under, 1 + usize::from(link.label.is_some())));
        waits[under] += 1;
    }
    let sources: Vec<_> = (0..count).filter(|node| waits[*node] == 0).collect();
    let mut ranks = vec![0; count];
    let mut open = sources.clone();
    while let Some(node) = open.pop() {
        for (under, length) in &below[node] {
            ranks[*under] = ranks[*under].max(ranks[node] + length);
            waits[*under] -= 1;
            if waits[*under] == 0 {
                open.push(*under);
            }
        }
    }
    // What nothing leads to stands right above what it leads to.
    for node in sources.into_iter().filter(|node| network.start != Some(*node)) {
        let nearest = below[node].iter().map(|(under, length)| ranks[*under] - length).min();
        ranks[node] = nearest.unwrap_or(0);
    }
    ranks
}

fn outgoing(network: &Network) -> Vec<Vec<usize>> {
    let mut out = vec![Vec::new(); network.boxes.len()];
    for (place, link) in network.links.iter().enumerate() {
        out[link.from].push(place);
    }
    out
}
