from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.realestate_sales.models.realestate_project import PROPERTY_TYPES

CUSTOMER_KINDS = [
    ("single", "Single"),
    ("married", "Married"),
    ("minor", "Minor"),
    ("company", "Company"),
]


class RealestateServiceTemplate(models.Model):
    """How a kind of file is worked: its steps in order and its papers, by project and customer kind (SRV-1).

    A file takes what it needs from the template when it starts; a template changed later leaves running files
    as they are until ``action_apply_to_running`` is called.
    """

    _name = "realestate.service.template"
    _description = "Service Template"
    _inherit = ["mail.thread"]
    _order = "kind_id, sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    kind_id = fields.Many2one("realestate.service.kind", required=True, index=True, ondelete="restrict", tracking=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    version = fields.Integer(default=1, readonly=True, copy=False, help="Counts the changes of steps and papers.")
    company_id = fields.Many2one("res.company", index="btree_not_null", help="Empty: for all companies.")
    project_id = fields.Many2one(
        "realestate.project", index="btree_not_null", check_company=True, help="Empty: for all projects."
    )
    property_type = fields.Selection(PROPERTY_TYPES, help="Empty: for all kinds of property.")
    customer_kind = fields.Selection(CUSTOMER_KINDS, help="Empty: for all customers.")
    step_ids = fields.One2many("realestate.service.template.step", "template_id", string="Steps", copy=True)
    material_ids = fields.One2many(
        "realestate.service.template.material", "template_id", string="Papers Needed", copy=True
    )
    running_count = fields.Integer(compute="_compute_running_count", string="Running Files")
    outdated_count = fields.Integer(
        compute="_compute_running_count", string="Files of Earlier Versions", help="Running files that started before."
    )

    _project_company = models.Constraint(
        "CHECK(project_id IS NULL OR company_id IS NOT NULL)", "A template of one project belongs to its company."
    )

    # ------------------------------------------------------------------
    # compute and constrains
    # ------------------------------------------------------------------
    @api.depends("version")
    def _compute_running_count(self):
        services = self.env["realestate.service"]
        domain = [("template_id", "in", self.ids), ("state", "=", "running")]
        groups = services._read_group(domain, ["template_id", "template_version"], ["__count"])
        for template in self:
            own = [(version, count) for group, version, count in groups if group == template]
            template.running_count = sum(count for _version, count in own)
            template.outdated_count = sum(count for version, count in own if version != template.version)

    @api.onchange("project_id")
    def _onchange_project_id(self):
        if self.project_id:
            self.company_id = self.project_id.company_id

    @api.constrains("step_ids", "kind_id")
    def _check_steps(self):
        """Every step is one of the kind's, and what a step refers to is a step of this template."""
        for template in self:
            template._check_own_steps()

    def _check_own_steps(self):
        self.ensure_one()
        steps = self.step_ids
        if wrong := steps.stage_id.filtered(lambda stage: stage.kind_id != self.kind_id)[:1]:
            raise ValidationError(
                self.env._(
                    "“%(step)s” is a step of %(other)s files; template “%(template)s” is for %(kind)s.",
                    step=wrong.name,
                    other=wrong.kind_id.name,
                    template=self.name,
                    kind=self.kind_id.name,
                )
            )
        named = steps.clock_stage_id | steps.back_stage_ids | steps.next_stage_ids | self.material_ids.stage_id
        if unknown := (named - steps.stage_id)[:1]:
            raise ValidationError(
                self.env._(
                    "Template “%(template)s” refers to “%(step)s”, which is none of its steps.",
                    template=self.name,
                    step=unknown.name,
                )
            )

    # ------------------------------------------------------------------
    # crud
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        projects = self.env["realestate.project"]
        for vals in vals_list:
            if vals.get("project_id") and not vals.get("company_id"):
                vals["company_id"] = projects.browse(vals["project_id"]).company_id.id
        return super().create(vals_list)

    def write(self, vals):
        result = super().write(vals)
        if {"step_ids", "material_ids"} & vals.keys():
            for template in self:
                template.version += 1
        return result

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        return [
            {**vals, "name": self.env._("%s (copy)", template.name)}
            for template, vals in zip(self, vals_list, strict=True)
        ]

    # ------------------------------------------------------------------
    # actions
    # ------------------------------------------------------------------
    def action_view_running(self):
        """Open the running files of these templates."""
        action = self.env["ir.actions.act_window"]._for_xml_id("realestate_aftersales.realestate_service_action")
        return {**action, "domain": [("template_id", "in", self.ids), ("state", "=", "running")], "context": {}}

    def action_apply_to_running(self):
        """Bring running files of earlier versions to this one: steps and papers still to come (SRV-1).

        What is done stays as it was done; see ``realestate.service._apply_template``.

        :return: True
        """
        self.check_access("write")
        for template in self:
            services = self.env["realestate.service"].search(
                [
                    ("template_id", "=", template.id),
                    ("state", "=", "running"),
                    ("template_version", "!=", template.version),
                ]
            )
            services.sudo()._apply_template()
        return True

    # ------------------------------------------------------------------
    # business
    # ------------------------------------------------------------------
    @api.model
    def _candidates(self, kinds, companies):
        """Return the templates with steps that files of ``kinds`` in ``companies`` may start from."""
        return self.search(
            [("kind_id", "in", kinds.ids), ("company_id", "in", [False, *companies.ids]), ("step_ids", "!=", False)]
        )

    def _for_deal(self, deal, kind):
        """Return the template among these that fits a file of ``kind`` for ``deal`` best; may be empty.

        One of the project goes before one for all projects, then the customer's kind, then that of property.
        """
        customer_kinds = deal._service_customer_kinds()
        fitting = self.filtered(
            lambda template: (
                template.kind_id == kind
                and template.company_id.id in (False, deal.company_id.id)
                and template.project_id.id in (False, deal.project_id.id)
                and template.property_type in (False, deal.unit_id.property_type)
                and (not template.customer_kind or template.customer_kind in customer_kinds)
            )
        )
        # sorted is stable: among equals the first in the office's own order
        return fitting.sorted(
            lambda t: (bool(t.project_id), bool(t.customer_kind), bool(t.property_type), bool(t.company_id)),
            reverse=True,
        )[:1]
