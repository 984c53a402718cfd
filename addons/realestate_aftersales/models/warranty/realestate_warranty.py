from odoo import api, fields, models

from .realestate_warranty_term import PARTS, UNITS


class RealestateWarranty(models.Model):
    """The warranty of one part of a delivered unit: from when to when (REPAIR-1). Written at delivery, then fixed."""

    _name = "realestate.warranty"
    _description = "Warranty of a Unit"
    _order = "deal_id, date_to, id"
    _rec_name = "part"
    _check_company_auto = True

    deal_id = fields.Many2one("realestate.deal", required=True, readonly=True, index=True, ondelete="cascade")
    unit_id = fields.Many2one(related="deal_id.unit_id", store=True, index=True)
    project_id = fields.Many2one(related="deal_id.project_id", store=True, index=True)
    company_id = fields.Many2one(related="deal_id.company_id", store=True, index=True)
    part = fields.Selection(PARTS, required=True, readonly=True)
    duration = fields.Integer(required=True, readonly=True, aggregator=None)
    unit = fields.Selection(UNITS, string="Counted in", required=True, readonly=True)
    term = fields.Char(compute="_compute_term", help="How long, in words.")
    date_from = fields.Date(required=True, readonly=True)
    date_to = fields.Date(required=True, readonly=True, index=True)
    is_running = fields.Boolean(compute="_compute_is_running", help="By the project's own today.")

    _part_uniq = models.UniqueIndex("(deal_id, part)", "This part of the unit has its warranty already.")
    _days_in_order = models.Constraint("CHECK(date_to >= date_from)", "A warranty ends after it begins.")

    @api.depends("duration", "unit")
    @api.depends_context("lang")
    def _compute_term(self):
        for warranty in self:
            if warranty.unit == "season":
                warranty.term = self.env._("%s seasons", warranty.duration)
            else:
                warranty.term = self.env._("%s years", warranty.duration)

    @api.depends("date_from", "date_to")
    def _compute_is_running(self):
        for warranty in self:
            today = warranty.project_id and warranty.project_id._today()
            warranty.is_running = bool(today) and warranty.date_from <= today <= warranty.date_to
