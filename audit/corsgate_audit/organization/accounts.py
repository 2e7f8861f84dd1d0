"""Which accounts a run audits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate_audit.model import Coverage, CoverageState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.organization.settings import AuditorSettings

_ACTIVE = "ACTIVE"


def accounts(settings: AuditorSettings, organizations: Any) -> Iterator[str | Coverage]:  # noqa: ANN401 - a client
    """List the accounts that are asked for.

    Args:
        settings: settings of the auditor.
        organizations: client of Organizations; it is asked only where no accounts are named.

    Yields:
        Ids, and coverage of accounts that are closed or suspended.

    Raises:
        ClientError: Organizations does not answer: nothing can be audited then.

    Source: https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html
    """
    if settings.accounts is not None:
        yield from settings.accounts
        return
    seen: set[str] = set()
    for account in _listed(settings, organizations):
        number = str(account["Id"])
        if number in seen:  # units may lie in each other
            continue
        seen.add(number)
        # AWS replaces Status by State; either may be missing.
        state = account.get("State") or account.get("Status")
        if state == _ACTIVE:
            yield number
        else:
            yield Coverage(
                account=number,
                service="organizations",
                resource="account",
                state=CoverageState.SKIPPED,
                reason=f"the account is {state}",
            )


def _listed(settings: AuditorSettings, client: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - a client
    if settings.organizational_units is None:
        for page in client.get_paginator("list_accounts").paginate():
            yield from page["Accounts"]
        return
    waiting, seen = list(settings.organizational_units), set()
    while waiting:
        unit = waiting.pop(0)
        if unit in seen:
            continue
        seen.add(unit)
        for page in client.get_paginator("list_accounts_for_parent").paginate(ParentId=unit):
            yield from page["Accounts"]
        inner = client.get_paginator("list_organizational_units_for_parent")
        for page in inner.paginate(ParentId=unit):
            waiting += [each["Id"] for each in page["OrganizationalUnits"]]
