//! Pictures of state machines: what is drawn of them, that nothing lies on anything else, and
//! that nothing in a definition breaks the format.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use aslint::model::StateMachine;
use aslint::report::graph::{
    Change, Direction, Layout, Marks, Picture, Rectangle, Status, dot, mermaid, svg, taken,
};
use aslint::source::Source;
use aslint::syntax::{Format, parse};
use insta::assert_snapshot;
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::project::{CLEAN, FAULTY, Project, answer, aslint};
use crate::repository::{bytes, file, paths_under, refuse, relative, root};

const DIRECTIONS: [Direction; 2] = [Direction::Down, Direction::Right];

#[test]
fn mermaid_has_a_subgraph_for_each_scope() {
    assert_snapshot!("mermaid_nested", drawn("nested.asl.json", "mermaid"));
    assert_snapshot!("mermaid_order", drawn("order.asl.json", "mermaid"));
}

#[test]
fn dot_has_a_cluster_for_each_scope() {
    assert_snapshot!("dot_nested", drawn("nested.asl.json", "dot"));
}

#[test]
fn svg_shows_each_state_once() {
    assert_snapshot!("svg_nested", without_style(&drawn("nested.asl.json", "svg")));
    assert_snapshot!("svg_poll", without_style(&drawn("poll.asl.json", "svg")));
}

#[test]
fn nothing_lies_on_anything_else() {
    let mut paths = paths_under(&root().join("fixtures/clean"));
    paths.extend(paths_under(&root().join("fixtures/flawed")));
    paths.extend(corpus());
    let faults: Vec<_> = paths.into_par_iter().flat_map_iter(|path| overlaps(&path)).collect();
    refuse(&faults, "Make the smallest such machine a fixture, then mend the layout.");
}

#[test]
fn no_text_of_a_definition_breaks_a_format() {
    let name = r#"<b> & "it's" \ `x` #1; ]] %% --> ${a} 語 \u0007\u202e"#;
    let text = format!(
        r#"{{"Comment": {name}, "StartAt": {name}, "States": {{{name}: {{
            "Type": "Choice", "Comment": {name},
            "Choices": [{{"Variable": {name}, "StringEquals": {name}, "Next": {name}}}],
            "Default": "gone </svg>"}}}}}}"#,
        name = serde_json::to_string(name).expect("it is a string")
    );
    let parsed = parse(&text, Format::Json);
    let machine = StateMachine::read(parsed.tree.root());
    let picture = Picture::of(&machine);
    let mut image = String::new();
    svg::write(&mut image, &picture, name, Direction::Down).expect("a string takes any text");
    assert_eq!(faults_of_xml(&image), Vec::<String>::new());
    let mut flow = String::new();
    mermaid::write(&mut flow, &picture, Direction::Down).expect("a string takes any text");
    for line in flow.lines().filter(|line| !line.contains("classDef")) {
        let inside = line.split('"').nth(1).unwrap_or_default().replace("<br/>", "");
        let inside = inside.replace("<small>", "").replace("</small>", "");
        assert!(!inside.contains(['<', '>', '`', '\\']), "{line}");
        assert!(matches!(line.matches('"').count(), 0 | 2), "{line}");
    }
    let mut graph = String::new();
    dot::write(&mut graph, &picture, name, Direction::Down).expect("a string takes any text");
    for line in graph.lines() {
        let quotes = line.replace("\\\\", "").replace("\\\"", "").matches('"').count();
        assert!(quotes.is_multiple_of(2), "{line}");
    }
}

