"""Values that may not be known: asked for, gathered, and named."""

from __future__ import annotations

import pytest

from corsgate_audit.model import (
    Texts,
    UndeterminedError,
    Unknowns,
    Unresolved,
    all_known,
    includes,
    known,
    unknown_in,
)
from support.apis import UNKNOWN, route

OTHER = Unresolved("!Ref Other", "no default")


def test_a_value_that_is_known_is_the_value_itself() -> None:
    """None, False and 0 are values."""
    values: list[str | int | Unresolved | None] = ["NONE", 0, None, False]

    assert [known(value) for value in values] == ["NONE", 0, None, False]


def test_a_value_that_is_not_known_is_named() -> None:
    """With what is not known for it, where somebody says so."""
    with pytest.raises(UndeterminedError, match=r"^!ImportValue shared$") as bare:
        known(UNKNOWN)
    with pytest.raises(UndeterminedError, match=r"^The status is not known\.$") as noted:
        known(UNKNOWN, "The status is not known.")

    assert bare.value.parts == noted.value.parts == ((UNKNOWN, None),)


@pytest.mark.parametrize(
    ("values", "unknown"),
    [
        (("GET", "PUT"), ()),
        ((), ()),
        (("GET", UNKNOWN, OTHER), (UNKNOWN, OTHER)),
        (UNKNOWN, (UNKNOWN,)),
    ],
)
def test_a_list_is_known_as_a_whole(values: Texts, unknown: tuple[Unresolved, ...]) -> None:
    """All of its entries that are not known are named, not only the first."""
    assert unknown_in(values) == unknown
    if unknown:
        with pytest.raises(UndeterminedError) as raised:
            all_known(values)
        assert raised.value.values == unknown
    else:
        assert all_known(values) == values


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("*", UNKNOWN), True),
        (("GET",), False),
        ((), False),
        (("GET", UNKNOWN), None),
        (UNKNOWN, None),
    ],
)
def test_an_entry_may_be_the_one_that_is_not_known(values: Texts, expected: bool | None) -> None:  # noqa: FBT001 - a case
    """None: it depends on a value that is not known."""
    if expected is None:
        with pytest.raises(UndeterminedError):
            includes(values, "*")
    else:
        assert includes(values, "*") is expected


def test_what_is_not_known_of_one_part_keeps_no_other_from_being_judged() -> None:
    """Each value is named with the part that has it, once nothing else is left to be said."""
    put, get = route("PUT"), route("GET")
    unknown, judged = Unknowns(), []
    for part, value in ((put, UNKNOWN), (get, "NONE"), (get, OTHER)):
        with unknown.about(part):
            judged.append(known(value))

    assert judged == ["NONE"]
    with pytest.raises(UndeterminedError) as raised:
        unknown.name_them()
    assert raised.value.parts == ((UNKNOWN, put), (OTHER, get))


def test_a_part_that_is_named_already_stays_so() -> None:
    """The inner one is nearer to the value."""
    unknown = Unknowns()
    with unknown.about(route("PUT")):
        raise UndeterminedError(UNKNOWN, at=route("GET"))

    with pytest.raises(UndeterminedError) as raised:
        unknown.name_them()
    assert raised.value.parts == ((UNKNOWN, route("GET")),)


def test_other_errors_are_not_kept() -> None:
    """A fault of a rule is no unknown value."""
    unknown = Unknowns()
    with pytest.raises(ZeroDivisionError), unknown.about(None):
        raise ZeroDivisionError

    unknown.name_them()
