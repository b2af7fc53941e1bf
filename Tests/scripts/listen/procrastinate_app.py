"""The task queue in PostgreSQL: `web` takes logins (run it with uvicorn); `prepare` makes the tables, `work` delivers."""

import asyncio
import json
import os
import sys

import aiohttp
import procrastinate

from web import body_of, is_proven, reply

queue = procrastinate.App(
    connector=procrastinate.PsycopgConnector(conninfo=os.environ["QUEUE"], min_size=8, max_size=16))
session = None


@queue.task(name="deliver")
async def deliver(login):
    global session
    session = session or aiohttp.ClientSession()
    claims = login["user"]["claims"]
    async with session.post(os.environ["SINK"] + "/Users", json={"userName": claims["email"]}) as answer:
        await answer.read()


async def web(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await queue.open_async()
            else:
                await queue.close_async()
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                return
    body = await body_of(receive)
    if not is_proven(scope):
        return await reply(send, 401, b"{}")
    number = await deliver.defer_async(login=json.loads(body))
    await reply(send, 202, json.dumps({"login": number}).encode())


async def prepare():
    async with queue.open_async():
        if not await queue.check_connection_async():
            await queue.schema_manager.apply_schema_async()


async def work():
    async with queue.open_async():
        await queue.run_worker_async(concurrency=32, install_signal_handlers=True)


if __name__ == "__main__":
    asyncio.run(prepare() if sys.argv[1] == "prepare" else work())
