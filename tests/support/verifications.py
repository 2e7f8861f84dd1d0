"""Verifications as they could come out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corsgate_audit.browser import HttpResponse
from corsgate_audit.probe import Heard
from corsgate_audit.verify.result import Entry, Sent, Told, Verification

if TYPE_CHECKING:
    from corsgate_audit.verify.questions import Prediction

PAGE = "https://app.example.com"


def entry(name: str, **more: object) -> Entry:
    """Return an entry that is equal; `more` says what is other."""
    fields = {
        "statement": name,
        "says": f"The statement {name}.",
        "front": "Rest",
        "before": (),
        "request": Sent("GET", "/items", (("Origin", PAGE),)),
        "compares": ("status", "vary", "body"),
        "answer": Told(200, (("vary", "Origin"),), "[]"),
        "prediction": Told(200, (("vary", "Origin"),), "[]"),
        "differs": (),
        "undetermined": "",
        "asked": 1,
        "relied_on_by": ("corsgate_audit.gateway.rest:answer_rest",),
        **more,
    }
    return Entry(**fields)  # type: ignore[arg-type]


def heard_as(prediction: Prediction) -> Heard:
    """Return the answer that was predicted."""
    response = HttpResponse(prediction.status, prediction.headers)
    return Heard.of(response, prediction.body or b"")


def verification(*entries: Entry) -> Verification:
    """Return a verification of some entries."""
    return Verification("1.2.3", "2026-02-03", "eu-west-1", entries)


HOSTILE = '<script>alert(1)</script> "\x1b[31m @all | `x`\n'
EVERYTHING = verification(
    entry("equal"),
    entry(
        "differs",
        before=(Sent("GET", "/warm-up"),),
        request=Sent("POST", "/items", (("Origin", PAGE),), "{}", "2"),
        answer=Told(500, (("vary", HOSTILE), ("vary", "Origin"))),
        differs=("status", "vary", "body"),
        relied_on_by=("corsgate_audit.gateway.rest:answer_rest", "corsgate_audit.gateway:answer"),
        asked=4,
    ),
    entry("no-answer", answer=None, undetermined="there was no answer: timed out"),
    entry("no-prediction", prediction=None, undetermined="the model predicts nothing: unknown"),
    entry("status-only", compares=("status",), answer=Told(204), prediction=Told(204)),
)
