"""Writes the conformance app; the CDK says where to, and for which suffix."""

from __future__ import annotations

from corsgate_cdk.conformance.app import conformance_app

conformance_app().synth()
