//! Where to read about services and their actions.

use crate::services::{OPTIMIZED, Operation, SDK, Service};

/// The pages of the guide of Step Functions on the services that it integrates itself.
const PAGES: [(&str, &str); 22] = [
    ("apigateway", "connect-api-gateway"),
    ("athena", "connect-athena"),
    ("batch", "connect-batch"),
    ("bedrock", "connect-bedrock"),
    ("codebuild", "connect-codebuild"),
    ("databrew", "connect-databrew"),
    ("dynamodb", "connect-ddb"),
    ("ecs", "connect-ecs"),
    ("eks", "connect-eks"),
    ("elasticmapreduce", "connect-emr"),
    ("emr-containers", "connect-emr-eks"),
    ("emr-serverless", "connect-emr-serverless"),
    ("events", "connect-eventbridge"),
    ("glue", "connect-glue"),
    ("http", "call-https-apis"),
    ("lambda", "connect-lambda"),
    ("mediaconvert", "connect-mediaconvert"),
    ("sagemaker", "connect-sagemaker"),
    ("sns", "connect-sns"),
    ("sqs", "connect-sqs"),
    ("states", "connect-stepfunctions"),
    ("bedrockagentcore", "integrate-optimized"),
];

impl Service {
    /// The page of the guide of Step Functions on an optimized integration, without its ending.
    pub fn guide_page(self) -> Option<&'static str> {
        let page = PAGES.iter().find(|(name, _)| *name == self.name());
        page.filter(|_| OPTIMIZED.named(self.name()) == Some(self)).map(|(_, page)| *page)
    }

    /// The page of the AWS SDK for Java on an action: its names are those that `aws-sdk:` has.
    pub fn sdk_address(self, operation: Operation) -> Option<String> {
        const ROOT: &str = "https://sdk.amazonaws.com/java/api/latest";
        const PACKAGE: &str = "software.amazon.awssdk.services";
        let (name, action) = (self.name(), operation.name());
        let prefix = self.error_prefixes().next().filter(|_| SDK.named(name) == Some(self))?;
        let client = format!("{ROOT}/{}/{name}/{prefix}Client.html", PACKAGE.replace('.', "/"));
        // Where several capitals follow each other, the class is written otherwise.
        let mut letters = action.bytes().map(|byte| byte.is_ascii_uppercase());
        let mut previous = false;
        let is_plain =
            letters.all(|capital| !(std::mem::replace(&mut previous, capital) && capital));
        let class = action[..1].to_ascii_uppercase() + &action[1..];
        Some(if is_plain {
            format!("{client}#{action}({PACKAGE}.{name}.model.{class}Request)")
        } else {
            client
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_service_has_a_page() {
        for service in OPTIMIZED.all() {
            assert!(service.guide_page().is_some(), "{} has none", service.name());
        }
        assert_eq!(OPTIMIZED.all().count(), PAGES.len());
    }

    #[test]
    fn an_action_is_described_by_the_method_of_its_name() {
        let address = |service, action| {
            let service = SDK.named(service).expect("the service exists");
            service.sdk_address(service.operation(action).expect("the action exists"))
        };
        let page = "https://sdk.amazonaws.com/java/api/latest/software/amazon/awssdk/services";
        let method = "getItem(software.amazon.awssdk.services.dynamodb.model.GetItemRequest)";
        let expected = format!("{page}/dynamodb/DynamoDbClient.html#{method}");
        assert_eq!(address("dynamodb", "getItem"), Some(expected));
        let expected = format!("{page}/rds/RdsClient.html");
        assert_eq!(address("rds", "describeDBInstances"), Some(expected));
    }
}