#[test]
fn a_machine_of_many_states_nested_ones_included_has_a_picture() {
    let wide: Vec<_> = (0..300).map(|place| format!("S{place}")).collect();
    let choices: Vec<_> = wide
        .iter()
        .map(|name| serde_json::json!({"Variable": "$.x", "IsNull": true, "Next": name}))
        .collect();
    let mut states = serde_json::Map::new();
    states.insert("C".into(), serde_json::json!({"Type": "Choice", "Choices": choices}));
    for name in &wide {
        // Each leads back, and each may fail.
        let catch = serde_json::json!([{"ErrorEquals": ["States.ALL"], "Next": "S0"}]);
        let state = serde_json::json!({"Type": "Task", "Next": "C", "Catch": catch});
        states.insert(name.clone(), state);
    }
    let wide = serde_json::json!({"StartAt": "C", "States": states}).to_string();
    let opening = r#"{"StartAt": "P", "States": {"P": {"Type": "Parallel", "Branches": ["#;
    let deep = opening.repeat(900) + CLEAN + &"]}}}".repeat(900);
    for text in [wide, deep] {
        let parsed = parse(&text, Format::Json);
        let picture = Picture::of(&StateMachine::read(parsed.tree.root()));
        for direction in DIRECTIONS {
            assert_eq!(overlapping(&picture, &Layout::of(&picture, direction)), None);
        }
    }
}

#[test]
fn the_path_of_an_execution_is_read_from_its_history() {
    let definition = file("fixtures/clean/order.asl.json").text;
    let mocks = "mocks:\n  Reserve: {throw: {error: OutOfStock}}\n  Apologise: {return: {}}\n";
    let project = Project::new(&[("o.asl.json", &definition), ("m.yaml", mocks)]);
    let arguments = ["run", "o.asl.json", "--mocks", "m.yaml", "--format", "json"];
    let input = r#"{"order": {"id": 1}}"#;
    let history = project.run(&[&arguments[..], &["--input", input]].concat());
    assert_eq!(history.code, 1, "{}", history.stderr);
    let parsed = parse(&definition, Format::Json);
    let machine = StateMachine::read(parsed.tree.root());
    let events = parse(&history.stdout, Format::Json);
    let marks = taken::read(events.tree.root(), &machine).expect("it is a history");
    assert_eq!(
        told(&marks, &machine),
        "Apologise 1 Visited\nGive up 1 Failed\nReserve 1 Visited\n\
         Apologise Next 1\nReserve Catcher(0) 1\n"
    );
    project.write("h.json", history.stdout.as_bytes());
    let drawn = project.run(&["graph", "o.asl.json", "--execution", "h.json"]);
    assert_eq!((drawn.code, drawn.stderr.as_str()), (0, ""));
    assert!(drawn.stdout.contains("Apologise<br/><small>Task · sns:publish · ×1"));
}

#[test]
fn what_differs_is_matched_by_names_within_scopes() {
    let old = r#"{"StartAt": "A", "States": {
        "A": {"Type": "Wait", "Seconds": 1, "Next": "M"},
        "M": {"Type": "Map", "ItemProcessor": {"StartAt": "X", "States": {
            "X": {"Type": "Pass", "Next": "Y"}, "Y": {"Type": "Succeed"}}}, "End": true}}}"#;
    let new = r#"{"StartAt": "A", "States": {
        "A": {"Type": "Wait", "Seconds": 2, "Next": "M"},
        "M": {"Type": "Map", "ItemProcessor": {"StartAt": "X", "States": {
            "X": {"Type": "Pass", "Next": "Z"}, "Z": {"Type": "Succeed"}}}, "End": true}}}"#;
    let (old, new) = (parse(old, Format::Json), parse(new, Format::Json));
    let (old, new) = (StateMachine::read(old.tree.root()), StateMachine::read(new.tree.root()));
    let mut picture = Picture::of(&new);
    picture.compare(Picture::of(&old));
    let named = picture.nodes.iter().filter(|node| !node.look.is_mark());
    let changes: Vec<_> = named.map(|node| (node.name.as_str(), node.change)).collect();
    let expected = [
        ("A", Change::Changed),
        ("M", Change::None),
        ("X", Change::Changed),
        ("Z", Change::Added),
        ("Y", Change::Removed),
    ];
    assert_eq!(changes, expected);
    let count = |change| picture.edges.iter().filter(|edge| edge.change == change).count();
    assert_eq!((count(Change::Added), count(Change::Removed)), (2, 2));
    assert_eq!(overlapping(&picture, &Layout::of(&picture, Direction::Down)), None);
}

