"""CORS for a REST API that is built from an OpenAPI document."""

from __future__ import annotations

from corsgate.names import ALLOW_ORIGIN, OPTIONS
from corsgate.problems import PolicyError

from ._errors import RenderError, check_policy
from ._gateway_responses import gateway_responses
from ._openapi_document import TARGET, Document
from ._openapi_needs import needed_headers, required_headers
from ._openapi_preflight import key_by_origin, preflight_operation, refusals

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from corsgate.policy import CorsPolicy

    from ._gateway_responses import ErrorOrigin

_RESPONSES = "x-amazon-apigateway-gateway-responses"
_PARAMETERS = "responseParameters"
_ANY = "ANY"


def inject_cors(
    openapi_document: Mapping[str, Any],
    policy: CorsPolicy,
    *,
    error_origin: ErrorOrigin | None = None,
    path_policies: Mapping[str, CorsPolicy | None] | None = None,
    cached: bool = False,
) -> dict[str, Any]:
    """Return an OpenAPI document of a REST API with CORS in every place where it has to be.

    An import replaces the whole API, and with it whatever was added to it afterwards: only what is
    in the document stays. Each path gets an OPTIONS operation that API Gateway answers itself, as
    `mock_preflight` renders it, with the methods that the path has, and with the headers that its
    security schemes and required parameters ask for. The error responses get the headers.

    An OPTIONS operation that is there stays as it is, so that a second time changes nothing; that
    also means that another policy is to be injected into the document that people write, and not
    into an earlier result.

    Args:
        openapi_document: OpenAPI 3.0 or Swagger 2.0, as read from JSON or YAML; never changed.
        policy: policy of the API.
        error_origin: as for `gateway_responses`.
        path_policies: another policy for a path and what is below it, or None for routes that no
            browser calls, such as webhooks.
        cached: a stage of the API keeps responses, which then have to be kept apart by origin.

    Returns:
        A new document of plain dicts and lists.

    Raises:
        RenderError: with everything at once: what cannot be read, a method outside the policy, an
            OPTIONS operation that refuses preflights, several origins and no ``error_origin``.

    Example:
        >>> from corsgate import CorsPolicy
        >>> from corsgate.render import inject_cors
        >>> policy = CorsPolicy(allow_origins=["*"], allow_methods=["GET", "PUT"])
        >>> document = {"openapi": "3.0.1", "paths": {"/items": {"put": {}}}}
        >>> inject_cors(document, policy)["paths"]["/items"]["options"]["responses"]["204"][
        ...     "headers"
        ... ]["Access-Control-Allow-Methods"]
        {'schema': {'type': 'string'}}

    Source:
        https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
        https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
    """
    check_policy(policy)
    document = Document(openapi_document)
    overrides = dict(path_policies or {})
    paths = document.paths()
    document.problems += _unknown_overrides(overrides, paths)
    for path, item in paths.items():
        effective = _policy_for(path, overrides, policy)
        if effective is not None:
            _complete_path(document, path, item, effective, cached=cached)
    _complete_responses(document, policy, error_origin)
    if document.problems:
        raise RenderError(TARGET, dict.fromkeys(document.problems))
    return document.content


def openapi_preflight(
    openapi_document: Mapping[str, Any],
    policy: CorsPolicy,
    *,
    path: str,
    methods: Iterable[str],
    headers: Iterable[str] = (),
) -> dict[str, Any]:
    """Render the OPTIONS operation of one path of a REST API's OpenAPI document.

    Args:
        openapi_document: OpenAPI 3.0 or Swagger 2.0; never changed.
        policy: policy of the path.
        path: path as the document writes it.
        methods: methods that the path has, upper-case; those outside the policy are left out.
        headers: names of the request headers that authorizers and API keys of the path need.

    Returns:
        The operation, for the key ``options`` of the path item.

    Raises:
        RenderError: the document or the path item cannot be read.

    Example:
        >>> from corsgate import CorsPolicy
        >>> from corsgate.render import openapi_preflight
        >>> policy = CorsPolicy(allow_origins=["*"], allow_methods=["PUT"])
        >>> document = {"openapi": "3.0.1", "paths": {"/items": {"put": {}}}}
        >>> list(openapi_preflight(document, policy, path="/items", methods=["PUT"]))
        ['responses', 'x-amazon-apigateway-integration']

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration.html
    """
    paths = openapi_document.get("paths")
    item = paths.get(path) if isinstance(paths, dict) else None
    document = Document({**openapi_document, "paths": {path: item}})
    shared = [
        parameter
        for each in document.paths().values()
        for parameter in document.parameters(path, each)
    ]
    if document.problems:
        raise RenderError(TARGET, document.problems)
    return preflight_operation(document, policy, methods, headers, shared)


