from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

# what is typed and makes a customer known
NUMBER_FIELDS = {"phone", "realestate_identity_number", "partner_id", "realestate_project_id"}


class CrmLead(models.Model):
    """A customer who is known already is noticed while he is typed, and when he is saved (CUS-4).

    A project that forbids duplicates is guarded twice: by a search when a customer is saved, and against two who
    save the same moment, who do not see each other, by a unique index of the customers saved since it forbids.
    """

    _inherit = "crm.lead"

    realestate_same_html = fields.Html(
        string="Known Already", compute="_compute_realestate_same", sanitize=False, export_string_translation=False
    )
    realestate_same_level = fields.Selection(
        [("info", "Known elsewhere"), ("warn", "Known"), ("forbid", "Known, and forbidden")],
        compute="_compute_realestate_same",
        export_string_translation=False,
    )
    realestate_exclusive = fields.Boolean(
        readonly=True, copy=False, export_string_translation=False, help="Saved while the project forbade duplicates."
    )

    _realestate_exclusive_uniq = models.UniqueIndex(
        "(realestate_project_id, phone_sanitized) WHERE realestate_exclusive AND won_status IS DISTINCT FROM 'won'",
        "Somebody has just entered a customer with this phone number in this project: look him up before you go on.",
    )

    # ------------------------------------------------------------------
    # while it is typed
    # ------------------------------------------------------------------
    @api.depends(
        "phone", "partner_id", "realestate_identity_number", "realestate_project_id", "realestate_household_id"
    )
    @api.depends_context("uid", "lang")
    def _compute_realestate_same(self):
        self.realestate_same_html = False
        self.realestate_same_level = False
        for lead in self.filtered("realestate_project_id"):
            hits = lead._realestate_same_hits(lead._realestate_linked())
            lead.realestate_same_html = self._realestate_same_list(hits)
            lead.realestate_same_level = lead._realestate_same_gravity(hits)

    def _realestate_linked(self):
        """Return the opportunities that are known to be this customer: of the household or the same buying group."""
        lead = self.sudo()
        return lead._origin | (lead.realestate_household_id.lead_ids | lead.realestate_employer_id.colleague_lead_ids)

    def _realestate_same_hits(self, exclude):
        """Return what is known of this customer beside himself."""
        self.ensure_one()
        lead = self.sudo()
        partner = lead.partner_id
        return self._realestate_find_same(
            {lead.phone, partner.phone} - {False},
            {lead.realestate_identity_number, partner.identity_number} - {False},
            lead.realestate_project_id,
            exclude,
        )

    def _realestate_same_gravity(self, hits):
        """Return how far the hits stand against this customer: a key of ``realestate_same_level``, or False."""
        if not hits:
            return False
        project = self.sudo().realestate_project_id
        if any(self._realestate_is_duplicate(hit, project) for hit in hits):
            return project.duplicate_policy
        return "info"

    @api.model
    def _realestate_is_duplicate(self, hit, project):
        """Return whether ``hit`` is this customer, in this project, with his purchase still before him.

        A buyer may buy again, another project's customer may come here, and colleagues are independent until they
        choose the same unit: all that is worth knowing, but nothing to refuse.
        """
        lead = hit["lead"]
        return bool(
            lead and hit["project"] == project and hit["via"] in ("self", "family")
            and hit["kind"] != "buyer" and lead.won_status != "won"
        )  # fmt: skip

    @api.model
    def _realestate_same_list(self, hits):
        """Return the hits as a list to show; what the user reaches is a link."""
        if not hits:
            return False
        reached = self.browse([hit["lead"].id for hit in hits])._filtered_access("read")
        rows = {}
        for hit in hits:
            text = self._realestate_via_text(hit)
            if hit["lead"].id in reached.ids:
                link = Markup('<a href="/odoo/crm.lead/%s" target="_blank">%s</a>')
                rows[text] = link % (hit["lead"].id, text)
            else:
                rows.setdefault(text, text)
        return Markup("<ul class='mb-0'>%s</ul>") % Markup("").join(
            Markup("<li>%s</li>") % row for row in rows.values()
        )

    @api.model
    def _realestate_via_text(self, hit):
        texts = {
            "family": self.env._("Of the same household: %s", hit["text"]),
            "employer": self.env._("Of the same company: %s", hit["text"]),
        }
        return texts.get(hit["via"], hit["text"])

    # ------------------------------------------------------------------
    # when it is saved
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        leads._realestate_guard_same()
        return leads

    def write(self, vals):
        if not NUMBER_FIELDS & vals.keys():
            return super().write(vals)
        # out of the unique index until the search has said in full who is there
        super(CrmLead, self.sudo().filtered("realestate_exclusive")).write({"realestate_exclusive": False})
        result = super().write(vals)
        self._realestate_guard_same()
        return result

    def merge_opportunity(self, user_id=False, team_id=False, auto_unlink=True):
        # who is merged was found to be the same
        return super(CrmLead, self.with_context(realestate_same_checked=True)).merge_opportunity(
            user_id=user_id, team_id=team_id, auto_unlink=auto_unlink
        )

    def _realestate_guard_same(self):
        """Refuse or note customers who are known already, as their project says; for many by one search.

        With ``realestate_same_checked`` in the context the caller has asked already (the desk); the unique index
        of a project that forbids stands all the same.

        :raises ValidationError: a customer of a project that forbids duplicates is known there
        """
        leads = self.sudo().filtered("realestate_project_id")
        strict = leads.filtered(lambda lead: lead.realestate_project_id.duplicate_policy == "forbid")
        known = {} if self.env.context.get("realestate_same_checked") else self._realestate_known(leads)
        for lead in strict:
            if hits := known.get(lead.id):
                raise ValidationError(self._realestate_refusal(lead, hits))
        self._realestate_make_exclusive(strict)
        self._realestate_note_same({lead_id: hits for lead_id, hits in known.items() if hits})

    @api.model
    def _realestate_known(self, leads):
        """Return {opportunity id: hits that are the same customer in the same project}."""
        known = {}
        for company, group in leads.grouped("company_id").items():
            numbers = {lead.id: lead._realestate_own_numbers() for lead in group}
            asked = set().union(*numbers.values())
            if not asked:
                continue
            # normalised numbers are numbers too; all are asked at once
            hits = self.with_company(company)._realestate_find_same(asked, asked, group.realestate_project_id[:1])
            by_number = {}
            for hit in hits:
                by_number.setdefault(hit["number"], []).append(hit)
            for lead in group:
                beside = lead._realestate_linked().ids
                found = [hit for number in numbers[lead.id] for hit in by_number.get(number, ())]
                known[lead.id] = [
                    hit
                    for hit in found
                    if hit["lead"].id not in beside and self._realestate_is_duplicate(hit, lead.realestate_project_id)
                ]
        return known

    def _realestate_refusal(self, lead, hits):
        texts = dict.fromkeys(self._realestate_via_text(hit) for hit in hits)
        return self.env._(
            "%(customer)s is known already and %(project)s forbids entering a customer twice:\n%(known)s\n"
            "Work with the customer that is there, or ask the sales manager.",
            customer=lead._realestate_customer_name(),
            project=lead.realestate_project_id.name,
            known="\n".join(texts),
        )

    @api.model
    def _realestate_make_exclusive(self, leads):
        """Mark customers for the unique index, whoever else may be saving the same one now."""
        ids = leads.filtered(lambda lead: lead.phone_sanitized and not lead.realestate_exclusive).ids
        if ids:
            leads.flush_recordset(["phone_sanitized", "won_status", "realestate_project_id"])
            self.env.cr.execute(SQL("UPDATE crm_lead SET realestate_exclusive = TRUE WHERE id = ANY(%s)", ids))
            leads.invalidate_recordset(["realestate_exclusive"], flush=False)

    @api.model
    def _realestate_note_same(self, known):
        """Keep on the new customers what was known when they were entered all the same."""
        if not known or self.env.context.get("tracking_disable"):
            return
        leads = self.sudo().browse(known)
        # for all who may read it later: without the names that only the current user reaches
        leads._message_log_batch(
            {
                lead.id: self.env._("Entered although known already:")
                + self._realestate_same_list([{**hit, "text": hit["neutral"], "lead": self} for hit in known[lead.id]])
                for lead in leads
            }
        )
