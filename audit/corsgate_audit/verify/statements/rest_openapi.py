"""REST APIs of an OpenAPI document: the ``security`` at its top."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.verify.cases import Case, Exhibit, get, operation, preflight
from corsgate_audit.verify.questions import STATUS, Basis, Front

if TYPE_CHECKING:
    from corsgate_audit.verify.cases import Properties
    from corsgate_audit.verify.questions import Request

_SECURITY = "corsgate_audit.collect.openapi.security:security_of"
_RECORDING = "https://github.com/localstack/localstack/blob/main/tests/aws/services/apigateway/test_apigateway_import.snapshot.json"


def _asked(  # noqa: PLR0913 - columns of a table
    name: str,
    says: str,
    properties: Properties,
    *,
    method: str = "GET",
    request: Request | None = None,
    basis: Basis = Basis.RECORDED,
) -> Case:
    path = f"/openapi-{name}"
    return Case(
        id=f"rest-openapi-{name}",
        says=says,
        basis=basis,
        source=_RECORDING,
        relied_on_by=(_SECURITY,),
        front=Front.OPENAPI,
        exhibits=(Exhibit(path=path, method=method, properties=properties),),
        request=request or get(path),
        compares=(STATUS,),
    )


CASES = (
    _asked(
        "security",
        "An operation without security has that of the document.",
        operation("in"),
    ),
    _asked(
        "security-empty",
        "An operation with an empty security is open.",
        operation("in", security=[]),
        basis=Basis.INFERRED,
    ),
    _asked(
        "security-own",
        "An operation has its own security in the place of that of the document.",
        operation("in", security=[{"key": []}]),
    ),
    _asked(
        "security-options",
        "OPTIONS without security has that of the document, which refuses every preflight.",
        operation("in"),
        method="OPTIONS",
        request=preflight("/openapi-security-options"),
    ),
    _asked(
        "any",
        "x-amazon-apigateway-any-method has the security of the document too.",
        operation("in"),
        method="ANY",
        request=preflight("/openapi-any"),
        basis=Basis.INFERRED,
    ),
)
