"""The functions of an auditor: their code, their environment and their roles."""

from __future__ import annotations

import platform
import sys
from typing import TYPE_CHECKING

from aws_cdk import Duration, RemovalPolicy
from aws_cdk.aws_iam import Effect, PolicyDocument, PolicyStatement, Role, ServicePrincipal
from aws_cdk.aws_lambda import Architecture, Function, Runtime
from aws_cdk.aws_logs import LogGroup, RetentionDays

from ._auditor_package import ENTRY, contents, files
from ._bundling import bundled
from ._linters import acknowledge, acknowledge_wildcards

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aws_cdk.aws_lambda import Code
    from constructs import Construct

_MOUNT = "/var/task"
_ARCHITECTURES = {"x86_64": Architecture.X86_64, "aarch64": Architecture.ARM_64}

_IDS = "accounts, units, roles and runs have ids that are not known before they are made"
_RUNTIME = (
    "the package has the bytecode of the Python that synthesised it, and runs on that; a newer one "
    "needs a newer Python there"
)


def function(  # noqa: PLR0913 - what the three differ in
    scope: Construct,
    id: str,  # noqa: A002 - the CDK's name
    *,
    entry: str,
    code: Code,
    environment: Mapping[str, str],
    statements: Sequence[PolicyStatement],
    memory_size: int,
    role_name: str | None = None,
) -> Function:
    """Make a function with a role that may do what the statements say, and write its log.

    Args:
        scope: construct that it belongs to.
        id: id of the construct.
        entry: function in the entry module.
        code: package.
        environment: variables.
        statements: what the role may do.
        memory_size: memory in MiB.
        role_name: name of the role, where others have to know it.
    """
    log = LogGroup(
        scope,
        f"{id}Log",
        retention=RetentionDays.THREE_MONTHS,
        removal_policy=RemovalPolicy.DESTROY,
    )
    # Not the managed policy for logs, which allows every log of the account.
    writes = allow(["logs:CreateLogStream", "logs:PutLogEvents"], [f"{log.log_group_arn}"])
    role = Role(
        scope,
        f"{id}Role",
        role_name=role_name,
        assumed_by=ServicePrincipal("lambda.amazonaws.com"),
        inline_policies={"Audit": PolicyDocument(statements=[writes, *statements])},
    )
    made = Function(
        scope,
        id,
        runtime=runtime(),
        architecture=architecture(),
        handler=f"{ENTRY}.{entry}",
        code=code,
        role=role,
        environment=dict(environment),
        log_group=log,
        memory_size=memory_size,
        timeout=Duration.minutes(15),
    )
    acknowledge_wildcards(role, _IDS, (arn for each in statements for arn in each.resources))
    acknowledge(made, _RUNTIME, "AwsSolutions-L1")
    return made


def allow(
    actions: Sequence[str],
    resources: Sequence[str],
    conditions: Mapping[str, Mapping[str, object]] | None = None,
) -> PolicyStatement:
    """Return a statement that allows these actions on these resources."""
    return PolicyStatement(
        effect=Effect.ALLOW,
        actions=list(actions),
        resources=list(resources),
        conditions=conditions,
    )


def package(*, code: bool) -> Code:
    """Return the functions' code, for the functions of one auditor.

    Args:
        code: whether they read other functions' code in JavaScript.
    """
    return bundled(list(files(contents(code=code))), mount=_MOUNT)


def runtime() -> Runtime:
    """Return the Python that synthesises, as Lambda has it."""
    name = f"PYTHON_{sys.version_info.major}_{sys.version_info.minor}"
    return getattr(Runtime, name, Runtime.PYTHON_3_13)


def architecture() -> Architecture:
    """Return the processor that synthesises, as Lambda has it; ARM where Lambda has it not."""
    return _ARCHITECTURES.get(platform.machine(), Architecture.ARM_64)


def code_problems() -> Sequence[str]:
    """Say why functions' code in JavaScript cannot be read by a package that is made here."""
    if platform.system() == "Linux" and platform.machine() in _ARCHITECTURES:
        return ()
    problem = (
        "code=True needs parsers with machine code, and this is no Linux on x86-64 or arm64; "
        "synthesise there, in a container for example, or leave code out"
    )
    return (problem,)
