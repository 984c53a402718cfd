from odoo import fields, models
from odoo.tools import SQL


class RealestateRegistrationCounter(models.Model):
    """How many numbers a partner asked about on a day: one row, which two of his own phones cannot both raise past
    the quota (CH-6). A refused number counts too: who tries numbers learns few answers a day."""

    _name = "realestate.registration.counter"
    _description = "Registrations of a Day"
    _order = "day desc, id desc"
    _rec_name = "day"

    channel_partner_id = fields.Many2one(
        "realestate.channel.partner", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="channel_partner_id.company_id", store=True, index=True)
    day = fields.Date(required=True, readonly=True)
    asked = fields.Integer(required=True, readonly=True)

    _day_uniq = models.UniqueIndex("(channel_partner_id, day)", "A partner has one counter a day.")
    _asked_positive = models.Constraint("CHECK(asked >= 0)", "The number asked cannot be negative.")

    def _take(self, partner, day):
        """Count one more number asked by ``partner`` on ``day``.

        Who comes second in the same moment waits for the first and is replayed by Odoo.

        :return: how many it are then
        """
        [[asked]] = self.env.execute_query(
            SQL(
                """INSERT INTO realestate_registration_counter AS counter (channel_partner_id, company_id, day, asked)
                        VALUES (%(partner)s, %(company)s, %(day)s, 1)
                   ON CONFLICT (channel_partner_id, day) DO UPDATE SET asked = counter.asked + 1
                     RETURNING asked""",
                partner=partner.id,
                company=partner.company_id.id,
                day=day,
            )
        )
        self.invalidate_model(["asked"])
        return asked
