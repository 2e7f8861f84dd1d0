"""Asks the questions, as a browser sends its requests, and again where a new API is not ready."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from corsgate_audit.browser import HttpRequest
from corsgate_audit.probe.wire.streams import BOTH, HTTP_1, HTTP_2
from corsgate_audit.verify.comparing import answered, differences
from corsgate_audit.verify.questions import Undetermined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from corsgate_audit.probe import Heard, HttpSender
    from corsgate_audit.verify.questions import Front, Prediction, Question, Request

_PROTOCOLS = {None: BOTH, "1.1": (HTTP_1,), "2": (HTTP_2,)}
_LARGE = 60_000
"""Bytes beyond which a body goes by HTTP/1.1: the first window of HTTP/2 has 65,535.

https://www.rfc-editor.org/rfc/rfc9113#section-6.9.2
"""
PAUSES = (10.0, 20.0, 30.0)
"""Seconds before questions are asked again whose answers are not the expected ones: what is new
takes its time to be everywhere."""


class Ask(Protocol):
    """Sends a request and returns what came back."""

    def __call__(self, request: HttpRequest, body: bytes, http_version: str | None) -> Heard:
        """Send one request, by one version of HTTP or by whichever the server offers."""


def over_http(sender: HttpSender) -> Ask:
    """Return what sends requests to the servers that their URLs name.

    Args:
        sender: what `corsgate probe` sends with.
    """

    def ask(request: HttpRequest, body: bytes, http_version: str | None) -> Heard:
        version = "1.1" if len(body) > _LARGE else http_version
        return sender.with_body(body, _PROTOCOLS[version])(request)

    return ask


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what came of it.

    Args:
        question: question that was asked.
        prediction: what the model predicts.
        heard: last answer.
        times: how often it was asked.
    """

    question: Question
    prediction: Prediction | Undetermined
    heard: Heard
    times: int

    @property
    def is_settled(self) -> bool:
        """Whether there is nothing to wait for: AWS has answered, and as predicted."""
        answer = answered(self.heard)
        if answer is None or isinstance(self.prediction, Undetermined):
            return answer is not None
        return not differences(self.question.compares, answer, self.prediction)


@dataclass(frozen=True, slots=True)
class Asker:
    """Asks the front doors of one deployment.

    Args:
        fronts: base URL of each front door that was made.
        ask: sends a request.
        pauses: seconds before each further round.
        sleep: waits for seconds.
    """

    fronts: Mapping[Front, str]
    ask: Ask
    pauses: Sequence[float] = PAUSES
    sleep: Callable[[float], None] = field(default=time.sleep)

    def asked(
        self, questions: Sequence[Question], predictions: Mapping[str, Prediction | Undetermined]
    ) -> Iterator[Asked]:
        """Ask questions, and those again whose answers are not as predicted.

        An answer may be that of an API that is not everywhere yet; one that stays is AWS's.

        Args:
            questions: questions of the statements.
            predictions: what the model predicts, by statement.

        Yields:
            Each question with its last answer, in their order.
        """
        rounds = [self._asked(each, predictions[each.statement]) for each in questions]
        for pause in self.pauses:
            if all(each.is_settled for each in rounds):
                break
            self.sleep(pause)
            rounds = [
                each if each.is_settled else self._asked(each.question, each.prediction, each.times)
                for each in rounds
            ]
        yield from rounds

    def _asked(
        self, question: Question, prediction: Prediction | Undetermined, times: int = 0
    ) -> Asked:
        base = self.fronts[question.front]
        for each in question.before:
            self._heard(base, each)
        return Asked(question, prediction, self._heard(base, question.request), times + 1)

    def _heard(self, base: str, request: Request) -> Heard:
        sent = HttpRequest(request.method, base + request.path, request.headers)
        return self.ask(sent, request.body or b"", request.http_version)
