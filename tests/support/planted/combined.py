"""The planted faults of one front door, several at once on the same path.

``python -m support.planted.combined [--triples N] [--seed N]`` judges every fault alone, every pair
that can stand together, and that many triples, and counts what is not found or found too much.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corsgate_audit.collect import collect
from corsgate_audit.judging.judgement import judge_collection
from support.planted import function_urls, http_apis, preflights
from support.planted.errors import ACCOUNT_ONLY, denied, release
from support.planted.rest import Resources, method, path, preflight, rest_api

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

Setting = tuple[str, ...]
"""Where a fault sets something: ``("options", "headers", "Access-Control-Allow-Origin")``."""
_NESTED = {"headers", "integration", "response"}
_NO_PREFLIGHT: Setting = ("options", "none")
_HAS_PREFLIGHT = (("options", "kept"), True)
_PUT = (("verb",), "PUT")
_APART = {
    frozenset({"Undeclared", "Methodless"}): "what is not mapped need not be declared",
    frozenset({"Twice", "Silent"}): "a function that answers CORS, where nothing else does",
    frozenset({"Guarded", "Silent"}): "an authorizer, where nothing shows that pages use the API",
    frozenset({"Guarded", "Reading"}): "$default has no method of its own to be listed",
}
"""Faults that are none beside each other, by their names, and why."""


@dataclass(frozen=True, eq=False)
class Planted:
    """One fault, as the settings in which it differs from what is in order.

    Args:
        name: of the fault.
        door: ``rest``, ``http`` or ``url``.
        rule: that finds it.
        settings: each with its value.
    """

    name: str
    door: str
    rule: str
    settings: tuple[tuple[Setting, Any], ...]

    def fits(self, other: Planted) -> bool:
        """Whether both can stand on one path: they set nothing differently."""
        mine, theirs = dict(self.settings), dict(other.settings)
        if any(mine[key] != theirs[key] for key in mine.keys() & theirs.keys()):
            return False
        nothing = {_NO_PREFLIGHT, ("cors", "none")} & {*mine, *theirs}
        beside = {*mine, *theirs} - nothing
        asked = any(key[0] == part for key in beside for part, _ in nothing)
        apart = _APART.get(frozenset({self.name, other.name}))
        return self.door == other.door and apart is None and not asked


# --- What can be planted -------------------------------------------------------------------------


@cache
def planted() -> tuple[Planted, ...]:
    """Return every fault of the three front doors."""
    return (*_rest(), *_http(), *_url())


def _rest() -> Iterator[Planted]:
    for each in preflights.PATHS:
        options = {"none": True} if each.options is None else each.options
        settings = [*_flat("options", options), *_flat("put", each.put)]
        settings += [(("verb",), each.verb)]
        settings += [] if each.options is None else [_HAS_PREFLIGHT]
        settings += [(("api", "production"), True)] if each.name == "Local" else []
        yield Planted(each.name, "rest", each.rule, tuple(settings))
    iam = (("put", "AuthorizationType"), "AWS_IAM")
    yield Planted(
        "Private", "rest", "CORS121", ((("api", "Policy"), ACCOUNT_ONLY), iam, _HAS_PREFLIGHT, _PUT)
    )
    yield Planted("Hasty", "rest", "CORS605", ((("api", "hasty"), True), _HAS_PREFLIGHT))
    text = (("options", "integration", "ContentHandling"), None)
    yield Planted("Binary", "rest", "CORS107", ((("api", "BinaryMediaTypes"), ["*/*"]), text, _PUT))
    yield Planted("Silent", "rest", "CORS113", ((("api", "errors"), None), _HAS_PREFLIGHT))
    yield Planted("Denied", "rest", "CORS114", ((("api", "denied"), True), iam, _PUT))


def _http() -> Iterator[Planted]:
    for each in http_apis.APIS:
        none = {"none": True} if each.settings is None else each.settings
        settings = [*_flat("cors", none), *_flat("route", each.route)]
        settings += [(("api", "production"), True)] if each.name == "Local" else []
        yield Planted(each.name, "http", each.rule, tuple(settings))


def _url() -> Iterator[Planted]:
    for each in function_urls.URLS:
        settings = _flat("cors", each.settings)
        settings += [(("auth",), each.auth)] if each.auth != "NONE" else []
        settings += [(("decorated",), True)] if each.decorated else []
        yield Planted(each.name, "url", each.rule, tuple(settings))


def _flat(part: str, values: dict[str, Any]) -> list[tuple[Setting, Any]]:
    return [
        ((part, name, inner) if inner else (part, name), found)
        for name, value in values.items()
        for inner, found in (value.items() if name in _NESTED else [("", value)])
    ]


# --- Templates -----------------------------------------------------------------------------------


def template(faults: Iterable[Planted]) -> dict[str, Any]:
    """Return a template of one front door with these faults, of which each two fit."""
    chosen = tuple(faults)
    settings = {key: value for each in chosen for key, value in each.settings}
    return {"Resources": _TEMPLATES[chosen[0].door](settings)}


_DEPLOYED = ("ShopItems", "Shop4XX", "Shop5XX", "ShopDenied")
"""How the logical ids begin of what a deployment is a snapshot of."""


def _of(settings: dict[Setting, Any], part: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for (first, *rest), value in settings.items():
        if first == part and len(rest) == 2 and rest[1]:
            found.setdefault(rest[0], {})[rest[1]] = value
        elif first == part and rest:
            found[rest[0]] = value
    return found


def _rest_template(settings: dict[Setting, Any]) -> Resources:
    api, options = _of(settings, "api"), _of(settings, "options")
    verb = settings.get(("verb",), "PUT")
    kept = {name: api[name] for name in ("errors", "Policy", "BinaryMediaTypes") if name in api}
    made = {**rest_api("Shop", **kept), **preflights.authorizer(), **path("Shop", "Items")}
    made |= method("Shop", "Items", verb, **_of(settings, "put"))
    if "none" not in options:
        kept_out = {"kept"}
        made |= preflight(
            "Shop", "Items", **{name: options[name] for name in options.keys() - kept_out}
        )
    if "denied" in api:
        made["ShopDenied"] = denied("Shop")
    if "hasty" in api:
        made["ShopRelease"] = release("Shop", f"ShopItems{verb.capitalize()}")
    if "production" in api:
        made |= preflights.production("Shop", [name for name in made if name.startswith(_DEPLOYED)])
    return made


def _http_template(settings: dict[Setting, Any]) -> Resources:
    cors = _of(settings, "cors")
    given = None if "none" in cors else {**http_apis.SETTINGS, **cors}
    made = {**function_urls.function("HttpFunction", decorated=True)}
    made["HttpJwt"] = http_apis.authorizer("Http")
    made |= http_apis.http_api("Http", given, **_of(settings, "route"))
    return made | (http_apis.production("Http") if ("api", "production") in settings else {})


def _url_template(settings: dict[Setting, Any]) -> Resources:
    return function_urls.url(
        "Items",
        {**function_urls.SETTINGS, **_of(settings, "cors")},
        auth=settings.get(("auth",), "NONE"),
        decorated=("decorated",) in settings,
    )


_TEMPLATES = {"rest": _rest_template, "http": _http_template, "url": _url_template}


# --- What is found -------------------------------------------------------------------------------


def found_in(faults: Sequence[Planted]) -> Counter[tuple[str, str | None]]:
    """Return what the audit finds in a template with these faults: rule and logical id."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "template.json")
        file.write_text(json.dumps(template(faults)), encoding="utf-8")
        judgement = judge_collection(collect([str(file)]))
    return Counter((each.rule, each.resource.logical_id) for each in judgement.findings)


