from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from psycopg2.extras import Json

from odoo import api, fields, models
from odoo.tools import SQL

# whose registration a line of the books is: a duty reception is the holder's
OWNER = SQL(
    "COALESCE(CASE WHEN reception.is_duty THEN reception.holder_id END, reception.user_id, reception.holder_id)"
)


class Side(NamedTuple):
    """A side with its first registration, as the evidence has it."""

    user_id: int
    moment: datetime
    doubt: str | None  # why his registration is in doubt: ``corrected`` or ``link``


class Seen(NamedTuple):
    """What the first of two sides had done when the second one registered."""

    last_day: object  # of the last effective follow-up, a reception counts as one
    day: object  # of the second one's registration
    extended_until: object
    given_up: bool


class RealestateClaim(models.Model):
    """How a ruling is found (CUS-7): the evidence in one statement, two sides at a time by the rule.

    The number of queries does not grow with the claims (P8).
    """

    _inherit = "realestate.claim"

    def _propose(self):
        """Propose a ruling for these claims and for every open claim to the same deals.

        Writes the evidence, then judges by what is written: what the screen shows is what decided.
        """
        claims = self._open_claims()
        if not claims:
            return
        relations = claims._write_evidence()
        claims._write_rulings(claims._judge(relations))
        claims.invalidate_recordset()

    def _open_claims(self):
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT claim.id
                  FROM realestate_claim claim
                 WHERE claim.state IN ('submitted', 'proposed')
                   AND claim.deal_id IN (SELECT deal_id FROM realestate_claim WHERE id = ANY(%s))
                 ORDER BY claim.id
                """,
                self.ids,
            )
        )
        return self.sudo().browse(row[0] for row in rows)

    # ------------------------------------------------------------------
    # evidence
    # ------------------------------------------------------------------
    def _write_evidence(self):
        """Store what the books, follow-ups and protection say of every side; replace what was stored.

        :return: ``{claim id: relation}`` of claims whose customer is not the buyer: ``employer`` (of one company, but
            he bought another unit) or ``other``
        """
        self.env.execute_query(
            SQL("DELETE FROM realestate_claim_evidence WHERE claim_id = ANY(%s) RETURNING 1", self.ids)
        )
        rows = self.env.execute_query(
            SQL(
                """
                WITH %(customers)s, %(sides)s, %(facts)s,
                written AS (
                    INSERT INTO realestate_claim_evidence
                           (claim_id, user_id, date, day, kind, detail, is_effective, until, doubt, res_model, res_id)
                    SELECT claim.id, fact.user_id, fact.date, fact.day, fact.kind, fact.detail, fact.is_effective,
                           fact.until, fact.doubt, fact.res_model, fact.res_id
                      FROM fact JOIN claim ON claim.deal_id = fact.deal_id AND fact.date <= claim.date)
                SELECT claim.id, CASE WHEN colleague.claim_id IS NULL THEN 'other' ELSE 'employer' END
                  FROM claim
                  LEFT JOIN subject ON subject.deal_id = claim.deal_id AND subject.lead_id = claim.lead_id
                  LEFT JOIN colleague ON colleague.claim_id = claim.id
                 WHERE claim.lead_id IS NOT NULL AND subject.lead_id IS NULL
                """,
                customers=self.deal_id._customer_ctes(),
                sides=self._sides_ctes(),
                facts=self._facts_cte(),
            )
        )
        return dict(rows)

    def _evidence_sql(self):
        """Return the query that reads the evidence of these claims, as ``_write_evidence`` stores it."""
        return SQL(
            """
            WITH %s, %s, %s
            SELECT claim.id, fact.* FROM fact JOIN claim ON claim.deal_id = fact.deal_id AND fact.date <= claim.date
            """,
            self.deal_id._customer_ctes(),
            self._sides_ctes(),
            self._facts_cte(),
        )

    def _sides_ctes(self):
        """Return CTEs: ``claim`` (these), ``side`` (deal, user): who closed, and all whose claim was not dropped;
        ``colleague``: claims whose customer is of one company with the buyer; ``subject``: the leads of the case.

        Superior and subordinate are one customer where they buy the same unit: nobody of them has bought another
        (CUS-4, as ``crm.lead._realestate_is_same_on``).
        """
        return SQL(
            """
            claim AS (
                SELECT id, deal_id, claimant_id, lead_id, date FROM realestate_claim WHERE id = ANY(%s)),
            side AS (
                SELECT id AS deal_id, user_id FROM deal
                 UNION SELECT other.deal_id, other.claimant_id
                         FROM realestate_claim other JOIN deal ON deal.id = other.deal_id
                        WHERE other.state != 'rejected'),
            colleague AS (
                SELECT claim.id AS claim_id, claim.deal_id, claim.lead_id, bool_and(linked.late) AS late,
                       EXISTS (SELECT FROM realestate_deal own
                                WHERE own.state != 'cancelled' AND own.id != claim.deal_id
                                  AND (own.lead_id = lead.id OR own.partner_id = lead.partner_id)) AS bought_another
                  FROM claim
                  JOIN linked ON linked.deal_id = claim.deal_id AND linked.kind = 'employer'
                  JOIN crm_lead lead ON lead.id = claim.lead_id
                 WHERE linked.household_id IN (lead.realestate_employer_id, lead.realestate_household_id)
                    OR EXISTS (SELECT FROM realestate_household_member member
                                WHERE member.household_id = linked.household_id
                                  AND (member.partner_id = lead.partner_id
                                       OR member.phone_sanitized = lead.phone_sanitized))
                 GROUP BY claim.id, claim.deal_id, claim.lead_id, lead.id, lead.partner_id),
            subject AS (
                SELECT deal_id, lead_id, bool_and(late) AS late
                  FROM (SELECT deal_id, lead_id, late FROM customer
                         UNION ALL SELECT deal_id, lead_id, late FROM colleague WHERE NOT bought_another) AS one
                 GROUP BY deal_id, lead_id)
            """,
            self.ids,
        )

    def _facts_cte(self):
        """Return the CTE ``fact``: a row for each thing that a side did for the deal's customer."""
        return SQL(
            """
            registered AS (
                SELECT deal_id, id, bool_and(late) AS late
                  FROM (SELECT subject.deal_id, reception.id, subject.late FROM subject
                          JOIN realestate_reception reception ON reception.lead_id = subject.lead_id
                         UNION ALL SELECT phone.deal_id, reception.id, phone.late FROM phone
                                JOIN deal ON deal.id = phone.deal_id
                                JOIN realestate_reception reception ON reception.phone_sanitized = phone.phone
                                                                   AND reception.project_id = deal.project_id) AS line
                 GROUP BY deal_id, id),
            fact AS (%s)
            """,
            SQL(" UNION ALL ").join(self._fact_queries()),
        )

    def _fact_queries(self):
        """Return the queries whose rows are the facts of a case; another addon appends its own.

        Each has the columns of the first one and may use the CTEs of ``_write_evidence``. A row without user is
        nobody's side: it is shown and decides nothing.
        """
        registrations = SQL(
            """
            SELECT registered.deal_id, side.user_id, reception.date, reception.day, reception.kind,
                   reception.number::text AS detail, TRUE AS is_effective, NULL::date AS until,
                   CASE WHEN %(corrected)s THEN 'corrected' WHEN registered.late THEN 'link' END AS doubt,
                   'realestate.reception' AS res_model, reception.id AS res_id
              FROM registered
              JOIN realestate_reception reception ON reception.id = registered.id
              JOIN deal ON deal.id = registered.deal_id AND reception.project_id = deal.project_id
                                                       AND reception.day <= deal.date_subscribed
              JOIN side ON side.deal_id = registered.deal_id AND side.user_id = %(owner)s
            """,
            owner=OWNER,
            corrected=self._corrected_sql(),
        )
        followups = SQL(
            """
            SELECT subject.deal_id, side.user_id, followup.date, followup.day, 'followup', followup.means,
                   followup.is_effective, NULL, NULL, 'realestate.followup', followup.id
              FROM subject
              JOIN realestate_followup followup ON followup.lead_id = subject.lead_id
              JOIN side ON side.deal_id = subject.deal_id AND side.user_id = followup.user_id
            """
        )
        events = SQL(
            """
            SELECT subject.deal_id, side.user_id, event.date, event.day, 'protection', event.kind,
                   FALSE, event.until, NULL, 'realestate.protection.event', event.id
              FROM subject
              JOIN realestate_protection_event event ON event.lead_id = subject.lead_id
              JOIN side ON side.deal_id = subject.deal_id AND side.user_id = event.user_id
            """
        )
        links = SQL(
            """
            SELECT linked.deal_id, NULL, household.create_date, household.create_date::date, 'household',
                   household.kind, FALSE, NULL, CASE WHEN linked.late THEN 'link' END,
                   'realestate.household', household.id
              FROM linked JOIN realestate_household household ON household.id = linked.household_id
            """
        )
        return [registrations, followups, events, links]

    @api.model
    def _corrected_sql(self):
        """Return SQL that is true of a ``reception`` whose phone was corrected: whom it registered is in doubt."""
        field_id = self.env["ir.model.fields"]._get_ids("realestate.reception")["phone"]
        return SQL(
            """EXISTS (SELECT FROM mail_message message
                         JOIN mail_tracking_value value ON value.mail_message_id = message.id
                        WHERE message.model = 'realestate.reception' AND message.res_id = reception.id
                          AND value.field_id = %s)""",
            field_id,
        )

    # ------------------------------------------------------------------
    # judgement
    # ------------------------------------------------------------------
    def _judge(self, relations):
        """Return the values of each claim's ruling, read from its evidence.

        :param dict relations: what ``_write_evidence`` returned
        """
        sides, seen = self._read_sides()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT claim.id, claim.claimant_id, deal.user_id, claim.day - deal.date_subscribed,
                       project.claim_days, project.protection_days
                  FROM realestate_claim claim
                  JOIN realestate_deal deal ON deal.id = claim.deal_id
                  JOIN realestate_project project ON project.id = deal.project_id
                 WHERE claim.id = ANY(%s)
                """,
                self.ids,
            )
        )
        now = fields.Datetime.to_string(fields.Datetime.now())
        rulings = []
        for claim_id, claimant, closer, age, claim_days, limit in rows:
            if age > claim_days:
                found = ("closer", "late", closer, [])
            elif claim_id in relations:
                ground = "employer" if relations[claim_id] == "employer" else "not_same"
                found = ("closer", ground, closer, [])
            else:
                found = self._fold(sides.get(claim_id, []), seen.get(claim_id, {}), claimant, closer, limit)
            ruling, ground, winner, steps = found
            rulings.append(
                {"id": claim_id, "ruling": ruling, "ground": ground, "winner_id": winner, "steps": steps,
                 "limit_days": limit, "proposed_on": now}
            )  # fmt: skip
        return rulings

    def _read_sides(self):
        """Return from the evidence ``{claim id: [Side]}`` in the order of the books, and
        ``{claim id: {(first user, second user): Seen}}``.

        Read in its order and walked through once: a join of the lines with themselves would leave it to the
        planner's guess about rows that were written a moment ago.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT claim_id, user_id, date, day, kind, is_effective, doubt, until, detail
                  FROM realestate_claim_evidence
                 WHERE claim_id = ANY(%s) AND user_id IS NOT NULL
                 ORDER BY claim_id, date, kind IN ('visit', 'call'), id
                """,
                self.ids,
            )
        )
        sides, seen = {}, {}
        for claim_id, lines in groupby(rows, key=itemgetter(0)):
            sides[claim_id], seen[claim_id] = self._walk(lines)
        return sides, seen

    @api.model
    def _walk(self, lines):
        """Go through one claim's evidence in its order: when a side registers, note how far the others before are."""
        order, seen = {}, {}
        last_day, extended, event = {}, {}, {}
        for _claim, user, moment, day, kind, is_effective, doubt, until, detail in lines:
            if kind in ("visit", "call") and user not in order:
                for first in order:
                    given_up = event.get(first) == "released"
                    seen[first, user] = Seen(last_day.get(first), day, extended.get(first), given_up)
                order[user] = Side(user, moment, doubt)
            if is_effective:
                last_day[user] = max(day, last_day.get(user, day))
            elif kind == "protection":
                event[user] = detail
                if detail == "extended" and until:
                    extended[user] = max(until, extended.get(user, until))
        return list(order.values()), seen

    @api.model
    def _fold(self, sides, seen, claimant, closer, limit):
        """Judge two sides at a time in the order of the books; who does not withdraw meets the next (CUS-7).

        :param list sides: ``Side`` of all who registered
        :param dict seen: ``{(first, second): Seen}``
        :param int limit: days of protection
        :return: ``(ruling, ground, winner, steps)``
        """
        registered = {side.user_id for side in sides}
        if len(sides) < 2:
            winner = sides[0].user_id if sides else closer
            return self._name_winner(winner, claimant, closer), "no_registration", winner, []
        first, steps = sides[0], []
        for second in sides[1:]:
            step = self._compare(first, second, seen[first.user_id, second.user_id], limit)
            steps.append(step)
            if step["doubt"]:
                return "undecided", step["doubt"], None, steps
            if step["loser"] == first.user_id:
                first = second
        ground = "order" if claimant in registered else "no_registration"
        return self._name_winner(first.user_id, claimant, closer), ground, first.user_id, steps

    @api.model
    def _name_winner(self, winner, claimant, closer):
        return {claimant: "claimant", closer: "closer"}.get(winner, "other")

    @api.model
    def _compare(self, first, second, seen, limit):
        """Hold the first registered against the second: a follow-up at most ``limit`` days old keeps him."""
        age = (seen.day - seen.last_day).days if seen.last_day else None
        extended = bool(seen.extended_until and seen.extended_until >= seen.day)
        doubt = False
        if first.moment.replace(second=0, microsecond=0) == second.moment.replace(second=0, microsecond=0):
            doubt = "same_minute"
        elif first.doubt or second.doubt:
            doubt = first.doubt or second.doubt
        elif seen.given_up:
            doubt = "given_up"
        keeps = extended or (age is not None and age <= limit)
        return {
            "first": first.user_id,
            "second": second.user_id,
            "first_at": fields.Datetime.to_string(first.moment),
            "second_at": fields.Datetime.to_string(second.moment),
            "last_day": fields.Date.to_string(seen.last_day) if seen.last_day else False,
            "age": age,
            "limit": limit,
            "extended": extended and fields.Date.to_string(seen.extended_until),
            "doubt": doubt,
            "loser": False if doubt else second.user_id if keeps else first.user_id,
        }

    def _write_rulings(self, rulings):
        """Store the rulings, and who the sides are, in one statement."""
        self.env.execute_query(
            SQL(
                """
                WITH ruling AS (
                    SELECT * FROM jsonb_to_recordset(%(rulings)s) AS
                           (id int, ruling text, ground text, winner_id int, steps jsonb, limit_days int,
                            proposed_on timestamp)),
                forgotten AS (
                    DELETE FROM realestate_claim_share WHERE claim_id IN (SELECT id FROM ruling)),
                sides AS (
                    INSERT INTO realestate_claim_party_rel (claim_id, user_id)
                    SELECT claim.id, other.claimant_id
                      FROM ruling JOIN realestate_claim claim ON claim.id = ruling.id
                      JOIN realestate_claim other ON other.deal_id = claim.deal_id AND other.state != 'rejected'
                        ON CONFLICT DO NOTHING)
                UPDATE realestate_claim claim
                   SET state = 'proposed', ruling = ruling.ruling, ground = ruling.ground,
                       winner_id = ruling.winner_id, steps = ruling.steps, limit_days = ruling.limit_days,
                       proposed_on = ruling.proposed_on, write_uid = %(user)s, write_date = ruling.proposed_on
                  FROM ruling WHERE claim.id = ruling.id
             RETURNING 1
                """,
                rulings=Json(rulings),
                user=self.env.uid,
            )
        )
