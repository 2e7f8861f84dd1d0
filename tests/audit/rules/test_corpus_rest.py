"""What the rules about a REST API's mappings find in documents of others, looked at by hand.

SAM templates and what AWS's translator makes of them must come to the same, hence the names
without an ending.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from corsgate_audit.collect import collect
from corsgate_audit.judgement import judge_collection
from corsgate_audit.rules.registry import all_rules

CORPUS = os.environ.get("CORSGATE_CORPUS", "")
pytestmark = pytest.mark.skipif(
    not CORPUS, reason="CORSGATE_CORPUS does not name the folder of the corpus"
)

# SAM's own preflights leave the passthrough behavior at AWS's default, and so do the documents
# from API Gateway's examples.
EXPECTED_RULES = {
    ("api_with_cors", "CORS106"): {"None None"},
    ("api_with_cors", "CORS109"): {
        "OPTIONS /",
        "OPTIONS /add",
        "OPTIONS /foo",
        "OPTIONS /{proxy+}",
    },
    ("api_with_cors_and_auth_preflight_auth", "CORS106"): {"None None"},
    ("api_with_cors_and_auth_preflight_auth", "CORS109"): {"OPTIONS /", "OPTIONS /any"},
    ("api_with_cors_and_only_credentials_false", "CORS106"): {"None None"},
    ("api_with_cors_and_only_maxage", "CORS106"): {"None None"},
    ("api_with_cors_and_only_maxage", "CORS109"): {"OPTIONS /add", "OPTIONS /{proxy+}"},
    ("api_with_cors_and_only_methods", "CORS106"): {"None None"},
    ("api_with_cors_and_only_methods", "CORS109"): {"OPTIONS /", "OPTIONS /any"},
    ("api_with_cors_and_only_origins", "CORS106"): {"None None"},
    ("api_with_cors_and_only_origins", "CORS109"): {
        "OPTIONS /",
        "OPTIONS /add",
        "OPTIONS /{proxy+}",
    },
    ("api_with_cors_openapi_3", "CORS106"): {"None None"},
    ("api_with_cors_openapi_3", "CORS109"): {
        "OPTIONS /",
        "OPTIONS /add",
        "OPTIONS /foo",
        "OPTIONS /{proxy+}",
    },
    ("openapi", "CORS106"): {"None None"},
    ("openapi-http-method-integration", "CORS106"): {"None None"},
    ("openapi-http-method-integration", "CORS112"): {"GET /"},
    ("petstore-authorizer", "CORS106"): {"None None"},
    ("petstore-swagger", "CORS106"): {"None None"},
    ("swagger-mock-cors", "CORS106"): {"None None"},
}
"""By file and rule: ``METHOD path`` of each finding, ``None None`` for the API as a whole."""

RULES = tuple(
    rule
    for rule in all_rules()
    if rule.id
    in {"CORS104", "CORS106", "CORS108", "CORS109", "CORS112", "CORS114", "CORS116", "CORS118"}
)


def test_each_finding_was_looked_at_by_hand() -> None:
    """All of them are right; unquoted origins, methods and ages stand so in the sources."""
    sam = sorted(map(str, Path(CORPUS, "sam").iterdir()))
    judgement = judge_collection(collect([*sam, str(Path(CORPUS, "openapi"))]), RULES)

    found: dict[tuple[str, str], set[str]] = {}
    for each in judgement.findings:
        name = Path(each.evidence.source).name.partition(".")[0]
        place = f"{each.resource.method} {each.resource.path}"
        found.setdefault((name, each.rule), set()).add(place)
    assert found == EXPECTED_RULES


@pytest.mark.parametrize("ending", [".yaml", ".cfn.json"])
def test_a_template_and_what_it_expands_to_are_judged_alike(ending: str) -> None:
    """Whichever of the two a person has."""
    files = sorted(
        str(path) for path in Path(CORPUS, "sam").iterdir() if path.name.endswith(ending)
    )
    judgement = judge_collection(collect(files), RULES)

    names = {
        (Path(each.evidence.source).name.partition(".")[0], each.rule)
        for each in judgement.findings
    }
    assert names == {key for key in EXPECTED_RULES if key[0].startswith("api_with_")}
