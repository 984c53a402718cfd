from odoo import api, fields, models
from odoo.fields import Domain


class RealestateDeadlineMixin(models.AbstractModel):
    """Something handed in by a moment: the moment it came alone decides whether it was on time (HR-2, CH-8).

    Who inherits it names the states ``open``, ``on_time`` and ``late``: their words are that addon's.
    """

    _name = "realestate.deadline.mixin"
    _description = "Handed in by a Deadline"

    deadline = fields.Datetime(required=True, readonly=True, index=True)
    handed_in_on = fields.Datetime(readonly=True, copy=False, tracking=True)
    handed_in_by_id = fields.Many2one(
        "res.users", string="Handed in by", readonly=True, copy=False, index="btree_not_null"
    )
    state = fields.Selection([], compute="_compute_state", store=True, index=True)
    is_overdue = fields.Boolean(string="Overdue", compute="_compute_is_overdue", search="_search_is_overdue")

    @api.depends("handed_in_on", "deadline")
    def _compute_state(self):
        for record in self:
            on_time = record.handed_in_on and record.handed_in_on <= record.deadline
            record.state = "on_time" if on_time else "late" if record.handed_in_on else "open"

    @api.depends("state", "deadline")
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for record in self:
            record.is_overdue = record.state == "open" and bool(record.deadline) and record.deadline < now

    def _search_is_overdue(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        overdue = Domain("state", "=", "open") & Domain("deadline", "<", fields.Datetime.now())
        return overdue if (True in value) == (operator == "in") else ~overdue
