"""AWS's translator, imported without what a translation only names.

The translator imports boto3, two versions of Pydantic and jsonschema, of which translating an API
and its functions uses nothing: they take three quarters of its second. The first translations of a
process are made by a copy of its modules in which names stand for these libraries. Where one is
really used, or anything else fails, the translator as it is translates again: what it refuses, and
in which words, is its own. Python 3.15 can import this way by itself (PEP 810).
"""

from __future__ import annotations

import json
import logging
import sys
from contextlib import contextmanager
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_TRANSLATOR: Final = "samtranslator"
_NAMED: Final = (
    "boto3",
    "botocore",
    "jsonschema",
    "pydantic",
    f"{_TRANSLATOR}.internal.schema_source",
)
_POLICIES: Final = f"{_TRANSLATOR}.policy_template_processor.processor"
_REGION: Final = "us-east-1"  # decides about nothing that the audit reads; the translator wants one
_COPY: Final[dict[str, ModuleType]] = {}


class TranslationError(Exception):
    """SAM refuses a template.

    Args:
        causes: the translator's sentences.
    """

    def __init__(self, causes: Sequence[str]) -> None:
        super().__init__("; ".join(causes))
        self.causes = tuple(causes)


def translate(source: dict[str, Any], values: Mapping[str, object]) -> dict[str, Any]:
    """Translate a SAM template into the template that is deployed.

    Args:
        source: template with resources of SAM's. It is changed.
        values: values of its parameters that are known.

    Raises:
        TranslationError: SAM refuses the template.
        Exception: it fails in a way of its own.

    Source: https://github.com/aws/serverless-application-model
    """
    if _TRANSLATOR not in sys.modules:  # where somebody has imported it, there is nothing to save
        kept = json.dumps(source)
        try:
            with _copied():
                return _translated(source, values)
        except Exception:  # noqa: BLE001 - the translator itself says below what it is
            source = json.loads(kept)
    return _translated(source, values)


def _translated(source: dict[str, Any], values: Mapping[str, object]) -> dict[str, Any]:
    from samtranslator.model.exceptions import InvalidDocumentException  # noqa: PLC0415 - the same
    from samtranslator.parser.parser import Parser  # noqa: PLC0415 - it takes a second
    from samtranslator.translator.translator import Translator  # noqa: PLC0415 - the same

    # Without a handler its remarks about itself would go to stderr.
    logging.getLogger(_TRANSLATOR).addHandler(logging.NullHandler())
    # All that it asks of a session; one of boto3's would look for a profile and fail without it.
    translator = Translator(None, Parser(), boto_session=SimpleNamespace(region_name=_REGION))
    try:
        translated: dict[str, Any] = translator.translate(
            source,
            parameter_values=values,
            passthrough_metadata=True,
            get_managed_policy_map=dict,  # names of policies have nothing to do with CORS
        )
    except InvalidDocumentException as error:
        raise TranslationError([str(cause.message) for cause in error.causes]) from error
    # Its texts are of a kind of their own, which Python shows as `u'text'`.
    plain: dict[str, Any] = json.loads(json.dumps(translated))
    return plain


@contextmanager
def _copied() -> Iterator[None]:
    """Put the copy where imports look for the translator, while the block runs."""
    finder = _Finder([name for name in _NAMED if name not in sys.modules])
    sys.meta_path.insert(0, finder)
    sys.modules.update(_COPY)
    try:
        if not _COPY:
            import_module(f"{_TRANSLATOR}.translator.translator")
            # It would check the policy templates that it ships against a schema that it ships.
            sys.modules[_POLICIES].__dict__["jsonschema"] = SimpleNamespace(validate=_accept)
        yield
    finally:
        sys.meta_path.remove(finder)
        for name in [*sys.modules]:
            if name.partition(".")[0] == _TRANSLATOR:
                _COPY[name] = sys.modules.pop(name)
            elif isinstance(sys.modules[name], _Stand):
                del sys.modules[name]


def _accept(instance: object, schema: object) -> None:
    """Find nothing wrong."""


class _Finder:
    """Finds a stand-in for each library that is only named, and for what is in it."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        """Return how Python makes the module; None where it is none of these.

        Source: https://docs.python.org/3/library/importlib.html#importlib.abc.MetaPathFinder
        """
        if not any(f"{name}.".startswith(f"{each}.") for each in self._names):
            return None
        return ModuleSpec(name, self, is_package=True)  # type: ignore[arg-type] # is one in shape

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Return an empty module that has every name."""
        return _Stand(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Leave it empty."""


class _Name:
    """Something in a library that is only named: in an annotation, or in code that does not run."""

    def __getattr__(self, name: str) -> _Name:
        if name.startswith("__"):  # what Python and `typing` ask of an object
            raise AttributeError(name)
        return _Name()

    def __getitem__(self, _: object) -> _Name:
        return _Name()

    def __or__(self, _: object) -> _Name:
        return _Name()

    __ror__ = __or__

    def __call__(self, *_: object, **__: object) -> None:
        """Fail: it is used after all.

        Raises:
            TypeError: always; the translator as it is translates then.
        """
        message = "a stand-in is used"
        raise TypeError(message)


class _Stand(ModuleType):
    """A module in which every name is a `_Name`."""

    def __getattr__(self, name: str) -> _Name:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Name()
