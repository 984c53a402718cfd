from odoo import api, fields, models


class RealestateCallLot(models.Model):
    """Numbers given to one caller together (批次), to be called by a day (CH-3)."""

    _name = "realestate.call.lot"
    _description = "Lot of Numbers"
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(required=True, readonly=True)
    list_id = fields.Many2one(
        "realestate.call.list", required=True, readonly=True, index=True, ondelete="cascade", check_company=True
    )
    project_id = fields.Many2one(related="list_id.project_id", store=True, index=True)
    company_id = fields.Many2one(related="list_id.company_id", store=True, index=True)
    team_id = fields.Many2one(related="list_id.team_id", store=True, index=True)
    user_id = fields.Many2one("res.users", string="Caller", required=True, readonly=True, index=True)
    day = fields.Date(string="Given out on", required=True, readonly=True)
    date_until = fields.Date(
        string="Call through", required=True, readonly=True, help="What is not called by then is taken back."
    )
    size = fields.Integer(string="People", readonly=True)
    number_ids = fields.One2many("realestate.call.number", "lot_id", string="Numbers", readonly=True)
    open_count = fields.Integer(compute="_compute_counts", string="With the Caller")
    new_count = fields.Integer(compute="_compute_counts", string="Not Called yet")
    called_count = fields.Integer(compute="_compute_counts", string="Called")
    connected_count = fields.Integer(compute="_compute_counts", string="Got Through")
    interested_count = fields.Integer(compute="_compute_counts", string="Shows Interest")
    called_share = fields.Float(compute="_compute_counts", string="Called (%)")

    _size_positive = models.Constraint("CHECK(size >= 0)", "The size of a lot cannot be negative.")

    @api.depends("number_ids.state", "number_ids.user_id")
    def _compute_counts(self):
        numbers = self.env["realestate.call.number"].sudo()
        held = [("lot_id", "in", self.ids), ("main_id", "=", False)]
        states = {
            (lot.id, state): count for lot, state, count in numbers._read_group(held, ["lot_id", "state"], ["__count"])
        }
        calls = self.env["realestate.call"].sudo()
        made = calls._read_group(
            [("lot_id", "in", self.ids), ("undone", "=", False)],
            ["lot_id"],
            ["number_id:count_distinct", "connected:sum", "interested:sum"],
        )
        made = {lot.id: figures for lot, *figures in made}
        for lot in self:
            lot.open_count = sum(count for (lot_id, _state), count in states.items() if lot_id == lot.id)
            lot.new_count = states.get((lot.id, "new"), 0)
            lot.called_count, lot.connected_count, lot.interested_count = made.get(lot.id, (0, 0, 0))
            lot.called_share = min(100.0, 100.0 * lot.called_count / (lot.size or 1))

    # ------------------------------------------------------------------
    # actions
    # ------------------------------------------------------------------
    def action_take_back(self):
        """Take back at once what of these lots is not called yet."""
        self.list_id.check_access("write")
        held = self.env["realestate.call.number"].sudo().search([("lot_id", "in", self.ids), ("state", "=", "new")])
        held._release()
        return True

    def action_work(self):
        """Open the call screen with this lot."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "realestate_channel.call_desk",
            "name": self.env._("Call"),
            "params": {"lot_id": self.id},
        }
