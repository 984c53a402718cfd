from odoo import api, fields, models


class RealestateRegistrationEnter(models.TransientModel):
    """Enters a registration for a partner who phones or writes; the answer is ``realestate.registration``'s (CH-6)."""

    _name = "realestate.registration.enter"
    _description = "Register for a Partner"

    channel_partner_id = fields.Many2one("realestate.channel.partner", string="Registering Partner", required=True)
    project_id = fields.Many2one(
        "realestate.project", required=True, compute="_compute_project_id", store=True, readonly=False
    )
    customer_name = fields.Char(string="Customer", required=True)
    phone = fields.Char(
        string="Phone Number", required=True, help="All digits, or the first three and the last four: 138****1234."
    )

    @api.depends("channel_partner_id")
    def _compute_project_id(self):
        rules = self.env["realestate.registration.rule"]
        for wizard in self:
            projects = wizard.channel_partner_id and rules._projects_open_to(wizard.channel_partner_id.sudo())
            wizard.project_id = wizard.project_id or (projects or self.env["realestate.project"])[:1]

    def action_register(self):
        """Register and open the registration with its answer."""
        self.ensure_one()
        self.channel_partner_id.check_access("read")
        self.project_id.check_access("read")
        registration = self.env["realestate.registration"]._register_customer(
            self.channel_partner_id, self.project_id, {"name": self.customer_name, "phone": self.phone}
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "realestate.registration",
            "res_id": registration.id,
            "views": [(False, "form")],
        }
