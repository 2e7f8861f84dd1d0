"""The request validators of an account's REST API: two calls, where a method has one."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING

from corsgate_audit.collect.validation import NOT_VALIDATED, read_validation
from corsgate_audit.model import Unresolved

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_apigateway.type_defs import MethodTypeDef, PaginatorConfigTypeDef

    from corsgate_audit.collect.live.account import Account
    from corsgate_audit.collect.shapes import Shape
    from corsgate_audit.collect.validation import Validation

_PAGE: PaginatorConfigTypeDef = {"PageSize": 500}


class Validators:
    """The validators and models of one API, listed when the first method asks for them.

    Args:
        account: account of the API.
        api_id: id of the API.
    """

    def __init__(self, account: Account, api_id: str) -> None:
        self._account = account
        self._api_id = api_id

    def of(self, method: MethodTypeDef) -> Validation:
        """Read what the validator of a method refuses.

        Args:
            method: method as GetResources answers it.

        Raises:
            ClientError: the validators or the models may not be listed.
        """
        key = method.get("requestValidatorId")
        if key is None:
            return NOT_VALIDATED
        unknown = Unresolved(key, "GetRequestValidators does not list it")
        validator = self._validators.get(key, unknown)
        return read_validation(validator, method.get("requestModels"), self._schema)

    @cached_property
    def _validators(self) -> Mapping[str, Shape]:
        paginator = self._account.apigateway.get_paginator("get_request_validators")
        pages = paginator.paginate(restApiId=self._api_id, PaginationConfig=_PAGE)
        return {item["id"]: item for page in pages for item in page.get("items", [])}

    @cached_property
    def _schemas(self) -> Mapping[str, str]:
        paginator = self._account.apigateway.get_paginator("get_models")
        pages = paginator.paginate(restApiId=self._api_id, PaginationConfig=_PAGE)
        return {
            item["name"]: item.get("schema", "") for page in pages for item in page.get("items", [])
        }

    def _schema(self, value: object) -> object:
        """Return the schema of a model by its name, or by the address of it in another schema."""
        name = str(value).rpartition("/")[2]
        try:
            return json.loads(self._schemas[name])
        except KeyError:
            return Unresolved(name, "GetModels does not list it")
        except ValueError:
            return Unresolved(name, "the schema of the model is not JSON")
