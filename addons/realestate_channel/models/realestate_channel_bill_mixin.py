from odoo import Command, fields, models
from odoo.exceptions import UserError


class RealestateChannelBillMixin(models.AbstractModel):
    """A settlement that a vendor is paid by: its one draft bill, made once, whose payment is Odoo's (CH-1, CH-7).

    Who inherits it says who is paid (``_bill_partner``), on which day (``_bill_date``), under which reference
    (``_bill_reference``) and for what (``_bill_amounts``), and has ``company_id``. When it is right to pay is the
    caller's to check; ``_create_bills`` makes the bills of many records by one ``create``.
    """

    _name = "realestate.channel.bill.mixin"
    _description = "Settled by a Vendor Bill"

    bill_id = fields.Many2one(
        "account.move",
        string="Vendor Bill",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="A draft for the accountant; one that is deleted or cancelled may be made anew.",
    )
    bill_state = fields.Selection(related="bill_id.state", string="Bill")
    bill_payment_state = fields.Selection(related="bill_id.payment_state", string="Payment of the Bill")

    # ------------------------------------------------------------------
    # what the model says
    # ------------------------------------------------------------------
    def _bill_partner(self):
        """Return the vendor (``res.partner``)."""
        raise NotImplementedError

    def _bill_amounts(self):
        """Return the lines of the bill: ``[(text, ¥, realestate.project or none)]``; together above or below zero."""
        raise NotImplementedError

    def _bill_reference(self):
        """Return what the vendor's bill is known by."""
        return self.display_name

    def _bill_date(self):
        """Return the accounting day."""
        return self.company_id._realestate_today()

    # ------------------------------------------------------------------
    # the bill
    # ------------------------------------------------------------------
    def _create_bills(self):
        """Make the draft bill of each record; a sum below zero makes the vendor's credit note.

        A record whose bill stands keeps it.

        :raises AccessError: the user may not make bills
        :raises UserError: nothing to pay
        :raises RedirectWarning: the company's account is not chosen
        :return: the bills (``account.move``)
        """
        moves = self.env["account.move"]
        moves.check_access("create")
        waiting = self.filtered(lambda record: record.sudo().bill_id.state in (False, "cancel"))
        for company, records in waiting.grouped("company_id").items():
            created = moves.with_company(company).create([record._prepare_bill_vals() for record in records])
            for record, move in zip(records, created, strict=True):
                record.sudo().bill_id = move
        return self.bill_id

    def _prepare_bill_vals(self):
        """Return the values of one bill: whole amounts as settled, without tax of their own."""
        self.ensure_one()
        amounts = self._bill_amounts()
        total = self.company_id.currency_id.round(sum(amount for _text, amount, _project in amounts))
        if not total:
            raise UserError(self.env._("%s: nothing is to be paid.", self.display_name))
        sign = 1 if total > 0 else -1
        account = self.company_id._realestate_get("realestate_commission_account_id")[
            "realestate_commission_account_id"
        ]
        return {
            "move_type": "in_invoice" if total > 0 else "in_refund",
            "company_id": self.company_id.id,
            "partner_id": self._bill_partner().id,
            "currency_id": self.company_id.currency_id.id,
            "date": self._bill_date(),
            "invoice_date": self._bill_date(),
            "ref": self._bill_reference(),
            "invoice_origin": self.display_name,
            "invoice_line_ids": [
                Command.create(
                    {
                        "name": text,
                        "account_id": account.id,
                        "quantity": 1.0,
                        "price_unit": sign * amount,
                        "tax_ids": [Command.clear()],
                        "analytic_distribution": self._bill_analytic(project),
                    }
                )
                for text, amount, project in amounts
            ],
        }

    def _bill_analytic(self, project):
        """Return the analytic distribution of a project's line."""
        account = project.channel_analytic_account_id if project else False
        return {str(account.id): 100.0} if account else False

    def action_view_bill(self):
        """Open the vendor bill."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.bill_id.id,
            "views": [(False, "form")],
        }
