"""The audit's rules as a validation plugin of the CDK: any app is judged when it is synthesised.

The one module here that needs the ``audit`` extra.
"""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import jsii
from aws_cdk import (
    Acknowledgment,
    IPolicyValidationPlugin,
    PolicyValidationPluginReport,
    Stack,
    Stage,
    Validations,
)

from corsgate_audit.collect.cdk_out import read_stack
from corsgate_audit.collect.reach import reach_of
from corsgate_audit.judging.judgement import judge_collection
from corsgate_audit.model import Severity
from corsgate_audit.rules.registry import UnknownRuleError, all_rules, rule_named

from ._policy_differences import POLICY_DIFFERS, differences
from ._public_suffixes import check_public_suffixes
from ._violations import NOT_SCANNED, UNRESOLVED, Threshold, violations_of

if TYPE_CHECKING:
    from aws_cdk import IPolicyValidationContext, PolicyValidationStack, PolicyViolation
    from constructs import IConstruct

    from corsgate import CorsPolicy
    from corsgate_audit.model import Collection

FailOn = Literal["info", "low", "medium", "high", "critical"]

_NAME = "corsgate"
_OTHERS = (NOT_SCANNED, UNRESOLVED, POLICY_DIFFERS)


@jsii.implements(IPolicyValidationPlugin)
class CorsValidation:
    """Judges the APIs of an app at synthesis, whoever has written them, by the audit's rules.

    A finding names the construct, what is wrong, the exchange that proves it with the browser's
    verdict, and the fix. What was not read (``CORS901``) and what is undetermined (``CORS902``, a
    value that no template holds) is reported as well, on the stack that it is in.

    With a policy, every route is also held against that: ``CORS905``, of severity high, is a page
    that a route allows and the policy does not, or the other way round.

    Args:
        policy: policy that all APIs of the app are meant to have; None for no such policy.
        fail_on: findings of this severity or above fail the synthesis, as errors; the others are
            shown as warnings. The severity of the rule is in the report's ``ruleMetadata``.
        fail_on_incomplete: what was not read or is undetermined fails the synthesis too.

    Raises:
        ValueError: ``fail_on`` is no severity.
        TypeError: the policy is none.
        corsgate.PolicyError: a pattern covers a public suffix, and credentials are allowed.

    Example:
        >>> Validations.of(app).add_plugins(CorsValidation(policy=policy))  # doctest: +SKIP

    Source: https://docs.aws.amazon.com/cdk/v2/guide/policy-validation-synthesis.html
    """

    def __init__(
        self,
        *,
        policy: CorsPolicy | None = None,
        fail_on: FailOn = "high",
        fail_on_incomplete: bool = False,
    ) -> None:
        if policy is not None:
            check_public_suffixes(policy)
        self._policy = policy
        severities = {str(severity): severity for severity in Severity}
        if fail_on not in severities:
            message = (
                f"CorsValidation: fail_on={fail_on!r} is not a severity; use one of "
                + ", ".join(map(repr, severities))
            )
            raise ValueError(message)
        self._threshold = Threshold(severities[fail_on], incomplete=fail_on_incomplete)

    @property
    def name(self) -> str:
        """The name in the CDK's report, and the first part of the ids to acknowledge."""
        return _NAME

    @property
    def version(self) -> str:
        """The version of corsgate."""
        return version("corsgate")

    @property
    def rule_ids(self) -> list[str]:
        """The ids of all rules."""
        return [*(rule.id for rule in all_rules()), *_OTHERS]

    def validate(self, context: IPolicyValidationContext) -> PolicyValidationPluginReport:
        """Judge every stack that the CDK has written; it calls this.

        Args:
            context: the templates, and the app that they come from.
        """
        root = context.app_construct
        violations = [
            violation
            for written in context.stack_templates
            for violation in self._judge(written, root)
        ]
        failed = any(self._threshold.is_failure(each) for each in violations)
        return PolicyValidationPluginReport(success=not failed, violations=violations)

    def _judge(self, written: PolicyValidationStack, root: IConstruct) -> list[PolicyViolation]:
        collection = _read(written, root)
        found = [] if self._policy is None else differences(collection, self._policy)
        path = written.stack_construct_path
        return violations_of(judge_collection(collection), found, path, self._threshold)


def acknowledge_cors(scope: IConstruct, rule: str, reason: str) -> None:
    """Accept what a rule finds on a construct and below it; the report lists it as suppressed.

    The CDK takes any id and stays silent about one that no rule has, so that a slip of the pen
    would be found when nobody looks for it any more.

    Args:
        scope: the construct, its API, its stack. What was not read or is undetermined (``CORS901``,
            ``CORS902``) is acknowledged on the stack.
        rule: its id or slug.
        reason: why it is accepted, for those who read the report.

    Raises:
        ValueError: no rule has this id or slug, or the reason is empty.

    Example:
        >>> acknowledge_cors(api, "CORS113", "no page reads its errors")  # doctest: +SKIP

    Source: https://docs.aws.amazon.com/cdk/api/v2/python/aws_cdk/Validations.html
    """
    if not reason.strip():
        message = f"acknowledge_cors: {rule!r} has the reason {reason!r}; write why it is accepted"
        raise ValueError(message)
    acknowledged = Acknowledgment(id=f"{_NAME}::{_id_of(rule)}", reason=reason)
    Validations.of(scope).acknowledge(acknowledged)


def _id_of(rule: str) -> str:
    if rule.strip().upper() in _OTHERS:
        return rule.strip().upper()
    try:
        return rule_named(rule).id
    except UnknownRuleError as error:
        message = f"acknowledge_cors: {error}"
        raise ValueError(message) from None


def _read(written: PolicyValidationStack, root: IConstruct) -> Collection:
    path = written.stack_construct_path
    account = written.account_id or "unknown-account"
    region = written.region or "unknown-region"
    template = Path(written.template_path)
    stage = Stage.of(root)
    # The assets of a stage's stacks lie in the folder of the app.
    app = [] if stage is None else [Path(stage.outdir)]
    return read_stack(
        template,
        stack_name=Stack.of(_construct_at(root, path)).stack_name,
        environment=f"aws://{account}/{region}",
        named=path,
        reach=reach_of(template, app),
    )


def _construct_at(root: IConstruct, path: str) -> IConstruct:
    for name in path.split("/"):
        root = root.node.find_child(name)
    return root
