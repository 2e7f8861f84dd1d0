"""The functions of an auditor, as AWS Lambda calls them.

Their code is imported when they are first called, so that each brings only what it uses.
"""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Any

import boto3

from corsgate_audit.collect.live.account import client_config, identify
from corsgate_audit.organization.places import Keys, place_of, run_name
from corsgate_audit.organization.settings import AuditorSettings
from corsgate_audit.organization.storage import BucketStorage

if TYPE_CHECKING:
    from corsgate_audit.collect.live.account import Identity
    from corsgate_audit.organization.reducing import Hub

Event = dict[str, Any]

_MILLISECONDS = 1000


def list_places(event: Event, context: Any) -> Event:  # noqa: ANN401, ARG001 - Lambda's, not needed
    """Write down the places of a run, once; a retry and a run that goes on find them there.

    Args:
        event: ``{"run", "started"}``; ``started`` in ISO 8601.
        context: Lambda's.

    Returns:
        ``{"run", "bucket", "key", "places"}``: the list is a JSON array, each of its items
        ``{"run", "account", "region"}``.
    """
    from corsgate_audit.organization.listing import (  # noqa: PLC0415 - as above
        PLACES,
        planned,
        planned_items,
        write_plan,
    )

    settings = AuditorSettings.from_environment(os.environ)
    keys = Keys(settings.prefix, run_name(event.get("run")))
    storage = BucketStorage(settings.bucket)
    items = planned_items(storage, keys)
    if items is None:
        write_plan(storage, keys, event["started"], planned(settings, keys.run, _client))
        items = planned_items(storage, keys) or []
    return {
        "run": keys.run,
        "bucket": settings.bucket,
        "key": keys.of(PLACES),
        "places": len(items),
    }


def audit_place(event: Event, context: Any) -> Event:  # noqa: ANN401 - Lambda's context
    """Audit one place, or a part of it; invoked again while it says ``again``.

    Args:
        event: item of the list of places.
        context: Lambda's; it says how much time is left.

    Returns:
        ``{"run", "account", "region", "state", "findings"}``; ``state`` is ``done`` or ``again``.
    """
    from corsgate_audit.organization.auditing import (  # noqa: PLC0415 - as above
        Auditor,
        audit_place,
    )

    place = place_of(event)
    settings = AuditorSettings.from_environment(os.environ)
    auditor = Auditor(settings, BucketStorage(settings.bucket), _caller())
    seconds = context.get_remaining_time_in_millis() / _MILLISECONDS
    return place.item | audit_place(auditor, place, seconds)._asdict()


def reduce_run(event: Event, context: Any) -> Event:  # noqa: ANN401, ARG001 - Lambda's, not needed
    """Put the places of a run together.

    Args:
        event: ``{"run"}``.
        context: Lambda's.

    Returns:
        ``{"complete", "places", "reported", "findings", "new", "gone"}``.
    """
    from corsgate_audit.organization.reducing import reduce_run  # noqa: PLC0415 - as above

    settings = AuditorSettings.from_environment(os.environ)
    keys = Keys(settings.prefix, run_name(event.get("run")))

    def publish(subject: str, text: str) -> None:
        _client("sns").publish(TopicArn=settings.topic, Subject=subject, Message=text)

    return reduce_run(
        BucketStorage(settings.bucket),
        keys,
        hub=_hub() if settings.security_hub == "auditor" else None,
        publish=publish if settings.topic is not None else None,
    )._asdict()


def _hub() -> Hub:
    from corsgate_audit.organization.reducing import Hub  # noqa: PLC0415 - as above
    from corsgate_audit.organization.security_hub import (  # noqa: PLC0415 - as above
        archived,
        import_findings,
        under_account,
    )

    caller = _caller()
    region = str(caller.session.region_name)
    return Hub(
        tell=lambda findings: import_findings(
            caller, region, (under_account(each, caller.account, region) for each in findings)
        ),
        archived=archived,
    )


@cache
def _caller() -> Identity:
    """Return whose credentials these are: AWS says so once for each environment of a function."""
    return identify()


def _client(service: str) -> Any:  # noqa: ANN401 - its type depends on the service
    return boto3.client(service, config=client_config())  # type: ignore[call-overload]
