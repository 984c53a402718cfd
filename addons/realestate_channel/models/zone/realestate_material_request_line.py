from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class RealestateMaterialRequestLine(models.Model):
    """So many pieces of a material: asked for, and approved (CH-4)."""

    _name = "realestate.material.request.line"
    _description = "Line of a Request for Materials"
    _order = "request_id, id"
    _rec_name = "material_id"
    _check_company_auto = True

    request_id = fields.Many2one("realestate.material.request", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="request_id.company_id", store=True, index=True)
    material_id = fields.Many2one(
        "realestate.material", required=True, index=True, ondelete="restrict", check_company=True
    )
    uom = fields.Char(related="material_id.uom")
    quantity = fields.Integer(required=True, default=1)
    quantity_approved = fields.Integer(string="Approved", copy=False)
    in_stock = fields.Integer(compute="_compute_in_stock", string="In the Store", compute_sudo=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(compute="_compute_amount", string="Cost")

    _material_uniq = models.UniqueIndex("(request_id, material_id)", "The material stands in the request already.")
    _quantity_positive = models.Constraint(
        "CHECK(quantity > 0 AND quantity_approved >= 0 AND quantity_approved <= quantity)",
        "At least one piece is asked for, and not more approved than asked for.",
    )

    @api.depends("material_id", "request_id.place_id")
    def _compute_in_stock(self):
        groups = self.env["realestate.material.stock"]._read_group(
            [("material_id", "in", self.material_id.ids), ("place_id", "in", self.request_id.place_id.ids)],
            ["material_id", "place_id"],
            ["quantity:sum"],
        )
        found = {(material.id, place.id): quantity for material, place, quantity in groups}
        for line in self:
            line.in_stock = found.get((line.material_id.id, line.request_id.place_id.id), 0)

    @api.depends("material_id.cost", "quantity", "quantity_approved", "request_id.state")
    def _compute_amount(self):
        for line in self:
            asked = line.request_id.state in ("draft", "cancelled")
            line.amount = (line.quantity if asked else line.quantity_approved) * line.material_id.cost

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create([{"quantity_approved": 0, **vals} for vals in vals_list])
        lines._check_editable({"quantity"})
        return lines

    def write(self, vals):
        self._check_editable(vals.keys())
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        self._check_editable({"quantity"})

    def _check_editable(self, names):
        """Who asks changes what he asks for until he submits it; who decides, what is approved."""
        if self.env.su:
            return
        for request in self.request_id:
            if request.state == "draft" and request.user_id == self.env.user:
                continue
            if request.state == "submitted" and set(names) == {"quantity_approved"} and request._may_decide():
                continue
            if request.state in ("draft", "submitted"):
                raise AccessError(self.env._("What is asked for is changed by who asks; who decides approves less."))
            raise UserError(self.env._("What was decided stays as it was asked for: cancel it and ask anew."))
