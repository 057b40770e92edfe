"""A kernel for tests: one JSON request a line on stdin, one answer on stdout.

usage: session.py KERNEL FOLDER
"""

import json
import os
import sys
import time

from jupyter_client.manager import start_new_kernel

out = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)  # what the kernel prints must not mix with the answers


def answer(**fields):
    out.write(json.dumps(fields) + "\n")
    out.flush()


def execute(client, code):
    texts = []

    def hook(msg):
        content = msg["content"]
        if msg["msg_type"] == "stream":
            texts.append(content["text"])
        elif msg["msg_type"] == "error":
            texts.append(content["ename"] + ": " + content["evalue"])
        elif "data" in content:
            texts.append(" ".join(sorted(content["data"])))

    start = time.perf_counter()
    reply = client.execute_interactive(code, output_hook=hook, timeout=120, allow_stdin=False)
    return {"status": reply["content"]["status"], "text": "".join(texts), "seconds": time.perf_counter() - start}


def complete(client, code):
    start = time.perf_counter()
    reply = client.complete(code, reply=True, timeout=60)["content"]
    return {"status": reply["status"], "matches": reply["matches"], "seconds": time.perf_counter() - start}


def inspect(client, code):
    start = time.perf_counter()
    reply = client.inspect(code, reply=True, timeout=60)["content"]
    return {"status": reply["status"], "text": json.dumps(reply["data"]), "seconds": time.perf_counter() - start}


started = time.perf_counter()
manager, client = start_new_kernel(kernel_name=sys.argv[1], startup_timeout=60, cwd=sys.argv[2])
answer(status="ok", seconds=time.perf_counter() - started)
try:
    for line in sys.stdin:
        request = json.loads(line)
        answer(**globals()[request["do"]](client, request["code"]))
finally:
    client.stop_channels()
    manager.shutdown_kernel()
