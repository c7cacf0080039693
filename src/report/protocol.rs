//! Findings in the protocol that other programs of this language speak: [`miette::Diagnostic`].

use std::fmt::{self, Display};

use miette::{Diagnostic, LabeledSpan};

use crate::diagnostic::{Finding, Label, Severity};

impl Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Finding {}

impl Diagnostic for Finding {
    fn code<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        Some(Box::new(self.rule))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Info => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn Display>)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let own = LabeledSpan::new_primary_with_span(None, self.span.range());
        Some(Box::new(std::iter::once(own).chain(self.labels.iter().map(labelled))))
    }
}

fn labelled(label: &Label) -> LabeledSpan {
    LabeledSpan::new_with_span(Some(label.message.clone()), label.span.range())
}
