"""The answers that people write into integrations themselves, as far as the template shows them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ._properties import properties_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aws_cdk.aws_apigateway import CfnMethod


_JSON = "application/json"
_PREFIX = "method.response.header."
_STATUS = re.compile(r"""["']?statusCode["']?\s*:\s*["']?(\d+)""")
_THE_CDKS = re.compile(r"\{ statusCode: \d+ \}")
_OVERRIDDEN = re.compile(r"responseOverride\.header\.([\w-]+)", re.IGNORECASE)
_MOCK = "MOCK"
PROXIES = frozenset({"AWS_PROXY", "HTTP_PROXY"})
"""The types of integration whose backend writes the headers."""


@dataclass(frozen=True, slots=True)
class WrittenAnswer:
    """One integration response.

    Args:
        status: status that the page gets; None where it is a token.
        mapped: what each header is mapped to, by its name in lower case.
        overridden: the names in lower case of the headers that a template sets.
        declared: the names in lower case of the headers in the method response; None without one.
    """

    status: str | None
    mapped: dict[str, Any]
    overridden: frozenset[str]
    declared: frozenset[str] | None

    def has(self, name: str) -> bool:
        """Whether the answer can carry a header."""
        return name.lower() in {*self.mapped, *self.overridden}

    def text(self, name: str) -> str | None:
        """Return the value of a header that is the same in every answer; None if it is not."""
        value = self.mapped.get(name.lower())
        if name.lower() in self.overridden or not isinstance(value, str):
            return None
        return value[1:-1] if value[:1] == value[-1:] == "'" else None

    def undeclared(self) -> list[str]:
        """Return the headers that are mapped and not in the method response."""
        return sorted(self.mapped.keys() - (self.declared or frozenset()))


@dataclass(frozen=True, slots=True)
class WrittenIntegration:
    """An integration that is no proxy.

    Args:
        properties: properties of the method, in JavaScript's names.
    """

    properties: dict[str, Any]

    @property
    def is_mock(self) -> bool:
        """Whether API Gateway answers itself."""
        return bool(self._integration.get("type") == _MOCK)

    @property
    def is_the_cdks(self) -> bool:
        """Whether the CDK has written the method, for its own CORS properties.

        It is known by its request template, which nobody writes by hand: it is no JSON.

        Source: aws/aws-cdk, ``aws-apigateway/lib/resource.ts``, ``addCorsPreflight``
        """
        template = (self._integration.get("requestTemplates") or {}).get(_JSON)
        return self.is_mock and bool(_THE_CDKS.fullmatch(str(template)))

    @property
    def responses(self) -> list[dict[str, Any]]:
        """The integration responses; none where they are a token."""
        found = self._integration.get("integrationResponses")
        return list(found) if isinstance(found, list) else []

    @property
    def method_responses(self) -> list[dict[str, Any]]:
        """The declared responses; none where they are a token."""
        found = self.properties.get("methodResponses")
        return list(found) if isinstance(found, list) else []

    @property
    def _integration(self) -> dict[str, Any]:
        return dict(self.properties["integration"])

    def mock_status(self) -> str | None:
        """Return the status that a MOCK integration's request template sets.

        A browser sends no ``Content-Type`` with a preflight, so that the template for JSON runs.

        Returns:
            None where there is no such template, and where it names no status; empty where the
            status cannot be read, because the template is a token or computes it.
        """
        template = (self._integration.get("requestTemplates") or {}).get(_JSON)
        if template is not None and not isinstance(template, str):
            return ""
        found = _STATUS.search(template or "")
        if found is not None:
            return found[1]
        return "" if template and "statusCode" in template else None

    def selects_readably(self) -> bool:
        """Whether Python reads the selection patterns, which are Java's regular expressions."""
        return all(_is_readable(each.get("selectionPattern") or "") for each in self.responses)

    def answers(self) -> Iterator[WrittenAnswer]:
        """Yield the integration responses in their order."""
        for response in self.responses:
            yield self._answer(response)

    def answer_to(self, status: str) -> WrittenAnswer | None:
        """Return the integration response for a status of the integration.

        Args:
            status: in digits.
        """
        default = None
        for response in self.responses:
            pattern = response.get("selectionPattern")
            if not pattern:
                default = response
            elif not isinstance(pattern, str) or re.fullmatch(pattern, status):
                return self._answer(response)
        return self._answer(default) if default is not None else None

    def _answer(self, response: dict[str, Any]) -> WrittenAnswer:
        templates = (response.get("responseTemplates") or {}).values()
        overridden = {
            name.lower()
            for template in templates
            for name in _OVERRIDDEN.findall(template if isinstance(template, str) else "")
        }
        status = response.get("statusCode")
        return WrittenAnswer(
            status=status if isinstance(status, str) else None,
            mapped=_headers(response.get("responseParameters")),
            overridden=frozenset(overridden),
            declared=self._declared(status),
        )

    def _declared(self, status: object) -> frozenset[str] | None:
        for response in self.method_responses:
            if response.get("statusCode") == status:
                return frozenset(_headers(response.get("responseParameters")))
        return None


def written_integration(settings: CfnMethod) -> WrittenIntegration | None:
    """Return the integration of a method; None for a proxy, whose backend answers.

    Args:
        settings: settings of the method.
    """
    properties = properties_of(settings)
    integration = properties.get("integration")
    if not isinstance(integration, dict) or integration.get("type") in PROXIES:
        return None
    return WrittenIntegration(properties)


def _is_readable(pattern: object) -> bool:
    try:
        re.compile(str(pattern))
    except re.error:
        return False
    return True


def _headers(parameters: object) -> dict[str, Any]:
    if not isinstance(parameters, dict):
        return {}
    return {
        name.removeprefix(_PREFIX).lower(): value
        for name, value in parameters.items()
        if name.startswith(_PREFIX)
    }
