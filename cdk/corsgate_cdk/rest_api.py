"""`aws_apigateway.RestApi` with a CORS policy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from aws_cdk.aws_apigateway import RestApi

from ._rest_api_with_policy import RestApiWithPolicy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aws_cdk.aws_iam import PolicyDocument
    from aws_cdk.aws_lambda import IFunction
    from constructs import Construct

    from corsgate import CorsPolicy
    from corsgate.render import ErrorOrigin

    from ._typed_properties import RestApiProperties


class CorsRestApi(RestApiWithPolicy, RestApi):
    """A REST API that answers for CORS in every place where it has to.

    It is `aws_apigateway.RestApi` with the same properties and methods. In addition

    * every resource with routes gets an OPTIONS method that API Gateway answers itself, whenever
      and however the routes are added; a hand-written one stays as it is;
    * what the gateway answers itself (401, 403, 429, 5XX …) carries the headers;
    * with stage caching on, responses are kept apart by origin;
    * every integrated function gets the policy in ``CORSGATE_POLICY``, where bare ``@cors`` reads
      it;
    * every deployment of the API waits for these, and is a new one when any of them changes.

    The routes may be in any stack of the app, added to the API itself or to an import of it.

    Args:
        scope: the stack.
        id: id of the construct; ids and logical ids are those of `RestApi`.
        policy: policy of the whole API; `cors_for` gives a part of it another one.
        error_origin: needed if the policy allows several origins, because the gateway's error
            responses cannot look one up: ``"reflect"`` lets every page read *error* responses,
            ``"first"`` only pages of the first origin. See `corsgate.render.gateway_responses`.
        functions_with_own_policy: functions that do without ``CORSGATE_POLICY``, because their
            handlers have ``@cors(policy)`` in code. Needed for functions that this app only
            imports, and for functions that serve APIs of different policies.
        resource_policy: what `RestApi` calls ``policy``: who may call the API at all. One that lets
            nobody send OPTIONS without credentials fails the synthesis.
        consolidate_permissions: give each function one permission for the whole API, in place of
            the CDK's two for each of its routes, and say in a synthesis note how full the template
            is. For APIs that meet the limit of 500 resources in a template, or of 20,480 bytes in
            a function's policy. Off, so that adopting the construct replaces nothing. When it is
            turned on for an API that is deployed, the new permission is there before the old ones
            go.
        properties: properties of `aws_apigateway.RestApi`, but for
            ``default_cors_preflight_options``.

    Raises:
        corsgate.render.RenderError: several origins, and no ``error_origin``.
        corsgate.PolicyError: a pattern covers a public suffix, and credentials are allowed.
        ValueError: ``default_cors_preflight_options`` is given too.
        TypeError: the policy is none.

    What can only be seen in the whole app fails its synthesis: a route whose method is outside the
    policy, two policies for one function, a function that cannot be given the policy.

    Example:
        >>> api = CorsRestApi(stack, "Api", policy=policy)  # doctest: +SKIP

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html
    """

    def __init__(  # noqa: PLR0913 - as flat as the CDK's own properties
        self,
        scope: Construct,
        id: str,  # noqa: A002 - the CDK's name
        *,
        policy: CorsPolicy,
        error_origin: ErrorOrigin | None = None,
        functions_with_own_policy: Iterable[IFunction] = (),
        resource_policy: PolicyDocument | None = None,
        consolidate_permissions: bool = False,
        **properties: Unpack[RestApiProperties],
    ) -> None:
        self._begin(id, policy, error_origin, properties)
        RestApi.__init__(self, scope, id, policy=resource_policy, **properties)
        self._bring(functions_with_own_policy, consolidate_permissions=consolidate_permissions)
