"""What a MOCK integration answers, and the ways in which it answers with an error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.gateway import Layer, answer
from corsgate_audit.model import IntegrationResponse, MethodResponse, Unresolved
from support.apis import APP, PREFLIGHT_HEADERS, UNKNOWN, mock, preflight, rest_api, route
from support.asked import actual, answered, preflight_for

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

SET_ORIGIN = "#set($context.responseOverride.header.Access-Control-Allow-Origin = 'https://x.test')"
JSON = ("Content-Type", "application/json")
NO_STATUS = (
    "Unable to parse statusCode. It should be an integer that is defined in the request template"
)


def answering(**changes: Any) -> tuple[IntegrationResponse, ...]:  # noqa: ANN401 - any field
    """Return one integration response for 204, the default."""
    fields: dict[str, Any] = {"status_code": "204", "content_handling": "CONVERT_TO_TEXT"}
    return (IntegrationResponse(**(fields | changes)),)


def templated(template: object, **changes: Any) -> Any:  # noqa: ANN401 - a tuple for any field
    """Return one integration response with this response template."""
    return answering(templates=(("application/json", template),), **changes)


def test_a_mock_answers_with_the_headers_that_it_maps(snapshot: SnapshotAssertion) -> None:
    """All of them and nothing else."""
    found, response = answered(rest_api(preflight()), preflight_for("PUT"))

    assert response.status == 204
    assert response.headers == (
        JSON,
        ("Access-Control-Allow-Origin", APP),
        ("Access-Control-Allow-Methods", "GET,POST,PUT"),
        ("Access-Control-Allow-Headers", "authorization,content-type"),
    )
    assert found.layer is Layer.OPTIONS_INTEGRATION
    assert found.note == snapshot


def test_a_mock_of_another_method_is_an_integration() -> None:
    """And its body plays no part as long as no template looks at it."""
    api = rest_api(route("PUT", integration=mock({})))
    found, response = answered(api, actual("PUT"))

    assert (response.status, response.headers) == (204, (JSON,))
    assert found.layer is Layer.INTEGRATION


# --- The ways to 415 and 500 -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "status", "reason"),
    [
        (
            {"request_templates": (("text/plain", "{}"),)},
            415,
            "No request template matches application/json, and the passthrough behavior is NEVER.",
        ),
        (
            {
                "request_templates": (("text/plain", "{}"),),
                "passthrough_behavior": "WHEN_NO_TEMPLATES",
            },
            415,
            (
                "No request template matches application/json, and the passthrough behavior is "
                "WHEN_NO_TEMPLATES."
            ),
        ),
        (
            {"request_templates": (), "passthrough_behavior": "WHEN_NO_TEMPLATES"},
            500,
            f"{NO_STATUS}; it renders ''.",
        ),
        (
            {"request_templates": (), "passthrough_behavior": "WHEN_NO_MATCH"},
            500,
            f"{NO_STATUS}; it renders ''.",
        ),
        (
            {"responses": ()},
            500,
            (
                "No match for output mapping and no default output mapping configured: no "
                "integration response is selected by 204."
            ),
        ),
        (
            {"responses": answering(selection_pattern="2")},
            500,
            "No match for output mapping and no default output mapping configured: ",
        ),
        (
            {"responses": templated(SET_ORIGIN + SET_ORIGIN)},
            500,
            (
                "The response template fails: the header Access-Control-Allow-Origin is overridden "
                "twice, and AWS allows one override each."
            ),
        ),
    ],
)
def test_a_mock_that_cannot_answer(changes: dict[str, Any], status: int, reason: str) -> None:
    """The gateway answers in its place, with the words of AWS's log."""
    api = rest_api(preflight(integration=mock(**changes)))
    found, response = answered(api, preflight_for("PUT"))

    assert response.status == status
    assert response.headers == (JSON, ("Access-Control-Allow-Origin", APP))
    assert found.layer is Layer.OPTIONS_INTEGRATION
    assert found.note.startswith(reason)


@pytest.mark.parametrize("types", [("*/*",), ("image/png", "application/json")])
def test_a_binary_request_cannot_be_transformed(
    types: tuple[str, ...], snapshot: SnapshotAssertion
) -> None:
    """A preflight has no Content-Type and counts as JSON."""
    api = rest_api(
        preflight(integration=mock(content_handling=None)),
        binary_media_types=types,
    )
    found, response = answered(api, preflight_for("PUT"))

    assert response.status == 500
    assert found.note == snapshot


