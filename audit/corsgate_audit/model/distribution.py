"""CloudFront distributions.

Where an origin is an API of the same target, the origin holds that API, so that a request can be
followed through both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from corsgate_audit.model.target import FrontDoor, TargetBase
from corsgate_audit.model.values import Unresolved

if TYPE_CHECKING:
    from corsgate_audit.model.apis import Api
    from corsgate_audit.model.cors_configuration import CorsConfiguration
    from corsgate_audit.model.target import DomainName
    from corsgate_audit.model.values import Flag, Location, Number, Text, Texts


_is_api_domain = re.compile(
    r"[^.]+\.execute-api\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?|[^.]+\.lambda-url\.[a-z0-9-]+\.on\.aws"
).fullmatch
_is_bucket_domain = re.compile(r".+\.s3[.-][a-z0-9.-]*amazonaws\.com(?:\.cn)?").fullmatch


class OriginKind(StrEnum):
    """What stands behind CloudFront."""

    API = "api"
    BUCKET = "bucket"
    OTHER = "other"


def origin_kind(domain: str) -> OriginKind:
    """Say what answers under an origin's domain name.

    A domain of the owner's own is `OriginKind.OTHER` here: only who knows its mappings can say.

    Example:
        >>> origin_kind("a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com").value
        'api'

    Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistS3AndCustomOrigins.html
    """
    if _is_api_domain(domain.lower()):
        return OriginKind.API
    return OriginKind.BUCKET if _is_bucket_domain(domain.lower()) else OriginKind.OTHER


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where CloudFront gets answers from.

    Args:
        id: name of the origin within the distribution.
        domain: its domain name.
        path: path that CloudFront puts before the path of every request: ``/prod``; empty for none.
        kind: what answers there.
        api: API that answers there, where the target holds it.
        mapping: the custom domain name through which it answers; None for a domain name of AWS's.
        signing: how CloudFront's origin access control signs requests to a function URL:
            ``always``, ``no-override`` (unless the viewer does) or ``never``; None without one.
    """

    id: Text
    domain: Text
    path: Text = ""
    kind: OriginKind | Unresolved
    api: Api | None = None
    mapping: DomainName | None = None
    signing: Text | None = None

    def leads_to_api(self, path: str) -> bool:
        """Whether a path of a viewer's is under the base path of the mapping.

        API Gateway answers 403 to other paths of a custom domain name itself.

        Args:
            path: path as the viewer asks for it.

        Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mappings.html
        """
        if self.mapping is None or not self.mapping.base_path or isinstance(self.path, Unresolved):
            return True
        return f"{self.path.rstrip('/')}{path}/".startswith(f"/{self.mapping.base_path}/")


class HeaderMode(StrEnum):
    """Which of a request's headers a policy names."""

    NONE = "none"
    LISTED = "listed"
    ALL = "all"
    ALL_EXCEPT = "all_except"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderSet:
    """The request headers that a policy names.

    Args:
        mode: way in which `names` is to be read.
        names: lower-case; those that are taken, or with `HeaderMode.ALL_EXCEPT` those that are not.
    """

    mode: HeaderMode = HeaderMode.NONE
    names: Texts = ()

    def includes(self, name: str) -> bool | Unresolved:
        """Whether a header is among them; the value that would tell where it is not known.

        Args:
            name: lower-case.

        Example:
            >>> HeaderSet(mode=HeaderMode.LISTED, names=("origin",)).includes("origin")
            True
        """
        if self.mode in {HeaderMode.NONE, HeaderMode.ALL}:
            return self.mode is HeaderMode.ALL
        if isinstance(self.names, Unresolved):
            return self.names
        if name not in self.names:
            unknown = next((each for each in self.names if isinstance(each, Unresolved)), None)
            if unknown is not None:
                return unknown
        return (name in self.names) is (self.mode is HeaderMode.LISTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class CachePolicy:
    """By what, and for how long, CloudFront keeps answers.

    A behaviour with ``ForwardedValues`` in the place of a policy has one made of them. Where those
    forward all headers (``*``), CloudFront keeps nothing: `max_ttl` is 0 and `key_headers` all.

    Args:
        name: name of the policy, for people.
        min_ttl: seconds.
        default_ttl: seconds, where the answer itself does not say.
        max_ttl: seconds; 0 means that nothing is kept.
        key_headers: names of the headers in the cache key. CloudFront forwards them too.

    Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cache-key-understand-cache-policy.html
    """

    name: Text
    min_ttl: Number = 0
    default_ttl: Number = 86_400
    max_ttl: Number = 31_536_000
    key_headers: HeaderSet = HeaderSet()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseHeadersPolicy:
    """The headers that CloudFront puts on answers.

    Args:
        name: name of the policy, for people.
        cors: None where it writes no CORS headers. Methods may be ``ALL``; an origin may have ``*``
            as the leftmost label of its host.
        origin_override: the policy's CORS headers replace the origin's; otherwise the origin's own
            stay, header by header.
        removed_headers: lower-case names of headers that it takes from the origin's answers.

    Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html
    """

    name: Text
    cors: CorsConfiguration | Unresolved | None = None
    origin_override: Flag = False
    removed_headers: Texts = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Behavior:
    """What CloudFront does with the requests to some paths.

    Args:
        path_pattern: ``/api/*``; ``*`` for the default behaviour.
        origin: None where the distribution declares none of that id.
        allowed_methods: upper-case; CloudFront answers others itself, with 403.
        cached_methods: upper-case; those whose answers are kept.
        cache: how answers are kept.
        forwarded_headers: names of the headers that the origin request policy forwards, beside
            those of the cache key.
        response_headers: None for none.
        edge_events: the events at which functions of the owner's own run, sorted:
            ``viewer-request``, ``origin-response`` … They may answer or change anything.
        location: location of the distribution.
    """

    path_pattern: Text
    origin: Origin | None
    allowed_methods: Texts = ("GET", "HEAD")
    cached_methods: Texts = ("GET", "HEAD")
    cache: CachePolicy | Unresolved
    forwarded_headers: HeaderSet | Unresolved = HeaderSet()
    response_headers: ResponseHeadersPolicy | Unresolved | None = None
    edge_events: tuple[str, ...] = ()
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution(TargetBase):
    """A CloudFront distribution.

    Args:
        behaviors: behaviors in the order in which CloudFront tries them, the default one last.
        aliases: its domain names, beside the one under ``cloudfront.net``.
        domain_names: the one that CloudFront has given it, and its aliases, in an account.
        is_policy_alone: it stands for any distribution that uses a response headers policy, where
            none in the source does: the policy is judged for what it says.
    """

    front_door: ClassVar[FrontDoor] = FrontDoor.CLOUDFRONT

    behaviors: tuple[Behavior, ...] = ()
    aliases: Texts = ()
    domain_names: tuple[DomainName, ...] = ()
    is_policy_alone: bool = False

    @property
    def label(self) -> str:
        """What people call it."""
        return "response headers policy" if self.is_policy_alone else self.front_door.label
