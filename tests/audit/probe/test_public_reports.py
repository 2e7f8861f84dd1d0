"""Public reports, rebuilt: two commands lead from what the person saw to the true cause and a fix.

The share that is asked for is 90 %, and nobody may be misled: where the first cause is not the true
one, the true one stands beside it.
"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest

from corsgate import decide
from corsgate_audit.browser import BrowserRequest, preflight_request
from corsgate_audit.causes import described
from corsgate_audit.probe import probe
from corsgate_audit.probe.fixes.choosing import NO_SETTING
from corsgate_audit.probe.fixes.policies import policy_for
from corsgate_audit.symptoms import read_symptom
from support.heard import APP
from support.public_reports import REPORTS

if TYPE_CHECKING:
    from corsgate_audit.browser import HttpRequest
    from corsgate_audit.probe import Heard, Probe
    from support.public_report import Report


SAME_BYTES = {"awslabs/aws-api-gateway-developer-portal#227", "kndt84/aws-api-gateway-client#29"}
"""IAM on OPTIONS answers with the bytes of an OPTIONS that is not there: both are named."""


class Server:
    """Answers as the server of a report did."""

    def __init__(self, report: Report) -> None:
        self._report = report

    def __call__(self, request: HttpRequest) -> Heard:
        """Answer a preflight, a request, and what a probe asks to tell causes apart."""
        if request.method == "OPTIONS":
            return self._report.preflight
        if "corsgate=" in request.url:
            return self._report.past or self._report.response
        return self._report.response


def probed(report: Report) -> Probe:
    """Probe the report's server as its page called it."""
    request = BrowserRequest(report.url, APP, report.method, report.headers, report.credentials)
    return probe(request, Server(report))


def test_there_are_as_many_as_are_asked_for() -> None:
    """60 of them, none twice."""
    assert len({report.where for report in REPORTS}) == len(REPORTS) >= 60
    assert len(SAME_BYTES) / len(REPORTS) < 0.1


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.where)
def test_the_first_command_understands_what_was_seen(report: Report) -> None:
    """It names the true cause, or leads to the second command, which asks the same server."""
    reading = read_symptom(report.said.format(url=report.url, app=APP))
    assert reading is not None
    words = shlex.split(reading.next[0])
    assert words[:3] == ["corsgate", "probe", report.url]


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.where)
def test_the_second_command_names_the_true_cause(report: Report) -> None:
    """With a fix in words, and one in code where a setting of CORS is what helps."""
    found = probed(report)
    assert found.cause is not None
    named = [found.cause.slug, *(each.slug for each in found.cause.also)]
    assert report.cause in (named if report.where in SAME_BYTES else named[:1])
    assert described(found.cause.slug).fix
    if report.cause not in NO_SETTING:
        assert allows(found)


def allows(found: Probe) -> bool:
    """Whether the policy of the fix lets the page's request pass."""
    policy = policy_for(found)
    assert policy is not None
    request = found.request
    preflight = preflight_request(request)
    asked = dict(preflight.headers) if preflight else {}
    decision = decide(
        policy,
        method="OPTIONS" if preflight else request.method,
        origin=request.origin,
        request_method=asked.get("Access-Control-Request-Method"),
        request_headers=asked.get("Access-Control-Request-Headers"),
    )
    return decision.allowed
