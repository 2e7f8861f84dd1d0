"""Collects what is wrong with a policy, field after field, before it is raised as a whole."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._types import ReasonName

    Finding = tuple[str, object, ReasonName, str]


class Found:
    """The problems so far.

    Args:
        unchanged: names of fields that are as they were in a valid policy.

    They become `corsgate.Problem` values only when they are raised: a function whose policy is
    valid, so every function that runs, does not load `corsgate.problems`, whose enumeration alone
    would take a fifth of the time that the import may take.
    """

    __slots__ = ("findings", "unchanged")

    def __init__(self, unchanged: frozenset[str] = frozenset()) -> None:
        self.findings: list[Finding] = []
        self.unchanged = unchanged

    def add(self, field: str, value: object, reason: ReasonName, text: str) -> None:
        """Note one problem.

        Args:
            field: the policy's field.
            value: value as it was given.
            reason: the value of a `corsgate.Reason`.
            text: what is wrong and how to fix it; the field and the value are put before it.
        """
        # The name of an unknown field may be anything, and the message stays one line.
        name = field if field.isprintable() else repr(field)
        self.findings.append((field, value, reason, f"{name}: {value!r} {text}"))

    def raise_all(self, source: str) -> None:
        """Raise the problems together, if there are any.

        Args:
            source: source where the policy comes from.

        Raises:
            PolicyError: with every problem.
        """
        if not self.findings:
            return
        from .problems import PolicyError, Problem, Reason  # noqa: PLC0415 - see the class

        raise PolicyError(
            [
                Problem(field, value, Reason(reason), message)
                for field, value, reason, message in self.findings
            ],
            source,
        )
