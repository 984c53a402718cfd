from odoo import api, fields, models

SOURCES = [
    ("buyer", "The buyer"),
    ("developer", "The developer"),
    ("bank", "The bank"),
    ("authority", "An authority"),
]
CONDITIONS = [
    ("single", "Single buyer"),
    ("married", "Married buyer"),
    ("minor", "Minor buyer"),
    ("company", "Company"),
    ("loan", "With a loan"),
]


class RealestateServiceTemplateMaterial(models.Model):
    """A paper that files of a template need: which, by when, who brings it, how many (SRV-1)."""

    _name = "realestate.service.template.material"
    _description = "Paper of a Service Template"
    _order = "template_id, sequence, id"
    _rec_name = "type_id"

    template_id = fields.Many2one("realestate.service.template", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="template_id.company_id", store=True, index=True)
    kind_id = fields.Many2one(related="template_id.kind_id")
    sequence = fields.Integer(default=10)
    type_id = fields.Many2one(
        "realestate.document.type", string="Paper", required=True, index=True, ondelete="restrict"
    )
    stage_id = fields.Many2one(
        "realestate.service.stage",
        string="Needed to Finish",
        ondelete="restrict",
        domain="[('kind_id', '=', kind_id)]",
        help="The step that cannot be finished without it. Empty: the first one.",
    )
    source = fields.Selection(SOURCES, string="Brought by", required=True, default="buyer")
    originals = fields.Integer(help="How many originals.")
    copies = fields.Integer(default=1, help="How many copies.")
    condition = fields.Selection(CONDITIONS, string="Only for", help="Empty: for every file.")
    required = fields.Boolean(default=True, help="The step waits for it.")

    _counts_positive = models.Constraint(
        "CHECK(originals >= 0 AND copies >= 0 AND originals + copies > 0)",
        "Of each paper one original or copy at least is needed.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        materials = super().create(vals_list)
        materials.template_id._check_steps()
        return materials

    def write(self, vals):
        result = super().write(vals)
        if "stage_id" in vals:
            self.template_id._check_steps()
        return result

    def _for_kinds(self, kinds):
        """Return those that a file needs whose customers are of ``kinds`` (see ``CONDITIONS``)."""
        return self.filtered(lambda material: not material.condition or material.condition in kinds)

    def _prepare_material_vals(self, service):
        """Values of the paper of a file that starts from this template."""
        self.ensure_one()
        return {
            "service_id": service.id,
            "template_material_id": self.id,
            "type_id": self.type_id.id,
            "stage_id": self.stage_id.id,
            "sequence": self.sequence,
            "source": self.source,
            "originals": self.originals,
            "copies": self.copies,
            "required": self.required,
        }
