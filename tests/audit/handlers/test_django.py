"""Django behind apig-wsgi: its CORS headers are those of django-cors-headers' settings."""

from __future__ import annotations

import pytest

from corsgate_audit.handlers.answers import CodeReading, FromOrigin, LiteralText
from corsgate_audit.handlers.bundle import Bundle, Environment
from corsgate_audit.handlers.reading import read_handler

APP = b"""
from apig_wsgi import make_lambda_handler
from django.core.wsgi import get_wsgi_application

handler = make_lambda_handler(get_wsgi_application())
"""
MIDDLEWARE = 'MIDDLEWARE = ["corsheaders.middleware.CorsMiddleware"]\n'


def read(*settings: str) -> CodeReading:
    """Read the handler beside settings, each in a package of its own."""
    files = {f"shop{number}/settings.py": text.encode() for number, text in enumerate(settings)}
    bundle = Bundle({"app.py": APP, **files})
    return read_handler(bundle, "python3.13", "app.handler", Environment())


def origins(reading: CodeReading) -> set[str]:
    """Return what Access-Control-Allow-Origin may say."""
    found = set()
    for answer in reading.answers:
        values = answer.values("access-control-allow-origin")
        for each in values if isinstance(values, tuple) else ("?",):
            if isinstance(each, FromOrigin):
                found.add("a listed page" if each.compared else "any page")
            else:
                found.add(each.text if isinstance(each, LiteralText) else "?")
        found |= set() if values else {"none"}
    return found


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ('CORS_ALLOWED_ORIGINS = ["https://a.example"]', {"a listed page", "none"}),
        ('CORS_ORIGIN_WHITELIST = ["https://a.example"]', {"a listed page", "none"}),
        ("CORS_ALLOW_ALL_ORIGINS = True", {"*"}),
        ("CORS_ORIGIN_ALLOW_ALL = True", {"*"}),
        ("CORS_ALLOW_ALL_ORIGINS = True\nCORS_ALLOW_CREDENTIALS = True", {"any page", "none"}),
        ('CORS_ALLOWED_ORIGIN_REGEXES = [r"^https://.*"]', {"?"}),
    ],
)
def test_the_settings_decide(settings: str, expected: set[str]) -> None:
    """Under their old names too; a regular expression is not followed."""
    assert origins(read(MIDDLEWARE + settings)) == expected


def test_without_the_middleware_nobody_sends_them() -> None:
    """Settings alone do nothing."""
    settings = 'MIDDLEWARE = ["a.B"]\nCORS_ALLOW_ALL_ORIGINS = True'
    assert origins(read(settings)) == {"none"}


@pytest.mark.parametrize("settings", [(), (MIDDLEWARE, MIDDLEWARE), ("DEBUG = True",)])
def test_settings_that_are_not_found_leave_it_open(settings: tuple[str, ...]) -> None:
    """None, several, or without the list of middlewares; a site's own requests get none."""
    assert origins(read(*settings)) == {"?", "none"}
