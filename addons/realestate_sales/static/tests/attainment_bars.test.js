import { describe, expect, test } from "@odoo/hoot";
import { defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";

import { bar } from "@realestate_sales/target/attainment_bars";

describe.current.tags("desktop");

class Target extends models.Model {
    _name = "target";

    attainment = fields.Json();

    _records = [
        {
            id: 1,
            attainment: ["month", "year"].map((period) => ({
                period,
                figures: [
                    { label: "Amount Signed", target: "¥ 100", reached: "¥ 37", percent: 37 },
                    { label: "Amount Received", target: "¥ 0", reached: "¥ 5", percent: null },
                ],
            })),
        },
    ];
}

defineMailModels();
defineModels([Target]);

test("a bar is no longer than its track, and green from 100% on", () => {
    expect(bar(99.9).color).toBe("text-bg-info");
    expect(bar(100)).toEqual({ width: 100, color: "text-bg-success", text: "100%" });
    expect(bar(140).width).toBe(100);
    expect(bar(-5).width).toBe(0);
    expect(bar(null).text).toBe("–");
});

test("the periods that are asked for, with figure, target and percent", async () => {
    await mountView({
        type: "form",
        resModel: "target",
        resId: 1,
        arch: `<form><field name="attainment" widget="realestate_attainment_bars" options="{'periods': ['month']}"/></form>`,
    });
    expect(".o_realestate_attainment_period").toHaveCount(1);
    expect(".o_realestate_attainment_bar").toHaveCount(2);
    expect(".o_realestate_attainment_period:first").toHaveText(/¥ 37 \/ ¥ 100/);
    expect(".o_realestate_attainment_percent:first").toHaveText("37%");
});
