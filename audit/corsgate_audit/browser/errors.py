"""Chromium's names for what CORS refuses."""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    """What is refused before CORS is looked at.

    Two are names of the DevTools protocol's ``CorsError`` all the same; mixed content is its
    ``blockedReason``.

    Source: https://chromedevtools.github.io/devtools-protocol/tot/Network/#type-CorsError
    """

    MIXED_CONTENT = "MixedContent"
    INSECURE_LOCAL_NETWORK = "InsecureLocalNetwork"
    LOCAL_NETWORK_ACCESS_PERMISSION_DENIED = "LocalNetworkAccessPermissionDenied"


class CorsError(StrEnum):
    """The names, as the DevTools protocol gives them.

    Source: https://chromedevtools.github.io/devtools-protocol/tot/Network/#type-CorsError
    """

    CORS_DISABLED_SCHEME = "CorsDisabledScheme"
    PREFLIGHT_DISALLOWED_REDIRECT = "PreflightDisallowedRedirect"
    PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER = "PreflightMissingAllowOriginHeader"
    PREFLIGHT_WILDCARD_ORIGIN_NOT_ALLOWED = "PreflightWildcardOriginNotAllowed"
    PREFLIGHT_MULTIPLE_ALLOW_ORIGIN_VALUES = "PreflightMultipleAllowOriginValues"
    PREFLIGHT_INVALID_ALLOW_ORIGIN_VALUE = "PreflightInvalidAllowOriginValue"
    PREFLIGHT_ALLOW_ORIGIN_MISMATCH = "PreflightAllowOriginMismatch"
    PREFLIGHT_INVALID_ALLOW_CREDENTIALS = "PreflightInvalidAllowCredentials"
    PREFLIGHT_INVALID_STATUS = "PreflightInvalidStatus"
    INVALID_ALLOW_METHODS_PREFLIGHT_RESPONSE = "InvalidAllowMethodsPreflightResponse"
    INVALID_ALLOW_HEADERS_PREFLIGHT_RESPONSE = "InvalidAllowHeadersPreflightResponse"
    METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE = "MethodDisallowedByPreflightResponse"
    HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE = "HeaderDisallowedByPreflightResponse"
    MISSING_ALLOW_ORIGIN_HEADER = "MissingAllowOriginHeader"
    WILDCARD_ORIGIN_NOT_ALLOWED = "WildcardOriginNotAllowed"
    MULTIPLE_ALLOW_ORIGIN_VALUES = "MultipleAllowOriginValues"
    INVALID_ALLOW_ORIGIN_VALUE = "InvalidAllowOriginValue"
    ALLOW_ORIGIN_MISMATCH = "AllowOriginMismatch"
    INVALID_ALLOW_CREDENTIALS = "InvalidAllowCredentials"
    REDIRECT_CONTAINS_CREDENTIALS = "RedirectContainsCredentials"

    @property
    def is_of_preflight(self) -> bool:
        """Whether it is the answer to the preflight that fails."""
        return "Preflight" in self.value

    @property
    def of_preflight(self) -> CorsError:
        """The name that the same failure of the CORS check has on a preflight's answer."""
        return CorsError(f"Preflight{self.value}")
