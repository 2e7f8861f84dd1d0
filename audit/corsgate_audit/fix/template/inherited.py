"""What SAM resources inherit from ``Globals``, and how a value is written so that it holds.

SAM merges ``Globals`` into every resource of a kind: of two maps each member counts, the resource's
before the inherited one; two lists are joined; of anything else the resource's own counts. So a
member that is left out is still there, and a list can only grow.

Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from corsgate_audit.fix.repairs import UnfixableError
from corsgate_audit.fix.template.edits import ABSENT, Assignment, applied, value_at
from corsgate_audit.fix.text.splicing import same

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from corsgate_audit.fix.template.edits import Edit

COMPUTED = "is written with an intrinsic function"
"""How the reason ends where no fix can look into a value."""
_GLOBALS = "Globals"
_IMPLICIT = {"Api": "RestApiId", "HttpApi": "ApiId"}
"""The kinds of API that SAM makes for events that name none, and how an event names one."""
_OFF = {"AllowCredentials": False}
"""Members whose value is what no value is, so that a resource can undo what it inherits."""


def merged(inherited: Any, own: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return what a resource has in the end.

    Args:
        inherited: value in ``Globals``; `ABSENT` for none.
        own: value of the resource; `ABSENT` for none.

    Example:
        >>> merged({"MaxAge": 5, "AllowMethods": ["GET"]}, {"AllowMethods": ["PUT"]})
        {'MaxAge': 5, 'AllowMethods': ['GET', 'PUT']}
    """
    if own is ABSENT or inherited is ABSENT:
        return inherited if own is ABSENT else own
    if is_map(inherited) and is_map(own):
        both = {name: merged(value, own.get(name, ABSENT)) for name, value in inherited.items()}
        return {**both, **{name: value for name, value in own.items() if name not in inherited}}
    if isinstance(inherited, list) and isinstance(own, list):
        return [*inherited, *own]
    return own


def is_map(value: object) -> bool:
    """Whether a value is a map, and no intrinsic function, which SAM takes for a plain value."""
    return isinstance(value, dict) and not is_intrinsic(value)