@cache
def found_alone(fault: Planted) -> Counter[tuple[str, str | None]]:
    """Return what the audit finds where one fault is planted."""
    return found_in([fault])


def expected(faults: Sequence[Planted]) -> set[tuple[str, str | None]]:
    """Return all that is found of each alone, unless one makes the other no fault."""
    rules = {each.rule for each in faults}
    alone = {
        (rule, place)
        for each in faults
        for rule, place in found_alone(each)
        if not any(rule == lost and other in rules for lost, other in NONE_BESIDE)
    }
    place = {"rest": "ShopItemsOptions", "http": "Http", "url": "UrlItems"}[faults[0].door]
    settings = {key: value for each in faults for key, value in each.settings}
    return alone | {(rule, place) for rule, made_by in MADE_BESIDE if made_by(settings)}


NONE_BESIDE = {
    ("CORS103", "CORS102"): "the key is told with the authorization",
    ("CORS302", "CORS301"): "with credentials the star is CORS301's",
    ("CORS302", "CORS305"): "a URL that asks for signatures is not open to all",
}
"""Rule of a fault that is none beside that of another one, and why."""


def _headers_are_star_and(settings: dict[Setting, Any], *others: bool) -> bool:
    return settings.get(("options", "headers", _ALLOW + "Headers")) == "'*'" and all(others)


