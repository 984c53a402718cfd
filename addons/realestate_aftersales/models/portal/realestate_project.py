from odoo import fields, models


class RealestateProject(models.Model):
    _inherit = "realestate.project"

    slot_days_ahead = fields.Integer(
        string="Portal Booking Ends (Days Before)",
        default=1,
        help="Up to so many days before the slot a buyer books, changes or cancels it on the portal; later he calls"
        " the desk (HND-1).",
    )
    upload_max_size = fields.Integer(
        string="Largest Upload (MB)", default=10, help="Of one photo or PDF that a buyer sends on the portal."
    )

    _slot_days_ahead_range = models.Constraint(
        "CHECK(slot_days_ahead BETWEEN 0 AND 60)", "Booking on the portal ends between 0 and 60 days before the slot."
    )
    _upload_max_size_range = models.Constraint(
        "CHECK(upload_max_size BETWEEN 1 AND 50)", "An upload may have between 1 and 50 MB."
    )
