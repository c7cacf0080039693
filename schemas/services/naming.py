"""How Step Functions names services, actions, parameters and errors: as the AWS SDK for Java 2 does."""

import re

KEYWORDS = frozenset(
    """abstract assert boolean break byte case catch char class const continue default do double else
    enum extends false final finally float for goto if implements import instanceof int interface long
    native new null package private protected public return short static strictfp super switch
    synchronized this throw throws transient true try void volatile while""".split()
)
METHODS = frozenset(
    """builder clone equals finalize getClass hashCode notify notifyAll overrideConfiguration
    sdkHttpResponse toBuilder toString wait""".split()
)


def words(text):
    """The words of a name: `IoTAnalytics` is `IoT`, `Analytics`."""
    text = re.sub(r"[^A-Za-z0-9]+", " ", text)
    text = re.sub(r"([^a-z]{2,})v([0-9]+)", r"\1 v\2 ", text)
    text = re.sub(r"([^A-Z]{2,})V([0-9]+)", r"\1 V\2 ", text)
    text = re.sub(r"(?<=[a-z])(?=[A-Z][a-zA-Z0-9])", " ", text)
    text = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1 \2", text)
    text = re.sub(r"([0-9])([a-zA-Z])", r"\1 \2", text)
    return text.split()


def pascal_case(text):
    return "".join(word[:1].upper() + word[1:].lower() for word in words(text))


def capitalised(text):
    return text[:1].upper() + text[1:]


def uncapitalised(name):
    """The leading run of capitals made small, but for the one that begins the next word."""
    end = 1
    while end < len(name) and name[end].isupper():
        if end + 1 < len(name) and name[end + 1].islower():
            break
        end += 1
    return name[:end].lower() + name[end:]


def error_prefix(service_id):
    """What the names of a service's errors begin with: `DynamoDb`."""
    name = pascal_case(service_id)
    for leading in ("Amazon", "Aws"):
        if name.startswith(leading):
            name = name[len(leading) :]
    return name.removesuffix("Service")


def service(service_id):
    """What stands for a service in a resource: `dynamodb`."""
    return error_prefix(service_id).lower()


def action(operation):
    """What stands for an operation in a resource: `describeDBInstances`."""
    return operation[:1].lower() + operation[1:]


def is_reserved(member):
    name = uncapitalised(member)
    return member.lower() in KEYWORDS or name in METHODS


def sdk_member(member):
    """A parameter of an `aws-sdk:` call, or a member of its result: `DbInstanceIdentifier`."""
    return capitalised(uncapitalised(member)) + ("Value" if is_reserved(member) else "")


def plain_member(member):
    """The same of an optimized integration: `MD5OfMessageBody`."""
    return capitalised(member)


def error(shape):
    """The name of an error behind the prefix: `NoSuchBucketException`."""
    return pascal_case(shape.removesuffix("Fault")).removesuffix("Exception") + "Exception"
