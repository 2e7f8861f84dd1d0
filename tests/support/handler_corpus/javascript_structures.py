"""Handlers in JavaScript: bodies, modules, classes, statements, and what bundlers write."""

from __future__ import annotations

from support.handler_corpus import case

_H = "const H = {'Access-Control-Allow-Origin': 'https://a.example'};\n"
_A = "exports.handler = async (event) => "

JAVASCRIPT_STRUCTURES = [
    case(
        "the body holds the headers",
        _A
        + "({statusCode: 200, body: JSON.stringify({headers: {'Access-Control-Allow-Origin': '*'}})});",
        "200 - (in the body)",
    ),
    case("no response", _A + "({id: 1});", "payload"),
    case("a text", _A + "'x';", "payload"),
    case(
        "what somebody else returns",
        "const x = require('x');\nexports.handler = async (e) => x.run(e);",
        "unknown",
        "raises",
    ),
    case(
        "headers that somebody else makes",
        "const x = require('x');\nexports.handler = async (e) => "
        "({statusCode: 200, headers: x.headers()});",
        "200 ?",
        "raises",
    ),
    case(
        "a console is given the response",
        "exports.handler = async () => { const r = {statusCode: 200}; console.log(r); return r; };",
        "200 -",
    ),
    case(
        "a module",
        "const {ok} = require('./lib/responses');\nexports.handler = async () => ok();",
        "200 *",
        lib__responses="exports.ok = () => ({statusCode: 200, headers: {'Access-Control-Allow-Origin': '*'}});",
    ),
    case(
        "a module with a default",
        "import respond from './respond.js';\nexport const handler = async () => respond(200);",
        "200 *",
        respond="export default function (s) { return {statusCode: s, headers: {'Access-Control-Allow-Origin': '*'}}; }",
    ),
    case(
        "a module under a name",
        "import * as r from './respond';\nexport const handler = async () => r.ok();",
        "200 -",
        respond="export function ok() { return {statusCode: 200}; }",
    ),
    case(
        "a module's index",
        "const r = require('./lib');\nexports.handler = async () => r.ok();",
        "200 -",
        lib__index="module.exports = {ok: () => ({statusCode: 200})};",
    ),
    case(
        "exported again",
        "import {ok} from './lib';\nexport const handler = async () => ok();",
        "200 -",
        lib="export * from './inner';\nexport {no} from './inner';",
        inner="export const ok = () => ({statusCode: 200});\nexport const no = 1;",
    ),
    case(
        "modules in a circle",
        "const a = require('./a');\nexports.handler = async () => a.ok();",
        "200 -",
        a="const b = require('./b');\nexports.ok = () => b.made();",
        b="const a = require('./a');\nexports.made = () => ({statusCode: 200});",
    ),
    case(
        "a class",
        "class R {\n  constructor(s) { this.s = s; this.h = {}; }\n"
        "  cors() { this.h['Access-Control-Allow-Origin'] = '*'; return this; }\n"
        "  build() { return {statusCode: this.s, headers: this.h}; }\n}\n"
        "exports.handler = async () => new R(200).cors().build();",
        "200 *",
    ),
    case(
        "a class that inherits",
        "class A { constructor(s) { this.s = s; } }\nclass B extends A {\n"
        "  static H = {'Access-Control-Allow-Origin': '*'};\n  get r() { return {statusCode: this.s, headers: B.H}; }\n}\n"
        "exports.handler = async () => new B(201).r;",
        "201 *",
    ),
    case(
        "a static method",
        "class R { static ok() { return {statusCode: 200}; } }\nexports.handler = async () => R.ok();",
        "200 -",
    ),
    case(
        "an instance that is returned",
        "class R { constructor() { this.statusCode = 200; this.headers = {}; } }\n"
        "exports.handler = async () => new R();",
        "200 -",
    ),
    case(
        "a method that is bound",
        "class App { constructor() { this.h = {'Access-Control-Allow-Origin': '*'}; "
        "this.run = this.run.bind(this); } async run() { return {statusCode: 200, headers: this.h}; } }\n"
        "exports.handler = new App().run;",
        "200 *",
    ),
    case(
        "a wrapper",
        "const wrap = (f) => async (...args) => { const r = await f(...args); "
        "return {...r, headers: {...r.headers, 'Access-Control-Allow-Origin': '*'}}; };\n"
        "exports.handler = wrap(async (event) => ({statusCode: 200, headers: {a: 'b'}}));",
        "200 *",
    ),
    case(
        "a wrapper that is not here",
        "const {wrap} = require('x');\nexports.handler = wrap(async () => ({statusCode: 200}));",
        "unknown",
        "raises",
    ),
    case(
        "a switch",
        "exports.handler = async (event) => {\n  switch (event.httpMethod) {\n"
        "    case 'OPTIONS': return {statusCode: 204, headers: {'Access-Control-Allow-Origin': '*'}};\n"
        "    case 'GET':\n    case 'POST': return {statusCode: 200};\n    default: return {statusCode: 405};\n  }\n};",
        "204 *",
        "200 -",
        "405 -",
    ),
    case(
        "a table of routes",
        "const R = {'GET /a': async () => ({statusCode: 200}), 'POST /a': async () => ({statusCode: 201})};\n"
        "exports.handler = async (event) => { const f = R[event.routeKey]; return f ? f(event) : {statusCode: 404}; };",
        "200 -",
        "201 -",
        "404 -",
    ),
    case(
        "a loop over entries",
        "const S = {Origin: '*', Methods: 'GET'};\nexports.handler = async () => {\n  const headers = {};\n"
        "  for (const [k, v] of Object.entries(S)) headers[`Access-Control-Allow-${k}`] = v;\n  return {statusCode: 200, headers};\n};",
        "200 *",
    ),
    case(
        "forEach and reduce",
        "exports.handler = async () => {\n  const a = {};\n  ['Origin'].forEach((n) => { a['Access-Control-Allow-' + n] = '*'; });\n"
        "  const b = ['x'].reduce((all, n) => ({...all, [n]: 1}), a);\n  return {statusCode: 200, headers: b};\n};",
        "200 *",
    ),
    case(
        "a counted loop",
        "exports.handler = async () => {\n  const n = ['Access-Control-Allow-Origin'];\n  const headers = {};\n"
        "  for (let i = 0; i < n.length; i++) { headers[n[i]] = '*'; }\n  return {statusCode: 200, headers};\n};",
        "200 *",
    ),
    case(
        "a list for a value",
        _A + "({statusCode: 200, headers: {'Access-Control-Allow-Origin': ['a', 'b']}});",
        "200 no text",
    ),
    case(
        "a boolean for a value",
        _A + "({statusCode: 200, headers: {'Access-Control-Allow-Origin': true}});",
        "200 true",
    ),
    case(
        "a template",
        "const d = 'a.example';\n"
        + _A
        + "({statusCode: 200, headers: {'Access-Control-Allow-Origin': `https://${d}`}});",
        "200 https://a.example",
    ),
    case(
        "delete",
        _H
        + "exports.handler = async () => { const h = {...H}; delete h['Access-Control-Allow-Origin']; "
        "return {statusCode: 200, headers: h}; };",
        "200 -",
    ),
    case(
        "rest of an object",
        _H
        + "exports.handler = async () => { const {['Access-Control-Allow-Origin']: o, ...rest} = H; "
        "return {statusCode: 200, headers: rest}; };",
        "200 -",
    ),
    case(
        "shadowed",
        _H
        + "exports.handler = async (event) => { if (event.x) { const H = {}; return {statusCode: 400, headers: H}; } "
        "return {statusCode: 200, headers: H}; };",
        "400 -",
        "200 https://a.example",
    ),
    case("an immediately called function", _A + "(() => ({statusCode: 200}))();", "200 -"),
    case(
        "optional call",
        "const x = {ok: () => ({statusCode: 200})};\n" + _A + "x.ok?.() ?? {statusCode: 404};",
        "200 -",
    ),
    case(
        "a generator", "function* g() { yield 1; }\nexports.handler = async () => g();", "unknown"
    ),
    case(
        "streaming",
        "exports.handler = awslambda.streamifyResponse(async (event, stream) => {\n"
        "  stream = awslambda.HttpResponseStream.from(stream, {statusCode: 200, headers: {'Access-Control-Allow-Origin': '*'}});\n"
        "  stream.write('x'); stream.end();\n});",
        "200 *",
    ),
    case(
        "streaming, found on the global object",
        "const stream = globalThis.awslambda?.streamifyResponse;\n"
        "const HttpResponseStream = globalThis.awslambda?.HttpResponseStream;\n"
        "if (!stream || !HttpResponseStream) throw new Error('an older Node');\n"
        "exports.handler = stream(async (event, out) => {\n"
        "  out = HttpResponseStream.from(out, {statusCode: 201, headers: {}}); out.end();\n});",
        "201 -",
    ),
    case(
        "streaming without metadata",
        "exports.handler = awslambda.streamifyResponse(async (event, stream) => { stream.write('x'); stream.end(); });",
        "200 -",
    ),
    case(
        "what esbuild writes",
        "var __defProp = Object.defineProperty;\nvar __getOwnPropDesc = Object.getOwnPropertyDescriptor;\n"
        "var __getOwnPropNames = Object.getOwnPropertyNames;\nvar __hasOwnProp = Object.prototype.hasOwnProperty;\n"
        "var __export = (target, all) => {\n  for (var name in all)\n    __defProp(target, name, { get: all[name], enumerable: true });\n};\n"
        "var __copyProps = (to, from, except, desc) => {\n  if (from && typeof from === 'object' || typeof from === 'function') {\n"
        "    for (let key of __getOwnPropNames(from))\n      if (!__hasOwnProp.call(to, key) && key !== except)\n"
        "        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });\n  }\n  return to;\n};\n"
        "var __toCommonJS = (mod) => __copyProps(__defProp({}, '__esModule', { value: true }), mod);\n"
        "var app_exports = {};\n__export(app_exports, {\n  handler: () => handler\n});\nmodule.exports = __toCommonJS(app_exports);\n"
        "var headers = { 'Access-Control-Allow-Origin': '*' };\nvar handler = async (event) => ({ statusCode: 200, headers });\n"
        "0 && (module.exports = { handler });\n",
        "200 *",
    ),
    case(
        "what webpack writes",
        "(()=>{var e={12:(e,t,n)=>{const r=n(34);t.handler=async()=>r.ok('x')},34:(e,t)=>{t.ok=e=>({statusCode:200,"
        "headers:{'Access-Control-Allow-Origin':'*'},body:e})}},t={};function n(r){var o=t[r];if(void 0!==o)return o.exports;"
        "var s=t[r]={exports:{}};return e[r](s,s.exports,n),s.exports}var r=n(12);module.exports=r})();",
        "200 *",
    ),
    case(
        "what tsc writes",
        "'use strict';\nvar __importDefault = (this && this.__importDefault) || function (mod) {\n"
        "    return (mod && mod.__esModule) ? mod : { 'default': mod };\n};\n"
        "Object.defineProperty(exports, '__esModule', { value: true });\nexports.handler = void 0;\n"
        "const respond_1 = __importDefault(require('./respond'));\nconst handler = async () => (0, respond_1.default)(200);\n"
        "exports.handler = handler;\n",
        "200 -",
        respond="Object.defineProperty(exports, '__esModule', { value: true });\nexports.default = (s) => ({statusCode: s});",
    ),
]
