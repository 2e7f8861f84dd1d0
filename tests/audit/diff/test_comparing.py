"""What changes between two sides: routes, functions, errors, exposed headers, distributions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from corsgate import CorsPolicy
from corsgate_audit.diff.changes import Direction
from corsgate_audit.diff.differing import difference
from corsgate_audit.model import (
    Authorizer,
    Behavior,
    CachePolicy,
    Collection,
    CorsConfiguration,
    Coverage,
    CoverageState,
    Distribution,
    GatewayResponse,
    HeaderMode,
    HeaderSet,
    Integration,
    Origin,
    OriginKind,
    ResponseHeadersPolicy,
    Unresolved,
)
from support.collected import NOWHERE
from support.diff_pairs import difference_of, http_door, rest_door, url_door

if TYPE_CHECKING:
    from corsgate_audit.diff.changes import Difference

APP, OTHER = "https://app.example.com", "https://other.example.com"
POLICY = CorsPolicy(allow_origins=[APP], allow_methods=["GET", "PUT"])
ITEMS = (("/items", "PUT"),)


def short(found: Difference) -> set[tuple[str, ...]]:
    """Return the changes without those of error responses, in short."""
    return {
        (each.direction.value, each.method, each.origins[0], each.credentials, *each.paths)
        for each in found.changes
        if not each.is_error
    }


def test_a_new_route_may_be_called() -> None:
    """By the pages that the settings allow already; its removal is narrower."""
    one, two = http_door(POLICY, ITEMS), http_door(POLICY, (*ITEMS, ("/orders", "PUT")))

    assert short(difference_of(one, two)) == {("wider", "PUT", APP, "omit", "/orders")}
    (change,) = difference_of(two, one).changes
    assert (change.direction, change.reaches) == (Direction.NARROWER, True)


def test_a_function_that_was_not_read_hides_no_preflight() -> None:
    """It may be asked by another page: that is said, and what the response depends on."""
    unread = Integration(type="AWS_PROXY")

    def door(policy: CorsPolicy):  # type: ignore[no-untyped-def]  # noqa: ANN202 - a REST API
        made = rest_door(policy, ITEMS)
        routes = tuple(
            replace(each, integration=unread) if each.method == "PUT" else each
            for each in made.routes
        )
        return replace(made, routes=routes, gateway_responses=())

    wider = CorsPolicy(allow_origins=[APP, OTHER], allow_methods=["GET", "PUT"])
    found = difference_of(door(POLICY), door(wider))

    assert short(found) == {("wider", "PUT", OTHER, "omit", "/items")}
    assert {each.assumes for each in found.changes} == {("a function",)}
    assert (found.undetermined, found.unread) == ((), ("a function",))


def test_a_function_in_the_place_of_another_is_undetermined() -> None:
    """Nobody knows what it sends."""
    made = rest_door(POLICY, ITEMS)
    routes = tuple(
        replace(each, integration=Integration(type="AWS_PROXY")) if each.method == "PUT" else each
        for each in made.routes
    )

    found = difference_of(made, replace(made, routes=routes))

    assert [(each.paths, each.methods, each.reason) for each in found.undetermined] == [
        (("/items",), ("PUT",), "which headers a function sends is undetermined")
    ]
    assert not found.is_complete


def test_error_responses_become_readable() -> None:
    """By type, where somebody customises what all of them inherit."""
    made = replace(rest_door(POLICY, ITEMS), gateway_responses=())
    errors = GatewayResponse(
        response_type="DEFAULT_5XX",
        headers=(("Access-Control-Allow-Origin", f"'{OTHER}'"),),
        location=NOWHERE,
    )

    found = difference_of(made, replace(made, gateway_responses=(errors,)))

    assert [
        (each.direction, each.origins, each.credentials, each.responses) for each in found.changes
    ] == [
        (
            Direction.WIDER,
            (OTHER,),
            "omit",
            (
                "INTEGRATION_TIMEOUT",
                "API_CONFIGURATION_ERROR",
                "AUTHORIZER_CONFIGURATION_ERROR",
                "AUTHORIZER_FAILURE",
                "INTEGRATION_FAILURE",
            ),
        )
    ]


def test_exposed_headers() -> None:
    """One more is wider, one less is narrower, and both may happen at once."""
    one = CorsPolicy(allow_origins=[APP], allow_methods=["PUT"], expose_headers=["etag", "a"])
    two = CorsPolicy(allow_origins=[APP], allow_methods=["PUT"], expose_headers=["a", "b"])

    found = difference_of(url_door(one), url_door(two))

    assert {(each.direction.value, each.exposes) for each in found.changes} == {
        ("wider", ("b",)),
        ("narrower", ("etag",)),
    }
    assert {each.origins for each in found.changes} == {(APP,)}


def test_an_authorizer_keeps_pages_out_that_send_no_token() -> None:
    """And a token has to be allowed by the preflight."""
    made = rest_door(POLICY, ITEMS)
    asking = Authorizer(name="users", type="TOKEN", identity_headers=("authorization",))
    routes = tuple(
        replace(each, authorization="CUSTOM", authorizer=asking) if each.method == "PUT" else each
        for each in made.routes
    )

    found = difference_of(made, replace(made, routes=routes, gateway_responses=()))

    assert ("narrower", "PUT", APP, "omit", "/items") in short(found)
    assert short(found).isdisjoint({("wider", "PUT", APP, "omit", "/items")})


def test_an_api_that_is_new_and_one_that_is_gone() -> None:
    """All that it allows is wider, or narrower."""
    door = url_door(POLICY)
    added = difference(Collection(), Collection(apis=(door,)))
    gone = difference(Collection(apis=(door,)), Collection())

    assert {each.direction for each in added.changes} == {Direction.WIDER}
    assert {each.direction for each in gone.changes} == {Direction.NARROWER}
    assert all(each.before is None for each in added.changes)
    assert {each[1:] for each in short(added)} == {each[1:] for each in short(gone)}
    assert ("wider", "PUT", APP, "omit", "$default") in short(added)


def test_an_api_that_may_be_in_what_was_not_scanned_is_no_change() -> None:
    """A template that cannot be read before the change makes nothing new after it."""
    failed = Coverage(service="files", resource="a.yaml", state=CoverageState.FAILED, reason="no")
    door, unread = url_door(POLICY), Collection(coverage=(failed,))

    for found in (
        difference(unread, Collection(apis=(door,))),
        difference(Collection(apis=(door,)), unread),
    ):
        assert found.changes == ()
        assert [each.api for each in found.undetermined] == ["function URL 'shop'"]
        assert found.incomplete == (failed,)


def test_a_value_that_is_unknown_on_one_side_is_named() -> None:
    """It may be what it was before, or not."""
    made = http_door(POLICY, ITEMS)
    unknown = Unresolved("!Ref Origin", "no default")
    cors = made.cors
    assert isinstance(cors, CorsConfiguration)

    found = difference_of(made, replace(made, cors=replace(cors, allow_origins=(unknown,))))

    assert found.changes == ()
    assert [each.reason for each in found.undetermined] == ["!Ref Origin: no default"]


def test_a_distribution_that_writes_the_headers() -> None:
    """For the paths of its behaviors; where it writes none, what stands behind it decides."""

    def door(*origins: str) -> Distribution:
        cors = CorsConfiguration(allow_origins=origins, allow_methods=("GET",))
        policy = ResponseHeadersPolicy(name="cors", cors=cors, origin_override=True)
        behavior = Behavior(
            path_pattern="api/*",
            origin=Origin(id="api", domain="api.example.com", kind=OriginKind.OTHER),
            cache=CachePolicy(name="none", key_headers=HeaderSet(mode=HeaderMode.ALL)),
            response_headers=policy,
            location=NOWHERE,
        )
        return Distribution(name="web", location=NOWHERE, behaviors=(behavior,))

    found = difference_of(door(APP), door(APP, OTHER))

    assert found.changes == ()
    assert [(each.paths, each.methods, each.reason) for each in found.undetermined] == [
        (
            ("api/*",),
            ("GET", "HEAD"),
            "what the front door forwards to decides, and was not read",
        )
    ]
    gone = difference_of(door(APP), door("https://moved.example.com"))
    assert {each.direction for each in gone.changes} <= {Direction.NARROWER}


@pytest.mark.slow
def test_methods_that_read_the_path_are_compared_each() -> None:
    """A mapping that answers with a variable of the path is asked on its own path."""
    made = rest_door(POLICY, (("/a/{id}", "PUT"), ("/b/{id}", "PUT")))
    wider = rest_door(
        CorsPolicy(allow_origins=[APP, OTHER], allow_methods=["PUT"]),
        (("/a/{id}", "PUT"), ("/b/{id}", "PUT")),
    )
    marked = tuple(
        replace(
            each,
            integration=replace(
                each.integration,
                request_templates=(("application/json", '{"statusCode": 204}## $context.path'),),
            ),
        )
        if each.method == "OPTIONS" and isinstance(each.integration, Integration)
        else each
        for each in wider.routes
    )

    found = difference_of(made, replace(wider, routes=marked))

    assert {each.paths for each in found.changes if each.method == "PUT"} == {
        ("/a/{id}",),
        ("/b/{id}",),
    }


def test_an_http_api_in_the_place_of_a_rest_api() -> None:
    """They are one API by their routes, and what differs is said of both."""
    one, two = rest_door(POLICY, ITEMS), http_door(POLICY, ITEMS)

    found = difference_of(replace(one, name="old"), replace(two, name="new"))

    assert found.apis == 1
    assert short(found) == set()


def test_paths_that_answer_alike_are_asked_once() -> None:
    """So an API of hundreds of routes costs what its different ones do."""
    routes = tuple((f"/items/{at}", "PUT") for at in range(100))
    wider = CorsPolicy(allow_origins=[APP, OTHER], allow_methods=["GET", "PUT"])

    found = difference_of(rest_door(POLICY, routes), rest_door(wider, routes))

    assert {each.paths for each in found.changes if each.paths} == {
        tuple(sorted(path for path, _ in routes))
    }
