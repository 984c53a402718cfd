import { expect, test } from "@odoo/hoot";
import { queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    allowTranslations,
    contains,
    defineModels,
    fields,
    getService,
    models,
    mountView,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { WebClient } from "@web/webclient/webclient";

import { HEIGHT, WIDTH, curvePoints } from "@realestate_sales/customer/intent_curve";
import { daysLeftBadge } from "@realestate_sales/customer/days_left";

class Lead extends models.Model {
    _name = "crm.lead";

    name = fields.Char();
    curve = fields.Json();

    _records = [
        {
            id: 1,
            name: "Wang",
            curve: [
                ["2026-03-01", 2],
                ["2026-03-02", 8],
            ],
        },
        { id: 2, name: "Li", curve: [] },
    ];
}
class Followup extends models.Model {
    _name = "realestate.followup";

    lead_id = fields.Many2one({ relation: "crm.lead" });
    result_id = fields.Many2one({ relation: "realestate.followup.result" });
    note = fields.Char();

    _views = { form: `<form><field name="result_id"/><field name="note"/></form>` };
}
class Result extends models.Model {
    _name = "realestate.followup.result";

    name = fields.Char();

    _records = [
        { id: 1, name: "Interested" },
        { id: 2, name: "No Answer" },
    ];
}

defineMailModels();
defineModels([Lead, Followup, Result]);

const card = (id, name, values = {}) => ({
    id,
    name,
    phone: "13800001234",
    project: "Garden",
    intent: 5,
    days_left: 3,
    due: false,
    late: 0,
    ...values,
});

test("a curve stands to the scale of days, 0 at the bottom and 10 at the top", () => {
    const points = curvePoints([
        ["2026-03-01", 0],
        ["2026-03-02", 10],
        ["2026-03-11", 5],
    ]);
    expect(points.map(({ x }) => Math.round(x))).toEqual([3, Math.round(3 + 0.1 * (WIDTH - 6)), WIDTH - 3]);
    expect(points.map(({ y }) => y)).toEqual([HEIGHT - 3, 3, HEIGHT / 2]);
});

test("a curve of one day, of one point and beyond the scale", () => {
    const sameDay = curvePoints([
        ["2026-03-01", 4],
        ["2026-03-01", 12],
    ]);
    expect(sameDay.map(({ x }) => x)).toEqual([3, WIDTH - 3]);
    expect(sameDay[1].y).toBe(3);
    expect(curvePoints([["2026-03-01", 4]])).toHaveLength(1);
});

test("the badge says what is left", () => {
    allowTranslations();
    expect(String(daysLeftBadge(null).text)).toBe("Bought");
    expect(String(daysLeftBadge(-1).text)).toBe("Over");
    expect(daysLeftBadge(0).color).toBe("text-bg-danger");
    expect(daysLeftBadge(1).color).toBe("text-bg-warning");
    expect(String(daysLeftBadge(6).text)).toBe("6 days left");
});

test("the curve on a list", async () => {
    await mountView({
        type: "list",
        resModel: "crm.lead",
        arch: `<list><field name="name"/><field name="curve" widget="realestate_intent_curve"/></list>`,
    });
    expect(".o_realestate_intent_curve").toHaveCount(1);
    expect(".o_realestate_intent_curve").toHaveClass("text-success");
    expect(".o_realestate_intent_curve").toHaveText("8");
    expect(queryOne(".o_realestate_intent_curve polyline").getAttribute("points").split(" ")).toHaveLength(2);
});

test("my day: sections with somebody, a follow-up in two clicks", async () => {
    let day = 0;
    onRpc("crm.lead", "realestate_my_day", () => {
        day++;
        return {
            sections: [
                { key: "overdue", leads: day === 1 ? [card(1, "Wang", { late: 2, days_left: 0 })] : [] },
                { key: "today", leads: [] },
                { key: "ending", leads: [] },
                { key: "new", leads: [card(2, "Li")] },
            ],
            results: [
                { id: 1, name: "Interested", is_effective: true },
                { id: 2, name: "No Answer", is_effective: false },
            ],
            count: 2,
            targets: [
                {
                    id: 5,
                    name: "2026 Garden / Wang",
                    attainment: ["month", "year"].map((period) => ({
                        period,
                        figures: [{ label: "Signed", target: "¥ 100", reached: "¥ 40", percent: 40 }],
                    })),
                },
            ],
        };
    });
    onRpc("realestate.followup", "web_save", ({ args, kwargs }) => {
        expect.step([args[1].result_id, kwargs.context.default_lead_id]);
    });
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag: "realestate_sales.my_day" });
    await animationFrame();
    expect(".o_realestate_day_targets .card-header").toHaveText("2026 Garden / Wang");
    expect(".o_realestate_attainment_period").toHaveCount(1);
    expect(".o_realestate_attainment_percent").toHaveText("40%");
    expect("section").toHaveCount(2);
    expect(queryAllTexts("section[data-section=overdue] article .badge")).toEqual(["Last day"]);
    expect("section[data-section=overdue] article a[href='tel:13800001234']").toHaveCount(1);
    await contains("[data-lead='1'] [data-result='1']").click();
    await contains(".modal .o_form_button_save").click();
    expect.verifySteps([[1, 1]]);
    expect("section[data-section=overdue]").toHaveCount(0);
    expect("section[data-section=new]").toHaveCount(1);
});

test("my day with nothing to do leads on", async () => {
    onRpc("crm.lead", "realestate_my_day", () => ({
        sections: [{ key: "overdue", leads: [] }],
        results: [],
        count: 0,
        targets: [],
    }));
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag: "realestate_sales.my_day" });
    await animationFrame();
    expect("section").toHaveCount(0);
    expect(".o_realestate_day_targets").toHaveCount(0);
    expect("h2").toHaveText("Nothing to do today");
});
