"""A Chalice application, read as source and from what version 1.34 packaged of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corsgate_audit.collect import collect
from corsgate_audit.collect.errors import TargetError
from corsgate_audit.model import Unresolved
from support.collected import only_api, without_locations

if TYPE_CHECKING:
    from corsgate_audit.model import Collection, RestApi

PACKAGED = Path(__file__).parent / "packaged.json"
SHOP = """\
from chalice import Chalice, CORSConfig, IAMAuthorizer, CognitoUserPoolAuthorizer

app = Chalice(app_name="shop")
CORS = CORSConfig(
    allow_origin="https://app.example.com",
    allow_headers=["X-Tenant"],
    expose_headers=["etag"],
    max_age=600,
    allow_credentials=True,
)
POOL = CognitoUserPoolAuthorizer(
    "pool", provider_arns=["arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_abc"]
)


@app.route("/")
def index():
    return {}


@app.route("/items", methods=["GET", "PUT"], cors=True)
def items():
    return {}


@app.route("/items/{id}", methods=["POST"], cors=CORS, api_key_required=True)
def item(id):
    return {}


@app.route("/signed", authorizer=IAMAuthorizer(), cors=CORS)
def signed():
    return {}


@app.route("/pooled", methods=["DELETE"], authorizer=POOL)
def pooled():
    return {}
"""
HEAD = "from chalice import Chalice, CORSConfig\nimport os\napp = Chalice(app_name='shop')\n"


def test_an_application_is_what_chalice_packages(tmp_path: Path) -> None:
    """The same routes, preflights, authorizers and binary media types; SAM's own stage apart."""
    own = only_api(application(tmp_path, SHOP, head="", app_name="shop"))
    packaged = only_api(collect([str(PACKAGED)]))
    assert without_locations(own.routes) == without_locations(packaged.routes)
    assert own.binary_media_types == packaged.binary_media_types
    assert own.name == packaged.name
    assert own.stages == ("api",)
    lines = {(each.path, each.method): each.location.line for each in own.routes}
    assert lines["/items", "PUT"] == lines["/items", "OPTIONS"] == 21


def application(folder: Path, text: str, head: str = HEAD, **config: str) -> Collection:
    """Read an application."""
    (folder / ".chalice").mkdir()
    (folder / ".chalice" / "config.json").write_text(json.dumps(config))
    (folder / "app.py").write_text(head + text)
    return collect([str(folder)])


def headers(api: RestApi) -> object:
    """Return the headers of the only preflight."""
    (preflight,) = (each for each in api.routes if each.method == "OPTIONS")
    assert preflight.integration is not None
    return preflight.integration.responses[0].headers


def test_cors_of_all_routes_and_values_that_the_program_finds(tmp_path: Path) -> None:
    """What is known only when it runs is undetermined, and the rest is not."""
    text = (
        "app.api.cors = CORSConfig(os.environ['ORIGIN'], allow_headers=['X-A'])\n"
        "@app.route('/a')\ndef a(): return {}\n"
        "@app.route('/b', cors=False)\ndef b(): return {}\n"
        "@app.route(os.environ['PATH_OF_C'])\ndef c(): return {}\n"
        "app.register_blueprint(other)\n"
    )
    collection = application(tmp_path, text)
    api = only_api(collection)
    assert [(each.path, each.method) for each in api.routes] == [
        ("/a", "GET"),
        ("/a", "OPTIONS"),
        ("/b", "GET"),
    ]
    found = headers(api)
    assert isinstance(found, tuple)
    by_name = dict(found)
    assert by_name["Access-Control-Allow-Origin"] == Unresolved(
        "os.environ['ORIGIN']", "it is known only when the program runs"
    )
    assert by_name["Access-Control-Allow-Headers"] == (
        "'Authorization,Content-Type,X-A,X-Amz-Date,X-Amz-Security-Token,X-Api-Key'"
    )
    reasons = [each.reason for each in collection.coverage if each.incomplete]
    assert reasons == [
        "a route's path or methods: it is known only when the program runs",
        "the blueprint was not found in the files of the application",
    ]


def test_what_is_not_python(tmp_path: Path) -> None:
    """It is named, and no error of the rest of a folder."""
    collection = application(tmp_path, "def (")
    assert [str(each.state) for each in collection.coverage] == ["failed", "skipped"]
    with pytest.raises(TargetError, match="not valid Python"):
        collect([str(tmp_path / "app.py")])