def _guards(settings: dict[Setting, Any]) -> bool:
    """Whether the method asks for Authorization."""
    return "AuthorizationType" in _of(settings, "put")


def _has_cookies(settings: dict[Setting, Any]) -> bool:
    return ("options", "headers", _ALLOW + "Credentials") in settings


_ALLOW = "Access-Control-Allow-"
MADE_BESIDE: tuple[tuple[str, Callable[[dict[Setting, Any]], bool]], ...] = (
    ("CORS508", lambda all_of: _headers_are_star_and(all_of, _has_cookies(all_of))),
    ("CORS111", lambda all_of: _headers_are_star_and(all_of, _guards(all_of))),
    (
        "CORS111",
        lambda all_of: (
            all_of.get(("options", "headers", _ALLOW + "Headers")) == "'authorization'"
            and all_of.get(("put", "AuthorizationType")) == "AWS_IAM"
        ),
    ),
    (
        "CORS205",
        lambda all_of: (
            "*" in all_of.get(("cors", "AllowHeaders"), [])
            and "AuthorizationType" in _of(all_of, "route")
        ),
    ),
    (
        "CORS501",
        lambda all_of: (
            all_of.get(("auth",)) == "AWS_IAM"
            and all_of.get(("cors", "AllowOrigins")) == ["*"]
            and ("cors", "AllowCredentials") not in all_of
        ),
    ),
)
"""Faults that two settings make together: `*` covers no Authorization, which is no signature."""


def pairs() -> list[tuple[Planted, ...]]:
    """Return every two faults that fit."""
    return [(a, b) for a, b in combinations(planted(), 2) if a.fits(b)]


def triples(count: int, seed: int) -> list[tuple[Planted, ...]]:
    """Return some of the threes of faults of which each two fit.

    Args:
        count: how many.
        seed: of the choice.
    """
    chosen = random.Random(seed)  # noqa: S311 - a sample, and the same each time
    found: dict[tuple[Planted, ...], None] = {}
    while len(found) < count:
        three = tuple(sorted(chosen.sample(planted(), 3), key=lambda each: each.name))
        if all(a.fits(b) for a, b in combinations(three, 2)):
            found[three] = None
    return list(found)


def differences(chosen: Iterable[tuple[Planted, ...]]) -> Iterator[str]:
    """Yield a line for each group of faults of which not all are found, or more."""
    for faults in chosen:
        found, wanted = set(found_in(faults)), expected(faults)
        if found != wanted:
            names = " + ".join(f"{each.name} ({each.rule})" for each in faults)
            lost, more = sorted(map(str, wanted - found)), sorted(map(str, found - wanted))
            yield f"{faults[0].door}: {names}: lost {lost}, more {more}"


def main() -> int:
    """Judge them all; 1 where something is lost or made up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--triples", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    failed = 0
    for what, chosen in (
        ("alone", [(each,) for each in planted()]),
        ("pairs", pairs()),
        ("triples", triples(options.triples, options.seed)),
    ):
        lines = list(differences(chosen))
        failed += len(lines)
        told = "\n".join(f"  {line}" for line in lines)
        sys.stdout.write(f"{what}: {len(chosen) - len(lines)} of {len(chosen)}\n{told}\n")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
