"""One error answer and the causes that it shows; what the tables of them share."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from support.heard import ALLOW, URL, heard

if TYPE_CHECKING:
    from corsgate_audit.probe import Heard

REST = {"x-amzn-RequestId": "r", "x-amz-apigw-id": "a", "Content-Type": "application/json"}
HTTP = {"Apigw-Requestid": "a", "Content-Type": "application/json"}
CDN = {"Via": "1.1 x (CloudFront)", "X-Amz-Cf-Id": "c"}
FUNCTION = "https://abc.lambda-url.eu-west-1.on.aws/"
LOCAL = "http://127.0.0.1:3000/items"
NGINX = {"Server": "nginx"}
PASS = heard(204, {**ALLOW, "Access-Control-Allow-Methods": "*"})


class Case(NamedTuple):
    """One answer.

    Args:
        what: it is.
        answer: to the preflight, where it is `asked`, or to the request.
        slugs: the cause, and the others that show the same bytes.
        asked: whether it answers the preflight.
        url: that is asked.
        get: what a GET of the same URL is answered, where that tells causes apart.
    """

    what: str
    answer: Heard
    slugs: tuple[str, ...]
    asked: bool = True
    url: str = URL
    get: Heard | None = None
