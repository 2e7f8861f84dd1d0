"""Handlers with Powertools: its router for TypeScript, and what wraps handlers in both languages."""

from __future__ import annotations

import json
from typing import Any

from support.handler_corpus import case

_ROUTER = (
    "import { Router, NotFoundError, HttpStatusCodes } from "
    "'@aws-lambda-powertools/event-handler/http';\n"
    "import { cors, compress } from '@aws-lambda-powertools/event-handler/http/middleware';\n"
    "const app = new Router();\n"
)
_RESOLVE = (
    "export const handler = async (event: unknown, context: Context) => "
    "app.resolve(event, context);\n"
)
_HEADERS = {"Access-Control-Allow-Origin": "https://a.example"}
_ITEM = "app.get('/items', async () => ({ items: [] }));\n"


def _files(files: dict[str, str]) -> dict[str, Any]:
    """Return files whose names are no names of Python, as keywords."""
    return dict(files)


POWERTOOLS_TYPESCRIPT = [
    case("Powertools' router without cors", _ROUTER + _ITEM + _RESOLVE, "200 -", "404 -"),
    case(
        "Powertools' router with cors",
        _ROUTER + "app.use(cors());\n" + _ITEM + _RESOLVE,
        *("200 *", "204 *", "404 *", "404 -"),  # a preflight for another method has no route
    ),
    case(
        "Powertools' router with origins and credentials",
        _ROUTER + "app.use(cors({ origin: ['https://a.example'], credentials: true }));\n"
        "app.get('/items/:id', async ({ params: { id } }) => {\n"
        "  if (id === 'x') throw new NotFoundError('no');\n"
        "  return { statusCode: HttpStatusCodes.CREATED, body: '' };\n});\n" + _RESOLVE,
        *("201 ~page", "201 -", "204 ~page", "404 ~page", "404 -"),
    ),
    case(
        "Powertools' router with settings that are not here",
        _ROUTER + "app.use(cors({ origin: process.env.O }));\n" + _ITEM + _RESOLVE,
        *("200 ?", "204 ?", "404 ?", "404 -"),
        environment={"O": None},
    ),
    case(
        "Powertools' router, cors for one route",
        _ROUTER + "app.get('/health', [cors({ origin: '*' })], async () => ({ ok: true }));\n"
        "app.route(async () => new Response('', { status: 202 }), "
        "{ method: ['POST', 'PUT'], path: '/items' });\n" + _RESOLVE,
        *("200 *", "202 -", "404 -"),
    ),
    case(
        "Powertools' router, a route's own header",
        _ROUTER + "app.use(cors({ origin: 'https://a.example' }));\n"
        "app.get('/items', async () => new Response('', { headers: new Headers("
        "[['Access-Control-Allow-Origin', '*']]) }));\n" + _RESOLVE,
        *("200 *", "204 ~page", "404 ~page", "404 -"),
    ),
    case(
        "Powertools' router, middlewares of its own",
        _ROUTER + "app.use(async ({ reqCtx, next }) => {\n"
        "  if (!reqCtx.req.headers.get('authorization')) {\n"
        "    return new Response('no', { status: 401 });\n  }\n"
        "  await next();\n"
        "  reqCtx.res.headers.set('Access-Control-Allow-Origin', 'https://a.example');\n});\n"
        "app.use(compress());\n" + _ITEM + _RESOLVE,
        *("200 https://a.example", "401 -", "404 https://a.example"),
    ),
    case(
        "Powertools' router, routes that answer with data",
        _ROUTER + "app.get('/a', async ({ event }) => event.queryStringParameters);\n"
        "app.post('/b', async () => { const got = await fetch('https://api.example'); "
        "return await got.json(); });\n"
        "app.put('/c', async () => other('Access-Control-Allow-Origin'));\n" + _RESOLVE,
        *("200 -", "? ?", "404 -", "500 -"),
    ),
    case(
        "Powertools' router, a middleware that is not here",
        _ROUTER + "import other from 'other';\napp.use(other('Access-Control-Allow-Origin'));\n"
        "app.use(cors());\n" + _ITEM + _RESOLVE,
        *("200 *", "204 *", "404 *", "404 ?", "raises"),
    ),
    case(
        "Powertools' router, errors",
        _ROUTER + "app.errorHandler(TypeError, async () => ({ message: 'bad' }));\n"
        "app.errorHandler(RangeError, async () => ({ statusCode: 422, message: 'bad' }));\n"
        "app.notFound(async () => ({ message: 'nothing' }));\n"
        "app.get('/items', async () => { const items = await read(); return { items }; });\n"
        + _RESOLVE,
        *("200 -", "404 -", "422 -", "500 -"),
    ),
    case(
        "Powertools' router, an error handler that fails",
        _ROUTER + "app.errorHandler(Error, async () => { throw new Error('again'); });\n"
        "app.get('/items', async () => { throw new Error('x'); });\n" + _RESOLVE,
        *("404 -", "500 -"),
    ),
    case(
        "Powertools' routers in each other",
        _ROUTER + "const items = new Router();\nitems.use(cors());\n"
        "items.post('/', async () => ({ statusCode: 201, headers: { a: 'b' } }));\n"
        "app.includeRouter(items, { prefix: '/items' });\n" + _RESOLVE,
        *("201 *", "204 *", "404 *", "404 -"),
    ),
    case(
        "Powertools' router, methods with decorators",
        _ROUTER + "class Api {\n  @app.get('/items')\n  async items() { return {}; }\n"
        "  async handler(event, context) { return app.resolve(event, context, { scope: this }); }\n"
        "}\nconst api = new Api();\nexport const handler = api.handler.bind(api);\n",
        *("? -", "404 -"),
    ),
    case(
        "Powertools' router given to somebody",
        _ROUTER + "require('other')(app, 'Access-Control-Allow-Origin');\n" + _RESOLVE,
        *("? ?", "404 -", "raises"),
    ),
    case(
        "Powertools' router that streams",
        _ROUTER
        + "app.use(cors());\n"
        + _ITEM
        + "export const handler = awslambda.streamifyResponse"
        "(async (event, responseStream, context) => {\n"
        "  await app.resolveStream(event, context, { responseStream });\n});\n",
        *("200 *", "204 *", "404 *", "404 -"),
    ),
    case(
        "Powertools' middlewares for middy",
        "import middy from '@middy/core';\nimport { Logger } from '@aws-lambda-powertools/logger';\n"
        "import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';\n"
        "import { captureLambdaHandler } from '@aws-lambda-powertools/tracer';\n"
        "import { parser } from '@aws-lambda-powertools/parser/middleware';\n"
        "const logger = new Logger();\nconst run = async () => {\n"
        "  try { logger.appendKeys({}); return { statusCode: 200 }; }\n"
        "  catch { return { statusCode: 500 }; }\n};\n"
        "export const handler = middy(run).use(injectLambdaContext(logger))"
        ".use(captureLambdaHandler(tracer)).use(parser({ schema }));\n",
        *("200 -", "raises"),
    ),
    case(
        "a handler that answers once, and a durable one",
        "import { makeIdempotent } from '@aws-lambda-powertools/idempotency';\n"
        "import { withDurableExecution } from '@aws/durable-execution-sdk-js';\n"
        "export const handler = makeIdempotent(withDurableExecution("
        "async () => ({ statusCode: 201 })), { persistenceStore });\n",
        "201 -",
    ),
    case(
        "headers of a JSON file",
        "import config from './config.json';\nconst { status } = require('./config');\n"
        "import missing from './missing.json';\n"
        "export const handler = async () => ({ statusCode: status, headers: config.headers });\n",
        "203 https://a.example",
        **_files({"config.json": json.dumps({"status": 203, "headers": _HEADERS})}),
    ),
    case(
        "a JSON file that is none",
        "import config from './config.json';\n"
        "export const handler = async () => ({ statusCode: 200, headers: config.headers });\n",
        *("200 ?", "raises"),
        **_files({"config.json": "{"}),
    ),
]

