from odoo import fields, models
from odoo.tools import SQL

from .realestate_commission_policy_line import ROLES


class RealestateCommissionReport(models.Model):
    """Commission and performance side by side 佣金与业绩, by person, project and month (REP-2)."""

    _name = "realestate.commission.report"
    _description = "Commission and Performance"
    _auto = False
    _order = "day desc"
    _rec_name = "deal_id"

    day = fields.Date(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    project_id = fields.Many2one("realestate.project", readonly=True)
    deal_id = fields.Many2one("realestate.deal", readonly=True)
    user_id = fields.Many2one("res.users", string="Person", readonly=True)
    partner_id = fields.Many2one("res.partner", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    role = fields.Selection(ROLES, readonly=True)
    deal_share = fields.Float(
        string="Deals by Share", digits=(12, 2), readonly=True, help="Shared deals by their share."
    )
    performance_amount = fields.Monetary(string="Performance", readonly=True)
    commission_amount = fields.Monetary(string="Commission", readonly=True)
    settled_amount = fields.Monetary(string="Approved or Paid", readonly=True)
    open_amount = fields.Monetary(string="To Settle", readonly=True)

    @property
    def _table_query(self):
        self.env["realestate.performance.line"].flush_model()
        self.env["realestate.commission.line"].flush_model()
        return SQL(
            """
            SELECT line.id * 2 AS id, line.day, line.company_id, line.project_id, line.deal_id, line.user_id,
                   NULL::int AS partner_id, 'consultant' AS role, line.percent / 100 AS deal_share,
                   line.amount AS performance_amount, 0.0 AS commission_amount, 0.0 AS settled_amount,
                   0.0 AS open_amount
              FROM realestate_performance_line line WHERE line.user_id IS NOT NULL
             UNION ALL
            SELECT line.id * 2 + 1, line.day, line.company_id, line.project_id, line.deal_id, line.user_id,
                   line.partner_id, line.role, 0.0, 0.0, line.amount,
                   CASE WHEN line.state IN ('approved', 'paid') THEN line.amount ELSE 0 END,
                   CASE WHEN line.state IN ('approved', 'paid') THEN 0 ELSE line.amount END
              FROM realestate_commission_line line
            """
        )
