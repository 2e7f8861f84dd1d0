"""The audit of an organization, run by AWS every day."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from aws_cdk import Aws, Duration, RemovalPolicy
from aws_cdk.aws_iam import Policy, PolicyDocument, Role, ServicePrincipal
from aws_cdk.aws_logs import LogGroup, RetentionDays
from aws_cdk.aws_s3 import (
    BlockPublicAccess,
    Bucket,
    BucketEncryption,
    LifecycleRule,
    ObjectOwnership,
)
from aws_cdk.aws_scheduler import CfnSchedule
from aws_cdk.aws_stepfunctions import DefinitionBody, LogLevel, LogOptions, StateMachine
from constructs import Construct

from corsgate_audit.cli.member_role import AUDITOR_ROLE_NAME, ROLE_NAME

from ._auditor_functions import allow, code_problems, function, package
from ._auditor_machine import Functions, Machine, definition
from ._auditor_permissions import audits, lists, reduces, runs, runs_children
from ._auditor_settings import Settings, run_problems, settings_problems
from ._linters import acknowledge, acknowledge_wildcards
from .audit_role import CorsAuditRole, role_problems

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aws_cdk.aws_iam import PolicyStatement
    from aws_cdk.aws_lambda import Function
    from aws_cdk.aws_s3 import IBucket
    from aws_cdk.aws_sns import ITopic

    from ._auditor_settings import SecurityHub

_DAILY = "rate(1 day)"

_NO_ACCESS_LOG = (
    "the bucket has reports and no data of users; name a bucket of your own as results to log "
    "who reads them"
)
_DELIVERY = (
    "IAM has no resources for the delivery of logs and for X-Ray, and the executions of a "
    "Distributed Map have names of their own"
)


class CorsAuditor(Construct):
    """The audit of an organization: a state machine that AWS starts every day.

    It lists the accounts, and audits each of them in each region, and its CloudFront, with one
    invocation of a function that assumes the account's `CorsAuditRole`. What it finds is in the
    bucket ``results``: one report of the whole run, with the accounts and regions that could not be
    read and why, and what is new and gone since the run before. A place that fails is no end of the
    others, and a run that does not know all says so.

    Deploy it in the management account of the organization, or in one that Organizations is
    delegated to. The CDK's and the ``audit`` extra have to be installed: the functions are made of
    what is, with the Python that synthesises.

    Args:
        scope: the stack.
        id: id of the construct.
        regions: regions to audit; CloudFront is audited whatever regions are named.
        external_id: external id that the roles in the accounts ask for.
        role_name: name of the `CorsAuditRole` in each account.
        accounts: ids of the accounts to audit; None for those of the organization.
        organizational_units: ids of units, or of the root, whose accounts are audited; None for
            all.
        config_aggregator: name of an AWS Config aggregator in this account and region; only places
            where it knows of APIs, function URLs or distributions are audited then.
        schedule: expression of EventBridge Scheduler; None to start runs by hand.
        schedule_time_zone: time zone of the schedule, as IANA names it.
        results: bucket for the results; None for one that is made: encrypted, versioned, without
            public access, and kept when the stack is deleted.
        prefix: beginning of the keys in the bucket; empty, or with a slash at its end.
        keep: how long the results of a run are kept, in the bucket that is made.
        security_hub: ``"member"`` imports each account's findings into its own Security Hub,
            ``"auditor"`` all of them into this account's; None for neither.
        topic: topic that gets one message for each run.
        max_concurrency: places that are audited at once; each takes an invocation.
        max_rps: calls a second to one service of one account and region; None for half of AWS's
            quota.
        code: whether the code of the functions behind the APIs is read.
        select: ids or slugs of the only rules to judge by; empty for all.
        ignore: ids or slugs of rules to leave out.
        memory_size: memory of an invocation in MiB.
        auditor_role_name: name of the role that assumes the roles in the accounts. They trust it by
            this name.
        own_role: whether the `CorsAuditRole` of this account is made too, so that it is audited as
            the others are. A StackSet whose permissions Organizations manages makes none in the
            management account.

    Attributes:
        results: the bucket.
        state_machine: the state machine. Its input ``{"run": NAME}`` goes on with a run that was
            stopped.

    Raises:
        ValueError: values that AWS refuses or that contradict each other, all of them at once.
        ModuleNotFoundError: the ``audit`` extra is not installed.

    Example:
        >>> CorsAuditor(  # doctest: +SKIP
        ...     stack, "Auditor", regions=["eu-west-1"], external_id="3f0c9a"
        ... )

    Source: https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
    """

    def __init__(  # noqa: PLR0913 - as flat as the CDK's own properties
        self,
        scope: Construct,
        id: str,  # noqa: A002 - the CDK's name
        *,
        regions: Sequence[str],
        external_id: str,
        role_name: str = ROLE_NAME,
        accounts: Sequence[str] | None = None,
        organizational_units: Sequence[str] | None = None,
        config_aggregator: str | None = None,
        schedule: str | None = _DAILY,
        schedule_time_zone: str = "UTC",
        results: IBucket | None = None,
        prefix: str = "",
        keep: Duration | None = None,
        security_hub: SecurityHub | None = None,
        topic: ITopic | None = None,
        max_concurrency: int = 100,
        max_rps: float | None = None,
        code: bool = False,
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        memory_size: int = 512,
        auditor_role_name: str = AUDITOR_ROLE_NAME,
        own_role: bool = True,
    ) -> None:
        settings = Settings(
            regions=regions,
            role_name=role_name,
            external_id=external_id,
            accounts=accounts,
            organizational_units=organizational_units,
            config_aggregator=config_aggregator,
            security_hub=security_hub,
            code=code,
            select=select,
            ignore=ignore,
            max_rps=max_rps,
        )
        problems = [
            *role_problems(role_name, external_id, auditor_role_name),
            *settings_problems(settings),
            *run_problems(schedule, prefix, max_concurrency),
            *(code_problems() if code else ()),
        ]
        if results is not None and keep is not None:
            problems.append("keep is for the bucket that is made; give results a rule of its own")
        if problems:
            message = f"CorsAuditor {id!r}: {'; '.join(problems)}"
            raise ValueError(message)
        super().__init__(scope, id)
        self.results = results or _results(self, keep or Duration.days(365))
        self._environment = settings.environment(
            bucket=self.results.bucket_name,
            prefix=prefix,
            topic=None if topic is None else topic.topic_arn,
        )
        self._package = package(code=code)
        self._memory_size = memory_size
        keys = f"{self.results.bucket_arn}/{prefix}"
        self._list_places = self._function("ListPlaces", "list_places", lists(settings, keys))
        self._audit_place = self._function(
            "AuditPlace", "audit_place", audits(settings, keys), role_name=auditor_role_name
        )
        self._reduce_run = self._function(
            "ReduceRun", "reduce_run", reduces(keys, security_hub, topic)
        )
        self.state_machine = self._machine(prefix, max_concurrency)
        if schedule is not None:
            self._schedule(schedule, schedule_time_zone)
        if own_role:
            CorsAuditRole(
                self,
                "AuditRole",
                auditor_account=Aws.ACCOUNT_ID,
                external_id=external_id,
                role_name=role_name,
                auditor_role_name=auditor_role_name,
                code=code,
                security_hub=security_hub == "member",
            )

    def _function(
        self,
        id: str,  # noqa: A002 - the CDK's name
        entry: str,
        statements: Iterator[PolicyStatement],
        role_name: str | None = None,
    ) -> Function:
        made = function(
            self,
            id,
            entry=entry,
            code=self._package,
            environment=self._environment,
            statements=list(statements),
            memory_size=self._memory_size,
            role_name=role_name,
        )
        if self.results.encryption_key is not None and made.role is not None:
            self.results.encryption_key.grant_encrypt_decrypt(made.role)
        return made

    def _machine(self, prefix: str, max_concurrency: int) -> StateMachine:
        log = LogGroup(
            self,
            "StateMachineLog",
            # Step Functions shortens the policy of logs under this name, which has a limit:
            # https://docs.aws.amazon.com/step-functions/latest/dg/bp-cwl.html
            log_group_name=f"/aws/vendedlogs/states/{self.node.addr}",
            retention=RetentionDays.THREE_MONTHS,
            removal_policy=RemovalPolicy.DESTROY,
        )
        functions = Functions(
            self._list_places.function_arn,
            self._audit_place.function_arn,
            self._reduce_run.function_arn,
        )
        made_of = Machine(
            functions, Aws.PARTITION, self.results.bucket_name, prefix, max_concurrency
        )
        statements = list(runs(functions, f"{self.results.bucket_arn}/{prefix}"))
        role = Role(
            self,
            "StateMachineRole",
            assumed_by=ServicePrincipal("states.amazonaws.com"),
            inline_policies={"Run": PolicyDocument(statements=statements)},
        )
        machine = StateMachine(
            self,
            "StateMachine",
            definition_body=DefinitionBody.from_string(json.dumps(definition(made_of))),
            role=role,
            # Of errors, the answers too; of what goes well, the results have it.
            logs=LogOptions(destination=log, level=LogLevel.ALL, include_execution_data=True),
            tracing_enabled=True,
        )
        children = list(runs_children(machine))
        # Beside the role, and not in it: the machine waits for its role, and this for the machine.
        policy = Policy(self, "MapRunPolicy", roles=[role], statements=children)
        if self.results.encryption_key is not None:
            self.results.encryption_key.grant_encrypt_decrypt(role)
        for construct, allowed in ((role, statements), (policy, children)):
            arns = (arn for each in allowed for arn in each.resources)
            acknowledge_wildcards(construct, _DELIVERY, ("*", *arns))
        return machine

    def _schedule(self, expression: str, time_zone: str) -> None:
        arn = self.state_machine.state_machine_arn
        role = Role(
            self,
            "ScheduleRole",
            assumed_by=ServicePrincipal("scheduler.amazonaws.com").with_conditions(
                {"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}}
            ),
            inline_policies={
                "Start": PolicyDocument(statements=[allow(["states:StartExecution"], [arn])])
            },
        )
        CfnSchedule(
            self,
            "Schedule",
            schedule_expression=expression,
            schedule_expression_timezone=time_zone,
            flexible_time_window=CfnSchedule.FlexibleTimeWindowProperty(mode="OFF"),
            target=CfnSchedule.TargetProperty(arn=arn, role_arn=role.role_arn, input="{}"),
        )


def _results(scope: Construct, keep: Duration) -> Bucket:
    bucket = Bucket(
        scope,
        "Results",
        block_public_access=BlockPublicAccess.BLOCK_ALL,
        encryption=BucketEncryption.S3_MANAGED,
        enforce_ssl=True,
        lifecycle_rules=[
            LifecycleRule(
                abort_incomplete_multipart_upload_after=Duration.days(7),
                expiration=keep,
                noncurrent_version_expiration=Duration.days(30),
            )
        ],
        object_ownership=ObjectOwnership.BUCKET_OWNER_ENFORCED,
        removal_policy=RemovalPolicy.RETAIN,
        versioned=True,
    )
    acknowledge(bucket, _NO_ACCESS_LOG, "AwsSolutions-S1")
    return bucket
