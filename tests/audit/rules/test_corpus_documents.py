"""What all rules find in SAM templates and OpenAPI documents of others, file by file.

Each finding was read beside its source once, and is true: unquoted origins, methods and ages stand
so in the sources, SAM's own preflights leave the passthrough behavior at AWS's default, and of the
documents from API Gateway's examples none customises an error response.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from corsgate_audit.collect import collect
from corsgate_audit.judging.judgement import judge_collection

CORPUS = os.environ.get("CORSGATE_CORPUS", "")
pytestmark = pytest.mark.skipif(
    not CORPUS, reason="CORSGATE_CORPUS does not name the folder of the corpus"
)

API = "the API"
MOCKS = {"CORS113": {API}}
# The document of ExplicitApi names a function that no event, and so no permission, leads to.
UNPERMITTED = {"CORS607": {API}}
PETS = {"CORS106": {"OPTIONS /pets", "OPTIONS /pets/{petId}"}}
UNQUOTED = {"OPTIONS /", "OPTIONS /add", "OPTIONS /foo", "OPTIONS /{proxy+}"}
# Behind the missing quotes: "origins", which is no origin, and two host names in one value.
NO_ORIGINS = {"OPTIONS /add", "OPTIONS /{proxy+}"}
BEHIND_QUOTES = {
    "CORS505": NO_ORIGINS,
    "CORS116": {"OPTIONS /", "OPTIONS /foo"},
    # Whose list is "headers", or absent: no JSON for POST /add, POST /foo and the ANY.
    "CORS122": UNQUOTED - {"OPTIONS /"},
}
# And the default authorizer needs a header that SAM's own preflight does not list.
ON_EACH = {"OPTIONS /", "OPTIONS /any"}
# CORS122: what is no list of headers, or none, allows no JSON; behind missing quotes, once fixed.
EXPECTED: dict[str, dict[str, set[str]]] = {
    "api_with_cors": {**MOCKS, **UNPERMITTED, "CORS109": UNQUOTED, **BEHIND_QUOTES},
    "api_with_cors_and_auth_preflight_auth": {
        **MOCKS,
        "CORS109": ON_EACH,
        "CORS111": ON_EACH,
        "CORS122": ON_EACH,
        "CORS505": ON_EACH,
        "CORS601": {API},
    },
    # Its preflights list no header at all: POST /add and the ANY get no JSON.
    "api_with_cors_and_only_credentials_false": {
        **MOCKS,
        **UNPERMITTED,
        "CORS122": {"OPTIONS /add", "OPTIONS /{proxy+}"},
    },
    "api_with_cors_and_only_maxage": {
        **MOCKS,
        **UNPERMITTED,
        "CORS109": NO_ORIGINS,
        "CORS122": NO_ORIGINS,
    },
    "api_with_cors_and_only_methods": {**MOCKS, "CORS109": ON_EACH, "CORS122": {"OPTIONS /any"}},
    "api_with_cors_and_only_origins": {
        **MOCKS,
        "CORS109": UNQUOTED - {"OPTIONS /foo"},
        "CORS122": UNQUOTED - {"OPTIONS /foo"},
        "CORS505": UNQUOTED - {"OPTIONS /foo"},
    },
    "api_with_cors_openapi_3": {**MOCKS, **UNPERMITTED, "CORS109": UNQUOTED, **BEHIND_QUOTES},
    "http_api_with_cors": {},
    "openapi-http-method-integration": {
        **MOCKS,
        "CORS105": {"OPTIONS /"},  # it lists headers, and allows no origin
        "CORS106": {"OPTIONS /"},
        "CORS112": {"GET /"},
    },
    # It shows no CORS anywhere: for information.
    "openapi.cognito-auth": {
        "CORS101": {
            "OPTIONS /default-no-scope",
            "OPTIONS /default-scope-override",
            "OPTIONS /non-default-authorizer",
            "OPTIONS /pets",  # by the security of the document as a whole
        }
    },
    "openapi.spec.tf": {**MOCKS, "CORS106": {"OPTIONS /"}, "CORS501": {"OPTIONS /"}},
    "petstore-authorizer.swagger": {
        **MOCKS,
        **PETS,
        "CORS101": {"OPTIONS /"},
        "CORS501": {"OPTIONS /pets"},
    },
    "petstore-swagger": {**MOCKS, **PETS},
    "swagger-mock-cors": {
        **MOCKS,
        "CORS106": {"OPTIONS /product", "OPTIONS /product/{product_id}"},
    },
}
"""By file, without its ending, and rule: where each finding is."""

# Of what SAM's translator makes nobody can tell any more that SAM wrote it: its preflights are
# somebody's methods, whose passthrough behavior can be set.
OF_SAM = {
    "api_with_cors": UNQUOTED,
    "api_with_cors_and_auth_preflight_auth": ON_EACH,
    "api_with_cors_and_only_credentials_false": NO_ORIGINS,
    "api_with_cors_and_only_maxage": NO_ORIGINS,
    "api_with_cors_and_only_methods": ON_EACH,
    "api_with_cors_and_only_origins": UNQUOTED - {"OPTIONS /foo"},
    "api_with_cors_openapi_3": UNQUOTED,
}
EXPANDED = {
    "api_with_cors_and_auth_preflight_auth": {
        **MOCKS,
        "CORS102": ON_EACH,
        "CORS109": ON_EACH,
        "CORS111": ON_EACH,
        "CORS122": ON_EACH,
        "CORS505": ON_EACH,
    }
}
FILES = (
    [
        path.relative_to(CORPUS).as_posix()
        for folder in ("sam", "openapi")
        for path in sorted(Path(CORPUS, folder).iterdir())
    ]
    if CORPUS
    else []
)


@pytest.mark.parametrize("name", FILES)
def test_each_file_gives_what_a_person_found_in_it(name: str) -> None:
    """No fault is missed, and none is made up; a template's expansion is judged as itself."""
    judgement = judge_collection(collect([str(Path(CORPUS, name))]))

    found: dict[str, set[str]] = {}
    for each in judgement.findings:
        place = each.resource.method and f"{each.resource.method} {each.resource.path}"
        found.setdefault(each.rule, set()).add(place or API)
    stem = Path(name).name.removesuffix(".yaml").removesuffix(".json").removesuffix(".cfn")
    expected = EXPECTED[stem]
    if name.endswith(".cfn.json"):
        expected = EXPANDED.get(stem, expected)
        expected = expected | ({"CORS106": OF_SAM[stem]} if stem in OF_SAM else {})
    assert found == expected
