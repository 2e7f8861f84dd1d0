"""``AWS::S3::BucketPolicy``, which moto's CloudFormation lacks."""

from __future__ import annotations

from support.moto_support.stack_resource import StackResource


class BucketPolicy(StackResource):
    """The policy of a bucket, which a stack may have, and which is not applied.

    moto applies policies without their conditions: one that denies what comes without TLS, as those
    of the CDK do, would deny everything.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-s3-bucketpolicy.html
    """

    type_name = "AWS::S3::BucketPolicy"
    replaced_by = frozenset({"Bucket"})

    def create(self) -> str:
        """Apply nothing; its id is the bucket's name."""
        return str(self.properties["Bucket"])

    def update(self) -> None:
        """Apply nothing."""

    def remove(self) -> None:
        """Leave the bucket as it is."""
