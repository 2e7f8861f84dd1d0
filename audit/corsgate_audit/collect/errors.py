"""What a collector raises where a target as a whole cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corsgate_audit.model import Collection


class TargetError(ValueError):
    """A target cannot be read at all; the text is one line for the person who named it.

    What can be read in part is never an error: the part that could not be read is an entry of the
    collection's coverage.

    Example:
        >>> raise TargetError("'api.yaml': no such file or folder")
        Traceback (most recent call last):
        ...
        corsgate_audit.collect.errors.TargetError: 'api.yaml': no such file or folder
    """

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.split()))


class NoTemplateError(TargetError):
    """A target is there and describes no API: neither a fault of its own nor of who named it."""


class NothingToReadError(TargetError):
    """Some targets describe no API.

    Args:
        message: one line for people.
        collection: collection of the others, with an entry of the coverage for each of these.
    """

    def __init__(self, message: str, collection: Collection) -> None:
        super().__init__(message)
        self.collection = collection


class SamRefusalError(TargetError):
    """SAM's translator refuses a template, as it would when it is deployed.

    Args:
        message: one line for people.
        causes: sentences of the translator, one for each fault.
    """

    def __init__(self, message: str, causes: Sequence[str]) -> None:
        super().__init__(message)
        self.causes = tuple(causes)
