"""``--api`` and ``--stage``: which of a target's APIs is meant, and which stage of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.cli.terminal import stop
from corsgate_audit.cli.verbosity import note
from corsgate_audit.gateway.deployed import is_unread
from corsgate_audit.gateway.which_api import WhichApiError, find_api, find_stage, unseen

if TYPE_CHECKING:
    from corsgate_audit.model import Collection, Door


def choose_api(collection: Collection, *, named: str | None, path: str) -> Door:
    """Return the API that is meant; say what else there may be.

    Args:
        collection: collection of the target.
        named: API that is named by ``--api``; None for the only one, or the only one with the path.
        path: path of the request.

    Raises:
        typer.Exit: none or several are meant; the line lists those that there are.
    """
    try:
        api = find_api(collection, named=named, path=path, option="--api")
    except WhichApiError as error:
        stop(str(error))
    missing = unseen(collection)
    if missing and len(collection.apis) == 1 and named is None:
        note(f"this is the only API that could be read{missing}")
    return api


def choose_stage(api: Door, named: str | None) -> str:
    """Return the stage that is meant; say so where nobody knows what it serves.

    Args:
        api: API that has it.
        named: stage that is named by ``--stage``; None for the first.

    Raises:
        typer.Exit: the API has no such stage.
    """
    try:
        found = find_stage(api, named, option="--stage")
    except WhichApiError as error:
        stop(str(error))
    if is_unread(api, found):
        note(f"what the stage {found!r} serves could not be read: this is the API as it is set up")
    return found
