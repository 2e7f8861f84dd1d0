"""Reads what a function answers: from its handler, along every path, to what is returned."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from corsgate_audit.handlers.answering import answers_of
from corsgate_audit.handlers.answers import CodeAnswer, CodeReading, Condition, Undetermined
from corsgate_audit.handlers.code import CodeLocation
from corsgate_audit.handlers.code.functions import UnreadableCodeError
from corsgate_audit.handlers.interpreter.code_interpreter import CodeInterpreter
from corsgate_audit.handlers.interpreter.modules import exports_of
from corsgate_audit.handlers.interpreter.natives import Native
from corsgate_audit.handlers.interpreter.paths import PATHS, STEPS
from corsgate_audit.handlers.interpreter.signals import NeverEnds, Raised, Signal
from corsgate_audit.handlers.values.arguments import Arguments
from corsgate_audit.handlers.values.bounds import OutOfBoundsError
from corsgate_audit.handlers.values.data import UNDEFINED, Known, Unfollowed
from corsgate_audit.handlers.values.definitions import Closure, ModuleValue
from corsgate_audit.handlers.values.describing import text_of
from corsgate_audit.handlers.values.event import EventPart

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.handlers.bundle import Bundle, Environment
    from corsgate_audit.handlers.code import Language
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.value import Value

_VARIANTS = 6  # answers that differ in their conditions alone


def read_handler(
    bundle: Bundle, runtime: str, handler: str, environment: Environment, *, paths: int = PATHS
) -> CodeReading:
    """Read every answer that a function's code can give. Nothing of it is run.

    Args:
        bundle: Files of the function.
        runtime: Runtime as AWS names it: ``python3.13``, ``nodejs22.x``.
        handler: Handler as AWS has it: ``app.handler``, ``src/index.handler``.
        environment: Environment variables of the function.
        paths: Number of paths that are followed one by one; where there are more, all are followed
            together.
    """
    language: Language
    if runtime.startswith("python"):
        language = "python"
    elif runtime.startswith("nodejs"):
        language = "javascript"
    else:
        return _undetermined(f"functions for {runtime} are not read")
    reader = _Reader(bundle, environment, language)
    reader.paths = paths
    try:
        return reader.read(handler)
    except UnreadableCodeError as error:
        return _undetermined(str(error))
    except RecursionError:
        return _undetermined(f"{handler}: the code is nested too deeply")
    except OutOfBoundsError:
        return _undetermined(f"{handler}: the code is too large to follow")


def _undetermined(expression: str) -> CodeReading:
    return CodeReading(undetermined=(Undetermined(expression),))


class _Reader(CodeInterpreter):
    """One reading of one function."""

    paths = PATHS

    def read(self, handler: str) -> CodeReading:
        path, names = _entry(self.bundle, self.language, handler)
        if path is None:
            return _undetermined(f"{handler}: no such file in the function's code")
        self.entry = CodeLocation(path, 1)
        module = self.load(path)
        function: Value | None = (
            ModuleValue(module) if self.language == "python" else exports_of(module)
        )
        for name in names:
            if function is None or isinstance(function, Unfollowed):
                break
            function = self.named_member(function, name)
        if function is None or function is UNDEFINED:
            return _undetermined(f"{handler}: {path} has no {'.'.join(names)}")
        return self._all_paths(function, handler)

    def _all_paths(self, function: Value, handler: str) -> CodeReading:
        found: list[CodeAnswer] = []
        self.joining, self.steps, self.limit = 0, 0, STEPS
        base = len(self.trail)
        may_raise = self.may_leave
        try:
            for _ in range(self.paths):
                found += self._path(function, base)
                may_raise |= self.may_leave
                if not self.next_path():
                    return CodeReading(answers=_merged(found), may_raise=may_raise)
        except OutOfBoundsError:
            pass
        finally:
            self.undo(base)
        return self._joined(function, handler, base)

    def _path(self, function: Value, base: int) -> list[CodeAnswer]:
        """Follow one path from the call of the handler to its answer."""
        self.undo(base)
        self.start_path()
        self.may_leave = False
        self.place = None
        try:
            value = self.call(function, self._event(function))
        except Raised:
            self.may_leave = True
            return [] if self.answered is None else self._answers(*self.answered)
        except NeverEnds:
            return []
        except Signal:
            return []
        if self.answered is not None:
            return self._answers(*self.answered)
        if isinstance(value, Known) and value.value is not None and _waits(function):
            return []  # somebody calls the callback on another path, or the function times out
        return self._answers(value, self.place)

    def _event(self, function: Value) -> Arguments:
        place = function.code.place if isinstance(function, Closure) else self.entry
        values: list[Value] = [EventPart(()), _Context()]
        if self.language == "javascript":
            values.append(_Callback("callback", 1))
        text = "the handler" if isinstance(function, Closure) else text_of(function)
        return Arguments(text, place, values)

    def _answers(self, value: Value, place: CodeLocation | None) -> list[CodeAnswer]:
        return list(
            answers_of(
                value,
                place or self.place or self.entry,
                tuple(self.conditions),
                is_error=self.caught,
                is_joined=bool(self.joining),
            )
        )

    def _joined(self, function: Value, handler: str, base: int) -> CodeReading:
        """Follow all paths at once, where there are too many to follow one by one.

        Where the answers differ in their headers, it matters which method gets which.
        """
        whole = self._at_once(function, handler, base)
        if whole.undetermined or len({each.headers for each in whole.answers}) == 1:
            return whole
        methods: dict[CodeAnswer, list[str]] = {}
        for method in _METHODS:
            alone = self._at_once(function, handler, base, method)
            if alone.undetermined:
                return whole
            for each in alone.answers:
                methods.setdefault(each, []).append(method)
        answers = [_asked_with(each, found) for each, found in methods.items()]
        return replace(whole, answers=_merged(answers))

    def _at_once(
        self, function: Value, handler: str, base: int, method: str | None = None
    ) -> CodeReading:
        """Follow all paths of one method, or of all, and leave open which leads to what."""
        self.undo(base)
        self.start_path()
        if method is not None:
            self.suppose("method", method)
        self.joining, self.steps, self.decisions = 1, 0, []
        self.callbacks: list[tuple[Value, CodeLocation | None]] = []
        try:
            value = self.call(function, self._event(function))
        except OutOfBoundsError:
            return _undetermined(f"{handler}: the code has too many paths to follow")
        except Signal:
            value = Unfollowed(handler)
        found = self._answers(value, self.place)
        if self.answered is not None:
            found = [*self._answers(*self.answered)]
        return CodeReading(answers=_merged(found), may_raise=True)


def _asked_with(answer: CodeAnswer, methods: list[str]) -> CodeAnswer:
    """Return an answer that some methods get, and others do not."""
    if len(methods) == len(_METHODS):
        return answer
    text = f"the method is one of {', '.join(methods)}"
    asked = Condition(about="method", text=text, operator="in", values=tuple(methods))
    return replace(answer, when=(*answer.when, asked))


_METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")


def _entry(bundle: Bundle, language: Language, handler: str) -> tuple[str | None, list[str]]:
    """Return the file and the names that a handler's setting means.

    Source: https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html and nodejs-handler.html
    """
    if language == "python":
        module, _, name = handler.rpartition(".")
        return bundle.python_module(module.replace("/", ".")), [name]
    folder, base = posixpath.split(handler)
    stem, _, name = base.partition(".")
    return bundle.script_file(posixpath.normpath(posixpath.join(folder, stem))), name.split(".")


def _waits(function: Value) -> bool:
    """Whether a handler answers through its callback or context, not by what it returns."""
    return (
        isinstance(function, Closure)
        and function.code.language == "javascript"
        and not function.code.is_async
    )


class _Callback(Native):
    """``callback``, ``context.succeed`` and their kin: the first call is the answer."""

    is_callback = True

    def __init__(self, name: str, index: int) -> None:
        self.name, self.index = name, index

    def call(self, interpreter: Interpreter, call: Arguments) -> Value:
        """Note the answer; an error is none: the gateway answers."""
        if interpreter.answered is not None:
            return UNDEFINED
        error = call.get(0) if self.index else None
        if (
            error is not None
            and not (isinstance(error, Known) and not error.value)
            and interpreter.decide(error)
        ):
            interpreter.may_leave = True
            interpreter.answered = (UNDEFINED_ANSWER, None)
            return UNDEFINED
        interpreter.answered = (call.get(self.index) or UNDEFINED, call.place)
        return UNDEFINED


class _Failed(Native):
    """What stands for the gateway's answer to a failed function."""

    name = "failed"


