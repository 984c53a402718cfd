from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..res_users import MANAGER
from .realestate_channel_result import COUNTED, FIGURES, LIMIT, WITHIN

MODES = ("result", "plan", "week")
ATTENDANCE = ("headcount", "half_days")


class RealestateChannelTeam(models.Model):
    """The one screen on which a leader enters a day, or plans a week, for his whole team (CH-2).

    A row is a member, a hired team, or the team as a whole where it has neither; a column is a figure of the
    module. The browser gets everything by one request and saves everything by one.
    """

    _inherit = "realestate.channel.team"

    # ------------------------------------------------------------------
    # reading
    # ------------------------------------------------------------------
    @api.model
    def grid_teams(self):
        """Return what the current user may choose: the teams of modules that he leads, and the projects."""
        domain = Domain("module", "!=", False) & Domain("is_hired", "=", False)
        if not self.env.user.has_group(MANAGER):
            domain &= Domain("id", "in", self.env.user._realestate_channel_team_ids())
        teams = self.search(domain)
        projects = self.env["realestate.project"].search([("active", "=", True)])
        return {"teams": teams.read(["name", "module"]), "projects": projects.read(["name"])}

    def grid_data(self, project_id, day=False, mode="result"):
        """Return the grid of one team, project and day; in mode ``week`` of the week of that day.

        :param str mode: ``result``, ``plan`` (of the day) or ``week`` (the plan of seven days together)
        :return: ``columns`` and ``rows``; of each row its values, plan and what is counted beside them
        :raises AccessError: a team or project that is not the reader's
        """
        self.ensure_one()
        self.check_access("read")
        project = self.env["realestate.project"].browse(project_id)
        project.check_access("read")
        today = project._today()
        day = fields.Date.to_date(day) or today
        first = day - timedelta(days=day.weekday())
        days = [first + timedelta(days=n) for n in range(7)] if mode == "week" else [day]
        columns = self._grid_columns(mode)
        hired = self.child_ids.filtered("is_hired") if mode == "result" else self.browse()
        values = self._grid_values(project, days)
        counted = self._grid_counted(project, days)
        recorded = self._grid_recorded(project, days) if mode == "result" else {}
        attended = hired._grid_attendance(project, day)
        rows = []
        for team, user in self._grid_subjects(project, days):
            key = (team.id, user.id)
            rows.append(
                {
                    "team_id": team.id,
                    "user_id": user.id,
                    "name": user.name or team.name,
                    "is_hired": team.is_hired,
                    "values": {
                        name: values[key][self._grid_field(name, mode)]
                        for name in [*FIGURES[self.module], *(COUNTED if mode != "result" else ())]
                    }
                    | (attended.get(team.id, dict.fromkeys(ATTENDANCE, 0)) if team.is_hired else {}),
                    "plan": {name: values[key][f"plan_{name}"] for name in [*FIGURES[self.module], *COUNTED]},
                    "visits": counted.get(key, 0),
                    "recorded": recorded.get(key, False),
                }
            )
        return {
            "team": {"id": self.id, "name": self.name, "module": self.module},
            "mode": mode,
            "day": day,
            "first": days[0],
            "last": days[-1],
            "today": today,
            "closed": project._channel_closed_message(days[-1])
            or (mode == "result" and day > today and self.env._("This day has not come yet: enter its plan."))
            or False,
            "columns": columns,
            "rows": rows,
        }

    def _grid_columns(self, mode):
        labels = self.env["realestate.channel.result"].fields_get(
            [*FIGURES[self.module], "plan_visits"], ["string", "help"]
        )
        names = [*FIGURES[self.module], *(COUNTED if mode != "result" else ())]
        columns = [
            {
                "name": name,
                "label": labels.get(name, labels["plan_visits"])["string"],
                "within": WITHIN.get(name, False),
                "hired": False,
            }
            for name in names
        ]
        if mode == "result" and self.child_ids.filtered("is_hired"):
            described = self.env["realestate.channel.attendance"].fields_get(ATTENDANCE, ["string"])
            columns += [
                {"name": name, "label": described[name]["string"], "within": False, "hired": True}
                for name in ATTENDANCE
            ]
        return columns

    @api.model
    def _grid_field(self, name, mode):
        return name if mode == "result" else f"plan_{name}"

    def _grid_subjects(self, project, days):
        """Return pairs of team and person: members, hired teams, and who is no member any more but has figures."""
        nobody = self.env["res.users"]
        pairs = [(self, user) for user in self.member_ids]
        pairs += [(team, nobody) for team in self.child_ids.filtered("is_hired")]
        former = self.env["realestate.channel.result"].search(self._grid_domain(project, days))
        pairs += {(line.team_id, line.user_id) for line in former} - set(pairs)
        return pairs or [(self, nobody)]

    def _grid_domain(self, project, days):
        teams = self | self.child_ids.filtered("is_hired")
        return (
            Domain("team_id", "in", teams.ids) & Domain("project_id", "=", project.id) & Domain("day", "in", list(days))
        )

    def _grid_values(self, project, days):
        """Return (team id, user id) → name → sum over ``days`` of results and plans."""
        names = [*FIGURES[self.module]]
        names += [f"plan_{name}" for name in [*FIGURES[self.module], *COUNTED]]
        rows = self.env["realestate.channel.result"]._read_group(
            self._grid_domain(project, days), ["team_id", "user_id"], [f"{name}:sum" for name in names]
        )
        values = defaultdict(lambda: dict.fromkeys(names, 0))
        values.update({(team.id, user.id): dict(zip(names, sums, strict=True)) for team, user, *sums in rows})
        return values

    def _grid_counted(self, project, days):
        """Return (team id, user id) → visits on ``days`` of the customers they brought."""
        teams = self | self.child_ids.filtered("is_hired")
        domain = (
            Domain("realestate_channel_team_id", "in", teams.ids)
            & Domain("realestate_project_id", "=", project.id)
            & Domain("realestate_channel_visit_day", "in", list(days))
        )
        leads = self.env["crm.lead"].sudo().with_context(active_test=False)
        counted = defaultdict(int)
        for team, user, count in leads._read_group(
            domain, ["realestate_channel_team_id", "realestate_channel_user_id"], ["__count"]
        ):
            counted[team.id, False if team.is_hired else user.id] += count
        return counted

    def _grid_recorded(self, project, days):
        """Return (team id, user id) → name → number that the system has recorded by itself; to be extended."""
        return {}

    def _grid_attendance(self, project, day):
        records = self.env["realestate.channel.attendance"].search(
            [("team_id", "in", self.ids), ("day", "=", day), ("project_id", "=", project.id)]
        )
        return {record.team_id.id: {name: record[name] for name in ATTENDANCE} for record in records}

    # ------------------------------------------------------------------
    # saving
    # ------------------------------------------------------------------
    def grid_save(self, project_id, day, mode, rows):
        """Write all rows of the grid at once, or none and say which cells are wrong (CH-2).

        :param list rows: ``team_id``, ``user_id`` (or False) and ``values``: name → number, as the grid was read
        :return: ``errors``, a list of ``team_id``, ``user_id``, ``name``, ``message``; or ``data``, the grid anew
        :raises AccessError: the user does not lead the team
        :raises UserError: the day is closed, or has not come
        """
        self.ensure_one()
        self._check_grid_leader()
        day = fields.Date.to_date(day)
        project = self.env["realestate.project"].browse(project_id)
        data = self.grid_data(project_id, day, mode)
        if data["closed"]:
            raise UserError(data["closed"])
        rows = self._grid_known(rows, data)
        open_days, kept = self._grid_week_open(project, data) if mode == "week" else ([], {})
        if errors := self._grid_errors(rows, data["columns"], mode) or self._grid_week_errors(rows, kept):
            return {"errors": errors}
        if mode == "week":
            self._grid_write_week(project, data, rows, open_days, kept)
        else:
            self._grid_write(
                project,
                {
                    (row["team_id"], row["user_id"], day): {
                        self._grid_field(name, mode): number
                        for name, number in row["values"].items()
                        if name not in ATTENDANCE
                    }
                    for row in rows
                },
            )
        if mode == "result":
            self._grid_write_attendance(project, day, rows)
        return {"errors": [], "data": self.grid_data(project_id, day, mode)}

    def _check_grid_leader(self):
        """Refuse who neither leads this team nor the channel."""
        user = self.env.user
        if not user.has_group(MANAGER) and self.id not in user._realestate_channel_team_ids():
            raise AccessError(self.env._("The figures of %s are entered by its leader.", self.name))

    @api.model
    def _grid_known(self, rows, data):
        """Return the rows that the grid has, with the values of its columns as typed."""
        names = {column["name"] for column in data["columns"]}
        known = {(row["team_id"], row["user_id"]) for row in data["rows"]}
        hired = {row["team_id"] for row in data["rows"] if row["is_hired"]}
        return [
            {
                "team_id": row["team_id"],
                "user_id": row["user_id"] or False,
                "values": {
                    name: number or 0
                    for name, number in row["values"].items()
                    if name in names and (name not in ATTENDANCE or row["team_id"] in hired)
                },
            }
            for row in rows
            if (row["team_id"], row["user_id"] or False) in known
        ]

    @api.model
    def _grid_errors(self, rows, columns, mode):
        """Return the wrong cells of ``rows``, each with what is wrong."""
        labels = {column["name"]: column["label"] for column in columns}
        errors = []
        for row in rows:
            values = row["values"]
            for column in columns:
                name, within = column["name"], column["within"]
                message = False
                if name in values and not self._is_figure(values[name]):
                    message = self.env._("A whole number from 0 to %s.", LIMIT)
                elif name in values and within in values and mode == "result":
                    if self._is_figure(values[within]) and values[name] > values[within]:
                        message = self.env._("Not more than %s.", labels[within])
                if message:
                    errors.append(
                        {"team_id": row["team_id"], "user_id": row["user_id"], "name": name, "message": message}
                    )
        return errors

    @api.model
    def _is_figure(self, number):
        return isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= LIMIT

    def _grid_write(self, project, cells):
        """Write (team id, user id, day) → values: changed lines written, new ones created where they say something."""
        results = self.env["realestate.channel.result"]
        found = {
            (line.team_id.id, line.user_id.id, line.day): line
            for line in results.search(self._grid_domain(project, {key[2] for key in cells}))
        }
        new = []
        for (team_id, user_id, day), values in cells.items():
            if line := found.get((team_id, user_id, day)):
                changed = {name: number for name, number in values.items() if line[name] != number}
                if changed:
                    line.write(changed)
            elif any(values.values()):
                new.append({"team_id": team_id, "user_id": user_id, "day": day, "project_id": project.id, **values})
        results.create(new)

    def _grid_week_open(self, project, data):
        """Return the days of the week that the user may still plan, and what stands on the others.

        :return: (days, {(team id, user id): {figure: number planned on closed days}})
        """
        days = [data["first"] + timedelta(days=n) for n in range(7)]
        closed = [day for day in days if project._channel_closed_message(day)]
        if not closed:
            return days, {}
        values = self._grid_values(project, closed)
        names = [column["name"] for column in data["columns"]]
        kept = {key: {name: values[key][f"plan_{name}"] for name in names} for key in values}
        return [day for day in days if day not in closed], kept

    @api.model
    def _grid_week_errors(self, rows, kept):
        """Return the cells that ask for less than is planned on days which are closed already."""
        return [
            {
                "team_id": row["team_id"],
                "user_id": row["user_id"],
                "name": name,
                "message": self.env._("Not less than %s: that much is planned on days that are closed.", least),
            }
            for row in rows
            for name, number in row["values"].items()
            if number < (least := kept.get((row["team_id"], row["user_id"]), {}).get(name, 0))
        ]

    def _grid_write_week(self, project, data, rows, open_days, kept):
        """Spread the week's plan over each team's working days that are open; what adds up already stays.

        :param list open_days: the days that may still be planned
        :param dict kept: (team id, user id) → figure → what stands on the days that are closed
        """
        before = {(row["team_id"], row["user_id"]): row["values"] for row in data["rows"]}
        cells = defaultdict(dict)
        teams = self.browse({row["team_id"] for row in rows})
        working = {team.id: team._plan_days(open_days) for team in teams}
        for row in rows:
            key = (row["team_id"], row["user_id"])
            work_days = working[row["team_id"]]
            for name, total in row["values"].items():
                if total == before[key][name]:
                    continue
                rest = total - kept.get(key, {}).get(name, 0)
                parts = dict(zip(work_days, self._spread(rest, len(work_days)), strict=True))
                for day in open_days:
                    cells[(*key, day)][f"plan_{name}"] = parts.get(day, 0)
        self._grid_write(project, cells)

    @api.model
    def _spread(self, total, count):
        """Return ``count`` whole numbers that add up to ``total``, as even as can be, the greater first."""
        part, rest = divmod(total, count)
        return [part + (n < rest) for n in range(count)]

    def _grid_write_attendance(self, project, day, rows):
        attendance = self.env["realestate.channel.attendance"]
        teams = {row["team_id"] for row in rows if ATTENDANCE[0] in row["values"]}
        found = attendance.search(
            [("team_id", "in", list(teams)), ("day", "=", day), ("project_id", "=", project.id)]
        ).grouped(lambda record: record.team_id.id)
        new = []
        for row in rows:
            values = {name: row["values"].get(name, 0) for name in ATTENDANCE}
            if row["team_id"] not in teams:
                continue
            if record := found.get(row["team_id"]):
                changed = {name: number for name, number in values.items() if record[name] != number}
                if changed:
                    record.write(changed)
            elif any(values.values()):
                new.append({"team_id": row["team_id"], "day": day, "project_id": project.id, **values})
        attendance.create(new)

    # ------------------------------------------------------------------
    # last week
    # ------------------------------------------------------------------
    def grid_last_week(self, project_id, day):
        """Return the plan of the week before: rows of ``team_id``, ``user_id``, ``values``, to be copied in."""
        before = fields.Date.to_date(day) - timedelta(days=7)
        data = self.grid_data(project_id, before, "week")
        return [{name: row[name] for name in ("team_id", "user_id", "values")} for row in data["rows"]]
