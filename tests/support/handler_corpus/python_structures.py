"""Handlers in Python: modules, classes, decorators, routes and statements."""

from __future__ import annotations

from support.handler_corpus import case

_H = 'H = {"Access-Control-Allow-Origin": "https://a.example"}\n'

PYTHON_STRUCTURES = [
    case(
        "a module by its name",
        'import responses\ndef handler(e, c): return responses.ok("x")',
        "200 *",
        responses='def ok(b): return {"statusCode": 200, "headers": '
        '{"Access-Control-Allow-Origin": "*"}}',
    ),
    case(
        "a package",
        "from common.http import respond\ndef handler(e, c): return respond(200)",
        "200 *",
        common____init__="",
        common__http="from .headers import CORS\n"
        'def respond(s): return {"statusCode": s, "headers": CORS}',
        common__headers='CORS = {"Access-Control-Allow-Origin": "*"}',
    ),
    case(
        "a package without __init__",
        "import common.http as http\ndef handler(e, c): return http.respond(200)",
        "200 -",
        common__http='def respond(s): return {"statusCode": s}',
    ),
    case(
        "everything of a module",
        "from responses import *\ndef handler(e, c): return ok()",
        "200 -",
        responses='def ok(): return {"statusCode": 200}',
    ),
    case(
        "modules in a circle",
        "import a\ndef handler(e, c): return a.ok()",
        "200 -",
        a="import b\ndef ok(): return b.made()",
        b='import a\ndef made(): return {"statusCode": 200}',
    ),
    case(
        "a layer",
        "from shared import ok\ndef handler(e, c): return ok()",
        "200 *",
        python__shared='def ok(): return {"statusCode": 200, "headers": '
        '{"Access-Control-Allow-Origin": "*"}}',
    ),
    case(
        "a class",
        "class R:\n    def __init__(self, s): self.s = s; self.h = {}\n"
        '    def cors(self): self.h["Access-Control-Allow-Origin"] = "*"; return self\n'
        '    def build(self): return {"statusCode": self.s, "headers": self.h}\n'
        "def handler(e, c): return R(200).cors().build()",
        "200 *",
    ),
    case(
        "a class that inherits",
        'class Base:\n    H = {"Access-Control-Allow-Origin": "*"}\n    def __init__(self, s): self.s = s\n'
        "class R(Base):\n    def __init__(self, s, b):\n        super().__init__(s)\n        self.b = b\n"
        '    def build(self): return {"statusCode": self.s, "headers": self.H}\n'
        'def handler(e, c): return R(201, "x").build()',
        "201 *",
    ),
    case(
        "a static method",
        'class R:\n    @staticmethod\n    def ok(b): return {"statusCode": 200, "body": b}\n'
        'def handler(e, c): return R.ok("x")',
        "200 -",
    ),
    case(
        "a class method",
        'class R:\n    H = {"Access-Control-Allow-Origin": "*"}\n    @classmethod\n'
        '    def ok(cls, b): return {"statusCode": 200, "headers": cls.H}\n'
        'def handler(e, c): return R.ok("x")',
        "200 *",
    ),
    case(
        "a property",
        'class R:\n    @property\n    def headers(self): return {"Access-Control-Allow-Origin": "*"}\n'
        'def handler(e, c): return {"statusCode": 200, "headers": R().headers}',
        "200 *",
    ),
    case(
        "a dataclass",
        "from dataclasses import dataclass, asdict\n@dataclass\nclass R:\n    statusCode: int\n"
        '    headers: dict\ndef handler(e, c): return asdict(R(200, {"Access-Control-Allow-Origin": "*"}))',
        "200 *",
    ),
    case(
        "a method as the handler",
        'class App:\n    def run(self, e, c): return {"statusCode": 200}\nhandler = App().run',
        "200 -",
    ),
    case(
        "a callable instance",
        'class App:\n    def __call__(self, e, c): return {"statusCode": 200}\nhandler = App()',
        "200 -",
    ),
    case(
        "an enum's status",
        'from http import HTTPStatus\ndef handler(e, c): return {"statusCode": HTTPStatus.NOT_FOUND, '
        '"headers": {}}',
        "404 -",
    ),
    case(
        "an enum's status, by value",
        'from http import HTTPStatus\ndef handler(e, c): return {"statusCode": '
        "HTTPStatus.CREATED.value}",
        "201 -",
    ),
    case("a status that is a text", 'def handler(e, c): return {"statusCode": "200"}', "200 -"),
    case("a status that is not known", 'def handler(e, c): return {"statusCode": e["s"]}', "? -"),
    case(
        "a decorator",
        "def cors(f):\n    def wrapper(e, c):\n        r = f(e, c)\n"
        '        r.setdefault("headers", {})["Access-Control-Allow-Origin"] = "*"\n        return r\n'
        '    return wrapper\n@cors\ndef handler(e, c): return {"statusCode": 200}',
        "200 *",
    ),
    case(
        "a decorator with arguments",
        "from functools import wraps\ndef cors(origin):\n    def outer(f):\n        @wraps(f)\n"
        "        def wrapper(*args, **kwargs):\n            r = f(*args, **kwargs)\n"
        '            return {**r, "headers": {"Access-Control-Allow-Origin": origin}}\n'
        '        return wrapper\n    return outer\n@cors("https://a.example")\n'
        'def handler(e, c): return {"statusCode": 200}',
        "200 https://a.example",
    ),
    case(
        "a decorator that is not here",
        'from x import traced\n@traced\ndef handler(e, c): return {"statusCode": 200}',
        "unknown",
        "raises",
    ),
    case(
        "by method",
        _H
        + 'def handler(e, c):\n    if e["httpMethod"] == "OPTIONS": return {"statusCode": 204, "headers": H}\n'
        '    return {"statusCode": 200}',
        "204 https://a.example",
        "200 -",
    ),
    case(
        "match",
        _H + 'def handler(e, c):\n    match e["requestContext"]["http"]["method"]:\n'
        '        case "GET": return {"statusCode": 200, "headers": H}\n'
        '        case "POST" | "PUT": return {"statusCode": 201}\n'
        '        case _: return {"statusCode": 405}',
        "200 https://a.example",
        "201 -",
        "405 -",
    ),
    case(
        "a table of routes",
        'def a(e): return {"statusCode": 200}\ndef b(e): return {"statusCode": 201, "headers": '
        '{"Access-Control-Allow-Origin": "*"}}\nR = {"GET /a": a, "POST /a": b}\n'
        'def handler(e, c): return R[e["routeKey"]](e)',
        "200 -",
        "201 *",
        "raises",
    ),
    case(
        "a table of routes with a default",
        'def a(e): return {"statusCode": 200}\ndef none(e): return {"statusCode": 404}\nR = {"GET": a}\n'
        'def handler(e, c): return R.get(e["httpMethod"], none)(e)',
        "200 -",
        "404 -",
    ),
    case(
        "a loop over names",
        'def handler(e, c):\n    h = {}\n    for n in ["Origin", "Headers"]:\n'
        '        h[f"Access-Control-Allow-{n}"] = "*"\n    return {"statusCode": 200, "headers": h}',
        "200 *",
    ),
    case(
        "a comprehension",
        'N = ["Origin", "Methods"]\ndef handler(e, c): return {"statusCode": 200, "headers": '
        '{"Access-Control-Allow-" + n: "*" for n in N}}',
        "200 *",
    ),
    case(
        "an unknown loop",
        'def handler(e, c):\n    s = 200\n    for r in e["Records"]:\n        if r["bad"]: s = 400\n'
        '    return {"statusCode": s}',
        "200 -",
        "400 -",
        "raises",
    ),
    case(
        "an unknown name of a header",
        'def handler(e, c):\n    h = {}\n    h[e["name"]] = "x"\n'
        '    return {"statusCode": 200, "headers": h}',
        "200 ?",
    ),
    case(
        "two origins",
        'def handler(e, c): return {"statusCode": 200, "headers": {"Access-Control-Allow-Origin": '
        '"https://a.example, https://b.example"}}',
        "200 https://a.example, https://b.example",
    ),
    case(
        "a list for a value",
        'def handler(e, c): return {"statusCode": 200, "headers": {"Access-Control-Allow-Origin": '
        '["https://a.example", "https://b.example"]}}',
        "200 no text",
    ),
    case(
        "None for a value",
        'def handler(e, c): return {"statusCode": 200, "headers": {"Access-Control-Allow-Origin": None}}',
        "200 no text",
    ),
    *(
        case(
            f"both maps of headers, {name}",
            'def handler(e, c): return {"statusCode": 200, '
            '"headers": {"access-control-allow-origin": "*"}, '
            f'"multiValueHeaders": {{"Access-Control-Allow-Origin": ["{value}"]}}}}\n',
            f"200 {answer}",
        )
        for name, value, answer in (
            ("the same value", "*", "*"),
            ("two values", "https://a.example", "*, https://a.example"),
        )
    ),
    case(
        "multi-value headers",
        'def handler(e, c): return {"statusCode": 200, "multiValueHeaders": '
        '{"Access-Control-Allow-Origin": ["*"]}}',
        "200 *",
    ),
    case(
        "an f-string of constants",
        'D = "a.example"\ndef handler(e, c): return {"statusCode": 200, "headers": '
        '{"Access-Control-Allow-Origin": f"https://{D}"}}',
        "200 https://a.example",
    ),
    case(
        "an f-string of what is not known",
        'def handler(e, c): return {"statusCode": 200, "headers": '
        '{"Access-Control-Allow-Origin": f"https://{e[\'x\']}"}}',
        "200 ?",
    ),
    case(
        "format and replace",
        'def handler(e, c): return {"statusCode": 200, "headers": {"Access-Control-Allow-Origin": '
        '"https://{}".format("a.example").replace("a.", "b.")}}',
        "200 https://b.example",
    ),
    case(
        "unpacked",
        'def pair(): return 200, {"Access-Control-Allow-Origin": "*"}\ndef handler(e, c):\n'
        '    s, h = pair()\n    return {"statusCode": s, "headers": h}',
        "200 *",
    ),
    case(
        "a global",
        'H = {}\ndef init():\n    global H\n    H = {"Access-Control-Allow-Origin": "*"}\n'
        'def handler(e, c):\n    init()\n    return {"statusCode": 200, "headers": H}',
        "200 *",
    ),
    case(
        "a nested function",
        'def handler(e, c):\n    h = {"Access-Control-Allow-Origin": "*"}\n'
        '    def respond(s): return {"statusCode": s, "headers": h}\n    return respond(200)',
        "200 *",
    ),
    case(
        "a lambda",
        'ok = lambda b: {"statusCode": 200, "headers": {}}\ndef handler(e, c): return ok("x")',
        "200 -",
    ),
    case(
        "async",
        'import asyncio\nasync def run(e): return {"statusCode": 200}\n'
        "def handler(e, c): return asyncio.run(run(e))",
        "unknown",
        "raises",
    ),
    case(
        "recursion",
        'def f(n): return {"statusCode": 200} if n == 0 else f(n - 1)\n'
        "def handler(e, c): return f(2)",
        "200 -",
    ),
    case(
        "recursion that the event ends",
        'def f(n): return {"statusCode": 200} if n == 0 else f(n - 1)\n'
        'def handler(e, c): return f(int(e["body"]))',
        "200 -",
        "unknown",
        "raises",
    ),
    case(
        "JSON and back",
        "import json\ndef handler(e, c): return json.loads(json.dumps("
        '{"statusCode": 200, "headers": {"Access-Control-Allow-Origin": "*"}}))',
        "200 *",
    ),
    case(
        "read through getattr",
        'class C:\n    H = {"Access-Control-Allow-Origin": "*"}\n'
        'def handler(e, c): return {"statusCode": 200, "headers": getattr(C, "H")}',
        "200 *",
    ),
    case(
        "a while loop",
        "import q\ndef handler(e, c):\n    while True:\n        x = q.take()\n"
        '        if x: return {"statusCode": 200}\n        if q.empty(): break\n'
        '    return {"statusCode": 404, "headers": {"Access-Control-Allow-Origin": "*"}}',
        "200 -",
        "404 *",
        "raises",
    ),
    case(
        "with",
        'def handler(e, c):\n    with open("f") as f:\n        t = f.read()\n'
        '    return {"statusCode": 200, "body": t}',
        "200 -",
        "raises",
    ),
    case(
        "origins by stage",
        'import os\nO = {"prod": "https://a.example", "dev": "*"}\n'
        'def handler(e, c): return {"statusCode": 200, "headers": {"Access-Control-Allow-Origin": '
        'O[os.environ["STAGE"]]}}',
        "200 *",
        environment={"STAGE": "dev"},
    ),
    case(
        "unreadable module",
        "import broken\ndef handler(e, c): return broken.ok()",
        "unknown",
        "raises",
        broken="def ok(:\n",
    ),
]
