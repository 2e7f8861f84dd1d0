"""An emulated organization, audited by the functions of an auditor as its state machine would."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import boto3
from moto import mock_aws

from corsgate_audit.organization import entry
from corsgate_audit.organization.settings import VARIABLE
from support.faults import between
from support.front_doors import fill
from support.moto_support import install

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pytest

    from support.faults import Answer

CALLER = "123456789012"
REGIONS = ("eu-west-1", "us-east-1")
BUCKET, PREFIX, ROLE = "results", "cors/", "CorsgateAudit"
LONG = 900.0  # seconds
_MOST_INVOCATIONS = 96


class Context:
    """What Lambda says of an invocation.

    Args:
        seconds: time that is left.
    """

    def __init__(self, seconds: float = LONG) -> None:
        self._seconds = seconds

    def get_remaining_time_in_millis(self) -> int:
        """Return how much time is left."""
        return int(self._seconds * 1000)


@dataclass
class Organization:
    """An organization with APIs, and an auditor of it.

    Args:
        members: ids of the accounts beside the auditor's own.
    """

    members: list[str]
    told: dict[str, Any]
    monkeypatch: pytest.MonkeyPatch
    answers: list[dict[str, Any]] = field(default_factory=list)

    def set(self, **settings: Any) -> None:  # noqa: ANN401 - any setting
        """Change settings of the auditor."""
        self.told |= settings
        self.monkeypatch.setenv(VARIABLE, json.dumps(self.told))

    def list(self, run: str, started: str = "2026-12-01T04:00:00Z") -> list[dict[str, str]]:
        """Plan a run; return its items."""
        told = entry.list_places({"run": run, "started": started}, Context())
        items: list[dict[str, str]] = self.json(told["key"])
        assert told["places"] == len(items)
        return items

    def audit(self, item: Any, *seconds: float) -> dict[str, Any]:  # noqa: ANN401 - any JSON
        """Audit a place, again and again until it is done.

        Args:
            item: item of the list.
            seconds: time of the first invocations; later ones have 15 minutes.
        """
        for number in range(_MOST_INVOCATIONS):
            left = seconds[number] if number < len(seconds) else LONG
            answer = entry.audit_place(item, Context(left))
            self.answers.append(answer)
            if answer["state"] == "done":
                return answer
        message = f"{item} is not done after {_MOST_INVOCATIONS} invocations"
        raise AssertionError(message)

    def reduce(self, run: str) -> dict[str, Any]:
        """Put a run together."""
        return entry.reduce_run({"run": run}, Context())

    def run(self, run: str, started: str = "2026-12-01T04:00:00Z") -> dict[str, Any]:
        """Do a whole run."""
        for item in self.list(run, started):
            self.audit(item)
        return self.reduce(run)

    def body(self, key: str) -> bytes:
        """Return what is under a key of the results."""
        found: bytes = boto3.client("s3").get_object(Bucket=BUCKET, Key=key)["Body"].read()
        return found

    def json(self, key: str) -> Any:  # noqa: ANN401 - any JSON
        """Return the JSON value under a key."""
        return json.loads(self.body(key))

    def of(self, run: str, name: str) -> Any:  # noqa: ANN401 - any JSON
        """Return a file of a run: the values of its lines, or its one value."""
        body = self.body(f"{PREFIX}runs/{run}/{name}")
        return [*map(json.loads, body.splitlines())] if name.endswith("l") else json.loads(body)


@contextmanager
def organization(
    monkeypatch: pytest.MonkeyPatch, members: int = 2, regions: Sequence[str] = REGIONS
) -> Iterator[Organization]:
    """Have an organization whose accounts have two REST APIs and an HTTP API in each region."""
    install()
    monkeypatch.setenv("AWS_DEFAULT_REGION", regions[0])
    _new_environment()
    with mock_aws():
        boto3.client("organizations").create_organization(FeatureSet="ALL")
        made = [make_account(f"member-{number}") for number in range(members)]
        for account in (*made, CALLER):
            session = session_in(account)
            for region in regions:
                fill(session(region))
        where = {"LocationConstraint": regions[0]}
        boto3.client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration=where)
        told = {
            "bucket": BUCKET,
            "prefix": PREFIX,
            "regions": list(regions),
            "role_name": ROLE,
            "external_id": "e1",
            "accounts": None,
            "organizational_units": None,
            "config_aggregator": None,
            "security_hub": None,
            "topic": None,
            "code": False,
            "select": [],
            "ignore": [],
            "max_rps": 10,
        }
        found = Organization(made, told, monkeypatch)
        found.set()
        yield found


@contextmanager
def faults(answer: Answer) -> Iterator[None]:
    """Ask about every call of the auditor's functions, in environments that are new.

    Args:
        answer: see `between`.
    """
    _new_environment()
    with between(answer):
        yield
    _new_environment()


def _new_environment() -> None:
    entry._caller.cache_clear()  # noqa: SLF001 - as a function of Lambda that is started anew
    boto3.DEFAULT_SESSION = None


def make_account(name: str) -> str:
    """Make an account of the organization; return its id."""
    client = boto3.client("organizations")
    made = client.create_account(AccountName=name, Email=f"{name}@example.com")
    return str(made["CreateAccountStatus"]["AccountId"])


def session_in(account: str) -> Any:  # noqa: ANN401 - a function of a region
    """Return what makes a session of an account in a region."""
    given = boto3.client("sts").assume_role(
        RoleArn=f"arn:aws:iam::{account}:role/{ROLE}", RoleSessionName="fills"
    )["Credentials"]

    def session(region: str) -> boto3.Session:
        return boto3.Session(
            aws_access_key_id=given["AccessKeyId"],
            aws_secret_access_key=given["SecretAccessKey"],
            aws_session_token=given["SessionToken"],
            region_name=region,
        )

    return session
