package dev.postrider.api.webhook;

import dev.postrider.api.web.FieldErrors;
import dev.postrider.api.web.Fields;
import dev.postrider.common.webhook.CustomHeaders;
import dev.postrider.common.webhook.SignatureProfile;
import dev.postrider.common.webhook.SignatureSetting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The field {@code signatures}: a list of profiles, each its name or an object with names of the owner's own. */
final class SignaturesField {
    private static final String NAME = "signatures";
    private static final String PROFILE = "profile";
    private static final String HEADER = "header";
    private static final String PREFIX = "prefix";

    private final Fields fields;
    private final FieldErrors errors;

    SignaturesField(Fields fields, FieldErrors errors) {
        this.fields = fields;
        this.errors = errors;
    }

    /** The settings, or null where the field is absent or wrong, with an error then. */
    @Nullable List<SignatureSetting> read() {
        @Nullable List<JsonNode> items = fields.items(NAME, 1, SignatureSetting.MAX);
        if (items == null) {
            return null;
        }
        List<SignatureSetting> settings = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            @Nullable SignatureSetting setting = setting(NAME + "[" + i + "]", items.get(i));
            if (setting != null) {
                settings.add(setting);
            }
        }
        if (settings.size() < items.size()) {
            return null;
        }
        return errors.check(NAME, () -> {
            SignatureSetting.requireTogether(settings);
            return SignatureSetting.ordered(settings);
        });
    }

    private @Nullable SignatureSetting setting(String path, JsonNode item) {
        if (item.isString()) {
            return errors.check(
                    path, () -> new SignatureSetting(SignatureProfile.parse(item.stringValue()), null, null));
        }
        if (!item.isObject()) {
            fields.error(path, "must be the name of a profile, or an object with profile, header and prefix");
            return null;
        }
        Fields own = new Fields(item, path, errors);
        own.refuseUnknown(Set.of(PROFILE, HEADER, PREFIX), Map.of("name", "is not a known field; use profile"));
        @Nullable String profile = own.requiredText(PROFILE, 0, Integer.MAX_VALUE);
        @Nullable String header = own.text(HEADER, 0, Integer.MAX_VALUE);
        @Nullable String prefix = own.text(PREFIX, 0, Integer.MAX_VALUE);
        if (profile == null) {
            return null;
        }
        @Nullable SignatureProfile known = errors.check(path + "." + PROFILE, () -> SignatureProfile.parse(profile));
        if (known == null) {
            return null;
        }
        return errors.check(path, () -> new SignatureSetting(known, header, prefix));
    }

    /** Notes an error, in the field that the request has, where headers and signatures set the same. */
    static void requireApart(List<SignatureSetting> signatures, @Nullable CustomHeaders headers, Fields fields) {
        if (headers == null) {
            return;
        }
        try {
            SignatureSetting.requireApart(signatures, headers);
        } catch (IllegalArgumentException e) {
            fields.error(fields.has(NAME) ? NAME : "headers", String.valueOf(e.getMessage()));
        }
    }
}
