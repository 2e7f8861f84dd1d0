"""Pages meet what is deployed, where it is known."""

from __future__ import annotations

from dataclasses import replace

from corsgate_audit.gateway.deployed import as_served, is_unread
from corsgate_audit.model import DeployedStage, Location, Unresolved
from support.apis import gateway_response, preflight, rest_api, route

ARN = "arn:aws:apigateway:eu-west-1::/restapis/a1"
PLACE = Location(source="aws", pointer="GetRestApis", arn=ARN)
ERRORS = (gateway_response("THROTTLED"),)
STAGE = DeployedStage(
    stage="prod",
    routes=(route("PUT"),),
    gateway_responses=ERRORS,
    binary_media_types=("image/png",),
    location=PLACE,
)
API = rest_api(route("PUT"), preflight(), location=PLACE, stages=("dev", "prod"))
LIVE = replace(API, deployed=(STAGE,))


def test_a_stage_has_routes_errors_and_media_types_of_its_own() -> None:
    """All else is the API's."""
    assert as_served(LIVE, "prod") == replace(
        LIVE,
        routes=STAGE.routes,
        gateway_responses=ERRORS,
        binary_media_types=("image/png",),
    )


def test_errors_that_aws_does_not_tell_are_those_of_the_api() -> None:
    """The export may leave them out."""
    stage = replace(STAGE, gateway_responses=Unresolved("errors", "not exported"))

    served = as_served(replace(API, deployed=(stage,)), "prod")

    assert served.gateway_responses == API.gateway_responses


def test_a_stage_that_was_not_read_is_the_api_as_it_is_set_up() -> None:
    """In an account that is said; a template has nothing else."""
    assert as_served(LIVE, "dev") is LIVE
    assert [is_unread(LIVE, stage) for stage in ("dev", "prod", "")] == [True, False, False]
    assert not is_unread(rest_api(route("PUT"), stages=("dev",)), "dev")
