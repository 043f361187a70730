package dev.postrider.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The requests of a receiver, by path, in order of arrival. */
final class RequestLog {
    private final AtomicLong sequence = new AtomicLong();
    private final Map<String, OnPath> paths = new ConcurrentHashMap<>();

    long nextSequence() {
        return sequence.incrementAndGet();
    }

    /** Records the arrival; until {@link #answered} it counts as in flight. */
    void arrived(ReceivedRequest request) {
        onPath(request.path()).arrived(request);
    }

    void answered(ReceivedRequest request) {
        onPath(request.path()).answered();
    }

    List<ReceivedRequest> requests(String path) {
        return onPath(path).requests();
    }

    int count(String path) {
        return onPath(path).count();
    }

    int peakInFlight(String path) {
        return onPath(path).peak();
    }

    Map<String, Integer> countByHeader(String path, String header) {
        Map<String, Integer> counts = new TreeMap<>();
        for (ReceivedRequest request : requests(path)) {
            request.header(header).ifPresent(value -> counts.merge(value, 1, Integer::sum));
        }
        return counts;
    }

    private OnPath onPath(String path) {
        return paths.computeIfAbsent(path, ignored -> new OnPath());
    }

    private static final class OnPath {
        private final List<ReceivedRequest> requests = new ArrayList<>();
        private int inFlight;
        private int peak;

        synchronized void arrived(ReceivedRequest request) {
            requests.add(request);
            inFlight++;
            peak = Math.max(peak, inFlight);
        }

        synchronized void answered() {
            inFlight--;
        }

        synchronized List<ReceivedRequest> requests() {
            return List.copyOf(requests);
        }

        synchronized int count() {
            return requests.size();
        }

        synchronized int peak() {
            return peak;
        }
    }
}
