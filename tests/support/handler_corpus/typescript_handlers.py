"""Handlers in TypeScript."""

from __future__ import annotations

from support.handler_corpus import case

_T = "import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';\n"

TYPESCRIPT = [
    case(
        "typed",
        _T
        + "export const handler = async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {\n"
        "  return { statusCode: 200, headers: { 'Access-Control-Allow-Origin': '*' }, body: '' };\n};",
        "200 *",
    ),
    case(
        "as and satisfies",
        "const H = { 'Access-Control-Allow-Origin': '*' } as const;\n"
        "export const handler = async () => ({ statusCode: 200, headers: H } satisfies object);",
        "200 *",
    ),
    case(
        "an enum",
        "enum Status { Ok = 200, Created }\nexport const handler = async () => ({ statusCode: Status.Created });",
        "201 -",
    ),
    case(
        "an enum of texts",
        "enum Header { Origin = 'Access-Control-Allow-Origin' }\n"
        "export const handler = async () => ({ statusCode: 200, headers: { [Header.Origin]: '*' } });",
        "200 *",
    ),
    case(
        "a class with parameter properties",
        "class Respond { constructor(private readonly origin: string) {}\n"
        "  ok(): object { return { statusCode: 200, headers: { 'Access-Control-Allow-Origin': this.origin } }; } }\n"
        "export const handler = async () => new Respond('https://a.example').ok();",
        "200 https://a.example",
    ),
    case(
        "private fields",
        "class R { private headers: Record<string, string> = { 'Access-Control-Allow-Origin': '*' };\n"
        "  build() { return { statusCode: 200, headers: this.headers }; } }\nexport const handler = async () => new R().build();",
        "200 *",
    ),
    case(
        "generics",
        "const respond = <T>(status: number, body: T) => ({ statusCode: status, body: JSON.stringify(body) });\n"
        "export const handler = async () => respond<string>(200, 'x');",
        "200 -",
    ),
    case(
        "a module with types",
        "import { ok, type Body } from './responses';\nexport const handler = async () => ok({} as Body);",
        "200 *",
        responses="export type Body = {};\nexport const ok = (b: Body) => ({ statusCode: 200, "
        "headers: { 'Access-Control-Allow-Origin': '*' }, body: JSON.stringify(b) });",
    ),
    case(
        "a module named as JavaScript",
        "import { ok } from './responses.js';\nexport const handler = async () => ok();",
        "200 -",
        responses="export const ok = () => ({ statusCode: 200 });",
    ),
    case(
        "non-null and optional",
        "export const handler = async (event: any) => ({ statusCode: 200, "
        "headers: { 'Access-Control-Allow-Origin': event.headers!.origin! } });",
        "200 =page",
    ),
    case("export equals", "export = { handler: async () => ({ statusCode: 200 }) };", "200 -"),
    case(
        "import equals",
        "import r = require('./r');\nexport const handler = async () => r.ok();",
        "200 -",
        r="export const ok = () => ({ statusCode: 200 });",
    ),
    case(
        "an abstract class",
        "abstract class Base { abstract body(): string; run() { return { statusCode: 200, headers: "
        "{ 'Access-Control-Allow-Origin': '*' }, body: this.body() }; } }\nclass A extends Base { body() { return 'x'; } }\n"
        "const a = new A();\nexport const handler = async () => a.run();",
        "200 *",
    ),
    case(
        "errors by instanceof",
        "class NotFound extends Error {}\nexport const handler = async (event: any) => {\n  try {\n"
        "    if (!event.id) throw new NotFound('x');\n    return { statusCode: 200 };\n  } catch (e: unknown) {\n"
        "    if (e instanceof NotFound) return { statusCode: 404 };\n    throw e;\n  }\n};",
        "200 -",
        "404 -",
    ),
    case(
        "an overloaded function",
        "function ok(): object;\nfunction ok(b: string): object;\nfunction ok(b?: string) { return { statusCode: 200 }; }\n"
        "export const handler = async () => ok();",
        "200 -",
    ),
]
