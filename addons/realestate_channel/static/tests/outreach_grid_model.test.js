import { expect, test } from "@odoo/hoot";

import { OutreachGridModel, toCells, toNumber } from "@realestate_channel/outreach_grid/outreach_grid_model";

const COLUMNS = [
    { name: "calls", label: "Calls", within: false, hired: false },
    { name: "connected", label: "Connected", within: "calls", hired: false },
    { name: "headcount", label: "Whole Days", within: false, hired: true },
];

function row(name, id, values, isHired = false) {
    return {
        team_id: isHired ? id : 1,
        user_id: isHired ? false : id,
        name,
        is_hired: isHired,
        values,
        plan: { calls: 100, connected: 0, visits: 2 },
        visits: 1,
        recorded: false,
    };
}

function grid(orm = {}) {
    const model = new OutreachGridModel(orm);
    model.teamId = 1;
    model.projectId = 1;
    const rows = [
        row("王芳", 7, { calls: 0, connected: 0 }),
        row("李强", 8, { calls: 50, connected: 20 }),
        row("城东队", 9, { calls: 0, connected: 0, headcount: 4 }, true),
    ];
    model.show({ columns: COLUMNS, rows, day: "2026-03-02", team: { name: "电拓组" } });
    return model;
}

test("numbers as Excel and input methods write them", () => {
    expect(toNumber("")).toBe(0);
    expect(toNumber(" 1,200 ")).toBe(1200);
    expect(toNumber("１２０")).toBe(120);
    expect(toNumber("98.0")).toBe(98);
    expect(toNumber("98.5")).toBe(NaN);
    expect(toNumber("-3")).toBe(NaN);
    expect(toNumber("三")).toBe(NaN);
});

test("a range of Excel", () => {
    expect(toCells("1\t2\r\n3\t4\r\n")).toEqual([
        ["1", "2"],
        ["3", "4"],
    ]);
});

test("a range goes from the cell on, and not beyond the grid", () => {
    const model = grid();
    expect(model.paste(1, 0, "5\t3\t9\n6\t2\t7\t8\n1\t1")).toBe(5);
    const [first, second, hired] = model.data.rows;
    expect(model.text(first, "calls")).toBe("");
    expect(model.text(second, "calls")).toBe("5");
    expect(model.text(hired, "headcount")).toBe("7");
    expect(model.total("calls")).toBe(11);
});

test("lines that begin with names go to their rows", () => {
    const model = grid();
    model.paste(0, 0, "李强\t10\t4\n王芳\t30\t12\n陌生人\t1\t1");
    expect(model.text(model.data.rows[0], "calls")).toBe("30");
    expect(model.text(model.data.rows[1], "connected")).toBe("4");
    expect(model.attained("calls")).toBe("13%");
});

test("wrong cells are marked and nothing is sent", async () => {
    const model = grid({ call: () => expect.step("sent") });
    const [first] = model.data.rows;
    model.type(first, "calls", "10");
    model.type(first, "connected", "11");
    expect(model.error(first, "connected")).not.toBe("");
    expect(await model.save()).toBe(false);
    model.type(first, "connected", "x");
    expect(await model.save()).toBe(false);
    expect.verifySteps([]);
});

test("everything is saved by one request", async () => {
    const model = grid({
        call: (name, method, [, , day, mode, rows]) => {
            expect.step(method);
            expect(rows.map(({ values }) => values)).toEqual([
                { calls: 10, connected: 0 },
                { calls: 50, connected: 20 },
                { calls: 0, connected: 0, headcount: 4 },
            ]);
            return Promise.resolve({ errors: [], data: model.data });
        },
    });
    model.type(model.data.rows[0], "calls", "10");
    expect(await model.save()).toBe(true);
    expect(model.dirty).toBe(false);
    expect.verifySteps(["grid_save"]);
});
