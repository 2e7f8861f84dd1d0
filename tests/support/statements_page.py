"""The page `docs/aws/statements.md`, made of the statements and of what AWS has answered."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from corsgate_audit.verify.questions import Basis
from corsgate_audit.verify.recording import seen
from corsgate_audit.verify.statements import QUESTIONS, STATEMENTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from corsgate_audit.verify.questions import Statement
    from corsgate_audit.verify.result import Verification

REPOSITORY = Path(__file__).parents[2]
_START = """\
<!-- Made from the code by `make docs`: change the tables in `verify/statements`, not this page. -->
# What corsgate relies on of AWS

Each statement is one that the code beside it relies on, and that one request decides:
[`corsgate verify`](../verify.md) sends it. A statement is listed below what it rests on until then.

"""
_MEANINGS: Mapping[Basis, str] = {
    Basis.SEEN: "AWS has answered as the statement says, in a result that was sent in.",
    Basis.RECORDED: "Others have published what AWS answered.",
    Basis.DOCUMENTED: "A page of AWS says so, and nobody has published an answer.",
    Basis.INFERRED: "It follows from how something else works. These are **not verified on AWS**, "
    "and the first ones to ask it about.",
}


def render() -> str:
    """Return the page."""
    answers = seen_on_aws(seen(REPOSITORY))
    by_basis: dict[Basis, list[Statement]] = {basis: [] for basis in Basis}
    for each in STATEMENTS.values():
        basis = Basis.SEEN if answers.get(each.id, (False,))[0] else each.basis
        by_basis[basis].append(each)
    lines = [_START, "| rests on | statements |\n| --- | --- |\n"]
    lines += [f"| {basis} | {len(found)} |\n" for basis, found in by_basis.items()]
    for basis, found in by_basis.items():
        lines += _section(basis, found, answers)
    return "".join(lines)


def seen_on_aws(results: Sequence[Verification]) -> dict[str, tuple[bool, str]]:
    """Return by statement whether AWS confirms it, and where and when it was asked last.

    An answer to what no question of this version asks confirms nothing.

    Args:
        results: results that were sent in, the oldest first.
    """
    asked = {each.statement: each for each in QUESTIONS}
    return {
        entry.statement: (entry.equal, f"{result.region}, {result.date}")
        for result in results
        for entry in result.entries
        if entry.equal is not None
        and entry.statement in asked
        and entry.asks(asked[entry.statement])
    }


def _section(
    basis: Basis, found: Sequence[Statement], answers: Mapping[str, tuple[bool, str]]
) -> Iterator[str]:
    yield f"\n## {basis[0].upper()}{basis[1:]}\n\n{_MEANINGS[basis]}\n\n"
    if not found:
        yield "None yet: send a result in.\n"
        return
    yield "| statement | what it says | source | code that relies on it |\n"
    yield "| --- | --- | --- | --- |\n"
    for each in found:
        yield _row(each, answers.get(each.id))


def _row(statement: Statement, answer: tuple[bool, str] | None) -> str:
    says = statement.says.replace("|", "\\|").replace("*", "\\*").replace("<", "&lt;")
    if answer is not None:
        is_so, where = answer
        says += f" Seen on AWS ({where})." if is_so else f" **AWS says otherwise** ({where})."
    code = ", ".join(f"`{each}`" for each in statement.relied_on_by)
    return f"| `{statement.id}` | {says} | [source]({statement.source}) | {code} |\n"
