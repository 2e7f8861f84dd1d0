"""The statements, one module a subject, and the questions that decide them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.verify.statements import (
    cloudfront,
    function_url,
    http_api,
    mock,
    mock_binary,
    rendered_preflight,
    rest_access,
    rest_answer,
    rest_error,
    rest_openapi,
    rest_path,
    velocity_collections,
    velocity_language,
    velocity_text,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corsgate_audit.verify.cases import Case
    from corsgate_audit.verify.questions import Question, Statement

CASES: tuple[Case, ...] = (
    *velocity_text.CASES,
    *velocity_collections.CASES,
    *velocity_language.CASES,
    *mock.CASES,
    *mock_binary.CASES,
    *rendered_preflight.CASES,
    *rest_answer.CASES,
    *rest_access.CASES,
    *rest_error.CASES,
    *rest_openapi.CASES,
    *rest_path.CASES,
    *http_api.CASES,
    *function_url.CASES,
    *cloudfront.CASES,
)
"""Every row of every table."""
STATEMENTS: Mapping[str, Statement] = {each.id: each.statement for each in CASES}
"""Every statement by its id."""
QUESTIONS: tuple[Question, ...] = tuple(each.question for each in CASES)
"""The questions that decide them, one for each, in the order of the statements."""
