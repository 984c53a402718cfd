from odoo import api, fields, models

from ..models.handover.realestate_handover_notice import NOTICE_MEANS


class RealestateHandoverNotify(models.TransientModel):
    """How the buyers of these units are told of the handover; paper is recorded with its proof (HND-1)."""

    _name = "realestate.handover.notify"
    _description = "Send Notice of Handover"

    handover_ids = fields.Many2many("realestate.handover", string="Units", required=True)
    means = fields.Selection(NOTICE_MEANS, required=True, default="email")
    date = fields.Date(
        string="Sent on", required=True, compute="_compute_date", store=True, readonly=False, precompute=True
    )
    tracking_number = fields.Char(help="Of the registered letter.")
    proof = fields.Binary(help="Posting receipt, signed copy, screenshot of the message.")
    proof_name = fields.Char()
    print_letter = fields.Boolean(string="Print the Letters", default=True)
    unit_count = fields.Integer(compute="_compute_counts", string="Number of Units")
    buyer_count = fields.Integer(compute="_compute_counts", string="Number of Buyers")
    without_email = fields.Char(compute="_compute_counts", string="No E-Mail Address")

    @api.depends("handover_ids")
    def _compute_date(self):
        for wizard in self:
            project = wizard.handover_ids.project_id[:1]
            wizard.date = project._today() if project else fields.Date.context_today(wizard)

    @api.depends("handover_ids")
    def _compute_counts(self):
        for wizard in self:
            buyers = wizard.handover_ids.buyer_ids
            wizard.unit_count = len(wizard.handover_ids)
            wizard.buyer_count = len(buyers)
            wizard.without_email = ", ".join((buyers - wizard.handover_ids.email_buyer_ids).mapped("name"))

    def action_apply(self):
        """Send or record the notices; letters are printed with the same click."""
        self.ensure_one()
        values = {}
        if self.means != "email":
            values = {
                "tracking_number": self.tracking_number,
                "proof": self.proof,
                "proof_name": self.proof_name,
            }
        self.handover_ids.action_notify(self.means, day=self.date, **values)
        if self.means in ("letter", "hand") and self.print_letter:
            report = self.env.ref("realestate_aftersales.realestate_deal_report_handover_notice")
            return {**report.report_action(self.handover_ids.deal_id), "close_on_report_download": True}
        return {"type": "ir.actions.act_window_close"}
