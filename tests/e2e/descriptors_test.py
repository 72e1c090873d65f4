# SPDX-License-Identifier: Apache-2.0
"""stdin, stdout and stderr that are closed, full, a terminal, a directory, or nobody's."""
import fcntl
import os
import pty
import resource
import tempfile
import unittest

from bed import PATIENCE_S, Uc8Test, until


class Printed(Uc8Test):
    """Any error in writing stdout is exit 1, of every command that has something to print."""

    def commands(self):
        self.uc8("create", self.stream)
        return (["--help"], ["--version"], ["consume", "--help"], ["create", self.stream],
                ["list"], ["produce", self.stream, "-m", "x", "--print-ids"])

    def cannot_write(self, arguments, reason, **options):
        process = self.spawn(*arguments, **options)
        if process.stdout is not None:
            process.stdout.close()
            process.stdout = None
        self.assertEqual(process.wait(PATIENCE_S), 1)
        self.assertIn(f"cannot write stdout ({reason})",
                      self.one_line(process.stderr.read().decode()))

    def test_a_stdout_that_takes_nothing_is_exit_1(self):
        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        for arguments in self.commands():
            with self.subTest(arguments=arguments):
                self.cannot_write(arguments, "Bad file descriptor", stdout=None,
                                  preexec_fn=lambda: os.close(1))
                with open("/dev/full", "wb") as full:
                    self.cannot_write(arguments, "No space left on device", stdout=full)
                with tempfile.TemporaryFile() as file:
                    self.cannot_write(arguments, "File too large", stdout=file, preexec_fn=limit)
                unread, out = os.pipe()
                os.close(unread)
                self.cannot_write(arguments, "Broken pipe", stdout=out)
                os.close(out)

    def test_who_prints_nothing_needs_no_stdout(self):
        self.uc8("create", self.stream)
        for arguments in (["exists", self.stream], ["produce", self.stream, "-m", "x"],
                          ["delete", self.stream]):
            process = self.spawn(*arguments, stdout=None, preexec_fn=lambda: os.close(1))
            self.assertEqual(process.wait(PATIENCE_S), 0, arguments)
            self.assertEqual(process.stderr.read(), b"")

    def test_the_exit_code_needs_no_stderr(self):
        def close_all():
            for descriptor in range(3):
                os.close(descriptor)
        self.uc8("create", self.stream)
        for arguments, code in ((["exists", self.stream], 0), (["exists", "nosuch"], 4),
                                (["create", "1"], 1), (["delete", "nosuch"], 4),
                                (["create", self.stream], 1)):
            process = self.spawn(*arguments, stdin=None, stdout=None, stderr=None,
                                 preexec_fn=close_all)
            self.assertEqual(process.wait(PATIENCE_S), code, arguments)
        with open("/dev/full", "wb") as full:
            process = self.spawn("delete", "nosuch", stderr=full)
            self.assertEqual(process.wait(PATIENCE_S), 4)


class Read(Uc8Test):
    OPTIONS = ("--failover-delay-ms", "20")

    def setUp(self):
        super().setUp()
        self.uc8("create", self.stream)

    def received(self, count):
        process = self.spawn("consume", self.stream, "sub", "-C", str(count), "-F", "[%p]")
        out, _ = process.communicate(timeout=PATIENCE_S)
        self.assertEqual(process.returncode, 0)
        return out

    def cannot_read(self, option, reason, **options):
        process = self.spawn("produce", self.stream, option, **options)
        self.assertEqual(process.wait(PATIENCE_S), 1)
        self.assertIn(f"cannot read stdin ({reason})",
                      self.one_line(process.stderr.read().decode()))

    def terminal(self):
        try:
            return pty.openpty()
        except OSError as error:
            return self.skipTest(f"no terminal can be had here: {error}")

    def test_a_stdin_that_cannot_be_read_is_exit_1(self):
        for option in ("-l", "-s"):
            self.cannot_read(option, "Bad file descriptor", stdin=None,
                             preexec_fn=lambda: os.close(0))
            folder = os.open("/", os.O_RDONLY)
            self.cannot_read(option, "Is a directory", stdin=folder)
            os.close(folder)
            with open(os.devnull, "wb") as only_written:
                self.cannot_read(option, "Bad file descriptor", stdin=only_written)

    def test_lines_are_bytes(self):
        self.subscribe()
        process = self.spawn("produce", self.stream, "-l", stdin=-1)
        process.communicate(b"a\0b\n\xff\xfe\r\n\0\n", timeout=PATIENCE_S)
        self.assertEqual(process.returncode, 0)
        self.assertEqual(self.received(3), b"[a\0b][\xff\xfe\r][\0]")

    def test_lines_are_read_from_a_terminal_that_stays_as_it_is(self):
        self.subscribe()
        master, terminal = self.terminal()
        flags = fcntl.fcntl(terminal, fcntl.F_GETFL)
        process = self.spawn("produce", self.stream, "-l", "--print-ids", stdin=terminal)
        for line in (b"one\n", b"two\n"):
            os.write(master, line)
            self.assertRegex(process.stdout.readline(), rb"^\S+\n$")
            self.assertEqual(fcntl.fcntl(terminal, fcntl.F_GETFL), flags)
        os.write(master, b"\x04")  # Ctrl-D
        self.assertEqual(process.wait(PATIENCE_S), 0)
        os.close(master)
        os.close(terminal)
        self.assertEqual(self.received(2), b"[one][two]")

    def test_a_named_pipe_without_a_writer_holds_up_neither_time_nor_signals(self):
        self.subscribe()
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "pipe")
            os.mkfifo(path)
            line = self.one_line(self.uc8("produce", self.stream, "-f", path, "-W", "2", code=2)[1])
            self.assertIn("gave up", line)
            process = self.spawn("produce", self.stream, "-f", path, "-v")
            self.assertIn(b" connecting ", process.stderr.readline())
            process.terminate()
            self.assertEqual(process.wait(PATIENCE_S), 143)
            process = self.spawn("produce", self.stream, "-f", path)
            with open(path, "wb") as pipe:
                pipe.write(b"from ")
                pipe.flush()
                pipe.write(b"a pipe")
            self.assertEqual(process.wait(PATIENCE_S), 0)
        self.assertEqual(self.received(1), b"[from a pipe]")

    def test_a_terminal_shows_messages_and_stays_as_it_is(self):
        self.subscribe()
        self.uc8("produce", self.stream, "-l", stdin="one\ntwo\n")
        master, terminal = self.terminal()
        flags = fcntl.fcntl(terminal, fcntl.F_GETFL)
        process = self.spawn("consume", self.stream, "sub", "-C", "2", stdout=terminal)
        self.assertEqual(process.wait(PATIENCE_S), 0)
        self.assertEqual(fcntl.fcntl(terminal, fcntl.F_GETFL), flags)
        shown = b""
        while shown.count(b"\n") < 2:
            shown += os.read(master, 100)
        os.close(master)
        os.close(terminal)
        self.assertEqual(shown, b"one\r\ntwo\r\n")


if __name__ == "__main__":
    unittest.main()
