"""Routes of blueprints, in the application's own file and in others of its folder."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect import collect
from support.collected import only_api, write

if TYPE_CHECKING:
    from pathlib import Path

    from corsgate_audit.model import Collection

HEAD = "from chalice import Chalice, Blueprint\napp = Chalice(app_name='shop')\nPREFIX = '/v1'\n"
BLUEPRINT = """\
from chalice import Blueprint, CORSConfig
CORS = CORSConfig(allow_origin="https://app.example.com")
bp = Blueprint(__name__)
other = Blueprint(__name__)

@bp.route("/items", methods=["PUT"], cors=CORS)
def items(): return {}

@bp.route("/")
def root(): return {}

@other.route("/other")
def of_another(): return {}
"""
NOT_FOUND = "the blueprint was not found in the files of the application"
LATER = "a route's path or methods: it is known only when the program runs"


def application(folder: Path, text: str, **files: str) -> Collection:
    """Read an application with files beside it, by their names without the suffix."""
    write(folder, ".chalice/config.json", json.dumps({}))
    for name, content in files.items():
        write(folder, f"{name}.py", content)
    write(folder, "app.py", HEAD + text)
    return collect([str(folder / "app.py")])


def routes(collection: Collection) -> list[tuple[str, str]]:
    """Return paths and methods."""
    return sorted((str(each.path), str(each.method)) for each in only_api(collection).routes)


BELOW = [("/v1", "GET"), ("/v1/items", "OPTIONS"), ("/v1/items", "PUT")]


@pytest.mark.parametrize(
    "text",
    [
        "from chalicelib.shop import bp\napp.register_blueprint(bp, url_prefix='/v1')\n",
        "from chalicelib.shop import bp as b\napp.register_blueprint(b, url_prefix='/v1/')\n",
        "from chalicelib import shop\napp.register_blueprint(shop.bp, None, '/v1')\n",
        "import chalicelib.shop\napp.register_blueprint(chalicelib.shop.bp, url_prefix=PREFIX)\n",
        "import chalicelib.shop as shop\napp.register_blueprint(shop.bp, url_prefix='/v1')\n",
        "from chalicelib import bp\napp.register_blueprint(bp, url_prefix='/v1')\n",
    ],
)
def test_a_blueprint_of_another_file(tmp_path: Path, text: str) -> None:
    """However it is imported; its routes stand in its own file, and so do its constants."""
    files = {"chalicelib/__init__": "from .shop import bp\n", "chalicelib/shop": BLUEPRINT}
    collection = application(tmp_path, text, **files)
    assert routes(collection) == BELOW
    put = next(each for each in only_api(collection).routes if each.method == "PUT")
    assert put.location.source == str(tmp_path / "chalicelib" / "shop.py")
    assert put.location.line == 6
    options = next(each for each in only_api(collection).routes if each.method == "OPTIONS")
    assert options.integration is not None
    headers = options.integration.responses[0].headers
    assert isinstance(headers, tuple)
    assert dict(headers)["Access-Control-Allow-Origin"] == "'https://app.example.com'"
    assert not any(each.incomplete for each in collection.coverage)


def test_a_blueprint_of_the_same_file(tmp_path: Path) -> None:
    """It counts where it is registered: without that, nobody can reach its routes."""
    own = "bp = Blueprint(__name__)\n@bp.route('/a')\ndef a(): return {}\n"
    assert routes(application(tmp_path, own)) == []
    twice = f"{own}app.register_blueprint(bp)\napp.register_blueprint(bp, url_prefix='/v2')\n"
    assert routes(application(tmp_path, twice)) == [("/a", "GET"), ("/v2/a", "GET")]


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("app.register_blueprint(gone)\n", [NOT_FOUND]),
        ("app.register_blueprint(make())\n", [NOT_FOUND]),
        ("app.register_blueprint(gone.bp)\n", [NOT_FOUND]),
        ("from elsewhere import bp\napp.register_blueprint(bp)\n", [NOT_FOUND]),
        ("import elsewhere\napp.register_blueprint(elsewhere.bp)\n", [NOT_FOUND]),
        ("from broken import bp\napp.register_blueprint(bp)\n", [NOT_FOUND]),
        ("from circle import bp\napp.register_blueprint(bp)\n", [NOT_FOUND]),
        ("from ....outside import bp\napp.register_blueprint(bp)\n", [NOT_FOUND]),
        ("from shop import bp\napp.register_blueprint(bp, **options)\n", [NOT_FOUND]),
        ("from shop import bp\napp.register_blueprint(bp, url_prefix=f())\n", [LATER] * 2),
        ("from shop import bp\napp.register_blueprint(bp, url_prefix=x['a'])\n", [LATER] * 2),
    ],
)
def test_what_is_not_found_is_undetermined(tmp_path: Path, text: str, reasons: list[str]) -> None:
    """Nothing outside the folder is read for it, and a circle of imports ends."""
    write(tmp_path, "outside.py", BLUEPRINT)
    files = {"broken": "def (", "circle": "from circle import bp\n", "shop": BLUEPRINT}
    collection = application(tmp_path / "a" / "b" / "app", text, **files)
    assert routes(collection) == []
    assert [each.reason for each in collection.coverage if each.incomplete] == reasons