def _complete_path(
    document: Document, path: str, item: dict[str, Any], policy: CorsPolicy, *, cached: bool
) -> None:
    operations = document.operations(path, item)
    options = operations.pop(OPTIONS, None)
    document.problems += _outside(path, operations, policy)
    shared = document.parameters(path, item)
    headers = {
        *required_headers(shared),
        *(
            name
            for method, operation in operations.items()
            for name in needed_headers(document, f"{method} {path}", operation)
        ),
    }
    if cached:
        for operation in operations.values():
            key_by_origin(policy, operation, document)
    if options is not None:
        document.problems += refusals(path, options)
    elif operations and OPTIONS.lower() not in item:
        try:
            item[OPTIONS.lower()] = preflight_operation(
                document, policy, sorted(operations), sorted(headers), shared
            )
        except (PolicyError, RenderError) as error:  # a name that no header can have
            document.problems.append(f"{path}: {error}")


def _outside(path: str, methods: Mapping[str, object], policy: CorsPolicy) -> Iterator[str]:
    allowed = policy.answers.methods
    for method in methods:
        if allowed is not None and method not in {*allowed, _ANY}:
            yield (
                f"the route {method} {path} is outside the policy, which allows "
                f"{list(policy.allow_methods)!r}; add {method!r} to allow_methods, or give the "
                f"path a policy of its own with path_policies={{{path!r}: other_policy}}, or none, "
                f"if no browser calls it, with path_policies={{{path!r}: None}}"
            )


def _policy_for(
    path: str, overrides: Mapping[str, CorsPolicy | None], default: CorsPolicy
) -> CorsPolicy | None:
    """Return the policy of the path itself, or of the nearest one above it."""
    for above in _lineage(path):
        if above in overrides:
            return overrides[above]
    return default


def _lineage(path: str) -> Iterator[str]:
    yield path
    while path.strip("/"):
        path = path.rstrip("/").rpartition("/")[0] or "/"
        yield path


def _unknown_overrides(
    overrides: Mapping[str, CorsPolicy | None], paths: Mapping[str, object]
) -> Iterator[str]:
    known = {above for path in paths for above in _lineage(path)}
    for path in overrides:
        if path not in known:
            yield (
                f"path_policies: the document has no path at or below {path!r}; its paths are "
                f"{sorted(paths)!r}"
            )


def _complete_responses(
    document: Document, policy: CorsPolicy, error_origin: ErrorOrigin | None
) -> None:
    """Give the headers to the defaults, and to each type that no longer takes them from there."""
    try:
        rendered = gateway_responses(policy, error_origin=error_origin)
    except RenderError as error:
        document.problems += error.problems
        return
    responses = document.content.setdefault(_RESPONSES, {})
    if not isinstance(responses, dict):
        document.problems.append(f"{_RESPONSES}: {responses!r} is not an object")
        return
    for response_type in rendered:
        responses.setdefault(response_type, {})
    parameters = next(iter(rendered.values()))["ResponseParameters"]
    for response_type, response in responses.items():
        document.problems += _complete_response(response_type, response, parameters)


def _complete_response(
    response_type: str, response: object, parameters: Mapping[str, str]
) -> Iterator[str]:
    present = response.setdefault(_PARAMETERS, {}) if isinstance(response, dict) else None
    if not isinstance(present, dict):
        yield f"{_RESPONSES}: {response_type}: {response!r} is not a gateway response object"
        return
    names = {str(name).lower() for name in present}
    if f"gatewayresponse.header.{ALLOW_ORIGIN}".lower() not in names:
        present.update(
            {name: value for name, value in parameters.items() if name.lower() not in names}
        )
