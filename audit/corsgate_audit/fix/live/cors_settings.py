"""The CORS settings of an HTTP API and of a function URL: one call replaces them whole.

Sources:
https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid.html
https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionUrlConfig.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corsgate_audit.fix.live.values import Call, Step

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corsgate_audit.collect.live.account import Account
    from corsgate_audit.fix.live.values import Address, State

HTTP_API = "http_api_cors"
FUNCTION_URL = "function_url_cors"


class HttpApiCors:
    """The ``CorsConfiguration`` of an HTTP API."""

    kind = HTTP_API

    def read(self, account: Account, address: Address) -> State:
        """Read the settings; None where CORS is not configured."""
        return settings_of(
            account.apigatewayv2.get_api(ApiId=address["ApiId"]), "CorsConfiguration"
        )

    def steps(self, address: Address, now: State, target: State) -> Sequence[Step]:
        """Replace the settings, or take them away."""
        if self.same(now, target):
            return []
        if target is None:
            return [Step(_v2("delete_cors_configuration", address), None)]
        return [Step(_v2("update_api", address, CorsConfiguration=target), target)]

    def same(self, one: State, other: State) -> bool:
        """Compare without regard to order and to what is not set."""
        return canonical(one) == canonical(other)


class FunctionUrlCors:
    """The ``Cors`` of a function URL."""

    kind = FUNCTION_URL

    def read(self, account: Account, address: Address) -> State:
        """Read the settings; None where CORS is not configured."""
        answer = account.lambda_.get_function_url_config(**address)
        return settings_of(answer, "Cors")

    def steps(self, address: Address, now: State, target: State) -> Sequence[Step]:
        """Replace the settings.

        AWS documents no call that takes them away. Empty ones are sent for that; what AWS makes of
        them could not be verified.
        """
        if self.same(now, target):
            return []
        arguments = {**address, "Cors": target or {}}
        return [Step(Call("lambda", "update_function_url_config", arguments), target)]

    def same(self, one: State, other: State) -> bool:
        """Compare without regard to order; no settings and empty ones are the same here.

        So are no age and 0, which Lambda fills in:
        https://docs.aws.amazon.com/lambda/latest/api/API_Cors.html
        """
        return _without_age(one) == _without_age(other)


def _without_age(state: State) -> State:
    given = canonical(state) or {}
    return {name: value for name, value in given.items() if (name, value) != ("MaxAge", 0)}


def _v2(operation: str, address: Address, **arguments: object) -> Call:
    return Call("apigatewayv2", operation, {"ApiId": address["ApiId"], **arguments})


def settings_of(answer: Mapping[str, Any], name: str) -> State:
    """Take the settings out of an answer, as they are."""
    found = answer.get(name)
    return None if found is None else dict(found)


def canonical(state: State) -> State:
    """Write settings so that those that mean the same are equal: header names have no case.

    Args:
        state: settings; None for none.
    """
    if state is None:
        return None
    return {
        name: sorted(each.lower() if "Headers" in name else each for each in value)
        if isinstance(value, list)
        else value
        for name, value in state.items()
        if value not in ([], None, "") and value is not False
    }
