from odoo import fields, models

AREA_SIDES = [("over", "Larger than agreed"), ("under", "Smaller than agreed")]


class RealestateAreaBand(models.Model):
    """How a part of an area difference is settled in a project, where not by the usual rule (DEAL-10)."""

    _name = "realestate.area.band"
    _description = "Band of an Area Settlement"
    _order = "project_id, side, above"

    project_id = fields.Many2one("realestate.project", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="project_id.company_id", store=True, precompute=True, index=True)
    side = fields.Selection(AREA_SIDES, string="Final Area", required=True, default="over")
    above = fields.Float(string="Above (%)", digits=(5, 2), help="Of the contract area, not included.")
    share = fields.Float(
        string="Settled (%)",
        digits=(5, 2),
        default=100.0,
        help="Of its price. Larger: what the buyer pays, 0 where the seller bears it. Smaller: what is refunded, "
        "200 for double.",
    )

    _above_uniq = models.UniqueIndex("(project_id, side, above)", "This project has a band from there already.")
    _above_range = models.Constraint("CHECK(above >= 0 AND above < 100)", "A band begins between 0% and 100%.")
    _share_fair = models.Constraint(
        "CHECK(CASE side WHEN 'over' THEN share >= 0 AND share <= 100 ELSE share >= 100 END)",
        "A buyer pays at most the full price of more area, and is refunded at least that of less.",
    )
