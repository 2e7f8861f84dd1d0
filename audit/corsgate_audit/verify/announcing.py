"""What is said before anything is made: what it will be, what it costs, and how long it takes."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from corsgate_audit.verify.asking import PAUSES
from corsgate_audit.verify.questions import Part
from corsgate_audit.verify.stacks import TAG

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.verify.app import Prepared

DOLLARS_PER_REQUEST = 0.0001
"""More than any request costs, one that has a function wait for 30 seconds with 128 MB included.

https://aws.amazon.com/api-gateway/pricing/, https://aws.amazon.com/lambda/pricing/ and
https://aws.amazon.com/cloudfront/pricing/: in the most expensive regions and without the free tier
a REST API takes 0.00000425 dollars for a request, and Lambda 0.00007.
"""
_MINUTES, _MINUTES_OF_CLOUDFRONT = 10, 25
_WORDS = {
    "AWS::ApiGateway::RestApi": "REST APIs",
    "AWS::ApiGatewayV2::Api": "HTTP APIs",
    "AWS::Lambda::Function": "Lambda functions",
    "AWS::Lambda::Url": "function URLs",
    "AWS::CloudFront::Distribution": "CloudFront distributions",
    "AWS::IAM::Role": "IAM roles",
}


def dollars(prepared: Prepared) -> float:
    """Return more than the requests cost, were each question asked as often as it can be.

    Args:
        prepared: what is going to be asked.
    """
    requests = sum(1 + len(each.before) for each in prepared.questions)
    return requests * (1 + len(PAUSES)) * DOLLARS_PER_REQUEST


def announced(prepared: Prepared, account: str, region: str) -> Iterator[str]:
    """Yield the lines.

    Args:
        prepared: what is going to be made and asked.
        account: id of the account.
        region: region of it.
    """
    types = Counter(
        resource["Type"]
        for stack in prepared.stacks
        for resource in stack.template.get("Resources", {}).values()
    )
    kinds = ", ".join(_count(types[kind], word) for kind, word in _WORDS.items() if types[kind])
    with_cloudfront = any(each.name.endswith(Part.CLOUDFRONT) for each in prepared.stacks)
    minutes = _MINUTES_OF_CLOUDFRONT if with_cloudfront else _MINUTES
    yield f"account: {account}, region: {region}"
    yield f"makes: {len(prepared.stacks)} stacks with {types.total()} resources: {kinds}"
    yield f"stacks: {', '.join(each.name for each in prepared.stacks)}"
    yield f"tag: {TAG}={prepared.suffix} on each; nothing else in the account is touched"
    yield f"asks: {len(prepared.questions)} questions over HTTPS"
    yield f"cost: less than {max(dollars(prepared), 0.01):.2f} dollars"
    yield f"time: about {minutes} minutes; then everything is deleted"
    yield "access: anybody who guesses the addresses can call the front doors in this time"


def _count(number: int, words: str) -> str:
    return f"{number} {words if number > 1 else words.removesuffix('s')}"
