from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_amount, format_date


class RealestateDayClose(models.Model):
    """The money taken in a project on one day, handed over, confirmed and closed (DEAL-12)."""

    _name = "realestate.day.close"
    _description = "Day's End"
    _inherit = ["mail.thread"]
    _order = "date desc, project_id"
    _check_company_auto = True

    project_id = fields.Many2one(
        "realestate.project",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env["realestate.project"].search([], limit=1),
    )
    company_id = fields.Many2one(related="project_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(
        string="Business Day",
        required=True,
        index=True,
        compute="_compute_date",
        store=True,
        readonly=False,
        precompute=True,
    )
    state = fields.Selection(
        [("open", "Open"), ("closed", "Closed")], required=True, readonly=True, default="open", tracking=True
    )
    line_ids = fields.One2many("realestate.day.close.line", "close_id", string="By Means of Payment")
    taken_amount = fields.Monetary(string="Taken", compute="_compute_totals", store=True)
    confirmed_amount = fields.Monetary(string="Confirmed", compute="_compute_totals", store=True)
    pending_amount = fields.Monetary(string="Not Confirmed", compute="_compute_totals", store=True)
    receipt_ids = fields.Many2many("realestate.receipt", string="Receipts of the Day", compute="_compute_receipt_ids")
    open_receipt_ids = fields.Many2many(
        "realestate.receipt",
        string="Still Open",
        compute="_compute_receipt_ids",
        help="Taken and not confirmed, or confirmed and not matched, on this day or before.",
    )
    note = fields.Text(string="Remark", help="Needed to close a day on which not all money is confirmed.")
    closed_by_id = fields.Many2one("res.users", string="Closed by", readonly=True, copy=False)
    closed_on = fields.Datetime(readonly=True, copy=False)

    _day_uniq = models.UniqueIndex("(project_id, date)", "This day of the project has its sheet already.")

    # ------------------------------------------------------------------
    # compute
    # ------------------------------------------------------------------
    @api.depends("project_id")
    def _compute_date(self):
        for sheet in self.filtered(lambda s: s.project_id and not s.date):
            sheet.date = sheet.project_id._today()

    @api.depends("line_ids.taken_amount", "line_ids.confirmed_amount")
    def _compute_totals(self):
        for sheet in self:
            sheet.taken_amount = sum(sheet.line_ids.mapped("taken_amount"))
            sheet.confirmed_amount = sum(sheet.line_ids.mapped("confirmed_amount"))
            sheet.pending_amount = sheet.taken_amount - sheet.confirmed_amount

    @api.depends("project_id", "date", "line_ids")
    def _compute_receipt_ids(self):
        receipts = self.env["realestate.receipt"]
        for sheet in self:
            sheet.receipt_ids = receipts.search([("project_id", "=", sheet.project_id.id), ("date", "=", sheet.date)])
            sheet.open_receipt_ids = receipts.search(
                [
                    ("project_id", "=", sheet.project_id.id),
                    ("date", "<=", sheet.date),
                    ("state", "in", ("proposed", "confirmed")),
                ]
            )

    @api.depends("project_id", "date")
    def _compute_display_name(self):
        for sheet in self:
            day = format_date(self.env, sheet.date) if sheet.date else ""
            sheet.display_name = f"{sheet.project_id.name or ''} {day}"

    # ------------------------------------------------------------------
    # crud
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        sheets = super().create([{key: vals[key] for key in vals if key != "line_ids"} for vals in vals_list])
        for sheet in sheets:
            if sheet.date > sheet.project_id._today():
                raise UserError(self.env._("%s has not come yet.", format_date(self.env, sheet.date)))
        sheets.sudo()._refresh_lines()
        return sheets

    def write(self, vals):
        if not self.env.su:
            if {"state", "line_ids", "closed_by_id", "closed_on"} & vals.keys():
                raise AccessError(self.env._("A day is closed with its button."))
            if {"project_id", "date", "note"} & vals.keys() and "closed" in self.mapped("state"):
                raise UserError(self.env._("The day is closed. A director can reopen it with a reason."))
        result = super().write(vals)
        if {"project_id", "date"} & vals.keys():
            self.sudo()._refresh_lines()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        if "closed" in self.mapped("state"):
            raise UserError(self.env._("A closed day stays on record."))

    # ------------------------------------------------------------------
    # actions
    # ------------------------------------------------------------------
    def action_close(self):
        """Close these days with their totals by means of payment; for the accountant.

        :raises UserError: money is not confirmed and there is no remark why
        """
        self.check_access("write")
        if not self.env["realestate.receipt"]._is_accountant():
            raise AccessError(self.env._("A day is closed by the accountant."))
        try:
            self.lock_for_update(allow_referencing=True)
        except UserError:
            raise UserError(self.env._("Somebody is closing this day at this very moment.")) from None
        sheets = self.filtered(lambda s: s.state == "open").sudo()
        sheets._refresh_lines()
        for sheet in sheets:
            if sheet.pending_amount and not (sheet.note or "").strip():
                raise UserError(
                    self.env._(
                        "%(amount)s taken on this day is not confirmed. Confirm or reject the receipts, or write in"
                        " the remark why the day is closed without them.",
                        amount=format_amount(self.env, sheet.pending_amount, sheet.currency_id),
                    )
                )
        sheets.write({"state": "closed", "closed_by_id": self.env.uid, "closed_on": fields.Datetime.now()})
        return True

    def action_open_reopen(self):
        """Ask a director for the reason of reopening."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reopen the Day"),
            "res_model": "realestate.day.close.reopen",
            "view_mode": "form",
            "target": "new",
            "context": {"default_close_id": self.id},
        }

    def action_reopen(self, reason):
        """Open a closed day again; for directors, with the reason kept in the sheet's history.

        :param str reason: why
        :raises AccessError: the user is no director
        """
        self.ensure_one()
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group("realestate_sales.realestate_sales_group_director")):
            raise AccessError(self.env._("Only a director reopens a closed day."))
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the day is reopened."))
        sheet = self.sudo()
        sheet.write({"state": "open", "closed_by_id": False, "closed_on": False})
        sheet._refresh_lines()
        sheet.message_post(body=self.env._("Reopened by %(user)s: %(reason)s", user=self.env.user.name, reason=reason))
        return True

    # ------------------------------------------------------------------
    # business
    # ------------------------------------------------------------------
    def _refresh_lines(self):
        """Add up open days anew; a closed day keeps the totals it was closed with."""
        for sheet in self.filtered(lambda s: s.state == "open"):
            sheet.line_ids = [Command.clear(), *(Command.create(vals) for vals in sheet._prepare_lines())]

    def _prepare_lines(self):
        """Return the values of the lines: receipts by means, then payments made directly on invoices."""
        self.ensure_one()
        day = [("project_id", "=", self.project_id.id), ("date", "=", self.date), ("state", "!=", "rejected")]
        receipts = self.env["realestate.receipt"]
        groups = receipts._read_group(day, ["means_id"], ["__count", "amount:sum"])
        confirmed = dict(receipts._read_group([*day, ("state", "!=", "proposed")], ["means_id"], ["amount:sum"]))
        lines = [
            {
                "means_id": means.id,
                "receipt_count": count,
                "taken_amount": amount,
                "confirmed_amount": confirmed.get(means, 0.0),
            }
            for means, count, amount in groups
        ]
        count, amount = self._direct_payments()
        if count:
            lines.append({"receipt_count": count, "taken_amount": amount, "confirmed_amount": amount})
        return lines

    def _direct_payments(self):
        """Return (number, ¥) of the day's payments that the accountant entered without a receipt."""
        payments = self.env["account.payment"].search(
            [
                ("realestate_deal_id.project_id", "=", self.project_id.id),
                ("date", "=", self.date),
                ("payment_type", "=", "inbound"),
                ("state", "in", ("in_process", "paid")),
            ]
        )
        known = self.env["realestate.receipt"].search([("payment_id", "in", payments.ids)]).payment_id
        return len(payments - known), sum((payments - known).mapped("amount"))
