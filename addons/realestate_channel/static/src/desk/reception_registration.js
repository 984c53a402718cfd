import { patch } from "@web/core/utils/patch";

import { ReceptionForm } from "@realestate_sales/reception/reception_form";
import { ReceptionModel } from "@realestate_sales/reception/reception_model";

/**
 * Partners' registrations at the desk: while a number is typed it shows who registered it and how a visit now is
 * judged. `form.registration_id` is the one that is meant, `false` none of them, `undefined` not said yet.
 */
patch(ReceptionModel.prototype, {
    get openRegistrations() {
        const registrations = this.form.kind === "visit" && this.known?.registrations;
        return (registrations || []).filter((row) => row.is_open);
    },

    async lookUp() {
        const before = this.known;
        await super.lookUp();
        if (this.known !== before) {
            this.form.registration_id = this.known?.registration_id || undefined;
            this.followRegistration();
        }
    },

    /** Say whether a registration brought the visitor, and which. */
    chooseRegistration(id) {
        this.form.registration_id = id;
        this.missing.delete("registration_id");
        this.followRegistration();
        this.notify();
    },

    /** Who comes by a valid registration comes through the channel. */
    followRegistration() {
        const chosen = this.openRegistrations.find((row) => row.id === this.form.registration_id);
        if (chosen?.is_valid && this.form.source === "visit") {
            this.form.source = "channel";
        }
    },

    blanks() {
        const blank = super.blanks();
        if (this.openRegistrations.length && this.form.registration_id === undefined) {
            blank.push("registration_id");
        }
        return blank;
    },
});

patch(ReceptionForm.prototype, {
    get registrations() {
        return this.props.form.kind === "visit" ? this.props.known?.registrations || [] : [];
    },
});
