import { registry } from "@web/core/registry";
import { FormRenderer } from "@web/views/form/form_renderer";
import { formView } from "@web/views/form/form_view";

/** A form whose table needs the width of the page: what is said about it stands below (see .o_realestate_wide). */
export class WideFormRenderer extends FormRenderer {
    mailLayout() {
        const layout = super.mailLayout(...arguments);
        return layout === "SIDE_CHATTER" ? "BOTTOM_CHATTER" : layout;
    }
}

registry.category("views").add("realestate_wide_form", { ...formView, Renderer: WideFormRenderer });
