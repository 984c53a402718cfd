from odoo import models
from odoo.tools import SQL

from .realestate_payment_method_line import LOAN_KINDS


class RealestateInstallment(models.Model):
    _inherit = "realestate.installment"

    def _late_fee_periods(self, date_to):
        """Return what these instalments owe for late payment through ``date_to``, by one query (DEAL-9).

        A day is charged when it lies after the due day and the days of grace, on what was unpaid when it began:
        the day of a payment is still charged on the balance before it. Balances are what accounting says:
        posted invoices less what was reconciled with them, each by the day of the payment, credit note or
        entry; an instalment that is not invoiced owes its amount. Payments that were reversed were never made.
        Days that a statement has charged are not charged again. Fees collected for others bear none.

        Rounding: once, half a cent up, at the end of each instalment's sum; the periods of an instalment are
        the differences of its rounded running sum, so they add up to it.

        :param datetime.date date_to: the last day that counts
        :return: dicts ``installment_id``, ``date_from``, ``date_to``, ``balance`` (¥), ``days``, ``rate`` (% a
            day), ``amount`` (¥), in order
        """
        if not self.ids:
            return []
        self.env["account.move"].flush_model(["state", "payment_state", "amount_total", "realestate_installment_id"])
        self.env["account.move.line"].flush_model(["date", "move_id"])
        self.env["account.partial.reconcile"].flush_model()
        self.env["realestate.late.fee"].flush_model(["stage", "move_id"])
        self.env["realestate.late.fee.line"].flush_model(["installment_id", "date_to", "fee_id"])
        self.env["realestate.project"].flush_model(["late_fee_rate", "late_fee_grace_days", "late_fee_on_loans"])
        self.env["realestate.deal"].flush_model(["state"])
        self.flush_model(["date_due", "amount", "kind", "deal_id", "project_id"])
        rows = self.env.execute_query_dict(
            SQL(
                """
                WITH invoice AS (
                    SELECT id, realestate_installment_id AS installment_id, amount_total
                      FROM account_move
                     WHERE realestate_installment_id = ANY(%(ids)s) AND move_type = 'out_invoice'
                       AND state = 'posted' AND payment_state != 'reversed'
                ), invoiced AS (
                    SELECT installment_id, SUM(amount_total) AS total FROM invoice GROUP BY installment_id
                ), charged AS (
                    SELECT line.installment_id, MAX(line.date_to) AS last
                      FROM realestate_late_fee_line AS line
                      JOIN realestate_late_fee AS fee ON fee.id = line.fee_id
                 LEFT JOIN account_move AS move ON move.id = fee.move_id
                     WHERE line.installment_id = ANY(%(ids)s)
                       AND (fee.stage = 'waived' OR fee.stage = 'invoiced'
                            AND move.state = 'posted' AND move.payment_state != 'reversed')
                  GROUP BY line.installment_id
                ), owed AS (
                    SELECT installment.id, project.late_fee_rate::numeric AS rate,
                           COALESCE(invoiced.total, installment.amount) AS total,
                           GREATEST(installment.date_due + COALESCE(project.late_fee_grace_days, 0) + 1, charged.last + 1) AS first
                      FROM realestate_installment AS installment
                      JOIN realestate_project AS project ON project.id = installment.project_id
                      JOIN realestate_deal AS deal ON deal.id = installment.deal_id
                 LEFT JOIN invoiced ON invoiced.installment_id = installment.id
                 LEFT JOIN charged ON charged.installment_id = installment.id
                     WHERE installment.id = ANY(%(ids)s) AND installment.date_due < %(day)s AND installment.kind != 'fee'
                       AND (project.late_fee_on_loans OR installment.kind != ALL(%(loans)s))
                       AND deal.state != 'cancelled'
                ), paid AS (
                    SELECT invoice.installment_id, credit.date AS day,
                           SUM(SUM(partial.amount)) OVER (PARTITION BY invoice.installment_id ORDER BY credit.date)
                               AS total
                      FROM invoice
                      JOIN account_move_line AS debit ON debit.move_id = invoice.id
                      JOIN account_partial_reconcile AS partial ON partial.debit_move_id = debit.id
                      JOIN account_move_line AS credit ON credit.id = partial.credit_move_id
                  GROUP BY invoice.installment_id, credit.date
                ), step AS (
                    SELECT owed.id, owed.rate, owed.first AS day,
                           owed.total - COALESCE((SELECT MAX(paid.total) FROM paid
                               WHERE paid.installment_id = owed.id AND paid.day < owed.first), 0) AS balance
                      FROM owed
                     UNION ALL
                    SELECT owed.id, owed.rate, paid.day + 1, owed.total - paid.total
                      FROM paid JOIN owed ON owed.id = paid.installment_id AND paid.day >= owed.first
                ), period AS (
                    SELECT id, rate, day AS date_from, balance,
                           LEAST(LEAD(day, 1, %(day)s + 1) OVER (PARTITION BY id ORDER BY day) - 1, %(day)s) AS date_to
                      FROM step
                ), sum AS (
                    SELECT *, ROUND(SUM(balance * (date_to - date_from + 1) * rate / 100)
                                    OVER (PARTITION BY id ORDER BY date_from), 2) AS running
                      FROM period WHERE date_from <= date_to AND balance > 0
                )
                SELECT id AS installment_id, date_from, date_to, balance, date_to - date_from + 1 AS days, rate,
                       running - LAG(running, 1, 0) OVER (PARTITION BY id ORDER BY date_from) AS amount
                  FROM sum ORDER BY id, date_from
                """,
                ids=list(self.ids),
                day=SQL("%s::date", date_to),
                loans=list(LOAN_KINDS),
            )
        )
        return [{**row, **{name: float(row[name]) for name in ("balance", "rate", "amount")}} for row in rows]