_POWERTOOLS = (
    "from aws_lambda_powertools.event_handler import APIGatewayRestResolver, CORSConfig, Response\n"
    'app = APIGatewayRestResolver(cors=CORSConfig(allow_origin="*"))\n'
)
_HANDLER = "def handler(e, c): return app.resolve(e, c)\n"

POWERTOOLS_PYTHON = [
    case(
        "Powertools, what handles errors and unknown paths",
        _POWERTOOLS + '@app.not_found\ndef no(e): return Response(status_code=410, body="")\n'
        '@app.exception_handler(ValueError)\ndef bad(e): return Response(status_code=422, body="")\n'
        '@app.get("/a", cors=False)\ndef a():\n    read()\n    return {}\n' + _HANDLER,
        *("200 -", "410 *", "422 -", "raises"),
    ),
    case(
        "Powertools, routes that answer with data",
        _POWERTOOLS + 'import json, requests\n@app.get("/a/<id>")\ndef a(id): return id\n'
        '@app.get("/b")\ndef b():\n    todos = requests.get("https://api.example").json()\n'
        '    return todos["items"][0]\n'
        '@app.put("/c")\ndef c(): return json.loads(app.current_event.body)["x"]\n'
        '@app.delete("/d")\ndef d(): return other()\n' + _HANDLER,
        *("200 *", "? *", "404 *", "raises"),
    ),
    case(
        "Powertools, error handlers of a router",
        _POWERTOOLS + "from aws_lambda_powertools.event_handler.router import Router\n"
        'router = Router()\n@router.not_found()\ndef no(e): return {"m": 1}, 404\n'
        "@router.exception_handler([KeyError])\ndef bad(e): raise KeyError(e)\n"
        '@router.get("/a")\ndef a(): raise KeyError("x")\napp.include_router(router)\n' + _HANDLER,
        *("404 *", "raises"),
    ),
    case(
        "Powertools, a middleware that is not here",
        _POWERTOOLS
        + "from other import middleware\napp.use(middlewares=[middleware])\n"
        + _HANDLER,
        "? *",
    ),
    case(
        "Powertools' decorators above each other",
        "from aws_lambda_powertools.logging.logger import Logger\n"
        "from aws_lambda_powertools.utilities.idempotency import idempotent\n"
        "from aws_lambda_powertools.utilities.parser import event_parser\n"
        "from aws_lambda_powertools.utilities.validation import validator\n"
        "from corsgate import CorsPolicy, cors\nlogger = Logger()\n"
        '@logger.inject_lambda_context\n@cors(CorsPolicy(allow_origins=["*"]))\n'
        "@validator(inbound_schema={})\n@event_parser(model=Model)\n"
        "@idempotent(persistence_store=layer)\n"
        'def handler(e, c): return {"statusCode": 201}\n',
        *("201 *", "raises"),
    ),
    case(
        "a middleware by Powertools' factory",
        "from aws_lambda_powertools.middleware_factory import lambda_handler_decorator\n"
        "@lambda_handler_decorator(trace_execution=True)\n"
        'def add(handler, event, context, origin="*"):\n    response = handler(event, context)\n'
        '    response["headers"] = {"Access-Control-Allow-Origin": origin}\n    return response\n'
        '@add(origin="https://a.example")\ndef first(e, c): return {"statusCode": 201}\n'
        '@add\ndef second(e, c): return {"statusCode": 202}\n'
        'def handler(e, c): return first(e, c) if e["path"] == "/a" else second(e, c)\n',
        *("201 https://a.example", "202 *"),
    ),
    case(
        "a durable function",
        "from aws_durable_execution_sdk_python import durable_execution\n"
        '@durable_execution\ndef handler(e, c): return {"statusCode": 202}\n',
        "202 -",
    ),
]
