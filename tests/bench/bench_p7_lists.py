"""P7: what people open all day, through the server, with 10,000 and with 1,000,000 customers.

First page of the lists of customers, pool and registration books, and the customer search, as consultant, manager
and director. To reach: with 100 times as many rows at most 1.5 times as long.

    bench_p7_lists.py [--small]     --small: 1,000 and 5,000 customers, correctness only
"""

import argparse
import statistics
import sys
import time
from pathlib import Path

import psycopg2
import requests

sys.path.insert(0, str(Path(__file__).parent))

from customer_rows import OWN, fill
from office import Office

LIMIT = 1.5
NAME = {"fields": {"display_name": {}}}
CUSTOMER = {
    "contact_name": {},
    "phone": {},
    "realestate_project_id": NAME,
    "realestate_source": {},
    "medium_id": NAME,
    "realestate_intent": {},
    "realestate_layout_ids": NAME,
    "user_id": NAME,
    "realestate_protected_until": {},
    "realestate_pool": {},
    "activity_ids": {},
}
BOOK = {
    "day": {},
    "kind": {},
    "number": {},
    "name": {},
    "phone": {},
    "source": {},
    "user_id": NAME,
    "holder_id": NAME,
    "lead_id": NAME,
}
POOL_ORDER = "realestate_intent desc, realestate_pool_since desc, id"
CUSTOMERS = [["realestate_project_id", "!=", False]]


def page(model, domain, specification, order=None):
    """Return the request for the first page of a list, as the web client sends it: the lists count to 1,000."""
    options = {"domain": domain, "specification": specification, "limit": 80, "count_limit": 1001}
    return model, "web_search_read", [], options | ({"order": order} if order else {})


def search(query):
    return "crm.lead", "realestate_customer_search", [query], {}


def cards(uid):
    """Return the request for the cards of one's own customers, by intent."""
    options = {
        "domain": [*CUSTOMERS, ["user_id", "=", uid]],
        "groupby": ["realestate_intent_band"],
        "aggregates": ["__count"],
        "auto_unfold": True,
        "unfold_read_specification": CUSTOMER,
        "unfold_read_default_limit": 40,
    }
    return "crm.lead", "web_read_group", [], options


def requests_of(uid, role):
    """Return {what is opened: request} of a role."""
    yield "customers", page("crm.lead", CUSTOMERS, CUSTOMER, "id desc")
    yield "customers of CRM", page("crm.lead", [["type", "=", "opportunity"]], CUSTOMER)
    if role != "director":
        yield "my customers", page("crm.lead", [*CUSTOMERS, ["user_id", "=", uid]], CUSTOMER, "id desc")
        yield "my customers as cards", cards(uid)
    yield "pool", page("crm.lead", [["realestate_pool", "!=", False]], CUSTOMER, POOL_ORDER)
    yield "book of visits", page("realestate.reception", [["kind", "=", "visit"]], BOOK)
    yield "search by phone", search("138 0000 0100")
    yield "search by last four", search("0100")
    yield "search by name", search("王建国")


class Browser:
    """One user's session over a kept connection."""

    def __init__(self, office, login):
        self.office, self.session = office, requests.Session()
        self.uid = self.post("/web/session/authenticate", {"db": office.name, "login": login, "password": login})["uid"]

    def post(self, path, params):
        answer = self.session.post(self.office.url + path, json={"jsonrpc": "2.0", "params": params}).json()
        if "error" in answer:
            raise RuntimeError(answer["error"]["data"]["debug"])
        return answer["result"]

    def call(self, model, method, args, kwargs):
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self.post(f"/web/dataset/call_kw/{model}/{method}", params)


def measure(office, runs):
    """Return {(role, what): (median ms, answer)}; the requests in turn, so that the machine's moods meet all."""
    browsers = {role: Browser(office, role) for role in ("consultant", "manager", "director")}
    jobs = {
        (role, what): (browser, request)
        for role, browser in browsers.items()
        for what, request in requests_of(browser.uid, role)
    }
    empty = ("any", "empty RPC")
    jobs[empty] = (browsers["manager"], ("res.users", "has_group", [[browsers["manager"].uid], "base.group_user"], {}))
    times, answers = {key: [] for key in jobs}, {}
    for run in range(runs + 2):
        for key, (browser, request) in jobs.items():
            started = time.perf_counter()
            answers[key] = browser.call(*request)
            if run >= 2:  # both workers are warm
                times[key].append((time.perf_counter() - started) * 1000)
    return {key: (statistics.median(times[key]), answers[key]) for key in jobs}


def check(results):
    """Everybody gets what is his, and something of it."""
    own = results["consultant", "my customers"][1]["length"]
    assert 0 < own <= OWN, own
    assert results["manager", "customers"][1]["length"] >= own
    for (role, what), (_ms, answer) in results.items():
        if what.startswith("search"):
            assert answer["hits"], (role, what)
        elif what in ("customers", "pool", "book of visits"):
            assert answer["records"], (role, what)
    kinds = {hit["kind"] for hit in results["consultant", "search by phone"][1]["hits"]}
    assert kinds == {"own"}, kinds


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true")
    small = parser.parse_args().small
    few, many = (1000, 5000) if small else (10_000, 1_000_000)
    with Office("bench_p7", (Path(__file__).parent / "sales_floor.py").read_text()) as office:
        environment = office.environment
        connection = psycopg2.connect(
            dbname=office.name, host=environment["PGHOST"], port=environment["PGPORT"], user=environment["PGUSER"]
        )
        connection.autocommit = True
        cursor = connection.cursor()
        fill(cursor, 0, few)
        before = measure(office, 3 if small else 15)
        check(before)
        fill(cursor, few, many)
        after = measure(office, 3 if small else 15)
        check(after)
        connection.close()
    print(f"{'':<12} {'':<22} {few:>10,} {many:>10,} customers (ms)")
    slow = []
    for (role, what), (ms, _answer) in before.items():
        ratio = after[role, what][0] / ms
        print(f"{role:<12} {what:<22} {ms:>10.1f} {after[role, what][0]:>10.1f} {ratio:>6.2f}")
        if ratio > LIMIT and not small:
            slow.append(f"{role}: {what} {ratio:.2f}")
    if slow:
        print("above the limit:", *slow, sep="\n  ")
    return bool(slow)


if __name__ == "__main__":
    sys.exit(main())
