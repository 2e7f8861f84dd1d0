// Runs a Node.js handler: asks the Lambda Runtime API for events, and posts what comes of them.
// Source: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html and nodejs-handler.html
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { PassThrough } from "node:stream";
import { pathToFileURL } from "node:url";
import util from "node:util";

const SUFFIXES = [".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", "/index.js", "/index.mjs", "/index.ts"];
const STREAMED = Symbol("streamed");
const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
let requestId = "";
let nothingLeft = () => {};

// A handler that never calls back is answered with null once nothing is left to happen.
process.on("beforeExit", () => nothingLeft());

function call(method, name, body) {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) };
    const asked = http.request(
      { host, port, agent, method, headers, path: `/2018-06-01/runtime/${name}` },
      (response) => {
        const parts = [];
        response.on("data", (part) => parts.push(part));
        response.on("end", () => resolve({ headers: response.headers, body: Buffer.concat(parts) }));
        response.on("error", reject);
      },
    );
    asked.on("error", reject);
    asked.end(body);
  });
}

// As Lambda writes console.log: time, request id, level, message, separated by tabs.
function setUpConsole() {
  for (const [name, level] of [["log", "INFO"], ["info", "INFO"], ["debug", "DEBUG"], ["warn", "WARN"], ["error", "ERROR"], ["trace", "TRACE"]]) {
    console[name] = (...values) =>
      process.stdout.write(`${new Date().toISOString()}\t${requestId || "undefined"}\t${level}\t${util.format(...values)}\n`);
  }
}

// Response streaming: what is written is collected, and is the answer once the stream ends.
globalThis.awslambda = {
  streamifyResponse: (handler) => Object.assign((...given) => handler(...given), { [STREAMED]: handler }),
  HttpResponseStream: {
    from(stream, metadata) {
      stream.metadata = metadata;
      return stream;
    },
  },
};

class RuntimeError extends Error {
  constructor(kind, message) {
    super(message);
    this.name = kind;
  }
}

async function load(handler) {
  const root = process.env.LAMBDA_TASK_ROOT;
  const base = path.basename(handler);
  const dot = base.indexOf(".");
  if (dot < 1) throw new RuntimeError("Runtime.MalformedHandlerName", "Bad handler");
  const stem = path.resolve(root, path.dirname(handler), base.slice(0, dot));
  const names = base.slice(dot + 1).split(".");
  const file = SUFFIXES.map((suffix) => stem + suffix).find((each) => fs.existsSync(each));
  if (file === undefined) {
    throw new RuntimeError("Runtime.ImportModuleError", `Error: Cannot find module '${path.basename(stem)}'`);
  }
  let found;
  try {
    found = await import(pathToFileURL(file));
  } catch (error) {
    if (error instanceof SyntaxError) throw new RuntimeError("Runtime.UserCodeSyntaxError", `SyntaxError: ${error.message}`);
    if (["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND"].includes(error?.code)) {
      throw new RuntimeError("Runtime.ImportModuleError", `Error: ${error.message.split("\n")[0]}`);
    }
    throw error;
  }
  const member = (from) => names.reduce((value, name) => value?.[name], from);
  const value = member(found) ?? member(found.default);
  if (value === undefined) throw new RuntimeError("Runtime.HandlerNotFound", `${handler} is undefined or not exported`);
  if (typeof value !== "function") throw new RuntimeError("Runtime.HandlerNotFound", `${handler} is not a function`);
  return value;
}

function described(error) {
  if (error instanceof Error) {
    return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? "").split("\n") };
  }
  return { errorType: typeof error, errorMessage: String(error), trace: [] };
}

function contextOf(headers) {
  const deadline = Number(headers["lambda-runtime-deadline-ms"]);
  const env = process.env;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    awsRequestId: headers["lambda-runtime-aws-request-id"],
    invokedFunctionArn: headers["lambda-runtime-invoked-function-arn"],
    getRemainingTimeInMillis: () => Math.max(deadline - Date.now(), 0),
  };
}

// A handler answers by what it returns, by its promise, or by its callback, whichever is first.
function invoke(handler, event, context) {
  if (handler[STREAMED]) return invokeStreamed(handler[STREAMED], event, context);
  return new Promise((resolve, reject) => {
    const callback = (error, value) => (error === null || error === undefined ? resolve(value) : reject(error));
    Object.assign(context, { succeed: resolve, fail: reject, done: callback });
    nothingLeft = () => resolve(null);
    const returned = handler(event, context, callback);
    if (typeof returned?.then === "function") returned.then(resolve, reject);
    else if (handler.length < 3 && returned !== undefined) resolve(returned);
  });
}

async function invokeStreamed(handler, event, context) {
  const stream = new PassThrough();
  const parts = [];
  const ended = new Promise((resolve, reject) => {
    stream.on("data", (part) => parts.push(Buffer.from(part)));
    stream.on("end", resolve);
    stream.on("error", reject);
  });
  stream.setContentType = (type) => { stream.metadata = { headers: { "Content-Type": type } }; };
  await handler(event, stream, context);
  await ended;
  const metadata = stream.metadata ?? { headers: { "Content-Type": "application/octet-stream" } };
  return { statusCode: 200, ...metadata, body: Buffer.concat(parts).toString("base64"), isBase64Encoded: true };
}

async function main() {
  setUpConsole();
  let handler;
  try {
    handler = await load(process.env._HANDLER);
  } catch (error) {
    const told = described(error);
    process.stdout.write(`Uncaught Exception\t${JSON.stringify(told)}\n`);
    await call("POST", "init/error", JSON.stringify(told));
    process.exit(1);
  }
  for (;;) {
    let given;
    try {
      given = await call("GET", "invocation/next");
    } catch {
      process.exit(0); // who asks for events is gone
    }
    const context = contextOf(given.headers);
    requestId = context.awsRequestId;
    let kind = "response";
    let told;
    try {
      const value = await invoke(handler, JSON.parse(given.body.toString()), context);
      told = JSON.stringify(value === undefined ? null : value);
    } catch (error) {
      kind = "error";
      const reported = described(error);
      console.error("Invoke Error \t%s", JSON.stringify(reported));
      told = JSON.stringify(reported);
    }
    await call("POST", `invocation/${requestId}/${kind}`, told);
  }
}

main();
