//! The rules: one file and one page each. This list is the only one.

use rustc_hash::FxHashSet;

use crate::analysis::Facts;
use crate::config::{Level, Levels};
use crate::diagnostic::{AwsPlace, Finding, Fix, Severity};
use crate::fix::fits_within;
use crate::model::WorkflowType;
use crate::syntax::Parsed;
use crate::syntax::pointer::{self, Locator};

/// Names the rules' modules, in the order of their names.
macro_rules! rules {
    ($($module:ident,)*) => {
        $(mod $module;)*
        /// Every rule, in the order of their names.
        pub static ALL: &[&Rule] = &[$(&$module::RULE,)*];
    };
}

rules! {
    catch_all_not_alone,
    catch_all_not_last,
    choice_condition_constant,
    choice_default_missing,
    choice_pattern_without_wildcard,
    choice_rule_duplicate,
    choice_timestamp_invalid,
    context_field_unknown,
    credentials_not_applicable,
    credentials_role_malformed,
    csv_headers_duplicate,
    cycle_endless,
    definition_file_cyclic,
    definition_file_missing,
    definition_file_outside,
    definition_too_deep,
    definition_too_large,
    error_name_foreign,
    error_name_shadowed,
    error_name_uncatchable,
    error_name_unknown,
    expression_expected,
    fail_path_function_unsupported,
    fail_path_literal,
    field_alternatives_missing,
    field_alternatives_several,
    field_empty,
    field_missing,
    field_not_applicable,
    field_query_language_wrong,
    field_type_wrong,
    field_unknown,
    field_value_out_of_range,
    field_value_unknown,
    file_encoding_invalid,
    heartbeat_not_below_timeout,
    heartbeat_unused,
    intrinsic_argument_count,
    intrinsic_argument_wrong,
    intrinsic_unknown,
    item_batcher_limit_missing,
    item_limit_ambiguous,
    jsonata_argument_count_wrong,
    jsonata_argument_wrong,
    jsonata_error_output_misplaced,
    jsonata_function_unknown,
    jsonata_mark_missing,
    jsonata_mark_surrounded,
    jsonata_reference_unsupported,
    jsonata_states_field_missing,
    jsonata_syntax_invalid,
    key_duplicate,
    machine_timeout_zero,
    map_distributed_in_express,
    map_field_deprecated,
    map_field_distributed_only,
    map_label_duplicate,
    map_label_invalid,
    map_selector_ambiguous,
    map_tolerance_inline,
    nested_terminal_state_missing,
    parallel_branch_single,
    parameter_alternatives_missing,
    parameter_alternatives_several,
    parameter_member_missing,
    parameter_misspelt,
    parameter_reference_wrong,
    parameter_required_missing,
    parameter_type_wrong,
    parameter_unlisted,
    parameter_value_unknown,
    parameters_missing,
    pass_result_static,
    path_ambiguous,
    path_invalid,
    payload_expression_invalid,
    payload_expression_not_string,
    payload_key_collision,
    payload_path_literal,
    payload_suffix_meaningless,
    query_language_downgraded,
    reader_config_field_misplaced,
    reference_unknown,
    resource_express_child_unsupported,
    resource_express_unsupported,
    resource_not_arn,
    resource_partition_unknown,
    resource_pattern_unsupported,
    resource_reference_wrong,
    resource_region_mixed,
    resource_unknown,
    result_member_unknown,
    result_path_root_wrong,
    retry_delay_max_too_small,
    retry_interval_zero,
    sdk_action_unlisted,
    sdk_service_ended,
    sdk_service_unlisted,
    start_at_unknown,
    state_end_false,
    state_island,
    state_name_duplicate,
    state_name_too_long,
    state_unreachable,
    substitution_undeclared,
    substitution_unused,
    suppression_reason_missing,
    suppression_rule_unknown,
    suppression_unused,
    syntax_invalid,
    task_timeout_missing,
    task_token_not_passed,
    task_token_unavailable,
    terminal_state_missing,
    transition_target_unknown,
    variable_maybe_unset,
    variable_name_invalid,
    variable_name_reserved,
    variable_name_shadowed,
    variable_name_too_long,
    variable_never_read,
    variable_never_set,
    variable_out_of_sight,
    variable_set_too_late,
    wait_timestamp_invalid,
}

/// Binds a rule's page to its check.
macro_rules! rule {
    ($name:literal, $check:expr) => {
        crate::rules::Rule {
            name: $name,
            page: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/", $name, ".md")),
            check: $check,
        }
    };
}
pub(crate) use rule;

/// The rule that speaks for the parsers.
const SYNTAX_INVALID: &str = "syntax-invalid";

/// One law, its page and its check.
#[derive(Debug)]
pub struct Rule {
    /// Subject first, fault second: `transition-target-unknown`.
    pub name: &'static str,
    /// Its page: front matter and Markdown.
    pub page: &'static str,
    check: fn(&Facts<'_>, &mut Vec<Finding>),
}

impl Rule {
    /// The rule of that name.
    pub fn named(name: &str) -> Option<&'static Self> {
        let at = ALL.binary_search_by(|rule| rule.name.cmp(name)).ok()?;
        Some(ALL[at])
    }

    /// Where its page stands in the documentation.
    pub fn address(&self) -> String {
        format!("{}rules/{}.html", env!("CARGO_PKG_HOMEPAGE"), self.name)
    }

