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
from corsgate_audit.model import Distribution, RestApi
from corsgate_audit.serve.apis import served_apis
from corsgate_audit.verify.questions import Prediction, Undetermined

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corsgate_audit.gateway.values import Answer
    from corsgate_audit.model import Collection, Door
    from corsgate_audit.verify.questions import Question

_Doors = dict[str | None, tuple["Door", str]]


def predict(
    questions: Sequence[Question], collection: Collection
) -> Mapping[str, Prediction | Undetermined]:
    """Return what the model answers to each question, by the id of its statement.

    Args:
        questions: questions to front doors of the app.
        collection: what was read of the app's templates.
    """
    doors = _doors(collection)
    with Functions() as functions:
        backends = Backends(functions=functions, say=_say_nothing)
        return {each.statement: _predicted(each, doors, backends) for each in questions}


def _doors(collection: Collection) -> _Doors:
    """Return the front doors by their logical ids, each with the beginning of its URLs."""
    apis = {
        each.api.location.logical_id: (each.api, each.aws_origin + each.prefix)
        for each in served_apis(collection)
    }
    distributions = {
        each.location.logical_id: (each, "https://id.cloudfront.net")
        for each in collection.doors
        if isinstance(each, Distribution)
    }
    return {**apis, **distributions}


def _say_nothing(_: str) -> None:
    """Leave out how a function that is run differs from one on AWS: its answers do not."""


def _predicted(question: Question, doors: _Doors, backends: Backends) -> Prediction | Undetermined:
    if question.front not in doors:
        return Undetermined(reason="the model does not have this front door")
    given = _answer(question, *doors[question.front], backends)
    if given.response is None:
        return Undetermined(reason=given.note)
    headers = tuple(sorted((name.lower(), value) for name, value in given.response.headers))
    return Prediction(status=given.response.status, headers=headers, body=given.body)


def _answer(question: Question, door: Door, base: str, backends: Backends) -> Answer:
    asked = question.request
    request = HttpRequest(asked.method, base + asked.path, asked.headers)
    if question.provokes and isinstance(door, RestApi):
        received = receive(door, request)
        return gateway_response(door, received, question.provokes, note="It is provoked.")
    behind = Running(backends, Arrival(body=asked.body or b""), falls_back=True)
    return answer(door, request, behind)
