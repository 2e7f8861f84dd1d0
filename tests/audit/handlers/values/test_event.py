"""Which entries of an event decide about answers, in every format of event."""

from __future__ import annotations

import pytest

from corsgate_audit.handlers.values.event import EventPart

_SUBJECTS = {
    "headers.origin": "origin",
    "headers.Origin": "origin",
    "multiValueHeaders.ORIGIN.0": "origin",
    "headers.host": None,
    "headers": None,
    "httpMethod": "method",
    "requestContext.http.method": "method",
    "rawPath": "path",
    "requestContext.resourcePath": "resource",
    "routeKey": "route",
    "body": None,
    "queryStringParameters.origin": None,
}


@pytest.mark.parametrize("path", _SUBJECTS)
def test_the_subject_of_an_entry(path: str) -> None:
    """REST and HTTP APIs and function URLs name the same part of the request differently."""
    assert EventPart(tuple(path.split("."))).subject == _SUBJECTS[path]
