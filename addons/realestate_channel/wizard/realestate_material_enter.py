from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

SUPERVISOR = "realestate_channel.realestate_channel_group_supervisor"


class RealestateMaterialEnter(models.TransientModel):
    """Enter what came in, was counted, came back or was used up (CH-4)."""

    _name = "realestate.material.enter"
    _description = "Stock Move"

    kind = fields.Selection(
        [("in", "Came in"), ("count", "Stock count"), ("return", "Came back from staff"), ("use", "Used up by staff")],
        required=True,
        default="in",
    )
    material_id = fields.Many2one("realestate.material", required=True, ondelete="cascade")
    uom = fields.Char(related="material_id.uom")
    place_id = fields.Many2one(
        "realestate.material.place", string="Store", ondelete="cascade", default=lambda self: self._default_place_id()
    )
    holder_id = fields.Many2one("res.users", string="From", ondelete="cascade", default=lambda self: self.env.user)
    quantity = fields.Integer()
    have = fields.Integer(compute="_compute_have", string="There now")
    note = fields.Char()

    @api.model
    def _default_place_id(self):
        places = self.env["realestate.material.place"].search([], limit=2)
        return places if len(places) == 1 else False

    @api.depends("kind", "material_id", "place_id", "holder_id")
    def _compute_have(self):
        for wizard in self:
            if wizard.kind in ("in", "count"):
                domain = [("material_id", "=", wizard.material_id.id), ("place_id", "=", wizard.place_id.id)]
                found = self.env["realestate.material.stock"].search(domain)
            else:
                domain = [("material_id", "=", wizard.material_id.id), ("user_id", "=", wizard.holder_id.id)]
                found = self.env["realestate.material.holding"].search(domain)
            wizard.have = sum(found.mapped("quantity"))

    def action_enter(self):
        """Record the move.

        :raises AccessError: stock is entered by its keeper or a supervisor; what was used up by who holds it too
        :raises UserError: there is less
        """
        self.ensure_one()
        self.material_id.check_access("read")
        if self.kind != "use" and not self.place_id:
            raise UserError(self.env._("Say which store."))
        keeper = self.place_id and self.place_id.user_id == self.env.user
        keeps = self.env.su or keeper or self.env.user.has_group(SUPERVISOR)
        own = self.kind == "use" and self.holder_id == self.env.user
        if not (keeps or own):
            raise AccessError(self.env._("Stock is entered by the store's keeper or a supervisor."))
        place = self.place_id if self.kind != "use" else self.place_id.browse()
        holder = self.holder_id if self.kind in ("return", "use") else self.holder_id.browse()
        project = place.project_id or self.env["realestate.project"].search([], limit=1)
        if self.kind == "count" and self.quantity < 0:
            raise UserError(self.env._("A count is zero or more."))
        self.env["realestate.material.move"].sudo()._record(
            self.kind, self.material_id.sudo(), self.quantity, place=place.sudo(), holder=holder.sudo(),
            project=project.sudo(), note=self.note,
        )  # fmt: skip
        return {"type": "ir.actions.act_window_close"}
