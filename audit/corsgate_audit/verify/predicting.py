"""What the model says that AWS answers to the questions, read from the app's own templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.browser import HttpRequest
from corsgate_audit.gateway import answer
from corsgate_audit.serve.apis import served_apis
from corsgate_audit.verify.questions import Prediction, Undetermined

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corsgate_audit.model import Collection
    from corsgate_audit.serve.apis import ServedApi
    from corsgate_audit.verify.questions import Question


def predict(
    questions: Sequence[Question], collection: Collection
) -> Mapping[str, Prediction | Undetermined]:
    """Return what the model answers to each question, by the id of its statement.

    Args:
        questions: questions to front doors of the app.
        collection: what was read of the app's templates.
    """
    served = {each.api.location.logical_id: each for each in served_apis(collection)}
    return {each.statement: _predicted(each, served.get(each.front)) for each in questions}


def _predicted(question: Question, served: ServedApi | None) -> Prediction | Undetermined:
    if served is None:
        return Undetermined(reason="the model does not have this front door")
    request = question.request
    url = served.aws_origin + served.prefix + request.path
    given = answer(served.api, HttpRequest(request.method, url, request.headers))
    if given.response is None:
        return Undetermined(reason=given.note)
    headers = tuple(sorted((name.lower(), value) for name, value in given.response.headers))
    return Prediction(status=given.response.status, headers=headers, body=given.body)
