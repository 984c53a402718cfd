import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const FIGURE = ".o_field_widget[name=line_ids] .o_data_row:contains('Duty 1')";

// HR opens a month, generates its appraisals, looks at the records behind a figure and sends them out.
registry.category("web_tour.tours").add("realestate_appraisal_open", {
    steps: () => [
        { trigger: ".o_list_view .o_list_button_add", run: "click" },
        { content: "October", trigger: ".o_field_widget[name=date_from] button", run: "click" },
        { trigger: ".o_field_widget[name=date_from] input", run: "edit 2026-10-01" },
        ...stepUtils.saveForm(),
        { trigger: "button[name=action_generate].btn-primary:enabled", run: "click" },
        {
            content: "everybody is in it, with what he reached",
            trigger: ".o_field_widget[name=appraisal_ids] .o_data_row:eq(1) td[name=total]",
        },
        { trigger: ".o_field_widget[name=appraisal_ids] .o_data_row:contains('consultant_2') td[name=total]" },
        { trigger: "button[name=action_view_appraisals]", run: "click" },
        { content: "they are drafts", trigger: ".o_kanban_record:contains('consultant_2')" },
        { trigger: ".o_switch_view.o_list", run: "click" },
        {
            trigger: ".o_list_view .o_data_row:has(td[name=employee_id]:contains('consultant_2')) td[name=employee_id]",
            run: "click",
        },
        {
            content: "what was signed is filled in",
            trigger: `${FIGURE} td[name=figure_text]:contains('¥1,200,000')`,
        },
        { content: "the records behind", trigger: `${FIGURE} button[name=action_met]`, run: "click" },
        { content: "one document, in words HR may read", trigger: ".o_list_view td[name=amount]:contains('1,200,000')" },
        { trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item.o_back_button", run: "click" },
        { trigger: "button[name=action_start]:enabled", run: "click" },
        { content: "it is the employee's turn", trigger: ".o_arrow_button_current[data-value=self]" },
    ],
});

registry.category("web_tour.tours").add("realestate_appraisal_self", {
    steps: () => [
        { trigger: ".o_list_view .o_data_row td[name=period_id]", run: "click" },
        { content: "my figure", trigger: `${FIGURE} td[name=figure_text]:contains('¥1,200,000')` },
        { trigger: "button[name=action_hand_on]:enabled", run: "click" },
        { trigger: ".o_arrow_button_current[data-value=superior]" },
    ],
});

registry.category("web_tour.tours").add("realestate_appraisal_score", {
    steps: () => [
        {
            content: "what nothing measures is typed",
            trigger: ".o_data_row:contains('Duty 2') td[name=superior_score]",
            run: "click",
        },
        { trigger: ".o_data_row:contains('Duty 2') td[name=superior_score] input", run: "edit 80" },
        ...stepUtils.saveForm(),
        { trigger: "button[name=action_scored]:enabled", run: "click" },
        { trigger: ".o_arrow_button_current[data-value=confirm]" },
    ],
});

registry.category("web_tour.tours").add("realestate_appraisal_agree", {
    steps: () => [
        { trigger: ".o_list_view .o_data_row td[name=period_id]", run: "click" },
        { trigger: "button[name=action_confirm]:enabled", run: "click" },
        { trigger: ".o_arrow_button_current[data-value=agreed]" },
    ],
});

registry.category("web_tour.tours").add("realestate_appraisal_lock", {
    steps: () => [
        { trigger: ".o_list_view .o_data_row td[name=name]", run: "click" },
        { trigger: "button[name=action_lock]:enabled", run: "click" },
        { trigger: ".modal .modal-footer .btn-primary", run: "click" },
        {
            content: "the agreed one is locked",
            trigger: ".o_realestate_state_bar:has([data-state=locked]):not(:has([data-state=agreed]))",
        },
    ],
});
