"""In which order Chromium walks through a request's headers.

Of several headers that an answer does not allow, the console names one: the first that Chromium
comes across. Its renderer keeps a request's headers in a hash table, so that is neither the first
in alphabetical order nor the first that the page set, but the same one every time.

Sources: https://github.com/Nicoshev/rapidhash (the hash),
https://chromium.googlesource.com/chromium/src/+/main/third_party/blink/renderer/platform/network/http_header_map.h
and `wtf/hash_table.h`, `wtf/text/case_folding_hash.h` beside it (the table).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.browser.headers import sorted_lowercase_set

if TYPE_CHECKING:
    from collections.abc import Iterable

_SEED = 0xBDD89AA982704029
_SECRETS = (0x2D358DCCAA6C78A5, 0x8BB84B93962EACC9, 0x4B33A62ED433D4A3)
_MASK = (1 << 64) - 1
_SMALLEST_TABLE = 8
# What the browser adds after the page's own headers; they take places in the table.
_ADDED = ("sec-ch-ua", "sec-ch-ua-mobile", "sec-ch-ua-platform", "user-agent")


def chromium_header_order(names: Iterable[str]) -> list[str]:
    """Return the names in lower case, in the order of Chromium's table.

    Args:
        names: names of all headers that the page set.
    """
    table: list[str | None] = [None] * _SMALLEST_TABLE
    ours = [name for name in sorted_lowercase_set(names) if name not in _ADDED]
    for name in (*ours, *_ADDED):
        _insert(table, name)
        if 2 * (len(table) - table.count(None)) >= len(table):
            table = _doubled(table)
    return [name for name in table if name is not None and name in ours]


def _insert(table: list[str | None], name: str) -> None:
    place = _hash(name)
    step = 0
    while table[place % len(table)] is not None:
        step += 1
        place += step
    table[place % len(table)] = name


def _doubled(table: list[str | None]) -> list[str | None]:
    larger: list[str | None] = [None] * (2 * len(table))
    for name in table:
        if name is not None:
            _insert(larger, name)
    return larger


def _hash(name: str) -> int:
    """Hash a name in lower case, as UTF-16, and keep 24 bits."""
    data = name.encode("utf-16-le", "surrogatepass")
    return _rapidhash(data) & 0xFFFFFF or 0x800000


def _mix(a: int, b: int) -> int:
    product = a * b
    return (product & _MASK) ^ (product >> 64)


def _rapidhash(data: bytes) -> int:
    size = len(data)
    seed = _SEED ^ _mix(_SEED ^ _SECRETS[0], _SECRETS[1]) ^ size
    if size > 16:  # noqa: PLR2004 - the hash reads blocks of 16 and of 48 bytes
        seed = _long_seed(data, seed)
    a, b = _last_words(data)
    product = (a ^ _SECRETS[1]) * (b ^ seed)
    low, high = product & _MASK, product >> 64
    return _mix(low ^ _SECRETS[0] ^ size, high ^ _SECRETS[1])


def _last_words(data: bytes) -> tuple[int, int]:
    size = len(data)
    if size > 16:  # noqa: PLR2004
        return _word(data, size - 16), _word(data, size - 8)
    if size < 4:  # noqa: PLR2004 - at most one character
        return int.from_bytes(data, "little"), 0
    shift = 4 if size >= 8 else 0  # noqa: PLR2004
    first, last = _half(data, 0), _half(data, size - 4)
    return first << 32 | last, _half(data, shift) << 32 | _half(data, size - 4 - shift)


def _long_seed(data: bytes, seed: int) -> int:
    at, rest = 0, len(data)
    if rest > 48:  # noqa: PLR2004
        lanes = [seed, seed, seed]
        while rest >= 48:  # noqa: PLR2004
            for lane, secret in enumerate(_SECRETS):
                word = at + 16 * lane
                lanes[lane] = _mix(_word(data, word) ^ secret, _word(data, word + 8) ^ lanes[lane])
            at, rest = at + 48, rest - 48
        seed = lanes[0] ^ lanes[1] ^ lanes[2]
    if rest > 16:  # noqa: PLR2004
        seed = _mix(_word(data, at) ^ _SECRETS[2], _word(data, at + 8) ^ seed ^ _SECRETS[1])
    if rest > 32:  # noqa: PLR2004
        seed = _mix(_word(data, at + 16) ^ _SECRETS[2], _word(data, at + 24) ^ seed)
    return seed


def _word(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 8], "little")


def _half(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "little")
