package dev.postrider.client.verification;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The headers of a request. Most web frameworks have a method that is one, such as {@code request::getHeader}. */
@FunctionalInterface
public interface HeaderLookup {
    /**
     * The first value of a header.
     *
     * @param name in any case
     * @return null if there is none
     */
    @Nullable String first(String name);

    /** Of a map whose names are in any case. */
    static HeaderLookup of(Map<String, ? extends Collection<String>> headers) {
        return name -> headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .flatMap(header -> header.getValue().stream())
                .findFirst()
                .orElse(null);
    }
}
