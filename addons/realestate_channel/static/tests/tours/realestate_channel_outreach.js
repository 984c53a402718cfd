import { registry } from "@web/core/registry";

const cell = (name, column) => `tr[data-row="${name}"] input[data-name=${column}]`;

function paste(text) {
    return () => {
        const data = new DataTransfer();
        data.setData("text/plain", text);
        document.activeElement.dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
        );
    };
}

registry.category("web_tour.tours").add("realestate_channel_day", {
    steps: () => [
        { content: "the team's rows", trigger: cell("Wang", "calls"), run: "click" },
        { content: "a range from Excel, the other way round", trigger: cell("Wang", "calls"), run: paste("Zhao\t98\t140\t5\nWang\t1,2０\t60\t7\n") },
        { content: "a wrong cell is marked", trigger: `${cell("Zhao", "connected")}.is-invalid` },
        { trigger: cell("Zhao", "connected"), run: "edit 40" },
        { trigger: cell("Wang", "calls"), run: "edit 120" },
        { content: "the total", trigger: "td[data-total=calls]:contains(218)" },
        { trigger: ".o_realestate_grid_save:enabled", run: "click" },
        { trigger: ".o_realestate_grid_saved" },
    ],
});

registry.category("web_tour.tours").add("realestate_channel_settlement_approve", {
    steps: () => [
        { trigger: "tr.o_data_row td[name=team_id]", run: "click" },
        { content: "each line is explained", trigger: "div[name=line_ids] tr.o_data_row td[name=explanation]" },
        { trigger: "button[name=action_approve]", run: "click" },
        { content: "the next step is said", trigger: ".o_form_view button[name=action_cancel]" },
    ],
});

registry.category("web_tour.tours").add("realestate_channel_settlement_bill", {
    steps: () => [
        { trigger: "tr.o_data_row td[name=team_id]", run: "click" },
        { trigger: ".o_form_view button[name=action_bill]", run: "click" },
        { content: "the draft bill", trigger: ".o_form_view button[name=action_post]" },
    ],
});

registry.category("web_tour.tours").add("realestate_channel_funnel", {
    steps: () => [
        { trigger: ".o_realestate_funnel_bar[data-step=reach]:contains(77)" },
        { trigger: ".btn[data-by=team_id]", run: "click" },
        { trigger: "tr[data-row=Calls] a[data-step=reach]:contains(77)", run: "click" },
        { content: "what was entered", trigger: ".o_list_view tr.o_data_row td[name=reach]:contains(77)" },
    ],
});
