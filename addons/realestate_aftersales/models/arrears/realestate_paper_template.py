from odoo import fields, models

LETTER_KINDS = [("dunning_letter", "Dunning letter"), ("lawyer_letter", "Lawyer's letter")]


class RealestatePaperTemplate(models.Model):
    _inherit = "realestate.paper.template"

    kind = fields.Selection(selection_add=LETTER_KINDS, ondelete={kind: "cascade" for kind, _label in LETTER_KINDS})
