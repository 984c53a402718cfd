import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

// A year of a project: set, spread over the months, split over the consultants, confirmed.
registry.category("web_tour.tours").add("realestate_target", {
    steps: () => [
        { trigger: ".o-kanban-button-new", run: "click" },
        { trigger: "div[name=project_id] input", run: "edit Test Garden" },
        { trigger: ".ui-autocomplete a:contains(Test Garden)", run: "click" },
        ...stepUtils.saveForm(),
        { trigger: "button[name=action_open_spread]", run: "click" },
        { trigger: ".modal div[name=units] input", run: "edit 120" },
        { trigger: ".modal button[name=action_confirm]", run: "click" },
        { trigger: "body:not(:has(.modal)) td[name=units]:contains(10)" },
        { trigger: "button[name=action_open_split]", run: "click" },
        { trigger: ".modal td[name=share]" },
        { trigger: ".modal button[name=action_confirm]", run: "click" },
        { trigger: "body:not(:has(.modal)) button[name=action_confirm]", run: "click" },
        { trigger: ".o_arrow_button_current[data-value=confirmed]" },
    ],
});
