"""In what two origins differ, where that is easily overlooked."""

from __future__ import annotations

from corsgate_audit.browser.urls import parse


def origin_difference(allowed: str, origin: str) -> str:
    """Say in what an allowed value differs from the page's origin; "" where in more than a detail.

    Args:
        allowed: value of ``Access-Control-Allow-Origin``.
        origin: origin of the page.

    Example:
        >>> origin_difference("http://a.example", "https://a.example")
        'in the scheme: http, not https'
    """
    one, other = parse(allowed), parse(origin)
    if one is None or other is None or not one.host:
        return ""
    if one.origin == origin:
        slash = allowed.strip().rstrip("/") == origin
        return "in the slash at the end" if slash else "in what follows the scheme and host"
    differing = [
        name for name in ("scheme", "host", "port") if getattr(one, name) != getattr(other, name)
    ]
    if differing == ["host"]:
        hosts = {host.removeprefix("www.") for host in (one.host, other.host)}
        return "only in www." if len(hosts) == 1 else ""
    if len(differing) != 1:
        return ""
    (name,) = differing
    was, is_ = (getattr(url, name) or "the default" for url in (one, other))
    return f"in the {name}: {was}, not {is_}"
