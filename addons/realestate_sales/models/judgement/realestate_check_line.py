from odoo import api, fields, models
from odoo.exceptions import UserError


class RealestateCheckLine(models.Model):
    """One line of a register that was drawn for a spot check, and what the customer said."""

    _name = "realestate.check.line"
    _description = "Line of a Spot Check"
    _order = "check_id, id"
    _check_company_auto = True

    check_id = fields.Many2one("realestate.check", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="check_id.company_id", store=True, index=True)
    res_model = fields.Char(string="Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(string="Record", model_field="res_model", required=True, readonly=True)
    name = fields.Char(string="Customer", compute="_compute_record")
    phone = fields.Char(compute="_compute_record", help="In full for who drew the line: logged.")
    date = fields.Datetime(string="Entered at", compute="_compute_record")
    user_id = fields.Many2one("res.users", string="Consultant", compute="_compute_record")
    outcome = fields.Selection(
        [("true", "True"), ("wrong", "Not True"), ("unreached", "Not Reached"), ("number", "Wrong Number")]
    )
    note = fields.Char(string="What the Customer Said")

    @api.depends("res_model", "res_id")
    @api.depends_context("uid")
    def _compute_record(self):
        for model, lines in self.grouped("res_model").items():
            records = {record.id: record for record in self.env[model].browse(lines.mapped("res_id"))} if model else {}
            for line in lines:
                record = records.get(line.res_id)
                if not record:
                    line.name = line.phone = line.date = line.user_id = False
                    continue
                # who drew it got the number in full, and that is logged; to others it is as everywhere
                own = line.check_id.sudo().user_id == self.env.user
                shown = record.sudo() if own else record
                person = shown.lead_id if model == "realestate.followup" else shown
                line.name = person.sudo().name
                line.phone = person.phone
                line.date = shown.date
                line.user_id = shown.user_id

    def write(self, vals):
        if not self.env.su:
            if set(vals) - {"outcome", "note"}:
                raise UserError(self.env._("What was drawn stays as it was drawn."))
            if any(line.check_id.state != "drawn" for line in self):
                raise UserError(self.env._("This spot check is finished."))
        return super().write(vals)

    def action_open(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }

    def action_violation(self):
        """Open a new violation of the consultant, with what this line showed as its reason (CUS-9)."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Violation"),
            "res_model": "realestate.reward",
            "views": [(False, "form")],
            "context": {
                "default_user_id": self.user_id.id,
                "default_project_id": self.check_id.project_id.id,
                "default_reception_id": self.res_id if self.res_model == "realestate.reception" else False,
                "default_reason": self.note,
                "default_type_id": self.env.ref("realestate_sales.realestate_reward_type_false_record").id,
            },
        }
