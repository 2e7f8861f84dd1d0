"""What makes a finding the same finding, run after run."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corsgate_audit.model import ResourceRef

_SEPARATOR = "\x1f"  # the unit separator: in no name


def fingerprint(rule: str, resource: ResourceRef, detail: str, file: str | None = None) -> str:
    """Return the SHA-256, in hexadecimal, of what stays when the source is moved or deployed anew.

    Logical ids, ARNs, pointers and lines change with every refactoring; they are left out.

    Args:
        rule: the rule's id.
        resource: what the finding is about.
        detail: what tells it from another finding of the rule on the same resource; white space
            and case do not count.
        file: file of the second version of fingerprints, as `file_in_repository` names it; None for
            the first version, in which two files with the same names share theirs.

    Example:
        >>> from corsgate_audit.model import ResourceRef
        >>> fingerprint("CORS110", ResourceRef(type="x", api="items"), "PUT")[:12]
        '81c323069544'
    """
    parts: tuple[str | None, ...] = (
        rule,
        resource.account,
        resource.region,
        resource.api,
        f"{resource.method or ''} {resource.path or ''}",
        " ".join(detail.split()).casefold(),
    )
    if file is not None:
        parts = ("v2", file, *parts)
    text = _SEPARATOR.join(part or "" for part in parts)
    import hashlib  # noqa: PLC0415 - brings OpenSSL, which an audit without findings does without

    return hashlib.sha256(text.encode()).hexdigest()


@lru_cache(maxsize=4096)
def file_in_repository(source: str) -> str:
    """Name a file as it is called on every machine: by its path in its repository.

    Args:
        source: path of a file; any other source is returned as it is.

    Returns:
        The path from the top of the repository, or else from the current folder; the path itself
        where the file is in neither.

    Example:
        >>> file_in_repository("aws")
        'aws'
    """
    path = Path(source)
    if not path.exists():
        return source
    whole = path.resolve()
    repositories = (each for each in whole.parents if (each / ".git").exists())
    top = next(repositories, Path.cwd())
    return (whole.relative_to(top) if whole.is_relative_to(top) else whole).as_posix()
