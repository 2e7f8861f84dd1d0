"""What it costs an audit to read the code of functions: a SAM project of ten, with and without.

    python benchmarks/reading.py                           prints the table
    python benchmarks/reading.py --page docs/benchmarks.md  and writes it between its markers

Both audits are the whole command, in turns, and count in processor time; without the code its place
is an archive in S3, as the template of a deployed application has it. Exits 1 above the limit.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from pages import write_between_marks  # type: ignore[import-not-found]  # the script beside this

FUNCTIONS = 10
ROUNDS = 9
LIMIT = 1.5

PYTHON = '''\
"""Items of a shop: one handler of many that are alike."""

import json
import os
import uuid

import boto3
from shared import respond

TABLE = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def validated(event):
    item = json.loads(event.get("body") or "{}")
    if not item.get("name"):
        raise ValueError("name")
    if not isinstance(item.get("price"), int) or item["price"] < 0:
        raise ValueError("price")
    return item


def stored(item):
    item["id"] = item.get("id") or str(uuid.uuid4())
    TABLE.put_item(Item=item)
    return item


def handler(event, context):
    try:
        if event["httpMethod"] == "GET":
            found = TABLE.get_item(Key={"id": event["pathParameters"]["id"]}).get("Item")
            return respond(200, found) if found else respond(404, {"message": "no such item"})
        if event["httpMethod"] == "DELETE":
            TABLE.delete_item(Key={"id": event["pathParameters"]["id"]})
            return respond(204, None)
        return respond(201, stored(validated(event)))
    except ValueError as error:
        return respond(400, {"message": str(error)})
    except Exception as error:
        print(error)
        return respond(500, {"message": "something went wrong"})
'''
SHARED_PYTHON = """\
import json

HEADERS = {"Access-Control-Allow-Origin": "https://app.example.com", "Vary": "Origin"}


def respond(status, body):
    return {"statusCode": status, "headers": {**HEADERS}, "body": json.dumps(body)}
"""
SCRIPT = """\
const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
const { DynamoDBDocumentClient, GetCommand, PutCommand } = require('@aws-sdk/lib-dynamodb');
const { respond } = require('./shared');

const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const TableName = process.env.TABLE;

const validated = (event) => {
  const order = JSON.parse(event.body || '{}');
  if (!Array.isArray(order.lines) || order.lines.length === 0) throw new TypeError('lines');
  for (const line of order.lines) {
    if (typeof line.quantity !== 'number' || line.quantity < 1) throw new TypeError('quantity');
  }
  return order;
};

exports.handler = async (event) => {
  try {
    if (event.httpMethod === 'GET') {
      const id = event.pathParameters.id;
      const { Item } = await client.send(new GetCommand({ TableName, Key: { id } }));
      return Item ? respond(200, Item) : respond(404, { message: 'no such order' });
    }
    const order = validated(event);
    await client.send(new PutCommand({ TableName, Item: order }));
    return respond(201, order);
  } catch (error) {
    if (error instanceof TypeError) return respond(400, { message: error.message });
    console.error(error);
    return respond(500, { message: 'something went wrong' });
  }
};
"""
SHARED_SCRIPT = """\
const headers = { 'Access-Control-Allow-Origin': 'https://app.example.com', Vary: 'Origin' };
exports.respond = (statusCode, body) => (
  { statusCode, headers: { ...headers }, body: JSON.stringify(body) });
"""
FUNCTION = """\
  Function{number}:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: {uri}
      Handler: app.handler
      Runtime: {runtime}
      Environment: {{Variables: {{TABLE: items}}}}
      Events:
        One: {{Type: Api, Properties: {{Path: '/items{number}/{{id}}', Method: get}}}}
        Other: {{Type: Api, Properties: {{Path: /items{number}, Method: post}}}}
"""
HEAD = """\
AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Globals:
  Api:
    Cors:
      AllowOrigin: "'https://app.example.com'"
      AllowMethods: "'GET,POST'"
      AllowHeaders: "'content-type'"
Resources:
"""


def project(folder: Path, *, with_code: bool) -> Path:
    """Write the project, and return its template.

    Args:
        folder: folder that is written to.
        with_code: whether the code is beside the template.
    """
    parts = [HEAD]
    for number in range(FUNCTIONS):
        uri = f"functions/f{number}/" if with_code else f"s3://artifacts/f{number}.zip"
        runtime = "nodejs22.x" if number % 2 else "python3.13"
        parts.append(FUNCTION.format(number=number, uri=uri, runtime=runtime))
        code = folder / "functions" / f"f{number}"
        code.mkdir(parents=True, exist_ok=True)
        for name, text in (
            (("app.js", SCRIPT), ("shared.js", SHARED_SCRIPT))
            if number % 2
            else (("app.py", PYTHON), ("shared.py", SHARED_PYTHON))
        ):
            (code / name).write_text(text, encoding="utf-8")
    template = folder / ("template.yaml" if with_code else "deployed.yaml")
    template.write_text("".join(parts), encoding="utf-8")
    return template


def seconds(template: Path) -> tuple[float, str]:
    """Audit a template; return the seconds of processor time with what the command prints."""
    command = [str(Path(sys.executable).with_name("corsgate")), "audit", str(template)]
    before = _children()
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - our own code
    return _children() - before, done.stdout


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measured() -> tuple[float, float]:
    """Return the seconds with the code and without, the medians of rounds in turns."""
    with tempfile.TemporaryDirectory() as folder:
        whole, bare = (project(Path(folder), with_code=each) for each in (True, False))
        said = seconds(whole)[1]
        if said.count("scanned lambda") != FUNCTIONS:
            message = f"the code was not read:\n{said}"
            raise RuntimeError(message)
        times = [(seconds(whole)[0], seconds(bare)[0]) for _ in range(ROUNDS)]
    return statistics.median(each for each, _ in times), statistics.median(
        each for _, each in times
    )


def main() -> int:
    """Print the table or write it; 1 where the ratio is over its limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--page", type=Path)
    options = parser.parse_args()
    read, bare = measured()
    ratio = read / bare
    table = (
        "| a SAM project of ten functions | with their code | without | ratio | limit |\n"
        "|---|---:|---:|---:|---:|\n"
        f"| `corsgate audit`, CPU | {read:.2f} s | {bare:.2f} s | {ratio:.2f} | {LIMIT} |"
    )
    if options.page:
        write_between_marks(options.page, "reading", table)
    else:
        print(table)
    return int(ratio > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
