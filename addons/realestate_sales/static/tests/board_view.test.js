import { expect, test } from "@odoo/hoot";
import { press, queryAll, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { contains, defineModels, fields, getService, models, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { WebClient } from "@web/webclient/webclient";

import { boardData } from "./board_test_helpers";

class Project extends models.Model {
    _name = "realestate.project";

    name = fields.Char();

    _records = [{ id: 7, name: "Garden" }];
}
class Unit extends models.Model {
    _name = "realestate.unit";
}

defineMailModels();
defineModels([Project, Unit]);

async function openBoard(number = "101", zoom = 1) {
    localStorage.setItem("realestate_board_zoom", zoom);
    onRpc("realestate.project", "board_data", () => {
        const data = boardData();
        data.units.number[0] = number;
        return data;
    });
    onRpc("realestate.unit", "board_card", ({ args }) => ({
        id: args[0][0],
        reason: "Subscribed by Wang until 2026-12-01",
        note: "",
        view: "",
        code: "1-101",
        deal: false,
        actions: ["open_unit"],
    }));
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag: "realestate_sales.board" });
    await animationFrame();
}

test("draws every unit with state, sign and a name for screen readers", async () => {
    await openBoard();
    expect(".o_re_board_cell").toHaveCount(4);
    expect(".o_re_board_cell.o_state_available").toHaveCount(3);
    expect("[data-id='4']").toHaveText("202 S");
    expect("[data-id='4']").toHaveAttribute("aria-label", "202 subscribed");
    expect("[role=grid]").toHaveCount(2);
    expect(queryAllTexts("[data-block='1'] [role=rowheader]")).toEqual(["2F", "1F"]);
});

test("the legend counts and filters", async () => {
    await openBoard();
    await contains("[data-state=subscribed]").click();
    expect(queryAll(".o_re_board_cell:not(.o_dim)").map((el) => el.dataset.id)).toEqual(["4"]);
    expect(".o_re_board_clear").toHaveText("1 / 4");
    await contains(".o_re_board_clear").click();
    expect(".o_dim").toHaveCount(0);
});

test("search by room number and price", async () => {
    await openBoard();
    await contains(".o_re_board_search").edit("10", { confirm: false });
    expect(".o_re_board_cell:not(.o_dim)").toHaveCount(2);
    await contains(".o_re_board_search").clear({ confirm: false });
    await contains(".o_re_board_filter_toggle").click();
    await contains("[data-filter=price] .o_re_board_max").edit("110", { confirm: false });
    expect(".o_re_board_cell:not(.o_dim)").toHaveCount(3);
});

test("arrows move, Enter opens, Escape closes", async () => {
    await openBoard();
    queryAll("[data-id='4']")[0].focus();
    await press("ArrowDown");
    await animationFrame();
    expect("[data-id='2']").toBeFocused();
    await press("ArrowLeft");
    await animationFrame();
    expect("[data-id='1']").toBeFocused();
    await press("Enter");
    await animationFrame();
    expect(".o_re_board_card h2").toHaveText("1# 101");
    expect(".o_re_board_card [role=status]").toHaveText("Subscribed by Wang until 2026-12-01");
    await press("Escape");
    await animationFrame();
    expect(".o_re_board_card").toHaveCount(0);
    expect("[data-id='1']").toBeFocused();
});

test("the sign never lies over the number, however long", async () => {
    await openBoard("B2-商-1101", 0);
    for (const level of [0, 1, 2, 3, 4]) {
        const cell = queryAll("[data-id='1']")[0];
        const block = cell.closest(".o_re_board_block");
        const heights = [...block.querySelectorAll(".o_re_board_row")].map((row) => row.offsetHeight);
        expect(block.querySelector("[role=grid]").offsetHeight + 32).toBeLessThan(block.offsetHeight + 1, { message: `zoom ${level}` });
        expect(Math.max(...heights)).toBe(cell.offsetHeight);
        expect(cell.scrollWidth).toBeLessThan(cell.offsetWidth + 1);
        const text = cell.querySelector("b").textContent + (cell.dataset.sign || "");
        expect(text.includes("A")).toBe(true, { message: "the sign is there" });
        if (level) {
            expect(text.includes("B2-商-1101")).toBe(true);
        }
        if (level < 4) {
            await contains(".o_re_board_zoom button[title='Zoom in']").click();
        }
    }
});

test("zoom shows more of each unit", async () => {
    await openBoard();
    expect("[data-id='1'] span").toHaveCount(0);
    await contains(".o_re_board_zoom button[title='Zoom in']").click();
    await contains(".o_re_board_zoom button[title='Zoom in']").click();
    expect(queryAllTexts("[data-id='1'] span")[0]).toBe("100.00㎡");
});
