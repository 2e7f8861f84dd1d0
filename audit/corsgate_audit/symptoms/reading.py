"""Reads what people paste: sentences, request, causes, and the commands that lead on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.symptoms.commands import commands
from corsgate_audit.symptoms.finding import found_in
from corsgate_audit.symptoms.gateway_texts import gateway_texts
from corsgate_audit.symptoms.likely import likely_causes
from corsgate_audit.symptoms.plain import plain
from corsgate_audit.symptoms.request import request_of
from corsgate_audit.symptoms.sentences import GATEWAY_ERROR, HTTP_ERROR, UNSPECIFIED
from corsgate_audit.symptoms.values import Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corsgate_audit.symptoms.values import FoundSentence, Told


def read_symptom(text: str) -> Reading | None:
    """Read a pasted text.

    Args:
        text: text of a console, the network panel, curl, a library or a gateway's log, with
            anything around it.

    Returns:
        None where it is about something else.

    Example:
        >>> read_symptom("Reason: CORS request not http").told[0].error
        'CorsDisabledScheme'
    """
    pasted = plain(text)
    told = _deciding([*found_in(pasted), *gateway_texts(text, pasted)])
    if not told:
        return None
    asked = request_of(pasted, told)
    causes = likely_causes(told, asked)
    return Reading(told, asked, causes, commands(told, asked, causes))


def _deciding(found: Sequence[FoundSentence]) -> tuple[Told, ...]:
    """Return the sentences that count: CORS before statuses, each once; weak ones only alone."""
    strong = [each.told for each in found if not each.weak]
    kept = strong or _best_of_weak(found)
    kept.sort(key=_rank)
    return tuple({_identity(each): each for each in reversed(kept)}.values())[::-1]


def _identity(told: Told) -> tuple[str | None, ...]:
    """Return what makes two sentences one: a gateway's log and its answer name the same fault."""
    return (told.error, "".join(told.causes[:1]) or f"{told.browser} {told.text.lower()}")


def _rank(told: Told) -> int:
    return {GATEWAY_ERROR: 1, HTTP_ERROR: 2}.get(told.error, 0)


def _best_of_weak(found: Sequence[FoundSentence]) -> list[Told]:
    """Return one sentence for each error: the same failure is told by several layers."""
    told = [each.told for each in found]
    named = [each for each in told if each.error != UNSPECIFIED] or told
    return list({each.error: each for each in reversed(named)}.values())[::-1]
