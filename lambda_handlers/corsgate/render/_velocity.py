"""The origins of a policy as Velocity that API Gateway runs.

Only what real API Gateway has been seen to run is used, by the templates that the CDK deployed for
years: ``$input.params().header.get``, comparisons, ``||``, one header override, and
``String.matches``, which Java anchors at both ends (aws/aws-cdk,
``aws-apigateway/lib/resource.ts``, before and after https://github.com/aws/aws-cdk/pull/26648).

Not verified on AWS: those that begin with `rendered-`; see `docs/aws/statements.md`.
"""

from __future__ import annotations

from corsgate._origins import (
    ANY_PORT,
    ANY_SUBDOMAIN,
    LONGEST_HOST,
    LONGEST_LABEL,
    cut_at_label,
    has_label_pattern,
    is_pattern,
    split,
)
from corsgate.names import ALLOW_ORIGIN, ORIGIN

_LABEL_CHARACTER = "[a-z0-9_-]"
_LABEL = f"{_LABEL_CHARACTER}{{1,{LONGEST_LABEL}}}"
_DOMAIN_CHARACTER = "[a-z0-9_.-]"
# 1 to 65535 without a leading zero, in decimal digits: a regular expression cannot count.
_PORT = "[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]"
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_:")


def allow_origin_template(origins: tuple[str, ...]) -> str:
    """Write the response template that lets exactly the allowed origins in.

    Args:
        origins: origins of a policy, without ``*``.

    Returns:
        Velocity that renders an empty body and sets ``Access-Control-Allow-Origin`` to the
        request's origin on a match, and not at all otherwise.

    The header is overridden at most once, at the end: a second override of the same header is a
    5XX. ``$input.params("Origin")`` would be shorter, but it looks into path and query string
    first, and ``/flights?origin=LHR`` would be refused. Names of request headers are compared
    with regard to case, and HTTP/2 has them in lower case, so both spellings are looked up. Whether
    a missing header is null or empty is not documented; the template works with either, and does
    without ``!``, on which engines disagree where the operand is null.

    Source:
        https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html
        https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
    """
    condition = " || ".join(_comparison(origin) for origin in origins)
    # One line: whatever stands between the directives would become the body of a 204.
    return (
        f"#set($origin = $input.params().header.get('{ORIGIN}'))"
        f"#set($lower = $input.params().header.get('{ORIGIN.lower()}'))"
        "#if($lower && $lower != '')#set($origin = $lower)#end"
        f"#if({condition})"
        f"#set($context.responseOverride.header.{ALLOW_ORIGIN} = $origin)"
        "#end"
    )


def _comparison(origin: str) -> str:
    # Single quotes: Velocity interpolates nothing between them. A policy's origin holds no quote.
    if is_pattern(origin):
        return f"$origin.matches('{origin_expression(origin)}')"
    return f"$origin == '{origin}'"


def origin_expression(pattern: str) -> str:
    """Write a pattern as a regular expression over scheme, host and port, each consumed whole.

    Args:
        pattern: pattern of a policy. Java, JavaScript and Python read the expression alike; only
            Java anchors it by itself.

    Example:
        >>> origin_expression("https://pr-*.example.com")
        'https://pr-[a-z0-9_-]{1,60}[.]example[.]com'
    """
    scheme, host, port = split(pattern)
    return f"{_literal(scheme)}://{_host_expression(host)}{_port_expression(port)}"


def _host_expression(host: str) -> str:
    if has_label_pattern(host):
        return _label_expression(host)
    if not host.startswith(ANY_SUBDOMAIN):
        return _literal(host)
    domain = _literal(host.removeprefix(ANY_SUBDOMAIN))
    return f"(?!{_DOMAIN_CHARACTER}{{{LONGEST_HOST + 1}}})({_LABEL}[.])+{domain}"


def _label_expression(host: str) -> str:
    """Write a part of one label, as long as label and host leave room for it."""
    head, tail, domain = cut_at_label(host)
    label = len(head.rpartition(".")[2]) + len(tail)
    most = min(LONGEST_LABEL - label, LONGEST_HOST - (len(host) - 1))
    return f"{_literal(head)}{_LABEL_CHARACTER}{{1,{most}}}{_literal(f'{tail}.{domain}')}"


def _port_expression(port: str) -> str:
    if port == ANY_PORT:
        return f"(:({_PORT}))?"
    return f":{port}" if port else ""


def _literal(text: str) -> str:
    """Quote what a regular expression would take for more than itself.

    A class of one character reads the same in Velocity, Java and Python; ``[`` alone needs the
    backslash, which Velocity hands on as it is.
    """
    return "".join(_literal_character(character) for character in text)


def _literal_character(character: str) -> str:
    if character in _PLAIN:
        return character
    return f"\\{character}" if character in "[]" else f"[{character}]"
