from odoo import api, fields, models
from odoo.exceptions import UserError

from .realestate_dunning_level import MEANS


class RealestateDunning(models.Model):
    """One level of dunning for one instalment: sent once, or dropped because it was paid (ARR-1)."""

    _name = "realestate.dunning"
    _description = "Dunning"
    _order = "day desc, id desc"
    _rec_name = "installment_id"

    case_id = fields.Many2one("realestate.arrears.case", required=True, readonly=True, index=True, ondelete="cascade")
    deal_id = fields.Many2one(related="case_id.deal_id", store=True, index=True)
    project_id = fields.Many2one(related="case_id.project_id", store=True, index=True)
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(related="case_id.partner_id", store=True, index=True)
    user_id = fields.Many2one(related="case_id.user_id", store=True, index=True)
    installment_id = fields.Many2one(
        "realestate.installment", required=True, readonly=True, index=True, ondelete="cascade"
    )
    level_id = fields.Many2one(
        "realestate.dunning.level", required=True, readonly=True, index=True, ondelete="restrict"
    )
    means = fields.Selection(MEANS, required=True, readonly=True)
    level_days = fields.Integer(string="Days of the Level", required=True, readonly=True, aggregator=None)
    day = fields.Date(required=True, readonly=True, help="The project's day on which the level was reached.")
    date_due = fields.Date(required=True, readonly=True, help="The due day it is about; a postponed one starts anew.")
    amount = fields.Monetary(readonly=True, help="¥ that were open on that day.")
    state = fields.Selection(
        [("to_do", "To Do"), ("sent", "Sent"), ("dropped", "Dropped")], required=True, readonly=True, default="to_do",
        index=True, help="Dropped: it was paid, or a court has it.",
    )  # fmt: skip
    sent_on = fields.Datetime(readonly=True)
    sent_by_id = fields.Many2one("res.users", string="Sent by", readonly=True, index="btree_not_null")
    result = fields.Char(help="What the buyer said; the number of the registered letter.")

    _once = models.UniqueIndex(
        "(installment_id, date_due, level_days)", "This level has been sent for this instalment already."
    )

    def action_sent(self):
        """Note that these were sent, or the call made; the time and who did it are kept.

        :raises UserError: one of them is not to do any more
        """
        self.check_access("write")
        if done := self.filtered(lambda notice: notice.state != "to_do"):
            raise UserError(
                self.env._("%s is not to do any more: refresh the list.", done[0].installment_id.display_name)
            )
        self.sudo().write({"state": "sent", "sent_on": fields.Datetime.now(), "sent_by_id": self.env.uid})

    def _send_messages(self):
        """Send the messages among these to those who have an address; the others stay with the officer."""
        messages = self.filtered(lambda notice: notice.means == "message" and notice.partner_id.sudo().email)
        template = self.env.ref("realestate_aftersales.mail_template_dunning")
        template.send_mail_batch(messages.ids)
        messages.write({"state": "sent", "sent_on": fields.Datetime.now()})
        return messages

    @api.model
    def _drop_paid(self):
        """Drop what waits to be sent for instalments that have been paid since."""
        paid = self.search([("state", "=", "to_do"), ("installment_id.residual_amount", "<=", 0)])
        paid.write({"state": "dropped"})
