"""The audit of an organization, every day: ``cdk deploy -a "python cdk/auditor.py"``.

Settings are context, lists with commas between their items::

    cdk deploy -a "python cdk/auditor.py" -c external_id=3f0c9a -c regions=eu-west-1,us-east-1

They are the properties of `corsgate_cdk.CorsAuditor`, by the same names; ``topic`` is an ARN, and
``results`` the name of a bucket that is there.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from aws_cdk import App, CfnOutput, Duration, Stack
from aws_cdk.aws_s3 import Bucket
from aws_cdk.aws_sns import Topic

from corsgate_cdk import CorsAuditor

if TYPE_CHECKING:
    from collections.abc import Callable

    from constructs import Construct

NAME = "CorsgateAuditor"


def _items(value: str) -> list[str]:
    return [item.strip() for item in value.split(",") if item.strip()]


def _text(value: str) -> str:
    return value.strip()


def _flag(value: str) -> bool:
    """Read a flag.

    Raises:
        ValueError: it is neither true nor false.
    """
    if value.lower() not in {"true", "false"}:
        message = f"it is {value!r}; write true or false"
        raise ValueError(message)
    return value.lower() == "true"


def _schedule(value: str) -> str | None:
    return None if value == "none" else value


SETTINGS: dict[str, Callable[[str], Any]] = {
    "accounts": _items,
    "auditor_role_name": _text,
    "code": _flag,
    "config_aggregator": _text,
    "external_id": _text,
    "ignore": _items,
    "keep": lambda days: Duration.days(int(days)),
    "max_concurrency": int,
    "max_rps": float,
    "memory_size": int,
    "organizational_units": _items,
    "own_role": _flag,
    "prefix": _text,
    "regions": _items,
    "role_name": _text,
    "schedule": _schedule,
    "schedule_time_zone": _text,
    "security_hub": _text,
    "select": _items,
}
"""What context has as text: numbers in their units, ``keep`` in days, ``schedule=none``."""

_MADE: dict[str, Callable[[Construct, str], Any]] = {
    "results": lambda scope, name: Bucket.from_bucket_name(scope, "Results", name),
    "topic": lambda scope, arn: Topic.from_topic_arn(scope, "Topic", arn),
}
_REQUIRED = ("external_id", "regions")


class AuditorStack(Stack):
    """The auditor of an organization.

    Args:
        scope: the app, with the settings as its context.

    Raises:
        ValueError: a setting is missing or is not in its form; all of them at once.
    """

    def __init__(self, scope: App) -> None:
        super().__init__(scope, NAME, description="corsgate: the audit of an organization")
        # The CDK lets what has a role wait for it twice over, by name and by DependsOn.
        self.template_options.metadata = {"cfn-lint": {"config": {"ignore_checks": ["W3005"]}}}
        settings: dict[str, Any] = {}
        problems = [
            f"{name} is missing; write -c {name}=…"
            for name in _REQUIRED
            if not self.node.try_get_context(name)
        ]
        for name, read in SETTINGS.items():
            value = self.node.try_get_context(name)
            if value is None:
                continue
            try:
                settings[name] = value if isinstance(value, list) else read(str(value))
            except ValueError as error:
                problems.append(f"{name}: {error}")
        if problems:
            raise ValueError("; ".join(problems))
        for name, made in _MADE.items():
            value = self.node.try_get_context(name)
            if value is not None:
                settings[name] = made(self, str(value))
        auditor = CorsAuditor(self, "Auditor", **settings)
        CfnOutput(self, "ResultsBucket", value=auditor.results.bucket_name)
        CfnOutput(self, "StateMachineArn", value=auditor.state_machine.state_machine_arn)


def main() -> None:
    """Synthesise the app; end with one line where a setting is wrong."""
    app = App()
    try:
        AuditorStack(app)
    except ValueError as error:
        sys.exit(f"cdk/auditor.py: {error}")
    app.synth()


if __name__ == "__main__":
    main()
