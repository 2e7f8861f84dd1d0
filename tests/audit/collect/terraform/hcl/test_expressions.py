"""What expressions of Terraform's language are, where some of their parts are not known."""

from __future__ import annotations

from pathlib import Path

import pytest

from corsgate_audit.collect.budget import Budget
from corsgate_audit.collect.errors import TargetError
from corsgate_audit.collect.reach import Reach
from corsgate_audit.collect.terraform.hcl.evaluating import Run
from corsgate_audit.collect.terraform.hcl.evaluator import Evaluator
from corsgate_audit.collect.terraform.hcl.files import ModuleFiles
from corsgate_audit.collect.terraform.hcl.syntax import parse_expression
from corsgate_audit.collect.terraform.hcl.values import EvaluationError, Unknown

LATER = Unknown("var.later", "it has no default")
NAMES = {
    "shop": {"name": "shop", "ports": [80, 443], "tags": {"a": "x", "b": "y"}},
    "later": LATER,
    "function": Unknown(
        "aws_lambda_function.f.arn", "known only after apply", "aws_lambda_function.f"
    ),
    "nothing": None,
}


class Names:
    """The names of a module."""

    def lookup(self, name: str) -> object:
        """Return what a name stands for."""
        if name not in NAMES:
            message = f"no {name}"
            raise EvaluationError(message)
        return NAMES[name]


def evaluator() -> Evaluator:
    """Return one that reads no file."""
    return Evaluator(Run(ModuleFiles(Path("/nowhere"), Reach()), Budget()), Names())


def value(text: str) -> object:
    """Evaluate an expression; unknown parts of a text are written as ``<expression>``."""
    found = evaluator()
    return readable(found, found.value(parse_expression(text, Path("main.tf"))))


