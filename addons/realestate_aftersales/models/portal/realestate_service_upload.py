import base64

from odoo import api, fields, models
from odoo.exceptions import UserError


class RealestateServiceUpload(models.Model):
    """A photo or PDF of a paper that the buyer sent; an officer accepts it or sends it back with the reason (PORTAL-1)."""

    _name = "realestate.service.upload"
    _description = "Paper Sent by a Buyer"
    _inherit = ["realestate.portal.mixin"]
    _order = "state desc, id desc"

    material_id = fields.Many2one(
        "realestate.service.material", string="Paper", required=True, readonly=True, index=True, ondelete="cascade"
    )
    service_id = fields.Many2one(related="material_id.service_id", store=True, index=True)
    deal_id = fields.Many2one(related="service_id.deal_id", store=True, index=True)
    unit_id = fields.Many2one(related="service_id.unit_id", store=True)
    project_id = fields.Many2one(related="service_id.project_id", store=True, index=True)
    company_id = fields.Many2one(related="service_id.company_id", store=True, index=True)
    user_id = fields.Many2one(related="service_id.user_id", string="Who Has the File")
    name = fields.Char(string="File Name", required=True, readonly=True)
    file = fields.Binary(attachment=True, required=True, readonly=True)
    mimetype = fields.Char(readonly=True)
    image = fields.Binary(compute="_compute_image", string="Photo")
    sent_by_id = fields.Many2one("res.partner", string="Uploaded by", readonly=True, ondelete="set null")
    # "to_check" sorts last of the three, and so first in the list
    state = fields.Selection(
        [("accepted", "Accepted"), ("sent_back", "Returned to the Buyer"), ("to_check", "To Check")],
        required=True, readonly=True, default="to_check", index=True,
    )  # fmt: skip
    reason = fields.Char(readonly=True, help="Why it was sent back; the buyer reads it.")
    checked_by_id = fields.Many2one("res.users", string="Checked by", readonly=True, ondelete="set null")
    checked_on = fields.Datetime(readonly=True)

    _reason_given = models.Constraint(
        "CHECK(state != 'sent_back' OR reason IS NOT NULL)", "Say why the paper is sent back: the buyer reads it."
    )

    @api.depends("file", "mimetype")
    def _compute_image(self):
        for upload in self:
            upload.image = upload.file if (upload.mimetype or "").startswith("image/") else False

    @api.model
    def _to_base64(self, content):
        return base64.b64encode(content)

    def _portal_fields(self):
        return super()._portal_fields() | {"material_id", "name", "file", "mimetype", "state", "reason", "create_date"}

    # ------------------------------------------------------------------
    # actions
    # ------------------------------------------------------------------
    def action_accept(self):
        """Accept these papers: what needs no original is received, the scan is kept with it.

        :raises UserError: one of them was checked before
        """
        self._check_to_check()
        uploads = self.sudo()
        uploads._decide("accepted")
        for material in uploads.material_id.filtered(lambda m: not m.received and m.service_id.state == "running"):
            accepted = uploads.filtered(lambda upload, material=material: upload.material_id == material)
            if not material.attachment:
                material._keep_scan(accepted[-1:])
            if not material.originals:
                material._receive()
        return True

    def action_send_back(self, reason):
        """Send these papers back: the buyer reads why and sends them again.

        :param str reason: in the buyer's words
        :raises UserError: no reason, or one of them was checked before
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the paper is sent back: the buyer reads it."))
        self._check_to_check()
        self.sudo()._decide("sent_back", reason.strip())
        return True

    def action_view_service(self):
        """Open the file to which the paper belongs."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "realestate.service",
            "res_id": self.service_id.id,
            "views": [(False, "form")],
        }

    def _check_to_check(self):
        self.check_access("write")
        if decided := self.filtered(lambda upload: upload.state != "to_check")[:1]:
            raise UserError(self.env._("“%s” was checked already: look at its state.", decided.name))

    def _decide(self, state, reason=False):
        self.write(
            {
                "state": state,
                "reason": reason,
                "checked_by_id": self.env.uid,
                "checked_on": fields.Datetime.now(),
            }
        )
        self.service_id._papers_checked()
