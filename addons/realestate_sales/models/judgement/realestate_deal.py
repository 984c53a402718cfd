from collections import defaultdict
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools import shares


class LargeCustomer(NamedTuple):
    """What a deal's customer has bought in the project, as the project's rule of large deals sees it."""

    before: float  # ¥ of the customer's earlier deals
    total: float  # ¥ of all his live deals
    limit: float

    @property
    def is_large(self):
        return shares.to_cents(self.total) > shares.to_cents(self.limit)


class RealestateDeal(models.Model):
    """Whose performance a deal is (CUS-8); computed after the moment of subscribing."""

    _inherit = "realestate.deal"

    performance_ids = fields.One2many("realestate.performance", "deal_id")
    contribution_ids = fields.One2many("realestate.contribution", "deal_id", string="Contributions")
    claim_ids = fields.One2many("realestate.claim", "deal_id", string="Claims")
    claim_count = fields.Integer(compute="_compute_claim_count")

    @api.depends("claim_ids")
    def _compute_claim_count(self):
        groups = self.env["realestate.claim"]._read_group([("deal_id", "in", self.ids)], ["deal_id"], ["__count"])
        counts = {deal.id: count for deal, count in groups}
        for deal in self:
            deal.claim_count = counts.get(deal.id, 0)

    # ------------------------------------------------------------------
    # hooks into a deal's life
    # ------------------------------------------------------------------
    def _log_subscription(self):
        super()._log_subscription()
        self._credit_performance()
        self._ask_deal_stories()

    def _cancel(self):
        family = self._family()
        super()._cancel()
        # what was never credited will be: by the cron that completes it
        family.filtered("performance_ids")._credit_performance()

    def _ask_deal_stories(self):
        """Ask trainees for a report of their first deal 成交心得."""
        self.env["realestate.deal.story"]._ask_for(self)

    @api.model
    def _is_role(self, *roles):
        """Whether the user has one of ``roles`` (names of the role groups, without prefix)."""
        return self.env.su or any(
            self.env.user.has_group(f"realestate_sales.realestate_sales_group_{role}") for role in roles
        )

    def action_view_performance(self):
        """Open the sheet of shares of this deal."""
        self.ensure_one()
        return self._action_open("realestate.performance", self.performance_ids, self.env._("Performance"))

    def action_view_claims(self):
        self.ensure_one()
        return self._action_open("realestate.claim", self.claim_ids, self.env._("Claims"))

    # ------------------------------------------------------------------
    # who the customer is
    # ------------------------------------------------------------------
    def _customer_ctes(self):
        """Return CTEs that say who the customers of these deals are (CUS-4): buyers, their numbers, families, leads.

        ``deal``, then rows of a deal each: ``buyer`` (partner), ``linked`` (household by number or contact; ``late``
        when it was recorded after the deal), ``kin`` (families of these), ``phone`` (own numbers and the family's),
        ``customer`` (leads of the deal's project). Nothing of it leaves SQL but ids.
        """
        for model in ("res.partner", "crm.lead", "realestate.household.member", "realestate.household"):
            self.env[model].flush_model()
        self.env["realestate.deal"].flush_model(["partner_id", "lead_id", "user_id", "project_id", "date_subscribed"])
        self.env["realestate.deal.party"].flush_model(["deal_id", "partner_id"])
        return SQL(
            """
            deal AS (
                SELECT deal.id, deal.project_id, deal.partner_id, deal.lead_id, deal.user_id, deal.date_subscribed,
                       deal.unit_id, (deal.date_subscribed + 1)::timestamp AT TIME ZONE project.tz
                                     AT TIME ZONE 'UTC' AS ended_at
                  FROM realestate_deal deal JOIN realestate_project project ON project.id = deal.project_id
                 WHERE deal.id = ANY(%(ids)s)),
            buyer AS (
                SELECT id AS deal_id, partner_id FROM deal
                 UNION SELECT party.deal_id, party.partner_id
                         FROM realestate_deal_party party JOIN deal ON deal.id = party.deal_id),
            own_number AS (
                SELECT buyer.deal_id, partner.phone_sanitized AS phone, partner.identity_number AS identity
                  FROM buyer JOIN res_partner partner ON partner.id = buyer.partner_id
                 UNION SELECT deal.id, lead.phone_sanitized, lead.realestate_identity_number
                         FROM deal JOIN crm_lead lead ON lead.id = deal.lead_id),
            linked AS (
                SELECT found.deal_id, found.household_id, household.kind,
                       bool_and(GREATEST(found.since, household.create_date) >= deal.ended_at) AS late
                  FROM (SELECT deal.id AS deal_id, link.household_id, NULL::timestamp AS since
                          FROM deal JOIN crm_lead lead ON lead.id = deal.lead_id
                          CROSS JOIN LATERAL (VALUES (lead.realestate_household_id), (lead.realestate_employer_id))
                                             AS link (household_id)
                         WHERE link.household_id IS NOT NULL
                         UNION ALL SELECT buyer.deal_id, member.household_id, member.create_date
                                FROM buyer
                                JOIN realestate_household_member member ON member.partner_id = buyer.partner_id
                         UNION ALL SELECT own_number.deal_id, member.household_id, member.create_date
                                FROM own_number
                                JOIN realestate_household_member member ON member.phone_sanitized = own_number.phone
                         UNION ALL SELECT own_number.deal_id, member.household_id, member.create_date
                                FROM own_number
                                JOIN realestate_household_member member
                                  ON member.identity_number = own_number.identity) AS found
                  JOIN realestate_household household ON household.id = found.household_id
                  JOIN deal ON deal.id = found.deal_id
                 GROUP BY found.deal_id, found.household_id, household.kind),
            kin AS (SELECT deal_id, household_id, late FROM linked WHERE kind = 'family'),
            phone AS (
                SELECT deal_id, phone, bool_and(late) AS late
                  FROM (SELECT deal_id, phone, FALSE AS late FROM own_number WHERE phone IS NOT NULL
                         UNION ALL SELECT kin.deal_id, member.phone_sanitized, kin.late
                                FROM kin
                                JOIN realestate_household_member member ON member.household_id = kin.household_id
                               WHERE member.phone_sanitized IS NOT NULL) AS number
                 GROUP BY deal_id, phone),
            customer AS (
                SELECT deal_id, lead_id, bool_and(late) AS late
                  FROM (SELECT id AS deal_id, lead_id, FALSE AS late FROM deal WHERE lead_id IS NOT NULL
                         UNION ALL SELECT buyer.deal_id, lead.id, FALSE
                                FROM buyer JOIN deal ON deal.id = buyer.deal_id
                                JOIN crm_lead lead ON lead.partner_id = buyer.partner_id
                                                  AND lead.realestate_project_id = deal.project_id
                         UNION ALL SELECT phone.deal_id, lead.id, phone.late
                                FROM phone JOIN deal ON deal.id = phone.deal_id
                                JOIN crm_lead lead ON lead.phone_sanitized = phone.phone
                                                  AND lead.realestate_project_id = deal.project_id
                         UNION ALL SELECT kin.deal_id, lead.id, kin.late
                                FROM kin JOIN deal ON deal.id = kin.deal_id
                                JOIN crm_lead lead ON lead.realestate_household_id = kin.household_id
                                                  AND lead.realestate_project_id = deal.project_id) AS lead
                 GROUP BY deal_id, lead_id)
            """,
            ids=self.ids,
        )

    def _large_customers(self):
        """Return what each deal's customer, his family included, has bought in the project (CUS-8).

        :return: ``{deal: LargeCustomer}``; deals that have ended count for nothing
        """
        self.flush_model(["price", "state", "date_subscribed"])
        rows = self.env.execute_query(
            SQL(
                """
                WITH %(customers)s,
                relative AS (
                    SELECT deal_id, partner_id FROM buyer
                     UNION SELECT kin.deal_id, member.partner_id
                             FROM kin JOIN realestate_household_member member ON member.household_id = kin.household_id
                            WHERE member.partner_id IS NOT NULL
                     UNION SELECT phone.deal_id, partner.id
                             FROM phone JOIN res_partner partner ON partner.phone_sanitized = phone.phone),
                bought AS (
                    SELECT relative.deal_id, other.id FROM relative
                      JOIN realestate_deal other ON other.partner_id = relative.partner_id
                     UNION SELECT customer.deal_id, other.id FROM customer
                      JOIN realestate_deal other ON other.lead_id = customer.lead_id)
                SELECT deal.id,
                       COALESCE(SUM(other.price) FILTER (
                           WHERE (other.date_subscribed, other.id) < (deal.date_subscribed, deal.id)), 0),
                       COALESCE(SUM(other.price), 0)
                  FROM deal
                  LEFT JOIN bought ON bought.deal_id = deal.id
                  LEFT JOIN realestate_deal other ON other.id = bought.id AND other.project_id = deal.project_id
                                                 AND other.state != 'cancelled'
                 GROUP BY deal.id, deal.date_subscribed
                """,
                customers=self._customer_ctes(),
            )
        )
        found = {deal_id: (before, total) for deal_id, before, total in rows}
        return {
            deal: LargeCustomer(*map(float, found.get(deal.id, (0, 0))), deal.project_id.large_deal_amount)
            for deal in self
        }

    # ------------------------------------------------------------------
    # shares
    # ------------------------------------------------------------------
    def _credit_performance(self):
        """Write whose performance these deals are, each share with its reason (CUS-8).

        A number of queries that does not grow with the deals. Drafts are written anew; what is confirmed is
        corrected by lines of today; a deal that has ended takes its shares back on the day it ended.

        :return: the sheets (``realestate.performance``)
        """
        deals = self.sudo().exists()
        sheets = deals.env["realestate.performance"]
        if not deals:
            return sheets
        origins = deals.origin_deal_id.filtered(lambda deal: not deal.performance_ids) - deals
        if origins:
            origins._credit_performance()
        known = {sheet.deal_id: sheet for sheet in deals.performance_ids}
        values = deals._prepare_performance_vals()
        missing = [deal for deal in deals if deal not in known]
        created = sheets.create([{"deal_id": deal.id, **values[deal][0]} for deal in missing])
        known.update(zip(missing, created, strict=True))
        deals._write_shares(known, values)
        sheets = sheets.browse(sheet.id for sheet in known.values())
        sheets._announce_large(created)
        return sheets

    def _write_shares(self, sheets, values):
        """Bring the lines of ``sheets`` ({deal: sheet}) to what ``values`` say."""
        drafts = self.env["realestate.performance"]
        new_lines = []
        for deal, (base, lines) in values.items():
            sheet = sheets[deal]
            ended = deal.state == "cancelled"
            if sheet.state == "draft" and not (ended and sheet.line_ids):
                drafts |= sheet
                sheet.write(base)
                new_lines += [{**line, "performance_id": sheet.id} for line in lines]
            elif not ended and not sheet._agrees_with(lines):
                new_lines += sheet._prepare_reversal_vals("corrected", deal.project_id._today())
                sheet.write(base)
                new_lines += [{**line, "performance_id": sheet.id, "day": deal.project_id._today()} for line in lines]
        drafts.line_ids.unlink()
        self.env["realestate.performance.line"].create(new_lines)
        taken_back = []
        for deal in values:
            if deal.state == "cancelled":
                taken_back += sheets[deal]._prepare_reversal_vals(
                    "ended", deal.date_cancelled or deal.project_id._today()
                )
        self.env["realestate.performance.line"].create(taken_back)

    def _prepare_performance_vals(self):
        """Return ``{deal: (values of the sheet, values of its lines)}``."""
        large = self._large_customers()
        rulings = self.env["realestate.claim"]._rulings_of(self)
        introductions = self._find_introductions()
        moves = self._find_moves()
        result = {}
        for deal in self:
            helped = deal.contribution_ids if large[deal].is_large else deal.contribution_ids.browse()
            base = deal._prepare_base_vals(large[deal], helped)
            if helped:
                lines = [deal._contribution_vals(line) for line in helped]
            elif ruling := rulings.get(deal):
                lines = ruling
            elif deal.origin_deal_id:
                lines = deal._carried_vals()
            else:
                lines = deal._introduced_vals(introductions.get(deal), moves.get(deal))
            result[deal] = base, deal._with_amounts(lines, base["counting_amount"])
        return result

    def _prepare_base_vals(self, large, helped):
        """Return what of the price counts (¥) and why."""
        vals = {"day": self.date_subscribed, "amount": self.price, "counting_amount": self.price, "is_large": False}
        if not large.is_large:
            return {**vals, "parts": False}
        facts = {"before": large.before, "total": large.total, "limit": large.limit}
        vals["is_large"] = True
        if helped:
            return {**vals, "parts": {**facts, "helped": True}}
        tiers = [(tier.amount_from, tier.rate) for tier in self.project_id.performance_tier_ids]
        parts = shares.tiered(large.before, self.price, large.limit, tiers)
        return {**vals, "counting_amount": shares.credited(parts), "parts": {**facts, "parts": parts}}

    def _with_amounts(self, lines, counting):
        amounts = shares.split(counting, [line["percent"] for line in lines])
        return [
            {"day": self.date_subscribed, **line, "amount": amount} for line, amount in zip(lines, amounts, strict=True)
        ]

    def _contribution_vals(self, line):
        return {
            "user_id": line.user_id.id,
            "percent": line.percent,
            "kind": "contribution",
            "rule": "contribution",
            "facts": {"what": line.what, "manager": line.recorded_by_id.name},
        }

    def _carried_vals(self):
        """Shares of the deal that this one follows, as they were before it ended (DEAL-7)."""
        percents = defaultdict(float)
        for line in self.origin_deal_id.performance_ids.line_ids:
            if line.rule != "ended":
                percents[line.user_id] += line.percent
        return [
            {
                "user_id": user.id,
                "percent": round(percent, 2),
                "kind": "carried",
                "rule": "carried",
                "facts": {"deal": self.origin_deal_id.name},
            }
            for user, percent in percents.items()
            if round(percent, 2)
        ]

    def _introduced_vals(self, introduction, move):
        """The introducer's part, then the closing part (CUS-8)."""
        if not introduction or introduction["user_id"] == self.user_id.id:
            return self._closing_vals(100.0, move)
        line = {"user_id": introduction["user_id"], "percent": 0.0, "kind": "none", "facts": introduction["facts"]}
        if introduction["rule"] != "introduced":
            return [*self._closing_vals(100.0, move), {**line, "rule": introduction["rule"]}]
        share = self.project_id.introducer_share
        line.update(percent=share, kind="introducer", rule="introduced")
        return [*self._closing_vals(100.0 - share, move), line]

    def _closing_vals(self, percent, move):
        """Return the closing part: the closing consultant's, or that of who moved away (CUS-8)."""
        if not move:
            facts = {"day": fields.Date.to_string(self.date_subscribed)}
            return [self._share(self.user_id, percent, "closer", "closing", facts)]
        project, mover = self.project_id, move.user_id
        days = (self.date_subscribed - move.day).days
        facts = {
            "mover": mover.name,
            "moved": fields.Date.to_string(move.day),
            "days": days,
            "full": project.mover_full_days,
            "shared": project.mover_shared_days,
        }
        taker = self._taker_after(mover)
        if days <= project.mover_full_days:
            lines = [self._share(mover, percent, "mover", "mover_full", facts)]
            if taker == self.user_id:
                lines.append(self._share(taker, 0.0, "none", "for_mover", facts))
            return lines
        if days <= project.mover_shared_days:
            part = round(percent * project.mover_share / 100, 2)
            lines = [self._share(mover, part, "mover", "mover_shared", facts)]
        else:
            part = 0.0
            lines = [self._share(mover, 0.0, "none", "mover_late", facts)]
        if taker:
            return [*lines, self._share(taker, round(percent - part, 2), "reassigned", "reassigned", facts)]
        return [*lines, self._share(taker, 0.0, "none", "nobody", facts)]

    def _taker_after(self, mover):
        """Return who took the mover's customer over: who closed, else whose the customer is now."""
        if self.user_id != mover:
            return self.user_id
        holder = self.lead_id.user_id
        return holder if holder != mover else holder.browse()

    @api.model
    def _share(self, user, percent, kind, rule, facts):
        return {"user_id": user.id, "percent": percent, "kind": kind, "rule": rule, "facts": facts}

    # ------------------------------------------------------------------
    # facts, for many deals at once
    # ------------------------------------------------------------------
    def _find_introductions(self):
        """Return the introduction that counts for each deal, or why the one there is does not (CUS-8).

        :return: ``{deal: {"user_id", "rule", "facts"}}``
        """
        self.env["realestate.introduction"].flush_model()
        self.env["realestate.reception"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                WITH %(customers)s,
                visit AS (
                    SELECT deal_id, MIN(date) AS date
                      FROM (SELECT customer.deal_id, reception.date FROM customer
                              JOIN realestate_reception reception ON reception.lead_id = customer.lead_id
                             WHERE reception.kind = 'visit'
                             UNION ALL
                            SELECT phone.deal_id, reception.date FROM phone
                              JOIN deal ON deal.id = phone.deal_id
                              JOIN realestate_reception reception ON reception.phone_sanitized = phone.phone
                                                                 AND reception.project_id = deal.project_id
                             WHERE reception.kind = 'visit') AS visits
                     GROUP BY deal_id)
                SELECT DISTINCT ON (deal.id)
                       deal.id, introduction.id,
                       CASE WHEN introduction.is_private THEN 'introduced_private'
                            WHEN introduction.date < COALESCE(visit.date, deal.date_subscribed + 1) THEN 'introduced'
                            ELSE 'introduced_late' END AS rule,
                       COALESCE(visit.date::date, deal.date_subscribed)
                  FROM phone
                  JOIN deal ON deal.id = phone.deal_id
                  JOIN realestate_introduction introduction ON introduction.phone_sanitized = phone.phone
                                                           AND introduction.project_id = deal.project_id
                  LEFT JOIN visit ON visit.deal_id = deal.id
                 ORDER BY deal.id, introduction.is_private IS TRUE, introduction.date
                """,
                customers=self._customer_ctes(),
            )
        )
        records = self.env["realestate.introduction"].sudo().browse(row[1] for row in rows)
        by_id = {record.id: record for record in records}
        return {
            self.browse(deal_id): {
                "user_id": by_id[introduction_id].user_id.id,
                "rule": rule,
                "facts": {
                    "project": by_id[introduction_id].from_project_id.name,
                    "manager": by_id[introduction_id].registered_by_id.name,
                    "registered": fields.Date.to_string(
                        by_id[introduction_id].project_id._to_day(by_id[introduction_id].date)
                    ),
                    "visit": fields.Date.to_string(visit),
                },
            }
            for deal_id, introduction_id, rule, visit in rows
        }

    def _find_moves(self):
        """Return ``{deal: move}`` for deals with a customer of somebody who had left the project (CUS-8)."""
        moves = self.env["realestate.transfer"].sudo().search([("state", "=", "done")], order="day, id")
        moves = moves.filtered(lambda move: move.user_id in self.user_id or move in self.lead_id.realestate_transfer_id)
        found = {}
        for deal in self:
            left = deal.lead_id.realestate_transfer_id
            if left and left.project_id == deal.project_id and left.day <= deal.date_subscribed:
                found[deal] = left
                continue
            own = [
                move
                for move in moves
                if move.user_id == deal.user_id
                and move.day <= deal.date_subscribed
                and deal.project_id in (move.project_id, move.to_project_id)
            ]
            if own and own[-1].project_id == deal.project_id:
                found[deal] = own[-1]
        return found
