"""Whose turn it is: plain decisions on a day's roster, without a query (CUS-6)."""


class Rotation:
    """The floor at one moment.

    :param lines: the day's ``realestate.roster.line``
    :param dict kept: ``{user id: trainee}`` of those who may not receive in turn yet
    :param str counter: ``turn_count`` for visitors, ``call_count`` for calls
    """

    def __init__(self, lines, kept, counter="turn_count"):
        self.kept = kept
        self.lines = lines
        self.order = lines.sorted(lambda line: (line[counter], line.sequence, line.id or 0))
        on_floor = self.order.filtered(lambda line: line.state != "away")
        self.qualified = on_floor.filtered(lambda line: line.user_id.id not in kept)
        self.trainees = on_floor - self.qualified
        self.free = self.qualified.filtered(lambda line: line.state == "present")
        self.busy = self.qualified - self.free

    def line_of(self, user):
        return self.lines.filtered(lambda line: line.user_id == user)

    def is_free(self, user):
        return self.line_of(user).state == "present"

    def is_busy(self, user):
        return self.line_of(user).state == "busy"

    @property
    def is_quiet(self):
        """Nobody on the floor is receiving now."""
        return not any(line.state == "busy" for line in self.lines)

    @property
    def next_line(self):
        """Return who is next in turn and free, or nobody."""
        return self.free[:1]

    def in_turn(self):
        """Return who receives a new visitor, and how it comes: ``turn``, ``all_busy``, ``trainee`` or ``nobody``.

        While all are receiving the next in turn gets the visitor all the same; trainees only when nobody
        else is there at all.
        """
        if self.free:
            return self.free[0], "turn"
        if self.busy:
            return self.busy[0], "all_busy"
        trainees = self.trainees.sorted(lambda line: line.state == "busy")
        return (trainees[0], "trainee") if trainees else (self.lines.browse(), "nobody")

    def on_duty_for(self, user):
        """Return who receives for the absent ``user``, and how it comes: ``busy_floor``, ``quiet_floor``, ….

        Next in turn while somebody is receiving, in reverse order while the floor is quiet (CUS-6).
        """
        free = self.free.filtered(lambda line: line.user_id != user)
        if free:
            return (free[-1], "quiet_floor") if self.is_quiet else (free[0], "busy_floor")
        busy = self.busy.filtered(lambda line: line.user_id != user)
        if busy:
            return busy[0], "all_busy"
        trainees = self.trainees.filtered(lambda line: line.user_id != user)
        if trainees:
            return trainees[0], "trainee"
        return self.lines.browse(), "nobody"
