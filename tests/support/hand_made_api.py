"""A REST API made call by call, as people make them in the console, with the usual CORS faults."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

NAME = "hand-made-orders"
BACKEND = "https://orders.example.com"

_ORIGIN = "'https://app.example.com'"
_HEADERS = "'authorization,content-type'"


@dataclass(frozen=True, slots=True)
class Fault:
    """A planted fault, and how it has to be reported.

    Args:
        rule: the audit's.
        path: the route's; None where the API as a whole is at fault.
        what: in the maker's words.
    """

    rule: str
    path: str | None
    what: str


FAULTS = (
    Fault("CORS101", "/invoices", "PUT has no preflight"),
    Fault("CORS102", "/payments", "the preflight requires an authorizer"),
    Fault("CORS110", "/orders", "the preflight does not list PUT"),
    Fault(
        "CORS107", "/uploads", "*/* is a binary type, and the preflight is not converted to text"
    ),
    Fault("CORS113", None, "error responses have no CORS headers"),
)


def make_api(client: Any) -> str:  # noqa: ANN401 (boto3's clients have no class)
    """Make the API with every fault in `FAULTS` and no other; return its id.

    Args:
        client: boto3's ``apigateway``.
    """
    api = client.create_rest_api(name=NAME, binaryMediaTypes=["*/*"])
    maker = _Maker(client, api["id"], api["rootResourceId"])

    maker.path("invoices", "PUT")

    payments = maker.path("payments", "PUT")
    maker.preflight(payments, methods="'PUT'", authorizer=maker.authorizer())

    orders = maker.path("orders", "GET", "PUT")
    maker.preflight(orders, methods="'GET'")

    uploads = maker.path("uploads", "PUT")
    maker.preflight(uploads, methods="'PUT'", to_text=False)

    client.create_deployment(restApiId=api["id"], stageName="prod")
    return str(api["id"])


@dataclass(frozen=True, slots=True)
class _Maker:
    """The calls that a console makes, in the order that API Gateway demands."""

    client: Any
    api_id: str
    root: str

    def path(self, name: str, *methods: str) -> str:
        """Make a path with methods that a server elsewhere answers."""
        made = self.client.create_resource(restApiId=self.api_id, parentId=self.root, pathPart=name)
        for method in methods:
            place = self._place(made["id"], method)
            self.client.put_method(**place, authorizationType="NONE")
            self.client.put_integration(
                **place,
                type="HTTP_PROXY",
                integrationHttpMethod=method,
                uri=f"{BACKEND}/{name}",
            )
        return str(made["id"])

    def authorizer(self) -> str:
        """Make an authorizer that reads a token."""
        made = self.client.create_authorizer(
            restApiId=self.api_id,
            name="session",
            type="TOKEN",
            authorizerUri="arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/"
            "arn:aws:lambda:eu-west-1:123456789012:function:session/invocations",
            identitySource="method.request.header.Authorization",
        )
        return str(made["id"])

    def preflight(
        self, path_id: str, *, methods: str, authorizer: str | None = None, to_text: bool = True
    ) -> None:
        """Make an OPTIONS with a MOCK integration, the console's own way to enable CORS."""
        place = self._place(path_id, "OPTIONS")
        headers = {
            "method.response.header.Access-Control-Allow-Origin": _ORIGIN,
            "method.response.header.Access-Control-Allow-Methods": methods,
            "method.response.header.Access-Control-Allow-Headers": _HEADERS,
        }
        handling = {"contentHandling": "CONVERT_TO_TEXT"} if to_text else {}
        guard = {"authorizationType": "NONE"}
        if authorizer:
            guard = {"authorizationType": "CUSTOM", "authorizerId": authorizer}
        self.client.put_method(**place, **guard)
        self.client.put_integration(
            **place,
            **handling,
            type="MOCK",
            passthroughBehavior="NEVER",
            requestTemplates={"application/json": '{"statusCode": 204}'},
        )
        declared = dict.fromkeys(headers, True)
        self.client.put_method_response(**place, statusCode="204", responseParameters=declared)
        self.client.put_integration_response(
            **place, **handling, statusCode="204", responseParameters=headers
        )

    def _place(self, path_id: str, method: str) -> dict[str, str]:
        return {"restApiId": self.api_id, "resourceId": path_id, "httpMethod": method}
