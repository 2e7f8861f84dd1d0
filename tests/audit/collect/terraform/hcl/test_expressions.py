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
        ('format("%-3s|%03d|%.1f|%q", "a", "7", 2.55, "q")', 'a  |007|2.5|"q"'),
        ('format("%v", [1])', "[1]"),
        ('formatlist("%s", "a")', ["a"]),
        ("coalescelist([], [1])", [1]),
        ('compact(["a", "", null])', ["a"]),
        ("reverse([1, 2])", [2, 1]),
        ('index(["a", "b"], "b")', 1),
        ("values(shop.tags)", ["x", "y"]),
        ('element(shop["ports"], 0)', 80),
        ("tomap({a = 1})", {"a": 1}),
        ("tolist([1])", [1]),
        ('tobool("true") && tonumber("3") == 3', True),
        ("tostring(null) == null", True),
        ("one([]) == null", True),
        (
            '[abs(-1), ceil(1.2), floor(1.8), min(1, 2), pow(2, 3), parseint("ff", 16)]',
            [1, 2, 1, 1, 8, 255],
        ),
        (
            '[sha1("a"), base64sha256("")]',
            [
                "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8",
                "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
            ],
        ),
        (
            '[basename("a/b"), dirname("a/b"), chomp("a\\n"), indent(2, "a\\nb"), strrev("ab")]',
            ["b", "a", "a", "a\n  b", "ba"],
        ),
        (
            '[trim("xax", "x"), trimprefix("ab", "a"), trimsuffix("ab", "b"), urlencode("a b")]',
            ["a", "b", "a", "a+b"],
        ),
        (
            '[startswith("ab", "a"), endswith("ab", "b"), strcontains("abc", "b")]',
            [True, True, True],
        ),
        ('[sensitive("a"), nonsensitive("b"), abspath("c")]', ["a", "b", "c"]),
        ("setunion([1], [2])", [1, 2]),
        ("setintersection([1, 2], [2])", [2]),
        ('lookup({a = 1}, "a")', 1),
        ("[1 != 2, 2 >= 2, 1 <= 0, !true]", [True, True, False, False]),
        ("true == 1", False),
        ('"=${shop.ports[0] / 3}"', "=26.666666666666668"),
        ('split("", "ab")', ["a", "b"]),
        ("try(one([1, 2]), 3)", 3),
        ("(5)", 5),
        ('shop.tags["a"]', "x"),
        ("shop[*].name", ["shop"]),
        ("length(shop.tags)", 2),
        ("flatten([[1], []])", [1]),
        ('anytrue([false, "true"])', True),
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
        ('regex("a+", later)', '<regex("a+", later)>'),
        ('replace(later, "/a/", "b")', '<replace(later, "/a/", "b")>'),
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
        ('lookup(later, "a", 1)', "<var.later>"),
        ("lookup({}, later, 1)", "<var.later>"),
        ('lookup({}, "a")', '<lookup({}, "a")>'),
        ('lookup(1, "a")', '<lookup(1, "a")>'),
        ("element(later, 0)", "<var.later>"),
        ("keys(later)", "<var.later>"),
        ("values(later)", "<var.later>"),
        ("merge({a = 1}, later)", "<var.later>"),
        ("merge([])", "<merge([])>"),
        ("concat({})", "<concat({})>"),
        ("flatten([later])", "<var.later>"),
        ("compact([later])", "<var.later>"),
        ("distinct([later])", "<var.later>"),
        ("tolist(later)", "<var.later>"),
        ("tomap(later)", "<var.later>"),
        ("one(later)", "<var.later>"),
        ("one([1, 2])", "<one([1, 2])>"),
        ("coalescelist([])", "<coalescelist([])>"),
        ("coalesce(null)", "<coalesce(null)>"),
        ("format(later)", "<var.later>"),
        ("formatlist(later, [1])", "<var.later>"),
        ('format("%s")', '<format("%s")>'),
        ('format("%x", 1)', '<format("%x", 1)>'),
        ('format("%99999s", "a")', '<format("%99999s", "a")>'),
        ('format("%[1]s", "a")', '<format("%[1]s", "a")>'),
        ('format("%+d", 1)', '<format("%+d", 1)>'),
        ('format("%.2s", "abc")', '<format("%.2s", "abc")>'),
        ('format("%s", "a", "b")', '<format("%s", "a", "b")>'),
        ('format("100%")', '<format("100%")>'),
        ('join(",", later)', "<var.later>"),
        ("max(later...)", "<max(later...)>"),
        ("templatefile(later, {})", "<var.later>"),
        ('templatefile("a", later)', "<templatefile('a', …)>"),
        ("templatestring(later, {})", "<templatestring(…)>"),
        ("jsondecode(later)", "<var.later>"),
        ("yamldecode(later)", "<var.later>"),
        ('yamldecode("a: [")', '<yamldecode("a: [")>'),
        ('base64decode("*")', '<base64decode("*")>'),
        ('jsondecode("{")', '<jsondecode("{")>'),
        ("setproduct(range(900), range(900))", "<setproduct(range(900), range(900))>"),
        ("can(later)", "<var.later>"),
        ("try(shop.x, shop.y)", "<try(shop.x, shop.y)>"),
        ("length(5)", "<length(5)>"),
        ("later[*].id", "<later[*]>"),
        ("{(later.x) = 1}", "<{(later.x) = 1}>"),
        ('{"a${later}" = 1}', '<{"a${later}" = 1}>'),
        ("{([1]) = 1}", "<{([1]) = 1}>"),
        ('shop["a${later}"]', '<shop["a${later}"]>'),
        ("shop.ports[9]", "<shop.ports[9]>"),
        ("shop.name.x", "<shop.name.x>"),
        ("[for x in 5 : x]", "<[for x in 5 : x]>"),
        ("5 ? 1 : 2", "<5 ? 1 : 2>"),
        ("1 + true", "<1 + true>"),
        ("later + 1", "<later + 1>"),
        ('"%{ for x in later }a%{ endfor }"', "<var.later>"),
        ('"${}"', '<"${}">'),
        ('"a${null}"', '<"a${null}">'),
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
