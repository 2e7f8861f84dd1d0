"""The reference app, synthesised for a page of this machine, with the table that it uses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from support.aws import REGION, emulated_account
from support.cdk import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TABLE = "items"


@dataclass(frozen=True, slots=True)
class ReferenceApp:
    """What ``corsgate serve`` needs of it.

    Args:
        assembly: folder that was synthesised.
        variables: environment variables of its functions.
        file: file with them, for ``--env``.
    """

    assembly: Path
    variables: dict[str, str]
    file: Path


def synthesised(folder: Path, origins: str) -> Path:
    """Synthesise the reference app, without the CDK CLI; return the folder.

    Args:
        folder: an existing folder.
        origins: origins of its policy, with commas between them.
    """
    assembly = folder / "cdk.out"
    context = json.dumps({"allow_origins": origins})
    subprocess.run(
        [sys.executable, str(REPOSITORY / "cdk" / "app.py")],
        env={**os.environ, "CDK_OUTDIR": str(assembly), "CDK_CONTEXT_JSON": context},
        check=True,
        timeout=120,
    )
    return assembly


@contextmanager
def reference_app(folder: Path, origins: str) -> Iterator[ReferenceApp]:
    """Have the app and its table for as long as the context lasts.

    Args:
        folder: an existing folder.
        origins: origins of its policy, with commas between them.
    """
    assembly = synthesised(folder, origins)
    with emulated_account() as account:
        account.client("dynamodb").create_table(
            TableName=TABLE,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        variables = {
            "ITEMS_TABLE": TABLE,
            "AWS_ENDPOINT_URL": account.endpoint,
            "AWS_ACCESS_KEY_ID": "emulated",
            "AWS_SECRET_ACCESS_KEY": "emulated",
            "AWS_DEFAULT_REGION": REGION,
            "AWS_REGION": REGION,
        }
        file = folder / "env.json"
        file.write_text(json.dumps({"Parameters": variables}), encoding="utf-8")
        yield ReferenceApp(assembly, variables, file)
