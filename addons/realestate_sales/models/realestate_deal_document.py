from odoo import api, fields, models

from .realestate_document_type import DOCUMENT_FORMS


class RealestateDealDocument(models.Model):
    """One paper of a deal's checklist: needed or not, in or not, original or copy (DEAL-4)."""

    _name = "realestate.deal.document"
    _description = "Document of a Deal"
    _order = "deal_id, sequence, id"
    _check_company_auto = True

    deal_id = fields.Many2one("realestate.deal", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="deal_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    type_id = fields.Many2one("realestate.document.type", index="btree_not_null", ondelete="restrict")
    name = fields.Char(string="Document", required=True)
    required = fields.Boolean(default=True)
    form = fields.Selection(DOCUMENT_FORMS, required=True, default="copy")
    received = fields.Boolean(compute="_compute_received", store=True, readonly=False)
    date_received = fields.Date()
    attachment = fields.Binary(string="Scan", attachment=True)
    attachment_name = fields.Char(string="File Name")
    note = fields.Char(string="Remark")

    _type_uniq = models.UniqueIndex(
        "(deal_id, type_id) WHERE type_id IS NOT NULL", "This document is on the checklist already."
    )

    @api.depends("date_received", "attachment")
    def _compute_received(self):
        for document in self:
            document.received = document.received or bool(document.date_received or document.attachment)

    @api.onchange("received")
    def _onchange_received(self):
        if self.received and not self.date_received:
            self.date_received = self.deal_id.project_id._today() if self.deal_id.project_id else False
        elif not self.received:
            self.date_received = False
