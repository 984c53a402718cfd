from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

NOTICE_MEANS = [
    ("email", "E-mail"),
    ("letter", "Letter by Post"),
    ("hand", "By Hand"),
    ("message", "Message or Call"),
]
# what comes in after a notice was given; the rest is evidence and stays as it was written
LATER_FIELDS = {"tracking_number", "proof", "proof_name", "date_received", "is_returned"}


class RealestateHandoverNotice(models.Model):
    """One buyer was told when and where his unit is handed over: how, when, and the proof of it (HND-1).

    Whether a unit may be deemed delivered hangs on these: they are made by the handover's verb alone and stay.
    """

    _name = "realestate.handover.notice"
    _description = "Notice of a Handover"
    _order = "date_sent desc, id desc"
    _rec_name = "partner_id"
    _check_company_auto = True

    handover_id = fields.Many2one("realestate.handover", required=True, readonly=True, index=True, ondelete="cascade")
    deal_id = fields.Many2one(related="handover_id.deal_id", store=True, index=True)
    project_id = fields.Many2one(related="handover_id.project_id", store=True, index=True)
    company_id = fields.Many2one(related="handover_id.company_id", store=True, index=True)
    unit_id = fields.Many2one(related="handover_id.unit_id", store=True, index=True)
    plan_id = fields.Many2one("realestate.handover.plan", readonly=True, index="btree_not_null", ondelete="set null")
    partner_id = fields.Many2one(
        "res.partner", string="Buyer", required=True, readonly=True, index=True, ondelete="restrict"
    )
    means = fields.Selection(NOTICE_MEANS, required=True, readonly=True)
    date_sent = fields.Date(string="Sent on", required=True, readonly=True, index=True)
    address = fields.Char(string="Sent to", readonly=True, help="The address as it was on that day.")
    user_id = fields.Many2one(
        "res.users", string="Sent by", required=True, readonly=True, index=True, default=lambda self: self.env.user
    )
    tracking_number = fields.Char(help="Of the registered letter.")
    date_received = fields.Date(string="Received on")
    is_returned = fields.Boolean(string="Came Back", help="The post brought the letter back.")
    proof = fields.Binary(attachment=True, help="Posting receipt, signed copy, screenshot of the message.")
    proof_name = fields.Char()
    mail_id = fields.Many2one("mail.mail", readonly=True, index="btree_not_null", ondelete="set null")
    state = fields.Selection(
        [("sent", "Sent Out"), ("received", "Received"), ("failed", "Not Delivered")],
        compute="_compute_state", compute_sudo=True, store=True, index=True,
    )  # fmt: skip

    _once = models.UniqueIndex(
        "(handover_id, partner_id, means, date_sent, COALESCE(plan_id, 0))",
        "This notice is recorded already.",
    )
    _received_later = models.Constraint(
        "CHECK(date_received IS NULL OR date_received >= date_sent)", "A notice is received after it was sent."
    )

    @api.depends("mail_id.state", "date_received", "is_returned")
    def _compute_state(self):
        for notice in self:
            if notice.is_returned or notice.mail_id.state in ("exception", "cancel"):
                notice.state = "failed"
            else:
                notice.state = "received" if notice.date_received else "sent"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(self.env._("Notices are recorded with “Send Notice” on the handover."))
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and (refused := set(vals) - LATER_FIELDS):
            labels = (self._fields[name].get_description(self.env, ["string"])["string"] for name in sorted(refused))
            raise AccessError(
                self.env._("%s of a notice cannot be changed: it is evidence. Send another one.", ", ".join(labels))
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A notice stays on record; send another one instead."))
