"""P1: subscriptions of free units through the server, against an empty RPC on the same server.

64 clients, each subscription another unit; the two kinds of request in turn, so that the machine's
moods meet both. To reach: at least half the rate of the empty RPC, with two workers.

    bench_p1_subscribe.py [--workers 2] [--small]
"""

import argparse
import asyncio
import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from crowd import Client, rate
from office import Office, opening_day

CLIENTS = 64


async def clients_of(office, count):
    """Return ``count`` connected clients that share the sessions of eight consultants."""
    sessions = []
    for n in range(8):
        client = Client(office.port)
        uid = await client.login(office.name, f"bench{n}", f"bench{n}")
        sessions.append((uid, client.cookie))
        client.close()
    clients = []
    for n in range(count):
        uid, cookie = sessions[n % 8]
        client = Client(office.port, cookie)
        client.uid = uid
        clients.append(client)
    return clients


async def measure(office, rounds, size):
    clients = await clients_of(office, CLIENTS)
    units = [int(row[0]) for row in office.sql("SELECT id FROM realestate_unit ORDER BY id")]
    partners = {
        int(uid): int(partner)
        for uid, partner in office.sql(
            "SELECT create_uid, max(id) FROM res_partner WHERE name LIKE 'Customer of%' GROUP BY create_uid"
        )
    }

    def empty(client):
        return client.call("res.users", "has_group", [client.uid], "base.group_user")

    def subscription(unit):
        return lambda client: client.call("realestate.deal", "subscribe", unit, {"partner_id": partners[client.uid]})

    await rate(clients, [empty] * CLIENTS * 4)  # warm: every worker has loaded the registry
    await rate(clients, [subscription(units.pop()) for _ in range(CLIENTS)])
    results = []
    for _ in range(rounds):
        results.append(
            (
                await rate(clients, [empty] * size),
                await rate(clients, [subscription(units.pop()) for _ in range(size)]),
            )
        )
    for client in clients:
        client.close()
    return results


def run(workers=2, small=False):
    rounds, size = (2, 100) if small else (7, 800)
    total = rounds * size + CLIENTS
    setup = opening_day(total)
    with Office("bench_p1", setup, workers=workers) as office:
        results = asyncio.run(measure(office, rounds, size))
        sold = int(office.sql("SELECT count(*) FROM realestate_deal WHERE state = 'subscribed'")[0][0])
        marked = int(office.sql("SELECT count(*) FROM realestate_unit WHERE state = 'subscribed'")[0][0])
        memory = office.peak_memory()
    print(f"{'P1':4} {'empty RPC/s':>12} {'subscriptions/s':>16} {'ratio':>7}")
    for empty, subscribed in results:
        print(f"{'':4} {empty:12.0f} {subscribed:16.0f} {subscribed / empty:7.2f}")
    ratio = statistics.median(subscribed / empty for empty, subscribed in results)
    print(f"median ratio {ratio:.2f} (to reach 0.50), {sold} subscriptions, server's peak memory {memory} MiB")
    assert sold == marked == total, f"{sold} deals, {marked} units for {total} acknowledged subscriptions"
    return ratio


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--small", action="store_true", help="a few rows: checks that it is right, not how fast")
    arguments = parser.parse_args()
    run(arguments.workers, arguments.small)
