"""Where Python answers with the origin of the request, and what it compares before."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect import TargetError, collect
from corsgate_audit.collect.python.origins import origin_uses
from corsgate_audit.model import CoverageState, FrontDoor
from support.collected import write

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

    from corsgate_audit.model import OriginUse

BEHIND = "https://app.example.com.corsgate-attacker.example"
SENDS = '    return {"headers": {"Access-Control-Allow-Origin": %s}}\n'


def used(body: str, value: str = "origin") -> list[OriginUse]:
    """Return the uses in a handler of these lines, which then sends a value."""
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    text = f"def handler(event, context):\n{lines}{SENDS % value}"
    return list(origin_uses(ast.parse(text), "handler.py"))


@pytest.mark.parametrize(
    "expression",
    [
        'event["headers"]["origin"]',
        'event["headers"]["Origin"]',
        'event["headers"].get("origin")',
        '(event.get("headers") or {}).get("origin", "")',
        'event["multiValueHeaders"]["Origin"]',
        'request.headers.get("Origin")',
        'app.current_event.get_header_value("Origin")',
        'event["headers"]["origin"].lower()',
        'event["headers"].get("origin") or "https://app.example.com"',
        'event["headers"]["origin"] if event else "https://app.example.com"',
    ],
)
def test_the_origin_of_the_request(expression: str) -> None:
    """At once, and by a name."""
    for found in (used("pass", expression), used(f"origin = {expression}")):
        (use,) = found
        assert (use.function, use.is_compared, use.loose) == ("handler", False, ())
        assert not use.with_credentials


@pytest.mark.parametrize(
    "value",
    ['"*"', '"https://app.example.com"', "allowed", 'event["origin"]', 'os.environ["ORIGIN"]'],
)
def test_what_is_none(value: str) -> None:
    """A text, a name of its own, and something else that is called so."""
    assert used("pass", value) == []


def test_headers_by_another_name() -> None:
    """As people write them in lower case."""
    (use,) = used(
        'h = {name.lower(): value for name, value in event["headers"].items()}',
        'h.get("origin", "*")',
    )
    assert not use.is_compared


@pytest.mark.parametrize(
    "body",
    [
        'if origin not in ALLOWED:\n    origin = "https://app.example.com"',
        'if origin == "https://app.example.com":\n    pass',
        "origin = ALLOWED.get(origin)",
        "allowed = is_allowed(origin)",
        "allowed = TABLE[origin]",
        'if re.fullmatch(r"https://[a-z]+\\.example\\.com", origin):\n    pass',
        'if origin.endswith(".example.com"):\n    pass',
        'if re.match(r"https://app\\.example\\.com$", origin):\n    pass',
        'if origin in ("https://app.example.com", "https://b.example.com"):\n    pass',
    ],
)
def test_comparisons_that_hold(body: str) -> None:
    """With a list, a table, a whole text, another function, or a pattern with an end."""
    (use,) = used(f'origin = event["headers"]["origin"]\n{body}', 'origin or "null"')
    assert (use.is_compared, use.loose) == (True, ())


@pytest.mark.parametrize(
    ("comparison", "look_alike"),
    [
        (
            'origin.startswith("https://app.example.com")',
            BEHIND,
        ),
        ('origin.endswith("example.com")', "https://xexample.com"),
        ('origin.endswith(("b.example", "example.com"))', "https://xb.example"),
        ('"example.com" in origin', "https://example.com.corsgate-attacker.example"),
        ('re.match("https://app.example.com$", origin)', "https://appxexample.com"),
        (
            r're.match(r"https://app\.example\.com", origin)',
            BEHIND,
        ),
        (r're.search(r"example\.com$", origin)', "https://xexample.com"),
    ],
)
def test_comparisons_that_let_look_alikes_in(comparison: str, look_alike: str) -> None:
    """Each is shown by an origin that passes it."""
    (use,) = used(f'origin = event["headers"]["origin"]\nif {comparison}:\n    pass')
    (loose,) = use.loose
    text = ast.unparse(ast.parse(comparison, mode="eval"))
    assert (loose.text, loose.look_alike) == (text, look_alike)


def test_a_pattern_that_is_none() -> None:
    """It would fail when it is run; nothing passes it."""
    (use,) = used('origin = event["headers"]["origin"]\nif re.match("(", origin):\n    pass')
    assert use.loose == ()


SEVERAL = """\
origin = None

def one(event):
    headers = {}
    headers["access-control-allow-origin"] = event["headers"]["origin"]
    headers["Access-Control-Allow-Credentials"] = "true"
    return headers

async def two(request, response):
    if (page := request.headers["origin"]):
        response.headers.setdefault("Access-Control-Allow-Origin", page)

def three(event):
    page: str = event["headers"]["origin"]
    def inner():
        return {"Access-Control-Allow-Origin": page}
    return inner()
"""


def test_functions_are_read_one_by_one() -> None:
    """A subscript, a call; what an inner function takes from outside is not followed."""
    found = list(origin_uses(ast.parse(SEVERAL), "app.py"))
    assert [(each.function, each.text, each.with_credentials) for each in found] == [
        ("one", "event['headers']['origin']", True),
        ("two", "page", False),
    ]
    assert [(each.location.line, each.location.pointer) for each in found] == [
        (5, "column 46"),
        (11, "column 68"),
    ]


def test_files_and_folders(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """A file by its name; in a folder those that write the header, beside the templates."""
    bad = write(tmp_path, "app/handler.py", SEVERAL)
    write(tmp_path, "app/other.py", "print('nothing of CORS')\n")
    write(tmp_path, "app/fixed.py", "HEADERS = {'Access-Control-Allow-Origin': '*'}\n")
    write(tmp_path, "app/broken.py", "access-control-allow-origin (\n")
    by_name, by_folder = collect([bad]), collect([str(tmp_path)])

    assert [api.front_door for api in by_name.apis] == [FrontDoor.FUNCTION]
    assert by_name.apis == by_folder.apis
    assert f"{tmp_path}/app/fixed.py" in {part.resource for part in by_folder.coverage}
    assert [part.state for part in by_name.coverage] == [CoverageState.SCANNED]
    (failed,) = (part for part in by_folder.coverage if part.incomplete)
    assert failed.resource.endswith("broken.py")
    assert str(failed.reason) == snapshot


def test_nesting_without_measure_is_an_error(tmp_path: Path) -> None:
    """Neither Python's own reader nor ours goes that deep."""
    for text in (f"x = {'1+' * 20_000}1\n", "(" * 5_000, "x\0y"):
        with pytest.raises(TargetError, match="is not Python that this interpreter reads: "):
            collect([write(tmp_path, "deep.py", text)])


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    """One line each."""
    with pytest.raises(TargetError, match=r"none\.py': no such file or folder"):
        collect([str(tmp_path / "none.py")])
    with pytest.raises(TargetError, match="is not Python that this interpreter reads: "):
        collect([write(tmp_path, "broken.py", "def (")])
