"""Renders mapping templates in a process of its own; run as a script, one JSON line each way.

A template is somebody else's program: it may loop, eat memory or match a regular expression that
never ends. None of that can be stopped from within the interpreter that runs it, so it gets a
process that can be ended. Nothing of corsgate is imported here, so that it starts in a tenth of a
second.

Variables: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
"""

from __future__ import annotations

import base64
import json
import sys
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus, unquote_plus

import airspeed
from airspeed import operators

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

MEMORY = 2**30
"""Bytes that the process may take, where the operating system can hold it to that."""

_CONTEXT_NAMES = frozenset(
    {"accountId", "apiId", "extendedRequestId", "protocol", "requestId", "requestTime"}
)
"""Names under ``$context`` that differ from call to call and that nobody decides CORS by."""


_JAVA_STRING: dict[str, Callable[..., object]] = {
    "charAt": lambda text, index: text[index],
    "concat": lambda text, other: text + other,
    "endsWith": lambda text, suffix: text.endswith(suffix),
    "equals": lambda text, other: text == other,
    "equalsIgnoreCase": lambda text, other: text.lower() == str(other).lower(),
    "indexOf": lambda text, part: text.find(part),
    "isEmpty": lambda text: not text,
    "lastIndexOf": lambda text, part: text.rfind(part),
    "toLowerCase": lambda text: text.lower(),
    "toString": lambda text: text,
    "toUpperCase": lambda text: text.upper(),
    "trim": lambda text: text.strip(),
}
"""What airspeed lacks of Java's, or does otherwise.

https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/lang/String.html
"""

_METHODS: dict[type, dict[str, Callable[..., object]]] = operators.__additional_methods__
_METHODS[str].update(_JAVA_STRING)
_ASKED: list[str] = []
_calculate = operators.NameOrCall.calculate


def _calculate_known(call: Any, value: object, loader: object, namespace: object) -> object:  # noqa: ANN401 - airspeed has no types
    """Notice the methods that are not run here: airspeed takes their calls for true."""
    result = _calculate(call, value, loader, namespace)
    if result is None and call.parameters is not None and type(value) in _METHODS:
        known = call.name in _METHODS[type(value)] or hasattr(value, call.name)
        if not known:
            _ASKED.append(f"the method {call.name}")
    return result


operators.NameOrCall.calculate = _calculate_known


class Headers(dict[str, str]):
    """Request headers, found whatever their case, and empty where they are missing.

    AWS compares names with regard to case; a browser's are in lower case over HTTP/2 only. A
    missing one is an empty text here because the CDK's own preflight template, deployed for years,
    compares it with ``""`` before it looks for the other spelling.
    """

    def get(self, name: str, default: str = "") -> str:  # type: ignore[override]
        """Return a header's value."""
        found = (value for each, value in self.items() if each.lower() == str(name).lower())
        return next(found, default)

    def __getattr__(self, name: str) -> str:
        """Return the value of a header that is named after a point."""
        return self.get(name)


class Overrides(dict[str, object]):
    """Header overrides, each of which can be made once.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html
    """

    def __setitem__(self, name: str, value: object) -> None:
        """Override a header."""
        if name in self:
            message = f"the header {name} is overridden twice, and AWS allows one override each"
            raise ValueError(message)
        super().__setitem__(name, value)

    def put(self, name: str, value: object) -> None:
        """Override a header, in Java's words."""
        self[name] = value


class Unknown(dict[str, object]):
    """A variable of which nothing was read; notes what a template asks it for."""

    def __init__(self, path: str, asked: list[str]) -> None:
        super().__init__()
        self.path, self.asked = path, asked

    def __missing__(self, name: str) -> object:
        """Note the name, unless it is that of the method below."""
        if name != "get":
            self.asked.append(f"{self.path}.{name}")
        raise KeyError(name)

    def get(self, name: str, default: object = None) -> object:
        """Note the name."""
        self.asked.append(f"{self.path}.{name}")
        return default


class Context(Unknown):
    """``$context``, as far as it is known before the call."""

    def __missing__(self, name: str) -> object:
        """Return a stand-in, or a variable of which nothing is known."""
        if name in _CONTEXT_NAMES:
            return f"({name})"
        if name in {"authorizer", "identity"}:
            return Unknown(f"{self.path}.{name}", self.asked)
        return super().__missing__(name)


