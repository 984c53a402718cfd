from odoo import api, fields, models
from odoo.exceptions import UserError


class RealestateDiscount(models.Model):
    """A discount policy: what is offered, where, until when, to whom (DEAL-3)."""

    _name = "realestate.discount"
    _description = "Discount Policy"
    _inherit = ["realestate.discount.mixin", "mail.thread"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    project_id = fields.Many2one("realestate.project", required=True, index=True, ondelete="cascade", tracking=True)
    company_id = fields.Many2one(related="project_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(tracking=True)
    percent = fields.Float(tracking=True)
    value = fields.Monetary(tracking=True)
    building_ids = fields.Many2many(
        "realestate.building",
        string="Buildings",
        domain="[('project_id', '=', project_id)]",
        help="Empty: the whole project.",
    )
    unit_ids = fields.Many2many(
        "realestate.unit",
        string="Units",
        domain="[('project_id', '=', project_id)]",
        help="Empty: all units of the project or its buildings.",
    )
    payment_method_ids = fields.Many2many(
        "realestate.payment.method",
        string="Payment Methods",
        domain="[('company_id', '=', company_id), ('project_id', 'in', (False, project_id))]",
        help="Only for deals paid by one of these; empty: by any.",
    )
    date_from = fields.Date(string="Valid From", tracking=True)
    date_to = fields.Date(string="Valid Until", tracking=True, help="The last day on which it is granted.")
    combinable = fields.Boolean(default=True, tracking=True, help="May stand beside other discounts on one deal.")
    counts_for_right = fields.Boolean(
        string="Counts against the Right",
        default=True,
        tracking=True,
        help="Not set: a published offer that everybody may grant; only the rest of a deal's discounts is "
        "measured against the right of who grants. A price below the floor always needs its right.",
    )
    note = fields.Text(string="Conditions", translate=True)

    _dates_ordered = models.Constraint(
        "CHECK(date_from IS NULL OR date_to IS NULL OR date_from <= date_to)",
        "A discount cannot end before it begins.",
    )
    _percent_range = models.Constraint(
        "CHECK(kind != 'percent' OR (percent > 0 AND percent < 100))",
        "A percent discount takes more than 0% and less than 100% off.",
    )
    _value_positive = models.Constraint(
        "CHECK(kind = 'percent' OR value > 0)", "Give the amount of the discount, above 0."
    )

    @api.model
    def _applicable_domain(self, deal, day):
        """Return the domain of the policies that fit ``deal`` on ``day``."""
        return [
            ("project_id", "=", deal.project_id.id),
            ("building_ids", "in", [False, deal.building_id.id]),
            ("unit_ids", "in", [False, deal.unit_id.id]),
            ("payment_method_ids", "in", [False, deal.payment_method_id.id]),
            "|",
            ("date_from", "=", False),
            ("date_from", "<=", day),
            "|",
            ("date_to", "=", False),
            ("date_to", ">=", day),
        ]

    def _refuse_unfit(self, deal, day):
        """Refuse a policy that does not fit ``deal`` on ``day`` (DEAL-3).

        :raises UserError: says which condition fails
        """
        self.ensure_one()
        values = {"discount": self.name, "deal": deal.name}
        if self.project_id != deal.project_id or (
            (self.building_ids and deal.building_id not in self.building_ids)
            or (self.unit_ids and deal.unit_id not in self.unit_ids)
        ):
            raise UserError(self.env._("Discount “%(discount)s” is not for the unit of deal %(deal)s.", **values))
        if (self.date_from and day < self.date_from) or (self.date_to and day > self.date_to):
            raise UserError(
                self.env._(
                    "Discount “%(discount)s” is valid from %(start)s until %(end)s, not on %(day)s.",
                    **values,
                    start=self.date_from or "…",
                    end=self.date_to or "…",
                    day=day,
                )
            )
        self._refuse_payment_method(deal)

    def _refuse_payment_method(self, deal):
        self.ensure_one()
        if self.payment_method_ids and deal.payment_method_id not in self.payment_method_ids:
            raise UserError(
                self.env._(
                    "Discount “%(discount)s” is for deals paid by %(methods)s only. "
                    "Choose that payment method, or take the discount off first.",
                    discount=self.name,
                    methods=", ".join(self.payment_method_ids.mapped("name")),
                )
            )
