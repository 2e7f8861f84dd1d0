"""Apps in the shapes of aws-cdk's integration apps, serverless patterns and Solutions Constructs.

The shapes are theirs, the code is not. They are beside those of `support.field_apps`, and are built
in the same way: each in a stack of one app, which is synthesised once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import App, Stack

from support.compared_apps import stack_name
from support.field_apps import POLICY, Classes
from support.shapes import fronts, http_apis, rest_routes, rest_services, rest_stages, spread
from support.synthesis import STABILIZED

if TYPE_CHECKING:
    from collections.abc import Callable

    from corsgate import CorsPolicy

SHAPES: dict[str, Callable[[Stack, Classes], None]] = {
    each.__name__: each
    for module in (rest_routes, rest_services, rest_stages, spread, http_apis, fronts)
    for each in module.SHAPES
}


def built(folder: str, policy: CorsPolicy | None) -> App:
    """Build all apps, each in stacks of its own.

    Args:
        folder: folder of the assembly.
        policy: policy of our classes; None for the CDK's.
    """
    app = App(outdir=folder, context=STABILIZED)
    classes = Classes(are_ours=policy is not None, policy=policy or POLICY)
    for name, build in SHAPES.items():
        build(Stack(app, stack_name(name)), classes)
    return app