def test_a_binary_response_cannot_be_transformed(snapshot: SnapshotAssertion) -> None:
    """Though the request is converted."""
    responses = templated(SET_ORIGIN, content_handling=None)
    api = rest_api(preflight(integration=mock(responses=responses)), binary_media_types=("*/*",))
    found, response = answered(api, preflight_for("PUT"))

    assert response.status == 500
    assert found.note == snapshot


@pytest.mark.parametrize("template", ["", " \n"])
def test_without_a_response_template_nothing_is_transformed(template: str) -> None:
    """As in https://github.com/aws/serverless-application-model/issues/553."""
    responses = templated(template, content_handling=None)
    api = rest_api(preflight(integration=mock(responses=responses)), binary_media_types=("*/*",))
    _, response = answered(api, preflight_for("PUT"))

    assert response.status == 204


def test_text_that_is_converted_to_binary_cannot_be_transformed() -> None:
    """Whatever the API's binary types."""
    api = rest_api(preflight(integration=mock(content_handling="CONVERT_TO_BINARY")))
    _, response = answered(api, preflight_for("PUT"))

    assert response.status == 500


def test_other_binary_types_do_no_harm() -> None:
    """Only those that a preflight's payload counts as."""
    responses = templated(SET_ORIGIN, content_handling=None)
    api = rest_api(
        preflight(integration=mock(responses=responses, content_handling=None)),
        binary_media_types=("image/png",),
    )
    _, response = answered(api, preflight_for("PUT"))

    assert response.status == 204


# --- Selection and headers ---------------------------------------------------------------------


def test_a_pattern_goes_before_the_default() -> None:
    """And has to match the whole status."""
    responses = (
        IntegrationResponse(status_code="200"),
        IntegrationResponse(status_code="201", selection_pattern="20"),
        IntegrationResponse(status_code="202", selection_pattern=r"2\d{2}"),
    )
    api = rest_api(preflight(integration=mock(responses=responses)))
    _, response = answered(api, preflight_for("PUT"))

    assert response.status == 202


def test_a_header_that_the_method_does_not_declare_is_not_sent(snapshot: SnapshotAssertion) -> None:
    """API Gateway refuses to deploy it; the note says so."""
    declared = (
        MethodResponse(status_code="200", headers=tuple(PREFLIGHT_HEADERS)),
        MethodResponse(status_code="204", headers=("access-control-allow-methods",)),
    )
    found, response = answered(rest_api(preflight(responses=declared)), preflight_for("PUT"))

    assert response.headers == (JSON, ("Access-Control-Allow-Methods", "GET,POST,PUT"))
    assert found.note == snapshot


def test_an_override_takes_the_place_of_a_mapped_header() -> None:
    """Whatever the case of its name."""
    headers = tuple(PREFLIGHT_HEADERS.items())
    template = (
        "#set($context.responseOverride.header.access-control-allow-origin = 'https://x.test')"
        "#set($context.responseOverride.status = 299)"
    )
    api = rest_api(preflight(integration=mock(responses=templated(template, headers=headers))))
    _, response = answered(api, preflight_for("PUT"))

    assert response.status == 299
    assert response.headers == (
        JSON,
        ("Access-Control-Allow-Methods", "GET,POST,PUT"),
        ("Access-Control-Allow-Headers", "authorization,content-type"),
        ("access-control-allow-origin", "https://x.test"),
    )


@pytest.mark.parametrize("status", ["'299'", "99", "600"])
def test_an_override_that_is_no_status_is_ignored(status: str) -> None:
    """As localstack/localstack has seen on AWS."""
    template = f"#set($context.responseOverride.status = {status})"
    api = rest_api(preflight(integration=mock(responses=templated(template))))
    _, response = answered(api, preflight_for("PUT"))

    assert response.status == 204


def test_a_header_that_is_overridden_with_nothing_is_empty() -> None:
    """What leads nowhere is an empty text on AWS."""
    template = "#set($context.responseOverride.header.Access-Control-Allow-Origin = $nothing)"
    api = rest_api(preflight(integration=mock(responses=templated(template))))
    _, response = answered(api, preflight_for("PUT"))

    assert response.headers == (JSON, ("Access-Control-Allow-Origin", ""))


