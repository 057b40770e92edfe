"""Executes one notebook in a fresh kernel; run by faultline, not by hand.

usage: execute.py NOTEBOOK KERNEL SECONDS

Reports to file descriptor 3, one JSON object a line:
  {"begin": i, "of": n}         cell i (of all cells, from 0) starts
  {"failed": i, "reason": ...}  it failed; nothing follows
  {"problem": ...}              no cell is to blame; nothing follows
  {"notebook": {...}}           all is done
"""

import asyncio
import json
import os
import re
import signal
import sys

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError

# GoNB answers "ok" to a panic, os.Exit(1), log.Fatal and a failing shell line;
# the one sign is a message of its own on stderr.
BAD_EXIT = re.compile(r"(\^C\n)?(exit status \d+|signal: .+)\n")

channel = os.fdopen(3, "w", encoding="utf-8")


def report(**event):
    channel.write(json.dumps(event) + "\n")
    channel.flush()


class Client(NotebookClient):
    exits = ""

    def process_message(self, msg, cell, cell_index):
        content = msg["content"]
        if msg["msg_type"] == "stream" and content.get("name") == "stderr":
            text = content.get("text", "")
            if BAD_EXIT.fullmatch(text):
                self.exits = text.strip().splitlines()[-1]
        return super().process_message(msg, cell, cell_index)


def failure(client, cell):
    for output in cell.outputs:
        if output.output_type == "error":
            return f"{output.ename}: {output.evalue}"
    return client.exits and f"the program ended with {client.exits}"


async def run(path, kernel, seconds):
    notebook = nbformat.read(path, as_version=4)
    client = Client(
        notebook,
        kernel_name=kernel,
        timeout=seconds,
        startup_timeout=60,
        allow_errors=True,
        record_timing=False,
        resources={"metadata": {"path": os.path.dirname(os.path.abspath(path))}},
    )
    async with client.async_setup_kernel():
        stop_on_signals(asyncio.current_task())
        for index, cell in enumerate(notebook.cells):
            if cell.cell_type != "code" or not cell.source.strip():
                continue
            report(begin=index, of=len(notebook.cells))
            client.exits = ""
            reason = ""
            try:
                await client.async_execute_cell(cell, index)
                if "raises-exception" not in cell.metadata.get("tags", []):
                    reason = failure(client, cell)
            except CellTimeoutError:
                await client.km.shutdown_kernel(now=True)
                reason = f"no end after {seconds} seconds, the limit for a cell"
            except DeadKernelError:
                reason = "the kernel died"
            except asyncio.CancelledError:
                await client.km.shutdown_kernel(now=True)
                raise
            if reason:
                report(failed=index, reason=reason, outputs=cell.outputs)
                return
    report(notebook=notebook)


def stop_on_signals(task):
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)


async def main():
    try:
        await run(sys.argv[1], sys.argv[2], int(sys.argv[3]))
    except asyncio.CancelledError:
        report(problem="interrupted")
    except Exception as err:
        report(problem=f"{type(err).__name__}: {err}")


asyncio.run(main())
