from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .realestate_payment_method_line import DUE_EVENTS, DUE_UNITS

# not part of the price: collected for others, or settled after the survey
NOT_PRICE_KINDS = ("fee", "settlement")


class RealestateInstallment(models.Model):
    _inherit = "realestate.installment"

    due_event = fields.Selection(DUE_EVENTS, string="Due", required=True, default="date")
    due_count = fields.Integer(string="Delay")
    due_unit = fields.Selection(DUE_UNITS, string="Delay Unit", required=True, default="day")
    milestone_type_id = fields.Many2one(
        "realestate.milestone.type", string="Milestone", index="btree_not_null", ondelete="restrict"
    )
    percent = fields.Float(
        string="Percent of the Price", compute="_compute_percent", digits=(5, 2), help="Fees have none."
    )
    due_label = fields.Char(string="Due When", compute="_compute_due_label")

    _amount_positive = models.Constraint(
        "CHECK(amount >= 0 OR kind = 'settlement')", "An instalment cannot be negative."
    )

    @api.depends("amount", "kind", "deal_id.price")
    def _compute_percent(self):
        for line in self:
            price = line.deal_id.price
            line.percent = line.amount / price * 100 if price and line.kind not in NOT_PRICE_KINDS else 0.0

    @api.depends("due_event", "due_count", "due_unit", "milestone_type_id", "date_due")
    @api.depends_context("lang")
    def _compute_due_label(self):
        for line in self:
            line.due_label = line._due_label()

    @api.constrains("amount", "kind", "deal_id")
    def _check_plan_sum(self):
        if self.env.context.get("realestate_plan_edit") is not PLAN_EDIT:
            self.deal_id._check_plan_sum()

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._refuse_signed()
        return lines

    def write(self, vals):
        if {"amount", "kind", "deal_id"} & vals.keys():
            if self.env.context.get("realestate_invoiced_edit") is not INVOICED_EDIT:
                self._refuse_invoiced()
        if {"amount", "kind", "deal_id", "date_due", "due_event", "due_count", "due_unit"} & vals.keys():
            self._refuse_signed()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_agreed(self):
        self._refuse_invoiced()
        self._refuse_signed()

    # ------------------------------------------------------------------
    # business
    # ------------------------------------------------------------------
    def _invoiced(self):
        """Return those of these instalments that have an invoice that is not cancelled."""
        return self.filtered(lambda line: line.sudo().move_ids.filtered(lambda move: move.state != "cancel"))

    def _refuse_invoiced(self):
        for line in self._invoiced()[:1]:
            raise UserError(
                self.env._(
                    "Instalment “%(line)s” of deal %(deal)s is invoiced: its amount stays. "
                    "Cancel the invoice first, or ask for a change of the deal.",
                    line=line.name,
                    deal=line.deal_id.name,
                )
            )

    def _refuse_signed(self):
        """After signing the instalments of the price change by request alone (DEAL-7)."""
        if self.env.su:
            return
        for line in self.filtered(lambda li: li.kind not in NOT_PRICE_KINDS and li.deal_id.state != "subscribed")[:1]:
            raise UserError(
                self.env._(
                    "The payment plan of deal %s was agreed in its contract. Ask for a change of the deal.",
                    line.deal_id.name,
                )
            )

    def _due_label(self):
        """Say in words when the instalment is due, also while its event has not happened."""
        self.ensure_one()
        if self.due_event == "date":
            return format_date(self.env, self.date_due) if self.date_due else ""
        count, month = self.due_count, self.due_unit == "month"
        event = self.milestone_type_id.name if self.due_event == "milestone" else self._event_name()
        if not count:
            return self.env._("on %s", event)
        if month:
            return self.env._("%(count)s months after %(event)s", count=count, event=event)
        return self.env._("%(count)s days after %(event)s", count=count, event=event)

    def _event_name(self):
        return {
            "subscribed": self.env._("subscription"),
            "signed": self.env._("signing"),
            "online": self.env._("online signing"),
            "filed": self.env._("filing"),
            "delivered": self.env._("delivery"),
        }[self.due_event]


# what a deal passes while it writes several of its lines; not a value that a client could send
PLAN_EDIT = object()
# what a change of the deal passes while it credits part of an invoiced line
INVOICED_EDIT = object()
# what a deal passes while it changes price or method under a plan that is partly invoiced
KEEP_PLAN = object()
