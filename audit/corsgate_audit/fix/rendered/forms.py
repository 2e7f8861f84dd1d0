"""What a policy can be printed as: one table, by form and front door."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from corsgate.render import RenderError
from corsgate_audit.fix.rendered.cloudformation import http_template, rest_template, url_template
from corsgate_audit.fix.rendered.hcl import hcl
from corsgate_audit.fix.rendered.openapi import http_document, rest_document
from corsgate_audit.fix.rendered.sam import http_sam, rest_sam, url_sam
from corsgate_audit.fix.rendered.terraform import (
    http_configuration,
    rest_configuration,
    url_configuration,
)
from corsgate_audit.fix.text.styles import Style
from corsgate_audit.fix.text.writers import YamlWriter
from corsgate_audit.model import FrontDoor

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from corsgate_audit.fix.rendered.wanted import Wanted


class Form(StrEnum):
    """What is printed."""

    CLOUDFORMATION = "cloudformation"
    SAM = "sam"
    OPENAPI = "openapi"
    TERRAFORM = "terraform"
    HCL = "hcl"


_REST, _HTTP, _URL = FrontDoor.REST_API, FrontDoor.HTTP_API, FrontDoor.FUNCTION_URL
_MAKERS: Mapping[tuple[Form, FrontDoor], Callable[[Wanted], dict[str, Any]]] = {
    (Form.CLOUDFORMATION, _REST): rest_template,
    (Form.CLOUDFORMATION, _HTTP): http_template,
    (Form.CLOUDFORMATION, _URL): url_template,
    (Form.SAM, _REST): rest_sam,
    (Form.SAM, _HTTP): http_sam,
    (Form.SAM, _URL): url_sam,
    (Form.OPENAPI, _REST): rest_document,
    (Form.OPENAPI, _HTTP): http_document,
    **{
        (form, front_door): make
        for form in (Form.TERRAFORM, Form.HCL)
        for front_door, make in (
            (_REST, rest_configuration),
            (_HTTP, http_configuration),
            (_URL, url_configuration),
        )
    },
}


def render(form: Form, front_door: FrontDoor, wanted: Wanted) -> str:
    """Print a policy: YAML, or JSON or HCL for Terraform; with a newline at its end.

    Args:
        form: form of the output: CloudFormation, SAM, OpenAPI, or Terraform in JSON or HCL.
        front_door: front door that the output is for.
        wanted: the policy and the choices beside it.

    Raises:
        RenderError: the policy cannot be expressed there.

    Example:
        >>> from corsgate import CorsPolicy
        >>> wanted = Wanted(policy=CorsPolicy(allow_origins=["*"]))
        >>> render(Form.OPENAPI, FrontDoor.HTTP_API, wanted).splitlines()[-2:]
        ['  allowOrigins:', "    - '*'"]
    """
    make = _MAKERS.get((form, front_door))
    if make is None:
        problem = "an OpenAPI document describes no function URL; ask for another form"
        raise RenderError(str(front_door), [problem])
    content = make(wanted)
    if form is Form.HCL:
        return hcl(content)
    if form is Form.TERRAFORM:
        return json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    return "".join(f"{line}\n" for line in YamlWriter(Style()).block(content, 0))
