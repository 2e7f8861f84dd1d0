"""A first policy says which origins it leaves out, and why."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.collect import collect
from corsgate_audit.fix.first_policy import first_policy

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

LOCAL, HOSTED = "http://localhost:5173", "https://team.github.io"
PLAIN = "http://shop.example.org"
APP = "https://app.example.com"


def written(folder: Path, *origins: str) -> str:
    """Return the policy for an HTTP API with these origins."""
    settings: dict[str, Any] = {"AllowMethods": ["GET"]}
    if origins:
        settings["AllowOrigins"] = list(origins)
    properties = {"Name": "a", "ProtocolType": "HTTP", "CorsConfiguration": settings}
    api = {"Type": "AWS::ApiGatewayV2::Api", "Properties": properties}
    file = folder / "template.json"
    file.write_text(json.dumps({"Resources": {"Api": api}}), encoding="utf-8")
    return first_policy(collect([str(file)]))


@pytest.mark.parametrize(
    ("origins", "allowed"),
    [
        ((), [APP]),
        ((LOCAL,), [APP]),
        ((APP, LOCAL, HOSTED), [APP]),
        ((APP,), [APP]),
        (("*",), ["*"]),
        ((PLAIN,), [APP]),
        ((PLAIN, APP), [APP]),
        ((PLAIN, "https://shop.example.org"), ["https://shop.example.org"]),
        (("*", APP), [APP]),
        ((f"{APP}/", "null", "https://*.example.com"), [APP]),
    ],
)
def test_what_is_not_as_it_is_allowed_today_is_said(
    tmp_path: Path, origins: tuple[str, ...], allowed: list[str], snapshot: SnapshotAssertion
) -> None:
    """What is left out and what is corrected; and that the origin is a placeholder."""
    text = written(tmp_path, *origins)
    assert tomllib.loads(text)["allow_origins"] == allowed
    assert [line for line in text.splitlines() if line.startswith("#")][3:] == snapshot
