"""Compares an answer with its prediction, in what the question compares and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.verify.questions import BODY, STATUS, Prediction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corsgate_audit.probe import Heard


def answered(heard: Heard) -> Prediction | None:
    """Return an answer in the form of a prediction; None where nothing came back.

    Args:
        heard: what came back.
    """
    if heard.response is None:
        return None
    headers = ((name.lower(), value) for name, value in heard.response.headers)
    return Prediction(
        status=heard.response.status, headers=tuple(sorted(headers)), body=heard.content
    )


def differences(
    compares: Sequence[str], answer: Prediction, prediction: Prediction
) -> tuple[str, ...]:
    """Return what of an answer is not as predicted, out of what is compared.

    Args:
        compares: `STATUS`, `BODY` and lower-case names of headers.
        answer: answer of AWS.
        prediction: prediction of the model.

    Example:
        >>> ok = Prediction(status=200, headers=(("vary", "Origin"),), body=b"")
        >>> differences(["status", "vary"], ok, Prediction(status=200, headers=(), body=None))
        ('vary',)
    """
    return tuple(each for each in compares if part(answer, each) != part(prediction, each))


def part(answer: Prediction, name: str) -> object:
    """Return one part of an answer: its status, its body, or the lines of a header.

    Args:
        answer: answer or prediction.
        name: as in `Question.compares`.
    """
    if name == STATUS:
        return answer.status
    if name == BODY:
        return answer.body
    return tuple(value for header, value in answer.headers if header == name)
