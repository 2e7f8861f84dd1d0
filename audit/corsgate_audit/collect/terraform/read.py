"""Reads a plan: writes it as a template, and reads that."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.reach import Reach
from corsgate_audit.collect.template.document import Document, parse_document
from corsgate_audit.collect.template.permissions import PERMISSION
from corsgate_audit.collect.template.read import read_template
from corsgate_audit.collect.template.stack import CDK_PATH
from corsgate_audit.collect.terraform.archives import Archives
from corsgate_audit.collect.terraform.declared import Declared, Planned
from corsgate_audit.collect.terraform.nested import NESTED, written
from corsgate_audit.collect.terraform.plan import resources_of
from corsgate_audit.collect.terraform.references import References
from corsgate_audit.collect.terraform.resources import (
    INTEGRATION,
    INTEGRATION_RESPONSE,
    INTEGRATION_SETTINGS,
    KINDS,
    LAMBDA_FUNCTION,
    LAYER,
    METHOD,
    METHOD_RESPONSE,
    RESPONSE_SETTINGS,
)
from corsgate_audit.model import Coverage, CoverageState, Unresolved

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corsgate_audit.collect.template.positions import Positions
    from corsgate_audit.model import Collection

SERVICE = "terraform"
_BODY, _POLICY = "body", "policy"
_DEPLOYMENT = "aws_api_gateway_deployment"
_URL, _PUBLIC = "aws_lambda_function_url", " FunctionURLAllowPublicAccess"
_API, _API_POLICY = "aws_api_gateway_rest_api", "aws_api_gateway_rest_api_policy"
_PARTS = frozenset({INTEGRATION, METHOD_RESPONSE, INTEGRATION_RESPONSE})
READ = frozenset((*KINDS, *NESTED, *_PARTS, _API_POLICY))
"""Types of resources that are read."""


def read_plan(document: Document) -> Collection:
    """Read a plan or a state.

    Args:
        document: document of which `corsgate_audit.collect.terraform.plan.is_plan` is true.
    """
    planned = list(resources_of(document.content))
    names = {each.address: each.names for each in planned}
    declared = Declared(
        path=document.path,
        planned=planned,
        links=References(
            document.content.get("configuration"), planned, Archives(document.content)
        ),
        positions=_PlanPositions(document.positions, names),
        # A plan's paths lead to code below its folder; the plan itself has been read.
        reach=Reach(roots=document.reach.roots, budget=document.reach.budget),
    )
    return read_declared(declared)


def read_declared(declared: Declared, resource: str | None = None) -> Collection:
    """Write resources as a template, and read that.

    Args:
        declared: resources of a plan or a configuration.
        resource: what the coverage names; None for the file.
    """
    writer = _Writer(declared)
    resources = {
        each.address: _with_call(writer.written(each), each)
        for each in declared.planned
        if each.type in KINDS or each.type in NESTED
    }
    resources |= {
        f"{each.address}{_PUBLIC}": writer.public(each)
        for each in declared.planned
        if each.type == _URL and each.values.get("authorization_type") == "NONE"
    }
    conditions = {_condition(each.maybe): each.maybe for each in declared.planned if each.maybe}
    template = Document(
        path=declared.path,
        content={"Resources": resources, "Conditions": conditions},
        positions=declared.positions,
        reach=declared.reach,
    )
    read = read_template(template)
    own, *others = read.coverage
    name = own.resource if resource is None else resource
    scanned = Coverage(service=SERVICE, resource=name, state=CoverageState.SCANNED)
    return replace(read, coverage=(scanned, *others, *writer.strays()))


def _with_call(made: dict[str, object], resource: Planned) -> dict[str, object]:
    """Note who wrote a resource of a module: the calls that lead to it, as the CDK's constructs."""
    return {**made, "Metadata": {CDK_PATH: resource.called_at}} if resource.called_at else made


def _condition(maybe: Unresolved) -> str:
    """Name a condition: resources whose number has the same expression exist together."""
    return f"{maybe.expression}: {maybe.reason}"


