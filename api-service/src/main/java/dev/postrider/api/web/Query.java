package dev.postrider.api.web;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/** The query parameters of a request, read strictly: unknown ones and ones given twice are errors. */
public final class Query {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;

    private static final String PAGES = ", with the next_cursor of the page before";

    /** Names that other systems use, and what to use here. */
    private static final Map<String, Other> OTHER_NAMES = Map.ofEntries(
            entry("offset", "cursor", PAGES),
            entry("skip", "cursor", PAGES),
            entry("page", "cursor", PAGES),
            entry("page_size", "limit", ""),
            entry("per_page", "limit", ""),
            entry("enabled_only", "enabled", "=true"),
            entry("active", "enabled", ""),
            entry("is_active", "enabled", ""),
            entry("event", "event_type", ""),
            entry("since", "from", ""),
            entry("start_date", "from", ""),
            entry("date_from", "from", ""),
            entry("until", "to", ""),
            entry("end_date", "to", ""),
            entry("date_to", "to", ""),
            entry("state", "status", ""),
            entry("http_status", "status_code", ""));

    /** The parameter to use, and what to say of it. */
    private record Other(String name, String more) {}

    private static Map.Entry<String, Other> entry(String other, String name, String more) {
        return Map.entry(other, new Other(name, more));
    }

    private final MultiValueMap<String, String> values;
    private final FieldErrors errors;

    /**
     * @param known the parameters that this route has
     * @param errors takes what is wrong
     */
    public Query(MultiValueMap<String, String> values, Set<String> known, FieldErrors errors) {
        this.values = values;
        this.errors = errors;
        values.forEach((name, given) -> {
            if (!known.contains(name)) {
                @Nullable Other other = OTHER_NAMES.get(name);
                String hint = other != null && known.contains(other.name())
                        ? "use " + other.name() + other.more()
                        : "known are: " + String.join(", ", new TreeSet<>(known));
                errors.add(StrictJson.printable(name), "is not a known parameter; " + hint);
            } else if (given.size() > 1) {
                errors.add(name, "is given twice");
            }
        });
    }

    /** A 400 problem that names what is in the query of a route that {@linkplain TakesQuery takes} none. */
    public static void requireNone(MultiValueMap<String, String> values) {
        FieldErrors errors = new FieldErrors();
        values.keySet()
                .forEach(name ->
                        errors.add(StrictJson.printable(name), "is not a known parameter; this request has none"));
        errors.throwIfAny();
    }

    /** The page size: 1 to 200, 50 by default. */
    public int limit() {
        return limit(DEFAULT_LIMIT);
    }

    /** The same with another default. */
    public int limit(int byDefault) {
        @Nullable String text = values.getFirst("limit");
        if (text == null) {
            return byDefault;
        }
        if (text.matches("[0-9]{1,3}")) {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MAX_LIMIT) {
                return limit;
            }
        }
        errors.add("limit", "must be a number from 1 to " + MAX_LIMIT);
        return byDefault;
    }

    /** Where the page starts; empty for the first one. */
    public Optional<Cursor> cursor() {
        @Nullable String text = values.getFirst("cursor");
        return text == null ? Optional.empty() : Optional.ofNullable(errors.check("cursor", () -> Cursor.parse(text)));
    }

    public Optional<Boolean> flag(String name) {
        @Nullable String text = values.getFirst(name);
        if (text == null) {
            return Optional.empty();
        }
        if (text.equals("true") || text.equals("false")) {
            return Optional.of(text.equals("true"));
        }
        errors.add(name, "must be true or false");
        return Optional.empty();
    }

    /** One of a few words. */
    public Optional<String> choice(String name, Set<String> choices) {
        @Nullable String text = values.getFirst(name);
        if (text == null || choices.contains(text)) {
            return Optional.ofNullable(text);
        }
        errors.add(name, "must be one of: " + String.join(", ", new TreeSet<>(choices)));
        return Optional.empty();
    }

    /** Any text that can be stored. */
    public Optional<String> text(String name) {
        @Nullable String text = values.getFirst(name);
        if (text != null && UnstorableText.isIn(text)) {
            errors.add(name, "has a NUL character or half of a surrogate pair, which is no text");
            return Optional.empty();
        }
        return Optional.ofNullable(text);
    }

    /** A UUID of 36 characters. */
    public Optional<UUID> uuid(String name) {
        @Nullable String text = values.getFirst(name);
        return text == null ? Optional.empty() : Optional.ofNullable(errors.check(name, () -> PathId.uuid(text)));
    }
}
