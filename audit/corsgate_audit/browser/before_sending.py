"""What a browser refuses whatever a server answers: mixed content, and local network access.

Neither is a matter of CORS; both come before it, and nothing is sent.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from corsgate_audit.browser.address_spaces import LOCAL, LOOPBACK, PUBLIC, is_trustworthy, space_of
from corsgate_audit.browser.cors_check import Failure
from corsgate_audit.browser.differences import Difference
from corsgate_audit.browser.errors import Refusal
from corsgate_audit.browser.urls import parse
from corsgate_audit.browser.values import Condition

if TYPE_CHECKING:
    from corsgate_audit.browser.fetching import Fetching
    from corsgate_audit.browser.page import Page
    from corsgate_audit.browser.profiles import Profile
    from corsgate_audit.browser.urls import Url

MIXED_CONTENT, LOCAL_NETWORK_ACCESS = "mixed-content", "local-network-access"


class Standing(NamedTuple):
    """How a page stands to a host.

    Args:
        refusal: why nothing is sent; None where something is, or may be.
        space: address space of the host, where that matters.
        is_exempt: mixed content that is sent all the same; Chromium warns of it.
        may_be_mixed: whether it would be mixed content on a page that came by https; how the page
            came is not known.
        asks: whether local network access decides, which is not known.
        needs_security: whether only a secure page could be given access, which this one is not.
    """

    refusal: Refusal | None = None
    space: str | None = None
    is_exempt: bool = False
    may_be_mixed: bool = False
    asks: bool = False
    needs_security: bool = False


CLEAR = Standing()


def standing_of(request: Fetching, profile: Profile) -> Standing:
    """Return what a browser makes of the current URL of a request before it sends anything.

    Source: https://fetch.spec.whatwg.org/#main-fetch, "should request be blocked as mixed content"
    """
    url = request.url
    told = None if request.redirect_count else request.target_space
    is_own = request.origin == url.origin
    return _standing(request.page, url.scheme, url.host, told, is_own, profile)


def refused_before_sending(request: Fetching, profile: Profile) -> Failure | None:
    """Return why a browser sends no request to the current URL; None where it does, or may."""
    return failure_of(standing_of(request, profile), request)


def failure_of(standing: Standing, request: Fetching) -> Failure | None:
    """Return the failure that a standing is; None where it is none."""
    if standing.refusal is None:
        return None
    mixed = standing.refusal is Refusal.MIXED_CONTENT
    return Failure(standing.refusal, request.url.text if mixed else standing.space)


def would_be_mixed(scheme: str, host: str, profile: Profile) -> bool:
    """Whether a page on https may not request a URL, since that is not.

    By the standard so may no page of a potentially trustworthy origin, one on ``http://localhost``
    among them; no engine applies it to those (measured).

    Args:
        scheme: scheme of the URL.
        host: host of the URL.
        profile: the browser's differences from the standard.

    Source: https://w3c.github.io/webappsec-mixed-content/#should-block-fetch
    """
    if not _is_mixed_by_the_standard(scheme, host):
        return Difference.LOOPBACK_IS_MIXED_CONTENT in profile and scheme == "http"
    exempt = Difference.LOCAL_HOSTS_ARE_NOT_MIXED_CONTENT in profile
    return not (exempt and space_of(host) in {LOCAL, LOOPBACK})


def _is_mixed_by_the_standard(scheme: str, host: str) -> bool:
    return scheme == "http" and not is_trustworthy(host)


@lru_cache(maxsize=4096)
def _standing(  # noqa: PLR0913, PLR0917 - what it is remembered by
    page: Page,
    scheme: str,
    host: str,
    told: str | None,
    is_own: bool,  # noqa: FBT001 - as above
    profile: Profile,
) -> Standing:
    if scheme not in {"http", "https"}:
        return CLEAR
    mixed = would_be_mixed(scheme, host, profile)
    if page.is_secure and mixed:
        return Standing(Refusal.MIXED_CONTENT)
    space = None if is_own else _more_private_space(page, told or space_of(host), profile)
    refusal = space and _refused_by_the_network(page, profile)
    if refusal:
        return Standing(refusal, space)
    standing = Standing(
        space=space,
        is_exempt=bool(page.is_secure and not mixed and _is_mixed_by_the_standard(scheme, host)),
        may_be_mixed=page.is_secure is None and mixed,
        asks=space is not None and _is_open(page, profile),
        needs_security=_needs_security(profile) and is_secure_context(page) is False,
    )
    return standing if standing.is_exempt or standing.may_be_mixed or standing.asks else CLEAR


def _more_private_space(page: Page, space: str | None, profile: Profile) -> str | None:
    """Return the target's address space where a public page needs permission for it.

    A page in a local address space may call a loopback one: measured in both engines.

    Source: https://wicg.github.io/local-network-access/#integration-with-fetch
    """
    if not (_needs_permission(profile) or _needs_security(profile)):
        return None
    if page.space in {LOCAL, LOOPBACK}:
        return None
    return space if space in {LOCAL, LOOPBACK} else None


def _refused_by_the_network(page: Page, profile: Profile) -> Refusal | None:
    """Return why a page that is known to be public does not get through."""
    if page.space != PUBLIC:
        return None
    if _needs_security(profile) and is_secure_context(page) is False:
        return Refusal.INSECURE_LOCAL_NETWORK
    if _needs_permission(profile) and page.permission == "denied":
        return Refusal.LOCAL_NETWORK_ACCESS_PERMISSION_DENIED
    return None


def is_secure_context(page: Page) -> bool | None:
    """Whether a page is a secure context; None where an opaque origin does not tell.

    Source: https://w3c.github.io/webappsec-secure-contexts/#settings-object
    """
    if page.is_secure is not False:
        return page.is_secure
    url = parse(page.origin)
    return url is not None and is_trustworthy(url.host)


def _needs_permission(profile: Profile) -> bool:
    return Difference.LOCAL_NETWORK_ACCESS_NEEDS_PERMISSION in profile


def _needs_security(profile: Profile) -> bool:
    return Difference.INSECURE_PAGES_HAVE_NO_LOCAL_NETWORK_ACCESS in profile


def _is_open(page: Page, profile: Profile) -> bool:
    """Whether it is not known that a page gets through to a more private address space."""
    if _needs_security(profile) and is_secure_context(page) is not True:
        return True
    return _needs_permission(profile) and page.permission != "granted"


@lru_cache(maxsize=1024)
def conditions_of(standing: Standing, url: Url) -> tuple[Condition, ...]:
    """Return what has to hold beside for a request to a URL to be sent at all."""
    found = []
    if standing.may_be_mixed:
        found.append(
            Condition(
                MIXED_CONTENT,
                "It depends on how the page was loaded: one on https may not request "
                f"{url.text}, which is not.",
            )
        )
    if standing.asks:
        found.append(Condition(LOCAL_NETWORK_ACCESS, _depends(standing, url)))
    return tuple(found)


def _depends(standing: Standing, url: Url) -> str:
    """Say what a request that is not refused for certain depends on."""
    where = f"the `{standing.space}` address space ({url.host})"
    if standing.needs_security:
        return (
            "It depends on local network access: Chrome blocks a public page that is not on https "
            f"from calling {where}."
        )
    return (
        f"It depends on local network access: a public page may call {where} only after the user "
        "has allowed it."
    )
