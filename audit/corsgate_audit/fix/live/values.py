"""What a live fix consists of: items, calls, changes. Everything survives a trip through JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from corsgate_audit.model import FixSafety

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TypeAlias

    from corsgate import CorsPolicy
    from corsgate_audit.collect.live.account import Account, Edge
    from corsgate_audit.fix.repairs import ErrorOrigin

    Clients: TypeAlias = Account | Edge
    """Of a region of an account, or of what of the account is in none."""
    State: TypeAlias = dict[str, Any] | None
    """Of an item, as AWS's API describes it without what it fills in; None: there is none."""
    Address: TypeAlias = Mapping[str, str]
    """Of an item, in the parameters of AWS's API."""


Clients_contra = TypeVar("Clients_contra", contravariant=True)
"""Through which an item is read."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call that changes something.

    Args:
        service: boto3's name: ``apigateway``.
        operation: boto3's name: ``put_method``.
        arguments: by name.
    """

    service: str
    operation: str
    arguments: dict[str, Any]

    def __str__(self) -> str:
        """Return the call as a person would name it."""
        return f"{self.service} {self.operation}"


@dataclass(frozen=True, slots=True)
class Step:
    """One call, and the state that the item has after it."""

    call: Call
    then: State


class Item(Protocol[Clients_contra]):
    """A kind of thing that a fix changes: how it is read, and how one state becomes another."""

    kind: str

    def read(self, account: Clients_contra, address: Address) -> State:
        """Read the item as it is.

        Args:
            account: whose it is.
            address: of it.

        Raises:
            ClientError: AWS does not answer.
        """

    def steps(self, address: Address, now: State, target: State) -> Sequence[Step]:
        """Return the way from one state to another; none where they are the same.

        Args:
            address: of the item.
            now: its state.
            target: the state that it shall have.
        """

    def same(self, one: State, other: State) -> bool:
        """Report whether two states mean the same to AWS."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One item, from the state that the plan saw to the state that the policy asks for.

    Args:
        kind: of the item.
        account: whose it is.
        region: in which it is.
        address: of it.
        label: what people call it: ``OPTIONS /items of 'shop' (a1b2c3)``.
        before: as the plan saw it.
        after: as the policy asks for.
        safety: whether it can be made without a person's judgement.
        reasons: why it is not safe, a sentence each.
        api: ``service/id`` of the API that it is a part of.
    """

    kind: str
    account: str
    region: str
    address: dict[str, str]
    label: str
    before: State
    after: State
    safety: FixSafety = FixSafety.SAFE
    reasons: tuple[str, ...] = ()
    api: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the change as plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Change:
        """Read a change from what `to_json` returned."""
        return cls(
            **{
                **content,
                "safety": FixSafety(content["safety"]),
                "reasons": tuple(content["reasons"]),
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the owner has decided.

    Args:
        policy: that the APIs shall have; None for what no policy decides.
        run_id: of the run that a plan is made for.
        stages: of REST APIs, that are deployed anew.
        error_origin: see `corsgate.render.gateway_responses`.
        unsafe: unsafe changes are made too.
    """

    policy: CorsPolicy | None = None
    run_id: str
    stages: tuple[str, ...] = ()
    error_origin: ErrorOrigin = None
    unsafe: bool = False
