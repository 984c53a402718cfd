import { expect, test } from "@odoo/hoot";
import { press, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { contains, defineModels, fields, getService, models, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { WebClient } from "@web/webclient/webclient";

import { receptionData, registered } from "./reception_test_helpers";

class Project extends models.Model {
    _name = "realestate.project";

    name = fields.Char();

    _records = [{ id: 7, name: "Garden" }];
}

defineMailModels();
defineModels([Project]);

async function openDesk(data = receptionData()) {
    onRpc("realestate.project", "reception_data", () => data);
    onRpc("realestate.project", "reception_lookup", () => ({
        status: "held",
        message: "Zhao's customer, protected through 2026-03-08.",
        name: false,
        user: "Zhao",
        referrer: false,
    }));
    onRpc("realestate.project", "register_visitor", ({ args }) => {
        const { kind, phone, name, source, asked_user_id } = args[1];
        expect.step(`${kind} ${phone} ${name} ${source} ${asked_user_id}`);
        return registered();
    });
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag: "realestate_sales.reception" });
    await animationFrame();
}

test("who is on duty, whose turn it is, who is receiving, who is away", async () => {
    await openDesk();
    expect(queryAllTexts(".o_re_desk_name")).toEqual(["Chen", "Lin", "Zhao"]);
    expect(queryAllTexts(".o_re_desk_state")).toEqual(["Next in Turn", "Receiving No. 1", "Away"]);
    expect(".o_next .o_re_desk_name").toHaveText("Chen");
    expect("[data-user='2'] button").toHaveText("Finished");
});

test("three fields and Enter; the answer says who receives and why", async () => {
    await openDesk();
    await contains("input[name=phone]").edit("13911112222", { confirm: false });
    await animationFrame();
    expect(".o_re_desk_known").toHaveText("Zhao's customer, protected through 2026-03-08.");
    await contains("input[name=name]").edit("何先生", { confirm: false });
    await contains("[data-source=channel]").click();
    await contains("select[name=asked_user_id]").select("3");
    await contains("input[name=name]").focus();
    await press("Enter");
    await animationFrame();
    expect.verifySteps(["visit 13911112222 何先生 channel 3"]);
    expect(".o_re_desk_user").toHaveText("Chen");
    expect(".o_re_desk_answer p").toHaveText("New customer. Chen is next in turn.");
    expect("input[name=phone]").toHaveValue("");
    expect("[data-user='1'] .o_re_desk_state").toHaveText("Receiving No. 2");
    expect(".o_re_desk_row").toHaveCount(2);
});

test("blanks are marked and nothing is sent", async () => {
    await openDesk();
    await contains(".o_re_desk_submit").click();
    expect(".o_re_desk_field.o_missing").toHaveCount(2);
    expect(".o_re_desk_hint").toHaveCount(1);
    expect.verifySteps([]);
});

test("a referral asks for the owner's number", async () => {
    await openDesk();
    expect("input[name=referrer_phone]").toHaveCount(0);
    await contains("[data-source=referral]").click();
    expect("input[name=referrer_phone]").toHaveCount(1);
});

test("a tap frees a consultant", async () => {
    await openDesk();
    onRpc("realestate.project", "reception_roster", ({ args }) => {
        expect.step(`${args[1]} ${args[2]}`);
        return { ...receptionData().roster, version: 9 };
    });
    await contains("[data-user='2'] [data-verb=finish]").click();
    expect.verifySteps(["2 finish"]);
});

test("an empty day offers to start with the last roster", async () => {
    const data = receptionData();
    data.roster = { id: false, version: 0, quiet: true, lines: [] };
    await openDesk(data);
    expect(".o_re_desk_start").toHaveCount(1);
});
