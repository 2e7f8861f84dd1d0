"""REST APIs: what becomes of what a function returns."""

from __future__ import annotations

from corsgate_audit.verify.cases import RAISES, Case, Exhibit, get, proxy
from corsgate_audit.verify.questions import BODY, STATUS, Basis, Front

_RECORDING = "https://github.com/localstack/localstack/blob/main/tests/aws/services/apigateway/test_apigateway_lambda.snapshot.json"
_FORMAT = "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format"
_RETURNED = "corsgate_audit.gateway.events.returned:returned_to_rest"
_BACKENDS = "corsgate_audit.handlers.running.backends:Running.answer"


def _answer(  # noqa: PLR0913 - columns of a table
    name: str,
    says: str,
    answer: str,
    *compares: str,
    source: str = _RECORDING,
    basis: Basis = Basis.RECORDED,
    code: str = _RETURNED,
) -> Case:
    path = f"/answer-{name}"
    return Case(
        id=f"rest-answer-{name}",
        says=says,
        basis=basis,
        source=source,
        relied_on_by=(code,),
        front=Front.REST,
        exhibits=(Exhibit(path=path, properties=proxy(), answer=answer),),
        request=get(path),
        compares=(STATUS, *compares),
    )


CASES = (
    _answer(
        "no-body",
        "A response without a body is sent with an empty one.",
        '{"statusCode":200}',
        BODY,
    ),
    _answer(
        "no-status",
        "A response with headers and no statusCode gets 200.",
        '{"headers":{"x-test":"value"}}',
        "x-test",
    ),
    _answer(
        "status-text",
        "A statusCode that is a number in quotes counts.",
        '{"statusCode":"201"}',
    ),
    _answer("status-wrong", "A statusCode that is no number is a 502.", '{"statusCode":"test"}'),
    _answer("empty", "An object without any field is a 502.", "{}"),
    _answer(
        "unknown-field",
        "A field that API Gateway does not know is a 502.",
        '{"statusCode":200,"wrongValue":"value"}',
    ),
    _answer("text", "A text in the place of an object is a 502.", '"test"'),
    _answer(
        "null",
        "A function that returns nothing is a 502.",
        "null",
        source=_FORMAT,
        basis=Basis.INFERRED,
    ),
    _answer(
        "list",
        "A list in the place of an object is a 502.",
        "[]",
        source=_FORMAT,
        basis=Basis.INFERRED,
    ),
    _answer(
        "body-object",
        "A body that is no text is a 502.",
        '{"statusCode":200,"body":{"a":1}}',
        source=_FORMAT,
        basis=Basis.DOCUMENTED,
    ),
    _answer(
        "header-values",
        "A header whose value is true is sent as that word.",
        '{"statusCode":200,"headers":{"x-flag":true}}',
        "x-flag",
    ),
    _answer(
        "headers-null",
        "headers may be null.",
        '{"statusCode":200,"headers":null}',
        "content-type",
    ),
    _answer(
        "header-null",
        "A header whose value is null is a 502.",
        '{"statusCode":200,"headers":{"x-null":null}}',
        source=_FORMAT,
        basis=Basis.INFERRED,
    ),
    _answer(
        "headers-doubled",
        "A CORS header in headers and multiValueHeaders with two values is sent twice.",
        '{"statusCode":200,"headers":{"Access-Control-Allow-Origin":"https://a.example"},'
        '"multiValueHeaders":{"Access-Control-Allow-Origin":["https://b.example"]}}',
        "access-control-allow-origin",
    ),
    _answer(
        "multi-value-text",
        "A text in the place of a list in multiValueHeaders is a 502.",
        '{"statusCode":200,"multiValueHeaders":{"x-test":"value"}}',
    ),
    _answer(
        "base64",
        "Base64 stays as it is where the API has no binary media types.",
        '{"statusCode":200,"body":"dGVzdC1kYXRh","isBase64Encoded":true}',
        BODY,
    ),
    _answer(
        "content-type",
        "A response without Content-Type gets application/json.",
        '{"statusCode":200,"body":"ok"}',
        "content-type",
    ),
    _answer(
        "fails",
        "A function that fails is a 502 without any header of the function.",
        RAISES,
        "access-control-allow-origin",
        source="https://docs.aws.amazon.com/apigateway/latest/developerguide/handle-errors-in-lambda-integration.html",
        basis=Basis.DOCUMENTED,
        code=_BACKENDS,
    ),
)
