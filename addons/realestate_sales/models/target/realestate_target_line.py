from odoo import api, fields, models
from odoo.exceptions import UserError

from .realestate_target import FIGURES

QUARTERS = [("1", "Quarter 1"), ("2", "Quarter 2"), ("3", "Quarter 3"), ("4", "Quarter 4")]


class RealestateTargetLine(models.Model):
    """One month of a target (REP-1)."""

    _name = "realestate.target.line"
    _description = "Sales Target of a Month"
    _order = "target_id, month"

    target_id = fields.Many2one("realestate.target", required=True, index=True, ondelete="cascade")
    month = fields.Date(required=True, help="Its first day.")
    quarter = fields.Selection(QUARTERS, compute="_compute_quarter", store=True)
    company_id = fields.Many2one(related="target_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    project_id = fields.Many2one(related="target_id.project_id", store=True, index="btree_not_null")
    user_id = fields.Many2one(related="target_id.user_id", store=True, index="btree_not_null")
    is_leaf = fields.Boolean(related="target_id.is_leaf", store=True)
    state = fields.Selection(related="target_id.state", store=True)
    units = fields.Integer(string="Number of Units")
    area = fields.Float(string="Area (㎡)", digits="Real Estate Area")
    amount_signed = fields.Monetary()
    amount_received = fields.Monetary()

    _month_uniq = models.UniqueIndex("(target_id, month)", "This target has that month already.")
    _month_first = models.Constraint("CHECK(EXTRACT(day FROM month) = 1)", "A month is named by its first day.")
    _figures_positive = models.Constraint(
        "CHECK(COALESCE(units, 0) >= 0 AND COALESCE(area, 0) >= 0 AND COALESCE(amount_signed, 0) >= 0"
        " AND COALESCE(amount_received, 0) >= 0)",
        "A target is 0 or more.",
    )

    @api.depends("month")
    def _compute_quarter(self):
        for line in self:
            line.quarter = str((line.month.month + 2) // 3) if line.month else False

    @api.depends("target_id", "month")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.target_id.display_name} {line.month:%Y-%m}" if line.month else ""

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_not_agreed()
        return lines

    def write(self, vals):
        if set(FIGURES) & vals.keys():
            self._check_not_agreed()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_with_its_target(self):
        # with its target the database deletes it
        raise UserError(self.env._("A year has twelve months: write 0 where nothing is to be sold."))

    def _check_not_agreed(self):
        if not self.env.su and "confirmed" in self.mapped("state"):
            raise UserError(self.env._("This target is confirmed. Press “Adjust”, and say why."))
