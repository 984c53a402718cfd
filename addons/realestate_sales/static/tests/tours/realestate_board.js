import { rpc, rpcBus } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";

const openCell = (number) => `.o_re_board_cell:not(.o_dim):contains(${number})`;

registry.category("web_tour.tours").add("realestate_board", {
    steps: () => [
        {
            content: "the legend counts four units for sale",
            trigger: ".o_re_board_state[data-state=available]:contains(4)",
        },
        {
            content: "look for a room",
            trigger: ".o_re_board_search",
            run: "edit 101",
        },
        {
            content: "one of four matches",
            trigger: ".o_re_board_clear:contains(1 / 4)",
            run: "click",
        },
        {
            content: "look around by keyboard",
            trigger: openCell("401"),
            async run() {
                const press = (key) =>
                    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
                this.anchor.focus();
                press("ArrowDown");
                await new Promise((resolve) => setTimeout(resolve, 200));
                press("Enter");
            },
        },
        {
            content: "Enter opened the unit below",
            trigger: ".o_re_board_card h2:contains(301)",
        },
        {
            content: "Escape closes it",
            trigger: ".o_re_board_card",
            run() {
                this.anchor.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
            },
        },
        { trigger: ".o_re_board_main:not(:has(.o_re_board_card))" },
        { trigger: openCell("101"), run: "click" },
        { trigger: ".o_re_board_card [data-action=subscribe]", run: "click" },
        { content: "the wizard knows the unit", trigger: ".modal .o_field_widget[name=unit_id]" },
        {
            content: "the buyer",
            trigger: ".modal .o_field_widget[name=partner_id] input",
            run: "edit 王建国",
        },
        { trigger: ".ui-autocomplete a:contains(王建国), .o-autocomplete--dropdown-item a:contains(王建国)", run: "click" },
        { trigger: ".modal footer .btn-primary:visible", run: "click" },
        { content: "the deal is open", trigger: ".o_form_view .o_breadcrumb, .o_re_board_cell.o_state_subscribed" },
    ],
});

registry.category("web_tour.tours").add("realestate_board_hold", {
    steps: () => [
        { trigger: openCell("101"), run: "click" },
        { trigger: ".o_re_board_card [data-action=hold]", run: "click" },
        { trigger: ".modal .o_field_widget[name=reason] input", run: "edit VIP" },
        { trigger: ".modal footer .btn-primary:visible", run: "click" },
        { content: "the cell is held", trigger: ".o_re_board_cell.o_state_held:contains(101)" },
        { content: "the card says why", trigger: ".o_re_board_card [role=status]:contains(VIP)" },
        { trigger: ".o_re_board_card [data-action=release]", run: "click" },
        { trigger: ".o_re_board_cell.o_state_available:contains(101)" },
    ],
});

/** Sell a unit behind the board's back; its cell must change by the bus alone. */
async function sellElsewhere() {
    const fetched = [];
    const listen = ({ detail }) => fetched.push(detail.data.params?.method);
    rpcBus.addEventListener("RPC:REQUEST", listen);
    // the channel is joined a moment after the board is drawn
    await new Promise((resolve) => setTimeout(resolve, 2000));
    const unitId = parseInt(this.anchor.dataset.id);
    const call = (model, method, args) =>
        rpc(`/web/dataset/call_kw/${model}/${method}`, { model, method, args, kwargs: {} });
    const [[partnerId]] = await call("res.partner", "name_search", ["王建国"]);
    await call("realestate.deal", "subscribe", [unitId, { partner_id: partnerId }]);
    const sold = performance.now();
    const cell = () => document.querySelector(`[data-id="${unitId}"].o_state_subscribed.o_changed`);
    while (!cell() && performance.now() - sold < 5000) {
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const took = performance.now() - sold;
    rpcBus.removeEventListener("RPC:REQUEST", listen);
    if (took > 1000) {
        throw new Error(`the cell changed after ${took} ms`);
    }
    if (fetched.some((method) => ["board_data", "board_units"].includes(method))) {
        throw new Error("the board was fetched again");
    }
}

registry.category("web_tour.tours").add("realestate_board_live", {
    steps: () => [
        { trigger: openCell("101"), run: sellElsewhere },
        { trigger: ".o_re_board_state[data-state=subscribed]:contains(1)" },
    ],
});
