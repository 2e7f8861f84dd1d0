"""Puts the operations of the interpreter together."""

from __future__ import annotations

from corsgate_audit.handlers.interpreter import (
    assigning,
    calling,
    comparing,
    displays,
    expressions,
    joining,
    members,
    modules,
    names,
    statements,
    unfollowed,
    writing,
)
from corsgate_audit.handlers.interpreter.interpreter import Interpreter


class CodeInterpreter(Interpreter):
    """The interpreter: each operation stands in the module of its idea."""

    evaluate = expressions.evaluate
    run = statements.run
    assign = assigning.assign
    join = joining.join
    call = calling.call
    call_member = calling.call_member
    unknown_call = unfollowed.unknown_call
    member = members.member
    named_member = members.named_member
    opened = members.opened
    set_member = writing.set_member
    merge = writing.merge
    merge_unknown = writing.merge_unknown
    items_of = displays.items_of
    equals = comparing.equals
    contains = comparing.contains
    present = comparing.present
    lookup = names.lookup
    load = modules.load
