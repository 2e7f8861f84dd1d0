"""Which request headers a page may send without asking first, by name and by value."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corsgate.names import NAME_CHARACTERS
from corsgate_audit.browser.differences import Difference
from corsgate_audit.browser.headers import byte_lowercase, combine, sorted_lowercase_set

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from corsgate_audit.browser.profiles import Profile
    from corsgate_audit.browser.values import Headers

VALUE_LENGTH_LIMIT = 128
TOTAL_LENGTH_LIMIT = 1024
RANGE_LIMIT = (1 << 63) - 1
UNSIGNED_RANGE_LIMIT = 1 << 64

# https://fetch.spec.whatwg.org/#cors-unsafe-request-header-byte
has_unsafe_byte = re.compile(r'[\x00-\x08\x0a-\x1f"():<>?@\[\\\]{}\x7f]').search
_is_language = re.compile(r"[0-9A-Za-z *,\-.;=]*").fullmatch
_TOKEN = f"[{re.escape(NAME_CHARACTERS)}]+"
_mime_essence = re.compile(rf"[\n\r\t ]*({_TOKEN}/{_TOKEN})[\n\r\t ]*(?:;.*)?", re.DOTALL).fullmatch
_single_range = re.compile(r"bytes=([0-9]+)-([0-9]*)").fullmatch
_LOOSE = r"[\x0b\x0c]*\+?([0-9]+)[\x0b\x0c]*"
_loose_range = re.compile(f"bytes={_LOOSE}-(?:{_LOOSE})?").fullmatch

_CONTENT_TYPES = frozenset(
    {"application/x-www-form-urlencoded", "multipart/form-data", "text/plain"}
)


def _accept(value: str, profile: Profile) -> bool:
    return not (has_unsafe_byte(value) or _has_byte_beyond_ascii(value, profile))


def _has_byte_beyond_ascii(value: str, profile: Profile) -> bool:
    return not value.isascii() and Difference.BYTES_BEYOND_ASCII_ARE_UNSAFE in profile


def _language(value: str, _: Profile) -> bool:
    return bool(_is_language(value))


def _content_type(value: str, profile: Profile) -> bool:
    """Compare the essence of a MIME type; https://mimesniff.spec.whatwg.org/#parse-a-mime-type."""
    if has_unsafe_byte(value) or _has_byte_beyond_ascii(value, profile):
        return False
    if Difference.CONTENT_TYPES_ARE_PARSED_BY_ANOTHER_GRAMMAR in profile:
        return _geckos_essence(value) in _CONTENT_TYPES
    mime = _mime_essence(value)
    return mime is not None and mime[1].lower() in _CONTENT_TYPES


def _geckos_essence(value: str) -> str:
    """Return the type and subtype as Firefox reads them; empty where it refuses the value."""
    media_type, semicolon, parameters = value.partition(";")
    essence, _, junk = media_type.replace("\t", " ").partition(" ")
    if "," in value or parameters.endswith(";") or (junk and not semicolon):
        return ""
    return essence.lower()


def _range(value: str, profile: Profile) -> bool:
    """Take ``bytes=0-`` and ``bytes=0-10``; https://fetch.spec.whatwg.org/#simple-range-header-value.

    ``bytes=-5`` parses too, but the safelist leaves it out.
    """
    if Difference.RANGE_UNITS_IGNORE_CASE in profile:
        value = byte_lowercase(value)
    loosely = Difference.RANGE_NUMBERS_ARE_READ_LOOSELY in profile
    parts = (_loose_range if loosely else _single_range)(value)
    if parts is None:
        return False
    first, last = int(parts[1]), int(parts[2] or parts[1])
    if Difference.RANGES_ARE_64_BIT in profile and last >= RANGE_LIMIT:
        return False
    if Difference.RANGES_ARE_UNSIGNED_64_BIT in profile and last >= UNSIGNED_RANGE_LIMIT:
        return False
    return first <= last


def _number(value: str, _: Profile) -> bool:
    return bool(re.fullmatch(r"[0-9]+(\.[0-9]+)?", value, re.ASCII))


def _integer(value: str, _: Profile) -> bool:
    return bool(re.fullmatch(r"[0-9]+", value, re.ASCII))


def _effective_connection_type(value: str, _: Profile) -> bool:
    return value in {"slow-2g", "2g", "3g", "4g"}


def _any(_: str, __: Profile) -> bool:
    return True


def _save_data(value: str, _: Profile) -> bool:
    return byte_lowercase(value) == "on"


SAFELIST: Mapping[str, Callable[[str, Profile], bool]] = {
    "accept": _accept,
    "accept-language": _language,
    "content-language": _language,
    "content-type": _content_type,
}
CLIENT_HINTS: Mapping[str, Callable[[str, Profile], bool]] = {
    "device-memory": _number,
    "downlink": _number,
    "dpr": _number,
    "ect": _effective_connection_type,
    "rtt": _integer,
    "save-data": _save_data,
    "intervention": _any,
    "viewport-width": _integer,
    "width": _integer,
}

DEVICE_AND_NETWORK_HINTS = frozenset(CLIENT_HINTS) - {"intervention", "save-data"}


def is_cors_safelisted_request_header(name: str, value: str, profile: Profile) -> bool:
    """Whether a header may be sent without a preflight.

    Args:
        name: name of the header, in lower case.
        value: value with no white space around it.
        profile: the browser's differences from the standard.

    Source: https://fetch.spec.whatwg.org/#cors-safelisted-request-header
    """
    if name == "user-agent":
        return Difference.USER_AGENT_IS_NOT_THE_PAGES in profile
    if len(value) > VALUE_LENGTH_LIMIT:
        return False
    if name == "range":
        return _range(value, profile)
    allows = SAFELIST.get(name)
    if allows is None and Difference.CLIENT_HINTS_ARE_SAFELISTED in profile:
        allows = CLIENT_HINTS.get(name)
    return allows is not None and allows(value, profile)


def cors_unsafe_request_header_names(headers: Headers, profile: Profile) -> tuple[str, ...]:
    """Return the names that a preflight has to ask for: lower-case, each once, sorted.

    A value over 128 bytes makes its header unsafe; safelisted values of more than 1,024 bytes
    together make all of theirs unsafe.

    Source: https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names
    """
    if Difference.REQUEST_HEADER_LINES_ARE_COMBINED in profile:
        headers = combine(headers)
    unsafe: list[str] = []
    potentially_unsafe: list[str] = []
    safelist_value_size = 0
    for name, value in headers:
        if is_cors_safelisted_request_header(byte_lowercase(name), value, profile):
            potentially_unsafe.append(name)
            safelist_value_size += len(value)
        else:
            unsafe.append(name)
    limited = Difference.TOTAL_LENGTH_IS_NOT_LIMITED not in profile
    if limited and safelist_value_size > TOTAL_LENGTH_LIMIT:
        unsafe += potentially_unsafe
    if Difference.REPEATED_NAMES_ARE_ASKED_FOR_AGAIN in profile:
        return tuple(sorted(map(byte_lowercase, unsafe)))
    return sorted_lowercase_set(unsafe)
