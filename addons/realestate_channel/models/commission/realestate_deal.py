from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.realestate_sales.models.realestate_payment_method_line import LOAN_KINDS

from .commission_run import CommissionRun


class CommissionFacts(NamedTuple):
    """What of a deal its commission rests on; money in cents."""

    deal_id: int
    company_id: int
    project_id: int
    property_type: str
    price: int
    is_live: bool
    is_attached: bool
    is_followed: bool
    subscribed: object
    signed: object
    delivered: object
    cancelled: object
    decided: object  # the day whose policy rules it; an exchange keeps that of the first deal
    specialist_id: int
    team_id: int
    partner_id: int
    referrer_id: int


class RealestateDeal(models.Model):
    """What a deal's commission rests on, read for many deals at once (CH-7)."""

    _inherit = "realestate.deal"

    commission_amount = fields.Monetary(
        string="Commission Earned", compute="_compute_commission_amount", help="What the reader may see of it."
    )
    commission_count = fields.Integer(compute="_compute_commission_amount")

    @api.depends_context("uid")
    def _compute_commission_amount(self):
        lines = self.env["realestate.commission.line"]
        groups = []
        if lines.has_access("read"):
            groups = lines._read_group([("deal_id", "in", self.ids)], ["deal_id"], ["amount:sum", "__count"])
        sums = {deal.id: (amount, count) for deal, amount, count in groups}
        for deal in self:
            deal.commission_amount, deal.commission_count = sums.get(deal.id, (0.0, 0))

    def action_view_commission(self):
        """Open what this deal earns whom, line by line."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("realestate_channel.realestate_commission_line_action")
        return {**action, "domain": [("deal_id", "=", self.id)], "context": {}, "display_name": self.display_name}

    def action_compute_commission(self):
        """Compute the commission of these deals now."""
        self.check_access("read")
        self._require_role("manager")
        self._earn_commission()
        return self.action_view_commission() if len(self) == 1 else True

    def _earn_commission(self):
        """Bring the commission of these deals to what the policies say, by added lines alone (CH-7).

        What is there is never changed: what is missing, too much, or to be taken back after a withdrawal is added
        as a line of its own day. Deals that share a tier with these are brought along. The number of queries does
        not grow with the deals.

        :return: the number of lines that were added
        """
        deals = self.sudo()
        if not deals:
            return 0
        deals.env["realestate.commission.book"]._lock(deals.company_id)
        return CommissionRun(deals.env).run(deals)

    # ------------------------------------------------------------------
    # facts, a query each
    # ------------------------------------------------------------------
    def _commission_facts(self):
        """Return the ``CommissionFacts`` of these deals."""
        self.flush_model()
        for model in ("realestate.unit", "realestate.project", "crm.lead", "realestate.reception"):
            self.env[model].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE chain AS (
                    SELECT id AS deal_id, id AS root_id, origin_deal_id
                      FROM realestate_deal WHERE id = ANY(%(ids)s) AND origin_deal_id IS NOT NULL
                     UNION ALL
                    SELECT chain.deal_id, origin.id, origin.origin_deal_id
                      FROM chain JOIN realestate_deal origin ON origin.id = chain.origin_deal_id)
                SELECT deal.id, deal.company_id, deal.project_id, unit.property_type, ROUND(deal.price * 100)::bigint,
                       deal.state != 'cancelled', deal.parent_id IS NOT NULL,
                       EXISTS (SELECT FROM realestate_deal next WHERE next.origin_deal_id = deal.id),
                       deal.date_subscribed, deal.date_signed, deal.date_delivered, deal.date_cancelled,
                       CASE WHEN project.commission_day = 'signed'
                            THEN COALESCE(root.date_signed, deal.date_signed, root.date_subscribed,
                                          deal.date_subscribed)
                            ELSE COALESCE(root.date_subscribed, deal.date_subscribed) END,
                       source.realestate_channel_user_id, source.realestate_channel_team_id,
                       source.realestate_channel_partner_id, referral.referrer_id
                  FROM realestate_deal deal
                  JOIN realestate_unit unit ON unit.id = deal.unit_id
                  JOIN realestate_project project ON project.id = deal.project_id
             LEFT JOIN chain ON chain.deal_id = deal.id AND chain.origin_deal_id IS NULL
             LEFT JOIN realestate_deal root ON root.id = chain.root_id
             LEFT JOIN crm_lead source ON source.id = deal.realestate_channel_lead_id
             LEFT JOIN LATERAL (
                       SELECT reception.referrer_id FROM realestate_reception reception
                        WHERE reception.lead_id = deal.lead_id AND reception.referrer_id IS NOT NULL
                          AND reception.referrer_id != deal.partner_id AND reception.day <= deal.date_subscribed
                     ORDER BY reception.date LIMIT 1) referral ON TRUE
                 WHERE deal.id = ANY(%(ids)s)
                """,
                ids=self.ids,
            )
        )
        return [CommissionFacts(*row) for row in rows]

    def _commission_shares(self):
        """Return whose performance these deals are: ``{deal id: [(user id, share, ¥ in cents)]}``.

        A share is in hundredths of a percent; of a deal that has ended what it was before.
        """
        lines = self.env["realestate.performance.line"]
        lines.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT deal_id, user_id, ROUND(SUM(percent) * 100)::int, ROUND(SUM(amount) * 100)::bigint
                  FROM realestate_performance_line
                 WHERE deal_id = ANY(%s) AND user_id IS NOT NULL AND rule IS DISTINCT FROM 'ended'
              GROUP BY deal_id, user_id
                HAVING SUM(amount) != 0
              ORDER BY deal_id, MIN(id)
                """,
                self.ids,
            )
        )
        shares = {}
        for deal_id, user_id, share, amount in rows:
            shares.setdefault(deal_id, []).append((user_id, share, amount))
        return shares

    def _commission_receipts(self):
        """Return what was received of these deals' price: ``{deal id: [(day, is it the loan, ¥ in cents)]}``, by day.

        What accounting says: payments by their own day, settled on an invoice of the price or not settled yet.
        """
        for model, names in (
            ("account.move", ["state", "move_type", "payment_state", "realestate_installment_id"]),
            ("account.move.line", None),
            ("account.partial.reconcile", None),
            ("realestate.installment", ["deal_id", "kind", "amount"]),
        ):
            self.env[model].flush_model(names)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT deal_id, day, is_loan, ROUND(SUM(amount) * 100)::bigint
                  FROM (SELECT installment.deal_id, credit.date AS day, installment.kind = ANY(%(loans)s) AS is_loan,
                               partial.amount
                          FROM realestate_installment installment
                          JOIN account_move invoice ON invoice.realestate_installment_id = installment.id
                           AND invoice.move_type = 'out_invoice' AND invoice.state = 'posted'
                          JOIN account_move_line debit ON debit.move_id = invoice.id
                          JOIN account_partial_reconcile partial ON partial.debit_move_id = debit.id
                          JOIN account_move_line credit ON credit.id = partial.credit_move_id
                          JOIN account_move payment ON payment.id = credit.move_id AND payment.move_type = 'entry'
                         WHERE installment.deal_id = ANY(%(ids)s) AND installment.kind != 'fee'
                     UNION ALL
                        SELECT line.realestate_deal_id, line.date, FALSE, -line.amount_residual
                          FROM account_move_line line
                          JOIN account_move move ON move.id = line.move_id AND move.move_type = 'entry'
                          JOIN account_account account ON account.id = line.account_id
                         WHERE line.realestate_deal_id = ANY(%(ids)s) AND line.parent_state = 'posted'
                           AND account.account_type = 'asset_receivable' AND line.amount_residual < 0) AS receipt
              GROUP BY deal_id, day, is_loan
              ORDER BY deal_id, day
                """,
                ids=self.ids,
                loans=list(LOAN_KINDS),
            )
        )
        receipts = {}
        for deal_id, day, is_loan, amount in rows:
            receipts.setdefault(deal_id, []).append((day, is_loan, amount))
        return receipts

    def _commission_loans(self):
        """Return the ¥ (cents) of the loans in these deals' plans, by deal id."""
        rows = self.env.execute_query(
            SQL(
                """SELECT deal_id, ROUND(SUM(amount) * 100)::bigint FROM realestate_installment
                    WHERE deal_id = ANY(%s) AND kind = ANY(%s) GROUP BY deal_id""",
                self.ids,
                list(LOAN_KINDS),
            )
        )
        return dict(rows)

    @api.model
    def _commission_companions(self, company_ids, since, before):
        """Return the deals that may share a tier with others: decided on a day from ``since`` to ``before``.

        :param date since: ``None`` for all time
        """
        self.flush_model()
        period = SQL("TRUE")
        if since:
            period = SQL(
                """(deal.date_subscribed >= %(since)s AND deal.date_subscribed < %(before)s
                    OR deal.date_signed >= %(since)s AND deal.date_signed < %(before)s
                    OR deal.origin_deal_id IS NOT NULL AND deal.date_subscribed >= %(since)s)""",
                since=since,
                before=before,
            )
        rows = self.env.execute_query(
            SQL(
                "SELECT deal.id FROM realestate_deal deal WHERE deal.company_id = ANY(%s) AND %s",
                list(company_ids),
                period,
            )
        )
        return self.browse(row[0] for row in rows)

    @api.model
    def _commission_changed(self, company, since):
        """Return the deals of ``company`` whose commission may have changed after the moment ``since``."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT deal.id FROM realestate_deal deal
                 WHERE deal.company_id = %(company)s AND deal.id IN (
                       SELECT id FROM realestate_deal WHERE write_date >= %(since)s
                        UNION SELECT deal_id FROM realestate_performance_line WHERE write_date >= %(since)s
                        UNION SELECT changed.id FROM realestate_deal changed
                                JOIN crm_lead lead ON lead.id = changed.realestate_channel_lead_id
                               WHERE lead.write_date >= %(since)s
                        UNION SELECT realestate_deal_id FROM account_move_line
                               WHERE realestate_deal_id IS NOT NULL AND write_date >= %(since)s
                        UNION SELECT ruled.id FROM realestate_commission_policy policy
                                JOIN realestate_deal ruled ON ruled.company_id = policy.company_id
                                 AND COALESCE(ruled.date_signed, ruled.date_subscribed) >= policy.date_from
                               WHERE policy.state = 'approved' AND policy.write_date >= %(since)s)
              ORDER BY deal.id
                """,
                company=company.id,
                since=since,
            )
        )
        return self.browse(row[0] for row in rows)
