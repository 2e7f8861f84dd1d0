"""REST APIs: catch-all paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.verify.cases import Case, Exhibit, get, mock, preflight
from corsgate_audit.verify.questions import BODY, STATUS, Basis, Front

if TYPE_CHECKING:
    from corsgate_audit.verify.questions import Request

_MATCH = "corsgate_audit.gateway.routing:match_route"
_GUIDE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-set-up-simple-proxy.html"
_RECORDING = "https://github.com/localstack/localstack/blob/main/tests/aws/services/apigateway/test_apigateway_common.py"


def _path(  # noqa: PLR0913 - columns of a table
    name: str,
    says: str,
    request: Request,
    *exhibits: Exhibit,
    source: str = _RECORDING,
    basis: Basis = Basis.RECORDED,
    compares: tuple[str, ...] = (STATUS, BODY),
) -> Case:
    return Case(
        id=f"rest-path-{name}",
        says=says,
        basis=basis,
        source=source,
        relied_on_by=(_MATCH,),
        front=Front.PROXY,
        exhibits=exhibits,
        request=request,
        compares=compares,
    )


CASES = (
    _path(
        "greedy",
        "{proxy+} takes any number of segments.",
        get("/a/b/c"),
        Exhibit(path="/{proxy+}", method="ANY", properties=mock("greedy")),
        source=_GUIDE,
        basis=Basis.DOCUMENTED,
    ),
    _path(
        "greedy-preflight",
        "A preflight of a path that has only GET reaches ANY of {proxy+}.",
        preflight("/items"),
        Exhibit(path="/items", properties=mock("items")),
    ),
    _path(
        "literal",
        "A path by name goes before {proxy+}.",
        get("/items"),
    ),
    _path(
        "slash-at-end",
        "A slash at the end is taken for nothing.",
        get("/items/"),
    ),
    _path(
        "root",
        "{proxy+} does not take the root.",
        get("/"),
        compares=(STATUS,),
        source=_GUIDE,
        basis=Basis.DOCUMENTED,
    ),
    _path(
        "variable",
        "A variable takes one segment, and goes before {proxy+}.",
        get("/users/7"),
        Exhibit(path="/users/{id}", properties=mock("$input.params('id')")),
    ),
)
