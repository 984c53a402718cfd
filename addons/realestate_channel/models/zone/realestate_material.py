from odoo import api, fields, models


class RealestateMaterial(models.Model):
    """What the channel gives out: leaflets, gifts, stands (物料礼品), with what a piece costs (CH-4)."""

    _name = "realestate.material"
    _description = "Material or Gift"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "kind, name"

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(
        [("leaflet", "Leaflet"), ("gift", "Gift"), ("tool", "Stand, Umbrella, Tool")], required=True, default="leaflet"
    )
    uom = fields.Char(string="Unit", default=lambda self: self.env._("piece"), help="e.g. piece, box, set")
    cost = fields.Monetary(string="Cost a Piece", tracking=True, help="¥: what an issue costs, by its day.")
    minimum = fields.Integer(
        string="Warn at", help="A place that has so many or fewer is low; 0: only when nothing is left."
    )
    stock_ids = fields.One2many("realestate.material.stock", "material_id", readonly=True)
    holding_ids = fields.One2many("realestate.material.holding", "material_id", string="Held by", readonly=True)
    quantity = fields.Integer(compute="_compute_quantity", string="In Stock")
    held = fields.Integer(compute="_compute_quantity", string="With Staff")
    is_low = fields.Boolean(compute="_compute_quantity", search="_search_is_low", string="Low")

    _name_uniq = models.UniqueIndex("(company_id, name) WHERE active", "Another material has this name.")
    _cost_positive = models.Constraint(
        "CHECK(cost >= 0 AND minimum >= 0)", "Cost and warning level cannot be negative."
    )

    @api.depends("stock_ids.quantity", "holding_ids.quantity", "minimum")
    def _compute_quantity(self):
        stocks = self.env["realestate.material.stock"]
        groups = stocks._read_group([("material_id", "in", self.ids)], ["material_id"], ["quantity:sum"])
        in_stock = {material.id: quantity for material, quantity in groups}
        low = stocks._read_group([("material_id", "in", self.ids), ("is_low", "=", True)], ["material_id"])
        low_ids = {material.id for [material] in low}
        groups = self.env["realestate.material.holding"]._read_group(
            [("material_id", "in", self.ids)], ["material_id"], ["quantity:sum"]
        )
        held = {material.id: quantity for material, quantity in groups}
        for material in self:
            material.quantity = in_stock.get(material._origin.id, 0)
            material.held = held.get(material._origin.id, 0)
            material.is_low = material._origin.id in low_ids

    def _search_is_low(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("stock_ids", "any" if True in value else "not any", [("is_low", "=", True)])]

    def action_move(self):
        """Enter what came in, was counted, came back or was used up."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Stock Move"),
            "res_model": "realestate.material.enter",
            "view_mode": "form",
            "target": "new",
            "context": {"default_material_id": self.id, **self.env.context},
        }

    def action_view_moves(self):
        """Open the moves of these materials."""
        action = self.env["ir.actions.act_window"]._for_xml_id("realestate_channel.realestate_material_move_action")
        return {**action, "domain": [("material_id", "in", self.ids)]}
