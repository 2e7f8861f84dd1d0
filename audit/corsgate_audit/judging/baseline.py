"""The baseline: the findings that were there when somebody began, so that only new ones count."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from corsgate_audit.judging.judged import Judgement

SCHEMA_VERSION = "1.0"
_is_fingerprint = re.compile(r"[0-9a-f]{64}").fullmatch


class BaselineError(ValueError):
    """A file is no baseline, or cannot be read or written; the text is one line."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """Findings by their fingerprints.

    Args:
        entries: entries of the file, each with ``fingerprint`` and ``count``: two APIs of one name
            share fingerprints, and a fault of the second must not hide behind the first.
    """

    entries: tuple[Mapping[str, Any], ...] = field(default=())

    @property
    def counts(self) -> Mapping[str, int]:
        """How many findings of each fingerprint are accepted."""
        counted: Counter[str] = Counter()
        for entry in self.entries:
            counted[entry["fingerprint"]] += entry["count"]
        return counted


def read_baseline(path: Path) -> Baseline:
    """Read a baseline.

    Args:
        path: path of its file.

    Raises:
        BaselineError: it cannot be read, or is none.
    """
    if path.exists() and not (path.is_file() or path.is_dir()):
        message = f"the baseline {path} cannot be read: it is not a regular file"
        raise BaselineError(message)
    try:
        content = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        message = f"the baseline {path} does not exist; write it with --update-baseline"
        raise BaselineError(message) from None
    except OSError as error:
        message = f"the baseline {path} cannot be read: {error.strerror or error}"
        raise BaselineError(message) from None
    except RecursionError:
        raise BaselineError(_no_baseline(path, "it is nested too deeply")) from None
    except ValueError as error:
        raise BaselineError(_no_baseline(path, str(error))) from None
    entries = content.get("findings") if isinstance(content, dict) else None
    if not isinstance(entries, list):
        raise BaselineError(_no_baseline(path, "it has no list of findings"))
    for entry in entries:
        if not _is_entry(entry):
            raise BaselineError(_no_baseline(path, f"{entry!r} has no fingerprint and count"))
    return Baseline(tuple(entries))


def _no_baseline(path: Path, reason: str) -> str:
    return f"{path} is not a baseline: {reason}; write one with --update-baseline"


def _is_entry(entry: object) -> bool:
    if not isinstance(entry, dict):
        return False
    mark, count = entry.get("fingerprint"), entry.get("count")
    is_count = isinstance(count, int) and not isinstance(count, bool) and count > 0
    return isinstance(mark, str) and bool(_is_fingerprint(mark)) and is_count


def baseline_of(
    judgement: Judgement, old: Baseline | None = None, rules: frozenset[str] | None = None
) -> Baseline:
    """Return the baseline that accepts what an audit found.

    Args:
        judgement: judgement with what it found; what suppressions accept stands apart from it.
        old: baseline whose entries are kept where not all could be seen: they may be for that part.
        rules: ids of the rules that looked, None for all; entries of others are kept too.
    """
    counts = Counter(finding.fingerprint_v2 for finding in judgement.findings)
    entries = {
        finding.fingerprint_v2: {
            "fingerprint": finding.fingerprint_v2,
            "count": counts[finding.fingerprint_v2],
            "rule": finding.rule,
            "api": finding.resource.api,
            "method": finding.resource.method,
            "path": finding.resource.path,
        }
        for finding in judgement.findings
    }
    first_version = Counter(finding.fingerprint for finding in judgement.findings)
    for entry in old.entries if old is not None else ():
        if not judgement.incomplete and (rules is None or entry.get("rule") in rules):
            continue
        # What the first version has written is moved as far as it is found.
        left = entry["count"] - first_version[entry["fingerprint"]]
        if first_version[entry["fingerprint"]]:
            if left > 0:
                entries[entry["fingerprint"]] = {**entry, "count": left}
            continue
        now = entries.get(entry["fingerprint"])
        if now is None or now["count"] < entry["count"]:
            entries[entry["fingerprint"]] = dict(entry)
    return Baseline(tuple(sorted(entries.values(), key=_order)))


def _order(entry: Mapping[str, Any]) -> tuple[str, ...]:
    names = ("rule", "api", "path", "method", "fingerprint")
    return tuple(str(entry.get(name) or "") for name in names)


def write_baseline(path: Path, baseline: Baseline) -> None:
    """Write a baseline, whole or not at all.

    Args:
        path: path of its file, which is replaced.
        baseline: baseline to write.

    Raises:
        BaselineError: it cannot be written.
    """
    content = {"schema_version": SCHEMA_VERSION, "findings": list(map(dict, baseline.entries))}
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        message = f"the baseline {path} cannot be written: {error.strerror or error}"
        raise BaselineError(message) from None
