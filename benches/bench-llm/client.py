"""What the Python clients of model servers do: a coroutine a stream, each chunk decoded as JSON, each gap kept in a list."""

import asyncio
import json
import sys
import time

import aiohttp


async def stream(session, url, limit, firsts, gaps):
    async with limit:
        begun = last = time.perf_counter()
        body = {"model": "model", "messages": [{"role": "user", "content": "x"}], "stream": True}
        first, buffer = None, b""
        async with session.post(url, json=body) as answer:
            async for piece in answer.content.iter_any():
                buffer += piece
                while b"\n\n" in buffer:
                    event, buffer = buffer.split(b"\n\n", 1)
                    data = event.decode("utf-8").removeprefix("data: ")
                    if data == "[DONE]":
                        continue
                    choices = json.loads(data)["choices"]
                    if choices and choices[0]["delta"].get("content"):
                        now = time.perf_counter()
                        if first is None:
                            first = now - begun
                            firsts.append(first)
                        else:
                            gaps.append(now - last)
                        last = now


async def main(url, streams, concurrency):
    limit, firsts, gaps = asyncio.Semaphore(concurrency), [], []
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=None)) as session:
        await asyncio.gather(*(stream(session, url, limit, firsts, gaps) for _ in range(streams)))
    firsts.sort()
    print(json.dumps({"streams": len(firsts), "ttft_p99": 1000 * firsts[int(0.99 * (len(firsts) - 1))]}))


asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
