import { describe, expect, test } from "@odoo/hoot";

import { groupedPhone, isComplete } from "@realestate_sales/reception/reception_phone";
import { emptyForm, ReceptionModel } from "@realestate_sales/reception/reception_model";

import { FakeBus } from "./board_test_helpers";
import { bookRow, receptionData, registered, roster } from "./reception_test_helpers";

describe.current.tags("headless");

/** A model on a fake server: `answers` are functions by method name; every call is kept. */
async function makeModel(answers = {}) {
    const calls = [];
    const call = async (_model, method, args) => {
        calls.push([method, ...args.slice(1)]);
        const answer = { reception_data: receptionData, register_visitor: registered, ...answers }[method];
        return answer(...args);
    };
    const orm = { call, silent: { call } };
    const bus = new FakeBus();
    const model = new ReceptionModel({ orm }, {}, { bus_service: bus });
    model.orm = orm;
    model.start();
    await model.open(7);
    return { model, calls, bus };
}

test("a number is worth asking for when it is complete", () => {
    for (const phone of ["13911112222", "139 1111 2222", "+86 139-1111-2222", "０５７１－８８８８６６６６", "+85291234567"]) {
        expect(isComplete(phone)).toBe(true);
    }
    for (const phone of ["", "1391111222", "139111122223", "12811112222", "88886666", "abc"]) {
        expect(isComplete(phone)).toBe(false);
    }
    expect(groupedPhone("13911112222")).toBe("139 1111 2222");
});

test("joins the project's channel before it fetches, leaves it on stop", async () => {
    const { model, bus } = await makeModel();
    expect([...bus.channels]).toEqual(["realestate_reception_7"]);
    model.stop();
    expect(bus.channels.size).toBe(0);
    expect(bus.callbacks.size).toBe(0);
});

test("asks once the number is complete, and takes the name where it may be read", async () => {
    const known = { status: "held", message: "Chen's customer", name: "何先生", user: "Chen" };
    const { model, calls } = await makeModel({ reception_lookup: () => known });
    await model.setForm({ phone: "1391111" });
    expect(calls.length).toBe(1);
    await model.setForm({ phone: "13911112222" });
    expect(calls[1]).toEqual(["reception_lookup", "13911112222", false]);
    expect(model.known).toEqual(known);
    expect(model.form.name).toBe("何先生");
    await model.setForm({ phone: "1391111222" });
    expect(model.known).toBe(null);
});

test("an answer that comes late is not shown for another number", async () => {
    const waiting = [];
    const { model } = await makeModel({ reception_lookup: () => new Promise((resolve) => waiting.push(resolve)) });
    const first = model.setForm({ phone: "13911112222" });
    const second = model.setForm({ phone: "13911113333" });
    waiting[1]({ status: "new", message: "second" });
    waiting[0]({ status: "held", message: "first" });
    await Promise.all([first, second]);
    expect(model.known.message).toBe("second");
});

test("nothing is sent while something is blank", async () => {
    const { model, calls } = await makeModel();
    expect(await model.register()).toBe(false);
    expect([...model.missing]).toEqual(["phone", "name"]);
    model.form = { ...emptyForm(), phone: "13911112222", name: "何先生", source: "referral" };
    expect(await model.register()).toBe(false);
    expect([...model.missing]).toEqual(["referrer_phone"]);
    model.data.medium_required = true;
    model.form.source = "visit";
    await model.register();
    expect([...model.missing]).toEqual(["medium_id"]);
    expect(calls.length).toBe(1);
});

test("a double click registers once; the answer stands and the form is empty", async () => {
    const { model, calls } = await makeModel();
    Object.assign(model.form, { phone: "13911112222", name: "何先生" });
    await Promise.all([model.register(), model.register()]);
    expect(calls.filter(([method]) => method === "register_visitor").length).toBe(1);
    expect(model.answer.user).toBe("Chen");
    expect(model.form).toEqual(emptyForm());
    expect(model.data.book.map(({ id }) => id)).toEqual([102, 101]);
    expect(model.data.roster.version).toBe(2);
});

test("what is refused stays typed, and can be sent again", async () => {
    const { model } = await makeModel({ register_visitor: () => Promise.reject(new Error("Nobody is on duty")) });
    Object.assign(model.form, { phone: "13911112222", name: "何先生" });
    await expect(model.register()).rejects.toThrow("Nobody is on duty");
    expect(model.form.name).toBe("何先生");
    expect(model.busy).toBe(false);
});

test("live: another desk's registration shows; an older roster never overwrites a newer one", async () => {
    const { model, bus, calls } = await makeModel();
    const send = (version, rows) =>
        bus.send({
            project_id: 7,
            day: "2026-03-01",
            roster: roster([{ id: 11, user_id: 1, turns: version }], version),
            rows,
        });
    send(3, [bookRow({ id: 103, number: 3 })]);
    send(2, []);
    expect(model.data.roster.version).toBe(3);
    expect(model.data.book.map(({ id }) => id)).toEqual([103, 101]);
    bus.send({ project_id: 8, day: "2026-03-01", roster: roster([], 9), rows: [] });
    expect(model.data.roster.version).toBe(3);
    expect(calls.length).toBe(1);
});

test("live: a message never hides what this desk may read", async () => {
    const { model, bus } = await makeModel();
    bus.send({ project_id: 7, day: "2026-03-01", roster: roster([], 2), rows: [bookRow({ id: 102 })] });
    model.addRows([bookRow({ id: 102, name: "何先生", phone: "139****0001" })]);
    bus.send({ project_id: 7, day: "2026-03-01", roster: roster([], 3), rows: [bookRow({ id: 102 })] });
    expect(model.data.book.map(({ name }) => name)).toEqual(["何先生", "何**"]);
});

test("live: what comes while it fetches is not lost", async () => {
    const { model, bus } = await makeModel();
    const loading = model.reload();
    bus.send({ project_id: 7, day: "2026-03-01", roster: roster([], 4), rows: [bookRow({ id: 104 })] });
    await loading;
    expect(model.data.roster.version).toBe(4);
    expect(model.data.book[0].id).toBe(104);
});

test("visit and call: the usual source follows the book, a chosen one stays", async () => {
    const { model } = await makeModel();
    model.setKind("call");
    expect(model.form.source).toBe("call");
    await model.setForm({ source: "online" });
    model.setKind("visit");
    expect(model.form.source).toBe("online");
});

test("who is next and who is not on the roster", async () => {
    const { model } = await makeModel();
    expect(model.next.name).toBe("Chen");
    expect(model.others).toEqual([{ id: 4, name: "He" }]);
});
