//! Services and their operations: what they take, give and raise.

use crate::services::pack::{self, Records};
use crate::services::shape::{Member, Shape};

/// A table of services.
#[derive(Clone, Copy, Debug)]
pub struct Services(u32);

/// The services that `aws-sdk:` reaches.
pub const SDK: Services = Services(pack::SDK_SERVICES);

/// The services that Step Functions integrates itself.
pub const OPTIMIZED: Services = Services(pack::OPTIMIZED_SERVICES);

/// A service, by its place in the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Service(u32);

/// An action of a service, by its place in the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation(u32);

/// Parameters that stand for one another.
#[derive(Clone, Copy, Debug)]
pub struct Alternatives(u32);

const SERVICE_SIZE: u32 = 15;
const OPERATION_SIZE: u32 = 16;
const SET: u8 = 1;
const FREE: u8 = 2;

impl Services {
    fn records(self) -> Records {
        Records::of_table(self.0, SERVICE_SIZE)
    }

    /// All of them, sorted by their names.
    pub fn all(self) -> impl Iterator<Item = Service> + Clone {
        self.records().places().map(Service)
    }

    /// Their names.
    pub fn names(self) -> impl Iterator<Item = &'static str> + Clone {
        self.all().map(Service::name)
    }

    /// The one of that name.
    pub fn named(self, name: &str) -> Option<Service> {
        self.records().named(name).map(Service)
    }
}

impl Service {
    /// What stands for it in a resource: `dynamodb`.
    pub fn name(self) -> &'static str {
        pack::text(self.0)
    }

    /// What the names of its errors begin with, as far as it is known: `DynamoDb`.
    pub fn error_prefixes(self) -> impl ExactSizeIterator<Item = &'static str> + Clone {
        pack::texts(pack::place_of_any(self.0 + 3))
    }

    /// What it is called in signatures and, mostly, in policies; only for those of the AWS SDK.
    pub fn signing_name(self) -> Option<&'static str> {
        pack::place_of_any(self.0 + 6).map(|_| pack::text(self.0 + 6))
    }

    fn records(self) -> Records {
        Records::of_table(self.0 + 9, OPERATION_SIZE)
    }

    /// Its operations, sorted by their names.
    pub fn operations(self) -> impl Iterator<Item = Operation> + Clone {
        self.records().places().map(Operation)
    }

    /// The names of the operations that can be called.
    pub fn actions(self) -> impl Iterator<Item = &'static str> + Clone {
        self.operations().filter(|operation| operation.is_supported()).map(Operation::name)
    }

    /// The operation of that name.
    pub fn operation(self, name: &str) -> Option<Operation> {
        self.records().named(name).map(Operation)
    }

    /// Whether the service is no more: nothing is known of its operations.
    pub fn has_ended(self) -> bool {
        pack::byte(self.0 + 14) & SET != 0
    }
}

impl Operation {
    /// What stands for it in a resource: `putItem`.
    pub fn name(self) -> &'static str {
        pack::text(self.0)
    }

    /// What it takes.
    pub fn input(self) -> Shape {
        Shape::at(pack::place(self.0 + 3))
    }

    /// What it answers, which is the result where it is called without a suffix.
    pub fn output(self) -> Shape {
        Shape::at(pack::place(self.0 + 6))
    }

    /// The parameters that it cannot do without.
    pub fn required(self) -> impl Iterator<Item = &'static str> + Clone {
        self.input().members().filter(|member| member.is_required()).map(Member::name)
    }

    /// The errors that its model lists, without what they begin with. Of optimized integrations
    /// they are named as the API does.
    pub fn errors(self) -> impl ExactSizeIterator<Item = &'static str> + Clone {
        pack::texts(pack::place_of_any(self.0 + 9))
    }

    fn extras(self) -> Option<u32> {
        pack::place_of_any(self.0 + 12)
    }

    /// The suffixes that an optimized integration takes, such as `.sync`. It takes none at all,
    /// too.
    pub fn patterns(self) -> impl ExactSizeIterator<Item = &'static str> + Clone {
        pack::texts(self.extras().and_then(pack::place_of_any))
    }

    /// Which of its parameters stand for one another.
    pub fn alternatives(self) -> impl Iterator<Item = Alternatives> + Clone {
        let list = self.extras().and_then(|extras| pack::place_of_any(extras + 3));
        pack::list(list).map(|at| Alternatives(pack::place(at)))
    }

    /// What comes out of it where it is called with a suffix, such as `.sync`; none where that is
    /// not known, or may be anything.
    pub fn result_with(self, suffix: &str) -> Option<Shape> {
        let at = match suffix {
            "" => return Some(self.output()),
            ".sync" => 9,
            ".sync:2" => 12,
            _ => return None,
        };
        pack::place_of_any(self.extras()? + at).map(Shape::at)
    }

    /// What stands in a result that pleases, besides what is always there: places such as
    /// `Status/State`, each with a value as JSON.
    pub fn example_with(
        self,
        suffix: &str,
    ) -> impl Iterator<Item = (&'static str, &'static str)> + Clone {
        let at = if suffix.is_empty() { 6 } else { 15 };
        let list = self.extras().and_then(|extras| pack::place_of_any(extras + at));
        let texts = pack::texts(list);
        texts.clone().step_by(2).zip(texts.skip(1).step_by(2))
    }

    /// Whether nobody holds results against what is known of them, since an endpoint of the user's
    /// makes them.
    pub fn is_free(self) -> bool {
        pack::byte(self.0 + 15) & FREE != 0
    }

    /// Whether Step Functions can call it.
    pub fn is_supported(self) -> bool {
        pack::byte(self.0 + 15) & SET == 0
    }
}

impl Alternatives {
    /// The parameters of which one at most is given.
    pub fn names(self) -> impl ExactSizeIterator<Item = &'static str> + Clone {
        pack::texts(pack::place_of_any(self.0))
    }

    /// Whether one of them is needed.
    pub fn is_one_needed(self) -> bool {
        pack::byte(self.0 + 3) & SET != 0
    }
}
