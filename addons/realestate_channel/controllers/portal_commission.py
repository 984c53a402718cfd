from odoo import http
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal, pager


class CommissionPortal(CustomerPortal):
    """What a partner earned and how far it is paid: his own rows, by his own account (CH-7, ACCESS-1)."""

    _commission_page = 50

    def _commission_domain(self):
        """Return the domain of the rows of the company whose account this is; nobody else's by any address."""
        partner = request.env.user.partner_id.commercial_partner_id
        return [("partner_id", "=", partner.id), ("role", "=", "partner")]

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "commission_count" in counters:
            lines = request.env["realestate.commission.line"].sudo()
            values["commission_count"] = lines.search_count(self._commission_domain())
        return values

    @http.route(
        ["/my/commission", "/my/commission/page/<int:page>"], type="http", auth="user", website=True, readonly=True
    )
    def portal_my_commission(self, page=1, state=None, **_kwargs):
        """Show the partner's commission, the newest first, with what each line rests on."""
        lines = request.env["realestate.commission.line"].sudo()
        domain = self._commission_domain()
        sums = dict(lines._read_group(domain, ["state"], ["amount:sum"]))
        shown = domain + ([("state", "=", state)] if state in sums else [])
        pages = pager(
            url="/my/commission",
            url_args={"state": state} if state in sums else {},
            total=lines.search_count(shown),
            page=page,
            step=self._commission_page,
        )
        return request.render(
            "realestate_channel.portal_my_commission",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "commission",
                "lines": lines.search(shown, limit=self._commission_page, offset=pages["offset"]),
                "sums": sums,
                "states": dict(lines._fields["state"]._description_selection(request.env)),
                "state": state if state in sums else None,
                "currency": request.env.company.currency_id,
                "pager": pages,
                "default_url": "/my/commission",
            },
        )

    @http.route(["/my/commission/<int:line_id>"], type="http", auth="user", website=True, readonly=True)
    def portal_my_commission_line(self, line_id, **_kwargs):
        """Show why one line was paid; a guessed number is not found, whosever it is."""
        line = (
            request.env["realestate.commission.line"].sudo().search([("id", "=", line_id), *self._commission_domain()])
        )
        if not line:
            raise request.not_found()
        return request.render(
            "realestate_channel.portal_my_commission_line",
            {**self._prepare_portal_layout_values(), "page_name": "commission", "line": line},
        )
