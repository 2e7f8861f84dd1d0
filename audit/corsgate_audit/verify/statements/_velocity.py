"""What the tables about Velocity share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.verify.cases import Case, Exhibit, get, mock
from corsgate_audit.verify.questions import Basis, Front

if TYPE_CHECKING:
    from corsgate_audit.verify.questions import Request

INTERPRETER = "corsgate_audit.gateway.velocity.interpreter"
JAVA_STRING = "https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/lang/String.html"
JAVA_LIST = "https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/util/List.html"
JAVA_MAP = "https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/util/Map.html"
VELOCITY_GUIDE = "https://velocity.apache.org/engine/1.7/user-guide.html"
AIRSPEED = "https://github.com/localstack/airspeed/blob/main/tests/test_templating.snapshot.json"
LOCALSTACK = "https://github.com/localstack/localstack/tree/main/tests/aws/services/apigateway"
REFERENCE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html"
OVERRIDES = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html"


def rendered(  # noqa: PLR0913 - columns of a table
    name: str,
    says: str,
    template: str,
    relied_on_by: str,
    *,
    source: str = JAVA_STRING,
    basis: Basis = Basis.INFERRED,
    request: Request | None = None,
    front: Front = Front.VELOCITY,
) -> Case:
    """Return the row of a template whose text decides.

    Args:
        name: id without its beginning, ``velocity-``.
        says: see `Case`.
        template: response template of a MOCK integration.
        relied_on_by: module and name below the interpreter: ``texts:TEXT``.
        source: see `Case`.
        basis: see `Case`.
        request: request that is sent; None for a GET with nothing.
        front: see `Case`.
    """
    path = f"/velocity-{name}"
    return Case(
        id=f"velocity-{name}",
        says=says,
        basis=basis,
        source=source,
        relied_on_by=(f"{INTERPRETER}.{relied_on_by}",),
        front=front,
        exhibits=(Exhibit(path=path, properties=mock(template)),),
        request=request or get(path),
    )
