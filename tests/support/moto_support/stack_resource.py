"""What every CloudFormation resource has in common: how it is made, changed, replaced, removed.

A resource states its type, the properties whose change replaces it, and what `create`, `update`
and `remove` do to moto's backend; this module does what CloudFormation does around them.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

from moto.cloudformation.exceptions import ValidationError
from moto.core.common_models import CloudFormationModel

Properties = dict[str, Any]


# moto is read without its types (see pyproject.toml), so its base class is Any to mypy.
class StackResource(CloudFormationModel):  # type: ignore[misc]
    """A resource of a CloudFormation stack.

    Args:
        name: generated from the stack's name and the logical id.
        properties: as in the template, with every intrinsic function resolved.
        account_id: the account that the stack is in.
        region_name: the region that the stack is in.
    """

    type_name: ClassVar[str] = ""
    """``AWS::Service::Resource``; empty here, since moto takes this base for a resource too."""
    replaced_by: ClassVar[frozenset[str]] = frozenset()
    """Properties that the documentation marks "Update requires: Replacement"."""
    refused: ClassVar[frozenset[str]] = frozenset()
    """Properties that matter and are not emulated: an error, and not a resource without them."""
    attributes: ClassVar[frozenset[str]] = frozenset()
    """What ``Fn::GetAtt`` knows."""

    def __init__(
        self, name: str, properties: Properties, account_id: str, region_name: str
    ) -> None:
        self.name = name
        self.properties = properties
        self.account_id = account_id
        self.region_name = region_name
        self.physical_resource_id = name

    def create(self) -> str:
        """Make the resource; return its physical id, which is what ``Ref`` gives."""
        raise NotImplementedError

    def update(self) -> None:
        """Make the resource what ``self.properties`` say now."""
        raise NotImplementedError

    def remove(self) -> None:
        """Remove the resource; nothing happens where it went with its parent."""
        raise NotImplementedError

    @classmethod
    def cloudformation_type(cls) -> str:
        """Return the type that this class stands for."""
        return cls.type_name

    @staticmethod
    def cloudformation_name_type() -> str:
        """Return that no property replaces the generated name: `create` gives the id itself."""
        return ""

    @classmethod
    def has_cfn_attr(cls, attr: str) -> bool:
        """Return whether an output may ask for this attribute."""
        return attr in cls.attributes

    def get_cfn_attribute(self, attribute_name: str) -> str:
        """Return what ``Fn::GetAtt`` gives: the physical id, unless a resource has more."""
        if attribute_name not in self.attributes:
            message = f"{self.type_name} has no attribute {attribute_name}"
            raise ValidationError(message=message)
        return self.physical_resource_id

    @classmethod
    def create_from_cloudformation_json(
        cls,
        resource_name: str,
        cloudformation_json: Properties,
        account_id: str,
        region_name: str,
        **_: str,
    ) -> Self:
        """Make the resource that a template asks for."""
        properties = cloudformation_json.get("Properties", {})
        resource = cls(resource_name, properties, account_id, region_name)
        resource._refuse_what_is_not_emulated()
        resource.physical_resource_id = resource.create()
        return resource

    @classmethod
    def update_from_cloudformation_json(
        cls,
        original_resource: Self,
        new_resource_name: str,
        cloudformation_json: Properties,
        account_id: str,
        region_name: str,
    ) -> Self:
        """Change the resource in place, or replace it where a property demands that."""
        new = cloudformation_json.get("Properties", {})
        old = original_resource.properties
        if any(old.get(name) != new.get(name) for name in cls.replaced_by):
            replacement = cls.create_from_cloudformation_json(
                new_resource_name, cloudformation_json, account_id, region_name
            )
            original_resource.remove()
            return replacement
        original_resource.properties = new
        original_resource._refuse_what_is_not_emulated()
        original_resource.update()
        return original_resource

    def delete(self, _account_id: str, _region_name: str) -> None:
        """Remove the resource: moto calls this when a stack is deleted or drops it."""
        self.remove()

    def _refuse_what_is_not_emulated(self) -> None:
        for name in sorted(self.refused & self.properties.keys()):
            message = f"{self.type_name}: the property {name} is not emulated"
            raise ValidationError(message=message)


def flag(value: bool | str | None) -> bool:  # noqa: FBT001 (a template's value, not a switch)
    """Return a template's boolean, which YAML authors also write as a string."""
    return value if isinstance(value, bool) else str(value).lower() == "true"


def number(value: int | str | None) -> int | None:
    """Return a template's number, which may be written as a string; None where there is none."""
    return None if value is None else int(value)


def camel_case(properties: Properties | None) -> Properties | None:
    """Return the same with the names as the API has them: ``AllowOrigins`` is ``allowOrigins``."""
    if properties is None:
        return None
    return {name[0].lower() + name[1:]: value for name, value in properties.items()}


def tag_map(tags: list[dict[str, str]] | dict[str, str] | None) -> dict[str, str]:
    """Return a list of ``{Key, Value}`` as a mapping; some types have a mapping already."""
    if isinstance(tags, list):
        return {tag["Key"]: tag["Value"] for tag in tags}
    return tags or {}
