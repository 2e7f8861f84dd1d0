"""CORS for an HTTP API that is not one of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk.aws_apigatewayv2 import CfnApi, HttpApi
from constructs import Construct

from ._at_synthesis import at_synthesis
from ._cors_in import HANDLER, check_cors_in
from ._http_cors import HttpCors
from ._own_policies import OwnPolicies
from .http_api import CorsHttpApi

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from aws_cdk.aws_lambda import IFunction

    from corsgate import CorsPolicy

    from ._cors_in import CorsIn

_ID = "AddedCors"


class AddedHttpCors(Construct):
    """What `add_cors` has added to an HTTP API.

    Args:
        api: the API.
        policy: policy of the API.
        functions: functions that have a policy in code.
        cors_in: who answers for CORS.
    """

    def __init__(
        self, api: HttpApi, policy: CorsPolicy, functions: Iterable[IFunction], cors_in: CorsIn
    ) -> None:
        super().__init__(api, _ID)
        cors = HttpCors(api, policy, OwnPolicies(functions), in_handler=cors_in == HANDLER)
        at_synthesis(self, cors.complete)


def check_http_target(api: object, cors_in: str, without_effect: Mapping[str, bool]) -> HttpApi:
    """Refuse an HTTP API that has CORS settings, and choices that mean nothing there.

    Args:
        api: the API.
        cors_in: who answers for CORS, as it was given.
        without_effect: whether each choice was made that only a REST API knows.

    Returns:
        The API.

    Raises:
        ValueError: the API has settings already, or is imported; a choice has no effect.
    """
    check_cors_in("add_cors", cors_in)
    if not isinstance(api, HttpApi):
        message = (
            "add_cors: the CORS settings of an imported HTTP API belong to the stack that defines "
            "it; call add_cors there, or use CorsHttpApi: routes that are added to an import are "
            "seen, too"
        )
        raise ValueError(message)  # noqa: TRY004 - of the right kind, but elsewhere
    path = api.node.path
    settings = api.node.default_child
    taken = {
        "belongs to a CorsHttpApi, which has a policy": isinstance(api, CorsHttpApi),
        "already has a policy; remove one of the two calls": api.node.try_find_child(_ID)
        is not None,
        "has cors_preflight, which sets what the policy sets; remove it": isinstance(
            settings, CfnApi
        )
        and settings.cors_configuration is not None,
        **{
            f"is an HTTP API, where {name} has no effect; remove it": given
            for name, given in without_effect.items()
        },
    }
    for fault, present in taken.items():
        if present:
            message = f"add_cors: {path!r} {fault}"
            raise ValueError(message)
    return api
