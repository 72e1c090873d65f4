# SPDX-License-Identifier: Apache-2.0
"""The emulator's HTTP: what is odd and legal is served, what is wrong is told so, who does not read waits."""
import asyncio
import unittest

from front import FrontTest  # first: it says where the suite is
from backends.gdn import STREAMS
from wire import http

KEY = "Authorization: apikey xxxxxx"
USER = "/_api/user"
PADDING = "x" * 200


def head(line, *fields):
    return ("\r\n".join([line, *fields]) + "\r\n\r\n").encode()


def get(target, *fields):
    return head(f"GET {target} HTTP/1.1", "Host: h", KEY, *fields)


class Http(FrontTest):
    async def say(self, data):
        """A link on which `data` was said."""
        link = await self.server.connect()
        self.addCleanup(link.reset)
        link.send(data)
        return link

    async def answer(self, link):
        return await asyncio.wait_for(http.read_answer(link, asyncio.get_running_loop().time()), 30)

    async def test_a_request_names_its_host_once(self):
        self.start()
        line = f"GET {USER} HTTP/1.1"
        for fields, status, words in (
                ((KEY,), 400, b"Host header is missing"),
                ((KEY, "Host: a", "Host: a"), 400, b"More than one Host"),
                ((KEY, "Host: a"), 200, b"_mm")):
            answer = await self.answer(await self.say(head(line, *fields)))
            self.assertEqual(answer.status, status, fields)
            self.assertIn(words, answer.body)
        answer = await self.answer(await self.say(head(f"GET {USER} HTTP/1.0", KEY)))
        self.assertEqual((answer.status, answer.headers["connection"]), (200, "close"))

    async def test_what_cannot_be_read_is_refused_and_told_why(self):
        self.start()
        post = f"POST {STREAMS}/x?global=true HTTP/1.1"
        for data, status, words in (
                (b"hello\r\n\r\n", 400, b"method"),
                (get("/%zz"), 400, b"% escape"),
                (get("nowhere"), 400, b""),
                (head(post, "Host: h", "Content-Length: x"), 400, b"Content-Length"),
                (head(post, "Host: h", "Content-Length: 0", "Transfer-Encoding: chunked"), 400, b"Content-Length"),
                (head(post, "Host: h", "Transfer-Encoding: chunked") + b"zz\r\n", 400, b"chunk size"),
                (head(post, "Host: h", "Content-Length: 2097153"), 413, b"2 MiB"),
                (get("/", f"X: {'x' * 17000}"), 431, b"16 KiB"),
                (head(post, "Host: h", "Expect: cake", "Content-Length: 0"), 417, b"100-continue"),
                (head("GET / HTTP/2.0", "Host: h"), 505, b"HTTP/1.1")):
            link = await self.say(data)
            answer = await self.answer(link)
            self.assertEqual((answer.status, answer.headers["connection"]), (status, "close"), data[:60])
            self.assertIn(b"<p>", answer.body)
            self.assertIn(words, answer.body.split(b"<p>")[1])
            self.assertIn("date", answer.headers)
            self.assertEqual(await asyncio.wait_for(link.reader.read(), 10), b"")

    async def test_head_is_get_without_the_body(self):
        self.start()
        for target in (USER, STREAMS, "/datacenter/local", "/_emulator/faults"):
            whole = await self.answer(await self.say(get(target)))
            link = await self.say(get(target).replace(b"GET", b"HEAD", 1) + get(USER))
            raw = await link.reader.readuntil(b"\r\n\r\n")
            status, fields = http.parse_head(raw)
            self.assertEqual((status, fields["content-length"]), (200, whole.headers["content-length"]))
            self.assertEqual((await self.answer(link)).json()["result"][0]["tenant"], "_mm")

    async def test_a_client_that_waits_for_100_continue_gets_it(self):
        self.start()
        expecting = head(f"POST {STREAMS}/c8globals.demo/publish HTTP/1.1", "Host: h", KEY,
                         "Expect: 100-Continue", "Content-Length: 5")
        await self.server.create("demo")
        link = await self.say(expecting)
        self.assertEqual(await asyncio.wait_for(link.reader.readuntil(b"\r\n\r\n"), 10),
                         b"HTTP/1.1 100 Continue\r\n\r\n")
        link.send(b"hello")
        self.assertEqual((await self.answer(link)).status, 202)
        # Who does not wait needs no word.
        link.send(expecting + b"hello" + get(USER))
        self.assertEqual([(await self.answer(link)).status for _ in range(2)], [202, 200])

    async def test_the_absolute_form_of_a_target_is_understood(self):
        self.start()
        for start in ("http://elsewhere", "https://elsewhere:8443"):
            answer = await self.answer(await self.say(get(start + USER)))
            self.assertEqual(answer.status, 200)
        self.assertEqual((await self.answer(await self.say(get("http://elsewhere")))).status, 404)

    async def test_who_asks_and_says_no_more_gets_all_answers(self):
        self.start()
        for number in range(50):
            await self.server.create(f"{PADDING}{number}")
        many = 60  # more than the queue of answers takes at once
        link = await self.server.connect()
        self.addCleanup(link.reset)
        link.freeze()
        link.send(get(STREAMS) * many)
        # TLS over asyncio cannot half-close: the last request says the same.
        link.send(get(USER, "Connection: close"))
        link.writer.transport.resume_reading()
        answers = [await self.answer(link) for _ in range(many + 1)]
        self.assertEqual({one.status for one in answers}, {200})
        self.assertEqual([one.keeps_alive for one in answers], [True] * many + [False])

    async def test_who_reads_no_answers_is_asked_for_no_more_requests_and_stops_nobody(self):
        self.start()
        for number in range(300):
            await self.server.create(f"{PADDING}{number}")
        _, before = await self.call("GET", "/_emulator/state")
        link = await self.server.connect()
        self.addCleanup(link.reset)
        link.freeze()
        many = 600
        link.send(get(STREAMS) * many)

        async def lists():
            _, state = await self.call("GET", "/_emulator/state")
            return state["requests"]["list"] - before["requests"].get("list", 0)

        served, now = -1, await lists()
        while now != served:  # until it stands still
            await asyncio.sleep(0.3)
            served, now = now, await lists()
        self.assertLess(served, many // 6, "answers of 100 kB each, unread")
        link.writer.transport.resume_reading()
        for _ in range(many):
            self.assertEqual((await self.answer(link)).status, 200)


if __name__ == "__main__":
    unittest.main()
