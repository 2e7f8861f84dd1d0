"""Applications of the Serverless Application Repository in a SAM template.

Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-application.html
"""

from __future__ import annotations

from typing import Final

_APPLICATION: Final = "AWS::Serverless::Application"
_STACK: Final = "AWS::CloudFormation::Stack"


def stand_in_for_applications(resources: dict[str, object]) -> None:
    """Write the nested stack that each application becomes, with no template that can be read.

    SAM's translator asks the repository for the template, with whatever credentials it finds: it
    has one made there. An audit of a file asks nobody.

    Args:
        resources: resources of a SAM template; changed in place.
    """
    for body in resources.values():
        if not isinstance(body, dict) or body.get("Type") != _APPLICATION:
            continue
        properties = body.get("Properties")
        location = properties.get("Location") if isinstance(properties, dict) else None
        if isinstance(properties, dict) and isinstance(location, dict):
            body["Type"] = _STACK
            body["Properties"] = {
                "TemplateURL": f"serverlessrepo://{location.get('ApplicationId')}",
                "Parameters": properties.get("Parameters", {}),
            }
