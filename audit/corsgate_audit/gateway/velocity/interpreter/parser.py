"""Text and directives.

Where Velocity 1.7 goes a way of its own that nobody takes on purpose (`#$x`, `$x{`, a dollar sign
at the very end), the template is not understood rather than guessed at.

Source: the lexical states and the production Statement of Velocity 1.7's grammar.

Not verified on AWS: `velocity-break-ends-loop` and `velocity-stop-ends-template`; see
`docs/aws/statements.md`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .errors import UndeterminedError
from .expressions import read_expression, read_operand, read_reference
from .scanner import Scanner
from .syntax import (
    Block,
    Break,
    Define,
    Expression,
    Foreach,
    If,
    Literal,
    Property,
    Reference,
    Set,
    Statement,
    Stop,
    Text,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_PLAIN = re.compile(r"[^$#\\]+")
_SET = re.compile(r"[ \t]*(?:#set|#\{set\}) *\(")
_LINE_COMMENT = re.compile(r"##[^\r\n]*(?:\r\n|\r|\n)?")
_UNFINISHED = re.compile(r"(?<=..)(?:#(?:\*|\[\[)?|\$(?:\\*!)?)\Z", re.DOTALL)
_BLOCK_COMMENT = re.compile(r"#\*.*?\*#", re.DOTALL)
_UNPARSED = re.compile(r"#\[\[(.*?)\]\]#", re.DOTALL)
_WORD = r"[A-Za-z_@][A-Za-z0-9_@]*|\{[A-Za-z_][A-Za-z0-9_]*\}"
_BACKSLASHES = re.compile(rf"(\\+)(?=([$#]?)({_WORD})?)")
_DIRECTIVE = re.compile(r"#(?:([A-Za-z_@][A-Za-z0-9_@]*)|\{([A-Za-z_][A-Za-z0-9_]*)\})")
_NUMBER_SIGN = re.compile(r"#-?[0-9.]*")
_LINE_END = re.compile(r"[ \t]*(?:\r\n|\r|\n)")
_OPENING = re.compile(r"[ \t\r\n]*\(")
_CLOSING = re.compile(r"\)(?:[ \t]*(?:\r\n|\r|\n))?")
_IN = re.compile(r"[ \t\r\n]*in(?![A-Za-z0-9_@])")
_KEEPING = re.compile(rf"\\*\$|#\*|#\[\[|{_SET.pattern}")
_CLINGING = re.compile(r"[A-Za-z_{}.\[(]")
_SEPARATOR = re.compile(r"[ \t\r\n]*(?:,[ \t\r\n]*)?")
_BUILT_IN = frozenset({"if", "elseif", "else", "end", "set"})
_PLUGGED_IN = frozenset({"foreach", "define", "stop", "break", "macro"})
_READING = frozenset({"evaluate", "parse", "include", "literal"})
"""Directives that would run or read what stands elsewhere: nothing here does."""

_KNOWN = _BUILT_IN | _PLUGGED_IN | _READING


def parse(template: str) -> Block:
    """Read a template.

    Args:
        template: Velocity.

    Raises:
        UndeterminedError: it is not understood.
    """
    return _whole(Scanner(template, _whole))


def _whole(scanner: Scanner) -> Block:
    parser = _Parser(scanner)
    block = parser.block()
    if not scanner.is_at_end:
        scanner.fail("a directive ends or goes on that has not begun")
    return block


class _Parser:
    """Reads statements; the methods are named after directives."""

    def __init__(self, scanner: Scanner) -> None:
        self._scanner = scanner
        # References that Velocity goes on reading behind what follows them at once, and whether
        # each ends in a property: see `_settle`.
        self._unclosed: list[bool] = []
        self._is_before_brace = False
        self._directives: dict[str, Callable[[], Statement | None]] = {
            "if": self._if,
            "foreach": self._foreach,
            "define": self._define,
            "macro": self._macro,
            "stop": lambda: self._bare(Stop()),
            "break": lambda: self._bare(Break()),
        }

    def block(self) -> Block:
        """Read statements until something ends them: `#end`, `#else`, `#elseif`, or the end."""
        found: list[Statement] = []
        with self._scanner.nested():
            while not self._scanner.is_at_end and not self._ends_here():
                statement = self._statement()
                if statement is not None:
                    found.append(statement)
        return tuple(found)

    def _ends_here(self) -> bool:
        found = _DIRECTIVE.match(self._scanner.text, self._scanner.position)
        return found is not None and _name(found) in {"end", "else", "elseif"}

    def _statement(self) -> Statement | None:
        scanner = self._scanner
        # Blanks before a #set belong to it, unless they follow other text.
        if scanner.match(_SET):
            return self._set()
        if self._is_before_brace:
            # It is a token of its own there, and what follows begins anew.
            self._is_before_brace = False
            scanner.expect("}")
            return Text("}")
        if plain := scanner.match(_PLAIN):
            return Text(plain.group())
        if scanner.sees("\\"):
            return self._escaped()
        if scanner.sees("$"):
            return self._dollar(0)
        return self._hash()

    def _escaped(self) -> Statement:
        """Backslashes count where a reference or a directive follows them."""
        found = self._scanner.match(_BACKSLASHES)
        assert found is not None  # noqa: S101 - a backslash is next
        count, sign, word = len(found.group(1)), found.group(2), found.group(3)
        if sign == "$":
            return self._dollar(count)
        if sign == "#" and word:
            return self._escaped_hash(count, word)
        return Text("\\" * count)

    def _escaped_hash(self, count: int, word: str) -> Text:
        is_known = word.strip("{}") in _KNOWN
        if count % 2 == 0:
            # An even number stands before a directive that runs. `#set` is left out by Velocity.
            is_halved = is_known and word != "set"
            if is_halved and word.startswith("{"):
                self._scanner.fail("a directive in braces follows backslashes")
            return Text("\\" * (count // 2 if is_halved else count))
        self._scanner.position += 1 + len(word)
        return Text("\\" * ((count - 1) // 2 if is_known else count) + "#" + word)

    def _dollar(self, backslashes: int) -> Statement:
        scanner = self._scanner
        if scanner.text.startswith(("$$", "$#", "$\\", "$["), scanner.position):
            scanner.fail("a dollar sign is followed by a sign of Velocity's own")
        found = read_reference(scanner, backslashes)
        if found is not None:
            self._follow(found)
            return found
        if scanner.is_at_end or self._sees_set():
            scanner.fail("a dollar sign is followed by #set, or by nothing")
        return Text("\\" * backslashes + "$")

    def _follow(self, found: Reference) -> None:
        if self._unclosed and not self._unclosed[-1]:
            self._unclosed.pop()
        is_bare = not found.source.endswith("}")
        if is_bare:
            self._unclosed.append(bool(found.steps) and isinstance(found.steps[-1], Property))
        self._is_before_brace = is_bare and self._scanner.sees("}")
        self._settle(is_new=is_bare)

    def _settle(self, *, is_new: bool) -> None:
        """Close the references that are over, as Velocity's lexical states do.

        A #set, a comment or unparsed text that follows a reference at once is read within it. A
        dollar sign closes a reference, unless that ends in a property; a number sign closes one,
        and any other sign closes all. A word, a bracket or a point, though, is taken for more of
        a reference.

        Args:
            is_new: whether the last of them has just been read, and with it all that is its own.
        """
        if not self._unclosed or _KEEPING.match(self._scanner.text, self._scanner.position):
            return
        if self._scanner.sees("#"):
            if len(self._unclosed) > 1 or (self._unclosed[-1] and self._scanner.sees("##")):
                self._scanner.fail("a directive follows references in a row")
        elif not (is_new and len(self._unclosed) == 1) and self._scanner.match(_CLINGING):
            self._scanner.fail("a word clings to the references before it")
        self._unclosed.clear()

    def _sees_set(self) -> bool:
        return _SET.match(self._scanner.text, self._scanner.position) is not None

    def _hash(self) -> Statement | None:
        scanner = self._scanner
        if comment := scanner.match(_LINE_COMMENT):
            if scanner.is_at_end and _UNFINISHED.search(comment.group()):
                scanner.fail("a sign of Velocity's own is the last of a comment")
            return None
        if unparsed := scanner.match(_UNPARSED):
            self._settle(is_new=False)
            return Text(unparsed.group(1))
        if scanner.match(_BLOCK_COMMENT):
            self._settle(is_new=False)
            return None
        if scanner.sees("#*") or scanner.sees("#[["):
            scanner.fail("a comment has no end")
        start = scanner.position
        if directive := scanner.match(_DIRECTIVE):
            return self._directive(_name(directive), start)
        number = scanner.match(_NUMBER_SIGN)
        assert number is not None  # noqa: S101 - a number sign is next
        is_followed = not scanner.is_at_end and scanner.text[scanner.position] not in "$#\\"
        if not is_followed or self._sees_set():
            scanner.fail("a number sign is followed by a sign of Velocity's own, or by nothing")
        return Text(number.group())

    def _directive(self, name: str, start: int) -> Statement | None:
        read = self._directives.get(name)
        if read is not None:
            return read()
        if name in _READING or name.startswith("@"):
            message = f"uses #{name}, which is not run here"
            raise UndeterminedError(message)
        # Any other name is text, as is the call of a macro: API Gateway takes no macros
        # (recorded by localstack/airspeed, `test_recursive_macro`).
        if self._scanner.match(_OPENING):
            self._arguments()
        return Text(self._scanner.text[start : self._scanner.position])

    def _arguments(self) -> None:
        """Pass what stands between the parentheses of a directive."""
        scanner = self._scanner
        scanner.match(_SEPARATOR)
        while not scanner.sees(")"):
            read_operand(scanner)
            scanner.match(_SEPARATOR)
        scanner.match(_CLOSING)

    def _bare(self, statement: Stop | Break) -> Statement:
        if self._scanner.match(_OPENING):
            self._scanner.fail("#stop and #break take no argument here")
        return statement

    def _set(self) -> Set:
        self._scanner.skip_space()
        target = self._reference()
        if not target.steps and target.source != f"${target.root}":
            # Velocity 1.7 sets a variable called `{` then.
            self._scanner.fail("#set has a variable in braces")
        self._scanner.skip_space()
        self._scanner.expect("=")
        value = read_expression(self._scanner)
        self._close()
        self._settle(is_new=False)
        return Set(target, value)

    def _if(self) -> If:
        branches = [self._branch()]
        while (name := self._next_name()) == "elseif":
            branches.append(self._branch())
        if name == "else":
            self._scanner.match(_LINE_END)
            branches.append((Literal(True), self.block()))  # noqa: FBT003 - the language's `true`
            name = self._next_name()
        self._end(name)
        return If(tuple(branches))

    def _branch(self) -> tuple[Expression, Block]:
        self._open()
        condition = read_expression(self._scanner)
        self._close()
        return condition, self.block()

    def _foreach(self) -> Foreach:
        self._open()
        self._scanner.skip_space()
        name = self._variable()
        if not self._scanner.match(_IN):
            self._scanner.fail("'in' is missing")
        self._scanner.skip_space()
        items = read_operand(self._scanner)
        self._scanner.skip_space()
        self._close()
        return Foreach(name, items, self._body())

    def _define(self) -> Define:
        self._open()
        self._scanner.skip_space()
        name = self._variable()
        self._scanner.skip_space()
        self._close()
        return Define(name, self._body())

    def _macro(self) -> None:
        """Pass a macro: API Gateway defines none, and its calls are text."""
        self._open()
        found = self._scanner.match(_MACRO_NAME)
        if found is None:
            self._scanner.fail("the macro has no name")
        self._arguments()
        self._body()

    def _variable(self) -> str:
        found = self._reference()
        if found.steps:
            self._scanner.fail("the name of a variable is more than a name")
        return found.root

    def _reference(self) -> Reference:
        found = read_reference(self._scanner) if self._scanner.sees("$") else None
        if found is None:
            self._scanner.fail("a reference is missing")
        return found

    def _body(self) -> Block:
        body = self.block()
        self._end(self._next_name())
        return body

    def _next_name(self) -> str:
        """Pass the directive that has ended a block; return its name."""
        found = self._scanner.match(_DIRECTIVE)
        return _name(found) if found else ""

    def _end(self, name: str) -> None:
        if name != "end":
            self._scanner.fail("#end is missing")
        self._scanner.match(_LINE_END)

    def _open(self) -> None:
        if not self._scanner.match(_OPENING):
            self._scanner.fail("'(' is missing")

    def _close(self) -> None:
        if not self._scanner.match(_CLOSING):
            self._scanner.fail("')' is missing")


_MACRO_NAME = re.compile(r"[ \t\r\n]*[A-Za-z_][A-Za-z0-9_]*(?![A-Za-z0-9_@])")


def _name(found: re.Match[str]) -> str:
    """Return a directive's name without its braces."""
    return found.group(1) or found.group(2)
