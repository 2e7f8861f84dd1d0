"""``DependsOn`` honoured by change sets and updates, not by ``CreateStack`` alone.

moto adds what an update or a change set adds in the order of the template, so that a deployment
comes before the methods it depends on, and fails since the API has none. ``cdk deploy`` makes
every stack through a change set.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html
"""

from __future__ import annotations

from typing import Any

from moto.cloudformation import parsing

_plain_create = parsing.parse_and_create_resource


def install() -> None:
    """Make what a resource depends on before the resource, whoever asks for it."""
    parsing.parse_and_create_resource = _create


def _create(
    logical_id: str,
    resource_json: dict[str, Any],
    resources_map: Any,  # noqa: ANN401 (moto is read without its types)
    **place: str,
) -> Any:  # noqa: ANN401
    depends_on = resource_json.get("DependsOn", [])
    for dependency in [depends_on] if isinstance(depends_on, str) else depends_on:
        _ = resources_map[dependency]  # the map makes what is asked of it
    return _plain_create(logical_id, resource_json, resources_map, **place)