class _PlanPositions:
    """The positions of what a plan was written as: those of the plan's resources."""

    def __init__(self, positions: Positions, names: Mapping[str, tuple[str, ...]]) -> None:
        self._positions = positions
        self._names = names

    def line(self, *names: str) -> int | None:
        """See `Positions`."""
        return self._positions.line(*self.origin(*names))

    def origin(self, *names: str) -> tuple[str, ...]:
        """See `Positions`."""
        _, address, *rest = names
        is_body = rest[:2] == ["Properties", "Body"]
        declared = self._names[address.removesuffix(_PUBLIC)]
        return (*declared, *(("values", _BODY) if is_body else ()))

    def source(self, *_: str) -> str | None:
        """See `Positions`."""
        return None


@dataclass(frozen=True)
class _Writer:
    """Writes resources as CloudFormation has them."""

    declared: Declared

    @cached_property
    def parts(self) -> dict[tuple[str, str, str], list[Planned]]:
        """What belongs to methods: by type, resource and method."""
        found: dict[tuple[str, str, str], list[Planned]] = defaultdict(list)
        for each in self.declared.planned:
            if each.type in _PARTS:
                found[each.type, *self._method_of(each)].append(each)
        return found

    def strays(self) -> list[Coverage]:
        """Name what belongs to methods that are not in the plan."""
        methods = {self._method_of(each) for each in self.declared.planned if each.type == METHOD}
        return [
            Coverage(
                service=SERVICE,
                resource=f"{self.declared.path}#{each.address}",
                state=CoverageState.UNRESOLVED,
                reason=f"it belongs to a method that is not declared here: {_shown(each)}",
            )
            for key, parts in self.parts.items()
            for each in parts
            if key[1:] not in methods
        ]

    def _method_of(self, part: Planned) -> tuple[str, str]:
        """Say which method a part belongs to: by the path's resource, and the method's name."""
        return json.dumps(self._link(part, "resource_id"), default=str), str(
            part.values.get("http_method")
        )

    def written(self, resource: Planned) -> dict[str, object]:
        """Write one resource as CloudFormation has it."""
        if resource.type in NESTED:
            return self._nested(resource)
        kind = KINDS[resource.type]
        properties = _renamed(resource.values, kind.values)
        for argument, name in kind.links.items():
            properties[name] = self._link(resource, argument)
        for argument, name in kind.blocks.items():
            properties[name] = _block(resource.values.get(argument))
        if resource.values.get(_BODY):
            properties["Body"] = self._body(resource)
        if resource.type == _API:
            properties["Policy"] = self._policy_of(resource)
        if resource.type == LAMBDA_FUNCTION:
            properties.update(self._of_function(resource))
        if resource.type == LAYER:
            properties["Content"] = self.declared.links.code(resource)
        if resource.type == METHOD:
            properties.update(self._of_method(resource))
        known = {name: value for name, value in properties.items() if value is not None}
        made: dict[str, object] = {"Type": kind.type, "Properties": known}
        if resource.type == _DEPLOYMENT:
            made["DependsOn"] = self._before(resource)
        maybe = self._maybe(resource)
        return made if maybe is None else {**made, "Condition": _condition(maybe)}

    def _of_function(self, function: Planned) -> dict[str, object]:
        code, handler = self.declared.links.code(function), function.values.get("handler")
        layers = self.declared.links.every(function, "layers")
        found: dict[str, object] = {
            "Code": code,
            "Layers": [{"Ref": each.address} for each in layers if each.type == LAYER],
        }
        if isinstance(code, dict):
            # Lambda and CloudFormation call the file of inline code index.
            found["Handler"] = f"index.{str(handler).rpartition('.')[2]}"
        return found

    def public(self, url: Planned) -> dict[str, object]:
        """Write the permission that AWS's provider adds to a function URL without authorization.

        Source: https://github.com/hashicorp/terraform-provider-aws, function_url.go in
        ``internal/service/lambda``.
        """
        properties = {
            "Action": "lambda:InvokeFunctionUrl",
            "FunctionName": self._link(url, "function_name"),
            "Principal": "*",
        }
        return {"Type": PERMISSION, "Properties": properties}

    def _nested(self, resource: Planned) -> dict[str, object]:
        """Write a resource whose blocks nest as CloudFormation's properties do."""
        made = written(resource.type, self.declared.links.nested(resource))
        properties = made["Properties"]
        if isinstance(properties, dict) and isinstance(properties.get("Body"), str):
            properties["Body"] = self._body(resource)
        return made if resource.maybe is None else {**made, "Condition": _condition(resource.maybe)}

    def _maybe(self, resource: Planned) -> Unresolved | None:
        """Say why it is not known whether a resource exists, or what belongs to a method."""
        if resource.type != METHOD or resource.maybe is not None:
            return resource.maybe
        key = self._method_of(resource)
        parts = (part for kind in _PARTS for part in self.parts.get((kind, *key), ()))
        return next((part.maybe for part in parts if part.maybe is not None), None)

    def _before(self, deployment: Planned) -> list[str]:
        """Name the methods and responses that a deployment waits for.

        An integration is a part of its method here, and waits for it in Terraform.
        """
        named = set(self.declared.links.before(deployment))
        methods = {self._method_of(each): each.address for each in self.of_type(METHOD)}
        waited = (each for each in self.declared.planned if each.address in named)
        made = (
            methods.get(self._method_of(each)) if each.type in _PARTS else each.address
            for each in waited
        )
        return sorted({each for each in made if each is not None})

    def of_type(self, kind: str) -> list[Planned]:
        """List the resources of a type."""
        return [each for each in self.declared.planned if each.type == kind]

    @cached_property
    def policies(self) -> dict[object, object]:
        """The resource policies that are resources of their own, by the link to their API."""
        return {
            json.dumps(self._link(each, "rest_api_id"), default=str): each.values.get(_POLICY)
            for each in self.declared.planned
            if each.type == _API_POLICY
        }

    def _policy_of(self, api: Planned) -> object:
        """Find an API's resource policy.

        AWS's provider leaves the API's own open in every plan in which nobody has set it, so that
        one that is open is none.
        """
        inline = api.values.get(_POLICY)
        own = inline if isinstance(inline, str) else None
        return self.policies.get(json.dumps({"Ref": api.address}), own)

    def _link(self, resource: Planned, argument: str) -> object:
        """Write a reference to another resource; a plain value where there is none."""
        found = self.declared.links.of(resource, argument)
        value = resource.values.get(argument)
        if found is None or (found[0].type not in KINDS and found[0].type not in NESTED):
            return value or None
        target, attribute = found
        if attribute == "root_resource_id":
            return {"Fn::GetAtt": [target.address, "RootResourceId"]}
        return {"Ref": target.address}

    def _of_method(self, method: Planned) -> dict[str, object]:
        key = self._method_of(method)
        found: dict[str, object] = {
            "MethodResponses": [
                _renamed(each.values, RESPONSE_SETTINGS)
                for each in self.parts[METHOD_RESPONSE, *key]
            ]
        }
        for each in self.parts[INTEGRATION, *key]:
            found["Integration"] = {
                **_renamed(each.values, INTEGRATION_SETTINGS),
                "Uri": self._link(each, "uri"),
                "IntegrationResponses": [
                    _renamed(part.values, RESPONSE_SETTINGS)
                    for part in self.parts[INTEGRATION_RESPONSE, *key]
                ],
            }
        return found

    def _body(self, resource: Planned) -> object:
        """Read the document that an API is imported from, which is a text in Terraform."""
        text = self.declared.links.content(resource, _BODY, resource.values[_BODY])
        if isinstance(text, Unresolved):
            return text
        path = Path(f"{resource.address}.yaml")
        try:
            content = parse_document(str(text), path, self.declared.reach).content
        except TargetError as error:
            return Unresolved(f"{resource.address}.{_BODY}", str(error))
        return self.declared.links.linked(content)


def _shown(part: Planned) -> str:
    """Write which method a part belongs to."""
    named = (part.values.get(name) for name in ("resource_id", "http_method"))
    return " ".join(
        each.expression if isinstance(each, Unresolved) else str(each) for each in named
    )


def _renamed(values: Mapping[str, object], names: Mapping[str, str]) -> dict[str, object]:
    """Write arguments under the names of properties; those that are not set are null."""
    return {name: values[key] for key, name in names.items() if values.get(key) is not None}


def _block(value: object) -> object:
    """Write a block, which a plan has as a list of one."""
    if not isinstance(value, list):
        return value
    settings = value[0] if value else None
    if not isinstance(settings, dict):
        return settings
    return {
        "".join(word.capitalize() for word in key.split("_")): part
        for key, part in settings.items()
        if part is not None
    }
