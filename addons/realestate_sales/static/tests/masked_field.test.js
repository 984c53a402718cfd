import { expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-dom";
import { advanceTime } from "@odoo/hoot-mock";
import { contains, defineModels, fields, models, mountView, onRpc } from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { SHOWN_FOR } from "@realestate_sales/fields/masked/masked_field";

class Customer extends models.Model {
    _name = "customer";

    phone = fields.Char();

    _records = [
        { id: 1, phone: "138****1234" },
        { id: 2, phone: "13800001234" },
    ];
}

defineMailModels();
defineModels([Customer]);

async function openForm(resId) {
    onRpc("customer", "realestate_reveal", ({ args }) => {
        expect.step(`reveal ${JSON.stringify(args)}`);
        return "13800001234";
    });
    await mountView({
        type: "form",
        resModel: "customer",
        resId,
        arch: `<form><field name="phone" widget="realestate_masked" readonly="1"/></form>`,
    });
}

test("the eye shows the number by a logged call, and hides it after half a minute", async () => {
    await openForm(1);
    expect(".o_realestate_masked").toHaveText("138****1234");
    expect(".o_realestate_masked a").toHaveCount(0);
    await contains(".o_realestate_masked button").click();
    expect.verifySteps(['reveal [[1],"phone"]']);
    expect(".o_realestate_revealed").toHaveText("13800001234");
    await advanceTime(SHOWN_FOR - 1000);
    expect(".o_realestate_revealed").toHaveCount(1);
    await advanceTime(1000);
    await animationFrame();
    expect(".o_realestate_revealed").toHaveCount(0);
    expect(".o_realestate_masked").toHaveText("138****1234");
});

test("a second press hides the number at once, and asks nobody", async () => {
    await openForm(1);
    await contains(".o_realestate_masked button").click();
    await contains(".o_realestate_masked button").click();
    expect(".o_realestate_revealed").toHaveCount(0);
    expect.verifySteps(['reveal [[1],"phone"]']);
});

test("a number that is not masked has no eye, and can be called", async () => {
    await openForm(2);
    expect(".o_realestate_masked button").toHaveCount(0);
    expect(".o_realestate_masked a[href='tel:13800001234']").toHaveCount(1);
});
