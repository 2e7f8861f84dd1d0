"""The translator's copy without libraries that it only names translates as the translator does."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from corsgate_audit.collect.sam import translation
from corsgate_audit.collect.sam.translation import TranslationError, translate
from support.collected import write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

API = {"Type": "AWS::Serverless::Api", "Properties": {"StageName": "prod", "Cors": "'*'"}}
GET = {
    "Type": "Api",
    "Properties": {"RestApiId": {"Ref": "Api"}, "Path": "/items", "Method": "get"},
}
HANDLER = {"Runtime": "python3.13", "Handler": "index.handler", "InlineCode": "..."}
FUNCTION = {"Type": "AWS::Serverless::Function", "Properties": {**HANDLER, "Events": {"Get": GET}}}
GRAPHQL = {
    "Type": "AWS::Serverless::GraphQLApi",
    "Properties": {"SchemaInline": "type Query {a: Int}", "Auth": {"Type": "AWS_IAM"}},
}
REFUSED = {"Type": "AWS::Serverless::Api", "Properties": {}}
LOADED = ("boto3", "jsonschema", "pydantic", "samtranslator")


def _template(**resources: dict[str, Any]) -> dict[str, Any]:
    copied: dict[str, Any] = json.loads(json.dumps({"Resources": resources}))
    return copied


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have a process in which nobody has imported the translator or what it names."""
    monkeypatch.setattr(translation, "_COPY", {})
    before = dict(sys.modules)
    for name in before:
        if name.partition(".")[0] in {*LOADED, "botocore"}:
            del sys.modules[name]
    yield
    sys.modules.clear()
    sys.modules.update(before)


def _loaded() -> list[str]:
    return [name for name in LOADED if name in sys.modules]


@pytest.mark.usefixtures("fresh")
@pytest.mark.slow
def test_the_copy_translates_as_the_translator_does_and_leaves_nothing_behind() -> None:
    """Twice: the second translation finds the copy made."""
    once = translate(_template(Api=API, Items=FUNCTION), {})
    again = translate(_template(Api=API, Items=FUNCTION), {})
    loaded = _loaded()
    import samtranslator  # noqa: F401, PLC0415 - from here on it is there, and no copy is used

    itself = translate(_template(Api=API, Items=FUNCTION), {})

    assert loaded == []
    assert once == again == itself
    assert itself["Resources"]["Api"]["Type"] == "AWS::ApiGateway::RestApi"


@pytest.mark.usefixtures("fresh")
@pytest.mark.slow
def test_what_uses_a_library_is_translated_by_the_translator_itself() -> None:
    """GraphQL's properties are Pydantic's models."""
    found = translate(_template(Api=API, Graph=GRAPHQL), {})

    assert {body["Type"] for body in found["Resources"].values()} >= {
        "AWS::ApiGateway::RestApi",
        "AWS::AppSync::GraphQLApi",
    }
    assert "pydantic" in _loaded()


@pytest.mark.usefixtures("fresh")
@pytest.mark.slow
def test_sam_refuses_in_its_own_words() -> None:
    """They are not those of a stand-in."""
    with pytest.raises(TranslationError) as refused:
        translate(_template(Api=REFUSED), {})

    assert refused.value.causes == (
        "Resource with id [Api] is invalid. Missing required property 'StageName'.",
    )


def test_a_name_can_be_written_in_annotations_and_not_be_called() -> None:
    """As `from boto3 import Session` and `session: Session | None` have it."""
    module = translation._Stand("library")  # noqa: SLF001 - what the copy imports
    name = module.inner.Name

    assert isinstance(name | None, translation._Name)  # noqa: SLF001 - what the copy imports
    assert isinstance(None | name[str], translation._Name)  # noqa: SLF001 - the same
    with pytest.raises(TypeError, match="a stand-in is used"):
        name()
    with pytest.raises(AttributeError):
        module.__wrapped__  # noqa: B018 - asking is what fails
    with pytest.raises(AttributeError):
        name.__wrapped__  # noqa: B018 - asking is what fails


@pytest.mark.slow
def test_an_audit_of_a_sam_template_imports_none_of_them(tmp_path: Path) -> None:
    """In a process of its own, as the command has it."""
    file = write(tmp_path, "t.json", json.dumps(_template(Api=API, Items=FUNCTION)))
    code = (
        "import sys; from corsgate_audit.start import main; status = main(); "
        f"print(status, [name for name in {LOADED} if name in sys.modules], file=sys.stderr)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, "audit", file], capture_output=True, text=True, check=True
    )

    assert ended.stderr == "0 []\n"
