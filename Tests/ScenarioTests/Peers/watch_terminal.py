"""Runs a program with its standard error on a terminal of its own: watch_terminal.py COLUMNS PROGRAM ARGUMENT...

Copies what the program draws to standard output as it comes. On SIGTERM it ends the program the same way, and then
prints one line of JSON to standard error: how often the program erased a line, over how many seconds, the longest row
it drew that way, and what a terminal (pyte, which this project did not write) shows at the end.
"""

import fcntl
import json
import os
import pty
import signal
import struct
import subprocess
import sys
import termios
import time

import pyte

ROWS = 500
ERASE = "\r\x1b[K"
columns = int(sys.argv[1])
master, slave = pty.openpty()
fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, columns, 0, 0))
# Whoever started us may have blocked it.
signal.pthread_sigmask(signal.SIG_SETMASK, [])
program = subprocess.Popen(
    sys.argv[2:],
    stdin=subprocess.DEVNULL,
    stdout=subprocess.DEVNULL,
    stderr=slave,
    # The terminal is its own, so that it gets a hang-up should this script be killed.
    start_new_session=True,
    preexec_fn=lambda: fcntl.ioctl(2, termios.TIOCSCTTY, 0),
)
os.close(slave)
signal.signal(signal.SIGTERM, lambda *_: program.terminate())
screen = pyte.Screen(columns, ROWS)
stream = pyte.ByteStream(screen)
drawn = b""
start = time.monotonic()
widest = 0
while True:
    try:
        chunk = os.read(master, 1 << 16)
    except OSError:  # the other end is closed
        break
    if not chunk:
        break
    drawn += chunk
    sys.stdout.buffer.write(chunk)
    sys.stdout.buffer.flush()
    stream.feed(chunk)
    # Between two chunks the cursor stands behind what was drawn last.
    widest = max(widest, screen.cursor.x)
elapsed = time.monotonic() - start
text = drawn.decode("utf-8", "replace")
json.dump(
    {
        "status": program.wait(),
        "erased": text.count(ERASE),
        "seconds": elapsed,
        "widest": widest,
        "shown": [line.rstrip() for line in screen.display if line.strip()],
    },
    sys.stderr,
)
sys.stderr.write("\n")
