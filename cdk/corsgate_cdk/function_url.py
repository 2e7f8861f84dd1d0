"""`aws_lambda.FunctionUrl` with a CORS policy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from aws_cdk.aws_lambda import CfnUrl, FunctionUrl, FunctionUrlAuthType

from corsgate.names import SIGNATURE_HEADERS
from corsgate.render import function_url

from ._at_synthesis import at_synthesis
from ._cors_in import GATEWAY, HANDLER, check_cors_in
from ._functions import functions_behind, hand_over
from ._public_suffixes import check_public_suffixes
from ._token_origins import prepare_origins

if TYPE_CHECKING:
    from aws_cdk.aws_lambda import IFunction
    from constructs import Construct

    from corsgate import CorsPolicy

    from ._cors_in import CorsIn
    from ._typed_properties import FunctionUrlProperties

_OWNER = "function_url"
_WAY_OUT = "decorate its handler with @cors(policy) and say function_has_own_policy=True"


class CorsFunctionUrl(FunctionUrl):
    """A function URL with a policy, and a function that knows who answers for CORS.

    It is `aws_lambda.FunctionUrl` with the same properties. In addition the policy becomes the
    URL's CORS settings, and the function gets it in ``CORSGATE_POLICY``, with ``function_url`` in
    ``CORSGATE_GATEWAY_OWNS``: a URL with CORS settings adds its headers to those of the function,
    and a header that comes twice is refused by browsers, so that bare ``@cors`` leaves them out.

    A URL knows no routes: its preflights allow all methods of the policy; where the URL asks for a
    signature (``AWS_IAM``, the CDK's default), its headers are allowed as well.

    Args:
        scope: the stack.
        id: id of the construct.
        function: function that the URL calls.
        policy: policy of the URL.
        cors_in: ``"gateway"``, or ``"handler"`` for what a URL cannot express, such as sub-domain
            patterns: it then has no CORS settings, and the function, decorated with ``@cors``,
            answers for CORS.
        function_has_own_policy: the function does without ``CORSGATE_POLICY``, because its handler
            has ``@cors(policy)`` in code. Needed for a function that this app only imports. Where
            the URL answers for CORS, the handler also needs ``gateway_owns=["function_url"]``.
        properties: properties of `aws_lambda.FunctionUrl`, but for ``cors``.

    Raises:
        corsgate.render.RenderError: what a URL cannot express, and ``cors_in`` is not
            ``"handler"``.
        corsgate.PolicyError: a pattern covers a public suffix, and credentials are allowed.
        TypeError: the policy is none.
        ValueError: ``cors`` is given too; ``cors_in`` is neither of the two, or is ``"handler"``
            behind a URL that asks every preflight for a signature.

    Example:
        >>> url = CorsFunctionUrl(stack, "Url", function=items, policy=policy)  # doctest: +SKIP

    Source: https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html#urls-cors
    """

    def __init__(  # noqa: PLR0913 - as flat as the CDK's own properties
        self,
        scope: Construct,
        id: str,  # noqa: A002 - the CDK's name
        *,
        function: IFunction,
        policy: CorsPolicy,
        cors_in: CorsIn = GATEWAY,
        function_has_own_policy: bool = False,
        **properties: Unpack[FunctionUrlProperties],
    ) -> None:
        if "cors" in properties:
            message = f"CorsFunctionUrl {id!r}: cors sets what policy already sets; remove it"
            raise ValueError(message)
        check_cors_in(f"CorsFunctionUrl {id!r}", cors_in)
        check_public_suffixes(policy)
        signed = properties.get("auth_type") in {None, FunctionUrlAuthType.AWS_IAM}
        if signed and cors_in == HANDLER:
            message = (
                f"CorsFunctionUrl {id!r}: auth_type is AWS_IAM, which rejects preflights before "
                "the handler receives them, because they carry no signature; write "
                "auth_type=FunctionUrlAuthType.NONE, or leave CORS to the URL with "
                "cors_in='gateway'"
            )
            raise ValueError(message)
        effective = policy.for_route(headers=SIGNATURE_HEADERS) if signed else policy
        configuration = function_url(effective) if cors_in == GATEWAY else None
        super().__init__(scope, id, function=function, **properties)
        self._policy = policy
        self._owns = None if configuration is None else _OWNER
        if configuration is not None:
            settings = self.node.default_child
            assert isinstance(settings, CfnUrl)  # noqa: S101 - the CDK has just made it
            settings.add_property_override("Cors", configuration)
        at_synthesis(self, lambda _: self._complete(None if function_has_own_policy else function))

    @property
    def policy(self) -> CorsPolicy:
        """The policy of the URL."""
        return self._policy

    def _complete(self, function: IFunction | None) -> list[str]:
        prepare_origins(self._policy, self)
        return [] if function is None else self._hand_over(function)

    def _hand_over(self, function: IFunction) -> list[str]:
        functions = functions_behind(function.function_arn, function)
        if not functions:
            problem = (
                f"its function is not defined by this app, so it cannot get the policy; {_WAY_OUT}"
            )
            return [problem]
        outcomes = [hand_over(each, self._policy, self._owns, _WAY_OUT) for each in functions]
        return [problem for problem in outcomes if problem is not None]
