"""SAM puts the default authorizer and the API key on the preflights that it writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.browser import CorsError
from corsgate_audit.model import Fix, FixSafety, FrontDoor, Kind, Severity
from corsgate_audit.rules.preflights import preflighted_exchanges, resources, subject_of, undecided
from corsgate_audit.rules.rule import Rule, Subject, Undecided, UseInstead, Violation
from corsgate_audit.rules.sam import is_written_by_sam

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corsgate_audit.gateway import Exchange
    from corsgate_audit.model import RestApi, Route

_AUTHORIZER = "AddDefaultAuthorizerToCorsPreflight"
_KEY = "AddApiKeyRequiredToCorsPreflight"


def check(api: RestApi) -> Iterator[Violation | Undecided]:
    """Look for preflights of the setting Cors that an authorizer or an API key refuses.

    One setting writes all of them, so that there is one finding for an API.
    """
    for resource in resources(api):
        options = resource.options
        if options is None or not is_written_by_sam(options) or not _is_guarded(options):
            continue
        for _, made in preflighted_exchanges(api, resource, options):
            if made.verdict is None:
                yield from undecided(subject_of(options), made)
            elif not made.verdict.allowed:
                yield _violation(options, made)
                return


def _is_guarded(options: Route) -> bool:
    return options.authorization != "NONE" or options.api_key_required is not False


def _violation(options: Route, made: Exchange) -> Violation:
    guards = {
        _AUTHORIZER: f"the default authorizer ({options.authorization})"
        if options.authorization != "NONE"
        else "",
        _KEY: "the API key" if options.api_key_required is not False else "",
    }
    names = [name for name, guard in guards.items() if guard]
    what = " and ".join(guard for guard in guards.values() if guard)
    settings = " and ".join(f"Auth.{name}: false" for name in names)
    return Violation(
        subject=Subject(location=options.location),
        message=f"Cors writes the preflights, and SAM puts {what} on them, as on every other "
        "method: a preflight never carries credentials, so the gateway refuses all of them and the "
        "browser never sends the requests.",
        expected=settings,
        actual=f"neither stands beside Cors; {options.path!r} is the first path that is refused"
        if len(names) > 1
        else f"it does not stand beside Cors; {options.path!r} is the first path that is refused",
        detail=" ".join(names),
        witness=made.witness(),
    )


RULE = Rule(
    id="CORS601",
    slug="sam-preflight-auth-default",
    severity=Severity.HIGH,
    kind=Kind.BROKEN,
    front_doors=frozenset({FrontDoor.REST_API}),
    check=check,
    summary="A SAM template has Cors and a default authorizer, and the preflights require it.",
    why="""\
SAM's Cors writes an OPTIONS method on every path. With a DefaultAuthorizer or ApiKeyRequired beside
it, these methods get the authorizer or the key too, unless AddDefaultAuthorizerToCorsPreflight and
AddApiKeyRequiredToCorsPreflight say otherwise. Both are on unless they are switched off, and no
preflight carries what they ask for. Methods that somebody wrote are CORS102's and CORS103's part.
""",
    browser="""\
Response to preflight request doesn't pass access control check. The network panel shows OPTIONS
requests with status 401 or 403.
""",
    symptoms=(
        CorsError.PREFLIGHT_INVALID_STATUS,
        CorsError.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER,
    ),
    example="""\
Api:
  Type: AWS::Serverless::Api
  Properties:
    StageName: prod
    Cors: "'https://app.example.com'"
    Auth:
      DefaultAuthorizer: AWS_IAM
""",
    use_instead=UseInstead(
        cdk="""\
api = CorsRestApi(self, "Api", policy=policy)  # preflights require nothing
""",
        cloudformation="""\
Api:
  Type: AWS::Serverless::Api
  Properties:
    StageName: prod
    Cors: "'https://app.example.com'"
    Auth:
      DefaultAuthorizer: AWS_IAM
      AddDefaultAuthorizerToCorsPreflight: false
      AddApiKeyRequiredToCorsPreflight: false
""",
        cli="""\
corsgate fix template.yaml --policy policy.toml --write
sam deploy
""",
    ),
    when_not="""\
Never: a preflight that requires credentials can never pass.
""",
    sources=(
        "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-apiauth.html",
        "https://fetch.spec.whatwg.org/#cors-preflight-fetch-0",
    ),
    fix=Fix(
        safety=FixSafety.SAFE,
        summary="Set AddDefaultAuthorizerToCorsPreflight and AddApiKeyRequiredToCorsPreflight to "
        "false in Auth; then deploy.",
    ),
)