    /// A field of the page's front matter.
    pub fn field(&self, name: &str) -> Option<&'static str> {
        let (front, _) = self.page.strip_prefix("---\n")?.split_once("\n---\n")?;
        front.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).map(str::trim)
    }

    /// How bad its findings are.
    pub fn severity(&self) -> Severity {
        match self.field("severity") {
            Some("info") => Severity::Info,
            Some("warning") => Severity::Warning,
            _ => Severity::Error,
        }
    }

    /// The page without its front matter.
    pub fn text(&self) -> &'static str {
        self.page.split_once("\n---\n").map_or(self.page, |(_, text)| text.trim_start())
    }

    /// The law in one sentence: the first paragraph of the page.
    pub fn summary(&self) -> &'static str {
        let mut paragraphs = self.text().split("\n\n").map(str::trim);
        paragraphs.find(|text| !text.starts_with('#')).unwrap_or_default()
    }
}

/// Judges a definition by every rule that is not off: the findings in the order of the text.
/// Findings that follow from others are among them, see [`Finding::consequence`].
pub fn check(parsed: &Parsed<'_>, workflow_type: WorkflowType, levels: &Levels) -> Vec<Finding> {
    let facts = Facts::new(parsed, workflow_type);
    let mut locator = Locator::new(parsed.tree.root());
    let mut findings = Vec::new();
    for rule in ALL {
        let level = levels.rules.get(rule.name).copied();
        if level == Some(Level::Off) {
            continue;
        }
        let from = findings.len();
        (rule.check)(&facts, &mut findings);
        for finding in &mut findings[from..] {
            finding.rule = rule.name;
            finding.severity = match level {
                Some(Level::At(severity)) => severity,
                _ => rule.severity(),
            };
            place(finding, &mut locator);
            if let Some(map) = parsed.tree.map() {
                let is_filled = parsed.surroundings.is_filled;
                let fits = |fix: &Fix| !is_filled && fits_within(fix, parsed.tree.text(), map);
                finding.fix = finding.fix.take().filter(fits);
            }
        }
    }
    if !parsed.faults.is_empty() {
        // What AWS cannot parse it says no more of.
        let others = findings.iter_mut().filter(|finding| finding.rule != SYNTAX_INVALID);
        others.for_each(|finding| finding.aws = None);
    }
    findings.sort_by(|a, b| (a.span, a.rule).cmp(&(b.span, b.rule)));
    mark_repeated(&mut findings);
    mark_what_touches_a_fault_of_syntax(&mut findings, &parsed.faults);
    if !facts.suppressions.is_empty() {
        silence(&mut findings, &facts, levels, &mut locator);
    }
    findings
}

/// Silences what is suppressed beside its place, and tells of suppressions that silence nothing.
fn silence(
    findings: &mut Vec<Finding>,
    facts: &Facts<'_>,
    levels: &Levels,
    locator: &mut Locator<'_>,
) {
    let rule = suppression_unused::RULE;
    let level = levels.rules.get(rule.name).copied();
    let mut unused = suppression_unused::silence(findings, &facts.suppressions, levels);
    unused.retain(|_| level != Some(Level::Off));
    for finding in &mut unused {
        finding.rule = rule.name;
        finding.severity = match level {
            Some(Level::At(severity)) => severity,
            _ => rule.severity(),
        };
        place(finding, locator);
    }
    findings.extend(unused);
    findings.sort_by(|a, b| (a.span, a.rule).cmp(&(b.span, b.rule)));
}

/// What stands behind an alias is judged wherever it is used, and told once.
fn mark_repeated(findings: &mut [Finding]) {
    let told = |finding: &Finding| (finding.span, finding.rule, finding.message.clone());
    let mut seen = FxHashSet::default();
    for finding in findings.iter_mut().filter(|finding| !finding.consequence) {
        finding.consequence = !seen.insert(told(finding));
    }
}

/// What is said of a word that the parser had to guess at says the same fault again.
fn mark_what_touches_a_fault_of_syntax(findings: &mut [Finding], faults: &[Finding]) {
    // The encoding is why a parser fails, not the other way round.
    let causes = [SYNTAX_INVALID, "file-encoding-invalid"];
    for finding in findings.iter_mut().filter(|finding| !causes.contains(&finding.rule)) {
        let Finding { span, .. } = finding;
        // The faults stand in the order of the text.
        let next = faults.partition_point(|fault| fault.span.end < span.start);
        let touches = |fault: &Finding| fault.span.start <= span.end;
        finding.consequence |= faults.get(next).is_some_and(touches);
    }
}

/// Says where in the definition a finding is, in both notations.
fn place(finding: &mut Finding, locator: &mut Locator<'_>) {
    let path = locator.path_to(finding.span);
    finding.pointer = pointer::json_pointer(&path.steps);
    let Some(aws) = finding.aws.as_mut() else { return };
    let path = match aws.place {
        AwsPlace::Here => path,
        AwsPlace::Parent => path.parent(),
        AwsPlace::At(span) => locator.path_to(span),
        AwsPlace::Nowhere => {
            aws.offset = finding.span.start;
            return;
        }
    };
    aws.offset = path.start();
    aws.location = Some(pointer::aws_location(&path.steps));
}
