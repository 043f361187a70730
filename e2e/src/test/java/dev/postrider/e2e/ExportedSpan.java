package dev.postrider.e2e;

import dev.postrider.testkit.ReceivedRequest;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A span as a collector gets it by OTLP.
 *
 * @param kind 3 of a client, 4 of a producer, 5 of a consumer
 * @param links ids of the spans that it links to
 * @param attributes numbers as text too
 */
record ExportedSpan(
        String service,
        String traceId,
        String id,
        String parent,
        String name,
        long kind,
        String state,
        List<String> links,
        Map<String, String> attributes) {
    static final long CLIENT = 3;
    static final long PRODUCER = 4;
    static final long CONSUMER = 5;

    /** All spans of an export. */
    static Stream<ExportedSpan> in(ReceivedRequest export) {
        return Protobuf.read(export.body()).messages(1).stream().flatMap(resource -> {
            String service = attributes(resource.messages(1).getFirst(), 1).getOrDefault("service.name", "");
            return resource.messages(2).stream()
                    .flatMap(scope -> scope.messages(2).stream())
                    .map(span -> of(service, span));
        });
    }

    private static ExportedSpan of(String service, Protobuf span) {
        return new ExportedSpan(
                service,
                span.hex(1),
                span.hex(2),
                span.hex(4),
                span.text(5),
                span.number(6),
                span.text(3),
                span.messages(13).stream().map(link -> link.hex(2)).toList(),
                attributes(span, 9));
    }

    private static Map<String, String> attributes(Protobuf of, int field) {
        return of.messages(field).stream().collect(Collectors.toMap(entry -> entry.text(1), entry -> {
            Protobuf value = entry.messages(2).getFirst();
            String text = value.text(1);
            return text.isEmpty() ? Long.toString(value.number(3)) : text;
        }));
    }
}
