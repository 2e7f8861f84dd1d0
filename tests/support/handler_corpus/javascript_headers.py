"""Handlers in JavaScript: which headers they set, for which origins, and how they answer."""

from __future__ import annotations

from support.handler_corpus import case

_H = "const H = {'Access-Control-Allow-Origin': 'https://a.example'};\n"
_A = "exports.handler = async (event) => "

JAVASCRIPT_HEADERS = [
    case("no headers", _A + "({statusCode: 200, body: 'x'});", "200 -"),
    case(
        "a literal",
        _A + "({statusCode: 200, headers: {'Access-Control-Allow-Origin': '*'}});",
        "200 *",
    ),
    case(
        "an export of a module", "export const handler = async () => ({statusCode: 200});", "200 -"
    ),
    case(
        "an export by a list",
        "async function run() { return {statusCode: 200}; }\nexport { run as handler };",
        "200 -",
    ),
    case(
        "module.exports", "module.exports = { handler: async () => ({statusCode: 200}) };", "200 -"
    ),
    case(
        "module.exports.handler",
        "module.exports.handler = async function () { return {statusCode: 200}; };",
        "200 -",
    ),
    case(
        "a function that is hoisted",
        "exports.handler = handler;\nasync function handler() { return ok('x'); }\n"
        "function ok(body) { return {statusCode: 200, body}; }",
        "200 -",
    ),
    case("a constant", _H + _A + "({statusCode: 200, headers: H});", "200 https://a.example"),
    case(
        "a spread",
        _H + _A + "({statusCode: 200, headers: {...H, 'X': 'y'}});",
        "200 https://a.example",
    ),
    case(
        "a spread that overrides",
        _H + _A + "({statusCode: 200, headers: {...H, 'Access-Control-Allow-Origin': '*'}});",
        "200 *",
    ),
    case(
        "Object.assign",
        _H + _A + "({statusCode: 200, headers: Object.assign({}, H, {a: 'b'})});",
        "200 https://a.example",
    ),
    case(
        "a frozen constant",
        "const H = Object.freeze({'Access-Control-Allow-Origin': '*'});\n"
        + _A
        + "({statusCode: 200, headers: H});",
        "200 *",
    ),
    case(
        "a computed name",
        "const N = 'Access-Control-Allow-Origin';\n"
        + _A
        + "({statusCode: 200, headers: {[N]: '*'}});",
        "200 *",
    ),
    case(
        "a helper",
        _H + "const respond = (statusCode, body) => ({statusCode, headers: H, "
        "body: JSON.stringify(body)});\n"
        + _A
        + "event.body ? respond(200, {}) : respond(400, {});",
        "200 https://a.example",
        "400 https://a.example",
    ),
    case(
        "a helper with defaults",
        "const respond = ({status = 200, headers = {}} = {}) => ({statusCode: status, headers});\n"
        + _A
        + "respond({headers: {'Access-Control-Allow-Origin': '*'}});",
        "200 *",
    ),
    case(
        "the error path",
        _H + "const db = require('db');\nexports.handler = async () => {\n"
        "  try { await db.get(); return {statusCode: 200, headers: H}; }\n"
        "  catch (error) { return {statusCode: 500, body: error.message}; }\n};",
        "200 https://a.example",
        "500 -",
    ),
    case(
        "an error's own status",
        _H + "const db = require('db');\nexports.handler = async () => {\n"
        "  try { await db.get(); return {statusCode: 200, headers: H}; }\n"
        "  catch (e) { return {statusCode: e.statusCode || 500}; }\n};",
        "200 https://a.example",
        "500 -",
        "? -",
    ),
    case(
        "thrown here",
        "exports.handler = async (event) => {\n  try {\n"
        "    if (!event.id) throw new Error('no');\n    return {statusCode: 200};\n"
        "  } catch (e) { return {statusCode: 400, headers: {'Access-Control-Allow-Origin': '*'}}; }\n};",
        "200 -",
        "400 *",
    ),
    case(
        "an error of one's own",
        "class HttpError extends Error { constructor(status, m) { super(m); this.status = status; } }\n"
        "exports.handler = async (event) => {\n  try {\n    if (!event.id) throw new HttpError(404, 'x');\n"
        "    return {statusCode: 200};\n  } catch (e) { return {statusCode: e.status}; }\n};",
        "200 -",
        "404 -",
    ),
    case(
        "an error that leaves",
        "exports.handler = async (event) => {\n"
        "  if (!event.id) throw new Error('no');\n  return {statusCode: 200};\n};",
        "200 -",
        "raises",
    ),
    case(
        "finally",
        "const db = require('db');\nexports.handler = async () => {\n  let r;\n"
        "  try { await db.get(); r = {statusCode: 200}; } catch (e) { r = {statusCode: 500}; }\n"
        "  finally { r.headers = {'Access-Control-Allow-Origin': '*'}; }\n  return r;\n};",
        "200 *",
        "500 *",
    ),
    case(
        "a callback",
        "exports.handler = (event, context, callback) => {\n"
        "  callback(null, {statusCode: 200, headers: {'Access-Control-Allow-Origin': '*'}});\n};",
        "200 *",
    ),
    case(
        "a callback within a callback",
        "const db = require('db');\n"
        "exports.handler = (event, context, callback) => {\n  db.get({}, (error, data) => {\n"
        "    if (error) { callback(null, {statusCode: 500}); return; }\n"
        "    callback(null, {statusCode: 200, headers: {'Access-Control-Allow-Origin': '*'}});\n"
        "  });\n};",
        "500 -",
        "200 *",
        "raises",
    ),
    case(
        "a callback with an error",
        "const db = require('db');\n"
        "exports.handler = (event, context, callback) => {\n  db.get({}, (error, data) => {\n"
        "    if (error) return callback(error);\n    callback(null, {statusCode: 200});\n  });\n};",
        "200 -",
        "raises",
    ),
    case(
        "context.succeed",
        "exports.handler = (event, context) => {\n"
        "  context.succeed({statusCode: 200, headers: {'Access-Control-Allow-Origin': '*'}});\n};",
        "200 *",
    ),
    case(
        "context.done",
        "exports.handler = (event, context) => context.done(null, {statusCode: 200});",
        "200 -",
    ),
    case(
        "context.fail",
        "exports.handler = (event, context) => { if (event.x) context.fail('no'); "
        "else context.succeed({statusCode: 200}); };",
        "200 -",
        "raises",
    ),
    case(
        "then and catch",
        _H + "const db = require('db');\nexports.handler = () => db.get()\n"
        "  .then((d) => ({statusCode: 200, headers: H, body: d}))\n"
        "  .catch((e) => ({statusCode: 500}));",
        "200 https://a.example",
        "500 -",
    ),
    case(
        "then and a callback",
        "const db = require('db');\nexports.handler = (e, c, callback) => {\n"
        "  db.get().then((d) => callback(null, {statusCode: 200})).catch(callback);\n};",
        "200 -",
        "raises",
    ),
    case(
        "a promise that is made",
        "const db = require('db');\nexports.handler = () => new Promise((resolve, reject) => {\n"
        "  db.get({}, (e, d) => { if (e) reject(e); else resolve({statusCode: 200, headers: {}}); });\n});",
        "200 -",
        "raises",
    ),
    case(
        "a promise that is resolved on both ways",
        "const db = require('db');\nexports.handler = () => new Promise((resolve) => {\n"
        "  db.get({}, (e, d) => { if (e) { resolve({statusCode: 500}); } else "
        "resolve({statusCode: 200, headers: {'Access-Control-Allow-Origin': '*'}}); });\n});",
        "200 *",
        "500 -",
        "raises",
    ),
    case("Promise.resolve", "exports.handler = () => Promise.resolve({statusCode: 200});", "200 -"),
    case(
        "reflected",
        _A + "({statusCode: 200, headers: {'Access-Control-Allow-Origin': event.headers.origin}});",
        "200 =page",
    ),
    case(
        "reflected, either case",
        _A + "({statusCode: 200, headers: {'Access-Control-Allow-Origin': "
        "event.headers.origin || event.headers.Origin || '*'}});",
        "200 =page",
        "200 *",
    ),
    case(
        "reflected, destructured",
        "exports.handler = async ({headers: {origin}}) => "
        "({statusCode: 200, headers: {'Access-Control-Allow-Origin': origin}});",
        "200 =page",
    ),
    case(
        "reflected, optionally",
        _A + "({statusCode: 200, headers: {'Access-Control-Allow-Origin': "
        "event?.headers?.['origin'] ?? 'https://a.example'}});",
        "200 =page",
        "200 https://a.example",
    ),
    case(
        "compared with a list",
        "const OK = ['https://a.example'];\nexports.handler = async (event) => {\n"
        "  const headers = {};\n  const {origin} = event.headers;\n"
        "  if (OK.includes(origin)) headers['Access-Control-Allow-Origin'] = origin;\n"
        "  return {statusCode: 200, headers};\n};",
        "200 ~page",
        "200 -",
    ),
    case(
        "compared by indexOf",
        "const OK = ['https://a.example'];\nexports.handler = async (event) => {\n"
        "  const o = OK.indexOf(event.headers.origin) !== -1 ? event.headers.origin : OK[0];\n"
        "  return {statusCode: 200, headers: {'Access-Control-Allow-Origin': o}};\n};",
        "200 ~page",
        "200 https://a.example",
    ),
    case(
        "looked up by find",
        "const OK = ['https://a.example', 'https://b.example'];\n"
        + _A
        + "({statusCode: 200, headers: {'Access-Control-Allow-Origin': OK.find((x) => x === event.headers.origin)}});",
        "200 https://a.example",
        "200 https://b.example",
        "200 -",
    ),
    case(
        "compared by some",
        "const OK = ['https://a.example'];\nexports.handler = async (event) => {\n"
        "  const {origin} = event.headers;\n  const ok = OK.some((x) => x === origin);\n"
        "  return {statusCode: 200, headers: ok ? {'Access-Control-Allow-Origin': origin} : {}};\n};",
        "200 ~page",
        "200 -",
    ),
    case(
        "a set",
        "const OK = new Set(['https://a.example']);\nexports.handler = async (event) => {\n"
        "  const {origin} = event.headers;\n"
        "  return {statusCode: 200, headers: OK.has(origin) ? {'Access-Control-Allow-Origin': origin} : {}};\n};",
        "200 ~page",
        "200 -",
    ),
    case(
        "a map",
        "const OK = new Map([['https://a.example', 'https://a.example']]);\n"
        + _A
        + "({statusCode: 200, headers: {'Access-Control-Allow-Origin': OK.get('https://a.example')}});",
        "200 https://a.example",
    ),
    case(
        "a regular expression",
        "exports.handler = async (event) => {\n  const {origin} = event.headers;\n"
        "  const headers = /\\.a\\.example$/.test(origin) ? {'Access-Control-Allow-Origin': origin} : {};\n"
        "  return {statusCode: 200, headers};\n};",
        "200 ~page",
        "200 -",
    ),
    case(
        "the environment",
        _A + "({statusCode: 200, headers: {'Access-Control-Allow-Origin': process.env.ORIGIN}});",
        "200 https://e.example",
        environment={"ORIGIN": "https://e.example"},
    ),
    case(
        "the environment, with a default",
        "const {ORIGIN = '*'} = process.env;\n"
        + _A
        + "({statusCode: 200, headers: {'Access-Control-Allow-Origin': ORIGIN}});",
        "200 *",
    ),
    case(
        "the environment, not set",
        _A + "({statusCode: 200, headers: {'Access-Control-Allow-Origin': process.env.ORIGIN}});",
        "200 -",
    ),
    case(
        "the environment, not known",
        _A
        + "({statusCode: 200, headers: {'Access-Control-Allow-Origin': process.env.ORIGIN || '*'}});",
        "200 ?",
        "200 *",
        environment={"ORIGIN": None},
    ),
    case(
        "a list in the environment",
        "const OK = (process.env.OK || '').split(',').map((x) => x.trim());\n"
        + _A
        + "({statusCode: 200, headers: OK.includes(event.headers.origin) ? {'Access-Control-Allow-Origin': event.headers.origin} : {}});",
        "200 ~page",
        "200 -",
        environment={"OK": "https://a.example, https://b.example"},
    ),
]
