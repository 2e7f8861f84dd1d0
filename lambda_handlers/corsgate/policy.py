"""The policy: what the owner of an API allows pages of other origins to do."""

from __future__ import annotations

from .names import AUTHORIZATION, WILDCARD, is_forbidden_request_header

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import NoReturn, Unpack

    from aws_lambda_powertools.event_handler import CORSConfig

    from ._answers import Answers
    from ._types import Anything, Fields

POLICY_VARIABLE = "CORSGATE_POLICY"
"""The environment variable that hands a function its policy."""

_DEFAULTS: dict[str, object] = {
    "allow_methods": (),
    "allow_headers": (),
    "expose_headers": (),
    "allow_credentials": False,
    "max_age": None,
    "dangerously_allow_insecure_origins": False,
    "dangerously_allow_public_suffixes": False,
}
"""What a text that leaves a field out means; the constructor's own defaults."""

FIELDS = ("allow_origins", *_DEFAULTS)
"""The names of a policy's fields, in the order in which they are written."""

_IN_CODE = "CORS policy"
"""Where a policy comes from that is neither a text nor a variable."""

_ANY_METHOD = frozenset({"ANY", WILDCARD})


class CorsPolicy:
    """What pages of other origins may do. Frozen, hashable, and validated as a whole.

    Nothing is allowed that is not named, but for what the Fetch standard always allows: GET, HEAD
    and POST of an allowed origin pass even unlisted. Origins keep their order, which a static
    header may depend on; methods and header names are sorted, header names lower-case.

    Args:
        allow_origins: origins as browsers send them (``https://app.example.com``), patterns
            (``https://*.example.com`` for one or more labels without the domain itself,
            ``https://pr-*.example.com`` for a part of one label, ``https://example.com:*`` for any
            port), or ``["*"]`` for every origin. In a CDK app also a value that only a deployment
            knows, as a whole host or a whole origin: ``f"https://{distribution.domain_name}"``.
        allow_methods: upper-case; ``["*"]`` for all, without credentials.
        allow_headers: names of request headers; ``["*"]`` for all but ``Authorization``, which has
            to be named beside it, without credentials.
        expose_headers: names of response headers that pages may read.
        allow_credentials: whether cookies, TLS certificates and HTTP authentication are allowed.
        max_age: how long a browser may keep a preflight, 0 to 86400 seconds; 0: not at all;
            None: no header, which browsers take as 5 seconds.
        dangerously_allow_insecure_origins: accept ``http`` origins with credentials, other than
            the machine itself.
        dangerously_allow_public_suffixes: accept patterns such as ``https://*.github.io`` and
            ``https://myapp-*-team.vercel.app`` with credentials.

    Raises:
        PolicyError: with every problem at once.

    Example:
        >>> policy = CorsPolicy(
        ...     allow_origins=["https://app.example.com", "https://*.preview.example.com"],
        ...     allow_methods=["GET", "PUT"],
        ...     allow_headers=["authorization", "content-type"],
        ...     allow_credentials=True,
        ...     max_age=600,
        ... )
        >>> policy.allows_origin("https://pr-7.preview.example.com")
        True

    Source: https://fetch.spec.whatwg.org/#http-cors-protocol
    """

    __slots__ = (*FIELDS, "answers")

    allow_origins: tuple[str, ...]
    allow_methods: tuple[str, ...]
    allow_headers: tuple[str, ...]
    expose_headers: tuple[str, ...]
    allow_credentials: bool
    max_age: int | None
    dangerously_allow_insecure_origins: bool
    dangerously_allow_public_suffixes: bool
    answers: Answers
    """What `corsgate.decide` compares with; derived from the rest."""

    def __init__(  # noqa: PLR0913 - the fields of a policy, all by keyword
        self,
        *,
        allow_origins: Iterable[str],
        allow_methods: Iterable[str] = (),
        allow_headers: Iterable[str] = (),
        expose_headers: Iterable[str] = (),
        allow_credentials: bool = False,
        max_age: int | None = None,
        dangerously_allow_insecure_origins: bool = False,
        dangerously_allow_public_suffixes: bool = False,
    ) -> None:
        given = {
            "allow_origins": allow_origins,
            "allow_methods": allow_methods,
            "allow_headers": allow_headers,
            "expose_headers": expose_headers,
            "allow_credentials": allow_credentials,
            "max_age": max_age,
            "dangerously_allow_insecure_origins": dangerously_allow_insecure_origins,
            "dangerously_allow_public_suffixes": dangerously_allow_public_suffixes,
        }
        self._fill(given, _IN_CODE)

    @classmethod
    def from_json(cls, text: str) -> CorsPolicy:
        """Read a policy from its JSON text.

        Args:
            text: an object with the fields of the policy, as `to_json` writes it or by hand.

        Returns:
            The policy: ``CorsPolicy.from_json(policy.to_json()) == policy``.

        Raises:
            PolicyError: not JSON, not an object, an unknown field, a newer version, or a value
                that the policy refuses.

        Example:
            >>> CorsPolicy.from_json('{"allow_origins": ["https://app.example.com"]}')
            CorsPolicy(allow_origins=['https://app.example.com'])
        """
        return cls._from_text(text, _IN_CODE)

    @classmethod
    def from_env(cls, name: str = POLICY_VARIABLE) -> CorsPolicy:
        """Read a policy from an environment variable that holds its JSON text.

        Args:
            name: name of the variable.

        Returns:
            The policy.

        Raises:
            PolicyError: the variable is missing or empty, or `from_json` refuses it; the message
                is one line that names the variable.
        """
        from ._json import variable  # noqa: PLC0415 - as everything about texts, when it is needed

        return cls._from_text(variable(name), name)

    def to_json(self) -> str:
        """Write the policy as JSON: one line, sorted, what is not set left out.

        Returns:
            The same text for equal policies, short because the environment variables of a
            function share 4 KB.

        Example:
            >>> CorsPolicy(allow_origins=["https://app.example.com"]).to_json()
            '{"allow_origins":["https://app.example.com"],"version":1}'
        """
        from ._json import serialize  # noqa: PLC0415 - when it is needed

        return serialize(self._set_fields())

    def allows_origin(self, origin: str) -> bool:
        """Whether pages of an origin may read responses.

        Args:
            origin: the value of a request's ``Origin`` header, compared byte by byte, or by its
                parts where the policy has patterns.

        Returns:
            True for every origin where the policy says ``*``, even for ``null``.
        """
        answers = self.answers
        if answers.any_origin or origin in answers.exact:
            return True
        if not answers.has_patterns:
            return False
        from ._origins import matches  # noqa: PLC0415 - a policy has loaded it

        return matches(origin, answers.patterns, answers.within_labels)

    def for_route(
        self, *, methods: Iterable[str] | None = None, headers: Iterable[str] = ()
    ) -> CorsPolicy:
        """Return the effective policy of a route.

        Args:
            methods: names of the methods that the route has, in upper case; None, or ``ANY`` among
                them, leaves the policy's methods as they are.
            headers: names of the request headers that the route's authorizers and API keys need,
                in any case; names that only the browser sets (``Cookie``) need no permission.

        Returns:
            The policy with its methods cut to those of the route, and its headers extended.

        Raises:
            PolicyError: a header name is malformed.

        Example:
            >>> policy = CorsPolicy(allow_origins=["*"], allow_methods=["GET", "PUT"])
            >>> policy.for_route(methods=["PUT", "DELETE"], headers=["Authorization"])
            CorsPolicy(allow_origins=['*'], allow_methods=['PUT'], allow_headers=['authorization'])
        """
        return self.replace(
            allow_methods=self._methods_of(methods), allow_headers=self._headers_with(headers)
        )

    def replace(self, **changes: Unpack[Fields]) -> CorsPolicy:
        """Return the policy with some fields changed; only these are validated.

        Args:
            changes: fields by name.

        Returns:
            A new policy; this one stays as it is.

        Raises:
            PolicyError: the changed policy is not valid.
            TypeError: a policy has no such field.
        """
        unknown = changes.keys() - set(FIELDS)
        if unknown:
            message = f"a CorsPolicy has no field {min(unknown)!r}; its fields are {FIELDS!r}"
            raise TypeError(message)
        given = {name: getattr(self, name) for name in FIELDS} | changes
        policy = CorsPolicy.__new__(CorsPolicy)
        policy._fill(given, _IN_CODE, self, frozenset(FIELDS) - changes.keys())  # noqa: SLF001 - its own class
        return policy

    def check_public_suffixes(self, is_public_suffix: Callable[[str], bool]) -> None:
        """Refuse patterns that cover a public suffix, where the whole list of them is at hand.

        A policy itself knows the suffixes of hosting companies. The list is too large for a Lambda
        function; the CDK constructs and the audit bring it.

        Args:
            is_public_suffix: tells whether a domain such as ``github.io`` is on
                https://publicsuffix.org/list/, or has one below it that is;
                `corsgate.suffixes.Suffixes.span_owners` of a whole list.

        Raises:
            PolicyError: with `Reason.PUBLIC_SUFFIX`, if the policy allows credentials and does not
                say ``dangerously_allow_public_suffixes``.

        Example:
            >>> CorsPolicy(allow_origins=["https://*.github.io"]).check_public_suffixes(
            ...     {"github.io"}.__contains__
            ... )
        """
        if not self.allow_credentials or self.dangerously_allow_public_suffixes:
            return
        from ._validation import check_public_suffixes  # noqa: PLC0415 - not in a function

        check_public_suffixes(self.allow_origins, is_public_suffix, _IN_CODE)

    def to_powertools(self, *, methods: Iterable[str] | None = None) -> CORSConfig:
        """Write the policy as the ``CORSConfig`` of a Powertools resolver.

        Powertools sends no ``Vary``, so behind a cache keep to a single origin. It lists the
        methods that it routes, whatever the policy says. `corsgate.cors` around the resolver has
        neither limit.

        Args:
            methods: names of the methods that the resolver has routes for, each of which has to be
                in the policy; None checks none.

        Returns:
            ``aws_lambda_powertools.event_handler.CORSConfig``.

        Raises:
            PolicyError: with everything that the policy says and a ``CORSConfig`` cannot:
                patterns, and narrower lists than Powertools sends by itself.
            ImportError: Powertools is not installed.

        Example:
            >>> headers = ["authorization", "content-type", "x-amz-date", "x-amz-security-token"]
            >>> CorsPolicy(
            ...     allow_origins=["https://app.example.com"], allow_headers=[*headers, "x-api-key"]
            ... ).to_powertools().allowed_origin("https://app.example.com")
            'https://app.example.com'
        """
        from ._powertools import to_powertools  # noqa: PLC0415 - only who calls it pays for it

        return to_powertools(self, methods)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        """Refuse: a policy that changed after its validation would not be one."""
        self._refuse_change(name)

    def __delattr__(self, name: str) -> NoReturn:
        """Refuse, for the same reason."""
        self._refuse_change(name)

    def __eq__(self, other: object) -> bool:
        """Two policies are equal when every field is."""
        if not isinstance(other, CorsPolicy):
            return NotImplemented
        return self._values() == other._values()

    def __hash__(self) -> int:
        """By the fields, so that a policy can be a key."""
        return hash(self._values())

    def __repr__(self) -> str:
        """As one would write it, what is not set left out."""
        fields = ", ".join(f"{name}={value!r}" for name, value in self._set_fields().items())
        return f"CorsPolicy({fields})"

    def __reduce__(self) -> tuple[Callable[..., CorsPolicy], tuple[dict[str, object]]]:
        """Copy and pickle by the fields, since a frozen object cannot be filled in later."""
        return (_from_fields, (self._set_fields(),))

    @classmethod
    def _from_text(cls, text: str, source: str) -> CorsPolicy:
        from ._json import parse  # noqa: PLC0415 - when it is needed

        policy = cls.__new__(cls)
        policy._fill({**_DEFAULTS, **parse(text, source)}, source)  # noqa: SLF001 - its own class
        return policy

    def _fill(
        self,
        given: dict[str, object],
        source: str,
        like: CorsPolicy | None = None,
        unchanged: frozenset[str] = frozenset(),
    ) -> None:
        """Set the fields, once, or raise what is wrong with them.

        Args:
            given: every field.
            source: source where they come from.
            like: the policy that the unchanged fields are from.
            unchanged: names of fields.
        """
        from ._answers import Answers  # noqa: PLC0415 - with the first policy
        from ._validation import validated  # noqa: PLC0415 - with the first policy

        for name, value in validated(given, source, unchanged).items():
            object.__setattr__(self, name, value)
        same_origins = like if "allow_origins" in unchanged else None
        answers = Answers(self, None if same_origins is None else same_origins.answers)
        object.__setattr__(self, "answers", answers)

    def _refuse_change(self, name: str) -> NoReturn:
        message = f"a CorsPolicy is frozen; use policy.replace({name}=...) for a changed one"
        raise AttributeError(message)

    def _values(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in FIELDS)

    def _set_fields(self) -> dict[str, object]:
        """Return the fields that differ from their default, tuples as lists."""
        values = {name: getattr(self, name) for name in FIELDS}
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in values.items()
            if value != _DEFAULTS.get(name)
        }

    def _methods_of(self, route: Iterable[str] | None) -> tuple[str, ...]:
        methods = None if route is None else frozenset(route)
        if methods is None or methods & _ANY_METHOD:
            return self.allow_methods
        if WILDCARD in self.allow_methods:
            return tuple(methods)
        return tuple(method for method in self.allow_methods if method in methods)

    def _headers_with(self, needed: Iterable[str]) -> tuple[str, ...]:
        names = {name.lower() for name in needed}
        missing = {name for name in names if not is_forbidden_request_header(name)}
        if WILDCARD in self.allow_headers:
            missing &= {AUTHORIZATION}
        return (*self.allow_headers, *missing)


def _from_fields(fields: dict[str, Anything]) -> CorsPolicy:
    return CorsPolicy(**fields)
