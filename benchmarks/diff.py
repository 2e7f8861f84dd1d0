"""What ``corsgate diff`` costs beside reading: two templates with as many routes, all changed.

``python benchmarks/diff.py [ROUTES]`` prints seconds of this process and their ratio to reading.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from corsgate import CorsPolicy
from corsgate.render import mock_preflight
from corsgate_audit.collect import collect
from corsgate_audit.diff.differing import difference

ROUTES = 300
BEFORE = CorsPolicy(allow_origins=["https://app.example.com"], allow_methods=["GET", "PUT"])
AFTER = CorsPolicy(
    allow_origins=["https://app.example.com", "https://*.preview.example.com"],
    allow_methods=["GET", "PUT"],
    allow_headers=["authorization", "content-type"],
    allow_credentials=True,
)


def template(policy: CorsPolicy, routes: int) -> str:
    """Return a template whose REST API has a resource for each route, with its preflight."""
    resources: dict[str, Any] = {
        "Api": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "shop"}}
    }
    backend = {"Type": "HTTP_PROXY", "IntegrationHttpMethod": "PUT", "Uri": "https://x.example.com"}
    for at in range(routes):
        place = {"RestApiId": {"Ref": "Api"}, "ResourceId": {"Ref": f"R{at}"}}
        parent = {"Fn::GetAtt": ["Api", "RootResourceId"]}
        part = {"RestApiId": {"Ref": "Api"}, "ParentId": parent, "PathPart": f"items{at}"}
        method = {"HttpMethod": ("PUT", "GET")[at % 2], "AuthorizationType": "NONE"}
        resources[f"R{at}"] = {"Type": "AWS::ApiGateway::Resource", "Properties": part}
        for name, properties in (
            (f"M{at}", {**method, "Integration": backend}),
            (f"O{at}", mock_preflight(policy)),
        ):
            resources[name] = {
                "Type": "AWS::ApiGateway::Method",
                "Properties": {**place, **properties},
            }
    return json.dumps({"Resources": resources})


def main() -> None:
    """Measure and print."""
    routes = int(sys.argv[1]) if len(sys.argv) > 1 else ROUTES
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, name) for name in ("before.json", "after.json")]
        for file, policy in zip(files, (BEFORE, AFTER), strict=True):
            file.write_text(template(policy, routes), encoding="utf-8")
        start, clock = time.process_time(), time.perf_counter()
        before, after = (collect([str(file)]) for file in files)
        read, read_clock = time.process_time() - start, time.perf_counter() - clock
        start, clock = time.process_time(), time.perf_counter()
        found = difference(before, after)
        spent, spent_clock = time.process_time() - start, time.perf_counter() - clock
    print(f"{routes} routes, {len(found.changes)} changes")
    print(f"reading both   {read:6.2f} s of this process, {read_clock:6.2f} s on the clock")
    print(f"comparing      {spent:6.2f} s of this process, {spent_clock:6.2f} s on the clock")
    print(f"ratio          {spent / read:6.2f}")


if __name__ == "__main__":
    main()
