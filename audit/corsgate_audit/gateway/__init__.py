"""What API Gateway or a function URL answers: the model and a request in, an answer out.

Where the backend decides, the answer is that it does. What nobody has verified on AWS says so
beside the rule, with the page that it rests on; `docs/aws/statements.md` lists it.
"""

from __future__ import annotations

from corsgate_audit.gateway.answering import answer
from corsgate_audit.gateway.exchanging import exchange
from corsgate_audit.gateway.routing import match_route
from corsgate_audit.gateway.values import REFUSING, Answer, Exchange, Layer

__all__ = ["REFUSING", "Answer", "Exchange", "Layer", "answer", "exchange", "match_route"]
