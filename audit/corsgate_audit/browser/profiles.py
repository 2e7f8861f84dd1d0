"""The profiles: the standard, and each engine with its differences from it."""

from __future__ import annotations

from corsgate_audit.browser.differences import Difference

Profile = frozenset[Difference]

ENGINES = ("chromium", "firefox", "webkit")
PROFILES: dict[str, Profile] = {
    "fetch": frozenset(),
    **{
        engine: frozenset(each for each in Difference if engine in each.value.engines)
        for engine in ENGINES
    },
}


def profile_named(name: str) -> Profile:
    """Return the differences of a profile.

    Args:
        name: ``"fetch"`` for the standard, ``"chromium"``, ``"firefox"`` or ``"webkit"`` for what
            that engine does.

    Raises:
        ValueError: there is no such profile.
    """
    if (profile := PROFILES.get(name)) is None:
        msg = f"profile {name!r} is unknown; choose one of {', '.join(map(repr, PROFILES))}"
        raise ValueError(msg)
    return profile
