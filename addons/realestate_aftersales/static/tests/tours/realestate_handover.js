import { registry } from "@web/core/registry";

const step = (name) => ({ trigger: `.o_form_view .o_field_widget[name=stage_id]:contains(${name})` });
const next = () => ({ trigger: ".o_form_view .o_statusbar_buttons button[name=action_next]", run: "click" });

registry.category("web_tour.tours").add("realestate_handover", {
    steps: () => [
        {
            content: "the day's board: who is expected",
            trigger: ".o_kanban_group:contains(Expected) .o_kanban_record:contains(101)",
            run: "click",
        },
        { trigger: ".o_form_view button[name=action_check_in]", run: "click" },
        { content: "his number in the queue", trigger: ".o_form_view .o_field_widget[name=queue_number]:contains(1)" },
        step("Papers at the desk"),
        next(),
        step("Payments"),
        next(),
        step("Inspection"),
        {
            content: "what is missing is said",
            trigger: ".o_form_view .alert-warning:contains(all rooms)",
        },
        { trigger: ".o_field_widget[name=defect_ids] .o_field_x2many_list_row_add a", run: "click" },
        {
            trigger: ".o_field_widget[name=defect_ids] .o_selected_row [name=description] input",
            run: "edit The drain is slow",
        },
        { trigger: ".o_field_widget[name=inspected] input", run: "click" },
        next(),
        step("Keys"),
        { trigger: ".o_form_view .nav-link[name=keys]", run: "click" },
        { trigger: ".o_field_widget[name=key_count] input", run: "edit 3" },
        { trigger: ".o_field_widget[name=quality_guarantee] input", run: "click" },
        { trigger: ".o_field_widget[name=manual] input", run: "click" },
        { trigger: ".o_field_widget[name=water_meter] input", run: "edit 1.5" },
        next(),
        step("Signature"),
        { trigger: ".o_form_view .nav-link[name=signature]", run: "click" },
        { trigger: ".o_field_widget[name=signed_by] input", run: "edit Wang" },
        { trigger: ".o_field_widget[name=signature] .o_signature", run: "click" },
        { content: "signed on the screen", trigger: ".modal .modal-footer .btn-primary:not([disabled])", run: "click" },
        { trigger: ".o_form_view:not(:has(.modal)) .o_field_widget[name=signature] img" },
        next(),
        { trigger: ".o_form_view .o_arrow_button_current:contains(Delivered)" },
        {
            content: "the warranty has begun",
            trigger: ".o_form_view .nav-link[name=warranty]",
            run: "click",
        },
        { trigger: ".o_form_view .o_field_widget[name=warranty_ids] .o_data_row:contains(Waterproofing)" },
    ],
});
