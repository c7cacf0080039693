//! The room between two ranks: each bundle of edges that begins at one point has a track of its
//! own there, on which it runs across.

/// With more bundles than this, tracks are shared without looking.
const BUNDLES_MAX: usize = 2000;
/// How many tracks these share.
const TRACKS_SHARED: usize = 40;
/// With more bundles than this, their order is hardly improved.
const BUNDLES_FEW: usize = 120;
/// Bundles nearer to each other than this do not share a track.
const NEAR_PIXELS: i64 = 10;

/// Edges that begin at one point.
#[derive(Clone, Debug)]
pub(super) struct Bundle {
    /// Where it begins across.
    pub(super) from: i64,
    /// Where its edges end across.
    pub(super) to: Vec<i64>,
}

impl Bundle {
    fn left(&self) -> i64 {
        self.to.iter().copied().chain([self.from]).min().unwrap_or_default()
    }

    fn right(&self) -> i64 {
        self.to.iter().copied().chain([self.from]).max().unwrap_or_default()
    }
}

/// A bundle that runs across.
struct Span<'b> {
    place: usize,
    bundle: &'b Bundle,
    left: i64,
    right: i64,
}

/// The track of each bundle, from the upper rank on, and how many there are.
pub(super) fn tracks(bundles: &[Bundle]) -> (Vec<usize>, usize) {
    let mut tracks = vec![0; bundles.len()];
    let mut spans: Vec<_> = bundles
        .iter()
        .enumerate()
        .map(|(place, bundle)| {
            let (left, right) = (bundle.left(), bundle.right());
            Span { place, bundle, left, right }
        })
        .filter(|span| span.left < span.right)
        .collect();
    if spans.len() > BUNDLES_MAX {
        for (number, span) in spans.iter().enumerate() {
            tracks[span.place] = number % TRACKS_SHARED;
        }
        return (tracks, TRACKS_SHARED);
    }
    // Of those that run to one side, the one that has the least way to go is the outermost.
    spans.sort_by_key(|span| {
        let from = span.bundle.from;
        if from == span.left { -from } else { from }
    });
    improve(&mut spans);
    let mut count = 0;
    for (number, span) in spans.iter().enumerate() {
        let overlapping = spans[..number].iter().filter(|other| is_near(span, other));
        let track = overlapping.map(|other| tracks[other.place] + 1).max().unwrap_or(0);
        tracks[span.place] = track;
        count = count.max(track + 1);
    }
    (tracks, count)
}

/// Exchanges neighbours as long as fewer lines cross then.
fn improve(spans: &mut [Span<'_>]) {
    let passes = if spans.len() > BUNDLES_FEW { 2 } else { spans.len() };
    for _ in 0..passes {
        let mut is_done = true;
        for place in 1..spans.len() {
            let (upper, lower) = (&spans[place - 1], &spans[place]);
            if cost(lower, upper) < cost(upper, lower) {
                spans.swap(place - 1, place);
                is_done = false;
            }
        }
        if is_done {
            break;
        }
    }
}

fn is_near(one: &Span<'_>, other: &Span<'_>) -> bool {
    one.left <= other.right + NEAR_PIXELS && other.left <= one.right + NEAR_PIXELS
}

/// How many lines cross, those that lie on each other counted many times, if the first bundle
/// has the upper track.
fn cost(upper: &Span<'_>, lower: &Span<'_>) -> usize {
    const SAME_LINE: usize = 20;
    let is_in = |at: i64, span: &Span<'_>| span.left < at && at < span.right;
    let crossed = usize::from(is_in(lower.bundle.from, upper));
    let same = upper.bundle.to.iter().filter(|to| to.abs_diff(lower.bundle.from) < 4).count();
    let crossing = upper.bundle.to.iter().filter(|to| is_in(**to, lower)).count();
    crossed + crossing + SAME_LINE * same
}
