"""The work W1 and W2 of speed_test.go in SimPy.

    python simpy_peer.py W1|W2 NODES EVENTS

prints how many events the timed part handled and how many nanoseconds of
processor time one took. The latency law and the number of pending events are
those of the Go benchmarks: exponential with mean one second, one per node.
"""

import random
import sys
import time
from collections import namedtuple

import simpy

Rumour = namedtuple("Rumour", "hops origin")

work, nodes, events = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
env = simpy.Environment()
draw = random.Random(1)
handled = 0


def hold():
    """W1: a process that waits, again and again."""
    global handled
    while True:
        yield env.timeout(draw.expovariate(1.0))
        handled += 1


class Gossiper:
    """W2: each delivery causes one send, as a callback on a timeout: the
    cheapest way that SimPy has to deliver something later."""

    def __init__(self, number):
        self.number = number

    def send(self, rumour):
        to = draw.randrange(nodes - 1)
        event = env.timeout(draw.expovariate(1.0), rumour)
        event.callbacks.append(gossipers[to if to < self.number else to + 1].receive)

    def receive(self, event):
        global handled
        handled += 1
        rumour = event.value
        self.send(Rumour(rumour.hops + 1, rumour.origin))


if work == "W1":
    for _ in range(nodes):
        env.process(hold())
elif work == "W2":
    gossipers = [Gossiper(i) for i in range(nodes)]
    for g in gossipers:
        g.send(Rumour(1, g.number))
else:
    sys.exit(f"unknown work {work}: use W1 or W2")

while handled < nodes:
    env.step()
before, start = handled, time.process_time_ns()
while handled < before + events:
    env.step()
took = time.process_time_ns() - start
print(handled - before, took / (handled - before))
