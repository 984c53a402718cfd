from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...fields import MaskedChar


class RealestateIntroduction(models.Model):
    """A customer whom a consultant introduces to a sister project, registered by the manager beforehand (CUS-8).

    One that the manager finds out about later is a private introduction 私单: no share, and a violation.
    """

    _name = "realestate.introduction"
    _description = "Introduction to a Sister Project"
    _inherit = ["realestate.masked.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="Customer", required=True)
    phone = MaskedChar(mask="phone", required=True)
    phone_sanitized = MaskedChar(
        mask="phone", compact=True, compute="_compute_phone_sanitized", store=True, index="btree_not_null"
    )
    user_id = fields.Many2one("res.users", string="Introduced by", required=True, index=True)
    from_project_id = fields.Many2one("realestate.project", required=True, index=True)
    project_id = fields.Many2one(
        "realestate.project", string="To Project", required=True, index=True, check_company=True
    )
    company_id = fields.Many2one(related="project_id.company_id", store=True, index=True)
    date = fields.Datetime(string="Registered at", required=True, readonly=True, default=fields.Datetime.now)
    registered_by_id = fields.Many2one(
        "res.users", string="Registered by", required=True, readonly=True, default=lambda self: self.env.user
    )
    is_private = fields.Boolean(string="Private Introduction", readonly=True, help="私单: found out afterwards.")
    note = fields.Text()

    _projects_differ = models.Constraint(
        "CHECK(from_project_id != project_id)", "A customer is introduced from another project."
    )

    @api.depends("phone", "company_id")
    def _compute_phone_sanitized(self):
        # the numbers themselves, whoever saves
        for introduction in self.sudo():
            introduction.phone_sanitized = introduction._sanitized(introduction.phone)

    @api.model
    def _sanitized(self, number):
        return self.env["res.partner"]._phone_format(number=number, country=self.env.company.country_id) or False

    @api.model
    def _realestate_masked_domain(self):
        return Domain("user_id", "!=", self.env.uid)

    @api.constrains("user_id", "registered_by_id")
    def _check_registered_by_another(self):
        for introduction in self:
            if introduction.user_id == introduction.registered_by_id:
                raise ValidationError(self.env._("Somebody else than the introducer registers an introduction."))

    @api.model_create_multi
    def create(self, vals_list):
        # registered now, by whoever does it: a moment that could be typed in would prove nothing
        if not self.env.su:
            vals_list = [
                {**vals, "date": fields.Datetime.now(), "registered_by_id": self.env.uid, "is_private": False}
                for vals in vals_list
            ]
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and (set(vals) - {"note"}):
            raise UserError(self.env._("A registered introduction stays as it is; only its note can be changed."))
        return super().write(vals)

    def action_private(self):
        """Call these introductions private: no share of any deal, and a violation of who made them (CUS-8, CUS-9)."""
        self.check_access("write")
        private = self.sudo().filtered(lambda introduction: not introduction.is_private)
        private.is_private = True
        private.env["realestate.reward"]._punish_private(private)
        private._affected_deals()._credit_performance()
        return True

    def _affected_deals(self):
        """Return the live deals in the project with buyers of these numbers."""
        deals = self.env["realestate.deal"].sudo()
        numbers = [number for number in self.sudo().mapped("phone_sanitized") if number]
        return deals.search(
            [
                ("project_id", "in", self.project_id.ids),
                ("state", "!=", "cancelled"),
                "|",
                ("partner_id.phone_sanitized", "in", numbers),
                ("lead_id.phone_sanitized", "in", numbers),
            ]
        )
