"""Several values as one, and copies that later changes do not reach."""

from __future__ import annotations

from corsgate_audit.handlers.values.combining import frozen, one_of
from corsgate_audit.handlers.values.data import Arr, Known, Obj, OneOf, Unfollowed
from corsgate_audit.handlers.values.event import EventPart


def test_equal_constants_are_one_value() -> None:
    """A truth is not the number that Python takes it for; unknown values are told by their text."""
    values = [
        Known("a"),
        OneOf((Known("a"), Known(1), Known(value=True))),
        Unfollowed("f()"),
        Unfollowed("f()"),
        EventPart(("headers", "origin")),
        EventPart(("headers", "origin")),
    ]
    one = one_of(values)
    assert isinstance(one, OneOf)
    assert [type(each) for each in one.options] == [Known, Known, Known, Unfollowed, EventPart]
    assert [each.value for each in one.options if isinstance(each, Known)] == ["a", 1, True]


def test_one_value_is_no_choice() -> None:
    """However often it is there."""
    value = Obj({"a": Known(1)})
    assert one_of([value, value]) is value


def test_a_frozen_value_keeps_what_it_held() -> None:
    """In dictionaries within lists within dictionaries, too."""
    headers = Obj({"Vary": Known("Origin")})
    items = Arr([headers])
    response = Obj({"headers": headers, "all": items})
    copied = frozen(response)
    headers.entries["Vary"] = Known("*")
    items.items.append(Known(2))
    response.entries.clear()
    assert isinstance(copied, Obj)
    kept, listed = copied.entries["headers"], copied.entries["all"]
    assert isinstance(kept, Obj)
    assert isinstance(listed, Arr)
    assert len(listed.items) == 1
    vary = kept.entries["Vary"]
    assert isinstance(vary, Known)
    assert vary.value == "Origin"
