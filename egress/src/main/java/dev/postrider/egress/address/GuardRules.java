package dev.postrider.egress.address;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What operators add to the guard's own judgement; each entry is a block of addresses ({@code 10.1.0.0/16}), an address, or a
 * host ({@code hooks.example.com}, {@code *.example.com}).
 *
 * @param allow may be connected to although they are not on the public internet
 * @param deny may not be connected to; wins over {@code allow}
 * @param only nothing else may be connected to; empty for no such limit
 */
public record GuardRules(
        @Nullable List<String> allow,
        @Nullable List<String> deny,
        @Nullable List<String> only) {
    public static final GuardRules NONE = new GuardRules(null, null, null);

    Places allowed() {
        return Places.parse(allow == null ? List.of() : allow);
    }

    Places denied() {
        return Places.parse(deny == null ? List.of() : deny);
    }

    Places exclusive() {
        return Places.parse(only == null ? List.of() : only);
    }
}