class Input:
    """``$input``."""

    def __init__(self, data: Mapping[str, Any], asked: list[str]) -> None:
        self._body, self._asked = data["body"], asked
        self._places = {
            "path": data["path"],
            "querystring": data["querystring"],
            "header": Headers(data["header"]),
        }

    @property
    def body(self) -> str:
        """The request's body; ``{}`` for an empty one."""
        if self._body is None:
            self._asked.append("the request's body")
        return self._body or "{}"

    def params(self, name: str | None = None) -> object:
        """Return a parameter from path, query string or headers, in this order; or all."""
        if name is None:
            return self._places
        found = (place.get(name) for place in self._places.values())
        return next((value for value in found if value), "")

    def json(self, path: str) -> str:
        """Return a part of the body as JSON; of an empty body only the whole is there."""
        return self.body if path == "$" else '""'

    def path(self, path: str) -> object:
        """Return a part of the body as an object; of an empty body only the whole is there."""
        return json.loads(self.body) if path == "$" else ""


class Util:
    """``$util``."""

    @staticmethod
    def escapeJavaScript(text: object) -> str:  # noqa: N802 - the name that templates use
        """Escape a text as it stands inside of a JavaScript string."""
        return json.dumps(str(text))[1:-1].replace("'", "\\'")

    @staticmethod
    def parseJson(text: str) -> object:  # noqa: N802
        """Parse JSON."""
        return json.loads(text)

    @staticmethod
    def urlEncode(text: str) -> str:  # noqa: N802
        """Encode as ``application/x-www-form-urlencoded``."""
        return quote_plus(text)

    @staticmethod
    def urlDecode(text: str) -> str:  # noqa: N802
        """Decode ``application/x-www-form-urlencoded``."""
        return unquote_plus(text)

    @staticmethod
    def base64Encode(text: str) -> str:  # noqa: N802
        """Encode the UTF-8 bytes of a text."""
        return base64.b64encode(text.encode()).decode()

    @staticmethod
    def base64Decode(text: str) -> str:  # noqa: N802
        """Decode to UTF-8."""
        return base64.b64decode(text).decode()


def render(job: Mapping[str, Any]) -> dict[str, Any]:
    """Render one template.

    Args:
        job: ``template``; ``path``, ``querystring`` and ``header`` of the request; its ``body``,
            None where it is not known; ``context``; ``overrides`` of the request and response so
            far.

    Returns:
        ``text``, ``overrides`` and ``asked``, the variables that the template asked for and that
        nobody knows; or ``error``.
    """
    _ASKED.clear()
    asked = _ASKED
    overrides = job["overrides"]
    response = overrides["response"]
    response["header"] = Overrides(response.get("header", {}))
    context = Context("context", asked)
    context.update(job["context"], requestOverride=overrides["request"], responseOverride=response)
    namespace = {
        "context": context,
        "input": Input(job, asked),
        "util": Util(),
        "stageVariables": Unknown("stageVariables", asked),
    }
    try:
        text = _parsed(job["template"]).merge(namespace)
    except Exception as error:  # noqa: BLE001 - whatever a template comes to is its own failure
        return {"error": _one_line(error), "asked": [*asked]}
    return {"text": text, "overrides": overrides, "asked": [*asked]}


@lru_cache(maxsize=256)
def _parsed(template: str) -> airspeed.Template:
    """Keep what is parsed: parsing takes far longer than rendering."""
    found = airspeed.Template(template)
    found.ensure_compiled()
    return found


def _one_line(error: Exception) -> str:
    cause = error.__cause__ or error
    return " ".join(f"{type(cause).__name__}: {cause}".split())[:300]


def _limit_memory() -> None:
    try:
        import resource  # noqa: PLC0415 - Windows has none
    except ImportError:  # pragma: no cover
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def answers(lines: Iterator[str]) -> Iterator[str]:
    """Render the job of each line; the first line out says that the process is ready."""
    yield "{}"
    for line in lines:
        yield json.dumps(render(json.loads(line)), default=str)


if __name__ == "__main__":
    _limit_memory()
    for answer in answers(iter(sys.stdin.readline, "")):
        sys.stdout.write(answer + "\n")
        sys.stdout.flush()
