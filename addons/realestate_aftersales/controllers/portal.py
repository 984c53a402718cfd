from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

NOTICE = "realestate_home_notice"


class RealestatePortal(CustomerPortal):
    """A buyer's pages under /my/homes (PORTAL-1).

    Every route but the list names a deal and asks twice: the record rules of the portal's group, and whether the
    user is one of its buyers. What belongs to the deal is then looked up among its own records, never by the id
    that the browser sent alone.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "home_count" in counters:
            deals = request.env["realestate.deal"].sudo()
            values["home_count"] = deals.search_count(deals._home_domain(request.env.user))
        return values

    def _own_home(self, deal_id):
        """Return the deal as superuser if the user is its buyer, else nothing."""
        deals = request.env["realestate.deal"]
        try:
            deal = self._document_check_access("realestate.deal", deal_id)
        except (AccessError, MissingError):
            return deals
        # in the buyer's language and under his name, but with all rights: templates read names of units and banks
        deal = deals.sudo().browse(deal.id)
        return deal if deal._is_home_of(request.env.user) else deals

    def _own_home_or_404(self, deal_id):
        home = self._own_home(deal_id)
        if not home:
            raise request.not_found()
        return home

    def _back(self, deal, section, call=None, done=None):
        """Do what the buyer asked for, and show him the section again with what came of it.

        :param call: function; what it refuses is told in its own sentence and undone
        :param str done: what is told when it succeeds
        """
        kind, text = "success", done
        try:
            with request.env.cr.savepoint():
                call()
        except UserError as error:
            kind, text = "danger", str(error)
        request.session[NOTICE] = {"section": section, "kind": kind, "text": text}
        return request.redirect(f"{deal.access_url}#{section}")

    # ------------------------------------------------------------------
    # pages
    # ------------------------------------------------------------------
    @http.route("/my/homes", type="http", auth="user", website=True, readonly=True)
    def portal_my_homes(self, **kw):
        """List the homes of the buyer, those he still has first."""
        deals = request.env["realestate.deal"].sudo()
        homes = deals.search(deals._home_domain(request.env.user)).sorted(lambda deal: not deal.is_live)
        values = self._prepare_portal_layout_values()
        values.update({"homes": homes, "page_name": "home_list"})
        return request.render("realestate_aftersales.portal_my_homes", values)

    @http.route("/my/homes/<int:deal_id>", type="http", auth="user", website=True)
    def portal_my_home(self, deal_id, **kw):
        """Show one home: contract, money, loan and certificate, papers, handover."""
        home = self._own_home(deal_id)
        if not home:
            return request.redirect("/my")
        values = self._prepare_portal_layout_values()
        values.update(
            {
                "home": home,
                "page_name": "home_page",
                "notice": request.session.pop(NOTICE, None) or {},
                "pays_online": home._home_pays_online(),
            }
        )
        return request.render("realestate_aftersales.portal_my_home_page", values)

    @http.route("/my/homes/<int:deal_id>/paper/<int:attachment_id>", type="http", auth="user", readonly=True)
    def portal_my_home_paper(self, deal_id, attachment_id, **kw):
        """Download a paper that was printed for the buyer and kept."""
        paper = self._own_home_or_404(deal_id)._home_papers_of(attachment_id)
        if not paper:
            raise request.not_found()
        return request.env["ir.binary"]._get_stream_from(paper).get_response(as_attachment=True)

    # ------------------------------------------------------------------
    # papers
    # ------------------------------------------------------------------
    @http.route("/my/homes/<int:deal_id>/material/<int:material_id>/upload", type="http", auth="user", methods=["POST"])
    def portal_my_home_upload(self, deal_id, material_id, **kw):
        """Take photos or PDFs of a missing paper."""
        home = self._own_home_or_404(deal_id)
        material = home._home_materials().filtered(lambda material: material.id == material_id)
        if not material:
            raise request.not_found()
        limit = home.project_id.upload_max_size * 1024 * 1024
        # one byte more than is allowed tells that it is too much, whatever else comes
        files = [(file.filename, file.read(limit + 1)) for file in request.httprequest.files.getlist("files")]
        files = [(name, content) for name, content in files if name]
        return self._back(
            home,
            "papers",
            lambda: material._home_upload(files),
            request.env._("“%s” was sent. An officer will check it.", material.type_id.name),
        )

    # ------------------------------------------------------------------
    # handover
    # ------------------------------------------------------------------
    def _own_handover(self, deal_id):
        home = self._own_home_or_404(deal_id)
        handover = home._home_handover()
        if not handover:
            raise request.not_found()
        return home, handover

    @http.route("/my/homes/<int:deal_id>/handover/book", type="http", auth="user", methods=["POST"])
    def portal_my_home_book(self, deal_id, slot_id=None, **kw):
        """Book a time, or another one."""
        home, handover = self._own_handover(deal_id)
        slot_id = int(slot_id) if (slot_id or "").isdecimal() else 0
        return self._back(home, "handover", lambda: handover._home_book(slot_id), request.env._("Your time is booked."))

    @http.route("/my/homes/<int:deal_id>/handover/cancel", type="http", auth="user", methods=["POST"])
    def portal_my_home_cancel(self, deal_id, **kw):
        """Give the booked time back."""
        home, handover = self._own_handover(deal_id)
        return self._back(home, "handover", handover._home_cancel, request.env._("Your time is cancelled."))

    @http.route("/my/homes/<int:deal_id>/handover/rate", type="http", auth="user", methods=["POST"])
    def portal_my_home_rate(self, deal_id, value=None, comment=None, **kw):
        """Take the buyer's rating of his handover."""
        home, handover = self._own_handover(deal_id)
        value = int(value) if (value or "").isdecimal() else 0
        return self._back(
            home, "handover", lambda: handover._home_rate(value, comment), request.env._("Thank you for your rating.")
        )
