# ruff: noqa: F821
"""Run by `odoo shell` on a database with demo data: prints what a user cannot open of what his menus offer."""

from datetime import date

from lxml import etree

from odoo.tools.safe_eval import safe_eval

OURS = ("realestate_sales.", "realestate_aftersales.", "realestate_channel.")


def specification(model, node):
    """Return what the web client reads of ``model`` for the view ``node``."""
    found = {}
    for element in node.iter("field"):
        name = element.get("name")
        field = model._fields.get(name)
        if field is None or next(element.iterancestors("field"), None) is not None:
            continue
        found[name] = {}
        if field.type == "many2one":
            found[name] = {"fields": {"display_name": {}}}
        elif field.type in ("one2many", "many2many"):
            inner = next((child for child in element if child.tag in ("list", "kanban")), None)
            lines = model.env[field.comodel_name]
            found[name] = {"fields": {"display_name": {}} if inner is None else specification(lines, inner)}
    return found


class Visit:
    """One action, opened as the web client opens it: views, first page, first record, a new one, figures."""

    def __init__(self, env, action):
        names = {"uid": env.uid, "context_today": date.today, "allowed_company_ids": env.companies.ids}
        context = safe_eval(action.context or "{}", {**names, "active_id": False})
        defaults = {name: value for name, value in context.items() if not name.startswith("search_default_")}
        self.model = env[action.res_model].with_context(**defaults)
        self.domain = safe_eval(action.domain or "[]", names)
        views = [(view_id, mode) for view_id, mode in action.views]
        answer = self.model.get_views([*views, (action.search_view_id.id, "search")])["views"]
        self.nodes = {mode: etree.fromstring(answer[mode]["arch"]) for _view_id, mode in views}

    def open(self):
        records = []
        for mode in ("kanban", "list"):
            if mode in self.nodes:
                fields = specification(self.model, self.nodes[mode])
                records = self.model.web_search_read(self.domain, fields, limit=5)["records"]
        if "form" in self.nodes:
            self._form(records)
        for mode in ("graph", "pivot"):
            if mode in self.nodes:
                self._figures(self.nodes[mode])

    def _form(self, records):
        node = self.nodes["form"]
        fields = specification(self.model, node)
        if records:
            self.model.browse(records[0]["id"]).web_read(fields)
        if node.get("create") != "0" and self.model.has_access("create"):
            self.model.onchange({}, [], fields)

    def _figures(self, node):
        elements = [element for element in node if element.tag == "field"]
        rows = [element for element in elements if element.get("type") != "measure"]
        groups = [":".join(filter(None, (row.get("name"), row.get("interval")))) for row in rows]
        measures = [f"{element.get('name')}:sum" for element in elements if element.get("type") == "measure"]
        self.model.formatted_read_group(self.domain, groups[:1], ["__count", *measures])


def offered(env):
    """Return our menus that the user sees, all above them seen too, with their window actions."""
    menus = env["ir.ui.menu"].sudo()
    visible = menus.browse(env["ir.ui.menu"]._visible_menu_ids())
    names = visible.get_external_id()
    for menu in visible.filtered("action"):
        above = menus.search([("id", "parent_of", menu.id)])
        if names[menu.id].startswith(OURS) and above <= visible and menu.action._name == "ir.actions.act_window":
            yield names[menu.id], menu.action


count = 0
for user in env["res.users"].search([("share", "=", False)], order="id"):
    context = {"lang": "zh_CN", "tz": "Asia/Shanghai", "allowed_company_ids": user.company_ids.ids}
    for name, action in offered(env(user=user, context=context)):
        count += 1
        with env.cr.savepoint(flush=False):
            try:
                Visit(env(user=user, context=context), action).open()
            except Exception as error:  # noqa: BLE001  (whatever it is, the user gets it)
                print(f"{user.login}: {name}: {type(error).__name__}: {' '.join(str(error).split())[:200]}")
            env.invalidate_all(flush=False)
env.cr.rollback()
print(f"{count} menus opened")
