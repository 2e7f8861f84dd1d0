"""SAM puts the default authorizer and the API key on the preflights that it writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate.names import OPTIONS
from corsgate_audit.model import Unknowns
from corsgate_audit.model.editing import with_route
from corsgate_audit.rules.preflight_repairs import opened
from corsgate_audit.rules.preflights import preflights
from corsgate_audit.rules.rule import Rule, Subject, Violation
from corsgate_audit.rules.sam import is_written_by_sam

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.gateway import Exchange
    from corsgate_audit.model import RestApi, Route
    from corsgate_audit.rules.wanted import Wanted

_AUTHORIZER = "AddDefaultAuthorizerToCorsPreflight"
_KEY = "AddApiKeyRequiredToCorsPreflight"


def subjects(api: RestApi) -> Iterator[RestApi]:
    """List the API as a whole: one setting writes all of its preflights."""
    yield api


def check(_: RestApi, api: RestApi) -> Violation | None:
    """Look for preflights of the setting Cors that an authorizer or an API key refuses."""
    unknown = Unknowns()
    for preflight in preflights(api):
        options = preflight.options
        if not is_written_by_sam(options) or not _is_guarded(options):
            continue
        for _route, made in preflight.exchanges():
            with unknown.about(options):
                verdict = made.known_preflight()
                if verdict and not verdict.allowed:
                    return _violation(options, made)
    unknown.name_them()
    return None


def _is_guarded(options: Route) -> bool:
    return options.authorization != "NONE" or options.api_key_required is not False


def _violation(options: Route, made: Exchange) -> Violation:
    guards = {
        _AUTHORIZER: f"the default authorizer ({options.authorization})"
        if options.authorization != "NONE"
        else "",
        _KEY: "the API key" if options.api_key_required is not False else "",
    }
    names = [name for name, guard in guards.items() if guard]
    what = " and ".join(guard for guard in guards.values() if guard)
    settings = " and ".join(f"Auth.{name}: false" for name in names)
    return Violation(
        subject=Subject(location=options.location),
        message=f"SAM adds {what} to the preflights that Cors writes, but a preflight never "
        "carries credentials, so the gateway rejects all of them and the browser blocks the "
        "requests. Turn it off for preflights next to DefaultAuthorizer or ApiKeyRequired.",
        expected=settings,
        actual=f"neither is set; {options.path!r} is the first blocked path"
        if len(names) > 1
        else f"it is not set; {options.path!r} is the first blocked path",
        detail=" ".join(names),
        witness=made.witness(),
    )


def repair(api: RestApi, _: Violation, __: Wanted) -> RestApi:
    """Take the guards off the preflights that SAM writes."""

    def change(options: Route) -> Route:
        return opened(options) if is_written_by_sam(options) else options

    return with_route(api, None, OPTIONS, change)


RULE = Rule.of_file(
    __file__,
    subjects=subjects,
    check=check,
    repair=repair,
)
