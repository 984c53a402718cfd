from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

ROWS_A_PAGE = 20
# states that a button of the page shows; None: all
FILTERS = {
    "all": None,
    "valid": ("valid",),
    "visited": ("visited", "lapsed"),
    "won": ("won",),
    "over": ("refused", "rejected", "expired", "withdrawn"),
}


class RegistrationPortal(CustomerPortal):
    """A partner's own page 我的报备 (CH-6): register on the phone, be answered at once, see what came of it.

    A portal user has no right on the model: every route asks for whom the user registers and serves that partner's
    own registrations alone, as rows without anything that the partner may not know. What is another's does not
    exist for him.
    """

    def _prepare_portal_layout_values(self):
        values = super()._prepare_portal_layout_values()
        values["is_channel_partner"] = bool(self._channel_partner())
        return values

    def _channel_partner(self):
        return request.env["realestate.channel.partner"]._of_user(request.env.user)

    def _partner_or_404(self):
        partner = self._channel_partner()
        if not partner:
            raise NotFound()
        return partner

    def _own_registration(self, partner, registration_id):
        """Return a registration of this partner.

        :raises NotFound: it is another's, or none
        """
        registration = partner.env["realestate.registration"].search(
            [("id", "=", registration_id), ("channel_partner_id", "=", partner.id)]
        )
        if not registration:
            raise NotFound()
        return registration

    # ------------------------------------------------------------------
    # pages
    # ------------------------------------------------------------------
    @http.route(
        ["/my/registrations", "/my/registrations/page/<int:page>"],
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
    )
    def portal_registrations(self, page=1, filterby="all", search="", done=0, **_kwargs):
        """The partner's registrations, the latest first, under the form that registers the next one."""
        partner = self._partner_or_404()
        return request.render(
            "realestate_channel.portal_my_registrations",
            self._list_values(partner, page, filterby, search, done),
        )

    @http.route("/my/registrations/<int:registration_id>", type="http", auth="user", methods=["GET"], website=True)
    def portal_registration(self, registration_id, **_kwargs):
        """One registration: what was answered, until when, the visit, the deals."""
        partner = self._partner_or_404()
        registration = self._own_registration(partner, registration_id)
        return request.render("realestate_channel.portal_my_registration", self._registration_values(registration))

    @http.route("/my/registrations/register", type="http", auth="user", methods=["POST"], website=True)
    def portal_register(self, project_id=0, name="", phone="", **_kwargs):
        """Register a customer; the answer stands on the page that follows."""
        partner = self._partner_or_404()
        typed = {"project_id": self._number(project_id), "name": name, "phone": phone}
        try:
            project = self._own_project(partner, typed["project_id"])
            with request.env.cr.savepoint():
                registration = request.env["realestate.registration"]._register_customer(
                    partner, project, {"name": name, "phone": phone, "agent_id": request.env.user.partner_id.id}
                )
        except UserError as error:
            values = self._list_values(partner)
            return request.render(
                "realestate_channel.portal_my_registrations", {**values, "error": str(error), "typed": typed}
            )
        already = "&already=1" if registration.env.context.get("realestate_registered_already") else ""
        return request.redirect(f"/my/registrations?done={registration.id}{already}")

    @http.route(
        "/my/registrations/<int:registration_id>/extend", type="http", auth="user", methods=["POST"], website=True
    )
    def portal_extend(self, registration_id, **_kwargs):
        """Extend the protection as the rules allow."""
        return self._act(registration_id, "_extend")

    @http.route(
        "/my/registrations/<int:registration_id>/withdraw", type="http", auth="user", methods=["POST"], website=True
    )
    def portal_withdraw(self, registration_id, **_kwargs):
        """Take a registration back."""
        return self._act(registration_id, "_withdraw")

    def _act(self, registration_id, verb):
        registration = self._own_registration(self._partner_or_404(), registration_id)
        try:
            with request.env.cr.savepoint():
                getattr(registration, verb)()
        except UserError as error:
            values = self._registration_values(registration)
            return request.render("realestate_channel.portal_my_registration", {**values, "error": str(error)})
        return request.redirect(f"/my/registrations/{registration.id}")

    # ------------------------------------------------------------------
    # values
    # ------------------------------------------------------------------
    def _list_values(self, partner, page=1, filterby="all", search="", done=0):
        registrations = partner.env["realestate.registration"].with_context(lang=request.env.lang)
        own = [("channel_partner_id", "=", partner.id)]
        filterby = filterby if filterby in FILTERS else "all"
        domain = own + ([("state", "in", FILTERS[filterby])] if FILTERS[filterby] else [])
        if search:
            domain = [*domain, "|", ("customer_name", "ilike", search), ("phone_search", "ilike", search)]
        pager = portal_pager(
            url="/my/registrations",
            url_args={"filterby": filterby, "search": search},
            total=registrations.search_count(domain),
            page=page,
            step=ROWS_A_PAGE,
        )
        rows = registrations.search(domain, limit=ROWS_A_PAGE, offset=pager["offset"])._portal_rows()
        answered = registrations.search([*own, ("id", "=", self._number(done))])._portal_rows()
        return {
            **self._prepare_portal_layout_values(),
            "page_name": "registration",
            "partner": {"name": partner.partner_id.name},
            "projects": self._projects(partner),
            "quota": self._quota(partner),
            "rows": rows,
            "answered": answered and answered[0],
            "already": request.params.get("already"),
            "counts": self._counts(registrations, own),
            "filterby": filterby,
            "search": search,
            "pager": pager,
            "typed": {},
            "error": False,
        }

    def _registration_values(self, registration):
        [row] = registration.with_context(lang=request.env.lang)._portal_rows()
        return {
            **self._prepare_portal_layout_values(),
            "page_name": "registration",
            "row": row,
            "error": False,
        }

    def _projects(self, partner):
        projects = request.env["realestate.registration.rule"]._projects_open_to(partner)
        return [{"id": project.id, "name": project.name} for project in projects.with_context(lang=request.env.lang)]

    def _own_project(self, partner, project_id):
        """Return a project of the partner's company; whether he may register there is part of the answer."""
        project = partner.env["realestate.project"].search(
            [("id", "=", project_id), ("company_id", "=", partner.company_id.id)]
        )
        if not project:
            raise UserError(request.env._("Choose the project that the customer comes to."))
        return project

    def _quota(self, partner):
        """Return how many registrations the partner has left today, or False where there is no limit."""
        rules = request.env["realestate.registration.rule"]
        projects = rules._projects_open_to(partner)
        if not projects:
            return False
        day = projects[0]._today()
        rule, _missing = rules._in_force(partner, projects[0], day)
        counter = partner.env["realestate.registration.counter"].search(
            [("channel_partner_id", "=", partner.id), ("day", "=", day)]
        )
        limit = rule.daily_quota
        return {"limit": limit, "left": max(limit - counter.asked, 0)} if limit else False

    def _counts(self, registrations, own):
        found = dict(registrations._read_group(own, ["state"], ["__count"]))
        return {
            name: sum(count for state, count in found.items() if states is None or state in states)
            for name, states in FILTERS.items()
        }

    @staticmethod
    def _number(value):
        return int(value) if str(value).isdecimal() else 0
