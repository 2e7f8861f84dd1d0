"""The auditor's entry points, as short as they can be: in the package where it has none yet.

They read with the audit's own collector and judge with its rules; how runs are kept is their own.
"""

from __future__ import annotations

import json
import os
from typing import Any

import boto3
from botocore.exceptions import ClientError

from corsgate_audit.collect.live import read_account, read_edge
from corsgate_audit.collect.live.account import Identity
from corsgate_audit.judging.judgement import judge_collection

Event = dict[str, Any]
_SETTINGS: Event = json.loads(os.environ.get("CORSGATE_AUDITOR", "{}"))
_ENOUGH = 60_000  # milliseconds


def _key(run: str, name: str) -> str:
    return f"{_SETTINGS['prefix']}runs/{run}/{name}.json"


def _write(key: str, value: object) -> None:
    client = boto3.client("s3")
    client.put_object(Bucket=_SETTINGS["bucket"], Key=key, Body=json.dumps(value))


def _read(key: str) -> Any:  # noqa: ANN401 - any JSON
    try:
        found = boto3.client("s3").get_object(Bucket=_SETTINGS["bucket"], Key=key)
    except ClientError:
        return None
    return json.loads(found["Body"].read())


def list_places(event: Event, context: Any) -> Event:  # noqa: ANN401, ARG001 - Lambda's
    """Write the places of a run."""
    client = boto3.client("organizations", region_name="us-east-1")
    pages = client.get_paginator("list_accounts").paginate()
    places = [
        {"run": event["run"], "account": account["Id"], "region": region}
        for page in pages
        for account in page["Accounts"]
        for region in (*_SETTINGS["regions"], "global")
    ]
    key = _key(event["run"], "places")
    _write(key, places)
    return {
        "run": event["run"],
        "bucket": _SETTINGS["bucket"],
        "key": key,
        "places": len(places),
    }


def audit_place(event: Event, context: Any) -> Event:  # noqa: ANN401 - Lambda's
    """Audit a place, unless there is no time or it is audited."""
    key = _key(event["run"], f"{event['account']}-{event['region']}")
    found = _read(key)
    if found is None:
        if context.get_remaining_time_in_millis() < _ENOUGH:
            return {**event, "state": "again", "findings": 0}
        found = _audited(event["account"], event["region"])
        _write(key, found)
    return {**event, "state": "done", "findings": len(found)}


def _audited(account: str, region: str) -> list[str]:
    role = f"arn:aws:iam::{account}:role/{_SETTINGS['role_name']}"
    given = boto3.client("sts").assume_role(
        RoleArn=role, RoleSessionName="audit", ExternalId=_SETTINGS["external_id"]
    )["Credentials"]
    session = boto3.Session(
        given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"], "us-east-1"
    )
    identity = Identity(session=session, account=account, partition="aws")
    edge = identity.at_edge()
    assert edge
    at_edge = region == "global"
    read = read_edge(edge) if at_edge else read_account(identity.in_region(region))
    return [each.fingerprint for each in judge_collection(read).findings]


def reduce_run(event: Event, context: Any) -> Event:  # noqa: ANN401, ARG001 - Lambda's
    """Count what the places have reported."""
    places = _read(_key(event["run"], "places"))
    found = [_read(_key(event["run"], f"{each['account']}-{each['region']}")) for each in places]
    reported = [each for each in found if each is not None]
    now = sorted(name for each in reported for name in each)
    latest = f"{_SETTINGS['prefix']}latest.json"
    before = _read(latest) or []
    _write(latest, now)
    return {
        "complete": len(reported) == len(places),
        "places": len(places),
        "reported": len(reported),
        "findings": len(now),
        "new": len(set(now) - set(before)),
        "gone": len(set(before) - set(now)),
    }
