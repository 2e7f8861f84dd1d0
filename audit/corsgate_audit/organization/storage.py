"""Where results are: a bucket, or a folder of one machine.

A key is written whole or not at all, and what is written once can be refused to be written again:
that is what keeps two runs, and the retries of one, from undoing each other.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import boto3
from botocore.exceptions import ClientError

from corsgate_audit.collect.live.account import client_config

if TYPE_CHECKING:
    from collections.abc import Iterator

_MISSING = frozenset({"NoSuchKey", "404", "AccessDenied", "403"})
_CHANGED = frozenset({"PreconditionFailed", "ConditionalRequestConflict", "412", "409"})
_LOCK = ".lock"


class Stored(NamedTuple):
    """What is under a key.

    Args:
        body: all of it.
        tag: name of this content, for `Storage.replace`.
    """

    body: bytes
    tag: str


class Storage(Protocol):
    """Where results are."""

    def read(self, key: str) -> Stored | None:
        """Return what is under a key; None where nothing is."""

    def lines(self, key: str) -> Iterator[bytes]:
        """Walk through the lines under a key without holding all of them; none where nothing is."""

    def write(self, key: str, body: bytes | Path) -> None:
        """Write bytes, or a file, under a key, whatever is there."""

    def replace(self, key: str, body: bytes, tag: str | None) -> bool:
        """Write only where the content is still the one that was read.

        Args:
            key: key.
            body: new content.
            tag: tag of the content that was read; None where nothing was.

        Returns:
            Whether it was written.
        """


class BucketStorage:
    """A bucket of Amazon S3.

    Args:
        bucket: name of the bucket.
        client: client of S3; None for one with the environment's credentials.

    Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
    """

    def __init__(self, bucket: str, client: Any = None) -> None:  # noqa: ANN401 - any client of S3
        self._bucket = bucket
        self._client = client or boto3.client("s3", config=client_config())

    def read(self, key: str) -> Stored | None:
        """See `Storage`."""
        answer = self._get(key)
        return answer and Stored(answer["Body"].read(), answer["ETag"])

    def lines(self, key: str) -> Iterator[bytes]:
        """See `Storage`."""
        answer = self._get(key)
        if answer is not None:
            yield from answer["Body"].iter_lines(chunk_size=1 << 16)

    def _get(self, key: str) -> Any:  # noqa: ANN401 - an answer of S3
        try:
            return self._client.get_object(Bucket=self._bucket, Key=key)
        except ClientError as error:
            # Whoever may not list the bucket is denied what is not there. Who may not read it
            # either is denied the write that follows, so that no result is taken for missing.
            # https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
            if _code(error) in _MISSING:
                return None
            raise

    def write(self, key: str, body: bytes | Path) -> None:
        """See `Storage`."""
        if isinstance(body, bytes):
            self._client.put_object(Bucket=self._bucket, Key=key, Body=body)
            return
        with body.open("rb") as file:
            self._client.put_object(Bucket=self._bucket, Key=key, Body=file)

    def replace(self, key: str, body: bytes, tag: str | None) -> bool:
        """See `Storage`."""
        condition = {"IfNoneMatch": "*"} if tag is None else {"IfMatch": tag}
        try:
            self._client.put_object(Bucket=self._bucket, Key=key, Body=body, **condition)
        except ClientError as error:
            if _code(error) in _CHANGED:
                return False
            raise
        return True


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


class FolderStorage:
    """A folder of this machine, whose files only their owner can read: state holds templates.

    Args:
        folder: folder, which is made where there is none.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def path(self, key: str) -> Path:
        """Return the path of a key's file."""
        return self._folder / key

    def read(self, key: str) -> Stored | None:
        """See `Storage`."""
        try:
            body = self.path(key).read_bytes()
        except FileNotFoundError:
            return None
        return Stored(body, hashlib.sha256(body).hexdigest())

    def lines(self, key: str) -> Iterator[bytes]:
        """See `Storage`."""
        with contextlib.suppress(FileNotFoundError), self.path(key).open("rb") as file:
            yield from (line.rstrip(b"\n") for line in file)

    def write(self, key: str, body: bytes | Path) -> None:
        """See `Storage`."""
        target = self.path(key)
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor, beside = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".new")
        try:
            with os.fdopen(descriptor, "wb") as file:
                if isinstance(body, bytes):
                    file.write(body)
                else:
                    with body.open("rb") as source:
                        while part := source.read(1 << 20):
                            file.write(part)
            Path(beside).replace(target)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise

    def replace(self, key: str, body: bytes, tag: str | None) -> bool:
        """See `Storage`."""
        with (self._folder / _LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            now = self.read(key)
            if (now and now.tag) != tag:
                return False
            self.write(key, body)
        return True
