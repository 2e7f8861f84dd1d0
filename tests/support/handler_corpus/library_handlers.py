"""Handlers whose answers a library makes, or changes."""

from __future__ import annotations

from support.handler_corpus import case

_POWERTOOLS = (
    "from aws_lambda_powertools.event_handler import APIGatewayRestResolver, CORSConfig, Response\n"
)
_RESOLVE = "def handler(e, c): return app.resolve(e, c)\n"

LIBRARIES_PYTHON = [
    case(
        "Powertools without cors",
        _POWERTOOLS + 'app = APIGatewayRestResolver()\n@app.get("/a")\n'
        'def a(): return {"x": 1}\n' + _RESOLVE,
        "200 -",
        "404 -",
    ),
    case(
        "Powertools with one origin",
        _POWERTOOLS
        + 'app = APIGatewayRestResolver(cors=CORSConfig(allow_origin="https://a.example"))\n'
        '@app.get("/a")\ndef a(): return {"x": 1}\n' + _RESOLVE,
        "200 ~page",
        "200 -",
        "404 ~page",
        "404 -",
    ),
    case(
        "Powertools with any origin",
        _POWERTOOLS + 'app = APIGatewayRestResolver(cors=CORSConfig(allow_origin="*"))\n'
        '@app.get("/a")\ndef a(): return {"x": 1}, 201\n' + _RESOLVE,
        "201 *",
        "404 *",
    ),
    case(
        "Powertools, a route without",
        _POWERTOOLS + 'app = APIGatewayRestResolver(cors=CORSConfig(allow_origin="*"))\n'
        '@app.post("/a", cors=False)\ndef a(): return Response(status_code=202, body="")\n'
        + _RESOLVE,
        "202 -",
        "404 *",
    ),
    case(
        "Powertools, a route's own header",
        _POWERTOOLS + 'app = APIGatewayRestResolver()\n@app.get("/a")\ndef a():\n'
        '    return Response(status_code=200, headers={"Access-Control-Allow-Origin": "*"})\n'
        + _RESOLVE,
        "200 *",
        "404 -",
    ),
    case(
        "Powertools, an error",
        _POWERTOOLS + "from aws_lambda_powertools.event_handler.exceptions import NotFoundError\n"
        'app = APIGatewayRestResolver(cors=CORSConfig(allow_origin="*"))\n@app.get("/a/<id>")\ndef a(id):\n'
        '    raise NotFoundError("no")\n' + _RESOLVE,
        "404 *",
    ),
    case(
        "Powertools, settings of the environment",
        _POWERTOOLS + "import os\n"
        'app = APIGatewayRestResolver(cors=CORSConfig(allow_origin=os.environ["O"]))\n' + _RESOLVE,
        "404 ?",
        environment={"O": None},
    ),
    case(
        "Powertools' decorators",
        "from aws_lambda_powertools import Logger, Tracer\nlogger = Logger()\ntracer = Tracer()\n"
        "@logger.inject_lambda_context(log_event=True)\n@tracer.capture_lambda_handler\n"
        'def handler(e, c):\n    logger.info("x")\n    return {"statusCode": 200}\n',
        "200 -",
    ),
    case(
        "FastAPI without cors",
        'from fastapi import FastAPI\nfrom mangum import Mangum\napp = FastAPI()\n@app.get("/")\n'
        "def a(): return {}\nhandler = Mangum(app)\n",
        "? -",
        "500 -",
    ),
    case(
        "FastAPI with cors",
        "from fastapi import FastAPI\nfrom fastapi.middleware.cors import CORSMiddleware\nfrom mangum import Mangum\n"
        'app = FastAPI()\napp.add_middleware(CORSMiddleware, allow_origins=["*"])\nhandler = Mangum(app, lifespan="off")\n',
        "? *",
        "500 -",
    ),
    case(
        "FastAPI with a list",
        "from fastapi import FastAPI\nfrom fastapi.middleware.cors import CORSMiddleware\nfrom mangum import Mangum\n"
        'app = FastAPI()\napp.add_middleware(CORSMiddleware, allow_origins=["https://a.example"], allow_credentials=True)\n'
        "handler = Mangum(app)\n",
        "? ~page",
        "? -",
        "500 -",
    ),
    case(
        "FastAPI with a middleware of its own",
        "from fastapi import FastAPI\nfrom mangum import Mangum\nfrom mine import Middleware\n"
        "app = FastAPI()\napp.add_middleware(Middleware)\nhandler = Mangum(app)\n",
        "? ?",
        "500 -",
    ),
    case(
        "Flask with flask-cors",
        "from flask import Flask\nfrom flask_cors import CORS\nfrom apig_wsgi import make_lambda_handler\n"
        "app = Flask(__name__)\nCORS(app)\nhandler = make_lambda_handler(app)\n",
        "? =page",
        "? *",
        "500 =page",
        "500 *",
    ),
    case(
        "Flask with origins and credentials",
        "from flask import Flask\nfrom flask_cors import CORS\nimport serverless_wsgi\n"
        'app = Flask(__name__)\nCORS(app, origins="*", supports_credentials=True)\n'
        "def handler(e, c): return serverless_wsgi.handle_request(app, e, c)\n",
        "? =page",
        "? -",
        "500 =page",
        "500 -",
    ),
    case(
        "Flask without cors",
        "from flask import Flask\nimport awsgi\napp = Flask(__name__)\n"
        "def handler(e, c): return awsgi.response(app, e, c)\n",
        "? -",
        "500 -",
    ),
    case(
        "Chalice",
        'from chalice import Chalice\napp = Chalice(app_name="x")\n@app.route("/a", cors=True)\ndef a(): return {}\n'
        '@app.route("/b")\ndef b(): return {}\nhandler = app\n',
        "? *",
        "? -",
    ),
    case(
        "corsgate",
        'from corsgate import CorsPolicy, cors\npolicy = CorsPolicy(allow_origins=["https://a.example"])\n@cors(policy)\n'
        'def handler(e, c): return {"statusCode": 200}\n',
        "200 ~page",
        "200 -",
    ),
    *(
        case(
            f"corsgate with {name}",
            f"from corsgate import CorsPolicy, cors\n@cors({arguments})\n"
            'def handler(e, c): return {"statusCode": 200}\n',
            "200 ~page",
            "200 -",
        )
        for name, arguments in (
            ("the fields of a policy", 'allow_origins=["https://a.example"]'),
            ("its policy by name", 'policy=CorsPolicy(allow_origins=["https://a.example"])'),
        )
    ),
    *(
        case(
            f"corsgate with {name}",
            "from corsgate import CorsPolicy, cors\n"
            'policy = CorsPolicy(allow_origins=["https://a.example"])\n'
            f'@cors({arguments})\ndef handler(e, c): return {{"statusCode": 200}}\n',
            "200 ?",
        )
        for name, arguments in (
            ("policies by method", '{"GET": policy}'),
            ("a provider", "lambda: policy, ttl=60"),
            ("routes", 'policy, routes={"/a": None}'),
            ("a front door that owns CORS", 'policy, gateway_owns=["function_url"]'),
        )
    ),
    *(
        case(
            f"corsgate's middleware {name}",
            "from flask import Flask\nfrom apig_wsgi import make_lambda_handler\n"
            "from corsgate import CorsPolicy, CorsWsgiMiddleware\n"
            'policy = CorsPolicy(allow_origins=["https://a.example"])\napp = Flask("x")\n'
            f'@app.route("/a")\ndef a(): return "x"\n{wrapped}\n',
            *answers,
        )
        for name, wrapped, answers in (
            (
                "around an application",
                "handler = make_lambda_handler(CorsWsgiMiddleware(app, policy))",
                ("? ~page", "? -", "500 ~page", "500 -"),
            ),
            (
                "with a provider",
                (
                    "app.wsgi_app = CorsWsgiMiddleware(app.wsgi_app, lambda: policy, ttl=60)\n"
                    "handler = make_lambda_handler(app)"
                ),
                ("? ?", "500 ?"),
            ),
            (
                "that leaves errors to others",
                'handler = make_lambda_handler(CorsWsgiMiddleware(app, policy, on_error="raise"))',
                ("? ~page", "? -", "500 -"),
            ),
        )
    ),
    case(
        "corsgate from the environment",
        'from corsgate import cors\n@cors\ndef handler(e, c): return {"statusCode": 200}\n',
        "200 ?",
    ),
    case(
        "another framework",
        "from bottle import Bottle\nfrom mangum import Mangum\nhandler = Mangum(Bottle())\n",
        "unknown",
        "raises",
    ),
]
_MIDDY = "import middy from '@middy/core';\nimport cors from '@middy/http-cors';\nimport errors from '@middy/http-error-handler';\n"
_EXPRESS = "const express = require('express');\nconst cors = require('cors');\nconst serverless = require('serverless-http');\nconst app = express();\n"

