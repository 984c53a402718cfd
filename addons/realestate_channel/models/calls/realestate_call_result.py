from odoo import fields, models

# what a result means; the first three keep the number with its caller, or make a customer of it
EFFECTS = [
    ("unreached", "Not Reached"),
    ("reached", "Got Through"),
    ("interested", "Shows Interest"),
    ("dead", "Wrong Number"),
    ("do_not_call", "Do not Call"),
]
CONNECTED = ("reached", "interested", "do_not_call")


class RealestateCallResult(models.Model):
    """What came of a call, chosen by one key; what it means is its effect (CH-3)."""

    _name = "realestate.call.result"
    _description = "Result of a Call"
    _order = "sequence, key, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    key = fields.Integer(required=True, aggregator=None, help="The key on the call screen, 1 to 9.")
    effect = fields.Selection(
        EFFECTS,
        required=True,
        default="unreached",
        help="Not reached, reached: the number stays protected for its caller as the project says. Interested: "
        "becomes a customer. Wrong number: is called no more. Do not call: at once, for everybody.",
    )

    _key_range = models.Constraint("CHECK(key BETWEEN 1 AND 9)", "A result has one of the keys 1 to 9.")
    _key_uniq = models.UniqueIndex("(key) WHERE active", "Another result has this key: archive it or choose another.")
