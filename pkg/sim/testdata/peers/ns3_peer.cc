// The work W1 and W2 of speed_test.go on ns-3's simulator core.
//
//     ns3_peer W1|W2 NODES EVENTS
//
// prints how many events the timed part handled and how many nanoseconds of
// processor time one took. The latency law and the number of pending events are
// those of the Go benchmarks: exponential with mean one second, one per node.
// The scheduler is ns-3's default, or the one that NS3_SCHEDULER names.

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <string>
#include <vector>

#include "ns3/core-module.h"

namespace {

uint64_t state = 1;

// Uniform is splitmix64, as in the engine: ns-3's own streams are slower.
uint64_t Uniform() {
  uint64_t z = state += 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

ns3::Time Exponential() {
  double u = (static_cast<double>(Uniform() >> 12) + 0.5) * 0x1p-52;
  return ns3::NanoSeconds(static_cast<int64_t>(-std::log(u) * 1e9));
}

uint64_t handled = 0, wanted = 0;

void Count() {
  if (++handled == wanted) ns3::Simulator::Stop();
}

struct Rumour {
  int64_t hops, origin;
};

struct Node {
  uint32_t id;
  void Hold() {
    Count();
    ns3::Simulator::Schedule(Exponential(), &Node::Hold, this);
  }
  void Receive(Rumour r) {
    Count();
    Send({r.hops + 1, r.origin});
  }
  void Send(Rumour r);
};

std::vector<Node> nodes;

void Node::Send(Rumour r) {
  uint32_t to = Uniform() % (nodes.size() - 1);
  ns3::Simulator::Schedule(Exponential(), &Node::Receive, &nodes[to < id ? to : to + 1], r);
}

void RunUntil(uint64_t total) {
  wanted = total;
  ns3::Simulator::Run();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: ns3_peer W1|W2 NODES EVENTS\n";
    return 2;
  }
  std::string work = argv[1];
  uint64_t events = std::strtoull(argv[3], nullptr, 10);
  nodes.resize(std::strtoull(argv[2], nullptr, 10));
  if (const char* name = std::getenv("NS3_SCHEDULER")) {
    ns3::Simulator::SetScheduler(ns3::ObjectFactory(name));
  }
  for (uint32_t i = 0; i < nodes.size(); i++) {
    nodes[i].id = i;
    if (work == "W1") {
      ns3::Simulator::Schedule(Exponential(), &Node::Hold, &nodes[i]);
    } else {
      nodes[i].Send({1, i});
    }
  }
  RunUntil(nodes.size());
  uint64_t before = handled;
  std::clock_t start = std::clock();
  RunUntil(before + events);
  double took = 1e9 / CLOCKS_PER_SEC * static_cast<double>(std::clock() - start);
  std::cout << handled - before << " " << took / static_cast<double>(handled - before) << "\n";
  ns3::Simulator::Destroy();
}
