from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain


class RealestateProject(models.Model):
    """The manager's report of the day 案场日报: each figure is a domain of records, and nothing else (CUS-1 … CUS-8).

    A figure is counted by the very domain that opens its records, with the reader's own rights: report and books
    cannot disagree.
    """

    _inherit = "realestate.project"

    report_hours = fields.Float(
        string="Report of the Day Due at",
        help="Counted from the day's midnight: 20:00 is that evening, 33:00 is nine o'clock the next morning. "
        "0: nobody is asked for the report.",
    )

    _report_hours_range = models.Constraint(
        "CHECK(COALESCE(report_hours, 0) BETWEEN 0 AND 48)", "The report of the day is due within 48 hours."
    )

    def _report_deadline(self, day):
        """Return the moment (UTC) until which the report of ``day`` is on time, by the project's clock."""
        self.ensure_one()
        # whole minutes: 20.1 hours are six minutes past eight
        return self._day_start(day) + timedelta(minutes=round(self.report_hours * 60))

    @api.readonly
    def day_report(self, day=None):
        """Return the report of one day of this project.

        :param str day: of the project; today when not given
        :return: ``project``, ``day``, ``today``; ``sections``: title and figures; ``tables``: title, columns, rows of
            figures. A figure has ``label``, ``value``, ``is_amount`` (¥), ``model`` and ``domain``. ``handed_in``:
            whether and when it was handed in, None where nobody asks for it. ``targets``: today's, of the project
            and its teams, with what was reached (REP-1)
        :raises AccessError: the user leads or administers no sales office
        """
        self.ensure_one()
        self.check_access("read")
        self.env["realestate.deal"]._require_role("manager", "administrator")
        day = fields.Date.to_date(day) or self._today()
        return {
            "project": {"id": self.id, "name": self.name},
            "day": fields.Date.to_string(day),
            "today": fields.Date.to_string(self._today()),
            "currency": self.currency_id.symbol,
            "sections": [
                {"title": title, "figures": [self._figure(*figure) for figure in figures]}
                for title, figures in self._day_report_sections(day)
            ],
            "tables": [self._consultants_table(day), self._sources_table(day)],
            "handed_in": self._day_handed_in(day),
            "targets": self._day_targets() if day == self._today() else [],
        }

    def _day_handed_in(self, day):
        reports = self.env["realestate.day.report"]
        return reports.search([("project_id", "=", self.id), ("day", "=", day)])._shown()

    def _day_targets(self):
        own = Domain("project_id", "=", self.id) & Domain("kind", "in", ("project", "team"))
        return self.env["realestate.target"]._shown(own)

    def _figure(self, label, model, domain, amount=None):
        """Count the records of ``domain``, or add up their field ``amount`` (¥)."""
        domain = list(Domain(domain) & Domain("project_id", "=", self.id))
        records = self.env[model]
        if amount:
            [[value]] = records._read_group(domain, [], [f"{amount}:sum"])
        else:
            value = records.search_count(domain)
        return {
            "label": label,
            "value": value or 0,
            "is_amount": bool(amount),
            "model": model,
            "domain": self._plain(domain),
        }

    @api.model
    def _plain(self, domain):
        """Return a domain as JSON has it."""
        return [
            [leaf[0], leaf[1], fields.Date.to_string(leaf[2]) if hasattr(leaf[2], "isoformat") else leaf[2]]
            if isinstance(leaf, (tuple, list))
            else leaf
            for leaf in domain
        ]

    def _day_report_sections(self, day):
        """Return the sections, each with its figures as ``_figure`` takes them; another addon adds its own."""
        _ = self.env._
        book, event, claim, deal = (
            "realestate.reception",
            "realestate.protection.event",
            "realestate.claim",
            "realestate.deal",
        )
        visit = [("day", "=", day), ("kind", "=", "visit")]
        call = [("day", "=", day), ("kind", "=", "call")]
        subscribed, signed, ended = (
            [(name, "=", day)] for name in ("date_subscribed", "date_signed", "date_cancelled")
        )
        return [
            (
                _("Visits and Calls"),
                [
                    (_("Visits"), book, visit),
                    (_("First Visits"), book, [*visit, ("is_first", "=", True)]),
                    (_("Visits Again"), book, [*visit, ("is_first", "!=", True)]),
                    (_("Calls"), book, call),
                    (_("First Calls"), book, [*call, ("is_first", "=", True)]),
                    (_("Calls Again"), book, [*call, ("is_first", "!=", True)]),
                ],
            ),
            (
                _("Rotation and Follow-up"),
                [
                    (_("Received in Turn"), book, [*visit, ("uses_turn", "=", True)]),
                    (_("Received for a Colleague"), book, [*visit, ("is_duty", "=", True)]),
                    (_("Follow-ups"), "realestate.followup", [("day", "=", day)]),
                    (
                        _("Effective Follow-ups"),
                        "realestate.followup",
                        [("day", "=", day), ("is_effective", "=", True)],
                    ),
                ],
            ),
            (
                _("Whose Customer"),
                [
                    (label, event, [("day", "=", day), ("kind", "=", kind)])
                    for label, kind in (
                        (_("Expired Overnight"), "expired"),
                        (_("Given up"), "released"),
                        (_("Taken from the Pool"), "taken"),
                        (_("Extended"), "extended"),
                        (_("Reassigned"), "reassigned"),
                    )
                ],
            ),
            (
                _("Claims"),
                [
                    (_("Claimed Today"), claim, [("day", "=", day)]),
                    (
                        _("Open Claims"),
                        claim,
                        [("day", "<=", day), ("state", "in", ("submitted", "proposed", "settled"))],
                    ),
                ],
            ),
            (
                _("Deals"),
                [
                    (_("Subscribed"), deal, subscribed),
                    (_("Amount Subscribed"), deal, subscribed, "price"),
                    (_("Signed"), deal, signed),
                    (_("Amount Signed"), deal, signed, "price"),
                    (_("Withdrawn"), deal, ended),
                    (_("Amount Withdrawn"), deal, ended, "price"),
                ],
            ),
        ]

    def _consultants_table(self, day):
        """Return the table of consultants: what each did that day."""
        _ = self.env._
        book = "realestate.reception"
        visit = [("day", "=", day), ("kind", "=", "visit")]
        columns = [
            (_("First Visits"), book, [*visit, ("is_first", "=", True)], None),
            (_("Visits Again"), book, [*visit, ("is_first", "!=", True)], None),
            (_("Calls"), book, [("day", "=", day), ("kind", "=", "call")], None),
            (_("Turns"), book, [*visit, ("uses_turn", "=", True)], None),
            (_("Effective Follow-ups"), "realestate.followup", [("day", "=", day), ("is_effective", "=", True)], None),
            (_("Subscribed"), "realestate.deal", [("date_subscribed", "=", day)], None),
            (_("Amount Subscribed"), "realestate.deal", [("date_subscribed", "=", day)], "price"),
        ]
        return self._grouped_table(_("By Consultant"), "user_id", columns)

    def _sources_table(self, day):
        """Return the table of sources: how the day's customers came."""
        _ = self.env._
        book = "realestate.reception"
        columns = [
            (label, book, [("day", "=", day), ("kind", "=", kind), ("is_first", operator, True)], None)
            for label, kind, operator in (
                (_("First Visits"), "visit", "="),
                (_("Visits Again"), "visit", "!="),
                (_("First Calls"), "call", "="),
                (_("Calls Again"), "call", "!="),
            )
        ]
        return self._grouped_table(_("By Source"), "source", columns)

    def _grouped_table(self, title, groupby, columns):
        """Return a table with a row for each value of ``groupby`` that any of the ``columns`` has: one query each."""
        values = {}
        for index, (_label, model, domain, amount) in enumerate(columns):
            domain = Domain(domain) & Domain("project_id", "=", self.id)
            aggregate = f"{amount}:sum" if amount else "__count"
            for key, value in self.env[model]._read_group(domain, [groupby], [aggregate]):
                values.setdefault(key, {})[index] = value or 0
        names = self._group_names(groupby)
        rows = []
        for key, found in sorted(values.items(), key=lambda item: -sum(bool(v) for v in item[1].values())):
            name, value = names(key)
            figures = [
                {
                    "label": label,
                    "value": found.get(index, 0),
                    "is_amount": bool(amount),
                    "model": model,
                    "domain": self._plain(
                        Domain(domain) & Domain("project_id", "=", self.id) & Domain(groupby, "=", value)
                    ),
                }
                for index, (label, model, domain, amount) in enumerate(columns)
            ]
            rows.append({"name": name, "figures": figures})
        return {"title": title, "columns": [column[0] for column in columns], "rows": rows}

    def _group_names(self, groupby):
        """Return a function from a group's key to its name and its value in a domain."""
        if groupby == "user_id":
            return lambda user: (user.sudo().name or self.env._("Nobody"), user.id)
        labels = dict(self.env["realestate.reception"]._fields[groupby]._description_selection(self.env))
        return lambda key: (labels.get(key, key), key)
