"""API Gateway's variables: `$input`, `$util`, `$context` and `$stageVariables`.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html

Not verified on AWS: `mock-override-twice`; see `docs/aws/statements.md`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .errors import OverriddenTwiceError, UndeterminedError
from .headers import Headers, ReadOnly
from .values import Later, Opaque

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .values import Value

_LATER = frozenset(
    {
        "accountId",
        "apiId",
        "awsEndpointRequestId",
        "deploymentId",
        "domainName",
        "domainPrefix",
        "extendedRequestId",
        "requestId",
        "requestTime",
        "requestTimeEpoch",
        "resourceId",
    }
)
"""Names under ``$context`` of texts that are known at the call only.

Each is a text, and none holds a quote or a backslash: written in a string of JSON it stays there.
"""

GIVEN = frozenset({"context", "input", "stageVariables", "util"})
"""Variables that a template begins with. What becomes of overrides where one is replaced, nobody
has recorded."""

_UNREAD = frozenset({"authorizer", "identity"})
"""Maps under ``$context`` of which nothing is known before the call."""


@dataclass(frozen=True, slots=True)
class Unknown(Opaque):
    """A variable of which nothing was read. What is asked of it is noted by the evaluator.

    Args:
        path: path that it is reached under, without the dollar sign: ``context.identity``.
    """

    path: str


@dataclass(frozen=True, slots=True)
class Input:
    """`$input`.

    Args:
        body: body of the request; None where it is not known.
        parameters: parameters of the request, in a map for each place: path, query string, header.
    """

    body: str | None
    parameters: ReadOnly


@dataclass(frozen=True, slots=True)
class Util:
    """`$util`."""


class Overrides(dict[str, "Value"]):
    """`$context.requestOverride` or `$context.responseOverride`."""


class HeaderOverrides(dict[str, "Value"]):
    """Response headers that are overridden, each of which can be once."""


def override_header(headers: HeaderOverrides, name: str, value: Value) -> None:
    """Override a header.

    Args:
        headers: headers overridden so far, in the request template too.
        name: name of the header.
        value: value that the header gets.

    Raises:
        OverriddenTwiceError: it has been overridden before.
        UndeterminedError: it has been in another spelling, or no header has such a name.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html
    """
    if name in headers:
        message = f"the header {name} is overridden twice, and AWS allows one override each"
        raise OverriddenTwiceError(message)
    if name.lower() in map(str.lower, headers):
        message = f"overrides the header {name} in two spellings"
        raise UndeterminedError(message)
    if not _TOKEN.fullmatch(name):
        message = f"overrides {name[:60]!r}, which names no header"
        raise UndeterminedError(message)
    headers[name] = value


def header_value(text: str) -> str:
    """Return a text that a header can have.

    Args:
        text: text that a template writes as a header's value.

    Raises:
        UndeterminedError: no header has it; what API Gateway does then was never recorded.

    Source: https://www.rfc-editor.org/rfc/rfc9110#section-5.5
    """
    if not _FIELD.fullmatch(text):
        message = f"overrides a header with {text[:60]!r}, which no header can be"
        raise UndeterminedError(message)
    return text


_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_FIELD = re.compile(r"[\t -~]*")


@dataclass(frozen=True, slots=True)
class Context(Opaque):
    """`$context`, as far as it is known before the call.

    Args:
        known: names with their values.
        request: overrides of the integration request.
        response: overrides of the response.
    """

    known: Mapping[str, str]
    request: Overrides
    response: Overrides

    def find(self, name: str) -> Value:
        """Return what is under a name: `Later` a text of the call, `Unknown` where nobody can tell.

        Args:
            name: dotted name that follows ``$context.``.
        """
        overrides = {"requestOverride": self.request, "responseOverride": self.response}
        if name in overrides:
            return overrides[name]
        if name in self.known:
            return self.known[name]
        path = f"context.{name}"
        return Later((path,), f"({name})", "0") if name in _LATER else Unknown(path)


@dataclass(frozen=True, slots=True)
class StageVariables(Opaque):
    """`$stageVariables`, as far as the stage's own are known.

    Args:
        known: names with their values.
    """

    known: Mapping[str, str]

    def find(self, name: str) -> Value:
        """Return a variable; `Unknown` where nobody can tell."""
        return self.known.get(name) or Unknown(f"stageVariables.{name}")


def is_map(unknown: Unknown) -> bool:
    """Return whether it is a map whose names, and not the map itself, are unknown.

    Args:
        unknown: variable under ``$context``.
    """
    return unknown.path.removeprefix("context.") in _UNREAD


def variables(job: Mapping[str, Any]) -> dict[str, Value]:
    """Return the variables with which a template begins.

    Args:
        job: ``path``, ``querystring`` and ``header`` of the request; its ``body``, None where it is
            not known; ``context``; ``stageVariables``, those that are known; ``overrides`` of
            the request and response so far.
    """
    parameters = ReadOnly(
        path=ReadOnly(job["path"]),
        querystring=ReadOnly(job["querystring"]),
        header=Headers(job["header"]),
    )
    request, response = (Overrides(job["overrides"][each]) for each in ("request", "response"))
    response["header"] = HeaderOverrides(response.get("header", {}))
    return {
        "context": Context(job["context"], request, response),
        "input": Input(job["body"], parameters),
        "util": Util(),
        "stageVariables": StageVariables(job.get("stageVariables", {})),
    }


def parameter(source: Input, name: str) -> Value:
    """Return a parameter from path or query string; null where only a header can have the name.

    Args:
        source: `$input`.
        name: name of the parameter, as `$input.params` is given it.
    """
    places = source.parameters
    return places["path"].get(name) or places["querystring"].get(name) or None


def set_override(overrides: Overrides, name: str, value: Value) -> None:
    """Set an override that is no header, or a name of the template's own.

    Args:
        overrides: ``$context.requestOverride`` or ``$context.responseOverride``.
        name: name that follows the override's own, such as ``status``.
        value: value that it gets.

    Raises:
        UndeterminedError: a whole group of overrides would be replaced.
    """
    if name in {"header", "path", "querystring"}:
        message = f"replaces all overrides of {name} at once"
        raise UndeterminedError(message)
    overrides[name] = value
