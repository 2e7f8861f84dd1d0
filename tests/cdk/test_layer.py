"""`CorsLayer`: the library in a layer, as Lambda unpacks it."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from aws_cdk import App
from aws_cdk.aws_lambda import Code, Runtime

import corsgate
from corsgate_cdk import CorsLayer
from support.synthesis import POLICY, by_logical_id, linted, new_function, new_stack, template_of

if TYPE_CHECKING:
    from aws_cdk import Stack

PACKAGE = Path(corsgate.__file__).parent
SOURCES = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py"))


def layered_stack(folder: Path) -> Stack:
    """Return a stack with a function that has the layer, of an app that is written to a folder."""
    stack = new_stack(app=App(outdir=str(folder)))
    new_function(stack).add_layers(CorsLayer(stack, "Cors"))
    return stack


def unpacked(folder: Path) -> Path:
    """Return the layer's content in a cloud assembly."""
    (asset,) = folder.glob("asset.*")
    return asset


def contents(asset: Path) -> dict[Path, bytes]:
    """Return the bytes of each file."""
    files = (path for path in asset.rglob("*") if path.is_file())
    return {path.relative_to(asset): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def layer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a layer."""
    folder = tmp_path_factory.mktemp("assembly")
    layered_stack(folder)
    return unpacked(folder)


def test_the_resource_says_what_it_is(tmp_path: Path) -> None:
    """Which version, for which runtimes, under which licence; functions refer to it."""
    template = template_of(layered_stack(tmp_path))
    assert linted(template) == []
    ((name, properties),) = by_logical_id(template, "AWS::Lambda::LayerVersion").items()
    assert properties.pop("Content")["S3Key"] == f"{unpacked(tmp_path).suffix[1:]}.zip"
    assert properties == {
        "CompatibleRuntimes": [
            name
            for name in ("python3.11", "python3.12", "python3.13", "python3.14")
            if name in {each.name for each in Runtime.ALL}
        ],
        "Description": f"corsgate {version('corsgate')}: CORS for Lambda handlers",
        "LicenseInfo": "Apache-2.0",
    }
    (function,) = by_logical_id(template, "AWS::Lambda::Function").values()
    assert function["Layers"] == [{"Ref": name}]


def test_every_source_of_the_library_is_in_it_with_its_bytecode_and_nothing_else(
    layer: Path,
) -> None:
    """Below ``python``, where Lambda looks; readable for whichever user Lambda runs as."""
    compiled = [Path(importlib.util.cache_from_source(str(source))) for source in SOURCES]
    files = [path for path in layer.rglob("*") if path.is_file()]
    root = Path("python/corsgate")
    assert sorted(path.relative_to(layer) for path in files) == sorted(
        root / path for path in (*SOURCES, *compiled)
    )
    for source in SOURCES:
        assert (layer / root / source).read_bytes() == (PACKAGE / source).read_bytes()
    assert {oct(path.stat().st_mode & 0o777) for path in files} == {"0o644"}
    folders = [path for path in layer.rglob("*") if path.is_dir()]
    assert {oct(path.stat().st_mode & 0o777) for path in folders} == {"0o755"}


def test_the_same_library_makes_the_same_asset_byte_for_byte(
    layer: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another folder, other settings of Python: a second deploy changes nothing."""
    settings = {"PYTHONHASHSEED": "7", "PYTHONOPTIMIZE": "2", "PYTHONPYCACHEPREFIX": str(tmp_path)}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    layered_stack(tmp_path)
    again = unpacked(tmp_path)
    assert again.name == layer.name
    assert contents(again) == contents(layer)


def test_a_handler_runs_with_the_layer_alone_and_compiles_nothing(
    layer: Path, tmp_path: Path
) -> None:
    """Bytecode is used without a look at the source, of which all dates are one in an asset."""
    code = (
        "import json, sys\n"
        "from corsgate import CorsPolicy, cors\n"
        "policy = CorsPolicy.from_json(sys.argv[1])\n"
        "handler = cors(policy)(lambda event, context: {'statusCode': 200})\n"
        "event = {'httpMethod': 'GET', 'headers': {'Origin': 'https://app.example.com'},\n"
        "         'requestContext': {'stage': 'v1'}}\n"
        "loaded = [m for n, m in sys.modules.items() if n.partition('.')[0] == 'corsgate']\n"
        "print(json.dumps([handler(event, None)['headers'], len(loaded)]))"
    )
    shutil.copytree(layer, tmp_path, dirs_exist_ok=True)
    for source in tmp_path.rglob("*.py"):
        source.write_text("raise RuntimeError('compiled')")
    done = subprocess.run(
        [sys.executable, "-S", "-c", code, POLICY.to_json()],
        env={"PYTHONPATH": str(tmp_path / "python")},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stderr == ""
    headers, modules = json.loads(done.stdout)
    assert headers["Access-Control-Allow-Origin"] == "https://app.example.com"
    assert modules > 5


def test_bytecode_is_of_the_kind_that_is_never_compared_with_its_source(layer: Path) -> None:
    """PEP 552: bit 0 says by hash and not by date, bit 1 that the hash is checked."""
    for file in layer.rglob("*.pyc"):
        assert int.from_bytes(file.read_bytes()[4:8], "little") == 0b01, file


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (
            {"code": Code.from_inline("print()")},
            (
                "code is always the installed library; remove it, or put other code into a "
                "separate LayerVersion"
            ),
        ),
        (
            {"compatible_runtimes": [Runtime.NODEJS_22_X, Runtime.PYTHON_3_12]},
            (
                "compatible_runtimes has 'nodejs22.x', but the library needs Python 3.11 or later; "
                "remove it"
            ),
        ),
        (
            {"compatible_runtimes": [Runtime.PYTHON_3_9, Runtime.PYTHON_3_10]},
            "; ".join(
                f"compatible_runtimes has {name!r}, but the library needs Python 3.11 or later; "
                "remove it"
                for name in ("python3.9", "python3.10")
            ),
        ),
    ],
)
def test_fails_at_once(wrong: dict[str, Any], sentence: str) -> None:
    """Where the construct is written, with all that is wrong."""
    with pytest.raises(ValueError, match="CorsLayer") as caught:
        CorsLayer(new_stack(), "Cors", **wrong)
    assert str(caught.value) == f"CorsLayer 'Cors': {sentence}"


def test_what_is_given_replaces_what_is_assumed(tmp_path: Path) -> None:
    """Every property of a `LayerVersion` but the code."""
    stack = new_stack(app=App(outdir=str(tmp_path)))
    CorsLayer(
        stack,
        "Cors",
        compatible_runtimes=[Runtime.PYTHON_3_13],
        description="ours",
        layer_version_name="cors",
    )
    (properties,) = by_logical_id(template_of(stack), "AWS::Lambda::LayerVersion").values()
    del properties["Content"]
    assert properties == {
        "CompatibleRuntimes": ["python3.13"],
        "Description": "ours",
        "LayerName": "cors",
        "LicenseInfo": "Apache-2.0",
    }
