"""What all rendered parts share: resources with the places that they come from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from corsgate_audit.collect.serverless import naming
from corsgate_audit.collect.shapes import show
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Names = "tuple[str, ...]"
DEFAULT_HEADERS: Sequence[str] = (
    "Content-Type",
    "X-Amz-Date",
    "Authorization",
    "X-Api-Key",
    "X-Amz-Security-Token",
    "X-Amz-User-Agent",
    "X-Amzn-Trace-Id",
)
"""Headers that ``cors: true`` allows: ``api-gateway/lib/validate.js``, ``events/http-api.js``."""
INVOKE = "lambda:InvokeFunction"


@dataclass(slots=True)
class Rendered:
    """Resources of the template, and where the service has what they are made of.

    Args:
        service: content of the ``serverless.yml``, resolved.
        stage: stage that it is deployed to.
    """

    service: Mapping[str, Any]
    stage: str
    resources: dict[str, dict[str, object]] = field(default_factory=dict)
    origins: dict[str, tuple[str, ...]] = field(default_factory=dict)
    functions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Where each function stands, by its name."""

    @property
    def provider(self) -> Mapping[str, Any]:
        """The provider's settings."""
        return mapping(self.service.get("provider"))

    @property
    def name(self) -> str:
        """The service's name; the expression of one that the folder does not say."""
        given = self.service.get("service")
        name = mapping(given).get("name") or given
        return name.expression if isinstance(name, Unresolved) else str(name)

    def api_name(self, settings: Mapping[str, Any]) -> str:
        """Name an API after the service and the stage.

        Args:
            settings: ``provider.apiGateway`` or ``provider.httpApi``.
        """
        if settings.get("shouldStartNameWithService"):
            return f"{self.name}-{self.stage}"
        return f"{self.stage}-{self.name}"

    def add(
        self, logical_id: str, kind: str, properties: Mapping[str, object], at: Sequence[str]
    ) -> dict[str, object]:
        """Add a resource; arguments that are None are left out.

        Args:
            logical_id: its logical id.
            kind: its type.
            properties: its properties.
            at: names that lead to what it is made of.
        """
        known = {name: value for name, value in properties.items() if value is not None}
        made: dict[str, object] = {"Type": kind, "Properties": known}
        self.resources[logical_id] = made
        self.origins.setdefault(logical_id, tuple(at))
        return made

    def target(self, name: str) -> object:
        """Refer to a function by its name."""
        return {"Fn::GetAtt": [naming.function(name), "Arn"]}

    def invocation(self, arn: object) -> object:
        """Write the URI that calls a function."""
        before = ["arn:", {"Ref": "AWS::Partition"}, ":apigateway:", {"Ref": "AWS::Region"}]
        path = ":lambda:path/2015-03-31/functions/"
        return {"Fn::Join": ["", [*before, path, arn, "/invocations"]]}

    def permit(self, name: str, suffix: str, at: Sequence[str], principal: str = "") -> None:
        """Add the permission to invoke a function."""
        properties = {
            "FunctionName": self.target(name),
            "Action": INVOKE if not principal else "lambda:InvokeFunctionUrl",
            "Principal": principal or "apigateway.amazonaws.com",
        }
        self.add(f"{naming.normal(name)}{suffix}", "AWS::Lambda::Permission", properties, at)


def mapping(value: object) -> Mapping[str, Any]:
    """Return a map; an empty one in the place of what is none."""
    return value if isinstance(value, dict) else {}


def listed(value: object) -> list[Any]:
    """Return a list; an empty one in the place of what is none."""
    return value if isinstance(value, list) else []


def quoted(value: object) -> object:
    """Enclose a text in single quotes, as a static value of a header.

    Args:
        value: text, number or boolean; what is not known stays so.
    """
    if isinstance(value, Unresolved):
        return Unresolved(show(f"'{value.expression}'"), value.reason, literal=value.literal)
    if isinstance(value, bool):
        return f"'{'true' if value else 'false'}'"
    if isinstance(value, dict | list):
        return Unresolved(show(value), "a string is expected here")
    return f"'{value}'"


def joined(values: Sequence[object]) -> object:
    """Join texts with commas, in single quotes."""
    unknown = next((each for each in values if isinstance(each, Unresolved)), None)
    if unknown is not None:
        return Unresolved(show(unknown.expression), unknown.reason)
    return quoted(",".join(map(str, values)))


def united(*lists: object) -> list[object] | Unresolved:
    """Unite lists, each value once, in their order; unresolved where one of them is."""
    made: list[object] = []
    for each in lists:
        if isinstance(each, Unresolved):
            return each
        for item in each if isinstance(each, list) else [] if each is None else [each]:
            if item not in made:
                made.append(item)
    return made
