from odoo import api, fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    realestate_installment_id = fields.Many2one(
        "realestate.installment", string="Property Instalment", index="btree_not_null", copy=False, readonly=True
    )
    realestate_deal_id = fields.Many2one(
        "realestate.deal", string="Property Deal", index="btree_not_null", copy=False, readonly=True
    )
    realestate_is_recognition = fields.Boolean(
        string="Revenue of a Delivery", copy=False, readonly=True, help="Moves the advance of a deal to revenue."
    )
    realestate_unit_id = fields.Many2one(related="realestate_deal_id.unit_id", string="Property Unit")
    realestate_project_id = fields.Many2one(related="realestate_deal_id.project_id", string="Property Project")

    # an invoice that a credit note has reversed in full does not count: the instalment may be invoiced again
    _realestate_installment_uniq = models.UniqueIndex(
        "(realestate_installment_id) WHERE move_type = 'out_invoice' AND state = 'posted'"
        " AND payment_state != 'reversed'",
        "This instalment has a posted invoice already.",
    )

    def _reverse_moves(self, default_values_list=None, cancel=False):
        # a credit note made by hand belongs to the same instalment too, so that its figures stay right
        default_values_list = default_values_list or [{} for _move in self]
        for move, values in zip(self, default_values_list, strict=True):
            if move.realestate_deal_id:
                values.setdefault("realestate_deal_id", move.realestate_deal_id.id)
                values.setdefault("realestate_installment_id", move.realestate_installment_id.id)
        return super()._reverse_moves(default_values_list, cancel=cancel)

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted._realestate_recognise()
        return posted

    def button_cancel(self):
        result = super().button_cancel()
        self._realestate_recognise()
        return result

    def _realestate_recognise(self):
        """What is invoiced, credited or cancelled of a price after delivery is revenue at once (DEAL-6, DEAL-10).

        An area settlement that comes after the keys is the usual case: it passes through the advance account like
        every instalment, and must not stay there.
        """
        moves = self.sudo().filtered(
            lambda m: m.is_sale_document() and m.realestate_installment_id and m.realestate_deal_id.state == "delivered"
        )
        for deal, own in (
            moves.filtered(lambda m: m.realestate_installment_id.kind != "fee").grouped("realestate_deal_id").items()
        ):
            label = self.env._(
                "Supplement to the delivery of %(unit)s, deal %(deal)s", unit=deal.unit_id.name, deal=deal.name
            )
            deal._recognise_revenue(max([*own.mapped("date"), deal.date_delivered or own[0].date]), label)

    @api.model
    def _realestate_action(self, moves):
        """Return the action that opens these invoices and credit notes."""
        action = self.env["ir.actions.actions"]._for_xml_id("account.action_move_out_invoice_type")
        action["domain"] = [("id", "in", moves.ids)]
        action["context"] = {"create": False}
        if len(moves) == 1:
            action.update(views=[(False, "form")], res_id=moves.id)
        return action
