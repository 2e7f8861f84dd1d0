"""What a verification found, as it is written down, sent and reported: plain, redacted texts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corsgate_audit.verify.comparing import answered, differences
from corsgate_audit.verify.questions import BODY, STATUS, Undetermined
from corsgate_audit.verify.redacting import Redactor

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corsgate_audit.verify.app import App
    from corsgate_audit.verify.asking import Asked
    from corsgate_audit.verify.questions import Prediction, Question, Request, Statement

_LONGEST_BODY = 2_000
"""Characters of a body that are kept."""
_ANY = Redactor()
"""Of a deployment of which nothing is known."""
_HIDDEN = "<body of {} bytes>"


@dataclass(frozen=True, slots=True)
class Sent:
    """A request of a question.

    Args:
        method: its method.
        path: path below the front door.
        headers: names and values.
        body: body as text, a long one by its length; None without one.
        http_version: version of HTTP that it asks for; None for any.
    """

    method: str
    path: str
    headers: tuple[tuple[str, str], ...] = ()
    body: str | None = None
    http_version: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """The part of an answer that is compared.

    Args:
        status: status; None where it is not compared.
        headers: lower-case names and values of the headers that are compared.
        body: body as text; None where it is not compared.
    """

    status: int | None
    headers: tuple[tuple[str, str], ...] = ()
    body: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A statement, and what AWS says of it.

    Args:
        statement: its id.
        says: its sentence.
        front: front door that was asked.
        before: requests that were sent before.
        request: request that decides.
        compares: what of the answer decides.
        answer: AWS's answer; None where there is none.
        prediction: what the model predicts; None where it makes no prediction.
        differs: what of both is not the same.
        undetermined: why nothing was compared; empty where something was.
        asked: how often the question was asked.
        relied_on_by: code that is wrong where both differ.
    """

    statement: str
    says: str
    front: str
    before: tuple[Sent, ...]
    request: Sent
    compares: tuple[str, ...]
    answer: Told | None
    prediction: Told | None
    differs: tuple[str, ...]
    undetermined: str
    asked: int
    relied_on_by: tuple[str, ...]

    @property
    def equal(self) -> bool | None:
        """Whether AWS answers as predicted; None where that is not determined."""
        return None if self.undetermined else not self.differs

    def parts(self) -> list[tuple[str, str, str]]:
        """Return what was compared: its name, AWS's answer, the prediction; empty for nothing."""
        return [
            (each, _part(self.answer, each), _part(self.prediction, each)) for each in self.compares
        ]

    def unlike(self) -> tuple[str, ...]:
        """Return what of the answer and the prediction, as they are written down, differs.

        What was taken out of both is the same; so more may have differed when they were compared.
        """
        return tuple(
            each
            for each in self.compares
            if _value(self.answer, each) != _value(self.prediction, each)
        )

    def asks(self, question: Question) -> bool:
        """Whether AWS was asked what a question of this version asks.

        Args:
            question: question that decides the statement now.
        """
        now = (
            _sent(question.request),
            tuple(map(_sent, question.before)),
            question.compares,
            str(question.front),
        )
        return now == (self.request, self.before, self.compares, self.front)


@dataclass(frozen=True, slots=True)
class Verification:
    """A verification.

    Args:
        version: version of corsgate.
        date: day, ``YYYY-MM-DD``, in UTC.
        region: region of AWS.
        entries: an entry for each statement.
    """

    version: str
    date: str
    region: str
    entries: tuple[Entry, ...]

    def of(self, *, equal: bool | None) -> list[Entry]:
        """Return the entries that are equal, or not, or undetermined.

        Args:
            equal: as `Entry.equal` says.
        """
        return [each for each in self.entries if each.equal is equal]


def entry_of(asked: Asked, statement: Statement, redactor: Redactor) -> Entry:
    """Write down what was asked and answered, without what identifies an account.

    Args:
        asked: question and its answer.
        statement: statement that the question decides.
        redactor: what takes out the ids of the deployment.
    """
    question, prediction, heard = asked.question, asked.prediction, asked.heard
    told = answered(heard)
    predicted = None if isinstance(prediction, Undetermined) else prediction
    request, before = _sent(question.request), tuple(map(_sent, question.before))
    own = _words((request, *before), told_of(question.compares, predicted))
    differs: tuple[str, ...] = ()
    if isinstance(prediction, Undetermined):
        undetermined = f"the model predicts nothing: {prediction.reason}"
    elif told is None:
        undetermined = f"there was no answer: {heard.problem}"
    elif BODY in question.compares and prediction.body is None:
        undetermined = "the model predicts no body"
    else:
        undetermined, differs = "", differences(question.compares, told, prediction)
    return Entry(
        statement=statement.id,
        says=statement.says,
        front=str(question.front),
        before=before,
        request=request,
        compares=question.compares,
        answer=_redacted(told_of(question.compares, told), redactor, own),
        prediction=_redacted(told_of(question.compares, predicted), redactor, own),
        differs=differs,
        undetermined=redactor.redacted(undetermined, own),
        asked=asked.times,
        relied_on_by=statement.relied_on_by,
    )


