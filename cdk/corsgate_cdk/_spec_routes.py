"""The routes of an API that is imported as one document: a table, checked before it is used."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from aws_cdk.aws_lambda import IFunction

    from corsgate import CorsPolicy

    Routes = Mapping[str, Mapping[str, IFunction]]

INTEGRATION = "x-amazon-apigateway-integration"

_KEYS = {
    **{name: name.lower() for name in ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")},
    "ANY": "x-amazon-apigateway-any-method",
}
_SEGMENT = re.compile(r"[a-zA-Z0-9._:-]+|\{[a-zA-Z0-9._:-]+\}")
_GREEDY = re.compile(r"\{[a-zA-Z0-9._:-]+\+\}")


def document_of(
    title: str,
    routes: Routes,
    uri_of: Callable[[IFunction], str],
    gateway_responses: Mapping[str, Mapping[str, Any]],
) -> dict[str, Any]:
    """Write the OpenAPI document of an API whose routes all end in functions.

    Swagger 2.0 and not OpenAPI 3.0: API Gateway imports both, and the older one says the same in
    fewer lines, of which a template of 300 paths has 30,000.

    Args:
        title: title of the API.
        routes: as `CorsSpecRestApi` takes them, without problems.
        uri_of: gives what the integration with a function is to name.
        gateway_responses: customised, by response type.

    Source:
        https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration.html
    """
    paths = {
        path: {_key(method): _operation(uri_of(each)) for method, each in functions.items()}
        for path, functions in routes.items()
    }
    document = {"swagger": "2.0", "info": {"title": title, "version": "1"}, "paths": paths}
    if gateway_responses:
        document["x-amazon-apigateway-gateway-responses"] = gateway_responses
    return document


def _operation(uri: str) -> dict[str, Any]:
    return {
        "responses": {},  # as AWS SAM writes it: what a proxied function answers is not declared
        INTEGRATION: {"type": "aws_proxy", "httpMethod": "POST", "uri": uri},
    }


def _key(method: str) -> str:
    return _KEYS[method.upper()]


def policy_for_path(
    path: str, policies: Mapping[str, CorsPolicy | None], default: CorsPolicy
) -> CorsPolicy | None:
    """Return the policy of a path: its own, or of the nearest path above it.

    Args:
        path: path of a route.
        policies: as `corsgate.render.inject_cors` takes them.
        default: the API's.
    """
    for above in (*reversed(_lineage(path)), "/"):
        if above in policies:
            return policies[above]
    return default


def api_resources(paths: Mapping[str, object]) -> int:
    """Count the resources that API Gateway makes of paths, one for each segment but the root.

    Args:
        paths: without problems.
    """
    return len({above for path in paths for above in _lineage(path)})


def route_problems(routes: Routes) -> Iterator[str]:
    """Say what API Gateway would refuse when the stack is deployed.

    Args:
        routes: as they were given.

    Source:
        https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
    """
    if not routes:
        yield "routes: the value is empty; write {'/items': {'GET': function}}"
    for path, functions in routes.items():
        yield from _path_problems(path)
        yield from _method_problems(path, functions)
    yield from _sibling_problems(routes)


def _path_problems(path: str) -> Iterator[str]:
    if not path.startswith("/"):
        yield f"routes: {path!r} is not a path, which begins with '/'"
        return
    segments = _segments(path)
    for number, segment in enumerate(segments, 1):
        if _GREEDY.fullmatch(segment):
            if number < len(segments):
                yield (
                    f"routes: {path!r} continues after {segment!r}, which matches the whole rest "
                    "of the path"
                )
        elif not _SEGMENT.fullmatch(segment):
            yield (
                f"routes: {path!r} has the segment {segment!r}; a segment is a variable such as "
                "'{id}', the last one also '{proxy+}', or has letters, digits and . _ - : only"
            )


def _method_problems(path: str, functions: Mapping[str, IFunction]) -> Iterator[str]:
    if not functions:
        yield f"routes: {path!r} has no methods; write {{'GET': function}}, or remove the path"
    for method in functions:
        if method.upper() not in _KEYS:
            yield (
                f"routes: {path!r} has the method {method!r}; API Gateway supports "
                f"{sorted(_KEYS)!r}"
            )
    counted = Counter(method.upper() for method in functions)
    for method, times in counted.items():
        if times > 1:
            yield f"routes: {path!r} has the method {method!r} in two spellings; keep one of them"


def _sibling_problems(paths: Mapping[str, object]) -> Iterator[str]:
    """API Gateway takes one variable in a place: ``/items/{id}`` or ``/items/{name}/parts``."""
    variables: dict[str, str] = {}
    for path in paths:
        for above in _lineage(path):
            parent, _, segment = above.rpartition("/")
            if segment.startswith("{") and variables.setdefault(parent, segment) != segment:
                yield (
                    f"routes: {path!r} has {segment!r} where another path has "
                    f"{variables[parent]!r}; API Gateway allows one variable name at each "
                    "position"
                )


def _lineage(path: str) -> list[str]:
    segments = _segments(path)
    return ["/" + "/".join(segments[:depth]) for depth in range(1, len(segments) + 1)]


def _segments(path: str) -> list[str]:
    return path[1:].split("/") if path != "/" else []
