"""What pages may read of the error responses that a REST API gives by itself."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from corsgate_audit.browser import BrowserRequest
from corsgate_audit.browser.exchange import STANDARD, carry_out
from corsgate_audit.diff.changes import Change, Direction
from corsgate_audit.gateway import Exchange
from corsgate_audit.gateway.addresses import url_of
from corsgate_audit.gateway.error_types import NOT_CUSTOMISABLE, OWN_STATUS
from corsgate_audit.gateway.gateway_responses import gateway_response
from corsgate_audit.gateway.received import receive
from corsgate_audit.model import RestApi

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corsgate_audit.browser import HttpRequest
    from corsgate_audit.diff.sides import Side
    from corsgate_audit.gateway import Answer

_CREDENTIALS = ("omit", "include")
_Served: TypeAlias = tuple[RestApi, str]


def compared_errors(
    name: str, before: Side, after: Side, origins: Iterable[str]
) -> Iterator[Change]:
    """Yield what pages may newly read, or read no more, of gateway responses.

    Args:
        name: what people call the API.
        before: the API before the change.
        after: the API after it.
        origins: origins of the pages.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
    """
    one, two = before.api, after.api
    if not (isinstance(one, RestApi) and isinstance(two, RestApi)):
        return
    if before.common == after.common:
        return
    found: defaultdict[tuple[object, ...], list[Change]] = defaultdict(list)
    ours, theirs = (one, before.stage), (two, after.stage)
    for change in _by_type(name, ours, theirs, origins):
        key = (change.direction, change.responses, change.credentials)
        found[key].append(change)
    merged: defaultdict[tuple[object, ...], list[Change]] = defaultdict(list)
    for every in found.values():
        pages = tuple(origin for each in every for origin in each.origins)
        each = replace(every[0], origins=pages)
        merged[each.direction, each.credentials, pages].append(each)
    for every in merged.values():
        types = tuple(kind for each in every for kind in each.responses)
        yield replace(every[0], responses=types)


def _by_type(
    name: str, before: _Served, after: _Served, origins: Iterable[str]
) -> Iterator[Change]:
    for origin in origins:
        for credentials in _CREDENTIALS:
            for kind in OWN_STATUS:
                if kind in NOT_CUSTOMISABLE:
                    continue
                one = _met(before, origin, credentials, kind)
                two = _met(after, origin, credentials, kind)
                verdicts = one.outcome(), two.outcome()
                allowed = [each is not None and each.allowed for each in verdicts]
                if None in verdicts or allowed[0] == allowed[1]:
                    continue
                yield Change(
                    direction=Direction.WIDER if allowed[1] else Direction.NARROWER,
                    api=name,
                    paths=(),
                    method="GET",
                    origins=(origin,),
                    credentials=credentials,
                    before=one,
                    after=two,
                    is_error=True,
                    responses=(kind,),
                )


def _met(served: _Served, origin: str, credentials: str, kind: str) -> Exchange:
    api, stage = served
    request = BrowserRequest(url_of(api, "/", stage), origin, credentials=credentials)

    def ask(sent: HttpRequest) -> Answer:
        return gateway_response(api, receive(api, sent), kind, note="")

    return carry_out(Exchange(api=api, request=request, profile=STANDARD), ask)
