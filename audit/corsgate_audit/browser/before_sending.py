"""What a browser refuses whatever a server answers: mixed content, and local network access.

Neither is a matter of CORS; both come before it, and nothing is sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.browser.address_spaces import LOCAL, LOOPBACK, PUBLIC, is_trustworthy, space_of
from corsgate_audit.browser.cors_check import Failure
from corsgate_audit.browser.differences import Difference
from corsgate_audit.browser.errors import Refusal
from corsgate_audit.browser.urls import parse
from corsgate_audit.browser.values import Condition

if TYPE_CHECKING:
    from corsgate_audit.browser.fetching import Fetching
    from corsgate_audit.browser.profiles import Profile
    from corsgate_audit.browser.urls import Url

MIXED_CONTENT, LOCAL_NETWORK_ACCESS = "mixed-content", "local-network-access"


def refused_before_sending(request: Fetching, profile: Profile) -> Failure | None:
    """Return why a browser sends no request to the current URL; None where it does, or may.

    Source: https://fetch.spec.whatwg.org/#main-fetch, "should request be blocked as mixed content"
    """
    if request.is_secure and would_be_mixed(request.url, profile):
        return Failure(Refusal.MIXED_CONTENT, request.url.text)
    return _refused_by_the_network(request, profile)


def would_be_mixed(url: Url, profile: Profile) -> bool:
    """Whether a page on https may not request a URL, since that is not.

    By the standard so may no page of a potentially trustworthy origin, one on ``http://localhost``
    among them; no engine applies it to those (measured).

    Source: https://w3c.github.io/webappsec-mixed-content/#should-block-fetch
    """
    if url.scheme != "http":
        return False
    if Difference.LOOPBACK_IS_MIXED_CONTENT in profile:
        return True
    if is_trustworthy(url.host):
        return False
    exempt = Difference.LOCAL_HOSTS_ARE_NOT_MIXED_CONTENT in profile
    return not (exempt and space_of(url.host) in {LOCAL, LOOPBACK})


def is_exempt(request: Fetching, profile: Profile) -> bool:
    """Whether Chromium lets a request pass, and warns that it is mixed content all the same."""
    exempt = Difference.LOCAL_HOSTS_ARE_NOT_MIXED_CONTENT in profile
    standard = profile - {Difference.LOCAL_HOSTS_ARE_NOT_MIXED_CONTENT}
    return bool(exempt and request.is_secure and would_be_mixed(request.url, standard))


def conditions_of(request: Fetching, profile: Profile) -> tuple[Condition, ...]:
    """Return what has to hold beside for a request to the current URL to be sent at all."""
    found = []
    if request.is_secure is None and would_be_mixed(request.url, profile):
        found.append(
            Condition(
                MIXED_CONTENT,
                "It depends on how the page was loaded: one on https may not request "
                f"{request.url.text}, which is not.",
            )
        )
    space = _more_private_space(request, profile)
    if space and not _refused_by_the_network(request, profile) and _is_open(request, profile):
        found.append(Condition(LOCAL_NETWORK_ACCESS, _depends(request, space, profile)))
    return tuple(found)


def _refused_by_the_network(request: Fetching, profile: Profile) -> Failure | None:
    """Return why a public page does not get through to a more private address space.

    Source: https://wicg.github.io/local-network-access/#integration-with-fetch
    """
    space = _more_private_space(request, profile)
    if space is None or request.page_space != PUBLIC:
        return None
    if _needs_security(profile) and is_secure_context(request) is False:
        return Failure(Refusal.INSECURE_LOCAL_NETWORK, space)
    if _needs_permission(profile) and request.permission == "denied":
        return Failure(Refusal.LOCAL_NETWORK_ACCESS_PERMISSION_DENIED, space)
    return None


def _more_private_space(request: Fetching, profile: Profile) -> str | None:
    """Return the target's address space where a public page needs permission for it.

    A page in a local address space may call a loopback one: measured in both engines.
    """
    if not (_needs_permission(profile) or _needs_security(profile)):
        return None
    if request.page_space in {LOCAL, LOOPBACK} or request.is_same_origin:
        return None
    first = request.target_space if not request.redirect_count else None
    space = first or space_of(request.url.host)
    return space if space in {LOCAL, LOOPBACK} else None


def is_secure_context(request: Fetching) -> bool | None:
    """Whether the page is a secure context; None where an opaque origin does not tell.

    Source: https://w3c.github.io/webappsec-secure-contexts/#settings-object
    """
    if request.is_secure is not False:
        return request.is_secure
    url = parse(request.origin)
    return url is not None and is_trustworthy(url.host)


def _needs_permission(profile: Profile) -> bool:
    return Difference.LOCAL_NETWORK_ACCESS_NEEDS_PERMISSION in profile


def _needs_security(profile: Profile) -> bool:
    return Difference.INSECURE_PAGES_HAVE_NO_LOCAL_NETWORK_ACCESS in profile


def _is_open(request: Fetching, profile: Profile) -> bool:
    """Whether it is not known that a page gets through to a more private address space."""
    if _needs_security(profile) and is_secure_context(request) is not True:
        return True
    return _needs_permission(profile) and request.permission != "granted"


def _depends(request: Fetching, space: str, profile: Profile) -> str:
    """Say what a request that is not refused for certain depends on."""
    where = f"the `{space}` address space ({request.url.host})"
    if _needs_security(profile) and is_secure_context(request) is False:
        return (
            "It depends on local network access: Chrome blocks a public page that is not on https "
            f"from calling {where}."
        )
    return (
        f"It depends on local network access: a public page may call {where} only after the user "
        "has allowed it."
    )
