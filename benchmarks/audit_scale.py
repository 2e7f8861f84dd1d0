"""What an audit costs: calls, time and memory, and whether they keep to their budgets.

``python benchmarks/audit_scale.py [--page docs/benchmarks.md]`` prints a table, or writes it into a
page, between its marks. AWS is not asked: answers of the size of real ones are given to botocore,
behind which everything is as it is in a scan. A clock that only waiting moves stands for AWS's
rates.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any, NamedTuple

import botocore
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from pages import write_between_marks  # type: ignore[import-not-found]  # the script beside this

from corsgate_audit.collect.live.limits import Limits
from corsgate_audit.collect.live.scan import ScanOptions, scan
from corsgate_audit.judging.judgement import judge_collection
from corsgate_audit.model import routes_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.collect.live.limits import Calling
    from corsgate_audit.model import Collection

APIS, RESOURCES, METHODS = 100, 200, 2
REGION, NOBODY = "eu-west-1", "nobody"
ORIGIN = "'https://app.example.com'"
_ONCE = "--measure"


# --- An account ------------------------------------------------------------------------------


def account(apis: int) -> Iterator[tuple[str, Any]]:
    """Yield operations with what AWS answers to them, for an account of this many REST APIs."""
    items = [{"id": f"api{index:05}", "name": f"service {index}"} for index in range(apis)]
    yield "GetCallerIdentity", None
    yield "GetRestApis", {"item": items}
    yield "GetStages", {"item": [{"stageName": "prod"}]}
    yield "GetExport", _export()
    yield "GetResources", {"item": [_resource(index) for index in range(RESOURCES)]}
    yield "GetGatewayResponses", {"item": [_gateway_response(kind) for kind in ("4XX", "5XX")]}
    yield "GetAuthorizers", {"item": []}
    yield "GetDomainNames", {"item": []}
    yield "GetApis", {"items": []}
    yield "ListFunctions", {"Functions": []}


def _resource(index: int) -> dict[str, Any]:
    proxy = {"type": "AWS_PROXY", "uri": "arn:aws:apigateway:elsewhere"}
    get = {"httpMethod": "GET", "authorizationType": "NONE", "methodIntegration": proxy}
    methods = {"GET": get, "OPTIONS": _preflight()}
    return {"id": f"r{index}", "path": f"/items{index}/{{id}}", "resourceMethods": methods}


def _preflight() -> dict[str, Any]:
    prefix = "method.response.header.Access-Control-Allow-"
    headers = {
        "Origin": ORIGIN,
        "Methods": "'GET,OPTIONS'",
        "Headers": "'content-type,authorization'",
    }
    mapped = {prefix + name: value for name, value in headers.items()}
    return {
        "httpMethod": "OPTIONS",
        "authorizationType": "NONE",
        "methodResponses": {
            "204": {"statusCode": "204", "responseParameters": dict.fromkeys(mapped, True)}
        },
        "methodIntegration": {
            "type": "MOCK",
            "passthroughBehavior": "NEVER",
            "requestTemplates": {"application/json": '{"statusCode": 204}'},
            "integrationResponses": {"204": {"statusCode": "204", "responseParameters": mapped}},
        },
    }


def _export() -> dict[str, Any]:
    """Write what the stage serves: the API as it is."""
    extension = "x-amazon-apigateway-"
    paths: dict[str, Any] = {}
    for each in map(_resource, range(RESOURCES)):
        methods = each["resourceMethods"].items()
        paths[each["path"]] = {name.lower(): _operation(method) for name, method in methods}
    errors = {f"DEFAULT_{kind}": _gateway_response(kind) for kind in ("4XX", "5XX")}
    return {"openapi": "3.0.1", "paths": paths, f"{extension}gateway-responses": errors}


def _operation(method: dict[str, Any]) -> dict[str, Any]:
    integration = dict(method["methodIntegration"])
    answers = integration.pop("integrationResponses", {})
    integration["responses"] = {"default": answers["204"]} if answers else {}
    mapped = method.get("methodResponses", {}).get("204", {}).get("responseParameters", {})
    declared: dict[str, Any] = {header.rpartition(".")[2]: {} for header in mapped}
    return {
        "responses": {"204": {"headers": declared}} if declared else {},
        "x-amazon-apigateway-integration": integration,
    }


def _gateway_response(kind: str) -> dict[str, Any]:
    name = "gatewayresponse.header.Access-Control-Allow-Origin"
    return {
        "responseType": f"DEFAULT_{kind}",
        "defaultResponse": False,
        "responseParameters": {name: ORIGIN},
    }


class Scan(NamedTuple):
    """A scan of such an account.

    Args:
        collection: what was read.
        calls: by operation.
        seconds: that AWS's quotas make it wait, at half of them.
    """

    collection: Collection
    calls: Counter[str]
    seconds: float


def scanned(apis: int) -> Scan:
    """Scan an account without AWS, on a clock that only waiting moves."""
    answers = {name: json.dumps(answer).encode() for name, answer in account(apis)}
    calls: Counter[str] = Counter()

    def answer(event_name: str, request: Any, **_: object) -> AWSResponse:  # noqa: ANN401 - botocore's
        operation = event_name.rpartition(".")[2]
        calls[operation] += 1
        body = _XML.get(operation) or answers[operation]
        return AWSResponse(request.url, 200, HTTPHeaders(), _Raw(body))

    class Clock(Limits):
        """Has the clock moved by what a call would wait."""

        def __init__(self) -> None:
            self.now = 0.0
            super().__init__(clock=lambda: self.now, on_call=self._moved)
            self._stopped = _WithoutWaiting()

        def _moved(self, calling: Calling) -> None:
            if calling.operation not in _BESIDE:
                self.now += calling.seconds

    clock = Clock()

    def prepare(session: Any) -> None:  # noqa: ANN401 - botocore's
        session.get_component("event_emitter").register_last("before-send", answer)

    botocore.register_initializer(prepare)
    os.environ.update(
        AWS_ACCESS_KEY_ID=NOBODY, AWS_SECRET_ACCESS_KEY=NOBODY, AWS_DEFAULT_REGION=REGION
    )
    return Scan(scan(ScanOptions(), clock), calls, clock.now)


class _WithoutWaiting(Event):
    """An event that nobody waits for."""

    def wait(self, timeout: float | None = None) -> bool:  # noqa: ARG002 - as its base has it
        """Return at once."""
        return self.is_set()


_BESIDE = {"ListDistributions"}
"""CloudFront has a place of its own, and waits beside the others."""
_XML = {
    "GetCallerIdentity": (
        b"<GetCallerIdentityResponse><GetCallerIdentityResult><Account>123456789012</Account>"
        b"<Arn>arn:aws:iam::123456789012:user/x</Arn></GetCallerIdentityResult>"
        b"</GetCallerIdentityResponse>"
    ),
    "ListDistributions": b"<DistributionList><Quantity>0</Quantity></DistributionList>",
}


class _Raw:
    """A body as botocore reads it."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def read(self, *_: object) -> bytes:
        """Return the body of an answer that is no JSON to botocore, once."""
        body, self._body = self._body, b""
        return body

    def stream(self, **_: object) -> Iterator[bytes]:
        """Yield the body at once."""
        yield self._body


