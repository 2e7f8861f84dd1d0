"""What a rule is for, and what it speaks about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.model import (
    DeployedStage,
    Distribution,
    FrontDoor,
    FunctionUrl,
    HttpApi,
    RestApi,
)
from corsgate_audit.rules.registry import rule_named
from corsgate_audit.rules.rule import Judged, Subject, subject_of
from support.apis import UNKNOWN, behavior, gateway_response, location, rest_api, route

if TYPE_CHECKING:
    from corsgate_audit.model import TargetBase


@pytest.mark.parametrize(
    ("rule", "kinds"),
    [
        ("CORS101", (RestApi,)),
        ("CORS201", (HttpApi,)),
        ("CORS301", (FunctionUrl,)),
        ("CORS401", (Distribution,)),
        ("CORS501", (RestApi, HttpApi, FunctionUrl)),
        ("CORS502", (RestApi, HttpApi, FunctionUrl, Distribution)),
    ],
)
def test_the_annotation_says_which_kinds_a_rule_judges(
    rule: str, kinds: tuple[type[TargetBase], ...]
) -> None:
    """One of the five, or a union by its name."""
    assert rule_named(rule).kinds == kinds
    assert rule_named(rule).front_doors == {kind.front_door for kind in kinds}


@dataclass(frozen=True)
class _Own:
    """What a rule may make up to be judged."""

    subject: Subject


STAGE = DeployedStage(stage="prod", location=location("Stage"))
OWN = Subject(location=location("Api"), path="/items", method="PUT")


@pytest.mark.parametrize(
    ("judged", "subject"),
    [
        (OWN, OWN),
        (_Own(OWN), OWN),
        (route("PUT"), Subject(location=location("PutItem"), path="/items", method="PUT")),
        (behavior(None, "/api/*"), Subject(location=location("Distribution"), path="/api/*")),
        (
            replace(behavior(None), path_pattern=UNKNOWN),
            Subject(location=location("Distribution"), path="!ImportValue shared"),
        ),
        (STAGE, Subject(location=location("Stage"), stage="prod")),
        (rest_api(), Subject(location=location("Api"))),
        (gateway_response("DEFAULT_4XX"), Subject(location=location("Default4Xx"))),
    ],
)
def test_every_part_of_the_model_stands_for_itself(judged: Judged, subject: Subject) -> None:
    """A method with its path, a stage with its name, all else by where it was read."""
    assert subject_of(judged) == subject


def test_front_doors_are_named_by_the_kinds() -> None:
    """Each kind has one."""
    assert rule_named("CORS603").front_doors == {FrontDoor.FUNCTION}
