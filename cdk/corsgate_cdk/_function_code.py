"""Whether the code of a function sends the headers of a policy, read as the audit reads it.

Needs the ``audit`` extra; `corsgate_cdk._other_languages` asks only where it is installed.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from aws_cdk import Stage
from aws_cdk.aws_s3_assets import Asset

from corsgate._origins import has_token, is_pattern
from corsgate.names import ALLOW_CREDENTIALS, ALLOW_ORIGIN, WILDCARD
from corsgate_audit.collect.code.files import FolderFiles
from corsgate_audit.collect.reach import reach_of
from corsgate_audit.gateway.function_code import materialised
from corsgate_audit.handlers.answers import Shape
from corsgate_audit.handlers.bundle import Bundle, Environment
from corsgate_audit.handlers.reading import read_handler

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_cdk.aws_lambda import CfnFunction

    from corsgate import CorsPolicy
    from corsgate_audit.handlers.answers import CodeAnswer

_ASSET = "Code"
_INLINE = "index.js"
_OTHER = "https://attacker.example"
_METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD")


def answers_right(function: CfnFunction, properties: Mapping[str, Any], policy: CorsPolicy) -> bool:
    """Whether every answer of a function's code allows what the policy allows, and nothing else.

    Args:
        function: function whose code may be in the app.
        properties: properties of the function, in JavaScript's names.
        policy: policy of the front door.

    Returns:
        False where that is not so, and where it cannot be determined.
    """
    bundle = _bundle(function, properties)
    origins = [each for each in policy.allow_origins if not (is_pattern(each) or has_token(each))]
    if bundle is None or len(origins) < len(policy.allow_origins):
        return False
    known = (properties.get("environment") or {}).get("variables") or {}
    environment = Environment(
        {name: value if isinstance(value, str) else None for name, value in known.items()}
    )
    reading = read_handler(bundle, properties["runtime"], properties["handler"], environment)
    answers = [each for each in reading.answers if each.shape is not Shape.PAYLOAD]
    if reading.undetermined or not answers:
        return False
    pages = [_OTHER if each == WILDCARD else each for each in origins]
    allowed = all(
        _allows(each, page, policy)
        for page in pages
        for each in answers
        if any(each.can_meet(method=method, origin=page) for method in _METHODS)
    )
    return allowed and (WILDCARD in origins or not any(_leaks(each) for each in answers))


def _allows(answer: CodeAnswer, page: str, policy: CorsPolicy) -> bool:
    response = materialised(answer, page)
    if response is None:
        return False
    headers = {name.lower(): value for name, value in response.headers}
    wanted = {page} if policy.allow_credentials else {page, WILDCARD}
    has_credentials = headers.get(ALLOW_CREDENTIALS.lower()) == "true"
    return headers.get(ALLOW_ORIGIN.lower()) in wanted and (
        has_credentials or not policy.allow_credentials
    )


def _leaks(answer: CodeAnswer) -> bool:
    if not any(answer.can_meet(method=method, origin=_OTHER) for method in _METHODS):
        return False
    response = materialised(answer, _OTHER)
    headers = {} if response is None else {name.lower(): value for name, value in response.headers}
    return headers.get(ALLOW_ORIGIN.lower()) in {_OTHER, WILDCARD}


def _bundle(function: CfnFunction, properties: Mapping[str, Any]) -> Bundle | None:
    inline = (properties.get("code") or {}).get("zipFile")
    if isinstance(inline, str):
        return Bundle({_INLINE: inline.encode()})
    around = function.node.scope
    asset = None if around is None else around.node.try_find_child(_ASSET)
    stage = Stage.of(function)
    if not isinstance(asset, Asset) or stage is None:
        return None
    folder = Path(stage.outdir, asset.asset_path)
    return Bundle(FolderFiles(folder, reach_of(folder, [folder]))) if folder.is_dir() else None
