import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("realestate_enterprise_visit", {
    steps: () => [
        { content: "the library", trigger: ".o_kanban_record:contains(Oriental Precision)", run: "click" },
        { content: "log a visit", trigger: "button[name=action_log_visit]", run: "click" },
        { trigger: ".modal .o_field_widget[name=result] select, .modal .o_field_widget[name=result] input", run: "click" },
        {
            content: "interested",
            trigger: ".o_select_menu_item:eq(2)",
            run: "click",
        },
        { trigger: ".modal .o_field_widget[name=next_step] input", run: "edit Send prices" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { content: "it is on record", trigger: ".o_form_view:not(:has(.modal)) .o_field_widget[name=next_step]:contains(Send prices), .o_field_widget[name=next_step] span:contains(Send prices)" },
    ],
});
