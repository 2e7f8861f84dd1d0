"""What the oldest CDK does not have is left out with it: ``make floor``."""

from __future__ import annotations

import aws_cdk

collect_ignore = (
    []
    if hasattr(aws_cdk, "Validations")
    else [
        "test_field_apps.py",
        "test_linters.py",
        "test_shapes.py",
        "test_typed_properties.py",
        "test_validation.py",
        "test_validation_policy.py",
    ]
)
"""The validation plugin, cdk-nag 3, and what is built with the newest properties."""
