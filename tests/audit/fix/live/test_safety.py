"""What a person has to judge: what works today and would not any more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from corsgate import CorsPolicy
from corsgate_audit.fix.live.safety import weighed
from corsgate_audit.fix.live.values import Change
from corsgate_audit.model import FixSafety
from support.live_fix import POLICY

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

    from corsgate_audit.fix.live.values import State

ANYONE = CorsPolicy(allow_origins=["*"], allow_methods=["PUT"])
ORIGIN = "method.response.header.access-control-allow-origin"


def weigh(kind: str, before: State, after: State, policy: CorsPolicy = POLICY) -> Change:
    """Weigh a change."""
    change = Change(
        kind=kind,
        account="1",
        region="r",
        address={},
        label="x",
        before=before,
        after=after,
    )
    return weighed(change, policy)


def mock(origin: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    """Return a MOCK that lets an origin in."""
    answer = {"statusCode": "200", "responseParameters": {ORIGIN: origin}}
    return {"methodIntegration": {"type": "MOCK", "integrationResponses": {"200": answer}}, **more}


@pytest.mark.parametrize(
    ("before", "policy", "reasons"),
    [
        (None, POLICY, ()),
        (mock("'https://app.example.com'"), POLICY, ()),
        (mock("'https://app.example.com'", authorizationType="CUSTOM"), POLICY, ()),
        (mock("method.request.header.Origin"), POLICY, ()),
        (mock("'*'"), ANYONE, ()),
        (mock("'https://app.example.com/'"), POLICY, ()),
        (mock("'https://old.example.com'"), ANYONE, ()),
        *(
            (
                mock(f"'{origin}'"),
                POLICY,
                (f"pages of {origin!r} are let in today, and are none of the policy's",),
            )
            for origin in ("http://app.example.com", "http://localhost:3000", "null")
        ),
        (
            mock("'*'"),
            POLICY,
            ("pages of every origin are let in today; only those of the policy would be",),
        ),
        (
            mock("'https://old.example.com'"),
            POLICY,
            ("pages of 'https://old.example.com' are let in today, and are none of the policy's",),
        ),
        (
            {"methodIntegration": {"type": "AWS_PROXY", "uri": "arn:f"}},
            POLICY,
            ("AWS_PROXY arn:f answers OPTIONS today, and would not be asked any more",),
        ),
    ],
)
def test_a_preflight(before: State, policy: CorsPolicy, reasons: tuple[str, ...]) -> None:
    """What lets nobody less in, and takes no backend's work, is safe."""
    change = weigh("rest_method", before, {}, policy)

    assert change.reasons == reasons
    assert change.safety is (FixSafety.UNSAFE if reasons else FixSafety.SAFE)


def test_what_could_not_be_restored_is_not_touched(snapshot: SnapshotAssertion) -> None:
    """A field that AWS has added, and no call of this version could put back."""
    change = weigh("rest_method", mock("'*'", shiny=1), {})

    assert change.safety is FixSafety.MANUAL
    assert change.reasons == snapshot


@pytest.mark.parametrize("kind", ["http_api_cors", "function_url_cors"])
@pytest.mark.parametrize(
    ("before", "after", "reasons"),
    [
        ({"AllowHeaders": ["X-A"]}, {"AllowHeaders": ["x-a"], "AllowMethods": ["PUT"]}, ()),
        ({"AllowMethods": ["PUT"]}, {"AllowMethods": ["*"]}, ()),
        (
            {"AllowOrigins": ["*"], "AllowMethods": ["GET", "PUT"], "AllowCredentials": True},
            {"AllowOrigins": ["https://a.example"], "AllowMethods": ["PUT"]},
            (
                "AllowOrigins loses the origins '*', which are allowed today",
                "AllowMethods loses the methods 'GET', which are allowed today",
                "requests with credentials are allowed today, and would not be",
            ),
        ),
    ],
)
def test_settings(kind: str, before: State, after: State, reasons: tuple[str, ...]) -> None:
    """To allow more is what the policy says; to allow less may break a page."""
    change = weigh(kind, before, after)

    assert change.reasons == reasons
    assert change.safety is (FixSafety.UNSAFE if reasons else FixSafety.SAFE)


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (
            "http_api_cors",
            "CORS headers that its functions send today, if they do, would be ignored",
        ),
        (
            "function_url_cors",
            "CORS headers that its function sends today, if it does, would be doubled",
        ),
    ],
)
def test_settings_where_there_were_none(kind: str, reason: str) -> None:
    """The backend may do it all by itself, and nobody can see that from here."""
    change = weigh(kind, None, {"AllowOrigins": ["https://a.example"]})

    assert (change.safety, change.reasons) == (FixSafety.UNSAFE, (reason,))


def test_an_error_response() -> None:
    """It lets pages read errors that they could not read."""
    assert weigh("gateway_response", {"statusCode": "429"}, {}).safety is FixSafety.SAFE
