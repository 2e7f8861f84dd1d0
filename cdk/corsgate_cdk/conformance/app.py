"""The stacks of the conformance app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import App, BootstraplessSynthesizer, CfnOutput, Stack

from corsgate_audit.verify.actions import NAME
from corsgate_audit.verify.questions import Front, Part
from corsgate_audit.verify.statements import CASES
from corsgate_cdk.conformance.distributions import distributions
from corsgate_cdk.conformance.function_urls import function_urls
from corsgate_cdk.conformance.http_apis import http_apis
from corsgate_cdk.conformance.rest_apis import rest_apis

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from corsgate_audit.verify.cases import Case

_BUILDERS: Mapping[Part, Callable[[Stack, Mapping[Front, Sequence[Case]]], Mapping[Front, str]]] = {
    Part.VELOCITY: rest_apis,
    Part.LANGUAGE: rest_apis,
    Part.MOCK: rest_apis,
    Part.REST: rest_apis,
    Part.HTTP: http_apis,
    Part.URL: function_urls,
    Part.CLOUDFRONT: distributions,
}


def conformance_app() -> App:
    """Build the app, for the suffix of its context.

    Raises:
        KeyError: the context names none: without one, names of others could be met.
    """
    app = App(
        analytics_reporting=False,
        context={"aws:cdk:enable-path-metadata": False, "aws:cdk:enable-asset-metadata": False},
    )
    suffix = app.node.get_context("suffix")
    asked = {each.front for each in CASES}
    for part in Part:
        fronts = {
            front: [each for each in CASES if each.front is front]
            for front in Front
            if front in asked and front.part is part
        }
        if fronts:
            _stack(app, f"{NAME}-{suffix}-{part}", part, fronts)
    return app


def _stack(app: App, name: str, part: Part, fronts: Mapping[Front, Sequence[Case]]) -> None:
    """Add a stack without assets, which CreateStack makes without a bucket."""
    synthesizer = BootstraplessSynthesizer()
    stack = Stack(
        app, part, stack_name=name, synthesizer=synthesizer, description="corsgate verify: delete"
    )
    for front, url in _BUILDERS[part](stack, fronts).items():
        CfnOutput(stack, front.output, value=url).override_logical_id(front.output)
