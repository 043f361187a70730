package dev.postrider.bench.sink;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.postrider.common.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/**
 * The driver's way into the sink, on a port and a thread of its own: {@code /total}, {@code /stats}, {@code /count?slot},
 * {@code /reset}, {@code /behaviour?from&end&do}, {@code /group?from&end&group}, {@code /measure?from&end},
 * {@code /order?slot}.
 */
final class Control {
    private final Tally tally;
    private final Behaviours behaviours;

    private Control(Tally tally, Behaviours behaviours) {
        this.tally = tally;
        this.behaviours = behaviours;
    }

    /** Starts it and returns its port. */
    static int start(Tally tally, Behaviours behaviours) throws IOException {
        Control control = new Control(tally, behaviours);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 16);
        answer(server, "/total", _ -> text(tally.total()));
        answer(server, "/stats", _ -> control.stats());
        answer(server, "/count", query -> text(tally.count(number(query, "slot"))));
        answer(server, "/reset", _ -> control.reset());
        answer(server, "/behaviour", control::behaviour);
        answer(server, "/group", control::group);
        answer(server, "/measure", control::measure);
        answer(server, "/order", query -> control.watch(number(query, "slot")));
        server.start();
        return server.getAddress().getPort();
    }

    private byte[] stats() {
        return Json.write(json -> {
            json.writeStartObject();
            json.writeNumberProperty("total", tally.total());
            json.writeNumberProperty("late", tally.order().late());
            json.writeNumberProperty("farthest", tally.order().farthest());
            json.writeArrayPropertyStart("groups");
            for (int group = 0; group < Tally.GROUPS; group++) {
                json.writeStartObject();
                json.writeNumberProperty("received", tally.group(group).received());
                json.writeBinaryProperty("latency", bytes(tally.group(group).latency()));
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private byte[] reset() {
        behaviours.reset();
        tally.reset();
        return text(0);
    }

    private byte[] behaviour(Map<String, String> query) {
        behaviours.set(number(query, "from"), number(query, "end"), Behaviour.parse(value(query, "do")));
        return text(0);
    }

    private byte[] group(Map<String, String> query) {
        tally.assign(number(query, "from"), number(query, "end"), number(query, "group"));
        return text(0);
    }

    private byte[] measure(Map<String, String> query) {
        tally.measure(Long.parseLong(value(query, "from")), Long.parseLong(value(query, "end")));
        return text(0);
    }

    private byte[] watch(int slot) {
        tally.watchOrder(slot);
        return text(0);
    }

    private static byte[] bytes(Histogram histogram) {
        ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(buffer);
        return Arrays.copyOf(buffer.array(), length);
    }

    private static void answer(HttpServer server, String path, Function<Map<String, String>, byte[]> handler) {
        server.createContext(path, exchange -> {
            try (exchange) {
                byte[] body = handler.apply(query(exchange));
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
    }

    private static Map<String, String> query(HttpExchange exchange) {
        String query = exchange.getRequestURI().getQuery();
        return query == null
                ? Map.of()
                : Arrays.stream(query.split("&"))
                        .map(field -> field.split("=", 2))
                        .collect(Collectors.toMap(field -> field[0], field -> field[1]));
    }

    private static int number(Map<String, String> query, String name) {
        return Integer.parseInt(value(query, name));
    }

    private static String value(Map<String, String> query, String name) {
        String value = query.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the query has no " + name);
        }
        return value;
    }

    private static byte[] text(long number) {
        return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
    }
}
