"""`CorsAuditor`: what it deploys, what its roles may do, and what it refuses."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from aws_cdk import App, Duration, Stack, Validations
from aws_cdk.aws_kms import Key
from aws_cdk.aws_s3 import Bucket
from aws_cdk.aws_sns import Topic
from cdk_nag import AwsSolutionsChecks

from corsgate_cdk import CorsAuditor
from support.synthesis import STABILIZED, by_logical_id, linted, new_stack, template_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from support.synthesis import Properties

REGIONS = ["eu-west-1", "us-east-1"]
EXTERNAL_ID = "3f0c9a"
TEMPLATE, REPORT = "Stack.template.json", "validation-report.json"
UNITS = ["r-ab12", "ou-ab12-cd34ef56"]


def auditor_of(stack: Stack, **properties: Any) -> CorsAuditor:  # noqa: ANN401 - any property
    """Return an auditor with what it cannot do without."""
    needed: dict[str, Any] = {"regions": REGIONS, "external_id": EXTERNAL_ID}
    return CorsAuditor(stack, "Auditor", **{**needed, **properties})


def synthesised(**properties: Any) -> Properties:  # noqa: ANN401 - any property
    """Return the template of a stack with an auditor."""
    stack = new_stack()
    auditor_of(stack, **properties)
    return template_of(stack)


@pytest.fixture(scope="module")
def plain() -> Properties:
    """The template of an auditor with no property that has a default."""
    return synthesised()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Properties, Any]:
    """The template of an auditor with every permission there is, and what cdk-nag says of it."""
    folder = tmp_path_factory.mktemp("assembly")
    app = App(outdir=str(folder), context=STABILIZED)
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    stack = Stack(app, "Stack")
    auditor_of(
        stack,
        organizational_units=UNITS,
        config_aggregator="everything",
        security_hub="auditor",
        topic=Topic.from_topic_arn(stack, "Topic", "arn:aws:sns:eu-west-1:111122223333:runs"),
        code=True,
    )
    Bucket(Stack(app, "Control"), "Open")
    with pytest.raises(RuntimeError, match="ValidationFailed"):  # of the control
        app.synth()
    read = [json.loads((folder / name).read_text("utf-8")) for name in (TEMPLATE, REPORT)]
    return read[0], read[1]


def only(template: Properties, kind: str) -> Properties:
    """Return the properties of the only resource of a type."""
    (found,) = by_logical_id(template, kind).values()
    return found


def settings_of(template: Properties) -> Any:  # noqa: ANN401 (any JSON)
    """Return what the functions are told, which is the same for all of them."""
    functions = by_logical_id(template, "AWS::Lambda::Function").values()
    (text,) = {
        "".join(
            part if isinstance(part, str) else "TOKEN"
            for part in each["Environment"]["Variables"]["CORSGATE_AUDITOR"]["Fn::Join"][1]
        )
        for each in functions
    }
    return json.loads(text)


def statements(template: Properties) -> Iterator[tuple[str, Properties]]:
    """Yield each statement of each policy of a role, with the role's or policy's logical id."""
    for name, role in by_logical_id(template, "AWS::IAM::Role").items():
        for policy in role.get("Policies", ()):
            for each in policy["PolicyDocument"]["Statement"]:
                yield name, each
    for name, policy in by_logical_id(template, "AWS::IAM::Policy").items():
        for each in policy["PolicyDocument"]["Statement"]:
            yield name, each


def listed(value: Any) -> list[Any]:  # noqa: ANN401 (a template's values)
    """Return a list of what may be written as one."""
    return value if isinstance(value, list) else [value]


def actions_of(template: Properties, role: str) -> set[str]:
    """Return what a role may do, by the beginning of its logical id."""
    return {
        action
        for name, each in statements(template)
        if name.startswith(role)
        for action in listed(each["Action"])
    }


def test_the_functions_are_told_what_was_asked() -> None:
    """By the names of the contract; what is not given is null."""
    template = synthesised(accounts=["111122223333"], select=["CORS101"], prefix="cors/", max_rps=2)
    assert settings_of(template) == {
        "bucket": "TOKEN",
        "prefix": "cors/",
        "regions": REGIONS,
        "role_name": "CorsgateAudit",
        "external_id": EXTERNAL_ID,
        "accounts": ["111122223333"],
        "organizational_units": None,
        "config_aggregator": None,
        "security_hub": None,
        "topic": None,
        "code": False,
        "select": ["CORS101"],
        "ignore": [],
        "max_rps": 2,
    }


def test_the_bucket_is_private_versioned_encrypted_and_stays(plain: Properties) -> None:
    """Results last, and leave after a year."""
    (bucket,) = (r for r in plain["Resources"].values() if r["Type"] == "AWS::S3::Bucket")
    assert (bucket["DeletionPolicy"], bucket["UpdateReplacePolicy"]) == ("Retain", "Retain")
    properties = bucket["Properties"]
    assert set(properties["PublicAccessBlockConfiguration"].values()) == {True}
    assert properties["VersioningConfiguration"] == {"Status": "Enabled"}
    (encryption,) = properties["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert encryption == {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    assert properties["LifecycleConfiguration"]["Rules"] == [
        {
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
            "ExpirationInDays": 365,
            "NoncurrentVersionExpiration": {"NoncurrentDays": 30},
            "Status": "Enabled",
        }
    ]
    (tls,) = only(plain, "AWS::S3::BucketPolicy")["PolicyDocument"]["Statement"]
    assert (tls["Effect"], tls["Condition"]) == (
        "Deny",
        {"Bool": {"aws:SecureTransport": "false"}},
    )


def test_a_bucket_of_ones_own_is_used_and_none_is_made() -> None:
    """With its key, which the functions and the machine may use."""
    stack = new_stack()
    key = Key(stack, "Key")
    bucket = Bucket(stack, "Mine", encryption_key=key)
    auditor = auditor_of(stack, results=bucket)
    assert auditor.results is bucket
    template = template_of(stack)
    assert len(by_logical_id(template, "AWS::S3::Bucket")) == 1
    may_decrypt = {name for name, each in statements(template) if "kms:Decrypt" in each["Action"]}
    assert len(may_decrypt) == 4  # three functions and the machine


def test_it_runs_daily_unless_told_otherwise(plain: Properties) -> None:
    """By EventBridge Scheduler, in a time zone."""
    daily = only(plain, "AWS::Scheduler::Schedule")
    assert (daily["ScheduleExpression"], daily["ScheduleExpressionTimezone"]) == (
        "rate(1 day)",
        "UTC",
    )
    nightly = synthesised(schedule="cron(0 3 * * ? *)", schedule_time_zone="Europe/Vienna")
    schedule = only(nightly, "AWS::Scheduler::Schedule")
    assert (schedule["ScheduleExpression"], schedule["ScheduleExpressionTimezone"]) == (
        "cron(0 3 * * ? *)",
        "Europe/Vienna",
    )
    assert not by_logical_id(synthesised(schedule=None), "AWS::Scheduler::Schedule")


def test_its_own_account_has_the_role_too(plain: Properties) -> None:
    """Unless a StackSet makes it."""
    names = {role.get("RoleName") for role in by_logical_id(plain, "AWS::IAM::Role").values()}
    assert names == {None, "CorsgateAuditor", "CorsgateAudit"}
    template = synthesised(own_role=False, auditor_role_name="Readers")
    names = {role.get("RoleName") for role in by_logical_id(template, "AWS::IAM::Role").values()}
    assert names == {None, "Readers"}


ONLY_EVERYTHING = {
    # https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html
    "organizations:ListAccounts",
    # https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
    "logs:CreateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:DescribeLogGroups",
    "logs:DescribeResourcePolicies",
    "logs:GetLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:UpdateLogDelivery",
    # https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
    "xray:GetSamplingRules",
    "xray:GetSamplingTargets",
    "xray:PutTelemetryRecords",
    "xray:PutTraceSegments",
    # https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudfront.html
    "cloudfront:ListCachePolicies",
    "cloudfront:ListDistributions",
    "cloudfront:ListOriginRequestPolicies",
    "cloudfront:ListResponseHeadersPolicies",
    # https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
    "lambda:ListFunctions",
}
"""What IAM knows no resources for."""


def test_no_role_may_do_everything_or_with_everything(
    plain: Properties, whole: tuple[Properties, Any]
) -> None:
    """No action has a wildcard; a resource that is all of them is one that IAM has no other for."""
    for template in (plain, whole[0], synthesised(security_hub="member")):
        for name, each in statements(template):
            assert each["Effect"] == "Allow"
            actions = listed(each["Action"])
            assert not [action for action in actions if "*" in action], name
            if "*" in listed(each["Resource"]):
                assert set(actions) <= ONLY_EVERYTHING, name


def test_each_role_may_do_what_its_function_does(
    plain: Properties, whole: tuple[Properties, Any]
) -> None:
    """And what a setting asks for only where it is set."""
    writes_log = {"logs:CreateLogStream", "logs:PutLogEvents"}
    files = {"s3:GetObject", "s3:PutObject"}
    assert actions_of(plain, "AuditorListPlacesRole") == {
        *writes_log,
        *files,
        "organizations:ListAccounts",
    }
    assert actions_of(plain, "AuditorAuditPlaceRole") == {*writes_log, *files, "sts:AssumeRole"}
    assert actions_of(plain, "AuditorReduceRunRole") == {*writes_log, *files}
    assert actions_of(whole[0], "AuditorListPlacesRole") == {
        *writes_log,
        *files,
        "config:SelectAggregateResourceConfig",
        "organizations:ListAccountsForParent",
        "organizations:ListOrganizationalUnitsForParent",
    }
    assert actions_of(whole[0], "AuditorReduceRunRole") == {
        *writes_log,
        *files,
        "securityhub:BatchImportFindings",
        "sns:Publish",
    }


def test_named_accounts_are_the_only_ones_whose_role_is_assumed() -> None:
    """And nobody asks Organizations."""
    template = synthesised(accounts=["111122223333", "444455556666"])
    (assume,) = (each for _, each in statements(template) if each["Action"] == "sts:AssumeRole")
    assert [arn["Fn::Join"][1][-1] for arn in assume["Resource"]] == [
        ":iam::111122223333:role/CorsgateAudit",
        ":iam::444455556666:role/CorsgateAudit",
    ]
    assert "organizations" not in str(template)


def test_linters_have_nothing_against_it(whole: tuple[Properties, Any]) -> None:
    """cdk-nag's AwsSolutions and cfn-lint: what they would find is acknowledged with a reason."""
    template, report = whole
    found = [
        (each["ruleName"], place["constructPath"])
        for plugin in report["pluginReports"]
        for each in plugin["violations"]
        for place in each["violatingConstructs"]
    ]
    assert "AwsSolutions-S1" in {rule for rule, _ in found}  # it has looked
    assert {path.partition("/")[0] for _, path in found} == {"Control"}
    assert linted(template) == []


