"""What stands behind a gateway: a function with a policy, without one, or a mapped backend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.gateway import Layer, answer
from corsgate_audit.model import Integration, IntegrationResponse
from support.apis import APP, UNKNOWN, rest_api, route
from support.asked import actual, answered, preflight_for

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

POLICY = (
    f'{{"allow_origins": ["{APP}"], "allow_methods": ["PUT"], "allow_headers": ["x-a"],'
    ' "expose_headers": ["etag"], "max_age": 7}'
)
STRANGER = "https://attacker.example"


def function(policy: Any = None) -> Integration:  # noqa: ANN401 - a text, an unresolved value, None
    """Return a function with this policy in its environment."""
    return Integration(type="AWS_PROXY", function_policy=policy)


def responding(*responses: IntegrationResponse) -> Integration:
    """Return an integration that maps what a server answers."""
    return Integration(type="HTTP", responses=responses)


def response(status: Any, origin: Any, **changes: Any) -> IntegrationResponse:  # noqa: ANN401
    """Return an integration response that maps one header."""
    headers = (("Access-Control-Allow-Origin", origin),)
    return IntegrationResponse(status_code=status, headers=headers, **changes)


# --- Functions ---------------------------------------------------------------------------------


def test_a_function_without_a_policy_is_not_known(snapshot: SnapshotAssertion) -> None:
    """Nothing is missing: only it knows."""
    found = answer(rest_api(route("PUT", integration=function())), actual("PUT"))

    assert (found.response, found.layer, found.unresolved) == (None, Layer.BACKEND, ())
    assert found.note == snapshot


def test_a_function_with_a_policy_answers_as_the_decorator_does(
    snapshot: SnapshotAssertion,
) -> None:
    """If its handler is decorated; the note says so."""
    api = rest_api(route("ANY", integration=function(POLICY)))
    found, preflight = answered(api, preflight_for("PUT"))
    _, put = answered(api, actual("PUT"))

    assert found.note == snapshot
    assert preflight.status == 204
    assert sorted(preflight.headers) == [
        ("Access-Control-Allow-Headers", "x-a"),
        ("Access-Control-Allow-Methods", "PUT"),
        ("Access-Control-Allow-Origin", APP),
        ("Access-Control-Max-Age", "7"),
        ("Vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"),
    ]
    assert put.status == 200
    assert sorted(put.headers) == [
        ("Access-Control-Allow-Methods", "PUT"),
        ("Access-Control-Allow-Origin", APP),
        ("Access-Control-Expose-Headers", "etag"),
        ("Vary", "Origin"),
    ]


def test_a_stranger_is_refused_by_the_policy(snapshot: SnapshotAssertion) -> None:
    """With the decision's own reason."""
    api = rest_api(route("ANY", integration=function(POLICY)))
    found, refused = answered(api, preflight_for("PUT", origin=STRANGER))

    assert refused.status == 403
    assert [name for name, _ in refused.headers] == ["Vary"]
    assert found.note == snapshot


@pytest.mark.parametrize(
    ("policy", "expression"), [(UNKNOWN, UNKNOWN.expression), ("{}", "CORSGATE_POLICY")]
)
def test_a_policy_that_cannot_be_read_leaves_the_answer_open(
    policy: Any,  # noqa: ANN401 - a text or an unresolved value
    expression: str,
) -> None:
    """It is unresolved, or no policy."""
    found = answer(rest_api(route("PUT", integration=function(policy))), actual("PUT"))

    assert found.response is None
    assert [value.expression for value in found.unresolved] == [expression]
    assert all(value.reason for value in found.unresolved)


# --- Mapped backends ---------------------------------------------------------------------------


def test_the_same_headers_whatever_the_backend_says_are_known(snapshot: SnapshotAssertion) -> None:
    """The status is then the default's."""
    integration = responding(
        response("400", f"'{APP}'", selection_pattern=r"4\d{2}"), response("201", f"'{APP}'")
    )
    found, known = answered(rest_api(route("PUT", integration=integration)), actual("PUT"))

    assert known.status == 201
    assert known.headers == (
        ("Content-Type", "application/json"),
        ("Access-Control-Allow-Origin", APP),
    )
    assert found.layer is Layer.INTEGRATION
    assert found.note == snapshot


def test_without_a_default_the_first_gives_the_status() -> None:
    """There is one at least."""
    integration = responding(response("202", "'*'", selection_pattern="2.."))
    _, known = answered(rest_api(route("PUT", integration=integration)), actual("PUT"))
    assert known.status == 202


@pytest.mark.parametrize(
    "responses",
    [
        (response("200", "'*'"), response("400", f"'{APP}'", selection_pattern="4..")),
        (response("200", "integration.response.header.Access-Control-Allow-Origin"),),
        (
            response(
                "200",
                "'*'",
                templates=(("application/json", "#set($context.responseOverride.status = 7)"),),
            ),
        ),
    ],
)
def test_what_the_backend_decides_is_not_known(
    responses: tuple[IntegrationResponse, ...],
) -> None:
    """Nothing that a source could hold is missing."""
    found = answer(rest_api(route("PUT", integration=responding(*responses))), actual("PUT"))

    assert (found.response, found.layer, found.unresolved) == (None, Layer.INTEGRATION, ())


def test_a_header_from_the_backend_that_decides_nothing_is_left_out() -> None:
    """The rest is known."""
    headers = (("ETag", "integration.response.header.ETag"), ("Access-Control-Allow-Origin", "'*'"))
    integration = responding(IntegrationResponse(status_code="200", headers=headers))
    _, known = answered(rest_api(route("PUT", integration=integration)), actual("PUT"))

    assert known.headers == (
        ("Content-Type", "application/json"),
        ("Access-Control-Allow-Origin", "*"),
    )


@pytest.mark.parametrize(
    "responses",
    [
        (response("200", UNKNOWN),),
        (response(UNKNOWN, "'*'"),),
        (response("200", "'*'", templates=UNKNOWN),),
        (response("200", "'*'", templates=(("application/json", UNKNOWN),)),),
    ],
)
def test_an_unresolved_part_leaves_the_answer_open(
    responses: tuple[IntegrationResponse, ...],
) -> None:
    """And is named."""
    found = answer(rest_api(route("PUT", integration=responding(*responses))), actual("PUT"))
    assert (found.response, found.unresolved) == (None, (UNKNOWN,))


# --- What API Gateway cannot deploy ------------------------------------------------------------


def test_a_method_without_an_integration_is_not_known(snapshot: SnapshotAssertion) -> None:
    """The note says what is missing."""
    found = answer(rest_api(route("PUT", integration=None)), actual("PUT"))
    assert found.response is None
    assert found.note == snapshot


def test_a_backend_whose_answer_nothing_maps_is_500(snapshot: SnapshotAssertion) -> None:
    """Whatever it says."""
    api = rest_api(route("PUT", integration=responding()), gateway_responses=())
    found, broken = answered(api, actual("PUT"))

    assert (broken.status, found.layer) == (500, Layer.INTEGRATION)
    assert found.note == snapshot


def test_an_unresolved_type_leaves_the_answer_open(snapshot: SnapshotAssertion) -> None:
    """It may be a MOCK or a function."""
    api = rest_api(route("PUT", integration=Integration(type=UNKNOWN)))
    found = answer(api, actual("PUT"))

    assert (found.response, found.unresolved) == (None, (UNKNOWN,))
    assert found.note == snapshot
