import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { Deferred } from "@odoo/hoot-mock";
import { mountWithCleanup } from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";

import { CallDeskModel } from "@realestate_channel/calls/call_desk_model";
import { CallFunnel, funnelSteps } from "@realestate_channel/calls/call_funnel";

defineMailModels();

function desk(values = {}) {
    return {
        lots: [{ id: 1, name: "A #1", size: 4, done: 1, left: 3, later: 0, until: "12/01" }],
        lot_id: 1,
        number: { id: 7, phone: "13900000000", others: [], calls: [] },
        results: [
            { id: 21, key: 1, effect: "unreached", until: "2026-03-03" },
            { id: 25, key: 5, effect: "reached", until: "2026-03-09" },
            { id: 27, key: 7, effect: "interested", until: false },
        ],
        today: { made: 1, connected: 0, interested: 0 },
        undo: false,
        ...values,
    };
}

/** The model on a server that answers with `answer`, and the calls it was asked. */
async function makeModel(answer = () => desk()) {
    const asked = [];
    const call = async (model, method, args) => {
        asked.push([method, ...args]);
        return answer(method, args);
    };
    const model = new CallDeskModel({}, {}, { orm: { call, silent: { call } } });
    await model.open();
    asked.length = 0;
    return { model, asked };
}

test("a key is a result, with note and day, in one request", async () => {
    const { model, asked } = await makeModel();
    model.setNote("ringing");
    model.setNextDate("2026-03-05");
    expect(model.press("5")).toBe(true);
    await Promise.resolve();
    expect(asked).toEqual([["call_result", 7, 25, "ringing", "2026-03-05", 1]]);
});

test("a day means nothing where nobody calls again", async () => {
    const { model, asked } = await makeModel();
    model.setNextDate("2026-03-05");
    model.press("7");
    await Promise.resolve();
    expect(asked).toEqual([["call_result", 7, 27, "", false, 1]]);
});

test("one request at a time: further keys do nothing until the answer", async () => {
    const answer = new Deferred();
    const { model, asked } = await makeModel((method) => (method === "call_desk" ? desk() : answer));
    expect(model.press("1")).toBe(true);
    expect(model.press("1")).toBe(false);
    expect(model.press("5")).toBe(false);
    expect(asked.length).toBe(1);
    answer.resolve(desk({ number: { id: 8 } }));
    await answer;
    await new Promise((resolve) => setTimeout(resolve));
    expect(model.number.id).toBe(8);
    expect(model.note).toBe("");
    expect(model.busy).toBe(false);
});

test("keys that mean nothing are left to others", async () => {
    const { model, asked } = await makeModel();
    for (const key of ["2", "x", "z", "Enter"]) {
        expect(model.press(key)).toBe(false);
    }
    expect(asked).toEqual([]);
    model.data.undo = "王 139****0000";
    expect(model.press("Z")).toBe(true);
    expect(asked).toEqual([["call_undo", 1]]);
});

test("what the server refuses stays, with the reason", async () => {
    const { model } = await makeModel((method) => {
        if (method !== "call_desk") {
            throw Object.assign(new Error(), { data: { message: "Not yours" } });
        }
        return desk();
    });
    model.setNote("kept");
    await model.choose(model.data.results[0]);
    expect(model.error).toBe("Not yours");
    expect(model.note).toBe("kept");
    expect(model.number.id).toBe(7);
});

test("progress and the last day to call again", async () => {
    const { model } = await makeModel();
    expect(model.percent).toBe(25);
    expect(model.latest).toBe("2026-03-09");
    model.show(desk({ number: false }));
    expect(model.number).toBe(null);
    expect(model.press("1")).toBe(false);
});

test("the funnel: width of the first, share of the step before", async () => {
    const steps = [
        { key: "number", label: "Persons", value: 200 },
        { key: "called", label: "Called", value: 100 },
        { key: "reached", label: "Reached", value: 0 },
        { key: "deal", label: "Bought", value: 0 },
    ];
    const shown = funnelSteps(steps);
    expect(shown.map(({ width }) => width)).toEqual([100, 50, 0, 0]);
    expect(shown.map(({ share }) => share)).toEqual([100, 50, 0, 0]);
    expect(funnelSteps([])).toEqual([]);
    await mountWithCleanup(CallFunnel, { props: { name: "funnel", record: { data: { funnel: steps } } } });
    expect(queryAllTexts(".o_re_call_funnel_step strong")).toEqual(["200", "100", "0", "0"]);
});
