from odoo import api, fields, models
from odoo.exceptions import ValidationError


class RealestateChannelDistribution(models.Model):
    """Leaflets given out in a zone on a day, by whom, and the visits they brought (CH-4)."""

    _name = "realestate.channel.distribution"
    _description = "Leaflet Distribution"
    _order = "date desc, id desc"
    _rec_name = "zone_id"
    _check_company_auto = True

    zone_id = fields.Many2one("realestate.channel.zone", required=True, index=True, ondelete="restrict")
    project_id = fields.Many2one(related="zone_id.project_id", store=True, index=True)
    company_id = fields.Many2one(related="zone_id.company_id", store=True, index=True)
    date = fields.Date(required=True, default=fields.Date.context_today)
    team_id = fields.Many2one(
        "realestate.channel.team", required=True, index=True, ondelete="restrict", check_company=True,
        compute="_compute_team_id", store=True, readonly=False, precompute=True,
    )  # fmt: skip
    user_id = fields.Many2one(
        "res.users", string="Answers for it", required=True, index=True, default=lambda self: self.env.user
    )
    staff = fields.Char(string="Given out by", help="Who gave them out, also hired hands.")
    staff_count = fields.Integer(string="Staff", default=1)
    leaflets = fields.Integer(required=True)
    visits = fields.Integer(string="Visits Brought")
    material_id = fields.Many2one(
        "realestate.material", string="Leaflet", index="btree_not_null", domain=[("kind", "=", "leaflet")],
        check_company=True, help="What the person who answers for it holds is used up by it.",
    )  # fmt: skip
    move_id = fields.Many2one("realestate.material.move", readonly=True, index="btree_not_null", copy=False)
    note = fields.Char()

    _figures_positive = models.Constraint(
        "CHECK(leaflets > 0 AND visits >= 0 AND staff_count > 0)",
        "Leaflets and staff are at least one, visits not below zero.",
    )

    @api.depends("zone_id", "user_id")
    def _compute_team_id(self):
        teams = self.env["realestate.channel.team"]
        for distribution in self:
            if not distribution.team_id:
                own = teams._of_user(distribution.user_id or self.env.user, "leaflet")
                distribution.team_id = distribution.zone_id.team_id or own

    @api.constrains("date", "zone_id")
    def _check_date(self):
        for distribution in self.sudo():
            if distribution.date > distribution.project_id._today():
                raise ValidationError(self.env._("Enter what has been given out: the day has not come yet."))

    # ------------------------------------------------------------------
    # crud: what was held is used up
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        distributions = super().create(vals_list)
        for distribution in distributions.sudo().filtered("material_id"):
            distribution.move_id = self.env["realestate.material.move"].sudo()._record(
                "use", distribution.material_id, distribution.leaflets, holder=distribution.user_id,
                project=distribution.project_id, team=distribution.team_id, note=distribution.zone_id.name,
            )  # fmt: skip
        return distributions

    def write(self, vals):
        fixed = {"leaflets", "material_id", "user_id"} & vals.keys()
        if fixed and self.sudo().move_id:
            raise ValidationError(
                self.env._("What was used up stays as entered: correct it by a stock count or a return, and note why.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if self.sudo().move_id:
            raise ValidationError(self.env._("Leaflets were used up by it: it stays on record."))
