from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class RealestateTransfer(models.Model):
    """A consultant who moves to another project, and what becomes of the customers he leaves behind (CUS-8)."""

    _name = "realestate.transfer"
    _description = "Consultant's Move"
    _inherit = ["mail.thread"]
    _order = "day desc, id desc"
    _rec_name = "user_id"
    _check_company_auto = True

    user_id = fields.Many2one("res.users", string="Consultant", required=True, index=True, tracking=True)
    project_id = fields.Many2one(
        "realestate.project", string="From Project", required=True, index=True, check_company=True
    )
    to_project_id = fields.Many2one("realestate.project", required=True, index=True)
    company_id = fields.Many2one(related="project_id.company_id", store=True, index=True)
    day = fields.Date(string="Moves on", required=True, tracking=True, default=fields.Date.context_today)
    state = fields.Selection(
        [("draft", "Draft"), ("done", "Moved")],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        tracking=True,
    )
    successor_id = fields.Many2one(
        "res.users",
        string="Customers go to",
        index="btree_not_null",
        domain="[('share', '=', False), ('id', '!=', user_id)]",
        help="Who takes over the customers that the mover leaves behind; you may also choose customer by customer.",
    )
    lead_ids = fields.One2many("crm.lead", "realestate_transfer_id", string="Customers Left Behind")
    lead_count = fields.Integer(string="Number of Customers", compute="_compute_lead_count")
    note = fields.Text()

    _projects_differ = models.Constraint("CHECK(project_id != to_project_id)", "The projects of a move differ.")
    _successor_differs = models.Constraint(
        "CHECK(successor_id IS NULL OR successor_id != user_id)", "The customers go to somebody else than the mover."
    )
    _move_uniq = models.UniqueIndex("(user_id, project_id, day)", "This move is recorded already.")

    @api.depends("lead_ids")
    def _compute_lead_count(self):
        groups = self.env["crm.lead"]._read_group(
            [("realestate_transfer_id", "in", self.ids)], ["realestate_transfer_id"], ["__count"]
        )
        counts = {transfer.id: count for transfer, count in groups}
        for transfer in self:
            transfer.lead_count = counts.get(transfer.id, 0)

    @api.constrains("user_id", "project_id")
    def _check_not_oneself(self):
        for transfer in self:
            if transfer.user_id == self.env.user and not self.env.su:
                raise ValidationError(self.env._("Somebody else records your move."))

    def write(self, vals):
        moved = self.filtered(lambda transfer: transfer.state == "done")
        if not self.env.su and ("state" in vals or (moved and set(vals) - {"note", "successor_id"})):
            raise UserError(self.env._("A move that has taken place cannot be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_draft(self):
        if any(transfer.state == "done" for transfer in self):
            raise UserError(self.env._("A move that has taken place stays on record."))

    def action_done(self):
        """Let the consultant move: his customers of the old project remember it (CUS-8).

        Only customers without a live deal are left behind; those of the mover's own protection.
        """
        self.check_access("write")
        for transfer in self.sudo():
            if transfer.state == "done":
                raise UserError(self.env._("This move has taken place already."))
            leads = (
                self.env["crm.lead"]
                .sudo()
                .search([("realestate_project_id", "=", transfer.project_id.id), ("user_id", "=", transfer.user_id.id)])
            )
            leads.realestate_transfer_id = transfer
            transfer.state = "done"
            transfer.message_post(
                body=self.env._("%(count)s customers were left behind in %(project)s.",
                                count=len(leads), project=transfer.project_id.name)
            )  # fmt: skip
        return True

    def action_reassign(self):
        """Give the customers who are still the mover's to the successor (CUS-8: from day 8 on)."""
        self.check_access("write")
        for transfer in self:
            if not transfer.successor_id:
                raise UserError(self.env._("Choose who takes over the customers."))
            left = transfer.sudo().lead_ids.filtered(lambda lead, mover=transfer.user_id: lead.user_id == mover)
            if not left:
                raise UserError(self.env._("No customer is with the mover any more."))
            reason = self.env._("%(user)s moved to %(project)s.",
                                user=transfer.user_id.name, project=transfer.to_project_id.sudo().name)  # fmt: skip
            left.with_user(self.env.user).sudo()._realestate_assign(
                transfer.successor_id, kind="reassigned", reason=reason
            )
        return True

    def action_view_leads(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Customers Left Behind"),
            "res_model": "crm.lead",
            "views": [(False, "list"), (False, "form")],
            "domain": [("realestate_transfer_id", "=", self.id)],
        }