def test_the_response_template_of_the_accepted_type_runs() -> None:
    """Or JSON's, or the first; its type becomes the Content-Type."""
    templates = (("application/json", ""), ("text/html", SET_ORIGIN))
    api = rest_api(
        route("GET", integration=mock(responses=answering(templates=templates))),
        route("GET", "/first", integration=mock(responses=answering(templates=templates[1:]))),
    )
    accepted = actual("GET", Accept="text/html, */*")
    _, html = answered(api, type(accepted)("GET", accepted.url, accepted.headers[1:]))
    _, json = answered(api, actual("GET"))
    _, first = answered(api, actual("GET", "/first"))

    assert html.headers == (
        ("Content-Type", "text/html"),
        ("Access-Control-Allow-Origin", "https://x.test"),
    )
    assert json.headers == (JSON,)
    assert first.headers == html.headers


def test_a_content_type_with_parameters_selects_its_request_template() -> None:
    """And `$default` takes what none matches."""
    templates = (("$default", "{}"), ("text/plain", '{"statusCode": 204}'))
    api = rest_api(route("PUT", integration=mock({}, request_templates=templates)))
    _, plain = answered(api, actual("PUT", Content_Type="Text/Plain; charset=utf-8"))
    _, other = answered(api, actual("PUT", Content_Type="text/html"))

    assert (plain.status, other.status) == (204, 500)


# --- What nobody can tell ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"request_templates": UNKNOWN},
        {"request_templates": (("application/json", UNKNOWN),)},
        {"request_templates": (), "passthrough_behavior": UNKNOWN},
        {"responses": answering(selection_pattern=UNKNOWN)},
        {"responses": answering(status_code=UNKNOWN)},
        {"responses": answering(headers=UNKNOWN)},
        {"responses": answering(headers=(("Access-Control-Allow-Origin", UNKNOWN),))},
        {"responses": answering(templates=UNKNOWN)},
        {"responses": templated(UNKNOWN)},
        {"responses": templated("x", content_handling=UNKNOWN)},
    ],
)
def test_an_unresolved_part_leaves_the_answer_open(changes: dict[str, Any]) -> None:
    """Whichever it is."""
    found = answer(rest_api(preflight(integration=mock(**changes))), preflight_for("PUT"))

    assert (found.response, found.unresolved) == (None, (UNKNOWN,))
    assert found.layer is Layer.OPTIONS_INTEGRATION


@pytest.mark.parametrize(
    ("types", "status"), [(UNKNOWN, None), ((UNKNOWN,), None), ((UNKNOWN, "*/*"), 500)]
)
def test_unresolved_binary_types_count_where_no_other_matches(
    types: Any,  # noqa: ANN401 - texts or an unresolved value
    status: int | None,
) -> None:
    """A type that matches is enough."""
    api = rest_api(preflight(integration=mock(content_handling=None)), binary_media_types=types)
    found = answer(api, preflight_for("PUT"))

    assert (found.response and found.response.status) == status
    assert found.unresolved == (() if status else (UNKNOWN,))


@pytest.mark.parametrize(
    ("changes", "expression"),
    [
        ({"responses": answering(selection_pattern="(")}, "("),
        ({"responses": answering(status_code="2xx")}, "2xx"),
        ({"responses": templated("$stageVariables.origin")}, "$stageVariables.origin"),
        ({"responses": templated("#parse('x')")}, "#parse('x')"),
        ({"request_templates": (("application/json", "#set($x = )"),)}, "#set($x = )"),
    ],
)
def test_what_cannot_be_told_here_is_said(
    changes: dict[str, Any], expression: str, snapshot: SnapshotAssertion
) -> None:
    """Never taken for a pass or a fault."""
    found = answer(rest_api(preflight(integration=mock(**changes))), preflight_for("PUT"))

    assert found.response is None
    (value,) = found.unresolved
    assert value.expression == expression
    assert value.reason == snapshot


def test_a_body_that_passes_through_is_the_pages_business() -> None:
    """A preflight has none, so that it is an error there."""
    api = rest_api(
        route(
            "PUT",
            integration=mock(request_templates=(), passthrough_behavior="WHEN_NO_MATCH"),
        )
    )
    found = answer(api, actual("PUT"))

    assert found.response is None
    assert found.unresolved == (Unresolved("the request's body", "the page sets it"),)
