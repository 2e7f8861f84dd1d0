"""Handlers in Python: which headers they set, for which origins, and what they answer to errors."""

from __future__ import annotations

from support.handler_corpus import case

_H = 'H = {"Access-Control-Allow-Origin": "https://a.example"}\n'

PYTHON_HEADERS = [
    case("no headers", 'def handler(e, c): return {"statusCode": 200, "body": "x"}', "200 -"),
    case(
        "a literal",
        'def handler(e, c): return {"statusCode": 200, "headers": '
        '{"Access-Control-Allow-Origin": "*"}}',
        "200 *",
    ),
    case(
        "any case of the name",
        'def handler(e, c): return {"statusCode": 200, "headers": '
        '{"access-control-allow-origin": "*"}}',
        "200 *",
    ),
    case(
        "a constant",
        _H + 'def handler(e, c): return {"statusCode": 200, "headers": H}',
        "200 https://a.example",
    ),
    case(
        "a constant through a constant",
        _H + 'G = H\ndef handler(e, c): return {"statusCode": 200, "headers": G}',
        "200 https://a.example",
    ),
    case(
        "the error path",
        _H + 'def handler(e, c):\n    if not e["body"]: return {"statusCode": 400}\n'
        '    return {"statusCode": 200, "headers": H}',
        "400 -",
        "200 https://a.example",
    ),
    case(
        "a helper",
        _H + 'def respond(s, b): return {"statusCode": s, "headers": H, "body": b}\n'
        'def handler(e, c):\n    return respond(200, "x") if e["body"] else respond(400, "y")',
        "200 https://a.example",
        "400 https://a.example",
    ),
    case(
        "a helper with keywords",
        'def respond(body="", *, status=200, origin="*"):\n'
        '    return {"statusCode": status, "headers": {"Access-Control-Allow-Origin": origin}}\n'
        'def handler(e, c):\n    return respond(origin="https://b.example", status=201)',
        "201 https://b.example",
    ),
    case(
        "a helper with a default that nobody overrides",
        "def respond(status=200, headers=None):\n"
        '    return {"statusCode": status, "headers": headers or {}}\n'
        "def handler(e, c): return respond()",
        "200 -",
    ),
    case(
        "keyword arguments handed on",
        'def inner(**kw): return {"statusCode": kw["status"], "headers": kw["headers"]}\n'
        "def outer(**kw): return inner(**kw)\n"
        'def handler(e, c): return outer(status=204, headers={"Access-Control-Allow-Origin": "*"})',
        "204 *",
    ),
    case(
        "positional arguments handed on",
        'def inner(a, b): return {"statusCode": a, "headers": b}\n'
        "def outer(*args): return inner(*args)\n"
        'def handler(e, c): return outer(200, {"Access-Control-Allow-Origin": "*"})',
        "200 *",
    ),
    case(
        "headers step by step",
        'def handler(e, c):\n    h = {}\n    h["Access-Control-Allow-Origin"] = "*"\n'
        '    r = {"statusCode": 200}\n    r["headers"] = h\n    return r',
        "200 *",
    ),
    case(
        "headers set after they were put in",
        'def handler(e, c):\n    h = {}\n    r = {"statusCode": 200, "headers": h}\n'
        '    h["Access-Control-Allow-Origin"] = "*"\n    return r',
        "200 *",
    ),
    case(
        "a nested subscript",
        'def handler(e, c):\n    r = {"statusCode": 200, "headers": {}}\n'
        '    r["headers"]["Access-Control-Allow-Origin"] = "*"\n    return r',
        "200 *",
    ),
    case(
        "update",
        _H + 'def handler(e, c):\n    h = {"a": "b"}\n    h.update(H)\n'
        '    return {"statusCode": 200, "headers": h}',
        "200 https://a.example",
    ),
    case(
        "update with keywords of dict()",
        "def handler(e, c):\n    r = dict(statusCode=200, headers={})\n"
        '    r["headers"].update({"Access-Control-Allow-Origin": "*"})\n    return r',
        "200 *",
    ),
    case(
        "a merge",
        _H + 'def handler(e, c): return {"statusCode": 200, "headers": H | {"x": "y"}}',
        "200 https://a.example",
    ),
    case(
        "a spread",
        _H + 'def handler(e, c): return {"statusCode": 200, "headers": {"x": "y", **H}}',
        "200 https://a.example",
    ),
    case(
        "a spread that overrides",
        _H + 'def handler(e, c): return {"statusCode": 200, "headers": '
        '{**H, "Access-Control-Allow-Origin": "*"}}',
        "200 *",
    ),
    case(
        "setdefault",
        'def handler(e, c):\n    r = {"statusCode": 200}\n'
        '    r.setdefault("headers", {})["Access-Control-Allow-Origin"] = "*"\n    return r',
        "200 *",
    ),
    case(
        "copy of a constant",
        _H
        + 'import copy\ndef handler(e, c):\n    h = copy.deepcopy(H)\n    h.pop("Access-Control-Allow-Origin")\n'
        '    return {"statusCode": 200, "headers": h if e["x"] else H.copy()}',
        "200 -",
        "200 https://a.example",
    ),
    case(
        "removed",
        _H + 'def handler(e, c):\n    h = dict(H)\n    del h["Access-Control-Allow-Origin"]\n'
        '    return {"statusCode": 200, "headers": h}',
        "200 -",
    ),
    case(
        "reflected",
        'def handler(e, c): return {"statusCode": 200, "headers": '
        '{"Access-Control-Allow-Origin": e["headers"]["origin"]}}',
        "200 =page",
    ),
    case(
        "reflected, with a default",
        'def handler(e, c):\n    o = e["headers"].get("origin", "*")\n'
        '    return {"statusCode": 200, "headers": {"Access-Control-Allow-Origin": o}}',
        "200 =page",
        "200 *",
    ),
    case(
        "reflected, of a multi-value header",
        'def handler(e, c):\n    o = e["multiValueHeaders"]["Origin"]\n'
        '    return {"statusCode": 200, "headers": {"Access-Control-Allow-Origin": o}}',
        "200 =page",
    ),
    case(
        "compared with a list",
        'OK = ["https://a.example", "https://b.example"]\ndef handler(e, c):\n'
        '    h = {}\n    o = e["headers"].get("origin")\n'
        '    if o in OK: h["Access-Control-Allow-Origin"] = o\n'
        '    return {"statusCode": 200, "headers": h}',
        "200 ~page",
        "200 -",
    ),
    case(
        "compared with a list, the first otherwise",
        'OK = ("https://a.example", "https://b.example")\ndef handler(e, c):\n'
        '    o = e["headers"].get("origin")\n    o = o if o in OK else OK[0]\n'
        '    return {"statusCode": 200, "headers": {"Access-Control-Allow-Origin": o}}',
        "200 ~page",
        "200 https://a.example",
    ),
    case(
        "compared by a function that is not here",
        'from checks import ok\ndef handler(e, c):\n    o = e["headers"].get("origin")\n'
        '    h = {"Access-Control-Allow-Origin": o} if ok(o) else {}\n'
        '    return {"statusCode": 200, "headers": h}',
        "200 ~page",
        "200 -",
        "raises",
    ),
    case(
        "looked up by next()",
        'OK = ["https://a.example"]\ndef handler(e, c):\n    o = e["headers"].get("origin")\n'
        "    found = next((x for x in OK if x == o), None)\n"
        '    h = {"Access-Control-Allow-Origin": found} if found else {}\n'
        '    return {"statusCode": 200, "headers": h}',
        "200 https://a.example",
        "200 -",
    ),
    case(
        "compared by any()",
        'OK = ["https://a.example"]\ndef handler(e, c):\n    o = e["headers"].get("origin")\n'
        '    h = {"Access-Control-Allow-Origin": o} if any(o == x for x in OK) else {}\n'
        '    return {"statusCode": 200, "headers": h}',
        "200 ~page",
        "200 -",
    ),
    case(
        "looked up in a dictionary",
        'BY = {"https://a.example": "https://a.example"}\ndef handler(e, c):\n'
        '    o = BY.get(e["headers"].get("origin"), "https://fallback.example")\n'
        '    return {"statusCode": 200, "headers": {"Access-Control-Allow-Origin": o}}',
        "200 https://a.example",
        "200 https://fallback.example",
    ),
    case(
        "a regular expression",
        'import re\ndef handler(e, c):\n    o = e["headers"].get("origin", "")\n'
        '    h = {"Access-Control-Allow-Origin": o} if re.match("https://.*", o) else {}\n'
        '    return {"statusCode": 200, "headers": h}',
        "200 ~page",
        "200 -",
    ),
    case(
        "the environment",
        'import os\ndef handler(e, c): return {"statusCode": 200, "headers": '
        '{"Access-Control-Allow-Origin": os.environ["ORIGIN"]}}',
        "200 https://e.example",
        environment={"ORIGIN": "https://e.example"},
    ),
    case(
        "the environment, by getenv with a default",
        'import os\nO = os.getenv("ORIGIN", "*")\ndef handler(e, c): return {"statusCode": 200, '
        '"headers": {"Access-Control-Allow-Origin": O}}',
        "200 *",
    ),
    case(
        "the environment, not known",
        'import os\ndef handler(e, c): return {"statusCode": 200, "headers": '
        '{"Access-Control-Allow-Origin": os.environ.get("ORIGIN", "*")}}',
        "200 ?",
        environment={"ORIGIN": None},
    ),
    case(
        "a list in the environment",
        'import os\nOK = os.environ["OK"].split(",")\ndef handler(e, c):\n'
        '    o = e["headers"].get("origin")\n    o = o if o in OK else OK[0]\n'
        '    return {"statusCode": 200, "headers": {"Access-Control-Allow-Origin": o}}',
        "200 ~page",
        "200 https://a.example",
        environment={"OK": "https://a.example,https://b.example"},
    ),
    case(
        "JSON of the environment",
        'import json, os\nH = json.loads(os.environ["H"])\n'
        'def handler(e, c): return {"statusCode": 200, "headers": H}',
        "200 *",
        environment={"H": '{"Access-Control-Allow-Origin": "*"}'},
    ),
    case(
        "try and except",
        _H + "import db\ndef handler(e, c):\n    try:\n        x = db.get()\n"
        '        return {"statusCode": 200, "headers": H}\n    except Exception as error:\n'
        '        return {"statusCode": 500, "body": str(error)}',
        "200 https://a.example",
        "500 -",
    ),
    case(
        "several excepts",
        _H + "import db\ndef handler(e, c):\n    try:\n        db.get()\n    except KeyError:\n"
        '        return {"statusCode": 404, "headers": H}\n    except (ValueError, TypeError):\n'
        '        return {"statusCode": 400}\n    return {"statusCode": 200, "headers": H}',
        "404 https://a.example",
        "400 -",
        "200 https://a.example",
        "raises",
    ),
    case(
        "an exception of one's own",
        _H + 'class Missing(Exception): pass\ndef find(e):\n    if not e["id"]: raise Missing()\n'
        "def handler(e, c):\n    try:\n        find(e)\n    except Missing:\n"
        '        return {"statusCode": 404, "headers": H}\n    return {"statusCode": 200, "headers": H}',
        "404 https://a.example",
        "200 https://a.example",
    ),
    case(
        "an exception with a status",
        "class HttpError(Exception):\n    def __init__(self, status): self.status = status\n"
        'def find(e):\n    if not e["id"]: raise HttpError(404)\n    if e["x"]: raise HttpError(409)\n'
        "def handler(e, c):\n    try:\n        find(e)\n    except HttpError as error:\n"
        '        return {"statusCode": error.status}\n    return {"statusCode": 200}',
        "404 -",
        "409 -",
        "200 -",
    ),
    case(
        "an exception that leaves",
        _H + 'def handler(e, c):\n    if not e["id"]: raise ValueError("no")\n'
        '    return {"statusCode": 200, "headers": H}',
        "200 https://a.example",
        "raises",
    ),
    case(
        "finally sets the headers",
        'import db\ndef handler(e, c):\n    r = {"statusCode": 200}\n    try:\n        db.get()\n'
        '    except Exception:\n        r = {"statusCode": 500}\n    finally:\n'
        '        r["headers"] = {"Access-Control-Allow-Origin": "*"}\n    return r',
        "200 *",
        "500 *",
    ),
    case(
        "a return in finally",
        "import db\ndef handler(e, c):\n    try:\n        return db.get()\n"
        '    finally:\n        return {"statusCode": 200, "headers": {}}',
        "200 -",
        "raises",
    ),
    case(
        "else of a try",
        _H + "import db\ndef handler(e, c):\n    try:\n        db.get()\n    except Exception:\n"
        '        return {"statusCode": 500, "headers": H}\n    else:\n        return {"statusCode": 200}',
        "500 https://a.example",
        "200 -",
    ),
    case(
        "the body holds the headers",
        'import json\ndef handler(e, c): return {"statusCode": 200, "body": '
        'json.dumps({"headers": {"Access-Control-Allow-Origin": "*"}})}',
        "200 - (in the body)",
    ),
    case("no response", 'def handler(e, c): return {"id": 1}', "payload"),
    case("a list", "def handler(e, c): return [1, 2]", "payload"),
    case("nothing", "def handler(e, c): pass", "payload"),
    case(
        "what somebody else returns",
        "import x\ndef handler(e, c): return x.run(e)",
        "unknown",
        "raises",
    ),
    case(
        "headers that somebody else makes",
        'import x\ndef handler(e, c): return {"statusCode": 200, "headers": x.headers()}',
        "200 ?",
        "raises",
    ),
    case(
        "headers that somebody else is given",
        "import x\ndef handler(e, c):\n    h = {}\n    x.add(h)\n"
        '    return {"statusCode": 200, "headers": h}',
        "200 ?",
        "raises",
    ),
    case(
        "a logger is given the response",
        'import logging\nlog = logging.getLogger()\ndef handler(e, c):\n    r = {"statusCode": 200}\n'
        "    log.info(r)\n    print(r)\n    return r",
        "200 -",
    ),
    case(
        "a module",
        'from responses import ok\ndef handler(e, c): return ok("x")',
        "200 *",
        responses='def ok(b): return {"statusCode": 200, "headers": '
        '{"Access-Control-Allow-Origin": "*"}}',
    ),
]
