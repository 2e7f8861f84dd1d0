"""Mapping templates, grown from Velocity's grammar: ordinary ones and odd ones.

A template is grown from bytes, a byte for each choice: hypothesis draws and shrinks bytes fast, and
where none are left the first choice, the plainest, is taken.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

NAMES = ("a", "b", "c", "list", "map", "origin", "nothing", "x-y", "class", "empty")
TEXTS = (
    "https://app.example.com",
    "",
    "a",
    "1",
    "true",
    "it''s",
    "a,b,,c,",
    " padded ",
    "x" * 20,
    "Straße",
    "[a-z]+",
    "\\",
)
FILLERS = (
    "text ",
    " ",
    "\n",
    "  \n",
    "\t",
    '{"statusCode": 200}',
    "$",
    "$ ",
    "$5.00",
    "#",
    "# ",
    "#fff",
    "#13ff93",
    "\\",
    "\\\\ ",
    "\\$",
    ".",
    "..",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "!",
    "-",
    "- ",
    '"',
    "'",
    ",",
    "%",
    "ü",
    "#unknown",
    "#unknown($a 'b')",
    "## a comment $a\n",
    "##\n",
    "#* $a *#",
    "#* $a *# \n",
    "#**\n doc *#",
    "#[[ $a #if ]]#",
)
STRING_CALLS = (
    "length()",
    "isEmpty()",
    "trim()",
    "toString()",
    "toLowerCase()",
    "toUpperCase()",
    "charAt(0)",
    "substring(1)",
    "substring(0, 2)",
    "indexOf('p')",
    "lastIndexOf('p')",
    "startsWith('h')",
    "endsWith('m')",
    "contains('a')",
    "concat('!')",
    "equals('a')",
    "equalsIgnoreCase('A')",
    "matches('[a-z]+')",
    "matches('https://([a-z0-9-]{1,63}[.])+example[.]com')",
    "replace('a', 'b')",
    "replaceAll('[a-m]', '-')",
    "replaceFirst('[a-m]', '-')",
    "split(',').size()",
    "split(',').get(0)",
    "empty",
    "nosuch",
    "codePointAt(0)",
)
LIST_CALLS = (
    "size()",
    "isEmpty()",
    "empty",
    "get(0)",
    "contains(1)",
    "contains('a')",
    "indexOf(2)",
    "add(3)",
    "add(0, 'z')",
    "remove(0)",
    "set(0, 'q')",
    "toString()",
    "equals($list)",
    "addAll([7, 8])",
    "clear()",
    "nosuch",
)
MAP_CALLS = (
    "size()",
    "isEmpty()",
    "empty",
    "a",
    "get('a')",
    "containsKey('a')",
    "containsValue(1)",
    "keySet()",
    "values()",
    "entrySet()",
    "put('k', 'v')",
    "putAll({'p': 1})",
    "remove('a')",
    "put('k', null)",
    "get(null)",
    "getOrDefault('q', 5)",
    "toString()",
    "keySet().size()",
    "clear()",
    "nosuch",
)
OPERATORS = (
    "==",
    "!=",
    "<",
    ">",
    "<=",
    ">=",
    "&&",
    "||",
    "+",
    "-",
    "*",
    "/",
    "%",
    "and",
    "or",
    "eq",
    "ne",
    "lt",
    "gt",
    "le",
    "ge",
)

BLANKS = ("", " ", "  ", "\n", "\t")
KEYS = ("0", "1", "-1", "'a'", '"b"', "$a", "$nothing", " 0 ")
LOOPS = ("foreach.count", "foreach.index", "foreach.hasNext", "velocityCount")
NUMBERS = ("0", "1", "2", "7", "-1", "-7", "10", "1.5", "0.25", "-2.5", "1e3", ".5")
WORDS = ("true", "false", "[]", "{}", "[1..3]", "[3..1]", "[$a..2]")
FORMS = ("${}", "$!{}", "${{{}}}", "$!{{{}}}")
INNER = ("x", " ", '""', "\\", "#", "u", "'")
TARGETS = (
    "$a",
    "$b",
    "$c",
    "${c}",
    "$list[0]",
    "$map.a",
    "$map['k']",
    "$map.new.part",
    "$nothing.part",
    "$origin.part",
    "$context.responseOverride.header.Access-Control-Allow-Origin",
    "$context.responseOverride.header['Vary']",
)
SETS = ("#set({} = {})", "#set( {} ={} )", "#{{set}}({}= {})", "  #set({} = {})\n")
BARE = ("#stop", "#break", "\\#if", "\\#set", "\\\\#end", "\\#foo", "\\#{else}")
ENDS = ("#end", "#{end}", "#end\n", "#end  \n", "#end ")
BLOCKS = (
    "#if({0}){2}{4}",
    "#if( {0} )\n{2}#else{3}{4}",
    "#{{if}}({0}){2}#{{else}}\n{3}{4}",
    "#if ({0}){2}#elseif({1}) \n{3}#else\n{2}{4}",
    "#foreach($i in {1}){2}$i,{4}",
    "#foreach( $a  in  $list )\n{2}$foreach.count{4}",
    "#define($b){2}{4}$b",
    "#macro(m $p){2}{4}#m($a)",
)
BEGUN = (
    "#set($origin = 'https://app.example.com')#set($a = 'a,b')#set($list = [1, 'a', 2])"
    "#set($map = {'a': 1, 'b': 'x'})"
)
"""What the grown templates refer to."""

_DEEPEST = 3


class Grower:
    """Grows one template.

    Args:
        choices: a byte for each choice.
        paths: further references without their dollar signs.
    """

    def __init__(self, choices: bytes, paths: Sequence[str] = ()) -> None:
        self._choices: Iterator[int] = iter(choices)
        self._paths = paths

    def template(self) -> str:
        """Grow a whole template."""
        return BEGUN + self._several(5, lambda: self._statement(0))

    def _pick(self, options: Sequence[str]) -> str:
        return options[next(self._choices, 0) % len(options)]

    def _one(self, *ways: Callable[[], str]) -> str:
        return ways[next(self._choices, 0) % len(ways)]()

    def _several(self, most: int, grow: Callable[[], str]) -> str:
        return "".join(grow() for _ in range(next(self._choices, 0) % (most + 1)))

    def _statement(self, depth: int) -> str:
        ways = [
            lambda: self._pick(FILLERS),
            self._reference,
            lambda: self._set(depth),
            lambda: "\\" * (next(self._choices, 0) % 4) + self._reference(),
            lambda: self._pick(BARE),
        ]
        blocks = [lambda: self._block(depth + 1)] * 3 if depth < _DEEPEST else []
        return self._one(*ways, *blocks)

    def _block(self, depth: int) -> str:
        def body() -> str:
            return self._several(3, lambda: self._statement(depth))

        form = self._pick(BLOCKS)
        return form.format(self._expression(1), self._value(1), body(), body(), self._pick(ENDS))

    def _set(self, depth: int) -> str:
        return self._pick(SETS).format(self._pick(TARGETS), self._expression(depth))

    def _expression(self, depth: int) -> str:
        def inner() -> str:
            return self._expression(depth + 1)

        if depth >= _DEEPEST:
            return self._value(depth)
        return self._one(
            lambda: self._value(depth),
            lambda: f"{inner()} {self._pick(OPERATORS)} {inner()}",
            lambda: f"{inner()}{self._pick(BLANKS)}{self._pick(OPERATORS)}{inner()}",
            lambda: f"!{inner()}",
            lambda: f"not {inner()}",
            lambda: f"( {inner()} )",
        )

    def _value(self, depth: int) -> str:
        ways = [
            self._reference,
            self._reference,
            self._quoted,
            lambda: self._pick(NUMBERS),
            lambda: self._pick(WORDS),
        ]
        if depth < _DEEPEST:
            ways += [
                lambda: f"[{self._value(depth + 1)}, {self._value(depth + 1)}]",
                lambda: f"{{'a': {self._value(depth + 1)}, {self._quoted()} : 1}}",
            ]
        return self._one(*ways)

    def _quoted(self) -> str:
        return self._one(
            lambda: f"'{self._pick(TEXTS)}'",
            lambda: f'"{self._pick(TEXTS)}"',
            lambda: f'"{self._several(3, lambda: self._one(self._reference, self._inner))}"',
            lambda: self._pick(('"#if($a)y#{else}n#end"', '"#set($c = 1)$c"', '"## $a"')),
        )

    def _inner(self) -> str:
        return self._pick(INNER)

    def _reference(self) -> str:
        return self._pick(FORMS).format(self._path())

    def _path(self) -> str:
        ways = [
            lambda: self._pick(NAMES),
            lambda: f"origin.{self._pick(STRING_CALLS)}",
            lambda: f"a.{self._pick(STRING_CALLS)}",
            lambda: f"list.{self._pick(LIST_CALLS)}",
            lambda: f"map.{self._pick(MAP_CALLS)}",
            lambda: f"{self._pick(NAMES)}[{self._pick(KEYS)}]",
            lambda: f"{self._pick(NAMES)}.{self._pick(NAMES)}",
            lambda: self._pick(LOOPS),
        ]
        if self._paths:
            ways += [lambda: self._pick(self._paths)] * 4
        return self._one(*ways)


def templates(paths: Sequence[str] = ()) -> st.SearchStrategy[str]:
    """Return templates for hypothesis.

    Args:
        paths: further references without their dollar signs.
    """
    return st.binary(max_size=120).map(lambda choices: Grower(choices, paths).template())


def grown(count: int, seed: int, paths: Sequence[str] = ()) -> list[str]:
    """Return that many templates, the same for the same seed.

    Args:
        count: of templates.
        seed: of the choices.
        paths: further references without their dollar signs.
    """
    source = random.Random(seed)  # noqa: S311 - no secret
    return [Grower(source.randbytes(120), paths).template() for _ in range(count)]
