from odoo import api, fields, models
from odoo.exceptions import UserError

from .realestate_service_template_material import SOURCES


class RealestateServiceMaterial(models.Model):
    """A paper of one file: who brings it, whether it is here, whether it was given back (SRV-1)."""

    _name = "realestate.service.material"
    _description = "Paper of a Service File"
    _order = "service_id, sequence, id"
    _rec_name = "type_id"

    service_id = fields.Many2one("realestate.service", required=True, index=True, ondelete="cascade")
    project_id = fields.Many2one(related="service_id.project_id", store=True, index=True)
    company_id = fields.Many2one(related="service_id.company_id", store=True, index=True)
    template_material_id = fields.Many2one(
        "realestate.service.template.material", index="btree_not_null", ondelete="set null"
    )
    sequence = fields.Integer(default=10)
    type_id = fields.Many2one(
        "realestate.document.type", string="Paper", required=True, index=True, ondelete="restrict"
    )
    stage_id = fields.Many2one("realestate.service.stage", string="Needed to Finish", ondelete="restrict")
    source = fields.Selection(SOURCES, string="Brought by", required=True, default="buyer")
    originals = fields.Integer()
    copies = fields.Integer(default=1)
    required = fields.Boolean(default=True)
    date_received = fields.Date(string="Received on")
    received_by_id = fields.Many2one("res.users", string="Received by", readonly=True)
    received = fields.Boolean(compute="_compute_received", store=True)
    date_returned = fields.Date(string="Given Back on")
    attachment = fields.Binary(string="Scan", attachment=True)
    attachment_name = fields.Char(string="File Name")
    note = fields.Char(string="Remark")

    _type_uniq = models.UniqueIndex("(service_id, type_id)", "This paper is on the file's list already.")
    _returned_later = models.Constraint(
        "CHECK(date_returned IS NULL OR (date_received IS NOT NULL AND date_returned >= date_received))",
        "A paper is given back after it was received.",
    )

    @api.depends("date_received", "attachment")
    def _compute_received(self):
        for material in self:
            material.received = bool(material.date_received)

    @api.constrains("attachment")
    def _check_attachment(self):
        for material in self.filtered(lambda m: m.attachment and not m.date_received):
            material._receive()

    def action_receive(self):
        """Record that these papers came in today; those that are here stay as they are.

        :raises UserError: the file has ended
        """
        self.check_access("write")
        self._check_running()
        self._receive()
        return True

    def action_return(self):
        """Record that these originals went back to who brought them, today."""
        self.check_access("write")
        for material in self:
            if not material.received:
                raise UserError(
                    self.env._("“%s” has not been received: it cannot be given back.", material.type_id.name)
                )
        for project, materials in self.filtered(lambda m: not m.date_returned).grouped("project_id").items():
            materials.date_returned = project._today()
        return True

    def action_undo(self):
        """Take back what was recorded by mistake: the papers are missing again."""
        self.check_access("write")
        self._check_running()
        self.write({"date_received": False, "received_by_id": False, "date_returned": False})
        return True

    def _check_running(self):
        if ended := self.service_id.filtered(lambda service: service.state != "running")[:1]:
            raise UserError(self.env._("File %s has ended; its papers stay as they are.", ended.display_name))

    def _receive(self, day=False):
        missing = self.filtered(lambda material: not material.date_received)
        for project, materials in missing.grouped("project_id").items():
            materials.write({"date_received": day or project._today(), "received_by_id": self.env.uid})
        missing._tick_checklist()

    def _tick_checklist(self):
        """A paper that the contract's checklist waits for as well is in there, too (ARCH-1)."""
        documents = self.sudo().service_id.deal_id.document_ids.filtered(lambda document: not document.received)
        pairs = {(material.service_id.deal_id.id, material.type_id.id): material for material in self.sudo()}
        for document in documents:
            if material := pairs.get((document.deal_id.id, document.type_id.id)):
                document.write({"received": True, "date_received": material.date_received})

    def _label(self):
        """Say which paper and how many of it, for messages: “Identity card (2 copies)”."""
        self.ensure_one()
        counts = []
        if self.originals:
            counts.append(self.env._("originals: %s", self.originals))
        if self.copies:
            counts.append(self.env._("copies: %s", self.copies))
        return self.env._("%(paper)s (%(counts)s)", paper=self.type_id.name, counts=", ".join(counts))
