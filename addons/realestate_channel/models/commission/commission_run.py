"""The computation of commission: from facts and policies to the lines that are missing (CH-7)."""

import json
from collections import defaultdict
from typing import NamedTuple

from odoo.tools import SQL

from ...tools import commission

# who they are is decided when they first earn: the office may have another manager later
KEPT_ROLES = ("manager", "supervisor")
WITHHELD = "withheld"
INTEGERS, TEXTS, NUMBERS = SQL("int[]"), SQL("varchar[]"), SQL("numeric[]")
COLUMNS = {
    "deal_id": INTEGERS, "project_id": INTEGERS, "company_id": INTEGERS, "role": TEXTS, "user_id": INTEGERS,
    "partner_id": INTEGERS, "policy_id": INTEGERS, "policy_line_id": INTEGERS, "part": TEXTS, "event": TEXTS,
    "slice": INTEGERS, "sequence": INTEGERS, "kind": TEXTS, "day": SQL("date[]"), "base_amount": NUMBERS,
    "share": NUMBERS, "amount": NUMBERS, "facts": SQL("jsonb[]"),
}  # fmt: skip


class Earner(NamedTuple):
    """Who has a part in a deal: a user or a partner."""

    role: str
    user_id: int  # 0: none
    partner_id: int
    base: int  # cents
    share: tuple  # of the deal, numerator and denominator


class Entry(NamedTuple):
    """An earner of a deal, under the line that pays him."""

    facts: object
    earner: Earner
    line: object
    group: tuple  # of the tier, or None

    @property
    def measure(self):
        """Return what the deal counts for in the tier: cents, or deals × ``commission.COUNT``."""
        if self.line.scale.basis == "amount":
            return self.earner.base
        if self.facts.is_attached:
            return 0
        numerator, denominator = self.earner.share
        return commission.half_up(numerator * commission.COUNT, denominator)


class PolicyLine:
    """A line of an approved policy, read once."""

    def __init__(self, record):
        policy = record.policy_id
        self.id, self.policy_id = record.id, policy.id
        self.role, self.partner_id = record.role, record.partner_id.id or 0
        self.own_customers = record.role in ("specialist", "supervisor") and not record.with_partner
        self.series = policy.root_id.id or policy.id
        self.company_id = policy.company_id.id
        self.project_ids = frozenset(policy.project_ids.ids)
        self.property_type = policy.property_type
        self.date_from, self.date_to = policy.date_from, policy.date_to
        self.scale = record._scale()
        self.period = record.tier_period
        self.tax = round(policy.tax_rate * commission.RATE) if policy.price_basis == "excluded" else 0
        self.withheld = round(policy.withheld_percent * 100)
        self.parts = [(part._key(), part.event, round(part.percent * 100)) for part in policy.part_ids]
        if self.withheld:
            self.parts.append((WITHHELD, "delivered", None))
        self.weights = [percent for _key, _event, percent in self.parts if percent is not None]
        self.facts = {"line": record.id, "kind": record.rate_kind, "from": str(policy.date_from)}
        if self.tax:
            self.facts["tax"] = policy.tax_rate

    @property
    def rank(self):
        """How specific the line is; the highest decides, then the latest."""
        return (bool(self.partner_id), bool(self.project_ids), bool(self.property_type), self.date_from, self.policy_id)

    def rules(self, facts, earner):
        return (
            self.company_id == facts.company_id
            and self.date_from <= facts.decided
            and (not self.date_to or facts.decided <= self.date_to)
            and (not self.project_ids or facts.project_id in self.project_ids)
            and (not self.property_type or self.property_type == facts.property_type)
            and (not self.partner_id or self.partner_id == earner.partner_id)
            and not (self.own_customers and facts.partner_id)
        )


class PolicyBook:
    """All approved lines; which of them pays whom for which deal."""

    def __init__(self, env, company_ids):
        lines = env["realestate.commission.policy.line"].search(
            [("policy_id.state", "=", "approved"), ("policy_id.company_id", "in", company_ids)]
        )
        self.by_role = defaultdict(list)
        for record in lines:
            self.by_role[record.role].append(PolicyLine(record))
        self.known = {}

    def find(self, facts, earner):
        key = (
            earner.role, earner.partner_id, bool(facts.partner_id), facts.company_id, facts.project_id,
            facts.property_type, facts.decided,
        )  # fmt: skip
        if key not in self.known:
            fitting = [line for line in self.by_role[earner.role] if line.rules(facts, earner)]
            self.known[key] = max(fitting, key=lambda line: line.rank, default=None)
        return self.known[key]

    def needs(self, *events):
        lines = (line for lines in self.by_role.values() for line in lines)
        return any(event in events for line in lines for _key, event, _percent in line.parts)


