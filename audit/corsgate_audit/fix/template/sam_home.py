"""REST APIs whose OpenAPI document SAM writes, preflights included, from the property ``Cors``.

Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-corsconfiguration.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate_audit.fix.template.edits import Edit, IncurableError
from corsgate_audit.fix.template.headers import (
    ERROR_HEADER,
    error_headers,
    response_headers,
)
from corsgate_audit.fix.template.inherited import is_intrinsic, is_map
from corsgate_audit.fix.template.sam_cors import sam_cors
from corsgate_audit.fix.template.site import headers_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corsgate_audit.fix.template.edits import Assignment
    from corsgate_audit.fix.template.inherited import Inherited
    from corsgate_audit.fix.template.site import Site
    from corsgate_audit.model import Route
    from corsgate_audit.rules.preflights import Resource

_KIND = "AWS::Serverless::Api"
# What SAM puts on preflights unless it is told not to, and the method's field that shows it.
_AUTH = {
    "AddDefaultAuthorizerToCorsPreflight": "an authorizer",
    "AddApiKeyRequiredToCorsPreflight": "an API key",
}


class SamHome:
    """See `RestHome`. One setting holds for all paths.

    Args:
        site: the API.
        inherited: its properties, and those of all APIs.
    """

    def __init__(self, site: Site, inherited: Inherited) -> None:
        self._site, self._inherited = site, inherited

    def preflight(self, group: Resource) -> Edit:
        """Set ``Cors``, and keep authorizers and keys off the preflights."""
        routes = [route for route in self._site.routes if route.method != "OPTIONS"]
        policy = self._site.choices.policy
        settings = sam_cors(policy, [route.method for route in routes], headers_of(routes))
        sets = self._inherited.assignments(("Cors",), settings)
        options = group.options
        is_guarded = (
            options is not None and options.authorization != "NONE",
            options is not None and options.api_key_required is not False,
        )
        for name, guarded in zip(_AUTH, is_guarded, strict=True):
            if guarded:
                sets += self._inherited.assignments(("Auth", name), wanted=False)
        edit = self._site.edit(
            "set Cors", *sets, resource=self._site.ref(_KIND, self._site.logical_id)
        )
        return edit.because(self._inherited.also_changed(("Cors",), settings))

    def errors(self, kinds: Sequence[str]) -> Edit:
        """Set the headers of gateway responses.

        Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-gatewayresponseobject.html
        """
        choices = self._site.choices
        headers = {
            name.removeprefix(ERROR_HEADER): value
            for name, value in error_headers(choices.policy, choices.error_origin).items()
        }
        sets = [each for kind in kinds for each in self._error(kind, headers)]
        return self._site.edit(
            f"put the headers on the gateway responses {' and '.join(kinds)}",
            *sets,
            resource=self._site.ref(_KIND, self._site.logical_id),
        )

    def _error(self, kind: str, headers: dict[str, Any]) -> list[Assignment]:
        names = ("GatewayResponses", kind, "ResponseParameters", "Headers")
        present = self._inherited.value(*names)
        if is_intrinsic(present):
            message = f"the headers of {kind} are written with an intrinsic function"
            raise IncurableError(message)
        # A header that is inherited in another case would be there twice.
        known = {str(name).lower(): name for name in present} if is_map(present) else {}
        spelled = {known.get(name.lower(), name): value for name, value in headers.items()}
        old = present if is_map(present) else {}
        return self._inherited.assignments(names, {**old, **spelled})

    def passthrough(self, route: Route) -> Edit:
        """Refuse: SAM writes the preflight.

        Raises:
            IncurableError: always.
        """
        message = f"SAM writes {route.method} {route.path}, and has no setting for it"
        raise IncurableError(message)

    def responses(self, route: Route) -> Edit:
        """Refuse: SAM's events have proxy integrations, which map nothing.

        Raises:
            IncurableError: always.
        """
        response_headers(self._site.choices.policy)
        message = f"SAM writes {route.method} {route.path}; let the function answer, with @cors"
        raise IncurableError(message)
