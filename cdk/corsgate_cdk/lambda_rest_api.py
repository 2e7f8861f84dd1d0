"""`aws_apigateway.LambdaRestApi` with a CORS policy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from aws_cdk.aws_apigateway import LambdaRestApi

from ._rest_api_with_policy import RestApiWithPolicy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aws_cdk.aws_iam import PolicyDocument
    from aws_cdk.aws_lambda import IFunction
    from constructs import Construct

    from corsgate import CorsPolicy
    from corsgate.render import ErrorOrigin

    from ._typed_properties import LambdaRestApiProperties


class CorsLambdaRestApi(RestApiWithPolicy, LambdaRestApi):
    """A REST API of one function, which answers for CORS in every place where it has to.

    It is `aws_apigateway.LambdaRestApi` with the same properties and methods, and with what
    `CorsRestApi` adds. Preflights are answered by API Gateway, and do not reach the function.

    Args:
        scope: the stack.
        id: id of the construct; ids and logical ids are those of `LambdaRestApi`.
        handler: function behind all routes.
        policy: policy of the whole API.
        proxy: every path and method goes to the function, as in the CDK; False for routes that are
            added one by one.
        error_origin: as for `CorsRestApi`.
        functions_with_own_policy: as for `CorsRestApi`.
        resource_policy: as for `CorsRestApi`.
        consolidate_permissions: as for `CorsRestApi`.
        properties: properties of `aws_apigateway.LambdaRestApi`, but for
            ``default_cors_preflight_options``.

    Raises:
        corsgate.render.RenderError: several origins, and no ``error_origin``.
        corsgate.PolicyError: a pattern covers a public suffix, and credentials are allowed.
        ValueError: ``default_cors_preflight_options`` is given too.
        TypeError: the policy is none.

    Example:
        >>> api = CorsLambdaRestApi(stack, "Api", handler=items, policy=policy)  # doctest: +SKIP

    Source: https://docs.aws.amazon.com/cdk/api/v2/python/aws_cdk.aws_apigateway/LambdaRestApi.html
    """

    def __init__(  # noqa: PLR0913 - as flat as the CDK's own properties
        self,
        scope: Construct,
        id: str,  # noqa: A002 - the CDK's name
        *,
        handler: IFunction,
        policy: CorsPolicy,
        proxy: bool = True,
        error_origin: ErrorOrigin | None = None,
        functions_with_own_policy: Iterable[IFunction] = (),
        resource_policy: PolicyDocument | None = None,
        consolidate_permissions: bool = False,
        **properties: Unpack[LambdaRestApiProperties],
    ) -> None:
        self._begin(id, policy, error_origin, properties)
        LambdaRestApi.__init__(
            self, scope, id, handler=handler, proxy=proxy, policy=resource_policy, **properties
        )
        self._bring(functions_with_own_policy, consolidate_permissions=consolidate_permissions)