@pytest.mark.parametrize(
    ("properties", "named"),
    [
        ({"regions": []}, "regions"),
        ({"regions": ["Frankfurt"]}, "'Frankfurt'"),
        ({"external_id": "?"}, "external_id"),
        ({"role_name": "a/b"}, "role_name"),
        ({"accounts": []}, "accounts"),
        ({"accounts": ["12"]}, "'12'"),
        ({"accounts": ["111122223333"], "organizational_units": UNITS}, "organizational_units"),
        ({"organizational_units": []}, "organizational_units"),
        ({"organizational_units": ["production"]}, "'production'"),
        ({"config_aggregator": "arn:aws:config:a"}, "config_aggregator"),
        ({"schedule": "daily"}, "'daily'"),
        ({"prefix": "/cors"}, "'/cors'"),
        ({"security_hub": "all"}, "'all'"),
        ({"max_concurrency": 0}, "max_concurrency"),
        ({"max_rps": 0}, "max_rps"),
    ],
)
def test_what_cannot_be_is_named(properties: dict[str, Any], named: str) -> None:
    """Before anything is made."""
    stack = new_stack()
    with pytest.raises(ValueError, match="CorsAuditor 'Auditor'") as refused:
        auditor_of(stack, **properties)
    assert named in str(refused.value)
    assert stack.node.try_find_child("Auditor") is None