# --- A template ------------------------------------------------------------------------------


def template(paths: int) -> str:
    """Write a template of one REST API: a GET and a preflight on each path."""
    api = {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "shop"}}
    resources: dict[str, Any] = {"Api": api}
    for index in range(paths):
        place = {"RestApiId": {"Ref": "Api"}, "ResourceId": {"Ref": f"R{index}"}}
        parent = {"Fn::GetAtt": ["Api", "RootResourceId"]}
        properties = {"RestApiId": {"Ref": "Api"}, "ParentId": parent, "PathPart": f"p{index}"}
        resources[f"R{index}"] = {"Type": "AWS::ApiGateway::Resource", "Properties": properties}
        method = {"HttpMethod": "GET", "AuthorizationType": "NONE", **place}
        method["Integration"] = {"Type": "HTTP_PROXY", "Uri": "https://backend.example.com"}
        resources[f"G{index}"] = {"Type": "AWS::ApiGateway::Method", "Properties": method}
        resources[f"O{index}"] = {"Type": "AWS::ApiGateway::Method", "Properties": _options(place)}
    return json.dumps({"Resources": resources}, indent=1)


def _options(place: dict[str, Any]) -> dict[str, Any]:
    preflight = _preflight()
    mapped = preflight["methodIntegration"]["integrationResponses"]["204"]["responseParameters"]
    return {
        "HttpMethod": "OPTIONS",
        "AuthorizationType": "NONE",
        "Integration": {
            "Type": "MOCK",
            "PassthroughBehavior": "NEVER",
            "RequestTemplates": {"application/json": '{"statusCode": 204}'},
            "IntegrationResponses": [{"StatusCode": "204", "ResponseParameters": mapped}],
        },
        "MethodResponses": [
            {"StatusCode": "204", "ResponseParameters": dict.fromkeys(mapped, True)}
        ],
        **place,
    }