def told_of(compares: tuple[str, ...], answer: Prediction | None) -> Told | None:
    """Write down of an answer what is compared, and nothing else of it.

    Args:
        compares: what is compared.
        answer: answer or prediction; None where there is none.
    """
    if answer is None:
        return None
    headers = tuple(each for each in answer.headers if each[0] in compares)
    body = None if BODY not in compares or answer.body is None else _text(answer.body)
    return Told(answer.status if STATUS in compares else None, headers, body)


def redacted_again(found: Verification, redactor: Redactor, app: App) -> Verification:
    """Return a verification of others without what identifies an account.

    Args:
        found: verification that was sent in, and may have been changed by hand.
        redactor: what takes ids out.
        app: app of this version: its sentences and questions are known to everybody. What it does
            not ask is redacted too.
    """
    questions = {each.statement: each for each in app.questions}
    entries = (
        _again(each, redactor, app.statements.get(each.statement), questions.get(each.statement))
        for each in found.entries
    )
    return replace(found, entries=tuple(entries))


def _again(
    entry: Entry, redactor: Redactor, statement: Statement | None, question: Question | None
) -> Entry:
    is_ours = question is not None and entry.asks(question)
    own = _words((entry.request, *entry.before), None) if is_ours else ""
    request, *before = (
        each if is_ours else _sent_redacted(each, redactor)
        for each in (entry.request, *entry.before)
    )
    return replace(
        entry,
        says=redactor.redacted(entry.says, statement.says if statement else ""),
        front=entry.front if is_ours else redactor.redacted(entry.front),
        request=request,
        before=tuple(before),
        answer=_redacted(entry.answer, redactor, own),
        prediction=_redacted(entry.prediction, redactor, own),
        undetermined=redactor.redacted(entry.undetermined, own),
    )


def _sent_redacted(sent: Sent, redactor: Redactor) -> Sent:
    return replace(
        sent,
        method=redactor.redacted(sent.method),
        path=redactor.redacted(sent.path),
        headers=tuple((redactor.redacted(a), redactor.redacted(b)) for a, b in sent.headers),
        body=None if sent.body is None else redactor.redacted(sent.body),
    )


def with_prediction(
    entry: Entry, question: Question, prediction: Prediction | Undetermined
) -> Entry | None:
    """Return an entry with another prediction; None where AWS was asked something else.

    Args:
        entry: entry of an earlier verification.
        question: question that decides the statement now.
        prediction: prediction of the model now.
    """
    if not entry.asks(question) or entry.answer is None:
        return None
    if isinstance(prediction, Undetermined):
        why = f"the model predicts nothing: {prediction.reason}"
        return replace(entry, prediction=None, differs=(), undetermined=why)
    told = told_of(question.compares, prediction)
    # As on that day: a word that was taken out of the answer then is taken out of this, too.
    own = _words((entry.request, *entry.before), entry.prediction)
    again = replace(entry, prediction=_redacted(told, _ANY, own), undetermined="")
    return replace(again, differs=again.unlike())


def _redacted(told: Told | None, redactor: Redactor, own: str) -> Told | None:
    if told is None:
        return None
    headers = tuple((name, redactor.redacted(value, own)) for name, value in told.headers)
    body = None if told.body is None else redactor.redacted(told.body, own)
    return replace(told, headers=headers, body=body)


def _value(told: Told | None, name: str) -> object:
    if told is None:
        return None
    if name == STATUS:
        return told.status
    if name == BODY:
        return told.body
    return tuple(value for header, value in told.headers if header == name)


def _part(told: Told | None, name: str) -> str:
    value = _value(told, name)
    if isinstance(value, tuple):
        return "\n".join(value)
    return "" if value is None else str(value)


def _words(sent: Iterable[Sent], predicted: Told | None) -> str:
    """Return what a question and its prediction say: it is ours, and known to everybody."""
    words = [
        part
        for each in sent
        for part in (each.path, *(text for pair in each.headers for text in pair), each.body or "")
    ]
    if predicted is not None:
        words += [*(value for _, value in predicted.headers), predicted.body or ""]
    return "\n".join(words)


def _sent(request: Request) -> Sent:
    body = request.body
    text = None if body is None else _text(body)
    return Sent(request.method, request.path, request.headers, text, request.http_version)


def _text(body: bytes) -> str:
    """Return a body as text: bytes that are none are escaped, a long one is its length."""
    if len(body) > _LONGEST_BODY:
        return _HIDDEN.format(len(body))
    return body.decode("utf-8", "backslashreplace")
