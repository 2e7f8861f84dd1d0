"""From a token in a property to the construct that it stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsii
from aws_cdk import (
    IPostProcessor,
    IResolvable,
    IResolveContext,
    ITokenResolver,
    Reference,
    Tokenization,
    TokenizedStringFragments,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from constructs import IConstruct


def referenced(value: object, scope: IConstruct) -> list[IConstruct]:
    """Find the constructs that a property refers to, in this stack or another.

    Args:
        value: a property: text, a token, text with tokens in it, or what holds such texts; None
            for none.
        scope: scope in which lazy tokens are evaluated.

    Returns:
        The targets of its references; none for plain text and for pseudo parameters.
    """
    if value is None:
        return []
    collected = _Collector()
    Tokenization.resolve(value, scope=scope, preparing=True, resolver=collected)
    return collected.targets


@jsii.implements(ITokenResolver)
class _Collector:
    """Resolves nothing: looks at each reference on the way."""

    def __init__(self) -> None:
        self.targets: list[IConstruct] = []

    # The parameters are named as in the interface, which both jsii and the type checker compare.
    def resolve_token(
        self, t: IResolvable, context: IResolveContext, post_processor: IPostProcessor
    ) -> Any:  # noqa: ANN401 - whatever a token resolves to
        del post_processor
        if isinstance(t, Reference):
            self.targets.append(t.target)
            return ""
        return context.resolve(t.resolve(context))

    def resolve_string(self, fragments: TokenizedStringFragments, context: IResolveContext) -> Any:  # noqa: ANN401
        for token in fragments.tokens:
            context.resolve(token)
        return ""

    def resolve_list(self, l: Sequence[str], context: IResolveContext) -> Any:  # noqa: ANN401, E741
        token = Tokenization.reverse_list(l)
        if token is not None:
            context.resolve(token)
        return []
