"""The computation of commission: from facts and policies to the lines that are missing (CH-7)."""

import io
import json
from collections import defaultdict
from typing import NamedTuple

from ...tools import commission

# who they are is decided when they first earn: the office may have another manager later
KEPT_ROLES = ("manager", "supervisor")
WITHHELD = "withheld"
# of a line, in the order in which it is written: what an earner's parts share, then the part
COLUMNS = (
    "state", "deal_id", "project_id", "company_id", "role", "user_id", "partner_id", "policy_id", "policy_line_id",
    "slice", "base_amount", "share", "part", "event", "sequence", "kind", "day", "amount", "facts",
)  # fmt: skip
NULL = "\\N"


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


class Part(NamedTuple):
    """A part of the commission, and what earns it."""

    key: str
    event: str
    threshold: int  # of what is received, in hundredths of a percent of the price


class Piece(NamedTuple):
    """What one rate pays an earner of a deal."""

    entry: Entry
    slice: commission.Slice
    amount: int  # cents, of all parts together
    position: tuple  # in the tier: before, own, total


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
        self.parts = [Part(part._key(), part.event, round(part.threshold * 100)) for part in policy.part_ids]
        self.weights = [round(part.percent * 100) for part in policy.part_ids]
        if self.withheld:
            self.parts.append(Part(WITHHELD, "delivered", 0))

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
        return any(part.event in events for line in lines for part in line.parts)


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
        return self._write(entries, positions)

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
            self.days, self.periods = {}, {}
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
        periods = {self._period(entry) for entry in entries if entry.group}
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
        first, _next = self._period_of(row.decided, line.period)
        return (earner.role, earner.user_id, earner.partner_id, line.series, line.scale.basis, first)

    def _period(self, entry):
        return self._period_of(entry.facts.decided, entry.line.period)

    def _period_of(self, day, period):
        if (day, period) not in self.periods:
            self.periods[day, period] = commission.period_of(day, period)
        return self.periods[day, period]

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
            measures = [entry.measure for entry in members]
            total, before = sum(measures), 0
            for entry, own in zip(members, measures, strict=True):
                positions[entry.facts.deal_id, group] = (before, own, total)
                before += own
        return positions

    def _counts(self, entry):
        """Whether a deal counts in its period: what was withdrawn after the period counted when it closed."""
        row = entry.facts
        if row.is_live:
            return True
        _first, end = self._period(entry)
        return bool(end and row.cancelled and row.cancelled >= end and not row.is_followed)

    # ------------------------------------------------------------------
    # what should stand
    # ------------------------------------------------------------------
    def _pieces(self, entries, positions):
        """Yield what each live deal pays, a ``Piece`` for each rate."""
        running = {}
        for entry in entries:
            if entry.facts.is_live:
                position = positions.get((entry.facts.deal_id, entry.group)) if entry.group else None
                before, own, total = position or (0, entry.measure, entry.measure)
                for piece in commission.slices(entry.line.scale, before, own, total):
                    yield Piece(entry, piece, self._amount(entry, piece, running), (before, own, total))

    def _amount(self, entry, piece, running):
        """Return the cents of a slice; those who share a deal at one rate share its cents exactly."""
        earner, line = entry.earner, entry.line
        base = commission.without_tax(earner.base, line.tax) if line.tax else earner.base
        numerator, denominator = commission.whole(line.scale.kind, piece.rate, piece, base, earner.share)
        key = (entry.facts.deal_id, earner.role, line.id, piece.number, piece.rate, denominator)
        done = running.get(key, 0)
        running[key] = done + numerator
        before = commission.half_up(done, denominator) if done else 0
        return commission.half_up(done + numerator, denominator) - before

    def _parts(self, piece):
        """Return what is earned of a piece: ``[(part, day, cents)]``."""
        line = piece.entry.line
        amounts = commission.split_parts(piece.amount, line.weights, line.withheld)
        days = self._days(piece.entry.facts, line)
        return [earned for earned in zip(line.parts, days, amounts, strict=False) if earned[1]]

    def _days(self, row, line):
        """Return the day on which a deal earned each part of a policy, ``None`` where it did not yet."""
        key = (row.deal_id, line.policy_id)
        if key not in self.days:
            self.days[key] = [self._event_day(row, part) for part in line.parts]
        return self.days[key]

    def _event_day(self, row, part):
        if part.event == "subscribed":
            return row.subscribed
        if part.event == "signed":
            return row.signed
        if part.event == "delivered":
            return row.delivered
        if part.event == "loan" and (loan := self.loans.get(row.deal_id)):
            return self._received_on(row, loan, only_loan=True)
        # a deal without a loan earns that part when all is received
        share = part.threshold if part.event == "receipts" else commission.WHOLE
        return self._received_on(row, commission.half_up(row.price * share, commission.WHOLE))

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
    def _write(self, entries, positions):
        """Add the difference between what should stand and what stands; return how many lines."""
        left = dict(self.standing)
        rows = []
        for piece in self._pieces(entries, positions):
            rows += self._rows(piece, left)
        if over := {key: standing for key, standing in left.items() if standing[0]}:
            # whose lines this run knows all of
            answered = {(entry.facts.deal_id, *entry.earner[:3]) for entry in entries}
            rows += self._rows_back(
                {key: standing for key, standing in over.items() if key[0] in self.own or key[:4] in answered}
            )
        self._insert(rows)
        return len(rows)

    def _rows(self, piece, left):
        """Return the lines that a piece lacks, and take what stands of it out of ``left``."""
        row, earner, _line, _group = piece.entry
        rows, shared, facts = [], "", ""
        for part, day, cents in self._parts(piece):
            key = (row.deal_id, earner.role, earner.user_id, earner.partner_id, part.key, piece.slice.number)
            standing, sequence, _last = left.pop(key, (0, 0, None))
            if cents == standing:
                continue
            if not shared:
                shared, facts = self._shared(piece), self._facts(piece)
            known, kind = "", "earned"
            if sequence:
                known, kind = f', "now": {cents / 100}, "before": {standing / 100}', "difference"
                day = self.today[row.project_id]
            amount = (cents - standing) / 100
            rows.append(
                f"{shared}\t{part.key}\t{part.event}\t{sequence + 1}\t{kind}\t{day}\t{amount}\t{{{facts}{known}}}"
            )
        return rows

    def _shared(self, piece):
        """Return the columns that all parts of a piece have."""
        row, earner, line, _group = piece.entry
        base = commission.without_tax(earner.base, line.tax) if line.tax else earner.base
        if piece.slice.numerator != piece.slice.denominator:
            base = commission.half_up(base * piece.slice.numerator, piece.slice.denominator)
        return self._text(
            "open", row.deal_id, row.project_id, row.company_id, earner.role, earner.user_id or NULL,
            earner.partner_id or NULL, line.policy_id, line.id, piece.slice.number, base / 100,
            100 * earner.share[0] / earner.share[1],
        )  # fmt: skip

    def _text(self, *values):
        """Return columns as COPY reads them: numbers, days and words of our own, nothing that needs escaping."""
        return "\t".join(map(str, values))

    def _facts(self, piece):
        """Return what explains a piece beside its policy, which is never changed: the inside of a JSON object."""
        row, _earner, line, group = piece.entry
        rate, whole = piece.slice.rate / commission.RATE, piece.amount / 100
        facts = f'"rate": {rate}, "whole": {whole}, "decided": "{row.decided}"'
        if group:
            by_amount = line.scale.basis == "amount"
            before, own, total = (value / (100 if by_amount else commission.COUNT) for value in piece.position)
            start = piece.slice.tier_from / 100 if by_amount else piece.slice.tier_from
            facts += f', "tier": {{"from": {start}, "before": {before}, "own": {own}, "total": {total}}}'
        return facts

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
        return self._text(
            "open", deal_id, row.project_id, row.company_id, role, user_id or NULL, partner_id or NULL,
            line.policy_id.id, line.policy_line_id.id, piece, 0.0, line.share, part, line.event, sequence, kind, day,
            -amount / 100, json.dumps(facts),
        )  # fmt: skip

    def _insert(self, rows):
        """Insert the lines by one COPY; whoever inserted the same in between is met by the unique index."""
        if not rows:
            return
        self.env.cr.copy_expert(
            f"COPY realestate_commission_line ({', '.join(COLUMNS)}) FROM STDIN", io.StringIO("\n".join(rows))
        )
        self.env["realestate.commission.line"].invalidate_model()
        self.deals.invalidate_model(["commission_amount", "commission_count"])
