"""What a collector raises where a target as a whole cannot be read."""

from __future__ import annotations


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
