"""Answers behind integrations that are no proxy: they get the headers, as error responses do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate.names import ALLOW_ORIGIN, ORIGIN, VARY
from corsgate.render import integration_response

from ._properties import escaped
from ._written_answers import PROXIES, written_integration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate import CorsPolicy

    from ._route import Route
    from ._routes import ResourceRoutes
    from ._written_answers import WrittenAnswer, WrittenIntegration

_JSON = "application/json"
_HEADER = "method.response.header."

Overrides = dict[str, Any]
"""What is written into a method, by the path of the property."""


def complete_answers(
    found: ResourceRoutes, policy: CorsPolicy
) -> tuple[list[tuple[str, Overrides]], list[str]]:
    """Give the answers of a resource's routes the headers, where API Gateway writes these.

    An answer that has an ``Access-Control-Allow-Origin`` is somebody else's, and stays as it is.

    Args:
        found: the resource and its routes.
        policy: policy of the resource.

    Returns:
        The method and what was written into it, for each that was completed; and a sentence for
        each answer that cannot be.
    """
    written: list[tuple[str, Overrides]] = []
    problems: list[str] = []
    for route in found.routes:
        if route.integration.get("type") in PROXIES:
            continue
        integration = written_integration(route.settings)
        if integration is None or not integration.responses:
            continue
        rendered = integration_response(policy, methods=found.methods(), headers=found.headers())
        completing = _Completing(integration, *rendered)
        overrides = completing.overrides()
        for path, value in overrides.items():
            route.settings.add_property_override(path, value)
        if overrides:
            written.append((route.http_method, overrides))
        problems += [_problem(route, found, fault) for fault in completing.faults]
    return written, problems


def _problem(route: Route, found: ResourceRoutes, fault: str) -> str:
    return (
        f"the route {route.http_method} {found.path} has {fault}; or use a proxy integration with "
        "@cors in its function, or map Access-Control-Allow-Origin there yourself, or declare with "
        "cors_for(method, None) that no browser calls it"
    )


class _Completing:
    """The answers of one method.

    Args:
        integration: integration of the method.
        mappings: mapping expressions, and
        velocity: template to be put before others, both as rendered.
    """

    def __init__(
        self, integration: WrittenIntegration, mappings: dict[str, str], velocity: str
    ) -> None:
        self._integration = integration
        self._mappings = mappings
        self._velocity = velocity
        self._declarations = [dict(each) for each in integration.method_responses]
        self.faults: list[str] = []

    def overrides(self) -> Overrides:
        """Return what is missing in all of them, by the path of the property."""
        found: Overrides = {}
        declared: dict[str, set[str]] = {}
        answers = zip(self._integration.responses, self._integration.answers(), strict=True)
        for number, (response, answer) in enumerate(answers):
            if answer.has(ALLOW_ORIGIN):
                continue
            if fault := self._fault(response, answer):
                self.faults.append(fault)
                continue
            path = f"Integration.IntegrationResponses.{number}"
            headers = dict(self._headers(answer))
            for name, value in headers.items():
                found[f"{path}.ResponseParameters.{escaped(name)}"] = value
            if self._velocity:
                for media_type, template in self._templates(response).items():
                    found[f"{path}.ResponseTemplates.{escaped(media_type)}"] = template
            names = {f"{_HEADER}{ALLOW_ORIGIN}", *headers}
            declared.setdefault(str(answer.status), set()).update(names)
        return found | self._declared(declared)

    def _fault(self, response: dict[str, Any], answer: WrittenAnswer) -> str | None:
        name = f"an integration response for status {response.get('statusCode')!r}"
        if answer.status is None:
            return (
                f"{name}, a status that is known only at deployment, so no method response can "
                "declare the CORS headers; write the status itself"
            )
        if not isinstance(response.get("responseParameters") or {}, dict):
            return f"{name} whose mapped headers are known only at deployment; write them out"
        if not self._velocity or response.get("responseTemplates") or self._integration.is_mock:
            return None
        return (
            f"{name} without a response template, but only a template can select one of the "
            "policy's origins; write response_templates={'application/json': '$input.body'}, or "
            "give the resource a policy with one origin by cors_for(resource, other_policy)"
        )

    def _headers(self, answer: WrittenAnswer) -> Iterator[tuple[str, str]]:
        for name, value in self._mappings.items():
            header = name.removeprefix(_HEADER)
            if not answer.has(header):
                yield name, value
            elif header == VARY:
                yield from self._merged_vary(answer, name)

    @staticmethod
    def _merged_vary(answer: WrittenAnswer, name: str) -> Iterator[tuple[str, str]]:
        """Add ``Origin`` to a ``Vary`` that people have written; keep one that nobody can read."""
        text = answer.text(VARY)
        present = {each.strip().lower() for each in (text or "").split(",")}
        if text is not None and not {ORIGIN.lower(), "*"} & present:
            yield name, f"'{text}, {ORIGIN}'"

    def _templates(self, response: dict[str, Any]) -> dict[str, Any]:
        templates = response.get("responseTemplates") or {_JSON: ""}
        return {
            media_type: self._velocity + text
            if isinstance(text, str)
            else {"Fn::Join": ["", [self._velocity, text]]}
            for media_type, text in templates.items()
        }

    def _declared(self, declared: dict[str, set[str]]) -> Overrides:
        """Declare what is mapped: API Gateway refuses a header that no method response has."""
        statuses = [each.get("statusCode") for each in self._declarations]
        if not statuses:  # an override makes no list where there is none
            made = [_declaration(status, names) for status, names in declared.items()]
            return {"MethodResponses": made} if made else {}
        found: Overrides = {}
        for status, names in declared.items():
            if status in statuses:
                number = statuses.index(status)
                for name in sorted(names):
                    found[f"MethodResponses.{number}.ResponseParameters.{escaped(name)}"] = True
            else:
                found[f"MethodResponses.{len(statuses)}"] = _declaration(status, names)
                statuses.append(status)
        return found


def _declaration(status: str, names: set[str]) -> dict[str, Any]:
    return {"StatusCode": status, "ResponseParameters": dict.fromkeys(sorted(names), True)}