# --- Figures ---------------------------------------------------------------------------------


class Figure(NamedTuple):
    """One row of the table.

    Args:
        what: is measured.
        value: as measured.
        budget: that it has to keep to.
        unit: of both.
    """

    what: str
    value: float
    budget: float | None
    unit: str

    def row(self) -> str:
        """Write it as a row of a Markdown table."""
        budget = "" if self.budget is None else f"≤ {self.budget:,g} {self.unit}"
        return f"| {self.what} | {self.value:,.4g} {self.unit} | {budget} |"


def _judged(apis: int) -> dict[str, float]:
    """Judge an account; run in a process of its own, whose memory is that of the audit."""
    scan = scanned(apis)
    routes = sum(len(routes_of(api)) for api in scan.collection.apis)
    read = _peak()
    start = time.process_time()
    judgement = judge_collection(scan.collection)
    return {
        "routes": routes,
        "calls": scan.calls.total(),
        "waits": scan.seconds,
        "cpu": time.process_time() - start,
        "read": read,
        "judged": _peak(),
        "incomplete": len(judgement.incomplete),
    }


def _peak() -> float:
    """Return the largest memory of this process so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _apart(apis: int) -> dict[str, float]:
    command = [sys.executable, __file__, _ONCE, str(apis)]
    said = subprocess.run(  # noqa: S603 - our own code
        command, check=True, capture_output=True, text=True
    ).stdout
    found: dict[str, float] = json.loads(said)
    if found["routes"] != apis * RESOURCES * METHODS or found["incomplete"]:
        message = f"the account was not read whole: {said}"
        raise RuntimeError(message)
    return found


def _seconds(*arguments: str) -> float:
    """Return the CPU seconds of the command, the least of five runs."""
    command = [str(Path(sys.executable).with_name("corsgate")), *arguments]
    taken = []
    for _ in range(5):
        before = _children()
        subprocess.run(  # noqa: S603 - our own code
            command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        taken.append(_children() - before)
    return min(taken)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def figures() -> Iterator[Figure]:
    """Measure one after the other."""
    account = _apart(APIS)
    shape = f"{APIS} REST APIs x {RESOURCES} resources x {METHODS} methods, one stage"
    yield Figure(f"calls for {shape}", account["calls"], 520, "calls")
    yield Figure("the same: time that half of AWS's quotas implies", account["waits"], None, "s")
    yield Figure("10,000 routes judged, CPU", _apart(25)["cpu"], 10, "s")
    large = _apart(250)
    yield Figure("100,000 routes read: memory of the process", large["read"], None, "MiB")
    yield Figure("100,000 routes judged: memory of the process", large["judged"], None, "MiB")
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for count in (1, 300):
            paths.append(Path(folder) / f"{count}.json")
            paths[-1].write_text(template(count), encoding="utf-8")
        small, whole = (_seconds("audit", str(path)) for path in paths)
    yield Figure("a template of 300 paths audited, CPU beyond start-up", whole - small, 1, "s")
    yield Figure("`corsgate --version`, CPU", _seconds("--version"), 0.2, "s")


def main() -> int:
    """Print the table or write it; 1 where a figure is over its budget."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--page", type=Path)
    parser.add_argument(_ONCE, type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(_judged(options.measure)))
        return 0
    found = list(figures())
    table = "\n".join(["| | measured | budget |", "|---|---|---|", *(f.row() for f in found)])
    if options.page:
        day, python = time.strftime("%Y-%m-%d"), sys.version.split()[0]
        measured = f"Measured on {day} with Python {python}."
        write_between_marks(options.page, "audit", f"{measured}\n\n{table}")
    else:
        print(table)
    return int(any(f.budget is not None and f.value > f.budget for f in found))


if __name__ == "__main__":
    sys.exit(main())
