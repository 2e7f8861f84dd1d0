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
        service: boto3's name of the service: ``apigateway``.
        operation: boto3's name of the operation: ``put_method``.
        arguments: arguments of the operation, by boto3's names.
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
            account: clients of the account and region that the item is in.
            address: parameters by which AWS's API names the item.

        Raises:
            ClientError: AWS does not answer.
        """

    def steps(self, address: Address, now: State, target: State) -> Sequence[Step]:
        """Return the way from one state to another; none where they are the same.

        Args:
            address: parameters by which AWS's API names the item.
            now: state that the item has.
            target: state that the item shall have.
        """

    def same(self, one: State, other: State) -> bool:
        """Report whether two states mean the same to AWS."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One item, from the state that the plan saw to the state that the policy asks for.

    Args:
        kind: kind of the item, a key of `corsgate_audit.fix.live.items.ITEMS`.
        account: id of the account that the item is in.
        region: region that the item is in; that of the edge clients for CloudFront.
        address: parameters by which AWS's API names the item.
        label: the item's name for people: ``OPTIONS /items of 'shop' (a1b2c3)``.
        before: state as the plan saw it; None where there is no such item.
        after: state that the fix asks for; None where the item goes.
        safety: whether it can be made without a person's judgement.
        reasons: reasons why the change is not safe, a sentence each.
        api: ``service/id`` of the API that the item belongs to.
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
        policy: policy that the APIs are to follow; None for repairs that no policy decides.
        run_id: id of the run that a plan is made for.
        stages: names of the REST API stages that are deployed.
        error_origin: see `corsgate.render.gateway_responses`.
        unsafe: whether unsafe changes are made too.
    """

    policy: CorsPolicy | None = None
    run_id: str
    stages: tuple[str, ...] = ()
    error_origin: ErrorOrigin = None
    unsafe: bool = False
