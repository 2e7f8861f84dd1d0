"""Origins that only a deployment knows: a parameter, a distribution's domain, an SSM value."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from aws_cdk import CfnParameter, Stack

from corsgate import CorsPolicy
from corsgate._origins import UNRESOLVED, has_token

from ._cycles import CircleError
from ._references import referenced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from constructs import IConstruct

_CLOUDFRONT = "aws_cdk.aws_cloudfront"
_HOST = "[a-z0-9_.-]+"
_PATTERNS = {False: _HOST, True: f"https?://{_HOST}(:[1-9][0-9]*)?"}
"""By whether the value is a whole origin. A quote, ``$``, ``#`` or ``*`` would change the meaning
of what it is written into, and a capital letter or a slash at the end would allow no page."""


def prepare_origins(policy: CorsPolicy, scope: IConstruct) -> None:
    """See to it that what a deployment puts into a policy is an origin, as far as that is possible.

    A parameter without an ``AllowedPattern`` gets one. Other sources cannot be checked.

    Args:
        policy: policy about to be rendered.
        scope: API or function URL that gets it.

    Raises:
        CircleError: the origin is the domain of a distribution in front of the same API.

    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
    """
    for origin in filter(has_token, policy.allow_origins):
        for target in referenced(origin, scope):
            if isinstance(target, CfnParameter):
                _restrict(target, is_whole="://" not in origin)
            else:
                _check_circle(target, scope)


def _restrict(parameter: CfnParameter, *, is_whole: bool) -> None:
    # Of a parameter that names an SSM parameter, the pattern is for the name.
    if parameter.type == "String" and parameter.allowed_pattern is None:
        parameter.allowed_pattern = _PATTERNS[is_whole]
        parameter.constraint_description = (
            "an origin such as https://app.example.com"
            if is_whole
            else "a host such as app.example.com"
        )


def _check_circle(target: IConstruct, scope: IConstruct) -> None:
    """Distribution, API, policy, distribution: none can be made before the others."""
    # An app with distributions has imported this; the others need not wait for it.
    cloudfront = sys.modules.get(_CLOUDFRONT)
    if cloudfront is None or not isinstance(target, cloudfront.CfnDistribution):
        return
    above = f"{scope.node.path}/"
    if any(f"{each.node.path}/".startswith(above) for each in _behind(target)):
        message = (
            f"the policy of {scope.node.path!r} allows the domain of the distribution "
            f"{target.node.path!r}, which has this API behind it, so that neither can be created "
            "first; a page of that distribution calls the API below its own origin and needs no "
            "CORS: remove the origin, or give the distribution a domain name of your own and name "
            "that"
        )
        raise CircleError(message)


def _behind(distribution: IConstruct) -> Iterator[IConstruct]:
    config = distribution._cfn_properties["distributionConfig"]  # type: ignore[attr-defined]  # noqa: SLF001 - protected
    yield from referenced(config, distribution)


def resolved_text(text: str, scope: IConstruct) -> object:
    """Return a text as a template has it, to be compared with another.

    Args:
        text: text with or without tokens.
        scope: construct of the stack that it is for.
    """
    return Stack.of(scope).resolve(text) if UNRESOLVED in text else text


def policy_of(text: str) -> CorsPolicy:
    """Read a policy that this app has written down for itself, tokens and all.

    Args:
        text: text that `CorsPolicy.to_json` has written.
    """
    fields = json.loads(text)
    del fields["version"]
    return CorsPolicy(**fields)
