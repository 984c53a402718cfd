from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class RealestateContribution(models.Model):
    """What a helper contributed to a large deal, recorded by the manager (CUS-8)."""

    _name = "realestate.contribution"
    _description = "Contribution to a Large Deal"
    _order = "deal_id, percent desc, id"
    _check_company_auto = True

    deal_id = fields.Many2one("realestate.deal", required=True, index=True, ondelete="cascade")
    project_id = fields.Many2one(related="deal_id.project_id", store=True, index=True)
    company_id = fields.Many2one(related="deal_id.company_id", store=True, index=True)
    user_id = fields.Many2one("res.users", string="Helper", required=True, index=True)
    percent = fields.Float(string="Share (%)", required=True, digits=(5, 2))
    what = fields.Char(string="What He Did", required=True)
    recorded_by_id = fields.Many2one(
        "res.users", string="Recorded by", required=True, readonly=True, default=lambda self: self.env.user
    )

    _percent_range = models.Constraint(
        "CHECK(percent > 0 AND percent <= 100)", "A contribution is above 0% and at most 100%."
    )
    _user_uniq = models.UniqueIndex("(deal_id, user_id)", "This person's contribution to the deal is recorded already.")

    @api.constrains("percent", "deal_id")
    def _check_total(self):
        groups = self._read_group([("deal_id", "in", self.deal_id.ids)], ["deal_id"], ["percent:sum"])
        for deal, total in groups:
            if round(total, 2) > 100.0:
                raise ValidationError(
                    self.env._(
                        "The contributions to deal %(deal)s add up to %(total).2f%%; at most 100%% can be shared.",
                        deal=deal.name,
                        total=total,
                    )
                )

    @api.constrains("recorded_by_id", "user_id")
    def _check_not_oneself(self):
        for line in self:
            if line.user_id == line.recorded_by_id:
                raise ValidationError(self.env._("Nobody records a contribution of his own."))

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [{**vals, "recorded_by_id": self.env.uid} for vals in vals_list]
        lines = super().create(vals_list)
        lines._check_large()
        lines.deal_id._credit_performance()
        return lines

    def write(self, vals):
        if not self.env.su:
            vals = {**vals, "recorded_by_id": self.env.uid}
        deals = self.deal_id
        result = super().write(vals)
        (deals | self.deal_id)._credit_performance()
        return result

    def unlink(self):
        deals = self.deal_id
        result = super().unlink()
        deals._credit_performance()
        return result

    def _check_large(self):
        for deal, large in self.deal_id.sudo()._large_customers().items():
            if not large.is_large:
                raise UserError(
                    self.env._(
                        "Contributions are shared on large deals; this customer's deals do not exceed the limit "
                        "of the project (%s).",
                        deal.project_id.large_deal_amount,
                    )
                )