def readable(found: Evaluator, made: object) -> object:
    """Write the unknown parts of a value for comparison."""
    if isinstance(made, dict):
        return {key: readable(found, item) for key, item in made.items()}
    if isinstance(made, list):
        return [readable(found, item) for item in made]
    if isinstance(made, Unknown):
        return f"<{made.expression}>"
    if isinstance(made, str):
        parts = found.run.holes.parts(made)
        return "".join(f"<{p.expression}>" if isinstance(p, Unknown) else p for p in parts)
    return made


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("1 + 2 * 3 == 7 && !false", True),
        ("-shop.ports[0] + 1", -79),
        ("10 / 4", 2.5),
        ("7 % 4 >= 3 || false", True),
        ('"it\\"s \\u00e9 $${a} %%{b}"', 'it"s é ${a} %{b}'),
        ('"${shop.name}-${shop.ports[1]}-${true}"', "shop-443-true"),
        ('"${shop.ports}"', [80, 443]),
        ("<<EOT\n a\n  ${shop.name}\nEOT\n", " a\n  shop\n"),
        ("<<-EOT\n    a\n      ${shop.name}\n\n    b\n  EOT\n", "a\n  shop\n\nb\n"),
        ('"%{ if shop.name == "shop" }yes%{ else }no%{ endif }"', "yes"),
        ('"%{ for p in shop.ports ~} ${p}, %{ endfor }."', "80, 443, ."),
        ("[for p in shop.ports : p + 1 if p > 100]", [444]),
        ("{for k, v in shop.tags : upper(k) => v}", {"A": "x", "B": "y"}),
        ('{for v in ["a", "b", "a"] : v => 1...}', {"a": [1, 1], "b": [1]}),
        ('{ name = 1, "two" : 2, (shop.name) = 3 }', {"name": 1, "two": 2, "shop": 3}),
        ("[shop, shop][*].name", ["shop", "shop"]),
        ("shop.ports.0", 80),
        ("nothing[*].id", []),
        ('try(shop.none, "else")', "else"),
        ("can(shop.none)", False),
        ('coalesce(nothing, "", "first")', "first"),
        ('lookup(shop.tags, "c", "d")', "d"),
        ("max(shop.ports...)", 443),
        ('format("%s/%03d/%v%%", "a", 7, true)', "a/007/true%"),
        (
            'formatlist("https://%s.example.com", ["a", "b"])',
            ["https://a.example.com", "https://b.example.com"],
        ),
        ('join(",", sort(["b", "a"]))', "a,b"),
        ('split(",", "GET,PUT")', ["GET", "PUT"]),
        ('toset(["b", "a", "b"])', ["a", "b"]),
        ('setproduct(["a"], [1, 2])', [["a", 1], ["a", 2]]),
        ('distinct(flatten([["a"], [["b"], "a"]]))', ["a", "b"]),
        ("merge({a = 1}, {b = 2}, {a = 3})", {"a": 3, "b": 2}),
        ('zipmap(["a"], [1])', {"a": 1}),
        (
            'jsonencode({a = [1, true, null], b = "<&>"})',
            '{"a":[1,true,null],"b":"\\u003c\\u0026\\u003e"}',
        ),
        ('yamldecode("a: [1, x]")', {"a": [1, "x"]}),
        ("jsondecode(yamlencode({a = 1}))", {"a": 1}),
        ('base64decode(base64encode("é"))', "é"),
        ('replace("a.b", ".", "-")', "a-b"),
        ('element(["a", "b"], 3)', "b"),
        (
            '[trimspace(" a "), title("get items"), substr("abcdef", -2, -1)]',
            ["a", "Get Items", "ef"],
        ),
        ("one([1])", 1),
        ('slice(["a", "b", "c"], 0, 2)', ["a", "b"]),
        ("chunklist([1, 2, 3], 2)", [[1, 2], [3]]),
        ('setsubtract(["a", "b"], ["a"])', ["b"]),
        ('contains(["GET"], "GET") ? "yes" : "no"', "yes"),
        ("keys(shop.tags)", ["a", "b"]),
        ('md5("a")', "0cc175b9c0f1b6a831c399e269772661"),
        ('core::upper("a")', "A"),
        ("range(3)", [0, 1, 2]),
        ("sum([1, 2.5])", 3.5),
        ("alltrue([true, false])", False),
    ],
)
def test_what_is_known(text: str, made: object) -> None:
    """Values as ``terraform console`` gives them."""
    assert value(text) == made


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ('"https://${later}.example.com"', "https://<var.later>.example.com"),
        ('["a", later]', ["a", "<var.later>"]),
        ('concat(["a"], [later])', ["a", "<var.later>"]),
        ('concat(["a"], later)', "<var.later>"),
        ("later ? [] : [1]", "<later ? [] : [1]>"),
        ("later ? 1 : 1", 1),
        ("later == 1 || true", True),
        ("later == 1 && true", "<later == 1 && true>"),
        ("later.a[0].b", "<later.a[0].b>"),
        ("jsonencode({uri = function, a = 1})", '{"uri":"<aws_lambda_function.f.arn>","a":1}'),
        ('jsondecode(jsonencode({uri = "x${function}"})).uri', "x<aws_lambda_function.f.arn>"),
        ('upper("a${later}")', '<upper("a${later}")>'),
        ('length("a${later}")', "<length(…)>"),
        ("length([later])", 1),
        ("length(later)", "<var.later>"),
        ("{(later) = 1}", "<{(later) = 1}>"),
        ("[for x in later : x]", "<[for x in later : x]>"),
        ("[for x in [1] : x if later]", "<[for x in [1] : x if later]>"),
        ('{for x in ["a"] : x => later}', {"a": "<var.later>"}),
        ('"%{ if later }a%{ else }b%{ endif }"', "<later>"),
        ('"%{ if later }a%{ else }a%{ endif }"', "a"),
        ('join(",", ["a", later])', "a,<var.later>"),
        ('coalesce(later, "x")', '<coalesce(later, "x")>'),
        ('coalesce(function, "x")', "<aws_lambda_function.f.arn>"),
        ("function != null", True),
        ("function == null", False),
        ('try(later, "x")', "<var.later>"),
        ("toset([later])", "<var.later>"),
        ("shop[later]", "<shop[later]>"),
        ('regex("a+", "aa")', '<regex("a+", "aa")>'),
        ('replace("a", "/a/", "b")', "<replace(…)>"),
        ('provider::aws::arn_parse("a")', '<provider::aws::arn_parse("a")>'),
        ('file("/etc/hostname")', "<file('/etc/hostname')>"),
        ('templatefile("/etc/hostname", {})', "<file('/etc/hostname')>"),
        ("shop.none", "<shop.none>"),
        ("undeclared.name", "<undeclared.name>"),
        ("1 / 0", "<1 / 0>"),
        ('"${shop.tags}x"', '<"${shop.tags}x">'),
        ('tonumber("x")', '<tonumber("x")>'),
        ("upper(shop.ports)", "<upper(shop.ports)>"),
        ("range(1000000)", "<range(1000000)>"),
        ("pow(10, 400)", "<pow(10, 400)>"),
    ],
)
def test_what_is_not_known_stays_so(text: str, made: object) -> None:
    """It is neither an empty text nor left out, and what is known beside it is."""
    assert value(text) == made


def test_a_value_that_doubles_is_bounded() -> None:
    """Sixty lines would stand for more values than there are atoms."""
    text = "[1]"
    for _ in range(30):
        text = f"[for x in [{text}] : concat(x, x)][0]"
    assert str(value(text)).startswith("<")
    assert str(value('join("", [for x in range(50000) : "' + "a" * 50 + '"])')).startswith("<")


def test_nesting_without_end_is_unknown() -> None:
    """Neither the parser nor the evaluator runs out of stack."""
    assert str(value("(" * 2_000 + "1" + ")" * 2_000)).startswith("<")
    assert str(value("[" * 2_000 + "]" * 2_000)).startswith("<")


def test_what_is_no_expression() -> None:
    """The line is named, and nothing of the file."""
    with pytest.raises(TargetError, match=r"^'main.tf': not valid HCL, line 1$"):
        parse_expression("[1, ", Path("main.tf"))
