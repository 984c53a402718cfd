from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_amount


class RealestateDeal(models.Model):
    """How the money of a deal ends: returned, kept, carried over or recognised as revenue (DEAL-6, DEAL-7)."""

    _inherit = "realestate.deal"

    recognised_amount = fields.Monetary(
        string="Recognised Revenue", compute="_compute_recognised_amount", help="Net of tax, from accounting."
    )

    receipt_ids = fields.One2many("realestate.receipt", "deal_id", string="Receipts")
    receipt_count = fields.Integer(compute="_compute_receipt_count")
    receipt_proposal = fields.Boolean(related="project_id.receipt_proposal")

    @api.depends("receipt_ids")
    def _compute_receipt_count(self):
        found = self.env["realestate.receipt"]._read_group([("deal_id", "in", self.ids)], ["deal_id"], ["__count"])
        counts = {deal.id: count for deal, count in found}
        for deal in self:
            deal.receipt_count = counts.get(deal._origin.id, 0)

    @api.depends("move_line_ids.balance", "move_line_ids.parent_state")
    def _compute_recognised_amount(self):
        lines = self.env["account.move.line"].sudo()
        found = lines._read_group(
            [
                ("realestate_deal_id", "in", self.ids),
                ("parent_state", "=", "posted"),
                ("move_id.realestate_is_recognition", "=", True),
                ("account_id.internal_group", "=", "income"),
            ],
            ["realestate_deal_id"],
            ["balance:sum"],
        )
        amounts = {deal.id: -balance for deal, balance in found}
        for deal in self:
            deal.recognised_amount = amounts.get(deal._origin.id, 0.0)

    # ------------------------------------------------------------------
    # actions
    # ------------------------------------------------------------------
    def action_register_receipt(self):
        """Open a new receipt for this deal, with what is due by now as its amount."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Register a Receipt"),
            "res_model": "realestate.receipt",
            "views": [(self.env.ref("realestate_sales.realestate_receipt_view_form_register").id, "form")],
            "target": "new",
            "context": {"default_deal_id": self.id, "default_amount": self._amount_to_collect()},
        }

    def action_refund(self):
        """Ask how much of the buyer's credit is paid back, and from which account."""
        self.ensure_one()
        self._check_accountant()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refund"),
            "res_model": "realestate.deal.refund",
            "view_mode": "form",
            "target": "new",
            "context": {"default_deal_id": self.id},
        }

    def action_recognise_revenue(self):
        """Recognise the revenue of delivered deals on the day of delivery and open the entries (DEAL-6)."""
        self._check_accountant()
        if not_delivered := self.filtered(lambda d: d.state != "delivered"):
            raise UserError(self.env._("Deal %s is not delivered yet.", not_delivered[0].name))
        entries = self.env["account.move"]
        for deal in self:
            entries |= deal._recognise_revenue(deal.date_delivered or deal.project_id._today())
        if not entries:
            raise UserError(self.env._("Everything that is invoiced has been recognised already."))
        action = self.env["ir.actions.actions"]._for_xml_id("account.action_move_journal_line")
        return {**action, "domain": [("id", "in", entries.ids)], "context": {}}

    def _check_accountant(self):
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group("account.group_account_invoice")):
            raise AccessError(self.env._("This is for the accountant."))

    def _amount_to_collect(self):
        """Return what the buyer has to pay now (¥): what is due, else the next instalment; less his credit."""
        self.ensure_one()
        open_parts = self.installment_ids.filtered(lambda i: i.residual_amount > 0)
        today = self.project_id._today()
        due = open_parts.filtered(lambda i: i.date_due and i.date_due <= today)
        parts = due or open_parts.sorted(lambda i: (not i.date_due, i.date_due or today, i.sequence))[:1]
        return max(sum(parts.mapped("residual_amount")) - self.sudo().credit_amount, 0.0)

    # ------------------------------------------------------------------
    # withdrawal, exchange, change of buyers
    # ------------------------------------------------------------------
    def _settle_withdrawal(self, change):
        """Credit what was invoiced, keep the forfeit or penalty, leave the rest to be refunded (DEAL-7).

        What is sold together is settled together, on this deal. Nothing stays on the advance account.

        :param change: the approved request: ``forfeit_amount``, ``penalty_amount`` and
            ``compensation_amount`` (¥) say what is kept or paid on top
        """
        self.ensure_one()
        family = self._family()
        label = self.env._("Withdrawal %(change)s of deal %(deal)s", change=change.display_name, deal=self.name)
        family._credit_invoices(label)
        for child in family - self:
            child._transfer_credit(self.sudo())
        deal = self.sudo()
        if kept := change.forfeit_amount + change.penalty_amount:
            deal._post_claim(kept, "out_invoice", "realestate_penalty_account_id", label)
        if change.compensation_amount:
            deal._post_claim(change.compensation_amount, "out_refund", "realestate_compensation_account_id", label)
        deal._allocate_credit()

    def _transfer_money(self, new_deal):
        """Carry what was paid on this deal over to the one that follows it, and settle its instalments (DEAL-7).

        The buyer may be another person: one entry moves the credit from one account to the other.
        """
        self.ensure_one()
        old, new = self.sudo(), new_deal.sudo()
        old._credit_invoices(self.env._("Deal %(old)s is followed by %(new)s", old=old.name, new=new.name))
        if old._transfer_credit(new):
            new._due_to_invoice()._create_invoices()
            new._allocate_credit()

    def _credit_invoices(self, label):
        """Post a credit note for all that is invoiced on these deals and settle each pair.

        :param str label: why, printed on the credit notes
        :return: the credit notes
        """
        invoices = self.installment_ids.filtered("invoiced_amount").move_ids.filtered(
            lambda m: m.state == "posted" and m.payment_state != "reversed" and m.amount_total
        )
        originals = invoices.filtered(lambda m: not m.reversed_entry_id)
        moves = self.env["account.move"]
        pairs = []
        for installment, group in originals.grouped("realestate_installment_id").items():
            move = moves.create(installment._prepare_credit_vals(group[0], label))
            moves |= move
            pairs.append((group[0], move))
        moves.action_post()
        plan = []
        for pair in pairs:
            lines = (pair[0] | pair[1]).line_ids.filtered(
                lambda line: line.account_id.account_type == "asset_receivable" and not line.reconciled
            )
            if len({line.amount_residual > 0 for line in lines}) == 2:
                plan.append(lines)
        if plan:
            self.env["account.move.line"]._reconcile_plan(plan)
        for deal in self.filtered("recognised_amount"):
            deal._recognise_revenue(deal.project_id._today())
        return moves

    def _post_claim(self, amount, move_type, account_name, label):
        """Post an untaxed invoice or credit note of ``amount`` (¥) on one of the company's accounts."""
        self.ensure_one()
        today = self.project_id._today()
        accounting = self.company_id._realestate_get(account_name, "realestate_journal_id")
        move = (
            self.env["account.move"]
            .with_company(self.company_id)
            .create(
                {
                    **self._prepare_move_vals(move_type, accounting["realestate_journal_id"], today),
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": label,
                                "quantity": 1.0,
                                "price_unit": amount,
                                "account_id": accounting[account_name].id,
                                "tax_ids": [Command.clear()],
                            }
                        )
                    ],
                }
            )
        )
        move.action_post()
        return move

    def _transfer_credit(self, new_deal):
        """Move the open credit of this deal to ``new_deal`` by one entry.

        :return: the entry, empty where there is no credit
        """
        self.ensure_one()
        entries = self.env["account.move"]
        credits = self.env["account.move.line"].search([*self._open_lines_domain(), ("amount_residual", "<", 0)])
        for (account, partner), lines in credits.grouped(lambda line: (line.account_id, line.partner_id)).items():
            amount = -sum(lines.mapped("amount_residual"))
            entry = entries.with_company(self.company_id).create(
                self._prepare_transfer_vals(new_deal, account, partner, amount)
            )
            entry.action_post()
            debit = entry.line_ids.filtered(lambda line: line.realestate_deal_id == self)
            (lines | debit).reconcile()
            entries |= entry
        return entries

    def _prepare_transfer_vals(self, new_deal, account, partner, amount):
        label = self.env._("Carried over from %(old)s to %(new)s", old=self.name, new=new_deal.name)
        buyer = new_deal.partner_id.with_company(self.company_id)
        new_account = account if buyer == partner else buyer.property_account_receivable_id
        return {
            **self._prepare_entry_vals(self.project_id._today(), label),
            "line_ids": [
                Command.create(
                    {
                        "name": label,
                        "account_id": account.id,
                        "partner_id": partner.id,
                        "debit": amount,
                        "realestate_deal_id": self.id,
                    }
                ),
                Command.create(
                    {
                        "name": label,
                        "account_id": new_account.id,
                        "partner_id": buyer.id,
                        "credit": amount,
                        "realestate_deal_id": new_deal.id,
                    }
                ),
            ],
        }

    def _prepare_entry_vals(self, date, label):
        """Return the head of a miscellaneous entry of this deal."""
        journals = self.env["account.journal"]
        journal = journals.search([*journals._check_company_domain(self.company_id), ("type", "=", "general")], limit=1)
        if not journal:
            raise UserError(
                self.env._("Company %s has no journal for miscellaneous entries; create one.", self.company_id.name)
            )
        return {
            "move_type": "entry",
            "company_id": self.company_id.id,
            "journal_id": journal.id,
            "date": date,
            "ref": label,
            "realestate_deal_id": self.id,
        }

    def _refund(self, amount, journal, date, memo=False):
        """Pay ``amount`` (¥) of this deal's credit back to its buyer.

        :raises UserError: more than the credit
        :return: the posted payment
        """
        self.ensure_one()
        self._check_accountant()
        deal = self.sudo()
        deal.lock_for_update(allow_referencing=True)
        if self.currency_id.compare_amounts(amount, 0) <= 0 or amount > deal.credit_amount:
            raise UserError(
                self.env._(
                    "At most %(credit)s can be refunded on deal %(deal)s.",
                    credit=format_amount(self.env, deal.credit_amount, self.currency_id),
                    deal=self.name,
                )
            )
        payment = (
            self.env["account.payment"]
            .sudo()
            .with_context(force_payment_move=True)
            .create(
                {
                    "payment_type": "outbound",
                    "partner_type": "customer",
                    "partner_id": self.partner_id.id,
                    "company_id": self.company_id.id,
                    "journal_id": journal.id,
                    "currency_id": self.currency_id.id,
                    "amount": amount,
                    "date": date,
                    "memo": memo or self.env._("Refund %(deal)s %(unit)s", deal=self.name, unit=self.unit_id.name),
                    "realestate_deal_id": self.id,
                }
            )
        )
        payment.action_post()
        deal._allocate_credit()
        return payment.sudo(self.env.su)

    # ------------------------------------------------------------------
    # revenue
    # ------------------------------------------------------------------
    def _recognise_revenue(self, date, label=None):
        """Move what is invoiced of the price from the advance account to revenue, in one entry (DEAL-6).

        The tax was posted with the invoices, so the amount is net. What was recognised before is not
        recognised again; what is invoiced or credited later is, by calling once more: ``account.move`` does so
        when it is posted.

        :param datetime.date date: of the entry, the day of delivery
        :param str label: of the entry; by default it names the delivery
        :return: the posted entry, empty where there is nothing to recognise
        """
        self.ensure_one()
        deal = self.sudo()
        balances = deal._advance_balances()
        if not balances:
            return self.env["account.move"]
        label = label or self.env._("Delivery of %(unit)s, deal %(deal)s", unit=self.unit_id.name, deal=self.name)
        revenue = self.env["realestate.revenue.account"]._account(self.company_id, deal.unit_id.property_type)
        amounts = [(account, -balance) for account, balance in balances.items()]
        amounts.append((revenue, sum(balances.values())))
        entry = (
            self.env["account.move"]
            .sudo()
            .with_company(self.company_id)
            .create(
                {
                    **deal._prepare_entry_vals(date, label),
                    "realestate_is_recognition": True,
                    "line_ids": [
                        Command.create(
                            {
                                "name": label,
                                "account_id": account.id,
                                "partner_id": deal.partner_id.id,
                                "balance": value,
                            }
                        )
                        for account, value in amounts
                    ],
                }
            )
        )
        entry.action_post()
        return entry.sudo(self.env.su)

    def _advance_balances(self):
        """Return {advance account: balance} of this deal where it is not zero (¥, credit negative)."""
        self.ensure_one()
        parts = self.installment_ids.filtered(lambda i: i.kind != "fee")
        # of cancelled ones too: their account may still carry what was recognised of them
        accounts = parts.move_ids.invoice_line_ids.account_id
        accounts = accounts.filtered(lambda a: a.internal_group == "liability")
        found = self.env["account.move.line"]._read_group(
            [
                ("realestate_deal_id", "=", self.id),
                ("parent_state", "=", "posted"),
                ("account_id", "in", accounts.ids),
            ],
            ["account_id"],
            ["balance:sum"],
        )
        return {account: balance for account, balance in found if not self.currency_id.is_zero(balance)}
