"""Modules of the public registry that declare front doors, as far as browsers meet them.

They stand for the modules where ``terraform init`` has not run, as in a pull request: what they
declare of APIs, functions and permissions, from their inputs. Outputs and inputs that have
nothing to do with CORS are left out, and are undetermined.
"""

from __future__ import annotations

import re
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Final

from corsgate_audit.collect.terraform.hcl.configuration import configuration_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corsgate_audit.collect.terraform.hcl.configuration import Configuration
    from corsgate_audit.collect.terraform.hcl.syntax import Block

_SOURCES: Final[Mapping[re.Pattern[str], str]] = {
    re.compile(r"terraform-aws-modules/(?:terraform-aws-)?apigateway-v2\b"): "apigateway_v2.tf",
    re.compile(r"terraform-aws-modules/(?:terraform-aws-)?lambda\b"): "lambda.tf",
    re.compile(r"squidfunk/(?:terraform-aws-)?api-gateway-enable-cors\b"): "enable_cors.tf",
}
_WITHOUT: Final = re.compile(
    r"^(?:[^/]+/(?:terraform-aws-)?|.*[/:]terraform-aws-)"
    r"(?:acm(?:-[\w-]+)?|alb|app-runner|autoscaling|batch|cognito[\w-]*|dynamodb[\w-]*|ec2[\w-]*|"
    r"ecr|ecs[\w-]*|efs|eks[\w-]*|elasticache|eventbridge|iam[\w-]*|key-pair|kinesis[\w-]*|"
    r"kms[\w-]*|labels?|memory-db|msk[\w-]*|nlb|notify-slack|null-label|opensearch|rds[\w-]*|"
    r"redshift|route53[\w-]*|s3[\w-]*|secrets-manager|security-group|sns[\w-]*|solutions|sqs|"
    r"ssm[\w-]*|step-functions|subnets?|tags?|transit-gateway|vpc[\w-]*|vpn[\w-]*)(?:/|\.git|\?|$)"
)
"""Modules that are called by what they make, and make no front door."""


def known_module(source: str, call: Block) -> Configuration | None:
    """Return what stands for a module of the public registry; None where nothing does.

    Args:
        source: source of the module, as its call has it.
        call: block that calls it: what the module declares is found there.
    """
    name = next((name for pattern, name in _SOURCES.items() if pattern.search(source)), None)
    if name is None:
        return None
    data = resources.files(__package__).joinpath(name).read_bytes()
    made = configuration_of(call.path.parent, {Path(name): data})
    for key, block in made.resources.items():
        made.resources[key] = replace(block, path=call.path, line=call.line)
    return made


def declares_no_front_door(source: str) -> bool:
    """Whether a module is called by what it makes, and that is no front door.

    Args:
        source: source of the module, as its call has it.

    Example:
        >>> declares_no_front_door("terraform-aws-modules/vpc/aws")
        True
    """
    return _WITHOUT.search(source) is not None
