"""A policy is a value: normalised, equal to its copies, never changed; a route has its own."""

from __future__ import annotations

import copy
import pickle

import pytest
from hypothesis import given

from corsgate import CorsPolicy, PolicyError, Problem, Reason
from support.policies import policies

ORIGIN = "https://app.example.com"


def test_authorization_is_named_beside_a_wildcard() -> None:
    """No wildcard covers it.

    https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name
    """
    policy = CorsPolicy(allow_origins=["*"], allow_headers=["Authorization", "*"])
    assert policy.allow_headers == ("*", "authorization")


def test_lists_are_kept_in_one_form() -> None:
    """Origins keep their order; methods and names are sorted; nothing is kept twice."""
    policy = CorsPolicy(
        allow_origins=("https://b.example", "https://a.example", "https://b.example"),
        allow_methods=iter(["PUT", "GET", "PUT"]),
        allow_headers=["X-B", "x-a", "x-b"],
        expose_headers=frozenset({"ETag", "Age"}),
    )
    assert policy.allow_origins == ("https://b.example", "https://a.example")
    assert policy.allow_methods == ("GET", "PUT")
    assert policy.allow_headers == ("x-a", "x-b")
    assert policy.expose_headers == ("age", "etag")


def test_a_set_of_origins_has_one_order_in_every_process() -> None:
    """A policy's text must not change from one synthesis to the next."""
    origins = {f"https://{name}.example" for name in "zyxwvu"}
    assert CorsPolicy(allow_origins=origins).allow_origins == tuple(sorted(origins))


@given(policies())
def test_a_policy_survives_copies(policy: CorsPolicy) -> None:
    """It is a value: equal, of the same hash, and written as one would write it."""
    for other in (copy.copy(policy), copy.deepcopy(policy), pickle.loads(pickle.dumps(policy))):  # noqa: S301 - our own bytes
        assert other == policy
        assert hash(other) == hash(policy)
    assert eval(repr(policy), {"CorsPolicy": CorsPolicy}) == policy  # noqa: S307 - our own text
    assert policy.replace() == policy


def test_a_field_that_a_text_leaves_out_is_one_that_the_code_leaves_out() -> None:
    """The constructor's defaults and those of a text are written down apart."""
    assert CorsPolicy.from_json(f'{{"allow_origins": ["{ORIGIN}"]}}') == CorsPolicy(
        allow_origins=[ORIGIN]
    )


def test_a_policy_cannot_be_changed() -> None:
    """Neither set, nor deleted, nor extended; the message says what to do instead."""
    policy = CorsPolicy(allow_origins=[ORIGIN])
    hint = r"a CorsPolicy is frozen; use policy.replace\(max_age=...\) for a changed one"
    with pytest.raises(AttributeError, match=hint):
        policy.max_age = 1
    with pytest.raises(AttributeError, match=hint):
        del policy.max_age
    assert not hasattr(policy, "__dict__")
    assert policy.replace(max_age=1).max_age == 1
    assert policy.max_age is None


def test_a_policy_is_not_equal_to_something_else() -> None:
    """Not to its text, and not to a policy that differs in one field."""
    policy = CorsPolicy(allow_origins=[ORIGIN])
    assert policy != policy.to_json()
    assert policy != policy.replace(max_age=0)


def test_the_effective_policy_of_a_route() -> None:
    """Methods are cut to the route's, headers extended by what its authorizers need."""
    policy = CorsPolicy(allow_origins=[ORIGIN], allow_methods=["GET", "PUT"], allow_headers=["x-a"])
    route = policy.for_route(methods=["PUT", "DELETE"], headers=["X-Api-Key", "Cookie"])
    assert route == policy.replace(allow_methods=["PUT"], allow_headers=["x-a", "x-api-key"])
    assert policy.for_route() == policy
    assert policy.for_route(methods=["ANY"]) == policy


def test_the_effective_policy_of_a_route_under_a_wildcard() -> None:
    """``*`` stands for the methods that exist; it does not stand for ``Authorization``."""
    policy = CorsPolicy(allow_origins=["*"], allow_methods=["*"], allow_headers=["*"])
    route = policy.for_route(methods=["GET"], headers=["Authorization", "x-api-key"])
    assert route.allow_methods == ("GET",)
    assert route.allow_headers == ("*", "authorization")


def test_a_malformed_header_of_a_route_is_refused() -> None:
    """An authorizer's identity source may be anything."""
    with pytest.raises(PolicyError, match="allow_headers: 'a b' is not a header name"):
        CorsPolicy(allow_origins=[ORIGIN]).for_route(headers=["a b"])


def test_problems_are_values() -> None:
    """Programs compare, print and carry them from one process to another."""
    problem = Problem("max_age", [], Reason.TYPE, "max_age: [] is not an integer")
    same = Problem("max_age", [], Reason.TYPE, "max_age: [] is not an integer")
    assert problem == same
    assert hash(problem) == hash(same)
    assert problem != "max_age"
    assert repr(problem) == (
        "Problem('max_age', [], <Reason.TYPE: 'type'>, 'max_age: [] is not an integer')"
    )
    error = pickle.loads(pickle.dumps(PolicyError([problem], "X")))  # noqa: S301 - our own bytes
    assert (error.problems, str(error)) == ((problem,), f"X: {problem.message}")


def test_different_policies_have_different_hashes() -> None:
    """As keys of one map they would otherwise be compared one by one."""
    policies = [CorsPolicy(allow_origins=[ORIGIN], max_age=seconds) for seconds in range(20)]
    assert len({hash(policy) for policy in policies}) == len(policies)


def test_the_representation_is_what_one_would_write() -> None:
    """Lists, and what is set only."""
    policy = CorsPolicy(allow_origins=[ORIGIN], allow_methods=["PUT"], max_age=0)
    assert (
        repr(policy) == f"CorsPolicy(allow_origins=[{ORIGIN!r}], allow_methods=['PUT'], max_age=0)"
    )


def test_a_wildcard_takes_no_other_header_of_a_route() -> None:
    """It covers them all but the one that no wildcard covers."""
    policy = CorsPolicy(allow_origins=["*"], allow_headers=["*"])
    assert policy.for_route(headers=["x-a", "Cookie"]).allow_headers == ("*",)
    signed = policy.for_route(headers=["x-a", "Authorization"])
    assert signed.allow_headers == ("*", "authorization")


def test_an_origin_of_300_characters_is_looked_at() -> None:
    """A longer one is nobody's."""
    base = "://a.example.com"
    scheme = "x" * (300 - len(base))
    policy = CorsPolicy(allow_origins=[f"{scheme}://*.example.com", f"x{scheme}://*.example.com"])
    assert policy.allows_origin(scheme + base)
    assert not policy.allows_origin("x" + scheme + base)
