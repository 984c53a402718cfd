from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Domain
from odoo.tools import float_compare

from .realestate_job_qualification import KINDS

STATES = [("draft", "Draft"), ("confirming", "Being Confirmed"), ("valid", "Valid"), ("replaced", "Replaced")]
# what the verbs write; a user's own create or write of them is refused
VERB_FIELDS = frozenset(("state", "version", "date_to", "replaces_id"))


class RealestateJobDescription(models.Model):
    """One version of a job's description 岗位说明书 (HR-1).

    A job has one valid version. What is confirmed is never edited: a change is a new version, which holds
    from its own day on and ends the one before on the day before. So it can be told which duties and
    weights held on any day.
    """

    _name = "realestate.job.description"
    _description = "Job Description"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "job_id, version desc"
    _check_company_auto = True

    job_id = fields.Many2one(
        "hr.job", required=True, index=True, ondelete="restrict", check_company=True, tracking=True
    )
    company_id = fields.Many2one(
        "res.company", compute="_compute_company_id", store=True, precompute=True, required=True, index=True
    )
    department_id = fields.Many2one(related="job_id.department_id", store=True, index="btree_not_null")
    number = fields.Char(string="Job Number", tracking=True, help="The job's number in the company's list of jobs.")
    version = fields.Integer(readonly=True, required=True, copy=False, default=1)
    replaces_id = fields.Many2one(
        "realestate.job.description",
        string="Version Before",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    date = fields.Date(
        string="Written on", required=True, copy=False, default=lambda self: self.env.company._realestate_today()
    )
    author_id = fields.Many2one(
        "res.users",
        string="Written by",
        copy=False,
        default=lambda self: self.env.user,
        domain=lambda self: [("all_group_ids", "in", self.env.ref("realestate_sales.realestate_sales_group_hr").ids)],
        help="Is told of objections.",
    )
    date_from = fields.Date(
        string="Holds from",
        copy=False,
        tracking=True,
        index=True,
        help="Empty: from the day on which the last one confirms.",
    )
    date_to = fields.Date(string="Held through", readonly=True, copy=False)
    state = fields.Selection(STATES, required=True, readonly=True, copy=False, default="draft", tracking=True)
    category_id = fields.Many2one("realestate.job.category", index="btree_not_null")
    headcount = fields.Integer(default=1, tracking=True, help="How many are to hold this job.")
    superior_job_id = fields.Many2one(
        "hr.job", string="Superior", index="btree_not_null", check_company=True, tracking=True
    )
    substitute_job_id = fields.Many2one(
        "hr.job", string="Substitute", index="btree_not_null", check_company=True, help="Stands in for the holder."
    )
    purpose = fields.Text(string="Purpose of the Job", help="Why this job is there, in one or two sentences.")
    duty_ids = fields.One2many("realestate.job.duty", "description_id", string="Duties", copy=True)
    version_count = fields.Integer(string="Versions", compute="_compute_version_count")
    direct_count = fields.Integer(related="job_id.realestate_direct_count")
    indirect_count = fields.Integer(related="job_id.realestate_indirect_count")
    subordinate_names = fields.Char(string="Subordinate Jobs", compute="_compute_subordinate_names")
    holder_names = fields.Char(string="Holders", compute="_compute_holder_names")
    internal_contacts = fields.Text(help="Whom the holder works with in the company, and on what.")
    external_contacts = fields.Text(help="Whom the holder works with outside, and on what.")
    documents = fields.Text(string="Documents Used", help="Rules, forms and ledgers, one a line.")
    qualification_ids = fields.One2many(
        "realestate.job.qualification",
        "description_id",
        string="Qualifications",
        copy=True,
        default=lambda self: [Command.create({"kind": kind}) for kind, _label in KINDS],
    )
    work_place = fields.Char()
    work_hours = fields.Char(string="Working Hours")
    tools = fields.Text(string="Tools and Equipment")
    physique = fields.Text(string="Physical Demands")
    weight_total = fields.Float(
        string="Weights Together", compute="_compute_weight_total", digits=(6, 2), help="100% when it is complete."
    )
    is_in_reach = fields.Boolean(compute="_compute_is_in_reach", search="_search_is_in_reach")

    _version_uniq = models.UniqueIndex("(job_id, version)", "This job has a description with this version already.")
    _valid_uniq = models.UniqueIndex("(job_id) WHERE state = 'valid'", "A job has one valid description.")
    _open_uniq = models.UniqueIndex(
        "(job_id) WHERE state IN ('draft', 'confirming')",
        "A new version of this job's description is being worked on already: finish that one.",
    )
    _one_a_day = models.Constraint(
        "EXCLUDE USING gist (int4range(job_id, job_id, '[]') WITH &&, daterange(date_from, date_to, '[]') WITH &&)"
        " WHERE (state IN ('valid', 'replaced'))",
        "Two versions of a job's description cannot hold on the same day.",
    )
    _dated = models.Constraint(
        "CHECK(state NOT IN ('valid', 'replaced') OR date_from IS NOT NULL)", "A valid description holds from a day on."
    )
    _replaced_ended = models.Constraint(
        "CHECK((state = 'replaced') = (date_to IS NOT NULL))", "A replaced description has a last day."
    )
    _headcount_positive = models.Constraint("CHECK(headcount >= 0)", "A headcount cannot be negative.")
    _not_itself = models.Constraint(
        "CHECK(job_id != superior_job_id AND job_id != substitute_job_id)",
        "A job is neither its own superior nor its own substitute.",
    )

    @api.depends("job_id")
    def _compute_company_id(self):
        for description in self:
            description.company_id = description.job_id.company_id or description.company_id or self.env.company

    @api.depends("duty_ids.weight")
    def _compute_weight_total(self):
        for description in self:
            description.weight_total = sum(description.duty_ids.mapped("weight"))

    @api.depends("job_id", "version")
    def _compute_display_name(self):
        for description in self:
            description.display_name = f"{description.job_id.name or ''} V{description.version}"

    @api.depends("job_id.realestate_description_ids")
    def _compute_version_count(self):
        for description in self:
            description.version_count = len(description.job_id.realestate_description_ids._filtered_access("read"))

    @api.depends("job_id.realestate_subordinate_ids")
    def _compute_subordinate_names(self):
        for description in self:
            description.subordinate_names = ", ".join(description.job_id.realestate_subordinate_ids.mapped("name"))

    @api.depends("job_id")
    def _compute_holder_names(self):
        for description in self:
            description.holder_names = ", ".join(description.job_id.sudo().employee_ids.mapped("name"))

    # ------------------------------------------------------------------
    # who reads it
    # ------------------------------------------------------------------
    @api.depends_context("uid")
    def _compute_is_in_reach(self):
        in_reach = self.sudo().search(Domain("id", "in", self.ids) & self._in_reach_domain())
        for description in self:
            description.is_in_reach = description in in_reach

    @api.model
    def _search_is_in_reach(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._in_reach_domain()
        return domain if True in value else ~domain

    @api.model
    def _in_reach_domain(self):
        """Return which descriptions the user reads who is not from HR (HR-1).

        A holder reads what his job asks of him, not what is only being written; the head of a department
        reads all of his department and of those below it.
        """
        employees = self.env["hr.employee"].sudo().search([("user_id", "=", self.env.uid)])
        department = self.env["hr.department"].sudo()
        headed = department.search([("manager_id", "in", employees.ids)])
        departments = department.search([("id", "child_of", headed.ids)])
        held = Domain("job_id", "in", employees.job_id.ids) & Domain("state", "in", ("confirming", "valid"))
        return held | Domain("department_id", "in", departments.ids)

    # ------------------------------------------------------------------
    # which version held when
    # ------------------------------------------------------------------
    @api.model
    def _on(self, jobs, day):
        """Return which version held on ``day``, by one query.

        :param jobs: hr.job records
        :return: job id → description; a job without one on that day is missing
        :rtype: dict
        """
        return {job: spans[-1][0] for job, spans in self._between(jobs, day, day).items()}

    @api.model
    def _between(self, jobs, date_from, date_to):
        """Return which versions held on the days ``date_from`` through ``date_to``, by one query.

        :return: job id → list of (description, first day, last day) in the order of time
        :rtype: dict
        """
        found = {}
        domain = [
            ("job_id", "in", jobs.ids),
            ("state", "in", ("valid", "replaced")),
            ("date_from", "<=", date_to),
            "|",
            ("date_to", "=", False),
            ("date_to", ">=", date_from),
        ]
        for description in self.sudo().search(domain, order="job_id, date_from"):
            span = (
                description,
                max(description.date_from, date_from),
                min(description.date_to or date_to, date_to),
            )
            found.setdefault(description.job_id.id, []).append(span)
        return found

    @api.model
    def _duties_on(self, jobs, day):
        """Return the duties that jobs had on ``day``: job id → realestate.job.duty."""
        return {job: description.duty_ids for job, description in self._on(jobs, day).items()}

    # ------------------------------------------------------------------
    # rules
    # ------------------------------------------------------------------
    @api.constrains("job_id", "superior_job_id", "state")
    def _check_superior(self):
        for description in self.filtered("superior_job_id"):
            job = description.superior_job_id.sudo()
            chain = [description.job_id.name]
            while job:
                chain.append(job.name)
                if job == description.job_id or len(chain) > 100:
                    raise ValidationError(
                        self.env._(
                            "%(job)s would be its own superior (%(chain)s): choose another superior.",
                            job=description.job_id.name,
                            chain=" → ".join(chain),
                        )
                    )
                job = job.realestate_superior_id

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                self._refuse_verb_fields(vals)
        latest = self._latest_versions([vals["job_id"] for vals in vals_list if vals.get("job_id")])
        for vals in vals_list:
            before = latest.get(vals.get("job_id"))
            if before and "version" not in vals:
                vals["version"] = before.version + 1
                vals.setdefault("replaces_id", before.id)
        return super().create(vals_list)

    @api.model
    def _latest_versions(self, job_ids):
        """Return job id → its latest version."""
        latest = {}
        for description in self.sudo().search([("job_id", "in", job_ids)], order="job_id, version"):
            latest[description.job_id.id] = description
        return latest

    def write(self, vals):
        if not self.env.su:
            self._refuse_verb_fields(vals)
            if self._content_fields() & vals.keys():
                self._require_draft()
        return super().write(vals)

    @api.model
    def _refuse_verb_fields(self, vals):
        if VERB_FIELDS & vals.keys():
            raise AccessError(self.env._("A description is confirmed and replaced by its buttons."))

    @api.model
    def _content_fields(self):
        """Return the names of what the description says: fixed once it is to be confirmed."""
        theirs = {"message_follower_ids", "message_ids", "activity_ids"}
        return {
            name
            for name, field in self._fields.items()
            if name not in theirs and not name.startswith(("message_", "activity_")) and (field.store or field.inverse)
        }

    def _require_draft(self):
        for description in self:
            if description.state != "draft":
                raise UserError(
                    self.env._("%s is not a draft any more: make a new version to change it.", description.display_name)
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_draft(self):
        self._require_draft()

    # ------------------------------------------------------------------
    # verbs
    # ------------------------------------------------------------------
    def action_new_version(self):
        """Make a copy to be changed; it holds once it is confirmed anew (HR-1).

        :return: the action that opens it
        :raises UserError: a new version is being worked on already
        """
        self.ensure_one()
        draft = self.search([("job_id", "=", self.job_id.id), ("state", "in", ("draft", "confirming"))], limit=1)
        if draft:
            raise UserError(
                self.env._(
                    "%s is being worked on already: finish or delete that one.",
                    draft.display_name,
                )
            )
        version = self.copy()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": version.id,
            "views": [(False, "form")],
        }

    def action_compare(self):
        """Open this version beside the one before, or else beside the one after."""
        self.ensure_one()
        after = self.search([("replaces_id", "=", self.id)], limit=1)
        left, right = (self.replaces_id, self) if self.replaces_id else (self, after)
        if not left._filtered_access("read") or not right:
            raise UserError(self.env._("There is no other version of this description to compare with."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Compare Versions"),
            "res_model": "realestate.job.compare",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_left_id": left.id, "default_right_id": right.id, "dialog_size": "extra-large"},
        }

    def action_versions(self):
        """Open all versions of this job's description."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Versions"),
            "res_model": self._name,
            "views": [(False, "list"), (False, "form")],
            "domain": [("job_id", "=", self.job_id.id)],
        }

    def _submit_blockers(self):
        """Return the sentences why this description cannot be confirmed yet; others add to them."""
        self.ensure_one()
        blockers = []
        if not self.duty_ids:
            blockers.append(self.env._("Write down the duties of the job first."))
        elif float_compare(self.weight_total, 100.0, precision_digits=2):
            blockers.append(
                self.env._(
                    "The weights of the duties add up to %(total)s%%, not to 100%%: change the weights by %(rest)s%%.",
                    total=f"{self.weight_total:g}",
                    rest=f"{100.0 - self.weight_total:+g}",
                )
            )
        if self.date_from and self.replaces_id.date_from and self.date_from <= self.replaces_id.date_from:
            blockers.append(
                self.env._(
                    "It would hold from %(day)s, but the version before holds from %(before)s: choose a later day.",
                    day=self.date_from,
                    before=self.replaces_id.date_from,
                )
            )
        return blockers

    def action_submit(self):
        """Have it confirmed.

        :raises UserError: not complete, in sentences
        """
        self.check_access("write")
        self._require_draft()
        for description in self:
            blockers = description._submit_blockers()
            if blockers:
                raise UserError("\n".join([description.display_name, *blockers]))
        self.sudo().state = "confirming"
        return True

    def _make_valid(self):
        """Let confirmed versions hold: each from its day on, the one before through the day before."""
        for description in self.sudo():
            start = description.date_from or description.company_id._realestate_today()
            before = description.search([("job_id", "=", description.job_id.id), ("state", "=", "valid")])
            if before and before.date_from >= start:
                start = before.date_from + timedelta(days=1)
            before.write({"state": "replaced", "date_to": start - timedelta(days=1)})
            before.flush_recordset()
            description.write({"state": "valid", "date_from": start})
        self.flush_recordset()
