"""Whether a change needs a person's judgement: what works today and would not any more."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from corsgate import CorsPolicy, PolicyError
from corsgate.names import ALLOW_ORIGIN, WILDCARD
from corsgate_audit.fix.live import cors_settings, rest_method
from corsgate_audit.model import FixSafety

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.fix.live.values import Change

_LISTS = {"AllowOrigins": "origin", "AllowMethods": "method", "AllowHeaders": "header"}
_NEW = {
    cors_settings.HTTP_API: "CORS headers that its functions send today, if they do, would be "
    "ignored",
    cors_settings.FUNCTION_URL: "CORS headers that its function sends today, if it does, would be "
    "doubled",
}
"""What settings do that were not there before.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html#urls-cors
"""
_HEADER = f"method.response.header.{ALLOW_ORIGIN}".lower()


def weighed(change: Change, policy: CorsPolicy) -> Change:
    """Return a change with what speaks against it.

    Args:
        change: of an item.
        policy: that it is made for.
    """
    if change.kind == rest_method.KIND and change.before is not None:
        unknown = rest_method.unknown_fields(change.before)
        if unknown:
            reason = f"it has {', '.join(unknown)}, which corsgate could not restore"
            return replace(change, safety=FixSafety.MANUAL, reasons=(reason,))
        reasons = tuple(_of_method(change.before, policy))
    elif change.kind in {cors_settings.HTTP_API, cors_settings.FUNCTION_URL}:
        reasons = tuple(_of_settings(change))
    else:
        reasons = ()
    safety = FixSafety.UNSAFE if reasons else FixSafety.SAFE
    return replace(change, safety=safety, reasons=reasons)


def _of_method(before: dict[str, Any], policy: CorsPolicy) -> Iterator[str]:
    integration = before.get("methodIntegration", {})
    kind = integration.get("type", "MOCK")
    if kind != "MOCK":
        backend = integration.get("uri", "")
        yield f"{kind} {backend} answers OPTIONS today, and would not be asked any more"
    for answer in integration.get("integrationResponses", {}).values():
        for name, value in answer.get("responseParameters", {}).items():
            if name.lower() == _HEADER and value.startswith("'"):
                yield from _origin_lost(value.strip("'"), policy)


def _origin_lost(origin: str, policy: CorsPolicy) -> Iterator[str]:
    if WILDCARD in policy.allow_origins:
        return
    if origin == WILDCARD:
        yield "pages of every origin are let in today; only those of the policy would be"
    elif _is_sent(origin) and origin not in policy.allow_origins:
        yield f"pages of {origin!r} are let in today, and are none of the policy's"


def _is_sent(origin: str) -> bool:
    """Whether a page's browser sends this, be it wise to let the page in or not."""
    try:
        CorsPolicy(allow_origins=[origin], dangerously_allow_insecure_origins=True)
    except PolicyError:
        return origin == "null"
    return True


def _of_settings(change: Change) -> Iterator[str]:
    if change.before is None:
        yield _NEW[change.kind]
        return
    before, after = change.before, change.after or {}
    for name, word in _LISTS.items():
        now = {_folded(name, each) for each in after.get(name, ())}
        lost = [each for each in before.get(name, ()) if _folded(name, each) not in now]
        if lost and WILDCARD not in now:
            yield f"{name} loses the {word}s {', '.join(map(repr, lost))}, which are allowed today"
    if before.get("AllowCredentials") and not after.get("AllowCredentials"):
        yield "requests with credentials are allowed today, and would not be"


def _folded(name: str, value: str) -> str:
    return value.lower() if name == "AllowHeaders" else value
