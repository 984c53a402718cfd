from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.mimetypes import guess_mimetype

UPLOAD_TYPES = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "application/pdf": ".pdf"}
# photos of one paper that wait to be checked: both sides of a card, the pages of a statement
UPLOADS_WAITING = 12
MEGABYTE = 1024 * 1024


class RealestateServiceMaterial(models.Model):
    """A paper that the buyer may send from his phone (PORTAL-1)."""

    _name = "realestate.service.material"
    _inherit = ["realestate.portal.mixin", "realestate.service.material"]

    upload_ids = fields.One2many("realestate.service.upload", "material_id", string="Sent by the Buyer")
    portal_state = fields.Selection(
        [
            ("missing", "Missing"),
            ("to_check", "To Be Checked"),
            ("sent_back", "Returned to the Buyer"),
            ("original", "Bring the Original"),
            ("received", "Received"),
        ],
        string="Online",
        compute="_compute_portal_state",
        help="Where the paper stands for the buyer.",
    )

    @api.depends("received", "upload_ids.state")
    def _compute_portal_state(self):
        for material in self:
            states = set(material.sudo().upload_ids.mapped("state"))
            newest = material.sudo().upload_ids.sorted("id")[-1:].state
            if material.received:
                material.portal_state = "received"
            elif "to_check" in states:
                material.portal_state = "to_check"
            elif newest == "sent_back":
                material.portal_state = "sent_back"
            elif newest == "accepted":
                # what is needed in original has to come in person
                material.portal_state = "original"
            else:
                material.portal_state = "missing"

    def _portal_fields(self):
        return super()._portal_fields() | {
            "service_id",
            "type_id",
            "originals",
            "copies",
            "required",
            "received",
            "date_received",
            "portal_state",
        }

    def _home_reason(self):
        """Return why what the buyer sent last was sent back."""
        return self.upload_ids.filtered(lambda upload: upload.state == "sent_back").sorted("id")[-1:].reason

    def _home_upload(self, files):
        """Take what the buyer sends of this paper: it waits until an officer has checked it.

        :param list files: (file name, content) of each photo or PDF
        :return: the uploads
        :raises UserError: nothing chosen, too large, another kind of file, the paper is here already
        """
        self.ensure_one()
        self.check_access("read")
        material = self.sudo()
        material._check_running()
        name = material.type_id.name
        if material.source != "buyer" or material.received:
            raise UserError(self.env._("“%s” need not be sent: it is here already or does not come from you.", name))
        if not files:
            raise UserError(self.env._("Choose a photo or PDF of “%s” first.", name))
        waiting = material.upload_ids.filtered(lambda upload: upload.state == "to_check")
        if len(waiting) + len(files) > UPLOADS_WAITING:
            raise UserError(
                self.env._(
                    "Of “%(paper)s” at most %(count)s files may wait to be checked: send one PDF instead.",
                    paper=name,
                    count=UPLOADS_WAITING,
                )
            )
        uploads = material.upload_ids.create([material._prepare_upload_vals(*file) for file in files])
        material.service_id._ask_to_check_papers()
        return uploads.with_env(self.env)

    def _prepare_upload_vals(self, file_name, content):
        limit = self.project_id.upload_max_size
        if len(content) > limit * MEGABYTE:
            raise UserError(
                self.env._(
                    "“%(file)s” is larger than %(limit)s MB: take the photo at a lower resolution.",
                    file=file_name,
                    limit=limit,
                )
            )
        mimetype = guess_mimetype(content, default="")
        if not content or mimetype not in UPLOAD_TYPES:
            raise UserError(self.env._("“%s” is neither a photo (JPG, PNG) nor a PDF: choose another file.", file_name))
        # what is kept is named by what it is, not by what the phone says
        stem = (file_name or "").rsplit(".", 1)[0].strip()[:80] or self.type_id.name
        return {
            "material_id": self.id,
            "name": f"{stem}{UPLOAD_TYPES[mimetype]}",
            "mimetype": mimetype,
            "file": self.env["realestate.service.upload"]._to_base64(content),
            "sent_by_id": self.env.user.partner_id.id,
        }

    def _keep_scan(self, upload):
        """Keep what was accepted as the paper's scan, without taking the paper for received."""
        self.with_context(realestate_scan_only=True).write({"attachment": upload.file, "attachment_name": upload.name})

    def _check_attachment(self):
        # an original is not here because its photo is
        if not self.env.context.get("realestate_scan_only"):
            super()._check_attachment()
