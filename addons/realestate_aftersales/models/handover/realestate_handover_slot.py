from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class RealestateHandoverSlot(models.Model):
    """An hour of a handover day with limited places; the database keeps it from being overbooked (HND-1)."""

    _name = "realestate.handover.slot"
    _description = "Handover Slot"
    _order = "day, hour"

    plan_id = fields.Many2one("realestate.handover.plan", required=True, index=True, ondelete="cascade")
    project_id = fields.Many2one(related="plan_id.project_id", store=True, index=True)
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True)
    day = fields.Date(required=True)
    hour = fields.Float(string="From", required=True, aggregator=None, help="Hour of the project's day, e.g. 9:30.")
    capacity = fields.Integer(string="Places", required=True, default=8)
    booked = fields.Integer(readonly=True, copy=False)
    handover_ids = fields.One2many("realestate.handover", "slot_id", string="Booked by")

    _slot_uniq = models.UniqueIndex("(plan_id, day, hour)", "There is a slot at this hour already.")
    _not_overbooked = models.Constraint(
        "CHECK(COALESCE(booked, 0) BETWEEN 0 AND capacity)",
        "This slot is full: choose another one, or give it more places.",
    )
    _hour_of_day = models.Constraint("CHECK(hour >= 0 AND hour < 24)", "An hour lies between 0:00 and 23:59.")

    @api.depends("day", "hour")
    def _compute_display_name(self):
        for slot in self:
            slot.display_name = f"{slot.day or ''} {slot._hour_text()}"

    def _hour_text(self):
        """Return the hour as a clock shows it."""
        minutes = round(self.hour * 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"

    @api.constrains("day", "plan_id")
    def _check_day(self):
        for slot in self:
            if not slot.plan_id.date_from <= slot.day <= slot.plan_id.date_to:
                raise UserError(
                    self.env._("%(slot)s is not one of the days of %(plan)s.", slot=slot.day, plan=slot.plan_id.name)
                )

    def _take(self):
        """Take one place of this slot, or say that it is full; nobody waits for anybody.

        :raises UserError: no place is left
        """
        self.ensure_one()
        self.flush_recordset()
        taken = self.env.execute_query(
            SQL(
                """UPDATE realestate_handover_slot SET booked = COALESCE(booked, 0) + 1
                    WHERE id = %s AND COALESCE(booked, 0) < capacity RETURNING id""",
                self.id,
            )
        )
        self.invalidate_recordset(["booked"])
        if not taken:
            raise UserError(self.env._("%s is full: choose another time.", self.display_name))

    def _give_back(self):
        """Give one place of each of these slots back."""
        self.flush_model(["booked"])
        self.env.cr.execute(
            SQL(
                "UPDATE realestate_handover_slot SET booked = booked - 1 WHERE id = ANY(%s) AND booked > 0",
                list(self.ids),
            )
        )
        self.invalidate_recordset(["booked"])