UNDEFINED_ANSWER = _Failed()


class _Context(Native):
    """The context of an invocation."""

    name = "context"

    def member(self, interpreter: Interpreter, key: str) -> Value | None:  # noqa: ARG002 - see Native
        """Return a member; some of old answer."""
        if key in {"succeed", "done"}:
            return _Callback(f"context.{key}", int(key == "done"))
        if key == "fail":
            return _Fail()
        return Unfollowed(f"context.{key}")


class _Fail(Native):
    """``context.fail``."""

    name = "context.fail"
    is_callback = True

    def call(self, interpreter: Interpreter, call: Arguments) -> Value:  # noqa: ARG002 - see Native
        """Note that the function fails."""
        interpreter.may_leave = True
        interpreter.answered = interpreter.answered or (UNDEFINED_ANSWER, None)
        return UNDEFINED


def _merged(answers: list[CodeAnswer]) -> tuple[CodeAnswer, ...]:
    """Return answers in the order of the source, each once.

    Of answers that differ in their conditions alone a few are kept; of more only one, with the
    conditions that all of them have.
    """
    groups: dict[Any, list[CodeAnswer]] = {}
    for each in answers:
        groups.setdefault(_without_conditions(each), []).append(each)
    return tuple(
        sorted(
            (each for group in groups.values() for each in _variants(group)),
            key=lambda each: (each.place.file, each.place.line),
        )
    )


def _without_conditions(answer: CodeAnswer) -> object:
    return (
        answer.place,
        answer.written,
        answer.status,
        answer.shape,
        answer.headers,
        answer.unknown_headers,
        answer.body_headers,
        answer.is_error,
        answer.by,
    )


def _variants(group: list[CodeAnswer]) -> Iterator[CodeAnswer]:
    whens = list(dict.fromkeys(each.when for each in group))
    if len(whens) > _VARIANTS:
        common = tuple(each for each in whens[0] if all(each in other for other in whens))
        whens = [common]
    for when in whens:
        yield replace(group[0], when=when)
