import { registry } from "@web/core/registry";
import { Interaction } from "@web/public/interaction";

/** A paper is sent as soon as its photo is chosen: one tap less on a phone. */
export class HomeUpload extends Interaction {
    static selector = "form.o_realestate_upload";
    dynamicContent = {
        "input[type=file]": { "t-on-change": this.onChange },
        ".btn": { "t-att-class": () => ({ disabled: this.sending }) },
        ".fa": { "t-att-class": () => ({ "fa-camera": !this.sending, "fa-spinner fa-spin": this.sending }) },
    };

    setup() {
        this.sending = false;
    }

    onChange(ev) {
        if (ev.target.files.length && !this.sending) {
            this.sending = true;
            this.el.submit();
        }
    }
}

registry.category("public.interactions").add("realestate_aftersales.home_upload", HomeUpload);