def test_all_that_cannot_be_is_named_at_once() -> None:
    """And a rule for the bucket goes with the bucket that is made."""
    stack = new_stack()
    mine = Bucket(stack, "Mine")
    with pytest.raises(ValueError, match="CorsAuditor") as refused:
        auditor_of(stack, results=mine, keep=Duration.days(7), schedule="daily", regions=[])
    for named in ("keep", "schedule", "regions"):
        assert named in str(refused.value)


def test_logical_ids_stay(plain: Properties) -> None:
    """Whoever updates the library replaces nothing: results and names stay where they are."""
    kept = {
        logical_id: each["Type"].removeprefix("AWS::")
        for logical_id, each in plain["Resources"].items()
        if each["Type"].rpartition("::")[2] not in {"LogGroup", "Policy"}
    }
    assert kept == {
        "AuditorAuditPlaceDCD02BA8": "Lambda::Function",
        "AuditorAuditPlaceRole29677B41": "IAM::Role",
        "AuditorAuditRole20B220A0": "IAM::Role",
        "AuditorListPlaces50719D8E": "Lambda::Function",
        "AuditorListPlacesRoleA0A6596C": "IAM::Role",
        "AuditorReduceRun06C0977F": "Lambda::Function",
        "AuditorReduceRunRole7A443D4A": "IAM::Role",
        "AuditorResults53E35493": "S3::Bucket",
        "AuditorResultsPolicyC1BFEBAB": "S3::BucketPolicy",
        "AuditorSchedule895FBCF2": "Scheduler::Schedule",
        "AuditorScheduleRoleA721F7F0": "IAM::Role",
        "AuditorStateMachine90CFB646": "StepFunctions::StateMachine",
        "AuditorStateMachineRoleC5E150B5": "IAM::Role",
    }


def test_the_same_code_for_all_functions(plain: Properties, tmp_path: Path) -> None:
    """One asset, which is the same the next time."""
    functions = by_logical_id(plain, "AWS::Lambda::Function").values()
    assert {each["Handler"] for each in functions} == {
        f"corsgate_audit.organization.entry.{name}"
        for name in ("list_places", "audit_place", "reduce_run")
    }
    stack = Stack(App(outdir=str(tmp_path), context=STABILIZED), "Stack")
    auditor_of(stack)
    again = by_logical_id(template_of(stack), "AWS::Lambda::Function").values()
    assert len({each["Code"]["S3Key"] for each in (*functions, *again)}) == 1