def is_intrinsic(value: object) -> bool:
    """Whether a value is one that CloudFormation computes, with ``Ref`` or ``Fn::If``."""
    if not isinstance(value, dict) or len(value) != 1:
        return False
    name = str(next(iter(value)))
    return name.startswith("Fn::") or name in {"Ref", "Condition"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Inherited:
    """A value of a SAM resource: its own, and what it inherits.

    Args:
        content: content of the template.
        section: name of the section of ``Globals``: ``Api``, ``HttpApi`` or ``Function``.
        logical_id: logical id of the resource; None for the API that SAM makes of events.
    """

    content: Mapping[str, Any]
    section: str
    logical_id: str | None

    def value(self, *names: str) -> Any:  # noqa: ANN401 - any JSON
        """Return what the resource has in the end below its properties; `ABSENT` for nothing."""
        return merged(self._inherited(names), self._own(names))

    def is_shared(self, *names: str) -> bool:
        """Whether a value is inherited that other resources inherit too."""
        shared = self.logical_id is not None and any(True for _ in self._others())
        return shared and self._inherited(names) is not ABSENT

    def assignments(self, names: tuple[str, ...], wanted: Any) -> list[Assignment]:  # noqa: ANN401 - any JSON
        """Return what is written so that the resource has a value in the end, and no other changes.

        Args:
            names: keys that lead from the resource's properties to the value.
            wanted: plain value that the resource shall have.

        Raises:
            UnfixableError: it cannot be written.
        """
        inherited, own = self._inherited(names), self._own(names)
        others = [*self._others()]
        if is_intrinsic(merged(inherited, own)):
            message = f"{'.'.join(names)} {COMPUTED}"
            raise UnfixableError(message)
        shared = Assignment(names=(_GLOBALS, self.section, *names), value=wanted)
        if self.logical_id is None:
            return [shared, *self._undoing(names, wanted, others)]
        override = overriding(inherited, wanted, whole=bool(others))
        # Alone with its settings, a resource has them where somebody wrote them.
        if override is not None and (inherited is ABSENT or own is not ABSENT or others):
            return [self._set(self.logical_id, names, _shortest(override))]
        if not others:
            dropped = [] if own is ABSENT else [self._set(self.logical_id, names, ABSENT)]
            return [shared, *dropped]
        return [
            replace(shared, value=ABSENT),
            self._set(self.logical_id, names, wanted),
            *self._keeping(names, others),
        ]

    def _inherited(self, names: tuple[str, ...]) -> Any:  # noqa: ANN401 - any JSON
        return _through(self.content, (_GLOBALS, self.section), names)

    def _own(self, names: tuple[str, ...]) -> Any:  # noqa: ANN401 - any JSON
        if self.logical_id is None:
            return ABSENT
        return _through(self.content, ("Resources", self.logical_id, "Properties"), names)

    def _set(self, logical_id: str, names: tuple[str, ...], value: Any) -> Assignment:  # noqa: ANN401 - any JSON
        return Assignment(names=("Resources", logical_id, "Properties", *names), value=value)

    def _others(self) -> Iterator[Inherited]:
        """Yield the other resources that inherit the same."""
        kind = f"AWS::Serverless::{self.section}"
        resources = self.content["Resources"]
        for name, body in resources.items():
            if isinstance(body, dict) and body.get("Type") == kind and name != self.logical_id:
                yield Inherited(content=self.content, section=self.section, logical_id=name)
        naming = _IMPLICIT.get(self.section)
        if (
            naming is not None
            and self.logical_id is not None
            and _has_implicit(resources, self.section, naming)
        ):
            yield Inherited(content=self.content, section=self.section, logical_id=None)

    def _keeping(self, names: tuple[str, ...], others: list[Inherited]) -> Iterator[Assignment]:
        """Yield what has the others keep the value that they do not inherit any more."""
        for other in others:
            if other.logical_id is None:
                message = (
                    f"Globals.{self.section}.{'.'.join(names)} is what the API has, too, that SAM "
                    "makes of the events: give that one a resource of its own"
                )
                raise UnfixableError(message)
            value = other.value(*names)
            if value is not ABSENT:
                yield replace(self._set(other.logical_id, names, value), keeps=True)

    def _undoing(
        self,
        names: tuple[str, ...],
        wanted: Any,  # noqa: ANN401 - any JSON
        others: list[Inherited],
    ) -> Iterator[Assignment]:
        """Yield what has the others keep what they have, where they can undo what they inherit."""
        for other in others:
            value, own = other.value(*names), other._own(names)  # noqa: SLF001 - of the same class
            undone = None if value is ABSENT else overriding(wanted, value, whole=True)
            if undone is not None and not same(merged(wanted, own), value):
                yield replace(self._set(str(other.logical_id), names, undone), keeps=True)


def also_changed(content: Mapping[str, Any], edit: Edit, others: Sequence[Edit]) -> Iterator[str]:
    """Yield the resources that inherit what an edit writes into ``Globals``, and change behind it.

    Args:
        content: content of the template.
        edit: edit of one resource.
        others: edits that are made beside it; what they set themselves does not change behind them.
    """
    before, after = (applied(content, edits) for edits in (others, [*others, edit]))
    own = edit.home[1] if len(edit.home) > 1 else None
    set_by_others = {each.names for other in others for each in other.sets}
    for section, *names in (each.names[1:] for each in edit.sets if each.names[0] == _GLOBALS):
        kind = f"AWS::Serverless::{section}"
        for name, body in content["Resources"].items():
            is_set = ("Resources", name, "Properties", *names) in set_by_others
            if body.get("Type") == kind and name != own and not is_set:
                was, then = (
                    Inherited(content=state, section=section, logical_id=name).value(*names)
                    for state in (before, after)
                )
                if not same(was, then):
                    yield name


def _through(content: object, start: tuple[str, ...], names: tuple[str, ...]) -> Any:  # noqa: ANN401 - any JSON
    """Follow names; what stands in the way of them is the value."""
    found: Any = value_at(content, start)
    for name in names:
        if not is_map(found):
            return found if is_intrinsic(found) else ABSENT
        found = found.get(name, ABSENT)
    return found


def _shortest(override: Any) -> Any:  # noqa: ANN401 - any JSON
    return ABSENT if override in ({}, []) else override


def _has_implicit(resources: Mapping[str, Any], section: str, naming: str) -> bool:
    """Whether an event asks for an API that is no resource of the template."""
    for body in resources.values():
        events = value_at(body, ("Properties", "Events"))
        for event in events.values() if isinstance(events, dict) else ():
            kind = value_at(event, ("Type",))
            if kind == section and value_at(event, ("Properties", naming)) is ABSENT:
                return True
    return False


def overriding(inherited: Any, wanted: Any, *, whole: bool = False) -> Any:  # noqa: ANN401 - any JSON
    """Return what a resource has to have of its own; None where nothing undoes what it inherits.

    Args:
        inherited: value in ``Globals``; `ABSENT` for none.
        wanted: value that the resource shall have in the end.
        whole: repeat what is inherited as it is wanted, which another resource may yet change.

    Example:
        >>> overriding({"AllowCredentials": True, "AllowOrigin": "a"}, {"AllowOrigin": "b"})
        {'AllowOrigin': 'b', 'AllowCredentials': False}
    """
    if isinstance(inherited, list) and isinstance(wanted, list):
        has_all = all(each in wanted for each in inherited)
        return [each for each in wanted if each not in inherited] if has_all else None
    if not (is_map(inherited) and is_map(wanted)):
        return wanted
    found: dict[str, Any] = {}
    for name, value in wanted.items():
        if name not in inherited:
            found[name] = value
        elif not same(inherited[name], value) or (whole and not isinstance(value, dict | list)):
            found[name] = overriding(inherited[name], value)
    for name, value in inherited.items():
        if name not in wanted and name in _OFF and value is not False:
            found[name] = _OFF[name]
        elif name not in wanted and value not in ([], {}, "", None, False):
            return None
    lacking = any(each is None for each in found.values())
    return None if lacking else {name: each for name, each in found.items() if each != []}
