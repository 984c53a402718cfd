from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class RealestateCallList(models.Model):
    """A list of numbers to be called (电拓名单): imported, given out in lots, called, become customers (CH-3)."""

    _name = "realestate.call.list"
    _description = "Call List"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True, readonly=True)
    project_id = fields.Many2one(
        "realestate.project", required=True, index=True, ondelete="restrict", check_company=True, tracking=True
    )
    company_id = fields.Many2one(related="project_id.company_id", store=True, index=True)
    team_id = fields.Many2one(
        "realestate.channel.team",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain=[("module", "=", "call")],
        default=lambda self: self.env["realestate.channel.team"]._of_user(self.env.user, "call"),
        tracking=True,
    )
    origin = fields.Char(string="Where it is from", help="e.g. owners of a neighbouring estate, a fair, an agency")
    date = fields.Date(required=True, readonly=True, default=fields.Date.context_today)
    note = fields.Text()
    number_ids = fields.One2many("realestate.call.number", "list_id", string="Numbers")
    lot_ids = fields.One2many("realestate.call.lot", "list_id", string="Lots")
    row_ids = fields.One2many("realestate.call.row", "list_id", string="Import Lines")

    _name_uniq = models.UniqueIndex("(project_id, name) WHERE active", "Another list of this project has this name.")

    # ------------------------------------------------------------------
    # crud
    # ------------------------------------------------------------------
    def write(self, vals):
        if "project_id" in vals and self.sudo().number_ids.project_id - self.project_id.browse(vals["project_id"]):
            raise UserError(self.env._("The numbers of a list belong to its project: import them there as a new list."))
        result = super().write(vals)
        if "team_id" in vals:
            self._move_numbers()
        return result

    def _move_numbers(self):
        """Let the numbers of these lists follow their team."""
        self.flush_recordset(["team_id"])
        self.env["realestate.call.number"].flush_model(["team_id"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE realestate_call_number AS number SET team_id = list.team_id
                  FROM realestate_call_list AS list WHERE list.id = number.list_id AND list.id = ANY(%s)
                """,
                self.ids,
            )
        )
        self.env["realestate.call.number"].invalidate_model(["team_id"])

    # ------------------------------------------------------------------
    # actions
    # ------------------------------------------------------------------
    def action_deal_out(self):
        """Give numbers of this list out in lots."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Give out Numbers"),
            "res_model": "realestate.call.deal.out",
            "view_mode": "form",
            "target": "new",
            "context": {"default_list_id": self.id},
        }

    def action_take_back(self):
        """Take back at once what is given out of these lists and not called yet."""
        self.check_access("write")
        numbers = self.env["realestate.call.number"].sudo()
        held = numbers.search([("list_id", "in", self.ids), ("user_id", "!=", False), ("state", "=", "new")])
        held._release()
        return True

    def action_close(self):
        """Put a list away: its numbers are called no more, and may come again in another list.

        :raises UserError: somebody still has numbers of it
        """
        self.check_access("write")
        numbers = self.env["realestate.call.number"].sudo()
        groups = numbers._read_group(
            [("list_id", "in", self.ids), ("user_id", "!=", False)], ["list_id", "user_id"], ["__count"]
        )
        for call_list, user, count in groups:
            raise UserError(
                self.env._(
                    "%(user)s still has %(count)s numbers of %(list)s. Take them back first, or wait until their "
                    "protection is over.",
                    user=user.name,
                    count=count,
                    list=call_list.name,
                )
            )
        numbers.search([("list_id", "in", self.ids)]).write({"active": False})
        self.active = False
        return True

    def action_reopen(self):
        """Take a closed list out again, without the numbers that another list has meanwhile."""
        self.check_access("write")
        self.env.cr.execute(
            SQL(
                """
                UPDATE realestate_call_number AS number SET active = TRUE
                 WHERE list_id = ANY(%s) AND NOT active
                   AND NOT EXISTS (SELECT FROM realestate_call_number AS other
                                    WHERE other.company_id = number.company_id AND other.active
                                      AND other.phone_sanitized = number.phone_sanitized)
                """,
                self.ids,
            )
        )
        self.env["realestate.call.number"].invalidate_model(["active"])
        self.active = True
        return True

    def action_view_numbers(self):
        """Open the numbers of the list; ``call_state`` in the context names a filter."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("realestate_channel.realestate_call_number_action")
        context = {"active_test": self.active}
        if name := self.env.context.get("call_state"):
            context[f"search_default_{name}"] = 1
        return {**action, "domain": [("list_id", "=", self.id)], "context": context}

    def action_view_calls(self):
        """Open the calls made with the list, by day."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("realestate_channel.realestate_call_action")
        return {**action, "domain": [("list_id", "=", self.id)], "context": {}}

    def action_view_customers(self):
        """Open the customers that the list has become, as far as the user reaches them."""
        self.ensure_one()
        leads = self.sudo().number_ids.lead_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Customers of %s", self.name),
            "res_model": "crm.lead",
            "view_mode": "list,form",
            "domain": [("id", "in", leads.ids)],
            "context": {"active_test": False},
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_called(self):
        if self.env["realestate.call"].sudo().search_count([("list_id", "in", self.ids)], limit=1):
            raise UserError(self.env._("A list that was called stays on record: close it instead."))
