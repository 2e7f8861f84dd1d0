"""Fingerprints: the same finding keeps its own, another one gets another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corsgate_audit.judging.fingerprint import fingerprint
from corsgate_audit.model import ResourceRef

RESOURCE = ResourceRef(
    type="AWS::ApiGateway::Method",
    api="items",
    path="/items",
    method="OPTIONS",
    logical_id="Preflight",
    arn="arn:aws:apigateway:eu-central-1::/restapis/a1b2c3",
    account="123456789012",
    region="eu-central-1",
)
PRINT = fingerprint("CORS110", RESOURCE, "DELETE, PUT")


def test_it_is_a_sha_256_in_hexadecimal() -> None:
    """Baselines, SARIF and Security Hub take it as it is."""
    assert len(PRINT) == 64
    assert set(PRINT) <= set("0123456789abcdef")


@pytest.mark.parametrize(
    "changes",
    [{"logical_id": "Renamed"}, {"arn": "arn:aws:apigateway:eu-central-1::/restapis/z9"}],
)
def test_what_a_new_deployment_changes_is_left_out(changes: dict[str, str]) -> None:
    """A baseline survives refactoring and re-creation."""
    assert fingerprint("CORS110", replace(RESOURCE, **changes), "DELETE, PUT") == PRINT


def test_case_and_white_space_of_the_detail_do_not_count() -> None:
    """They say nothing about the fault."""
    assert fingerprint("CORS110", RESOURCE, " delete,\n put ") == PRINT


@pytest.mark.parametrize(
    "other",
    [
        fingerprint("CORS111", RESOURCE, "DELETE, PUT"),
        fingerprint("CORS110", RESOURCE, "PUT"),
        fingerprint("CORS110", replace(RESOURCE, api="orders"), "DELETE, PUT"),
        fingerprint("CORS110", replace(RESOURCE, path="/orders"), "DELETE, PUT"),
        fingerprint("CORS110", replace(RESOURCE, method="GET"), "DELETE, PUT"),
        fingerprint("CORS110", replace(RESOURCE, account="210987654321"), "DELETE, PUT"),
        fingerprint("CORS110", replace(RESOURCE, region="eu-west-1"), "DELETE, PUT"),
    ],
)
def test_another_fault_or_another_place_has_another(other: str) -> None:
    """Nothing that tells two findings apart is lost."""
    assert other != PRINT
