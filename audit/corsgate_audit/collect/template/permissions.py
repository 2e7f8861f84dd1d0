"""Which functions of a template no permission lets a front door invoke.

Source: https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html#apigateway-permissions
and https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
"""

from __future__ import annotations

import re
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from corsgate_audit.collect.template.function_policy import FUNCTION, function_behind
from corsgate_audit.collect.template.links import properties_of
from corsgate_audit.collect.template.values import without_links
from corsgate_audit.model import FunctionUrl

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corsgate_audit.collect.template.stack import Resource
    from corsgate_audit.model import Api, Integration

PERMISSION = "AWS::Lambda::Permission"

ApiT = TypeVar("ApiT", bound="Api")


class Permissions:
    """The permissions of a template, asked about its functions.

    Args:
        resources: resources of the template and those nested in it.
    """

    def __init__(self, resources: Sequence[Resource]) -> None:
        self._functions = {each.location: each for each in resources if each.type == FUNCTION}
        self._permissions = [properties_of(each) for each in resources if each.type == PERMISSION]

    def of(self, api: ApiT) -> ApiT:
        """Return an API whose integrations name the function that may not be invoked.

        A function elsewhere may have any permission; so may a function whose URL asks for a
        signature, by the policy of its caller.

        Args:
            api: API as it was read, with the code of the functions of the template.
        """
        if isinstance(api, FunctionUrl):
            is_open = api.auth_type == "NONE"
            return replace(api, integration=self._by(api.integration, _URL)) if is_open else api
        routes = tuple(
            replace(route, integration=self._by(route.integration, _GATEWAY))
            if route.integration is not None and not route.integration.has_role
            else route
            for route in api.routes
        )
        return api if routes == api.routes else replace(api, routes=routes)

    def _by(self, integration: Integration, caller: _Caller) -> Integration:
        function = self._functions.get(integration.code.location) if integration.code else None
        if function is None or any(
            caller.is_permitted_by(each) and _is_about(each, function) for each in self._permissions
        ):
            return integration
        return replace(integration, unpermitted=function.logical_id)


class _Caller(NamedTuple):
    """Who invokes a function, and by which action."""

    action: str
    principal: str

    def is_permitted_by(self, permission: Mapping[str, object]) -> bool:
        """Whether a permission is for it; one whose values are not known may be."""
        return _may_be(permission.get("Action"), self.action) and _may_be(
            permission.get("Principal"), self.principal
        )


_GATEWAY = _Caller("lambda:InvokeFunction", "apigateway.amazonaws.com")
_URL = _Caller("lambda:InvokeFunctionUrl", "*")


def _may_be(value: object, wanted: str) -> bool:
    """Whether a value is the one that is wanted, or a pattern of it, or not known."""
    plain = without_links(value)
    if not isinstance(plain, str):
        return True
    return wanted.lower() == plain.lower() or fnmatchcase(wanted.lower(), plain.lower())


def _is_about(permission: Mapping[str, object], function: Resource) -> bool:
    """Whether a permission is for a function: by a link, by its name, or perhaps."""
    value = permission.get("FunctionName")
    named = function_behind(value)
    if named is not None:
        return named is function
    plain = without_links(value)
    name = without_links(properties_of(function).get("FunctionName"))
    if isinstance(plain, str) and (name is None or isinstance(name, str)):
        return name is not None and name in re.split("[:/]", plain)
    return True
