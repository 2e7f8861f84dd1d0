"""Run every probe in a process of its own, and print what each saw as one JSON object."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from moto import mock_aws

from support.moto_gaps.catalogue import GAPS

if TYPE_CHECKING:
    from support.moto_gaps import Gap


def observe(gap: Gap) -> object:
    """Return what the probe sees in an empty account, or how it failed."""
    try:
        with mock_aws():
            return gap.probe()
    except Exception as error:  # noqa: BLE001 (plain moto fails in any way; the test shows how)
        return {"error": f"{type(error).__name__}: {error}"}


if __name__ == "__main__":
    if "--installed" in sys.argv:
        # Not imported otherwise: to import it defines models, and plain moto is to stay plain.
        from support.moto_support import install

        install()
    json.dump({gap.claim: observe(gap) for gap in GAPS}, sys.stdout, default=str)
