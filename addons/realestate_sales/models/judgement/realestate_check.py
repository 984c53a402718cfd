import random

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

REGISTERS = [
    ("visit", "Book of Visits"),
    ("call", "Book of Calls"),
    ("followup", "Follow-ups"),
]


class RealestateCheck(models.Model):
    """A manager's spot check 抽查: lines of a register drawn by chance, called, and what came of it (ACCESS-3).

    Drawing shows him the numbers of the drawn lines; that he got them is logged at once.
    """

    _name = "realestate.check"
    _description = "Spot Check"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _check_company_auto = True

    project_id = fields.Many2one(
        "realestate.project",
        required=True,
        index=True,
        check_company=True,
        default=lambda self: self.env["realestate.project"].search([("user_ids", "in", self.env.uid)], limit=1),
    )
    company_id = fields.Many2one(related="project_id.company_id", store=True, index=True)
    register = fields.Selection(REGISTERS, required=True, default="visit")
    checked_user_id = fields.Many2one(
        "res.users", string="Only of Consultant", index="btree_not_null", domain=[("share", "=", False)]
    )
    date_from = fields.Date(string="From", required=True, default=fields.Date.context_today)
    date_to = fields.Date(string="Through", required=True, default=fields.Date.context_today)
    size = fields.Integer(string="Number of Lines", required=True, default=5)
    user_id = fields.Many2one(
        "res.users", string="Checked by", required=True, readonly=True, index=True, default=lambda self: self.env.user
    )
    drawn_on = fields.Datetime(readonly=True)
    line_ids = fields.One2many("realestate.check.line", "check_id", string="Lines")
    state = fields.Selection(
        [("draft", "Draft"), ("drawn", "Calling"), ("done", "Done")],
        required=True, readonly=True, default="draft", tracking=True,
    )  # fmt: skip
    wrong_count = fields.Integer(string="Not True", compute="_compute_wrong_count", store=True)
    note = fields.Text(string="Conclusion")

    _size_range = models.Constraint("CHECK(size BETWEEN 1 AND 50)", "Between 1 and 50 lines are drawn.")
    _days_order = models.Constraint("CHECK(date_to >= date_from)", "The last day cannot be before the first.")

    @api.depends("line_ids.outcome")
    def _compute_wrong_count(self):
        for check in self:
            check.wrong_count = len(check.line_ids.filtered(lambda line: line.outcome == "wrong"))

    @api.depends("project_id", "register", "drawn_on")
    def _compute_display_name(self):
        labels = dict(self._fields["register"]._description_selection(self.env))
        for check in self:
            day = (check.drawn_on and check.sudo().project_id._to_day(check.drawn_on)) or ""
            check.display_name = f"{check.sudo().project_id.name or ''} {labels.get(check.register, '')} {day}".strip()

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [{**vals, "user_id": self.env.uid, "state": "draft", "drawn_on": False} for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            drawn = self.filtered(lambda check: check.state != "draft")
            if {"user_id", "state", "drawn_on"} & vals.keys() or (drawn and set(vals) - {"note", "line_ids"}):
                raise UserError(
                    self.env._("What was drawn stays as it was drawn; only outcome and conclusion are added.")
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_draft(self):
        if any(check.state != "draft" for check in self):
            raise UserError(self.env._("A spot check that was drawn stays on record."))

    def action_draw(self):
        """Draw the lines by chance and show their numbers; each is logged as a disclosure (ACCESS-3).

        :raises UserError: there is nothing to draw from
        """
        self.ensure_one()
        self.check_access("write")
        self.env["realestate.deal"]._require_role("manager")
        if self.state != "draft":
            raise UserError(self.env._("The lines were drawn already."))
        model, records = self._pick()
        if not records:
            raise UserError(self.env._("Nothing was entered in this register on these days."))
        check = self.sudo()
        check.env["realestate.check.line"].create(
            [{"check_id": check.id, "res_model": model, "res_id": record.id} for record in records]
        )
        check.write({"state": "drawn", "drawn_on": fields.Datetime.now()})
        numbers = records.lead_id if model == "realestate.followup" else records
        numbers._log_disclosure("check", ["phone"])
        return True

    def _pick(self):
        """Return the register's model and the lines that chance picks, by the user's own rights."""
        model = "realestate.followup" if self.register == "followup" else "realestate.reception"
        domain = Domain("project_id", "=", self.project_id.id)
        domain &= Domain("day", ">=", self.date_from) & Domain("day", "<=", self.date_to)
        if self.register != "followup":
            domain &= Domain("kind", "=", self.register)
        if self.checked_user_id:
            domain &= Domain("user_id", "=", self.checked_user_id.id)
        return model, self._sample(self.env[model].search(domain), self.size)

    @api.model
    def _sample(self, records, size):
        """Return ``size`` of ``records`` by chance; all where there are fewer."""
        ids = records.ids
        # the system's own chance: a check that could be foretold would be none
        return records.browse(sorted(random.SystemRandom().sample(ids, min(size, len(ids)))))

    def action_done(self):
        """Finish the check once every line has its outcome."""
        self.check_access("write")
        for check in self:
            if check.state != "drawn" or any(not line.outcome for line in check.line_ids):
                raise UserError(self.env._("Enter the outcome of every line first."))
        self.sudo().state = "done"
        return True
