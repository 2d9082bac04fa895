"""What a call costs from Python: the work of tests/src/bin/calls.rs through the typed surface."""

import json
import resource
import statistics
import sys
import time

import assumable


def each(rounds, work):
    times = []
    for _ in range(9):
        started = time.perf_counter_ns()
        for _ in range(rounds):
            work()
        times.append((time.perf_counter_ns() - started) / rounds)
    return statistics.median(times)


def main(path, tokens, policies):
    with open(path, encoding="utf-8") as file:
        workload = json.load(file)
    policy = json.dumps(workload["policy"])
    claims, image = workload["claims"], workload["image"]
    handle = assumable.TrustPolicy(policy)
    many = [{**claims, "repository_id": str(index)} for index in range(tokens)]
    results = {
        "parse_image": each(20_000, lambda: assumable.parse_image(image)),
        "check_trust": each(2_000, lambda: assumable.check_trust(policy, claims)),
        "TrustPolicy.check": each(2_000, lambda: handle.check(claims)),
        "TrustPolicy.check_many, a token": each(1, lambda: handle.check_many(many)) / tokens,
    }
    started = time.perf_counter_ns()
    for _ in range(policies):
        assumable.TrustPolicy(policy).check_many(many)
    results["tokens x policies, a decision"] = (time.perf_counter_ns() - started) / (tokens * policies)
    rules, image = assumable.NamingRules(workload["rules"]), workload["image_of_run"]
    names = [f"{image}:{workload['run']['sha']}"] + [f"{image}:team-{index}-7" for index in range(1, 1_000)]
    results["NamingRules.check, a name of 1,000"] = each(5, lambda: rules.check(workload["run"], names)) / len(names)
    results["peak memory, bytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps(results))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
