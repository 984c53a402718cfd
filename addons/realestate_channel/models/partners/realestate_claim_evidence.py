from odoo import fields, models


class RealestateClaimEvidence(models.Model):
    _inherit = "realestate.claim.evidence"

    kind = fields.Selection(
        selection_add=[("registration", "Partner's Registration")], ondelete={"registration": "cascade"}
    )

    def _text_registration(self, detail):
        registration = self.env["realestate.registration"].sudo().browse(self.res_id).exists()
        return self.env._(
            "Registered by the partner %(partner)s, no. %(number)s: %(state)s",
            partner=registration.channel_partner_id.display_name,
            number=detail,
            state=dict(registration._fields["state"]._description_selection(self.env)).get(registration.state, ""),
        )
