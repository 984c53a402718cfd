from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

# of 5
SATISFIED = 4
RATINGS = range(1, 6)
# written by the rating alone
RATING_FIELDS = {"satisfaction", "satisfaction_comment", "date_rated", "rated_by"}


class RealestateHandover(models.Model):
    """The buyer's side of his handover: his slot, and what he thinks of it afterwards (HND-1, PORTAL-1)."""

    _name = "realestate.handover"
    _inherit = ["realestate.portal.mixin", "rating.mixin", "realestate.handover"]

    satisfaction = fields.Integer(readonly=True, copy=False, aggregator="avg", tracking=True, help="1 to 5.")
    satisfaction_comment = fields.Text(string="What He Says", readonly=True, copy=False)
    date_rated = fields.Date(string="Rated on", readonly=True, copy=False, index="btree_not_null")
    rated_by = fields.Selection([("desk", "The desk"), ("portal", "The buyer")], string="Entered by", readonly=True)

    _satisfaction_range = models.Constraint(
        "CHECK(date_rated IS NULL OR satisfaction BETWEEN 1 AND 5)", "A rating lies between 1 and 5."
    )

    def _portal_fields(self):
        return super()._portal_fields() | {
            "deal_id",
            "unit_id",
            "plan_id",
            "date_noticed",
            "slot_id",
            "state",
            "date_delivered",
            "satisfaction",
            "satisfaction_comment",
            "date_rated",
        }

    def write(self, vals):
        if not self.env.su and RATING_FIELDS & vals.keys():
            raise AccessError(self.env._("What a buyer thinks of his handover is entered by “Enter Rating” alone."))
        return super().write(vals)

    def _rating_get_parent_field_name(self):
        # the project decides who may read what was said: see the rules of ratings
        return "project_id"

    # ------------------------------------------------------------------
    # slot
    # ------------------------------------------------------------------
    def _last_booking_day(self):
        """Return the first day that the buyer may still book, change or cancel by himself."""
        self.ensure_one()
        return self.project_id._today() + timedelta(days=self.project_id.slot_days_ahead)

    def _home_may_book(self):
        """Whether the buyer may choose or change his slot now; the desk may longer."""
        self.ensure_one()
        return (
            self.state in ("open", "refused")
            and self.plan_id.state == "noticed"
            and (not self.slot_id or self.slot_id.day >= self._last_booking_day())
        )

    def _home_slots(self):
        """Return the days of the plan with their slots that are still to be booked: [(day, slots)]."""
        self.ensure_one()
        first = self._last_booking_day()
        slots = self.plan_id.slot_ids.filtered(lambda slot: slot.day >= first).sorted()
        return list(slots.grouped("day").items())

    def _home_book(self, slot_id):
        """Book a slot of the plan for the buyer; the one he had is given back (HND-1).

        :param int slot_id: as the page sent it
        :raises UserError: full, of another plan, too late to do it by himself
        """
        self.ensure_one()
        self.check_access("read")
        handover = self.sudo()
        slot = self.env["realestate.handover.slot"].sudo().browse(slot_id).exists()
        if not slot or slot.plan_id != handover.plan_id:
            raise UserError(self.env._("This time is not one of your handover: choose one of the list."))
        if not handover._home_may_book() or slot.day < handover._last_booking_day():
            raise UserError(handover._home_too_late())
        handover.action_book(slot, by="portal")

    def _home_cancel(self):
        """Give the buyer's slot back.

        :raises UserError: too late to do it by himself
        """
        self.ensure_one()
        self.check_access("read")
        handover = self.sudo()
        if not handover.slot_id or not handover._home_may_book():
            raise UserError(handover._home_too_late())
        handover.action_cancel_slot()

    def _home_too_late(self):
        if self.state not in ("open", "refused"):
            return self.env._("This handover needs no time any more.")
        return self.env._(
            "Times are booked, changed and cancelled here until %s days before: please call customer service.",
            self.project_id.slot_days_ahead,
        )

    def _home_notice(self):
        """Say when and where the home is handed over."""
        plan = self.plan_id
        days = {"first": format_date(self.env, plan.date_from), "last": format_date(self.env, plan.date_to)}
        if not plan.place:
            return self.env._("Your home is handed over from %(first)s to %(last)s.", **days)
        return self.env._(
            "Your home is handed over from %(first)s to %(last)s. Please come to: %(place)s.", place=plan.place, **days
        )

    def _home_todo(self):
        """Return what the buyer should do about his handover: sentence, anchor, whether it is pressing."""
        rows = []
        for handover in self:
            if handover.state in ("open", "refused") and handover.plan_id.state == "noticed" and not handover.slot_id:
                plan = handover.plan_id
                sentence = self.env._(
                    "Handover from %(first)s to %(last)s: please book your time.",
                    first=format_date(self.env, plan.date_from),
                    last=format_date(self.env, plan.date_to),
                )
                rows.append((sentence, "#handover", False))
            if handover._may_be_rated():
                rows.append((self.env._("Your home is handed over: how was it?"), "#handover", False))
        return rows

    # ------------------------------------------------------------------
    # rating
    # ------------------------------------------------------------------
    def _may_be_rated(self):
        self.ensure_one()
        return self.state == "delivered" and not self.date_rated

    def action_rate(self, value, comment=False):
        """Enter what the buyer says of his handover at the desk or on the phone.

        :param int value: 1 to 5
        :param str comment: in his words
        :raises UserError: not signed yet, rated already, no such value
        """
        self.ensure_one()
        self.check_access("write")
        self._rate(value, comment, "desk")
        return True

    def _home_rate(self, value, comment):
        """Take the buyer's own rating."""
        self.ensure_one()
        self.check_access("read")
        self._rate(value, comment, "portal")

    def _rate(self, value, comment, by):
        handover = self.sudo()
        if value not in RATINGS:
            raise UserError(self.env._("Choose between 1 and 5 stars."))
        if handover.date_rated:
            raise UserError(self.env._("This handover was rated already."))
        if handover.state != "delivered":
            raise UserError(self.env._("A handover is rated once it is signed."))
        comment = (comment or "").strip()[:2000]
        handover.write(
            {
                "satisfaction": value,
                "satisfaction_comment": comment,
                "date_rated": handover.project_id._today(),
                "rated_by": by,
            }
        )
        handover.rating_apply(
            value, token=handover._rating_get_access_token(handover._rating_customer(by)), feedback=comment
        )

    def _rating_customer(self, by):
        """Return whose rating it is: the buyer who gave it himself, else the one the deal is invoiced to."""
        partner = self.env.user.partner_id
        return partner if by == "portal" else self.deal_id.partner_id
