"""What corsgate logs: through the standard `logging`, structured, and never a raw header value.

A header value with a line break would otherwise write a log line of its own (CVE-2024-1681).
"""

from __future__ import annotations

import logging

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._types import Anything
    from .decision import Decision

LOGGER = logging.getLogger("corsgate")
"""Without a handler: where nobody has configured logging, warnings go to standard error, as they do
for every logger (`logging.lastResort`)."""

LONGEST_VALUE = 200
"""Characters of a value that are worth a line; a hostile one may have 10,000."""


def escaped(value: object) -> str:
    r"""Show a value on one line of ASCII, cut to a sensible length.

    Args:
        value: anything: it comes from a request.

    Returns:
        Its literal, with every line break, control character and letter beyond ASCII escaped.

    Example:
        >>> escaped("https://a\r\nINFO all is well")
        "'https://a\\r\\nINFO all is well'"
    """
    text = value if isinstance(value, str) else repr(value)
    return ascii(text[:LONGEST_VALUE]) + ("..." if len(text) > LONGEST_VALUE else "")


def refusal(door: str, decision: Decision) -> None:
    """Log at which step a request was refused, and for which value."""
    fields = {
        "front_door": door,
        "kind": decision.kind,
        "reason": decision.reason,
        "value": escaped(decision.refused),
    }
    LOGGER.warning(
        "refused %s request: %s: %s",
        decision.kind,
        decision.reason,
        fields["value"],
        extra={"corsgate": fields},
    )


def failure(door: str) -> None:
    """Log the exception that is being handled, with its traceback."""
    LOGGER.exception(  # noqa: LOG004 - called while the exception is handled
        "the handler raised; answering 500 with CORS headers",
        extra={"corsgate": {"front_door": door}},
    )


def repeated() -> None:
    """Log that a decorator above ``@cors`` answers one page with another page's response."""
    LOGGER.warning(
        "@idempotent stands above @cors: it repeats one page's response, "
        "Access-Control-Allow-Origin included, to pages of other origins, which the browser then "
        "blocks; put @cors above @idempotent"
    )


def provider_failed() -> None:
    """Log the exception of a policy provider that is being handled, with its traceback."""
    LOGGER.exception(  # noqa: LOG004 - called while the exception is handled
        "the policy provider raised; no origin is allowed until it is called again"
    )


def no_policy(returned: object) -> None:
    """Log that a policy provider returned something else."""
    LOGGER.error(
        "the policy provider returned %s, not a CorsPolicy; no origin is allowed until it is "
        "called again",
        escaped(returned),
    )


def unknown_event(event: Anything, *, seen: bool) -> None:
    """Log that an event was passed through, and what it looked like.

    Args:
        event: event that is no HTTP request.
        seen: whether one was seen before; then only debug lines are written, as for a scheduled
            warm-up.
    """
    keys = sorted(map(str, event)) if isinstance(event, dict) else type(event).__name__
    LOGGER.log(
        logging.DEBUG if seen else logging.WARNING,
        "passed through an event that is not an HTTP request: %s",
        escaped(keys),
        extra={"corsgate": {"event": escaped(keys)}},
    )


def owned(door: str, decision: Decision, present: dict[str, Anything]) -> None:
    """Log what the policy says where the front door owns CORS, and what the handler set anyway.

    Args:
        door: the name of the front door that owns CORS.
        decision: what the decorator would have sent.
        present: the CORS headers that the handler's own response has.
    """
    expected = {name.lower(): value for name, value in decision.headers}
    fields = {
        "front_door": door,
        "policy": escaped(expected),
        "handler": escaped(present),
        "equal": all(expected.get(name) == value for name, value in present.items()),
    }
    LOGGER.log(
        logging.WARNING if present else logging.INFO,
        "%s owns CORS; the policy says %s; the handler set %s, which is dropped or doubled"
        if present
        else "%s owns CORS; the policy says %s; the handler set %s",
        door,
        fields["policy"],
        fields["handler"],
        extra={"corsgate": fields},
    )
