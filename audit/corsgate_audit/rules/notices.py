"""What reports say beside findings: ids with a page each, and no check over an API."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corsgate_audit.rules.page import notice_page

if TYPE_CHECKING:
    from corsgate_audit.rules.page import NoticePage


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRule:
    """What a report says beside its findings; the words are on the page beside this module.

    Args:
        id: ``CORS9nn``; once released it never changes its meaning.
        slug: Name for people, with hyphens.
    """

    id: str
    slug: str

    @property
    def page(self) -> NoticePage:
        """The words of the notice.

        Raises:
            PageError: the page is not in the form that every page has.
        """
        return notice_page(self.page_file)

    @property
    def page_file(self) -> Path:
        """``CORS9nn.md``, beside this module."""
        return Path(__file__).with_name(f"{self.id}.md")


NOT_SCANNED = NoticeRule(id="CORS901", slug="not-scanned")
UNRESOLVED_VALUE = NoticeRule(id="CORS902", slug="unresolved-value")
STALE = NoticeRule(id="CORS903", slug="stale-suppression")
EXPIRED = NoticeRule(id="CORS904", slug="expired-suppression")
DIFFERS_FROM_POLICY = NoticeRule(id="CORS905", slug="differs-from-policy")
NOTICES = (NOT_SCANNED, UNRESOLVED_VALUE, STALE, EXPIRED, DIFFERS_FROM_POLICY)


def notice_named(name: str) -> NoticeRule | None:
    """Return the notice with this id or slug, in any case; None where there is none.

    Example:
        >>> notice_named("cors903").slug
        'stale-suppression'
    """
    wanted = name.strip().casefold()
    return next((each for each in NOTICES if wanted in {each.id.casefold(), each.slug}), None)
