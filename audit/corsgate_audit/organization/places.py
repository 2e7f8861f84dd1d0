"""The places of a run: each account in each region, and its CloudFront."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

GLOBAL = "global"
"""What stands for a region where there is none: CloudFront's."""
_is_account = re.compile(r"\d{12}", re.ASCII).fullmatch
_is_region = re.compile(r"[a-z]{2,}(-[a-z]+)+-\d+", re.ASCII).fullmatch
_is_run = re.compile(r"\w[\w.-]{0,79}", re.ASCII).fullmatch


class PlaceError(ValueError):
    """An item names no place."""


class Place(NamedTuple):
    """One account in one region, in one run.

    Args:
        run: name of the run.
        account: id of the account.
        region: region, or ``global`` for CloudFront.
    """

    run: str
    account: str
    region: str

    @property
    def item(self) -> dict[str, str]:
        """The place as an item of the map."""
        return self._asdict()


def place_of(item: Any) -> Place:  # noqa: ANN401 - any JSON
    """Read an item of the map.

    Args:
        item: JSON value.

    Raises:
        PlaceError: it names no place.

    Example:
        >>> place_of({"run": "r1", "account": "123456789012", "region": "global"}).region
        'global'
    """
    told = item if isinstance(item, dict) else {}
    run, account, region = (told.get(name) for name in Place._fields)
    problems = [
        f"{name} is {value!r}"
        for name, value, fits in (
            ("run", run, _is_run),
            ("account", account, _is_account),
            ("region", region, lambda text: text == GLOBAL or _is_region(text)),
        )
        if not (isinstance(value, str) and fits(value))
    ]
    if problems:
        message = f"the item {item!r} names no place: {', '.join(problems)}"
        raise PlaceError(message)
    return Place(str(run), str(account), str(region))


def run_name(text: object) -> str:
    """Return the name of a run, which is a part of keys.

    Raises:
        PlaceError: it cannot be one.
    """
    if isinstance(text, str) and _is_run(text):
        return text
    message = f"the run is called {text!r}; a name has letters, digits, '-', '_' and '.', up to 80"
    raise PlaceError(message)


def places(run: str, accounts: Iterable[str], regions: Iterable[str]) -> Iterator[Place]:
    """Name every place once, in order.

    Args:
        run: name of the run.
        accounts: ids of accounts.
        regions: regions to audit in each of them.
    """
    every = (*sorted(set(regions)), GLOBAL)
    for account in sorted(set(accounts)):
        for region in every:
            yield Place(run, account, region)


class Keys(NamedTuple):
    """The keys of a run in the storage.

    Args:
        prefix: beginning of all keys.
        run: name of the run.
    """

    prefix: str
    run: str

    def of(self, name: str) -> str:
        """Return the key of a file of the run."""
        return f"{self.prefix}runs/{self.run}/{name}"

    def place(self, place: Place) -> str:
        """Return the key of what was found in a place."""
        return self.of(f"places/{place.account}/{place.region}.jsonl")

    def state(self, place: Place) -> str:
        """Return the key of what an audit of a place has read until it ran out of time."""
        return self.of(f"state/{place.account}/{place.region}.jsonl")

    def imported(self, place: Place) -> str:
        """Return the key of what a Security Hub was last told of a place, by any run.

        Below ``runs/`` for the permission's sake; no run is called like that.
        """
        return f"{self.prefix}runs/.imported/{place.account}/{place.region}.jsonl"

    @property
    def latest(self) -> str:
        """The key of what the newest run came to."""
        return f"{self.prefix}latest.json"
