package dev.postrider.bench.sink;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.JsonNode;

/**
 * What the sink counted.
 *
 * @param total requests since the last reset
 * @param late requests to the watched path that came after one with a higher number
 * @param farthest by how much at most
 */
public record SinkStats(long total, long late, long farthest, List<GroupStats> groups) {
    /**
     * A group's share of the measured span.
     *
     * @param received requests that came in within it
     * @param latency in microseconds, of the requests that were meant to be sent within it
     */
    public record GroupStats(long received, Histogram latency) {}

    public SinkStats {
        groups = List.copyOf(groups);
    }

    static SinkStats of(JsonNode json) {
        List<GroupStats> groups = new ArrayList<>();
        for (JsonNode group : json.required("groups")) {
            groups.add(new GroupStats(
                    group.required("received").longValue(),
                    histogram(group.required("latency").binaryValue())));
        }
        return new SinkStats(
                json.required("total").longValue(),
                json.required("late").longValue(),
                json.required("farthest").longValue(),
                groups);
    }

    private static Histogram histogram(byte[] bytes) {
        try {
            return Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(bytes), Group.HIGHEST);
        } catch (DataFormatException e) {
            throw new IllegalStateException("the sink sent a histogram that cannot be read", e);
        }
    }
}