class CommissionRun:
    """One computation for any number of deals; reads with a fixed number of queries, writes with one."""

    def __init__(self, env):
        self.env = env
        self.deals = env["realestate.deal"]

    def run(self, deals):
        """Add the lines that ``deals``, and those that share a tier with them, lack.

        :return: how many
        """
        self.policies = PolicyBook(self.env, deals.company_id.ids)
        entries = self._entries(self._load(deals, fresh=True))
        wanted = {entry.group for entry in entries if entry.group}
        if wanted:
            entries += self._entries(self._load(self._companions(deals, entries), fresh=False))
        positions = self._positions(entries)
        entries = [entry for entry in entries if entry.facts.deal_id in self.own or entry.group in wanted]
        # whose lines this run knows all of
        self.answered = {(entry.facts.deal_id, *entry.earner[:3]) for entry in entries}
        return self._write(self._targets(entries, positions))

    # ------------------------------------------------------------------
    # reading
    # ------------------------------------------------------------------
    def _load(self, deals, fresh):
        """Read what the commission of ``deals`` rests on; return their facts."""
        facts = deals._commission_facts()
        shares = deals._commission_shares()
        loans, receipts = {}, {}
        if self.policies.needs("receipts", "loan"):
            receipts, loans = deals._commission_receipts(), deals._commission_loans()
        standing = deals.env["realestate.commission.line"]._standing(deals)
        projects = self.env["realestate.project"].browse({row.project_id for row in facts})
        if fresh:
            self.facts, self.shares, self.receipts, self.loans, self.standing = {}, {}, {}, {}, {}
            self.managers, self.today = {}, {}
            self.own = set(deals.ids)
            self._load_leaders()
        if new := projects.filtered(lambda project: project.id not in self.today):
            self.managers |= {p.id: users.sorted("id").ids for p, users in new._realestate_managers().items()}
            self.today |= {project.id: project._today() for project in new}
        self.facts |= {row.deal_id: row for row in facts}
        self.shares |= shares
        self.receipts |= receipts
        self.loans |= loans
        self.standing |= standing
        kept = defaultdict(set)
        for (deal_id, role, user_id, _partner, _part, _slice), (amount, _sequence, _last) in self.standing.items():
            if role in KEPT_ROLES and amount:
                kept[deal_id, role].add(user_id)
        self.kept = {key: sorted(users) for key, users in kept.items()}
        return facts

    def _load_leaders(self):
        """Keep who leads the channel's teams: ``{team id: [leaders, the nearest first]}``."""
        teams = self.env["realestate.channel.team"].with_context(active_test=False).search([])
        leader = {team.id: team.user_id.id for team in teams}
        self.leaders = {
            team.id: [leader[int(step)] for step in reversed(team.parent_path.split("/")[:-1]) if leader[int(step)]]
            for team in teams
        }

    def _companions(self, deals, entries):
        """Return the deals, beside ``deals``, that may stand in the same tiers."""
        since, before = None, None
        periods = [commission.period_of(e.facts.decided, e.line.period) for e in entries if e.group]
        if all(first for first, _next in periods):
            since, before = min(first for first, _next in periods), max(end for _first, end in periods)
        companies = {entry.facts.company_id for entry in entries if entry.group}
        return deals._commission_companions(companies, since, before) - deals

    # ------------------------------------------------------------------
    # who earns
    # ------------------------------------------------------------------
    def _entries(self, facts):
        entries = []
        for row in facts:
            for earner in self._earners(row):
                line = self.policies.find(row, earner)
                if line:
                    entries.append(Entry(row, earner, line, self._group(row, earner, line)))
        return entries

    def _group(self, row, earner, line):
        if not line.scale.is_tiered:
            return None
        first, _next = commission.period_of(row.decided, line.period)
        return (earner.role, earner.user_id, earner.partner_id, line.series, line.scale.basis, first)

    def _earners(self, row):
        """Return who has a part in a deal, whether a policy pays him or not."""
        roles = self.policies.by_role
        shares = self.shares.get(row.deal_id, ())
        earners = []
        if "consultant" in roles:
            earners += [
                Earner("consultant", user_id, 0, amount, (share, commission.WHOLE)) for user_id, share, amount in shares
            ]
        if "manager" in roles and shares:
            users = self.kept.get((row.deal_id, "manager")) or self.managers.get(row.project_id, [])
            bases = commission.deal_out(sum(amount for _user, _share, amount in shares), len(users) or 1)
            whole = sum(share for _user, share, _amount in shares)
            earners += [
                Earner("manager", user_id, 0, base, (whole, commission.WHOLE * len(users)))
                for user_id, base in zip(users, bases, strict=False)
            ]
        if "specialist" in roles and row.specialist_id:
            earners.append(Earner("specialist", row.specialist_id, 0, row.price, (1, 1)))
        if "supervisor" in roles and row.team_id:
            earners += [
                Earner("supervisor", user_id, 0, row.price, (1, 1))
                for user_id in self.kept.get((row.deal_id, "supervisor")) or self._supervisors(row)
            ]
        if "partner" in roles and row.partner_id:
            earners.append(Earner("partner", 0, row.partner_id, row.price, (1, 1)))
        if "referral" in roles and row.referrer_id:
            earners.append(Earner("referral", 0, row.referrer_id, row.price, (1, 1)))
        return earners

    def _supervisors(self, row):
        """Return the nearest leader of the team who is not the specialist himself."""
        return [user_id for user_id in self.leaders.get(row.team_id, ()) if user_id != row.specialist_id][:1]

    # ------------------------------------------------------------------
    # tiers
    # ------------------------------------------------------------------
    def _positions(self, entries):
        """Lay the deals of each tier's period end to end: ``{(deal id, group): (before, own, total)}``."""
        groups = defaultdict(list)
        for entry in entries:
            if entry.group and self._counts(entry):
                groups[entry.group].append(entry)
        positions = {}
        for group, members in groups.items():
            members.sort(key=lambda entry: (entry.facts.decided, entry.facts.deal_id))
            before = 0
            for entry in members:
                positions[entry.facts.deal_id, group] = [before, entry.measure, 0]
                before += entry.measure
            for entry in members:
                positions[entry.facts.deal_id, group][2] = before
        return positions

    def _counts(self, entry):
        """Whether a deal counts in its period: what was withdrawn after the period counted when it closed."""
        row = entry.facts
        if row.is_live:
            return True
        _first, end = commission.period_of(row.decided, entry.line.period)
        return bool(end and row.cancelled and row.cancelled >= end and not row.is_followed)

    # ------------------------------------------------------------------
    # what should stand
    # ------------------------------------------------------------------
    def _targets(self, entries, positions):
        """Return what each earner should have: ``{key: (cents, day, entry, slice, part, whole commission)}``."""
        targets = {}
        running = {}
        for entry in entries:
            if not entry.facts.is_live:
                continue
            before, own, total = positions.get((entry.facts.deal_id, entry.group), (0, entry.measure, entry.measure))
            for piece in commission.slices(entry.line.scale, before, own, total):
                amount = self._amount(entry, piece, running)
                self._add_parts(targets, entry, piece, amount, (before, own, total))
        return targets

    def _amount(self, entry, piece, running):
        """Return the cents of a slice; those who share a deal at one rate share its cents exactly."""
        earner, line = entry.earner, entry.line
        base = commission.without_tax(earner.base, line.tax) if line.tax else earner.base
        numerator, denominator = commission.whole(line.scale.kind, piece.rate, piece, base, earner.share)
        key = (entry.facts.deal_id, earner.role, line.id, piece.number, piece.rate, denominator)
        done = running.get(key, 0)
        running[key] = done + numerator
        return commission.half_up(done + numerator, denominator) - commission.half_up(done, denominator)

    def _add_parts(self, targets, entry, piece, amount, position):
        row, earner, line = entry.facts, entry.earner, entry.line
        amounts = commission.split_parts(amount, line.weights, line.withheld)
        for (part, event, percent), cents in zip(line.parts, amounts, strict=False):
            day = self._event_day(row, part, event)
            if day:
                key = (row.deal_id, earner.role, earner.user_id, earner.partner_id, part, piece.number)
                targets[key] = (cents, day, entry, piece, (part, event, percent), amount, position)

    def _event_day(self, row, part, event):
        """Return the day on which a deal earned a part, if it did."""
        if event == "subscribed":
            return row.subscribed
        if event == "signed":
            return row.signed
        if event == "delivered":
            return row.delivered
        if event == "loan" and (loan := self.loans.get(row.deal_id)):
            return self._received_on(row, loan, only_loan=True)
        threshold = float(part.partition(":")[2] or 100)
        return self._received_on(row, commission.half_up(row.price * round(threshold * 100), commission.WHOLE))

    def _received_on(self, row, amount, only_loan=False):
        received = 0
        for day, is_loan, cents in self.receipts.get(row.deal_id, ()):
            if is_loan or not only_loan:
                received += cents
            if received >= amount and received > 0:
                return day
        return None

    # ------------------------------------------------------------------
    # writing
    # ------------------------------------------------------------------
    def _write(self, targets):
        """Add the difference between what should stand and what stands; return how many lines."""
        rows = []
        for key, target in targets.items():
            standing = self.standing.get(key)
            if standing is None:
                if target[0]:
                    rows.append(self._row(key, target, target[0], 1, "earned"))
            elif target[0] != standing[0]:
                rows.append(self._row(key, target, target[0] - standing[0], standing[1] + 1, "difference"))
        taken_back = {
            key: standing
            for key, standing in self.standing.items()
            if standing[0] and key not in targets and (key[0] in self.own or key[:4] in self.answered)
        }
        rows += self._rows_back(taken_back)
        self._insert(rows)
        return len(rows)

    def _row(self, key, target, amount, sequence, kind):
        cents, day, entry, piece, (part, event, percent), whole, position = target
        row, earner, line = entry.facts, entry.earner, entry.line
        scale = line.scale
        facts = {
            **line.facts,
            "rate": piece.rate / commission.RATE,
            "decided": str(row.decided),
            "whole": whole / 100,
            "part": percent / 100 if percent is not None else line.withheld / 100,
        }
        if line.withheld:
            facts["withheld"] = line.withheld / 100
        if scale.is_tiered:
            facts["tier"] = self._tier_facts(line, piece, position)
        if kind != "earned":
            facts["now"], facts["before"] = cents / 100, (cents - amount) / 100
        base = commission.without_tax(earner.base, line.tax) if line.tax else earner.base
        if piece.numerator != piece.denominator:
            base = commission.half_up(base * piece.numerator, piece.denominator)
        return (
            row.deal_id, row.project_id, row.company_id, earner.role, earner.user_id or None, earner.partner_id or None,
            line.policy_id, line.id, part, event, piece.number, sequence, kind,
            day if kind == "earned" else self.today[row.project_id], base / 100,
            100 * earner.share[0] / earner.share[1], amount / 100, json.dumps(facts),
        )  # fmt: skip

    def _tier_facts(self, line, piece, position):
        scale = line.scale
        to_shown = 100 if scale.basis == "amount" else commission.COUNT
        before, own, total = (value / to_shown for value in position)
        return {
            "basis": scale.basis,
            "mode": scale.mode,
            "period": line.period,
            "from": piece.tier_from / 100 if scale.basis == "amount" else piece.tier_from,
            "before": before,
            "own": own,
            "total": total,
        }

    def _rows_back(self, standing):
        """Return the lines that take back what is not earned any more: ``{key: (cents, sequence, last line)}``."""
        lines = self.env["realestate.commission.line"].browse(last for _amount, _sequence, last in standing.values())
        return [
            self._row_back(key, amount, sequence + 1, line)
            for (key, (amount, sequence, _last)), line in zip(standing.items(), lines, strict=True)
        ]

    def _row_back(self, key, amount, sequence, line):
        deal_id, role, user_id, partner_id, part, piece = key
        row = self.facts[deal_id]
        facts = {**(line.facts or {}), "now": 0.0, "before": amount / 100}
        kind, day = "difference", self.today[row.project_id]
        if not row.is_live:
            kind, day = "clawback", row.cancelled or day
            facts["followed"] = row.is_followed
        return (
            deal_id, row.project_id, row.company_id, role, user_id or None, partner_id or None, line.policy_id.id,
            line.policy_line_id.id, part, line.event, piece, sequence, kind, day, 0.0, line.share, -amount / 100,
            json.dumps(facts),
        )  # fmt: skip

    def _insert(self, rows):
        """Insert the lines by one statement; whoever inserted the same in between is met by the unique index."""
        if not rows:
            return
        lines = self.env["realestate.commission.line"]
        columns = dict(zip(COLUMNS, map(list, zip(*rows, strict=True)), strict=True))
        self.env.cr.execute(
            SQL(
                """INSERT INTO realestate_commission_line (%(names)s, state)
                   SELECT *, 'open' FROM unnest(%(values)s)""",
                names=SQL(", ").join(map(SQL.identifier, COLUMNS)),
                values=SQL(", ").join(SQL("%s::%s", columns[name], kind) for name, kind in COLUMNS.items()),
            )
        )
        lines.invalidate_model()
        self.deals.invalidate_model(["commission_line_ids", "commission_amount", "commission_count"])
