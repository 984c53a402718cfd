const LINE = {
    id: 0,
    user_id: 0,
    name: "",
    state: "present",
    state_label: "Present",
    next: false,
    turns: 0,
    received: 0,
    duty: 0,
    visitor: false,
    since: false,
    trainee: false,
};

/** A roster as the server sends it. */
export function roster(lines, version = 1) {
    return { id: 5, version, quiet: true, lines: lines.map((line) => ({ ...LINE, ...line })) };
}

/** A line of the book as the server sends it. */
export function bookRow(row) {
    return {
        id: 0,
        kind: "visit",
        number: 1,
        time: "10:00",
        name: "何**",
        phone: "",
        user: "Chen",
        is_first: true,
        is_duty: false,
        reason: "New customer.",
        ...row,
    };
}

/** What `reception_data` returns of a project with three consultants, one receiving, one away. */
export function receptionData() {
    return {
        project: { id: 7, name: "Garden" },
        day: "2026-03-01",
        sources: ["visit", "call", "channel", "referral", "online", "outreach"].map((value) => ({
            value,
            label: value,
        })),
        mediums: [{ id: 3, name: "Billboard" }],
        medium_required: false,
        consultants: [
            { id: 1, name: "Chen" },
            { id: 2, name: "Lin" },
            { id: 3, name: "Zhao" },
            { id: 4, name: "He" },
        ],
        roster: roster([
            { id: 11, user_id: 1, name: "Chen", next: true },
            { id: 12, user_id: 2, name: "Lin", state: "busy", state_label: "Receiving", visitor: 1, turns: 1 },
            { id: 13, user_id: 3, name: "Zhao", state: "away", state_label: "Away" },
        ]),
        book: [bookRow({ id: 101, user: "Lin" })],
        rights: { register: true, manage: true },
    };
}

/** What `register_visitor` returns. */
export function registered() {
    return {
        answer: {
            number: 2,
            kind: "visit",
            visitor: "何先生",
            user: "Chen",
            holder: false,
            is_duty: false,
            is_first: true,
            already: false,
            reason: "New customer. Chen is next in turn.",
        },
        row: bookRow({ id: 102, number: 2, name: "何先生", phone: "139****0001" }),
        roster: roster([{ id: 11, user_id: 1, name: "Chen", state: "busy", visitor: 2 }], 2),
    };
}
