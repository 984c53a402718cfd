from odoo import fields, models


class RealestateTargetChange(models.Model):
    """A change of a confirmed target in the middle of the year, and why (REP-1). Kept, never changed."""

    _name = "realestate.target.change"
    _description = "Change of a Sales Target"
    _order = "id desc"

    target_id = fields.Many2one("realestate.target", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="target_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    project_id = fields.Many2one(related="target_id.project_id", store=True, index="btree_not_null")
    month = fields.Date(required=True, readonly=True)
    figure = fields.Selection(
        [("units", "Number of Units"), ("area", "Area (㎡)"), ("amount_signed", "Amount Signed"), ("amount_received", "Amount Received")],
        required=True, readonly=True,
    )  # fmt: skip
    old_value = fields.Float(string="Before", readonly=True, digits=(16, 2))
    new_value = fields.Float(string="After", readonly=True, digits=(16, 2))
    other_id = fields.Many2one(
        "realestate.target", string="Taken from", readonly=True, index="btree_not_null", ondelete="set null",
        help="Empty: the targets above changed by the same amount.",
    )  # fmt: skip
    reason = fields.Text(required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="By", readonly=True, default=lambda self: self.env.uid)

    _really_changed = models.Constraint("CHECK(old_value <> new_value)", "A change makes a difference.")
