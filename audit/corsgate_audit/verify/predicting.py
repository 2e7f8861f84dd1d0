"""What the model says that AWS answers to the questions, read from the app's own templates.

The functions of the app are run, as ``corsgate why --run`` runs those of a target: what a front
door makes of an answer is the question, and not what the function returns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.browser import HttpRequest
from corsgate_audit.gateway import answer
from corsgate_audit.gateway.gateway_responses import gateway_response
from corsgate_audit.gateway.received import receive
from corsgate_audit.handlers.running.backends import Arrival, Backends, Running
from corsgate_audit.handlers.running.functions import Functions
from corsgate_audit.model import RestApi
from corsgate_audit.serve.apis import served_apis
from corsgate_audit.verify.questions import Prediction, Undetermined

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corsgate_audit.gateway.values import Answer
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
    with Functions() as functions:
        backends = Backends(functions=functions, say=_say_nothing)
        return {
            each.statement: _predicted(each, served.get(each.front), backends) for each in questions
        }


def _say_nothing(_: str) -> None:
    """Leave out how a function that is run differs from one on AWS: its answers do not."""


def _predicted(
    question: Question, served: ServedApi | None, backends: Backends
) -> Prediction | Undetermined:
    if served is None:
        return Undetermined(reason="the model does not have this front door")
    given = _answer(question, served, backends)
    if given.response is None:
        return Undetermined(reason=given.note)
    headers = tuple(sorted((name.lower(), value) for name, value in given.response.headers))
    return Prediction(status=given.response.status, headers=headers, body=given.body)


def _answer(question: Question, served: ServedApi, backends: Backends) -> Answer:
    asked = question.request
    url = served.aws_origin + served.prefix + asked.path
    request = HttpRequest(asked.method, url, asked.headers)
    if question.provokes and isinstance(served.api, RestApi):
        received = receive(served.api, request)
        return gateway_response(served.api, received, question.provokes, note="It is provoked.")
    behind = Running(backends, Arrival(body=asked.body or b""), falls_back=True)
    return answer(served.api, request, behind)
