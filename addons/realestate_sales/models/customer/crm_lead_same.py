from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, LazyTranslate, format_date

from ...fields import MaskedChar
from ...tools import identity, phone
from ...tools.masking import is_masked
from ..res_partner import IDENTITY_TYPES

# how near a hit is to what was asked, the nearest first
VIA = ("self", "family", "employer")
KINDS = ("own", "other", "unassigned", "project_pool", "company_pool", "archived", "buyer", "member")

_lt = LazyTranslate(__name__)
# what a hit says, by kind; "known" where its day, or its person, is
TEXTS = {
    "own known": _lt("Your customer in %(project)s, protected through %(until)s"),
    "own": _lt("Your customer in %(project)s"),
    "other known": _lt("Already a customer of %(user)s in %(project)s, protected through %(until)s"),
    "other": _lt("Already a customer of %(user)s in %(project)s"),
    "unassigned": _lt("Known in %(project)s, with no consultant yet"),
    "project_pool": _lt("In the public pool of %(project)s"),
    "company_pool": _lt("In the public pool of the company, last in %(project)s"),
    "archived known": _lt("Archived customer of %(project)s, last with %(user)s"),
    "archived": _lt("Archived customer of %(project)s"),
}


class CrmLead(models.Model):
    """The same customer: found by one normalised phone or identity number, alone or with his household (CUS-4)."""

    _inherit = "crm.lead"

    realestate_identity_type = fields.Selection(IDENTITY_TYPES, string="Identity Document", default="id_card")
    realestate_identity_number = MaskedChar(
        string="Identity Number", mask="identity", compact=True, copy=False, index="btree_not_null"
    )

    # ------------------------------------------------------------------
    # numbers as they are compared
    # ------------------------------------------------------------------
    @api.constrains("phone", "realestate_project_id")
    def _check_realestate_phone(self):
        for lead in self.sudo():
            if lead.realestate_project_id and lead.phone and not lead.phone_sanitized:
                raise ValidationError(self._phone_message(lead.phone))

    @api.constrains("realestate_identity_type", "realestate_identity_number")
    def _check_realestate_identity_number(self):
        for lead in self.sudo():
            number = lead.realestate_identity_number
            if error := self.env["res.partner"]._why_not_identity(lead.realestate_identity_type, number):
                raise ValidationError(error)

    def _phone_get_country(self):
        countries = super()._phone_get_country()
        # without a country of its own, a project's customer is from where the projects are
        for lead in self.filtered("realestate_project_id"):
            countries.setdefault(lead.id, self.env.ref("base.cn"))
        return countries

    def _compute_phone_state(self):
        super()._compute_phone_state()
        # an extension is beyond Odoo's own check
        for lead in self.filtered(lambda lead: lead.phone_state == "incorrect"):
            if lead._phone_format(fname="phone"):
                lead.phone_state = "correct"

    @api.onchange("phone", "country_id", "company_id")
    def _onchange_phone_validation(self):
        if not self.realestate_project_id:
            return super()._onchange_phone_validation()
        if sanitized := self.phone and self._phone_format(fname="phone"):
            self.phone = phone.shown(sanitized)
        elif self.phone and not is_masked(self.phone):
            return {"warning": {"title": self.env._("Phone Number"), "message": self._phone_message(self.phone)}}
        return None

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._normalize_identity(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._normalize_identity(vals))

    @api.model
    def _normalize_identity(self, vals):
        if not vals.get("realestate_identity_number"):
            return vals
        return {**vals, "realestate_identity_number": identity.normalize(vals["realestate_identity_number"])}

    def _prepare_customer_values(self, partner_name, is_company=False, parent_id=False):
        values = super()._prepare_customer_values(partner_name, is_company=is_company, parent_id=parent_id)
        if number := not is_company and self.sudo().realestate_identity_number:
            values |= {"identity_type": self.realestate_identity_type, "identity_number": number}
        return values

    # ------------------------------------------------------------------
    # who is it?
    # ------------------------------------------------------------------
    @api.model
    def _realestate_find_same(self, phones=(), identities=(), project=None, exclude=()):
        """Return everything known of the persons with these numbers, for many persons at once (CUS-4).

        Asked with the rights of nobody: what a hit may tell the current user is its ``text``. Other sources
        (``_realestate_same_sources``) answer together with opportunities, buyers and households.

        :param phones: phone numbers, as typed
        :param identities: identity numbers, as typed
        :param project: where it is asked: its company's customers are searched; default the user's company
        :param exclude: opportunities (recordset or ids) to leave out, as the one that is being edited
        :return: a list of dicts, nearest first:
            ``number`` (str) of what was asked, as typed;
            ``via`` ``self`` the person, ``family`` a member of the same household, ``employer`` a colleague, who is
            the same customer on the same unit only (see ``_realestate_is_same_on``);
            ``kind`` one of ``own``, ``other`` (protected for the current, another consultant), ``unassigned``
            (nobody's), ``project_pool``, ``company_pool``, ``archived``, ``buyer``, ``member`` (known as a member of a
            household only), or one of another source;
            ``lead``, ``partner``, ``project``, ``user`` (whose; of a buyer who sold), ``until`` (date, last day of the
            protection): records of the superuser, maybe empty;
            ``text`` (str) the sentence that the current user may read: ``name``, empty to who does not reach him, and
            ``what``; ``neutral`` the sentence that everybody may read
        """
        asked = self._realestate_numbers(phones, identities)
        if not asked:
            return []
        company = project.company_id if project else self.env.company
        excluded = set(getattr(exclude, "ids", exclude))
        hits = []
        for source in self._realestate_same_sources():
            hits += source(asked, company, project, excluded)
        return self._realestate_sort_hits(self._realestate_spread(hits, asked), project)

    @api.model
    def _realestate_same_sources(self):
        """Return the functions that are asked for the same customer; another addon appends its registrations.

        Each is called with ``asked`` ({normalised number: {numbers as typed}}), the company, the project or None,
        and the ids of opportunities to leave out, and returns hits as ``_realestate_find_same`` does, but with the
        normalised ``number``.
        """
        return [self._realestate_same_customers]

    @api.model
    def _realestate_numbers(self, phones, identities):
        """Return {normalised number: {numbers as typed}}; what is no number is left out."""
        asked = defaultdict(set)
        for number in phones:
            if number and (normal := phone.sanitize(number)):
                asked[normal].add(number)
        for number in identities:
            if number and (normal := identity.normalize(number)):
                asked[normal].add(number)
        return asked

    @api.model
    def _realestate_spread(self, hits, asked):
        return [{**hit, "number": typed} for hit in hits for typed in asked[hit["number"]]]

    @api.model
    def _realestate_sort_hits(self, hits, project):
        def nearness(hit):
            return (
                bool(project and hit["project"] and hit["project"] != project),
                VIA.index(hit["via"]),
                KINDS.index(hit["kind"]) if hit["kind"] in KINDS else len(KINDS),
                -hit["lead"].id,
            )

        return sorted(hits, key=nearness)

    # ------------------------------------------------------------------
    # opportunities, buyers and households
    # ------------------------------------------------------------------
    @api.model
    def _realestate_same_customers(self, asked, company, project, excluded):
        """Answer ``_realestate_find_same`` from opportunities, buyers and households, in a fixed number of queries."""
        found = defaultdict(dict)
        query = self._realestate_same_sql(list(asked), company)
        for number, model, res_id, via in self.env.execute_query(query):
            if not (model == "crm.lead" and res_id in excluded):
                known = found[model].setdefault((number, res_id), via)
                found[model][number, res_id] = min(known, via, key=VIA.index)
        hits = self._realestate_lead_hits(found["crm.lead"])
        hits += self._realestate_buyer_hits(found["res.partner"], company, hits, excluded)
        with_lead = {(hit["number"], hit["via"]) for hit in hits}
        hits += self._realestate_member_hits(
            {key: via for key, via in found["realestate.household.member"].items() if (key[0], via) not in with_lead}
        )
        return hits

    @api.model
    def _realestate_same_sql(self, numbers, company):
        """Return the query of (number, model, id, via) of who has these normalised numbers; each step by index."""
        projects = self.env["realestate.project"].sudo().with_context(active_test=False)
        used = {
            "crm.lead": (
                "phone_sanitized realestate_identity_number realestate_project_id partner_id"
                " realestate_household_id realestate_employer_id"
            ),
            "res.partner": "phone_sanitized identity_number realestate_customer",
            "realestate.household.member": "phone_sanitized identity_number partner_id household_id",
            "realestate.household": "kind company_id",
        }
        return SQL(
            """
            WITH person AS MATERIALIZED (
                SELECT phone_sanitized AS number, id FROM res_partner
                 WHERE phone_sanitized = ANY(%(numbers)s) AND realestate_customer
                 UNION
                SELECT identity_number, id FROM res_partner
                 WHERE identity_number = ANY(%(numbers)s) AND realestate_customer
            ), direct AS MATERIALIZED (
                SELECT lead.phone_sanitized AS number, lead.id FROM crm_lead AS lead
                 WHERE lead.phone_sanitized = ANY(%(numbers)s)
                 UNION
                SELECT lead.realestate_identity_number, lead.id FROM crm_lead AS lead
                 WHERE lead.realestate_identity_number = ANY(%(numbers)s)
                 UNION
                SELECT person.number, lead.id FROM person JOIN crm_lead AS lead ON lead.partner_id = person.id
            ), own AS MATERIALIZED (
                SELECT direct.number, lead.id, lead.partner_id, lead.realestate_household_id, lead.realestate_employer_id
                  FROM direct JOIN crm_lead AS lead ON lead.id = direct.id
                 WHERE lead.realestate_project_id = ANY(%(projects)s)
            ), member AS MATERIALIZED (
                SELECT phone_sanitized AS number, id, household_id FROM realestate_household_member
                 WHERE phone_sanitized = ANY(%(numbers)s)
                 UNION
                SELECT identity_number, id, household_id FROM realestate_household_member
                 WHERE identity_number = ANY(%(numbers)s)
                 UNION
                SELECT person.number, member.id, member.household_id
                  FROM person JOIN realestate_household_member AS member ON member.partner_id = person.id
            ), home AS MATERIALIZED (
                SELECT known.number, household.id, CASE household.kind WHEN 'family' THEN 'family' ELSE 'employer' END AS via
                  FROM (SELECT number, household_id FROM member
                         UNION SELECT number, realestate_household_id FROM own
                         UNION SELECT number, realestate_employer_id FROM own) AS known
                  JOIN realestate_household AS household ON household.id = known.household_id
                 WHERE household.company_id = %(company)s
            )
            SELECT number, 'crm.lead', id, 'self' FROM own
             UNION
            SELECT home.number, 'crm.lead', lead.id, home.via
              FROM home JOIN crm_lead AS lead ON lead.realestate_household_id = home.id
             WHERE lead.realestate_project_id = ANY(%(projects)s)
             UNION
            SELECT home.number, 'crm.lead', lead.id, home.via
              FROM home JOIN crm_lead AS lead ON lead.realestate_employer_id = home.id
             WHERE lead.realestate_project_id = ANY(%(projects)s)
             UNION
            SELECT number, 'res.partner', id, 'self' FROM person
             UNION
            SELECT number, 'res.partner', partner_id, 'self' FROM own WHERE partner_id IS NOT NULL
             UNION
            SELECT home.number, 'res.partner', member.partner_id, home.via
              FROM home JOIN realestate_household_member AS member ON member.household_id = home.id
             WHERE member.partner_id IS NOT NULL
             UNION
            SELECT member.number, 'realestate.household.member', member.id, home.via
              FROM member JOIN home ON home.id = member.household_id AND home.number = member.number
            """,
            numbers=numbers,
            projects=projects.search([("company_id", "=", company.id)]).ids,
            company=company.id,
            to_flush=[self.env[model]._fields[name] for model, names in used.items() for name in names.split()],
        )

    @api.model
    def _realestate_lead_hits(self, found):
        leads = self.sudo().browse(dict.fromkeys(lead_id for _number, lead_id in found))
        reached = leads.with_env(self.env)._filtered_access("read")
        told = {lead.id: lead._realestate_hit(lead.with_env(self.env) in reached) for lead in leads}
        return [{"number": number, "via": via, **told[lead_id]} for (number, lead_id), via in found.items()]

    def _realestate_hit(self, is_reached):
        """Return what is told of this opportunity (superuser's): whose it is, until when, as of its project's today."""
        self.ensure_one()
        kind = self._realestate_standing()
        return {
            "kind": kind,
            "lead": self,
            "partner": self.partner_id,
            "project": self.realestate_project_id,
            "user": self.user_id if kind in ("own", "other", "archived") else self.env["res.users"],
            "until": self.realestate_protected_until if kind in ("own", "other") else False,
            **self._realestate_told(
                self._realestate_hit_text(kind), self._realestate_customer_name() if is_reached else ""
            ),
            "neutral": self._realestate_hit_text("other" if kind == "own" else kind),
        }

    def _realestate_standing(self):
        """Return whose this opportunity is today: a kind of hit. Past its last day it is the pool's (CUS-3)."""
        self.ensure_one()
        if not self.active:
            return "archived"
        if self.realestate_pool:
            return f"{self.realestate_pool}_pool"
        until = self.realestate_protected_until
        if until and until < self.realestate_project_id._today() and self.won_status != "won":
            return "project_pool"
        if not self.user_id:
            return "unassigned"
        return "own" if self.user_id.id == self.env.uid else "other"

    def _realestate_hit_text(self, kind):
        """Say whose customer this is, without his name."""
        until = self.realestate_protected_until
        values = {
            "project": self.realestate_project_id.name,
            "user": self.user_id.name,
            "until": until and format_date(self.env, until),
        }
        variant = {"own": until, "other": until, "archived": self.user_id}.get(kind)
        return self.env._(TEXTS[f"{kind} known" if variant else kind]) % values

    @api.model
    def _realestate_told(self, what, name):
        """Return the part of a hit that the current user may read.

        :param str what: whose customer
        :param str name: of the customer, empty where the user does not reach him (ACCESS-1)
        """
        text = self.env._("%(customer)s: %(what)s", customer=name, what=what) if name else what
        return {"name": name, "what": what, "text": text, "neutral": what}

    def _realestate_customer_name(self):
        return self.contact_name or self.partner_id.name or self.partner_name or self.name

    # ------------------------------------------------------------------
    # buyers
    # ------------------------------------------------------------------
    @api.model
    def _realestate_buyer_hits(self, found, company, lead_hits, excluded):
        """Return a hit for each person and project with a live deal, as its buyer or one of its buyers."""
        persons = {partner_id for _number, partner_id in found}
        persons |= {hit["partner"].id for hit in lead_hits if hit["partner"]}
        deals = self._realestate_deals_of(persons, company)
        if not deals:
            return []
        found = dict(found)
        for hit in lead_hits:
            if hit["partner"]:
                found.setdefault((hit["number"], hit["partner"].id), hit["via"])
        partners = self.env["res.partner"].sudo().browse(deals)
        reached = set(partners.with_env(self.env)._filtered_access("read").ids)
        return [
            {"number": number, "via": via, **self._realestate_buyer_hit(partner_id, deal, partner_id in reached)}
            for (number, partner_id), via in found.items()
            for deal in deals.get(partner_id, ())
            if deal.lead_id.id not in excluded
        ]

    @api.model
    def _realestate_deals_of(self, partner_ids, company):
        """Return {partner id: its last live deal in each project of the company}, superuser's."""
        if not partner_ids:
            return {}
        all_deals = self.env["realestate.deal"].sudo()
        live = [("company_id", "=", company.id), ("is_live", "=", True), ("parent_id", "=", False)]
        pairs = [
            (deal.partner_id.id, deal) for deal in all_deals.search([*live, ("partner_id", "in", list(partner_ids))])
        ]
        parties = self.env["realestate.deal.party"].sudo()
        for party in parties.search([("partner_id", "in", list(partner_ids)), ("deal_id", "any", live)]):
            pairs.append((party.partner_id.id, party.deal_id))
        deals = defaultdict(dict)
        for partner_id, deal in sorted(pairs, key=lambda pair: pair[1].id):
            deals[partner_id][deal.project_id.id] = deal
        return {partner_id: list(by_project.values()) for partner_id, by_project in deals.items()}

    @api.model
    def _realestate_buyer_hit(self, partner_id, deal, is_reached):
        partner = deal.env["res.partner"].browse(partner_id)
        text = self.env._(
            "Bought in %(project)s with %(user)s", project=deal.project_id.name, user=deal.user_id.sudo().name
        )
        return {
            "kind": "buyer",
            "lead": deal.lead_id,
            "partner": partner,
            "project": deal.project_id,
            "user": deal.user_id,
            "until": False,
            **self._realestate_told(text, partner.name if is_reached else ""),
        }

    # ------------------------------------------------------------------
    # members of a household whom nobody has as a customer
    # ------------------------------------------------------------------
    @api.model
    def _realestate_member_hits(self, found):
        members = self.env["realestate.household.member"].sudo()
        members = members.browse(dict.fromkeys(member_id for _number, member_id in found))
        members.fetch(["name", "partner_id"])
        reached = members.with_env(self.env)._filtered_access("read")
        text = self.env._("Known as a member of a household")
        return [
            {
                "number": number,
                "via": via,
                "kind": "member",
                "lead": self.sudo().browse(),
                "partner": members.browse(member_id).partner_id,
                "project": self.env["realestate.project"].sudo(),
                "user": self.env["res.users"].sudo(),
                "until": False,
                **self._realestate_told(text, members.browse(member_id).name if member_id in reached.ids else ""),
            }
            for (number, member_id), via in found.items()
        ]
