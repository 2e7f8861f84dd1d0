"""Flask and flask-cors.

Source: https://corydolphin.com/flask-cors/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.handlers.interpreter.natives import Fn
from corsgate_audit.handlers.libraries.applications import App, Support
from corsgate_audit.handlers.libraries.settings import ANY, Origins, listed_origins, truth_of
from corsgate_audit.handlers.values.data import Known

if TYPE_CHECKING:
    from corsgate_audit.handlers.interpreter.interpreter import Interpreter
    from corsgate_audit.handlers.values.arguments import Arguments
    from corsgate_audit.handlers.values.value import Value


def flask_support(call: Arguments) -> Support:
    """Read the settings of flask-cors: without origins every page gets its own.

    Source: https://github.com/corydolphin/flask-cors/blob/main/flask_cors/core.py
    """
    given = call.named.get("origins")
    credentials = truth_of(call.named.get("supports_credentials"))
    unknown = {"resources", "send_wildcard", "always_send"} & call.named.keys() or call.more
    if unknown:
        return Support(Origins(unknown=call.text), credentials, covers_errors=True)
    origins = ANY if given is None else listed_origins(given, call.text)
    if origins == ANY:
        # Pages get the star with send_wildcard alone; other clients get it without credentials.
        origins = Origins(without_origin=None if credentials is not False else "*")
    if origins.listed is not None and any(_is_pattern(each) for each in origins.listed):
        origins = Origins(unknown=call.text)
    return Support(origins, credentials, covers_errors=True)


def _flask_cors(interpreter: Interpreter, call: Arguments) -> Value:
    app = call.get(0, "app")
    if isinstance(app, App):
        interpreter.attribute(app, "support", flask_support(call))
    return Fn(
        "CORS", None, {"init_app": Fn("init_app", lambda c, inner: _init_app(c, inner, call))}
    )


def _init_app(interpreter: Interpreter, call: Arguments, made: Arguments) -> Value:
    app = call.get(0, "app")
    if isinstance(app, App):
        interpreter.attribute(app, "support", flask_support(made if made.named else call))
    return Known(None)


def _is_pattern(text: str) -> bool:
    """Whether flask-cors takes an origin for a regular expression."""
    return any(mark in text for mark in ("*", "\\", "]", "?", "$", "^", "[", "(", "+"))


MODULES: dict[str, Value] = {
    "flask": Fn(
        "flask",
        None,
        {
            "Flask": Fn("Flask", lambda *_: App("Flask", answers_exceptions=True)),
            "Blueprint": Fn("Blueprint", lambda *_: App("blueprint", answers_exceptions=False)),
        },
    ),
    "flask_cors": Fn("flask_cors", None, {"CORS": Fn("CORS", _flask_cors)}),
}
