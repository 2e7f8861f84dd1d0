"""A template's URL with the bucket in the path, on any host.

moto takes the first label of the host for the bucket unless the host is ``localhost`` or one of
S3's own, and so reads the bucket ``127`` where ``cdk deploy`` names a server on ``127.0.0.1``.
"""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from moto.cloudformation import models, responses, utils
from moto.s3.models import s3_backends


def install() -> None:
    """Replace the function in every module that imported it by name."""
    for module in (models, responses, utils):
        module.get_stack_from_s3_url = _get_stack_from_s3_url


def _get_stack_from_s3_url(template_url: str, account_id: str, partition: str) -> str:
    bucket, key = _bucket_and_key(template_url)
    template: bytes = s3_backends[account_id][partition].get_object(bucket, key).value
    return template.decode("utf-8")


def _bucket_and_key(url: str) -> tuple[str, str]:
    """Return bucket and key: the bucket is in the host only before ``.s3.`` or ``.s3-region``.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
    """
    parts = urlsplit(url)
    path = unquote(parts.path.lstrip("/"))
    bucket, is_virtual_host, _ = (parts.hostname or "").partition(".s3")
    if is_virtual_host:
        return bucket, path
    bucket, _, key = path.partition("/")
    return bucket, key
