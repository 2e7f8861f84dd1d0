"""``corsgate audit``: collect, judge, report."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from corsgate_audit.cli.accepted_options import (
    AcceptedOptions,
    BaselineFile,
    ConfigFile,
    UpdateBaseline,
)
from corsgate_audit.cli.audit_formats import AuditFormat, write_audit
from corsgate_audit.cli.exit_status import exit_status
from corsgate_audit.cli.scan_options import (
    ExternalId,
    MaxRps,
    Organization,
    Profiles,
    Regions,
    Resume,
    Role,
    scan_options,
)
from corsgate_audit.cli.terminal import stop


class Threshold(StrEnum):
    """The severities, as the command line writes them."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


def audit(  # noqa: PLR0913 - one parameter for each option
    targets: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="TARGET",
            help="A template (CloudFormation or SAM), an OpenAPI document, a Terraform plan as "
            "JSON, a folder of them or a cdk.out. None: the AWS account of the environment.",
            show_default=False,
        ),
    ] = None,
    output_format: Annotated[
        AuditFormat, typer.Option("--format", help="How the report is written.")
    ] = AuditFormat.TEXT,
    fail_on: Annotated[
        Threshold, typer.Option("--fail-on", help="Exit with 1 from this severity on.")
    ] = Threshold.HIGH,
    *,
    allow_partial: Annotated[
        bool,
        typer.Option(
            "--allow-partial",
            help="Do not exit with 3 where something could not be seen; the report still says so.",
        ),
    ] = False,
    config: ConfigFile = None,
    baseline: BaselineFile = None,
    update_baseline: UpdateBaseline = False,
    profiles: Profiles = None,
    regions: Regions = None,
    max_rps: MaxRps = None,
    organization: Organization = False,
    role: Role = None,
    external_id: ExternalId = None,
    resume: Resume = None,
) -> None:
    """Find what browsers will block, at which layer, and how to mend it.

    Exit status: 0 nothing at or above --fail-on, 1 findings, 2 usage, 3 something that was
    expected could not be seen.
    """
    # Here, since the rules bring Velocity and a live account brings boto3: neither is needed to
    # show the help of this command.
    from corsgate_audit.collect import TargetError, collect
    from corsgate_audit.judgement import judge_collection
    from corsgate_audit.model import Severity

    options = scan_options(
        targets or [],
        profiles=profiles,
        regions=regions,
        max_rps=max_rps,
        organization=organization,
        role=role,
        external_id=external_id,
        resume=resume,
    )
    accepted = AcceptedOptions(config, baseline, update=update_baseline)
    try:
        collection = collect(targets or [], options)
    except TargetError as error:
        stop(str(error))
    judgement = accepted.applied(judge_collection(collection))
    write_audit(judgement, output_format)
    raise typer.Exit(exit_status(judgement, Severity[fail_on.name], allow_partial=allow_partial))
