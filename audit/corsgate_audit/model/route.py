"""What APIs hand requests to: routes, and the integrations that answer them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corsgate_audit.model.function import FunctionSettings
    from corsgate_audit.model.handler import FunctionCode
    from corsgate_audit.model.values import Flag, Location, Text, Unresolved


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrationResponse:
    """How a REST integration's result becomes the answer.

    Args:
        status_code: status code of the answer.
        selection_pattern: a regular expression on the integration's status; None is the default.
        headers: ``(name, mapping expression)``: ``("Vary", "'Origin'")``, name as declared after
            ``method.response.header.``.
        templates: ``(content type, Velocity)``.
        content_handling: None, ``CONVERT_TO_TEXT`` or ``CONVERT_TO_BINARY``.
    """

    status_code: Text
    selection_pattern: Text | None = None
    headers: tuple[tuple[str, Text], ...] | Unresolved = ()
    templates: tuple[tuple[str, Text], ...] | Unresolved = ()
    content_handling: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Integration:
    """What a route is answered by.

    Args:
        type: ``MOCK``, ``AWS``, ``AWS_PROXY``, ``HTTP`` or ``HTTP_PROXY``.
        passthrough_behavior: ``WHEN_NO_MATCH`` (AWS's default), ``WHEN_NO_TEMPLATES``, ``NEVER``.
        content_handling: content handling of the request.
        request_templates: ``(content type, Velocity)``.
        responses: REST only.
        function_policy: the text of ``CORSGATE_POLICY`` in the environment of the Lambda function
            that answers; None where the function has none, or no function answers.
        gateway_owns: the text of ``CORSGATE_GATEWAY_OWNS`` there: the kinds of front door for which
            the function leaves CORS to the gateway, separated by commas.
        has_role: the front door invokes what answers with the credentials of a role.
        unpermitted: logical id of the function that answers, where the source has it and no
            permission for the front door to invoke it; None otherwise.
        code: code of the Lambda function that answers; None where no function of the source does.
            Left out of comparisons: an account and a template hold it in different places.
        uri: address that the gateway calls, where the source has it in full.
        http_method: method with which it does; empty for the request's own.
        payload_format: ``1.0`` or ``2.0``, of the event that a function receives from an HTTP API.
        timeout_ms: milliseconds after which the gateway gives up; None for AWS's own.
        function: settings of the Lambda function that answers; None where the source has none.
    """

    type: Text
    passthrough_behavior: Text = "WHEN_NO_MATCH"
    content_handling: Text | None = None
    request_templates: tuple[tuple[str, Text], ...] | Unresolved = ()
    responses: tuple[IntegrationResponse, ...] = ()
    function_policy: Text | None = None
    gateway_owns: Text | None = None
    has_role: bool = False
    unpermitted: str | None = None
    code: FunctionCode | None = field(default=None, compare=False, repr=False)
    uri: Text | None = field(default=None, compare=False, repr=False)
    http_method: str = field(default="", compare=False, repr=False)
    payload_format: Text = field(default="1.0", compare=False, repr=False)
    timeout_ms: int | None = field(default=None, compare=False, repr=False)
    function: FunctionSettings | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodResponse:
    """What a REST method declares: a header that is not declared cannot be mapped."""

    status_code: Text
    headers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorizer:
    """Who is asked before a route answers.

    Args:
        name: name as the source has it.
        type: ``TOKEN``, ``REQUEST``, ``COGNITO_USER_POOLS`` or ``JWT``.
        identity_headers: lower-case names of the request headers that it reads.
        identity_sources: everything that it reads, as the source writes it:
            ``method.request.header.Authorization``, ``$request.querystring.key``.
        validation: regular expression that a token has to match; None for none.
        ttl: seconds for which an answer is kept; None for AWS's own, which is 300.
        payload_format: ``1.0`` or ``2.0``, of the event that its function receives.
        simple_responses: its function may answer ``{"isAuthorized": true}``.
        uri: address of the function that is asked, where the source has it.
        function: settings of the Lambda function that is asked; None where the source has none.
    """

    name: Text
    type: Text
    identity_headers: tuple[str, ...] | Unresolved = ()
    identity_sources: tuple[str, ...] = field(default=(), compare=False, repr=False)
    validation: str | None = field(default=None, compare=False, repr=False)
    ttl: int | None = field(default=None, compare=False, repr=False)
    payload_format: str = field(default="1.0", compare=False, repr=False)
    simple_responses: bool = field(default=False, compare=False, repr=False)
    uri: Text | None = field(default=None, compare=False, repr=False)
    function: FunctionSettings | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One method on one path. An ``OPTIONS`` route is a route like any other.

    Args:
        path: path as API Gateway writes it: ``/items/{id}``, ``/{proxy+}``; ``$default`` for HTTP
            APIs.
        method: upper-case; ``ANY`` stands for all.
        authorization: ``NONE``, ``AWS_IAM``, ``CUSTOM``, ``COGNITO_USER_POOLS`` or ``JWT``.
        api_key_required: REST only.
        validates_request: a request validator looks at the parameters (REST only).
        required_headers: lower-case names of the request headers that the method requires.
        required_query: names of the query string parameters that the method requires.
        needs_body: a request validator refuses a request without a body (REST only).
    """

    path: str
    method: str
    authorization: Text = "NONE"
    authorizer: Authorizer | None = None
    api_key_required: Flag = False
    validates_request: Flag = False
    required_headers: tuple[str, ...] = ()
    required_query: tuple[str, ...] = ()
    needs_body: Flag = False
    integration: Integration | None = None
    responses: tuple[MethodResponse, ...] = ()
    location: Location
