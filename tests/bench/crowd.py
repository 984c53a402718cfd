"""Many clients at once over HTTP, each with a connection that it keeps, as browsers do."""

import asyncio
import json
import time


class Refused(Exception):
    """The server refused, and told the user why: ``args[0]``."""


class Broken(Exception):
    """No answer that the caller can trust: not 200, a server error, a connection closed half way."""


class Client:
    """One user's browser: JSON-RPC over one kept connection."""

    def __init__(self, port, cookie=None):
        self.port, self.cookie = port, cookie
        self.reader = self.writer = None
        self.connect_failures = 0

    async def _connect(self):
        try:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            self.connect_failures += 1
            raise

    async def post(self, path, params):
        """Return the JSON-RPC result.

        :raises Refused: Odoo answered with an error
        :raises Broken: 5xx or a connection that broke after the request was sent
        :raises OSError: the connection was refused or reset before that
        """
        if self.writer is None:
            await self._connect()
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}).encode()
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        if self.cookie:
            head += f"Cookie: {self.cookie}\r\n"
        self.writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        try:
            status, headers = await self._read_head()
            payload = await self._read_body(headers)
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            self.close()
            raise Broken(repr(error)) from error
        if cookie := headers.get("set-cookie"):
            self.cookie = cookie.split(";")[0]
        if headers.get("connection") == "close":
            self.close()
        if status != 200:
            # without its database Odoo does not even know the address
            raise Broken(f"HTTP {status}")
        return self._result(json.loads(payload))

    @staticmethod
    def _result(answer):
        if "error" not in answer:
            return answer["result"]
        data = answer["error"]["data"]
        if data["name"] in ("odoo.exceptions.UserError", "odoo.exceptions.ValidationError"):
            raise Refused(data["message"])
        raise Broken(data["name"], data["message"])

    async def _read_head(self):
        raw = await self.reader.readuntil(b"\r\n\r\n")
        first, *lines = raw.decode("latin-1").split("\r\n")
        pairs = (line.split(": ", 1) for line in lines if ": " in line)
        return int(first.split()[1]), {name.lower(): value for name, value in pairs}

    async def _read_body(self, headers):
        if "content-length" in headers:
            return await self.reader.readexactly(int(headers["content-length"]))
        chunks = []
        while size := int((await self.reader.readline()).strip() or b"0", 16):
            chunks.append(await self.reader.readexactly(size))
            await self.reader.readexactly(2)
        await self.reader.readexactly(2)
        return b"".join(chunks)

    def close(self):
        if self.writer:
            self.writer.close()
        self.reader = self.writer = None

    async def login(self, database, login, password):
        result = await self.post("/web/session/authenticate", {"db": database, "login": login, "password": password})
        return result["uid"]

    async def call(self, model, method, *args, **kwargs):
        return await self.post(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": list(args), "kwargs": kwargs},
        )


async def rate(clients, jobs):
    """Give ``jobs`` (functions of a client, returning a coroutine) to ``clients``; return jobs per second."""
    queue = iter(jobs)

    async def work(client):
        for job in queue:
            await job(client)

    start = time.perf_counter()
    await asyncio.gather(*(work(client) for client in clients))
    return len(jobs) / (time.perf_counter() - start)


def percentile(values, share):
    """Return the value below which ``share`` of ``values`` lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
