"""Which origins a policy may list."""

from __future__ import annotations

from ._hosts import host_problem, is_loopback
from ._origins import (
    ANY_PORT,
    DEFAULT_PORTS,
    HOST_CHARACTERS,
    LONGEST_LABEL,
    SCHEME_CHARACTERS,
    UNRESOLVED,
    UNRESOLVED_END,
    cut_at_label,
    has_label_pattern,
    has_token,
    is_port,
    split,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._types import Refusal

_HTTPS = "https://"
_EXTRA_PARTS = (
    ("@", "user info"),
    ("?", "a query"),
    ("#", "a fragment"),
    ("\\", "a backslash"),
)


def is_plain(origin: str) -> bool:
    """Whether an origin is of the commonest kind, and valid: ``https``, a short domain, no port.

    All that `origin_problem` looks for is ruled out by the few operations here: thousands of
    origins are looked at while a function starts.
    """
    host = origin.removeprefix(_HTTPS)
    last = host[host.rfind(".") + 1 :]
    return (
        # No label is longer than the whole; a last label that begins with a letter is no number.
        len(host) <= LONGEST_LABEL
        and not host.strip(HOST_CHARACTERS)
        and ".." not in host
        and last[:1].isalpha()
        and host[0] != "."
        and host is not origin
    )


def origin_problem(origin: str) -> Refusal | None:
    """Say what is wrong with one origin of a policy, or that nothing is.

    Args:
        origin: anything but the bare ``*``.

    Returns:
        The reason and a sentence that follows the origin; None for a valid one.
    """
    scheme, host, port = split(origin)
    if has_token(origin):
        # Nothing of it is known but what stands around it.
        return (
            None
            if origin.startswith(UNRESOLVED)
            else _scheme_problem(scheme)
            or _port_problem(scheme, origin.rpartition(UNRESOLVED_END)[2].removeprefix(":"))
        )
    return (
        _token_problem(origin)
        or _list_problem(origin)
        or _shape_problem(origin)
        or _scheme_problem(scheme)
        or host_problem(host)
        or _port_problem(scheme, port)
        or _leftover_problem(origin)
    )


def risks(origin: str) -> tuple[Refusal, ...]:
    """Name what makes a valid origin dangerous when it is allowed with credentials.

    Args:
        origin: valid, or a valid pattern.

    Returns:
        ``"insecure"`` for ``http`` to anything but the machine itself, and
        ``"public suffix"`` for a pattern over sites of different owners, as far as the part of the
        list knows them that comes with the package.
    """
    scheme, authority, _ = split(origin)
    host = authority.partition("/")[0]  # a trailing slash is another problem, told beside these
    found: list[Refusal] = []
    if scheme == "http" and not is_loopback(host):
        found.append(("insecure", _INSECURE))
    if _spans_owners(host):
        found.append(public_suffix_refusal(origin))
    return tuple(found)


def _spans_owners(host: str) -> bool:
    base = _wildcard_base(host)
    if not base or is_loopback(host) or host_problem(host):
        return False
    from .suffixes import hosting_suffixes  # noqa: PLC0415 - for patterns with credentials only

    return hosting_suffixes().span_owners(base)


def wildcard_base(origin: str) -> str:
    """Return the domain below which a pattern covers names.

    Args:
        origin: valid, or a valid pattern.

    Returns:
        ``example.com`` for ``https://*.example.com`` and for ``https://pr-*.example.com``; empty
        where the host has no ``*``.
    """
    return _wildcard_base(split(origin)[1])


_INSECURE = (
    "is not encrypted, so with credentials anyone on the network path can act for its users; "
    "write 'https://', or set dangerously_allow_insecure_origins=True"
)
_PUBLIC_SUFFIX = (
    "covers a public suffix, so with credentials anyone who registers a domain there is allowed; "
    "name your own domain, or set dangerously_allow_public_suffixes=True"
)


def public_suffix_refusal(origin: str) -> Refusal:
    """Return what is said of a pattern that covers names of different owners."""
    _, host, _ = split(origin)
    if not has_label_pattern(host):
        return "public suffix", _PUBLIC_SUFFIX
    return "public suffix", (
        f"covers names below {_wildcard_base(host)!r}, where others can register a matching one "
        "and, with credentials, act for your users; serve these pages below your own domain and "
        "name that, or set dangerously_allow_public_suffixes=True"
    )


def _wildcard_base(host: str) -> str:
    return cut_at_label(host)[2]


def _token_problem(origin: str) -> Refusal | None:
    """Name a value of the CDK's in a place where it can be no origin."""
    if "Token[" not in origin or has_token(origin):
        return None
    if "#{Token[" in origin:
        return "malformed", (
            "stands for a list that is known only at deployment; name each origin by a value of "
            "its own: Fn.select(0, parameter.value_as_list)"
        )
    return "malformed", (
        "has a value that is known only at deployment beside other text; such a value has to be a "
        "whole host or a whole origin: "
        "'https://' + Fn.join('.', ['app', parameter.value_as_string])"
    )


def _list_problem(origin: str) -> Refusal | None:
    """Name several origins in one text: Access-Control-Allow-Origin holds one."""
    if "," not in origin:
        return None
    parts = [part.strip() for part in origin.split(",")]
    return "malformed", f"holds several origins; give a list: {parts!r}"


def _shape_problem(origin: str) -> Refusal | None:
    """Look at the text as a whole, before it is taken apart."""
    if not origin:
        return "missing", "is empty; name an origin such as 'https://app.example.com'"
    if origin == "null":
        return "null", (
            "is what any sandboxed frame or local file sends, so it allows every page; serve the "
            "page from an https origin and list that"
        )
    if any(character.isspace() or not character.isprintable() for character in origin):
        return "malformed", "contains whitespace or a control character; remove it"
    if "://" not in origin:
        return "malformed", f"has no scheme; write {'https://' + origin.lstrip('/')!r}"
    if origin != origin.lower():
        return "not serialized", (
            f"has upper-case letters, which browsers do not send; write {origin.lower()!r}"
        )
    return _extra_part_problem(origin)


def _extra_part_problem(origin: str) -> Refusal | None:
    """Name what an origin never has, and show the origin without it."""
    scheme, _, rest = origin.partition("://")
    if rest.endswith("/") and rest.count("/") == 1 and len(rest) > 1:
        return "malformed", (
            "ends with a slash, but an origin has no slash at the end; write "
            f"{origin.removesuffix('/')!r}"
        )
    for mark, name in _EXTRA_PARTS:
        if mark in rest:
            return "malformed", f"contains {name}; an origin is scheme, host and port only"
    if "/" in rest:
        fix = f"{scheme}://{rest.partition('/')[0]}"
        return "malformed", f"contains a path, but an origin has none; write {fix!r}"
    return None


def _scheme_problem(scheme: str) -> Refusal | None:
    if "*" in scheme:
        return "pattern", "has a '*' in the scheme; list the origin once with each scheme"
    if not scheme or scheme.strip(SCHEME_CHARACTERS) or not scheme[0].isalpha():
        return (
            "malformed",
            f"has no valid scheme: {scheme!r}; write 'https://' before the host",
        )
    if scheme in {"file", "data", "blob", "about", "javascript"}:
        return "null", (
            f"has the scheme {scheme!r}, whose pages send the origin 'null'; serve the page from "
            "an https origin and list that"
        )
    return None


def _port_problem(scheme: str, port: str) -> Refusal | None:
    if port in {"", ANY_PORT}:
        return None
    if "*" in port:
        return "pattern", "has a '*' within the port; write ':*' for any port"
    if not is_port(port):
        return "malformed", (
            f"has no valid port: {port!r}; a port is 1 to 65535, without leading zeros"
        )
    if DEFAULT_PORTS.get(scheme) == port:
        return "not serialized", (
            f"names the default port of {scheme}, which browsers do not send; remove ':{port}'"
        )
    return None


def _leftover_problem(origin: str) -> Refusal | None:
    """Refuse what does not come back when its parts are put together: an empty port."""
    scheme, host, port = split(origin)
    if f"{scheme}://{host}{':' if port else ''}{port}" == origin:
        return None
    return "malformed", (
        f"has something after its host that is not a port; write {scheme + '://' + host!r}"
    )