#[test]
fn the_name_of_the_output_decides_the_format() {
    let project = Project::new(&[("a.asl.json", CLEAN)]);
    for (name, begin) in [("a.svg", "<svg"), ("a.dot", "digraph"), ("a.md", "flowchart")] {
        let answer = project.run(&["graph", "a.asl.json", "--output", name]);
        assert_eq!((answer.code, answer.stdout.as_str()), (0, ""), "{}", answer.stderr);
        let text = std::fs::read_to_string(project.path(name)).expect("it is written");
        assert!(text.starts_with(begin), "{text}");
    }
}

#[test]
fn what_cannot_be_drawn_is_told_in_a_line() {
    let files = [("faulty.asl.json", FAULTY), ("a.asl.json", CLEAN), ("none.json", "[1]")];
    let project = Project::new(&files);
    let history = r#"{"events": [{"id": 1, "type": "PassStateEntered",
        "stateEnteredEventDetails": {"name": "B"}}]}"#;
    project.write("other.json", history.as_bytes());
    let table: [(&[&str], &str); 6] = [
        (&["absent.json"], "absent.json: this file cannot be read"),
        (&["faulty.asl.json"], "this definition cannot be read, so it is not drawn"),
        (&["none.json"], "none.json: this is no state machine"),
        (&["a.asl.json", "--execution", "none.json"], "there is no event in it"),
        (&["a.asl.json", "--execution", "other.json"], "a state `B`"),
        (&["a.asl.json", "--diff", "none.json"], "none.json: this is no state machine"),
    ];
    for (arguments, message) in table {
        let answer = project.run(&[&["graph"], arguments].concat());
        assert_eq!((answer.code, answer.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(answer.stderr.contains(message), "{arguments:?}: {}", answer.stderr);
    }
}

/// What `aslint graph` prints of a clean fixture.
fn drawn(name: &str, format: &str) -> String {
    let mut command = aslint();
    let path = root().join("fixtures/clean").join(name);
    command.arg("graph").arg(path).args(["--format", format]);
    let answer = answer(command, b"");
    assert_eq!((answer.code, answer.stderr.as_str()), (0, ""));
    answer.stdout
}

fn without_style(image: &str) -> String {
    let (before, style) = image.split_once("<style>").expect("an image has its style");
    let (_, after) = style.split_once("</style>\n").expect("the style ends");
    format!("{before}{after}")
}

/// The corpus lies beside the project on some machines; `ASLINT_CORPUS` names another folder.
fn corpus() -> Vec<PathBuf> {
    let folder = std::env::var_os("ASLINT_CORPUS").map(PathBuf::from);
    let folder = folder.unwrap_or_else(|| root().join("../shared/corpus")).join("files");
    let is_definition = |path: &PathBuf| path.to_string_lossy().contains("asl.");
    if folder.is_dir() {
        paths_under(&folder).into_iter().filter(is_definition).collect()
    } else {
        Vec::new()
    }
}

fn overlaps(path: &Path) -> Vec<String> {
    let name = relative(path);
    let source = Source::new(name.as_str(), bytes(path));
    let format = Format::of_name(path).unwrap_or_else(|| Format::of_text(&source.text));
    let parsed = parse(&source.text, format);
    let picture = Picture::of(&StateMachine::read(parsed.tree.root()));
    let mut faults = Vec::new();
    for direction in DIRECTIONS {
        let layout = Layout::of(&picture, direction);
        faults.extend(overlapping(&picture, &layout).map(|fault| format!("{name}: {fault}")));
        let mut image = String::new();
        svg::write(&mut image, &picture, &name, direction).expect("a string takes any text");
        let broken = faults_of_xml(&image);
        faults.extend(broken.into_iter().map(|fault| format!("{name}: {fault}")));
    }
    faults
}

/// Two boxes or labels of one frame that overlap, or one that is not within its frame.
fn overlapping(picture: &Picture<'_>, layout: &Layout) -> Option<String> {
    for (frame, inside) in picture.frames.iter().zip(&layout.frames) {
        let nodes = frame.nodes.iter().map(|node| layout.nodes[*node]);
        let labels = frame.edges.iter().filter_map(|edge| layout.labels[*edge]);
        let mut places: Vec<_> = nodes.chain(labels).collect();
        let is_outside = |place: &&Rectangle| {
            place.x < inside.x
                || place.y < inside.y
                || place.x + place.width > inside.x + inside.width
                || place.y + place.height > inside.y + inside.height
        };
        if let Some(place) = places.iter().find(is_outside) {
            return Some(format!("{place:?} is not within {inside:?}"));
        }
        places.sort_by_key(|place| place.x);
        for (number, one) in places.iter().enumerate() {
            let others = places[number + 1..].iter();
            for other in others.take_while(|other| other.x < one.x + one.width) {
                if one.y < other.y + other.height && other.y < one.y + one.height {
                    return Some(format!("{one:?} and {other:?} overlap"));
                }
            }
        }
    }
    None
}

/// What is wrong with an image as XML: tags that do not match, characters that must be escaped.
fn faults_of_xml(image: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let mut open: Vec<&str> = Vec::new();
    for part in image.split('<').skip(1) {
        let Some((tag, text)) = part.split_once('>') else {
            faults.push(format!("`<{part}` does not end"));
            continue;
        };
        let name = tag.split([' ', '\n', '/']).find(|word| !word.is_empty()).unwrap_or_default();
        if tag.starts_with('/') {
            if open.pop() != Some(name) {
                faults.push(format!("`<{tag}>` closes what is not open"));
            }
        } else if !tag.ends_with('/') {
            open.push(name);
        }
        if !tag.matches('"').count().is_multiple_of(2) {
            faults.push(format!("`<{tag}>` has a quote too many"));
        }
        let is_escape = |after: &str| {
            ["amp;", "lt;", "gt;", "quot;"].iter().any(|entity| after.starts_with(entity))
        };
        let is_bare = text.split('&').skip(1).any(|after| !is_escape(after));
        if is_bare || text.contains(|c: char| c.is_control() && c != '\n') {
            faults.push(format!("`{text}` is not escaped"));
        }
    }
    faults.extend(open.iter().map(|name| format!("`<{name}>` is not closed")));
    faults
}

/// Marks as text, in an order of its own.
fn told(marks: &Marks, machine: &StateMachine<'_>) -> String {
    let name = |state| machine.state(state).name();
    let mut states: Vec<_> = marks.states.iter().collect();
    states.sort_by_key(|(state, _)| name(**state));
    let mut taken: Vec<_> = marks.transitions.iter().collect();
    taken.sort_by_key(|((state, _), _)| name(*state));
    let mut text = String::new();
    for (state, mark) in states {
        let how = if mark.status == Status::Failed { "Failed" } else { "Visited" };
        writeln!(text, "{} {} {how}", name(*state), mark.count).expect("it is a string");
    }
    for ((state, via), count) in taken {
        writeln!(text, "{} {via:?} {count}", name(*state)).expect("it is a string");
    }
    text
}

#[test]
fn what_scenarios_have_been_through_is_drawn() {
    let scenarios = root().join("fixtures/scenarios");
    let router = std::fs::read_to_string(scenarios.join("router.asl.json")).expect("a text");
    let tests = std::fs::read_to_string(scenarios.join("router.aslt.yaml")).expect("a text");
    let project = Project::new(&[("router.asl.json", &router), ("router.aslt.yaml", &tests)]);
    let written = ["--coverage-format", "json", "--coverage-output", "c.json"];
    let tested = project.run(&[&["test", "--coverage"][..], &written].concat());
    assert_eq!(tested.code, 0, "{tested:?}");
    let plain = project.run(&["graph", "router.asl.json"]);
    let drawn = project.run(&["graph", "router.asl.json", "--coverage", "c.json"]);
    assert_eq!(drawn.code, 0, "{drawn:?}");
    assert_ne!(plain.stdout, drawn.stdout);
    let other = project.run(&["graph", "router.asl.json", "--coverage", "router.asl.json"]);
    assert_eq!(other.code, 2);
    assert!(other.stderr.contains("this coverage cannot be drawn"), "{other:?}");
}
