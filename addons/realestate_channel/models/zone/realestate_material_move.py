from odoo import api, fields, models
from odoo.exceptions import UserError

# what a move does to the store, and to what its holder has
EFFECTS = {"in": (1, 0), "issue": (-1, 1), "return": (1, -1), "use": (0, -1), "count": (1, 0)}


class RealestateMaterialMove(models.Model):
    """A move of a material: in, issued, returned, used up, counted. Never changed or deleted (CH-4)."""

    _name = "realestate.material.move"
    _description = "Move of Materials"
    _order = "date desc, id desc"
    _rec_name = "material_id"

    kind = fields.Selection(
        [
            ("in", "Came in"),
            ("issue", "Issued"),
            ("return", "Returned"),
            ("use", "Used up"),
            ("count", "Stock Count"),
        ],
        required=True,
        readonly=True,
    )
    material_id = fields.Many2one("realestate.material", required=True, readonly=True, index=True, ondelete="restrict")
    place_id = fields.Many2one(
        "realestate.material.place", string="Store", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    project_id = fields.Many2one("realestate.project", required=True, readonly=True, index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    date = fields.Datetime(string="Time", required=True, readonly=True, default=fields.Datetime.now)
    day = fields.Date(required=True, readonly=True, index=True, help="Of the project's time zone.")
    quantity = fields.Integer(required=True, readonly=True, help="Of a stock count: the difference.")
    stock_after = fields.Integer(string="In Stock then", readonly=True, aggregator=None)
    holder_id = fields.Many2one("res.users", readonly=True, index="btree_not_null")
    team_id = fields.Many2one("realestate.channel.team", readonly=True, index="btree_not_null")
    user_id = fields.Many2one("res.users", string="Entered by", required=True, readonly=True, index=True)
    request_id = fields.Many2one("realestate.material.request", readonly=True, index="btree_not_null")
    currency_id = fields.Many2one(related="company_id.currency_id")
    unit_cost = fields.Monetary(string="Cost a Piece", readonly=True, aggregator=None)
    amount = fields.Monetary(
        string="Cost", readonly=True, help="¥: of an issue what it costs its team, of a return what that is given back."
    )
    note = fields.Char(readonly=True)

    _quantity_real = models.Constraint(
        "CHECK(quantity > 0 OR (kind = 'count' AND quantity != 0))", "A move has at least one piece."
    )

    # ------------------------------------------------------------------
    # figures
    # ------------------------------------------------------------------
    @api.model
    def _material_cost(self, date_from, date_to):
        """Return what was issued, less what came back, between two days, both counted: for the cost per visit (CH-2).

        :return: {(project, team): ¥}
        """
        groups = self._read_group(
            [("day", ">=", date_from), ("day", "<=", date_to), ("kind", "in", ("issue", "return"))],
            ["project_id", "team_id"],
            ["amount:sum"],
        )
        return {(project, team): amount for project, team, amount in groups}

    # ------------------------------------------------------------------
    # verb
    # ------------------------------------------------------------------
    @api.model
    def _record(
        self, kind, material, quantity, place=None, holder=None, project=None, team=None, note=False, request=None
    ):
        """Move ``quantity`` pieces of a material; the one road on which stock and holdings change (superuser).

        The caller has checked that it may be done.

        :param str kind: a key of ``EFFECTS``; of a count ``quantity`` is what was found
        :param place: realestate.material.place; not needed to use up
        :param holder: res.users to whom it is issued, who returns or uses it up
        :param project: where there is no place
        :return: the move; empty where a count found what was expected
        :raises UserError: the store, or the holder, has less
        """
        stocks, holdings = self.env["realestate.material.stock"], self.env["realestate.material.holding"]
        if kind == "count":
            quantity -= sum(
                stocks.search([("material_id", "=", material.id), ("place_id", "=", place.id)]).mapped("quantity")
            )
            if not quantity:
                return self.browse()
        elif quantity <= 0:
            raise UserError(self.env._("Say how many: at least one piece."))
        in_store, with_holder = EFFECTS[kind]
        if with_holder and not holder:
            raise UserError(self.env._("Say who gets it, or who has it."))
        team = team or self.env["realestate.channel.team"]
        if kind != "in" and holder and not team:
            team = team._of_user(holder)
        after = False
        if with_holder and holdings._add(material, holder, team, with_holder * quantity) is None:
            self._refuse_holding(material, holder, quantity)
        if in_store:
            after = stocks._add(material, place, in_store * quantity)
            if after is None:
                self._refuse_stock(material, place, quantity)
        project = project or place.project_id
        sign = {"issue": 1, "return": -1}.get(kind, 0)
        move = self.create(
            {
                "kind": kind,
                "material_id": material.id,
                "place_id": place.id if place else False,
                "project_id": project.id,
                "company_id": project.company_id.id,
                "day": project._today(),
                "quantity": quantity,
                "stock_after": after,
                "holder_id": holder.id if holder else False,
                "team_id": team.id,
                "user_id": self.env.uid,
                "request_id": request.id if request else False,
                "unit_cost": material.cost,
                "amount": sign * quantity * material.cost,
                "note": note,
            }
        )
        move._warn_low()
        return move

    def _refuse_stock(self, material, place, quantity):
        stock = self.env["realestate.material.stock"].search(
            [("material_id", "=", material.id), ("place_id", "=", place.id)]
        )
        raise UserError(
            self.env._(
                "%(place)s has %(have)s %(unit)s of %(material)s, not %(asked)s: give out less, or enter what came in.",
                place=place.name,
                have=stock.quantity or 0,
                unit=material.uom or "",
                material=material.name,
                asked=quantity,
            )
        )

    def _refuse_holding(self, material, holder, quantity):
        holding = self.env["realestate.material.holding"].search(
            [("material_id", "=", material.id), ("user_id", "=", holder.id)]
        )
        raise UserError(
            self.env._(
                "%(user)s holds %(have)s %(unit)s of %(material)s, not %(asked)s.",
                user=holder.name,
                have=holding.quantity or 0,
                unit=material.uom or "",
                material=material.name,
                asked=quantity,
            )
        )

    def _warn_low(self):
        """Tell the store's keeper once that a material has run low there."""
        self.ensure_one()
        material, keeper = self.material_id, self.place_id.user_id
        before = self.stock_after + self.quantity
        if self.kind != "issue" or not keeper or self.stock_after > material.minimum or before <= material.minimum:
            return
        material.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=keeper.id,
            summary=self.env._(
                "%(place)s: %(left)s %(unit)s left",
                place=self.place_id.name,
                left=self.stock_after,
                unit=material.uom or "",
            ),
        )
