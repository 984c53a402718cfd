import { registry } from "@web/core/registry";

/** Drop a workbook into the file field: the template that the import itself hands out, with its examples. */
async function dropTemplate() {
    const response = await fetch("/realestate_sales/unit_table_template");
    const files = new DataTransfer();
    files.items.add(new File([await response.blob()], "units.xlsx"));
    const input = this.anchor.querySelector("input[type=file]");
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
}

registry.category("web_tour.tours").add("realestate_unit_import", {
    steps: () => [
        {
            content: "a new project offers the import first",
            trigger: ".o_form_view .alert button.btn-primary:visible",
            run: "click",
        },
        {
            content: "it is for this project",
            trigger: ".o_realestate_unit_import .o_field_widget[name=project_id] input:value(New Garden)",
        },
        { trigger: ".o_unit_table_file", run: dropTemplate },
        {
            content: "all is recognised: nothing wrong, units to create",
            trigger: "button[name=action_import]:visible",
            run: "click",
        },
        { trigger: "button[name=action_view_project]:visible", run: "click" },
        {
            content: "and the project says what comes next",
            trigger: ".o_form_view .alert button[name=action_next_step]",
            run: "click",
        },
        { trigger: ".o_field_widget[name=name] input, .o_field_widget[name=name] textarea", run: "edit 2026-002" },
        { trigger: ".o_field_widget[name=building_ids] .o_tag" },
        { trigger: ".o_form_button_cancel", run: "click" },
        { trigger: ".o_form_view .alert button[name=action_next_step]" },
    ],
});
