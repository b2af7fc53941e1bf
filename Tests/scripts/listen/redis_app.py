"""The list in Redis: `app` takes logins (run it with uvicorn); run as a program, it is the worker."""

import asyncio
import json
import os

import redis.asyncio as redis

from web import body_of, is_proven, reply

store = redis.from_url(os.environ["QUEUE"], max_connections=256)


async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    body = await body_of(receive)
    if not is_proven(scope):
        return await reply(send, 401, b"{}")
    login = json.loads(body)
    await store.rpush("logins", body)
    await reply(send, 202, json.dumps({"login": login["id"]}).encode())


async def work():
    import aiohttp

    async def deliver():
        while True:
            item = await store.blpop(["logins"], timeout=1)
            if item is None:
                continue
            claims = json.loads(item[1])["user"]["claims"]
            async with session.post(os.environ["SINK"] + "/Users", json={"userName": claims["email"]}) as answer:
                await answer.read()

    async with aiohttp.ClientSession() as session:
        await asyncio.gather(*(deliver() for _ in range(32)))


if __name__ == "__main__":
    import uvloop

    uvloop.run(work())
