package dev.postrider.api.web;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * What a request demands of the version of the thing that it changes, by {@code If-Match} (RFC 9110, 13.1.1). The tag of a thing
 * is its version, quoted; a weak tag matches nothing.
 */
public final class IfMatch {
    private static final String TAG = "(W/)?\"([\\x21\\x23-\\x7e\\x80-\\xff]*)\"";
    private static final Pattern LIST = Pattern.compile("[ \\t,]*" + TAG + "(?:[ \\t]*,[ \\t,]*" + TAG + ")*[ \\t,]*");
    private static final Pattern EACH = Pattern.compile(TAG);

    /** Of a request that demands nothing. */
    public static final IfMatch ANY = new IfMatch(null);

    /** Null where any version will do. */
    private final @Nullable Set<String> wanted;

    private IfMatch(@Nullable Set<String> wanted) {
        this.wanted = wanted;
    }

    /**
     * What the request demands.
     *
     * @throws ProblemException 400, where the header is no list of entity tags
     */
    public static IfMatch of(ServerHttpRequest request) {
        @Nullable List<String> lines = request.getHeaders().get(HttpHeaders.IF_MATCH);
        if (lines == null || lines.stream().allMatch(line -> line.strip().equals("*"))) {
            return ANY;
        }
        String list = String.join(",", lines);
        if (!LIST.matcher(list).matches()) {
            throw Problem.invalid(
                            HttpHeaders.IF_MATCH,
                            "must be an ETag of an earlier answer, such as \"3\" with its quotes, or *")
                    .toException();
        }
        Set<String> strong = new HashSet<>();
        Matcher tags = EACH.matcher(list);
        while (tags.find()) {
            if (tags.group(1) == null) {
                strong.add(tags.group(2));
            }
        }
        return new IfMatch(strong);
    }

    /**
     * Ends the request unless it is about this version.
     *
     * @param what the thing is, such as {@code webhook}
     * @throws ProblemException 412, which names the version
     */
    public void require(String what, long present) {
        if (wanted != null && !wanted.contains(Long.toString(present))) {
            throw Problem.preconditionFailed("The " + what + " is at version " + present
                            + ": it was changed meanwhile. Read it, and decide anew.")
                    .withHeader(HttpHeaders.ETAG, tag(present))
                    .toException();
        }
    }

    /** The answer, with the tag of the version that it shows. */
    public static ResponseEntity<byte[]> tagged(ResponseEntity<byte[]> answer, long version) {
        return ResponseEntity.status(answer.getStatusCode())
                .headers(answer.getHeaders())
                .eTag(tag(version))
                .body(answer.getBody());
    }

    private static String tag(long version) {
        return "\"" + version + "\"";
    }
}
