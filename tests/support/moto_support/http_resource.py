"""What the resources of an HTTP API share: the API that they belong to, and their id."""

from __future__ import annotations

from typing import Any

from moto.apigatewayv2.models import apigatewayv2_backends

from support.moto_support.stack_resource import StackResource


class HttpResource(StackResource):
    """A resource with an ``ApiId``."""

    @property
    def backend(self) -> Any:  # noqa: ANN401 (moto is read without its types)
        """The API Gateway V2 of moto in this account and region."""
        return apigatewayv2_backends[self.account_id][self.region_name]

    @property
    def api(self) -> Any:  # noqa: ANN401
        """The model that moto has of the API; None once the API is deleted."""
        return self.backend.apis.get(self.properties["ApiId"])


def keep_id(members: dict[str, Any], new_id: str, old_id: str) -> Any:  # noqa: ANN401
    """Put the member that was just made in the place of the old one; return it.

    A member is made anew and not updated, since moto's own update keeps what is not given, and a
    template that drops a property wants it gone.
    """
    member = members.pop(new_id)
    members[old_id] = member
    return member
