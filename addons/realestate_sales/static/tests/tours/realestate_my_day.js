import { registry } from "@web/core/registry";

// the day of a consultant: one follow-up in two clicks, then a customer from the pool
registry.category("web_tour.tours").add("realestate_my_day", {
    steps: () => [
        { content: "the new customer", trigger: "section[data-section=new] article:contains(王小明)" },
        {
            content: "he was reached: the first click",
            trigger: "article:contains(王小明) button[data-result]:first",
            run: "click",
        },
        { content: "the result is chosen", trigger: ".modal .o_field_widget[name=result_id] input:checked" },
        { content: "what was said", trigger: ".modal .o_field_widget[name=note] textarea", run: "edit 周六再来" },
        { content: "the second click", trigger: ".modal .o_form_button_save", run: "click" },
        { content: "he is done for today", trigger: ".o_realestate_my_day:not(:has(article:contains(王小明)))" },
    ],
});

registry.category("web_tour.tours").add("realestate_pool", {
    steps: () => [
        { content: "masked", trigger: "tr.o_data_row:contains(李小红):contains(****)" },
        { trigger: "tr.o_data_row:contains(李小红) button[name=action_take_from_pool]", run: "click" },
        { content: "he is in the pool no more", trigger: ".o_list_view:not(:has(tr.o_data_row:contains(李小红)))" },
    ],
});

registry.category("web_tour.tours").add("realestate_give_up", {
    steps: () => [
        { content: "whose he is, until when", trigger: "div[name=protection] .o_field_widget" },
        { trigger: ".o_statusbar_buttons button.o_realestate_give_up", run: "click" },
        { trigger: ".modal .o_field_widget[name=reason] input", run: "edit moved away" },
        { trigger: ".modal footer button[name=action_apply]:visible", run: "click" },
        { content: "back at one's own customers", trigger: ".o_kanban_view, .o_list_view" },
    ],
});
