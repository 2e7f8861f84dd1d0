"""Two assemblies of the same apps, held against each other: what do our classes change?"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from support.synthesis import linted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from aws_cdk import App

    Builder = Callable[[str], App]

Template = dict[str, Any]

_HEADER = r"(Access-Control-Allow-(Origin|Methods)|Vary)"
_MAPPED = rf"ResponseParameters(/method\.response\.header\.{_HEADER})?"
_RENEWED = r"AWS::ApiGateway(V2)?::Deployment|AWS::Lambda::Version"
CORS = re.compile(
    "|".join(
        (
            r"\+ AWS::ApiGateway::(GatewayResponse|Method \(OPTIONS\))",
            r"\+ AWS::ApiGatewayV2::Route \(OPTIONS\)",
            # A deployment is a snapshot of an API, a version one of a function with its
            # environment: a new snapshot beside or in place of the old one is what both are for.
            rf"[+-] ({_RENEWED})",
            r"AWS::ApiGateway(V2)?::Stage/DeploymentId/Ref",
            r"AWS::Lambda::Alias/FunctionVersion/Fn::GetAtt/0",
            r"AWS::Lambda::Permission/FunctionName/Ref",
            r"AWS::ApiGateway::Method/Integration/Uri/Fn::Join/1/\d+/Ref",
            rf"({_RENEWED})/DependsOn(/\d+)?",
            rf"AWS::ApiGateway::GatewayResponse/ResponseParameters(/gatewayresponse\.header\.{_HEADER})?",
            r"AWS::ApiGateway::Method/Integration/CacheKeyParameters(/\d+)?",
            r"AWS::ApiGateway::Method/RequestParameters(/method\.request\.header\.[Oo]rigin)?",
            rf"AWS::ApiGateway::Method/Integration/IntegrationResponses/\d+/{_MAPPED}",
            rf"AWS::ApiGateway::Method/MethodResponses(/\d+(/{_MAPPED})?)?",
            r"AWS::ApiGatewayV2::Api/CorsConfiguration",
            r"AWS::Lambda::Url/Cors",
            r"AWS::Lambda::Function/Environment(/Variables(/CORSGATE_(POLICY|GATEWAY_OWNS))?)?",
            r"Parameters/\w+/(AllowedPattern|ConstraintDescription)",
            # A nested stack's template has another hash, and a deployment in it waits.
            r"AWS::CloudFormation::Stack/TemplateURL/Fn::Join/1/\d+",
            r"AWS::CloudFormation::Stack/DependsOn(/\d+)?",
        )
    )
)
"""Every difference that is CORS, or a snapshot of it."""


@dataclass(frozen=True)
class Compared:
    """The templates of all apps by file name, as the CDK's classes and ours build them.

    Args:
        names: names of the apps.
        theirs: by the CDK's classes.
        ours: by ours.
        folder: assembly of ours.
    """

    names: tuple[str, ...]
    theirs: dict[str, Template]
    ours: dict[str, Template]
    folder: Path

    def of_app(self, templates: dict[str, Template], name: str) -> dict[str, Template]:
        """Return the templates of one app: of its stack, and of those nested in it or beside it."""
        prefix = stack_name(name)
        longer = [each for each in map(stack_name, self.names) if len(each) > len(prefix)]
        return {
            file: template
            for file, template in templates.items()
            if file.startswith(prefix) and not any(file.startswith(each) for each in longer)
        }

    def differences(self, name: str) -> set[str]:
        """Return what our classes change in an app, each as a path below the resource's type."""
        theirs, ours = self.of_app(self.theirs, name), self.of_app(self.ours, name)
        return {each for file in ours for each in _in_templates(theirs[file], ours[file])}


def stack_name(name: str) -> str:
    """Return the name of an app's first stack."""
    return name.title().replace("_", "")


def compared(
    names: Iterable[str], builders: tuple[Builder, Builder], folders: tuple[Path, Path]
) -> Compared:
    """Synthesise apps both ways, once each.

    Args:
        names: names of the apps.
        builders: build all of them in a folder, by the CDK's classes and by ours.
        folders: folders of the two assemblies.
    """
    theirs, ours = map(assembly, builders, folders)
    return Compared(tuple(names), theirs, ours, folders[1])


def assembly(builder: Builder, folder: Path) -> dict[str, Template]:
    """Synthesise apps, and return their templates by file name."""
    builder(str(folder)).synth()
    return {path.name: _read(path) for path in folder.glob("*.template.json")}


def linted_like(ours: Template, theirs: Template) -> bool:
    """Whether cfn-lint finds nothing by a rule that it does not go by in the other template."""
    found = {_rule(each) for each in linted(ours)}
    return not found or found <= {_rule(each) for each in linted(theirs)}


def _rule(finding: str) -> str:
    return finding.partition("]")[0]


def _read(path: Path) -> Template:
    return dict(json.loads(path.read_text()))


def _in_templates(theirs: Template, ours: Template) -> Iterator[str]:
    before, after = theirs["Resources"], ours["Resources"]
    yield from (f"- {_kind(before[each])}" for each in before.keys() - after.keys())
    yield from (f"+ {_kind(after[each])}" for each in after.keys() - before.keys())
    for name in before.keys() & after.keys():
        kind = before[name]["Type"]
        yield from (f"{kind}{path}" for path in _in_values(before[name], after[name]))
    for section in (theirs.keys() | ours.keys()) - {"Resources"}:
        yield from (
            f"{section}{path}" for path in _in_values(theirs.get(section), ours.get(section))
        )


def _kind(resource: Template) -> str:
    properties = resource.get("Properties", {})
    method = properties.get("HttpMethod") or properties.get("RouteKey", "").partition(" ")[0]
    return f"{resource['Type']} ({method})" if method else str(resource["Type"])


def _in_values(before: Any, after: Any, path: str = "") -> Iterator[str]:  # noqa: ANN401
    if before == after:
        return
    pairs: dict[str, tuple[Any, Any]] | None = None
    if isinstance(before, dict) and isinstance(after, dict):
        pairs = {each: (before.get(each), after.get(each)) for each in before.keys() | after.keys()}
    elif isinstance(before, list) and isinstance(after, list) and len(before) <= len(after):
        rest = [*before, *[None] * (len(after) - len(before))]
        pairs = {str(index): pair for index, pair in enumerate(zip(rest, after, strict=True))}
    if pairs is None:
        yield path.removeprefix("/Properties").replace("/Properties/", "/", 1)
        return
    for name, pair in pairs.items():
        yield from _in_values(*pair, f"{path}/{name}")
