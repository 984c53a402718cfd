from odoo import api, fields, models
from odoo.exceptions import UserError


class RealestateEnterpriseAgreement(models.Model):
    """A framework agreement with an enterprise: what its staff get when they buy (CH-5)."""

    _name = "realestate.enterprise.agreement"
    _description = "Agreement with an Enterprise"
    _inherit = ["mail.thread"]
    _order = "day desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="Number", required=True, tracking=True)
    enterprise_id = fields.Many2one(
        "realestate.enterprise", string="Employer", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="enterprise_id.company_id", store=True, index=True)
    project_ids = fields.Many2many(
        "realestate.project",
        "realestate_enterprise_agreement_project_rel",
        "agreement_id",
        "project_id",
        string="Projects",
        check_company=True,
        help="Empty: all projects of the company.",
    )
    user_id = fields.Many2one(
        "res.users", string="Specialist", required=True, index=True, default=lambda self: self.env.user
    )
    team_id = fields.Many2one(
        "realestate.channel.team", compute="_compute_team_id", store=True, precompute=True, index="btree_not_null"
    )
    benefits = fields.Text(string="Benefits for Staff", required=True, help="What their staff get when they buy.")
    day = fields.Date(string="Signed on", tracking=True)
    date_from = fields.Date(string="Valid from", required=True, default=fields.Date.context_today)
    date_to = fields.Date(string="Valid through")
    state = fields.Selection(
        [("draft", "Draft"), ("signed", "Signed"), ("ended", "Ended")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    is_in_force = fields.Boolean(string="In Force", compute="_compute_is_in_force")

    _dates_in_order = models.Constraint("CHECK(date_to >= date_from)", "An agreement cannot end before it begins.")
    _signed_complete = models.Constraint(
        "CHECK(state = 'draft' OR day IS NOT NULL)", "A signed agreement has the day on which it was signed."
    )
    _name_uniq = models.UniqueIndex("(company_id, name)", "Another agreement has this number.")

    @api.depends("user_id")
    def _compute_team_id(self):
        for agreement in self:
            agreement.team_id = self.env["realestate.enterprise"]._team_of(agreement.user_id)

    @api.depends("state", "date_from", "date_to")
    def _compute_is_in_force(self):
        for agreement in self:
            today = agreement._today()
            agreement.is_in_force = (
                agreement.state == "signed"
                and agreement.date_from <= today
                and (not agreement.date_to or today <= agreement.date_to)
            )

    def _today(self):
        return self.env["realestate.enterprise"]._today_of(self.company_id, self.project_ids)

    def write(self, vals):
        if not self.env.su and "state" in vals:
            raise UserError(self.env._("An agreement is signed and ended by its buttons."))
        return super().write(vals)

    def action_sign(self):
        """The agreement is signed, today where no day is entered."""
        self.check_access("write")
        for agreement in self.sudo():
            if agreement.state != "draft":
                raise UserError(self.env._("Agreement %s is signed already.", agreement.name))
            agreement.write({"state": "signed", "day": agreement.day or agreement._today()})
        return True

    def action_end(self):
        """End a signed agreement; it stays on record."""
        self.check_access("write")
        self.sudo().filtered(lambda agreement: agreement.state == "signed").write({"state": "ended"})
        return True
