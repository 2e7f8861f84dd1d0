"""Judgements that every report is tried on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from corsgate_audit.judging.acceptance import Acceptance, accept
from corsgate_audit.judging.judgement import judge_collection
from corsgate_audit.judging.suppressions import Suppression
from corsgate_audit.model import Api, Collection, Coverage, CoverageState, Location
from support.apis import UNKNOWN, cors, http_api, preflight, rest_api, route
from support.judging import SOME_RULES

if TYPE_CHECKING:
    from corsgate_audit.judging.judged import Judgement

HOSTILE = "\x1b[2J</script><img src=x onerror=alert(1)>|``` @all\u202e [x](javascript:alert) {0}"
"""A name that a terminal, a page, Markdown and SARIF would each make something of."""

DENIED = Coverage(
    account="123456789012",
    region="eu-west-1",
    service="apigateway",
    resource="a1b2c3",
    state=CoverageState.DENIED,
    reason="not authorized",
)
SCANNED = Coverage(service="cloudformation", resource="template.yaml", state=CoverageState.SCANNED)
SKIPPED = Coverage(
    service="lambda", resource="orders", state=CoverageState.SKIPPED, reason="not public"
)


def judged(*apis: Api, coverage: tuple[Coverage, ...] = (SCANNED,)) -> Judgement:
    """Return what some rules, always the same, say of APIs."""
    return judge_collection(Collection(apis=apis, coverage=coverage), SOME_RULES)


def faulty() -> Judgement:
    """Return a judgement with findings of three severities, and with parts that were not seen."""
    bad = rest_api(route("DELETE"), preflight(), gateway_responses=())
    wide = http_api(cors(allow_origins=("https://*", UNKNOWN), allow_credentials=True))
    return judged(bad, wide, coverage=(SCANNED, SKIPPED, DENIED))


def one_fault() -> Judgement:
    """Return a judgement with one high finding, and all seen."""
    return judged(rest_api(route("DELETE", "/items/{id}"), preflight("/items/{id}")))


def clean() -> Judgement:
    """Return a judgement without a finding, and all seen."""
    return judged(http_api(cors()))


def hostile() -> Judgement:
    """Return a judgement whose names and paths were written by somebody who means harm."""
    path = f"/{HOSTILE}"
    place = Location(source=f"{HOSTILE}.yaml", pointer=f"/Resources/{HOSTILE}", logical_id=HOSTILE)
    deed = rest_api(
        route("DELETE", path, location=place),
        preflight(path, location=place),
        name=HOSTILE,
        location=place,
    )
    denied = replace(DENIED, resource=HOSTILE, reason=HOSTILE)
    return judged(deed, coverage=(SCANNED, denied))


def some_accepted() -> Judgement:
    """Return a judgement with a finding that is accepted, one that is not, and a notice."""
    bad = rest_api(route("DELETE"), preflight(), gateway_responses=())
    suppressions = (
        Suppression(name="suppression 1", rule="CORS110", reason="only curl calls it"),
        Suppression(name="suppression 2", rule="CORS202", reason="was fixed"),
    )
    given = Acceptance(suppressions=suppressions, today=date(2026, 3, 4))
    return accept(judged(bad), given)


def live() -> Judgement:
    """Return a judgement of an account, with one finding about a method."""
    place = Location(
        source="aws",
        pointer="GetResources",
        arn="arn:aws:apigateway:eu-central-1::/restapis/a1b2c3",
        account="123456789012",
        region="eu-central-1",
    )
    api = rest_api(route("DELETE", location=place), preflight(location=place), location=place)
    return judged(api, coverage=())
