import re

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import identity, phone

GROUPS = ("realestate_sales.realestate_sales_group_consultant", "realestate_sales.realestate_sales_group_administrator")
_IDENTITY = re.compile(r"(?=.*\d)[0-9A-Z]{6,20}")


class CrmLead(models.Model):
    """One search for a customer (CUS-4): by full number everybody's, by name or last four digits those in reach."""

    _inherit = "crm.lead"

    _realestate_last4_idx = models.Index('("right"(phone_sanitized, 4)) WHERE phone_sanitized IS NOT NULL')
    _realestate_name_idx = models.Index(
        "(contact_name varchar_pattern_ops) WHERE realestate_project_id IS NOT NULL AND contact_name IS NOT NULL"
    )

    # the pool as it is listed: the most serious first
    _realestate_pool_order_idx = models.Index(
        "(realestate_intent DESC, realestate_pool_since DESC, id) WHERE realestate_pool IS NOT NULL"
    )

    @api.model
    def realestate_customer_search(self, query, limit=20):
        """Return who is found by ``query``: opportunities, pool, archived and buyers of the user's companies.

        A full phone or identity number tells of everybody whose customer he is; a name (its beginning) or four
        digits (the last of the phone) find those whom the user reaches.

        :param str query: as typed
        :param int limit: how many at most
        :return: ``{"by": "phone" | "identity" | "last4" | "name" | False, "hits": [dict]}``; a hit has ``kind``,
            ``what`` (sentence), and where the user reaches him ``name``, ``phone`` (as he sees it), ``lead_id``,
            ``partner_id``
        :rtype: dict
        :raises AccessError: the user has no part in customers
        """
        if not any(map(self.env.user.has_group, GROUPS)):
            raise AccessError(self.env._("Customers are searched by consultants, administrators and managers."))
        by, value = self._realestate_query_kind(query or "")
        if not by:
            return {"by": False, "hits": []}
        hits = getattr(self, f"_realestate_search_{by}")(value, limit)
        return {"by": by, "hits": self._realestate_hit_rows(hits[:limit])}

    @api.model
    def _realestate_query_kind(self, query):
        """Return what ``query`` is, and it in the form in which it is looked up."""
        text = phone.clean(query)
        number = identity.normalize(text) or ""
        if re.fullmatch(r"\d{4}", number):
            return "last4", number
        if re.fullmatch(r"\d{15}|\d{17}[\dX]", number):
            return "identity", number
        if phone.sanitize(text):
            return "phone", text
        if _IDENTITY.fullmatch(number):
            return "identity", number
        return ("name", text) if text and not text.isdigit() else (False, "")

    # ------------------------------------------------------------------
    # by kind of query
    # ------------------------------------------------------------------
    @api.model
    def _realestate_search_phone(self, number, limit):
        return self._realestate_search_number("phones", number)

    @api.model
    def _realestate_search_identity(self, number, limit):
        return self._realestate_search_number("identities", number)

    @api.model
    def _realestate_search_number(self, which, number):
        hits = []
        for company in self.env.companies:
            hits += self.with_company(company)._realestate_find_same(**{which: [number]})
        return hits

    @api.model
    def _realestate_search_last4(self, digits, limit):
        def to_sql(model, alias, query):
            column = SQL.identifier(alias, "phone_sanitized", to_flush=model._fields["phone_sanitized"])
            return SQL('("right"(%s, 4) = %s AND %s IS NOT NULL)', column, digits, column)

        # the last four digits are what a masked number shows
        domain = Domain.custom(to_sql=to_sql)
        return self._realestate_search_reached(domain, domain, limit)

    @api.model
    def _realestate_search_name(self, name, limit):
        start = name.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"
        return self._realestate_search_reached(
            Domain("contact_name", "=like", start), Domain("name", "=like", start), limit
        )

    @api.model
    def _realestate_search_reached(self, lead_domain, partner_domain, limit):
        """Return the hits of opportunities and of buyers that match and are within the user's reach."""
        leads = self.with_context(active_test=False)
        domain = Domain("realestate_project_id", "!=", False) & lead_domain
        # no order: sorting would tempt the planner to walk through all customers by id
        leads = leads.browse(leads._search(domain, limit=limit)).sudo()
        hits = [{"number": "", "via": "self", **lead._realestate_hit(True)} for lead in leads]
        return self._realestate_sort_hits(hits + self._realestate_search_buyers(partner_domain, limit), None)

    @api.model
    def _realestate_search_buyers(self, partner_domain, limit):
        """Return the hits of the buyers that match, of the live deals that the user reaches."""
        persons = self.env["res.partner"].sudo().with_context(active_test=False)
        domain = Domain("realestate_customer", "=", True) & partner_domain
        # by the deals: few are the user's, and who reaches a deal reaches its buyers
        matching = persons._search(domain)
        live = Domain("is_live", "=", True) & Domain("parent_id", "=", False)
        bought = Domain("partner_id", "in", matching) | Domain("party_ids", "any!", [("partner_id", "in", matching)])
        deals = self.env["realestate.deal"].search(live & bought, limit=limit).sudo()
        if not deals:
            return []
        buyers = {deal: deal.partner_id | deal.party_ids.partner_id for deal in deals}
        found = set(persons._search(domain & Domain("id", "in", deals.partner_id.ids + deals.party_ids.partner_id.ids)))
        return [
            {"number": "", "via": "self", **self._realestate_buyer_hit(partner.id, deal, True)}
            for deal, partners in buyers.items()
            for partner in partners
            if partner.id in found
        ]

    # ------------------------------------------------------------------
    # what is shown
    # ------------------------------------------------------------------
    @api.model
    def _realestate_hit_rows(self, hits):
        """Return hits as they go to the browser: nothing in them but what the current user may know."""
        leads = self.browse([hit["lead"].id for hit in hits])._filtered_access("read")
        # a person without opportunity in reach is opened himself
        others = [hit["partner"].id for hit in hits if hit["lead"].id not in leads.ids]
        partners = self.env["res.partner"].browse(others)._filtered_access("read")
        # read together: by one hit at a time each would ask anew who sees its number
        lead_phones = {lead.id: lead.phone for lead in leads}
        partner_phones = {partner.id: partner.phone for partner in partners}
        rows = []
        for hit in hits:
            lead_id = hit["lead"].id if hit["lead"].id in lead_phones else False
            partner_id = hit["partner"].id if hit["partner"].id in partner_phones else False
            rows.append(
                {
                    "kind": hit["kind"],
                    "via": hit["via"],
                    "what": self._realestate_via_text({**hit, "text": hit["what"]}),
                    "name": hit["name"] if lead_id or partner_id else "",
                    "phone": lead_phones.get(lead_id) or partner_phones.get(partner_id) or "",
                    "lead_id": lead_id,
                    "partner_id": partner_id,
                }
            )
        return rows