LIBRARIES_JAVASCRIPT = [
    case(
        "middy with cors",
        _MIDDY + "export const handler = middy(async () => ({statusCode: 200})).use(cors());",
        "200 *",
    ),
    case(
        "middy with an origin",
        _MIDDY + "export const handler = middy().use(cors({origin: 'https://a.example'}))"
        ".handler(async () => ({statusCode: 200}));",
        "200 https://a.example",
    ),
    case(
        "middy with origins",
        _MIDDY + "export const handler = middy(async () => ({statusCode: 200}))"
        ".use(cors({origins: ['https://a.example'], credentials: true}));",
        "200 ~page",
        "200 -",
    ),
    case(
        "middy, the handler's own header stays",
        _MIDDY + "export const handler = middy(async () => ({statusCode: 200, "
        "headers: {'Access-Control-Allow-Origin': 'https://b.example'}})).use(cors());",
        "200 https://b.example",
    ),
    case(
        "middy, cors outside of the error handler",
        _MIDDY + "import createError from 'http-errors';\nconst run = async (e) => "
        "{ if (e.x) throw new Error('x'); return {statusCode: 200}; };\nexport const handler = middy(run).use(cors()).use(errors());",
        "200 *",
        "? *",
    ),
    case(
        "middy, cors inside of the error handler",
        _MIDDY + "const run = async (e) => { if (e.x) throw new Error('x'); "
        "return {statusCode: 200}; };\nexport const handler = middy(run).use(errors()).use(cors());",
        "200 *",
        "? -",
    ),
    case(
        "middy without cors",
        "const middy = require('@middy/core');\nconst json = require('@middy/http-json-body-parser');\n"
        "exports.handler = middy(async () => ({statusCode: 200})).use(json());",
        "200 -",
        "raises",
    ),
    case(
        "middy with a middleware of its own",
        _MIDDY + "const own = () => ({ after: async (request) => { "
        "request.response.headers = {...request.response.headers, 'Access-Control-Allow-Origin': '*'}; } });\n"
        "export const handler = middy(async () => ({statusCode: 200})).use(own());",
        "200 *",
    ),
    case(
        "middy with a middleware that is not here",
        _MIDDY + "import own from 'own';\n"
        "export const handler = middy(async () => ({statusCode: 200})).use(own());",
        "200 ?",
        "raises",
    ),
    case(
        "express without cors",
        _EXPRESS
        + "app.get('/', (req, res) => { res.json({}); });\nmodule.exports.handler = serverless(app);",
        "200 -",
        "404 -",
    ),
    case(
        "express with cors",
        _EXPRESS + "app.use(cors());\napp.get('/', (req, res) => res.status(201).json({}));\n"
        "module.exports.handler = serverless(app);",
        "204 *",
        "201 *",
        "404 *",
    ),
    case(
        "express with an origin",
        _EXPRESS + "app.use(cors({origin: 'https://a.example', credentials: true}));\n"
        "app.use(express.json());\napp.get('/', (req, res) => res.send('x'));\nmodule.exports.handler = serverless(app);",
        "204 https://a.example",
        "200 https://a.example",
        "404 https://a.example",
    ),
    case(
        "express that reflects",
        _EXPRESS + "app.use(cors({origin: true}));\nmodule.exports.handler = serverless(app);",
        "204 =page",
        "204 -",
        "404 =page",
        "404 -",
    ),
    case(
        "express, headers by hand",
        _EXPRESS
        + "app.use((req, res, next) => { res.header('Access-Control-Allow-Origin', '*'); next(); });\n"
        "app.get('/', (req, res) => res.json({}));\nmodule.exports.handler = serverless(app);",
        "200 *",
        "404 *",
    ),
    case(
        "express, cors for one route",
        _EXPRESS + "app.get('/a', cors(), (req, res) => res.json({}));\n"
        "app.get('/b', (req, res) => res.json({}));\nmodule.exports.handler = serverless(app);",
        "200 *",
        "200 -",
        "404 -",
    ),
    case(
        "express, an error handler",
        _EXPRESS + "app.get('/', () => { throw new Error('x'); });\n"
        "app.use((error, req, res, next) => res.status(500).json({}));\nmodule.exports.handler = serverless(app);",
        "500 -",
        "404 -",
    ),
    case(
        "express, a router",
        _EXPRESS
        + "const router = express.Router();\nrouter.get('/', (req, res) => res.sendStatus(202));\n"
        "app.use('/x', router);\nmodule.exports.handler = serverless(app);",
        "202 -",
        "404 -",
    ),
    case(
        "express given to somebody",
        _EXPRESS + "require('x')(app);\nmodule.exports.handler = serverless(app);",
        "unknown",
        "404 ?",
        "raises",
    ),
    case(
        "lambda-api",
        "const api = require('lambda-api')();\napi.get('/', async (req, res) => { res.cors(); return {}; });\n"
        "exports.handler = async (event, context) => await api.run(event, context);",
        "200 *",
        "404 -",
    ),
    case(
        "Hono",
        "import { Hono } from 'hono';\nimport { cors } from 'hono/cors';\nimport { handle } from 'hono/aws-lambda';\n"
        "const app = new Hono();\napp.use('*', cors({origin: ['https://a.example']}));\napp.get('/', (c) => c.json({}));\n"
        "export const handler = handle(app);",
        "? ~page",
        "? -",
    ),
    case(
        "Hono without cors",
        "import { Hono } from 'hono';\nimport { handle } from 'hono/aws-lambda';\nconst app = new Hono();\n"
        "app.get('/', (c) => c.text('x'));\nexport const handler = handle(app);",
        "? -",
    ),
]
