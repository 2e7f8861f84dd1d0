"""OPTIONS routes that people write themselves: they stay as they are, and are looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import (
    ALLOW_CREDENTIALS,
    ALLOW_HEADERS,
    ALLOW_METHODS,
    ALLOW_ORIGIN,
    AUTHORIZATION,
    SAFELISTED_METHODS,
    WILDCARD,
)

from ._properties import properties_of
from ._written_answers import written_integration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate import CorsPolicy

    from ._routes import ResourceRoutes
    from ._written_answers import WrittenAnswer, WrittenIntegration

_OK = "2"
_REMOVE = "remove the route to get a generated preflight"
_REMOVE_THE_CDKS = (
    "remove default_cors_preflight_options or add_cors_preflight(...) to get a generated preflight"
)


def preflight_problems(found: ResourceRoutes, policy: CorsPolicy) -> list[str]:
    """Say what keeps a hand-written OPTIONS route from answering as the policy says.

    What a function or another server behind it answers is for them to say. So is what a template
    computes: origins that a response template sets are not looked into.

    Args:
        found: a resource with a hand-written OPTIONS route.
        policy: policy of the resource.

    Source: https://fetch.spec.whatwg.org/#cors-preflight-fetch-0 and
        https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
    """
    assert found.options is not None  # noqa: S101 - the caller has looked
    integration = written_integration(found.options.settings)
    name = f"the hand-written route OPTIONS {found.path}"
    if integration is not None and integration.is_the_cdks:
        name = f"the route OPTIONS {found.path}, which the CDK has written,"
    faults = [f"has {fault}" for fault in _refusals(found)]
    if integration is not None and integration.is_mock and found.routes:
        effective = policy.for_route(methods=found.methods(), headers=found.headers())
        faults += _faults(integration, effective)
    if integration is not None and integration.is_the_cdks:
        faults = [fault.replace(_REMOVE, _REMOVE_THE_CDKS) for fault in faults]
    return [f"{name} {fault}" for fault in faults]


def _refusals(found: ResourceRoutes) -> Iterator[str]:
    """Yield what refuses a request without credentials, as every preflight is."""
    assert found.options is not None  # noqa: S101 - as above
    properties = properties_of(found.options.settings)
    authorization_type = properties.get("authorizationType")
    faults = {
        f"authorization_type {authorization_type!r}": authorization_type not in {None, "NONE"},
        "api_key_required": properties.get("apiKeyRequired") is True,
        "a request validator": properties.get("requestValidatorId") is not None,
    }
    for fault, present in faults.items():
        if present:
            yield (
                f"{fault}, which rejects preflights, because they carry no credentials; remove it, "
                f"or {_REMOVE}"
            )


def _faults(integration: WrittenIntegration, policy: CorsPolicy) -> Iterator[str]:
    status = integration.mock_status()
    if status is None:
        yield (
            "has no request template for 'application/json' that sets a status, so it answers "
            f"""500; write {{"application/json": '{{"statusCode": 204}}'}}, or {_REMOVE}"""
        )
    if not status or not integration.selects_readably():
        return
    answer = integration.answer_to(status)
    if answer is None:
        yield (
            f"sets the status {status}, for which it has no integration response, so it answers "
            f"500; add one, or {_REMOVE}"
        )
        return
    yield from _status_faults(answer)
    yield from _origin_faults(answer, policy)
    yield from _list_faults(answer, policy)
    yield from _credentials_faults(answer, policy)


def _status_faults(answer: WrittenAnswer) -> Iterator[str]:
    if answer.status is not None and not answer.status.startswith(_OK):
        yield (
            f"answers {answer.status}, but a preflight needs a status from 200 to 299; write 204, "
            f"or {_REMOVE}"
        )
    if undeclared := answer.undeclared():
        yield (
            f"maps {undeclared!r} but does not declare them in its method response for status "
            f"{answer.status}, so API Gateway rejects the deployment; declare them, or {_REMOVE}"
        )


def _origin_faults(answer: WrittenAnswer, policy: CorsPolicy) -> Iterator[str]:
    if not answer.has(ALLOW_ORIGIN):
        yield f"sends no {ALLOW_ORIGIN}, so the browser blocks every page; map it, or {_REMOVE}"
    origin = answer.text(ALLOW_ORIGIN)
    if origin is None or (origin,) == policy.allow_origins:
        return
    allowed = policy.allow_origins == (WILDCARD,) or policy.allows_origin(origin)
    only = "only " * allowed
    yield (
        f"allows {only}{origin!r}, but the policy allows {list(policy.allow_origins)!r}; give the "
        f"resource its own policy, with cors_for(resource, other_policy), or {_REMOVE}"
    )


def _list_faults(answer: WrittenAnswer, policy: CorsPolicy) -> Iterator[str]:
    methods = [each for each in policy.allow_methods if each not in SAFELISTED_METHODS]
    # Browsers compare methods as they are written, and headers whatever their case:
    # https://fetch.spec.whatwg.org/#cors-preflight-fetch-0 steps 7.6 and 7.7
    wanted = ((ALLOW_METHODS, methods, str), (ALLOW_HEADERS, policy.allow_headers, str.lower))
    for header, names, spelled in wanted:
        listed = answer.text(header)
        if answer.has(header) and listed is None:
            continue
        present = {spelled(each.strip()) for each in (listed or "").split(",")}
        missing = _missing([spelled(each) for each in names], present, policy)
        if missing:
            yield (
                f"does not list {missing!r} in {header}, which the policy allows and the routes of "
                f"the resource need; list them, or {_REMOVE}"
            )


def _missing(names: list[str], present: set[str], policy: CorsPolicy) -> list[str]:
    if WILDCARD in present and not policy.allow_credentials:
        names = [each for each in names if each == AUTHORIZATION]
    return [each for each in names if each not in present]


def _credentials_faults(answer: WrittenAnswer, policy: CorsPolicy) -> Iterator[str]:
    if policy.allow_credentials and not answer.has(ALLOW_CREDENTIALS):
        yield (
            f"sends no {ALLOW_CREDENTIALS}, but the policy allows credentials; map it to "
            f"\"'true'\", or {_REMOVE}"
        )
